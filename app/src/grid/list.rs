//! A table and the rows that are shown of it, brought up to date without keeping the window waiting.
//!
//! A small table is made, filtered and sorted at once. Of a large one a worker makes what is not there yet; until it is
//! done, the table stays as it was, order and values, and what changes meanwhile is made in one go after that. Only a
//! table of other things than before cannot stay: its rows come as they are, with dots for values that are still being
//! made, or not at all where they have to be filtered or sorted first.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::order::{Ordered, Plan};
use super::{Grid, GridColumn, Order};
use crate::candidates::ShownCandidates;
use crate::filter::Columns as _;
use crate::hit_values::ShownHits;
use crate::job::{Job, Reporter, Wake};
use crate::view::TableLook;

/// Tables of more rows are left to a worker: fewer take a millisecond.
pub const MANY_ROWS: usize = 20_000;

/// Rows of which some pass.
pub trait Passing: Send + Sync {
    /// Whether each of them passes.
    fn passes(&self) -> &[bool];
}

impl Passing for ShownHits {
    fn passes(&self) -> &[bool] {
        &self.passes
    }
}

impl Passing for ShownCandidates {
    fn passes(&self) -> &[bool] {
        &self.passes
    }
}

/// What narrows rows down beside the filter: a number that changes with it, and which pass.
pub type Among = (u64, Arc<dyn Passing>);

/// What a worker has made.
struct Made {
    grid: Grid,
    ordered: Option<Ordered>,
    cost: Duration,
}

/// A table and the rows that are shown of it.
#[derive(Default)]
pub struct List {
    /// The table as it is shown; `None` where there is nothing to list.
    pub grid: Option<Grid>,
    /// Its rows.
    pub order: Order,
    /// The table as it should be.
    wanted: Option<Grid>,
    making: Option<Job<Made>>,
    /// When it was made last, and how long that took.
    last: Option<(Instant, Duration)>,
    /// Whether a worker died at this table: another one would too.
    failed: bool,
}

impl List {
    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.making.is_some()
    }

    /// Turns to a table of other things.
    pub fn turn_to(&mut self, grid: Grid) {
        let order = std::mem::take(&mut self.order);
        *self = Self {
            grid: Some(grid.clone()),
            wanted: Some(grid),
            order,
            ..Self::default()
        };
        self.order.forget();
    }

    /// Puts columns of the same things in the place of those of their names.
    pub fn replace(&mut self, columns: impl IntoIterator<Item = Arc<GridColumn>>) {
        if let Some(wanted) = &mut self.wanted {
            columns
                .into_iter()
                .for_each(|column| wanted.replace(column));
        }
    }

    /// Whether so long has passed since it was made last that making it takes no more than a tenth of the time.
    pub fn rested(&self) -> bool {
        self.last
            .is_none_or(|(when, cost)| when.elapsed() > 10 * cost)
    }

    /// Takes in what a worker has made, and has made what is wanted and not there yet.
    ///
    /// Returns false if a worker has died, once.
    pub fn update(&mut self, look: &TableLook, among: Option<&Among>, wake: &Wake) -> bool {
        let sound = self.poll();
        let Some(wanted) = &self.wanted else {
            return sound;
        };
        let plan = self
            .order
            .plan(wanted, look, among.map(|(number, _)| *number));
        let columns = wanted.shown(look);
        if plan.is_none() && columns.iter().all(|column| column.is_made()) {
            self.grid = Some(wanted.clone());
            return sound;
        }
        if self.failed || self.making.is_some() {
            return sound;
        }
        let rows = wanted.rows();
        let (grid, among) = (wanted.clone(), among.cloned());
        if rows <= MANY_ROWS {
            let made = make(grid, &columns, plan, among.as_ref());
            self.take(made);
            return sound;
        }
        if self.order.is_forgotten() && look.is_plain() && among.is_none() {
            // As they come, so that there is something to see at once.
            self.order.rows = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
        }
        let work = move |_: &Reporter<_, ()>| make(grid, &columns, plan, among.as_ref());
        self.making = Some(Job::spawn(Arc::clone(wake), work));
        sound
    }

    fn poll(&mut self) -> bool {
        let Some(job) = &self.making else { return true };
        let made = job.poll().1;
        let lost = job.lost();
        if made.is_some() || lost {
            self.making = None;
        }
        if let Some(made) = made {
            self.take(made);
        }
        self.failed |= lost;
        !lost
    }

    fn take(&mut self, made: Made) {
        self.grid = Some(made.grid);
        if let Some(ordered) = made.ordered {
            self.order.take(ordered);
        }
        self.last = Some((Instant::now(), made.cost));
    }
}

/// Makes the columns that are shown, and the order that is planned.
///
/// One column after the other: several at once could wait for each other, since they share what they are made from.
fn make(
    grid: Grid,
    columns: &[Arc<GridColumn>],
    plan: Option<Plan>,
    among: Option<&Among>,
) -> Made {
    let start = Instant::now();
    for column in columns {
        column.cells();
    }
    let passes = among.map(|(_, shown)| shown.passes());
    let ordered = plan.map(|plan| plan.make(&grid, passes));
    Made {
        grid,
        ordered,
        cost: start.elapsed(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{HEAD, Head};
    use super::*;
    use crate::filter::Cells;
    use crate::view::Sort;
    use std::sync::mpsc;

    const ROWS: usize = MANY_ROWS + 5;

    fn falling() -> Arc<GridColumn> {
        let values = (0..ROWS).map(|row| -(row as f32));
        let head = Head { name: "x", ..HEAD };
        GridColumn::new(head, move || Cells::Single(values.collect()))
    }

    fn sorted() -> TableLook {
        TableLook {
            sort: Some(Sort {
                column: "x".into(),
                falling: false,
            }),
            ..TableLook::default()
        }
    }

    fn wake() -> Wake {
        Arc::new(|| ())
    }

    /// Updates until no worker is at it.
    fn finish(list: &mut List, look: &TableLook) {
        let start = Instant::now();
        loop {
            list.update(look, None, &wake());
            if !list.busy() {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "no end");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_large_table_stays_as_it_was_until_its_new_order_is_there() {
        let mut list = List::default();
        list.turn_to(Grid::new("rows", ROWS, vec![falling()]));
        finish(&mut list, &sorted());
        let before = Arc::clone(&list.order.rows);
        assert_eq!((before.len(), before[0]), (ROWS, ROWS as u32 - 1));

        // A column that is not made before it is let.
        let (go, gate) = mpsc::channel::<()>();
        let gate = std::sync::Mutex::new(gate);
        let head = Head { name: "x", ..HEAD };
        let slow = GridColumn::new(head, move || {
            gate.lock().unwrap().recv().unwrap();
            Cells::Single((0..ROWS).map(|row| row as f32).collect())
        });
        list.replace([Arc::clone(&slow)]);
        for _ in 0..3 {
            list.update(&sorted(), None, &wake());
            assert!(list.busy() && !slow.is_made());
            assert!(Arc::ptr_eq(&list.order.rows, &before));
            let shown = list.grid.as_ref().unwrap().column("x").unwrap();
            assert_eq!(shown.text_so_far(3), "-3");
        }
        go.send(()).unwrap();
        finish(&mut list, &sorted());
        assert_eq!(list.order.rows[0], 0);
        let shown = list.grid.as_ref().unwrap().column("x").unwrap();
        assert_eq!(shown.text_so_far(3), "3");
    }

    #[test]
    fn a_large_table_of_other_things_shows_its_rows_as_they_come_and_dots() {
        let mut list = List::default();
        list.turn_to(Grid::new("rows", ROWS, vec![falling()]));
        let (go, gate) = mpsc::channel::<()>();
        let gate = std::sync::Mutex::new(gate);
        let slow = GridColumn::new(Head { name: "x", ..HEAD }, move || {
            gate.lock().unwrap().recv().unwrap();
            Cells::Single((0..ROWS).map(|row| row as f32).collect())
        });
        list.turn_to(Grid::new("rows", ROWS, vec![slow]));
        list.update(&TableLook::default(), None, &wake());
        let shown = list.grid.as_ref().unwrap().column("x").unwrap();
        assert_eq!((list.order.rows.len(), list.order.rows[7]), (ROWS, 7));
        assert_eq!(shown.text_so_far(0), "…");
        go.send(()).unwrap();
        finish(&mut list, &TableLook::default());
        let shown = list.grid.as_ref().unwrap().column("x").unwrap();
        assert_eq!(shown.text_so_far(2), "2");
    }

    #[test]
    fn a_worker_that_dies_is_told_once_and_leaves_what_is_there() {
        let mut list = List::default();
        list.turn_to(Grid::new("rows", ROWS, vec![falling()]));
        finish(&mut list, &sorted());
        let head = Head { name: "x", ..HEAD };
        list.replace([GridColumn::new(head, || panic!("on purpose"))]);
        let start = Instant::now();
        while list.update(&sorted(), None, &wake()) {
            assert!(start.elapsed() < Duration::from_secs(60), "not noticed");
        }
        assert!(list.update(&sorted(), None, &wake()) && !list.busy());
        assert_eq!(list.order.rows[0], ROWS as u32 - 1);
    }

    #[test]
    fn a_small_table_is_made_at_once() {
        let mut list = List::default();
        let column = GridColumn::new(Head { name: "x", ..HEAD }, || {
            Cells::Single([3.0, 1.0, 2.0].into())
        });
        list.turn_to(Grid::new("rows", 3, vec![column]));
        list.update(&sorted(), None, &wake());
        assert_eq!(*list.order.rows, [1, 2, 0]);
        assert!(!list.busy());
    }
}
