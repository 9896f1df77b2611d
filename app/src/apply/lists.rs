//! What the tables of the tray ask for: steps from event to event in their order, and files of their rows.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_io::Origins;

use super::dialog::ask_where;
use super::show_event;
use crate::command::Command;
use crate::go_to;
use crate::grid::{Saved, save_rows, say_rows, table_of};
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::plot::ticks::thousands;
use crate::state::{DialogAnswer, State};
use crate::view::Tab;

/// Shows the next or the previous event: in the order of the browser where that sorts or filters, else of the file.
pub(super) fn step_event(state: &mut State, step: isize) {
    let Some(source) = &state.document.events else {
        return;
    };
    let count = source.headers().len();
    let shown = state.jobs.event.as_ref().map(|event| event.index);
    let shown = shown.or_else(|| state.document.event.as_ref().map(|event| event.index));
    if state.view.tables.events.is_plain() {
        let next = shown.map_or(0, |index| index.saturating_add_signed(step));
        if next < count && Some(next) != shown {
            show_event(state, next);
        }
        return;
    }
    state
        .lists
        .update_events(&state.document, &state.view, &state.wake);
    let order = &state.lists.events.order;
    let place = shown.and_then(|index| order.place_of(index));
    let next = match (place, shown) {
        (Some(place), _) => place.checked_add_signed(step),
        // The event on display is filtered out: go on with the nearest one that is not.
        (None, Some(index)) => nearest(&order.rows, index, step),
        (None, None) => Some(0),
    };
    let next = next.and_then(|place| order.rows.get(place)).copied();
    match next {
        Some(next) => show_event(state, next as usize),
        None => {
            let end = if step > 0 { "last" } else { "first" };
            let all = thousands(order.rows.len());
            let headline = match order.rows.is_empty() {
                true => "No event passes the filter of the browser.".to_owned(),
                false => format!("This is the {end} of the {all} events in the browser's order."),
            };
            let help = "Clear its filter and its sorting to go through the whole file.";
            say_once(state, Notice::warning(headline, vec![help.into()]));
        }
    }
}

/// The place in the order of the event that follows `index` in the file, or goes before it.
fn nearest(rows: &[u32], index: usize, step: isize) -> Option<usize> {
    let places = rows.iter().enumerate();
    if step > 0 {
        let later = places.filter(|(_, row)| **row as usize > index);
        later.min_by_key(|(_, row)| **row).map(|(place, _)| place)
    } else {
        let earlier = places.filter(|(_, row)| (**row as usize) < index);
        earlier.max_by_key(|(_, row)| **row).map(|(place, _)| place)
    }
}

/// Shows a notice unless it is the last one already.
fn say_once(state: &mut State, notice: Notice) {
    if state.notices.last() != Some(&notice) {
        state.notices.push(notice);
    }
}

/// Shows the event that people call so.
pub(super) fn go_to(state: &mut State, text: &str) {
    let headers = state
        .document
        .events
        .as_ref()
        .map_or(&[][..], |source| source.headers());
    match go_to::find(text, headers) {
        Ok(index) => {
            state.welcome = false;
            show_event(state, index);
        }
        Err(sentence) => {
            let headline = format!("There is no way to \"{}\".", text.trim());
            say_once(state, Notice::warning(headline, vec![sentence]));
        }
    }
}

/// Asks where to save the rows of a table.
pub(super) fn ask_where_to_save(state: &mut State, tab: Tab) {
    let name = match tab {
        Tab::Events => "events.csv",
        Tab::Hits => "hits.csv",
        Tab::Tracks => "tracks.csv",
        Tab::Candidates => "candidates.csv",
        Tab::Sources => "sources.csv",
        Tab::SourceSearch => "searched.csv",
        _ => return,
    };
    ask_where(state, name, move |path| DialogAnswer::SaveRows(tab, path));
}

/// Saves the rows that a table shows, in the background: large tables take their time, and so do checksums.
pub(super) fn save(state: &mut State, tab: Tab, path: PathBuf) {
    let tables = &state.view.tables;
    let (list, look) = match tab {
        Tab::Events => (&state.lists.events, &tables.events),
        Tab::Hits => (&state.lists.hits, &tables.hits),
        Tab::Tracks => (&state.lists.tracks, &tables.tracks),
        Tab::Candidates => (&state.lists.candidates, &tables.candidates),
        Tab::Sources => (&state.lists.sources, &tables.sources),
        Tab::SourceSearch => (&state.lists.searched, &tables.searched),
        _ => return,
    };
    let Some(grid) = list.grid.clone() else {
        return;
    };
    let (order, look) = (list.order.clone(), look.clone());
    let files = state.document.files.iter();
    let files: Vec<_> = files
        .map(|file| (file.path.clone(), file.format.clone()))
        .collect();
    let mut origins = Origins::of("save rows");
    if matches!(tab, Tab::Hits | Tab::Tracks)
        && let Some(shown) = &state.document.event
    {
        origins.say(
            "EVENT",
            shown.event.header.event_id.to_string(),
            "the file's number of the event",
        );
        origins.say(
            "PLACE",
            (shown.index + 1).to_string(),
            "place in the file, from 1",
        );
    }
    if tab == Tab::Events && !state.lists.summaries.complete() {
        let read = state.lists.summaries.done;
        origins.say(
            "READ",
            read.to_string(),
            "events of which more than the header was read",
        );
    }
    if let (Tab::SourceSearch, Some(searched)) = (tab, &state.document.searched) {
        for (key, value) in searched.report(Origins::default()).facts() {
            origins.say(&key, value, "");
        }
    }
    say_rows(&mut origins, &grid, &order, &look);
    let job = Job::spawn(
        Arc::clone(&state.wake),
        move |reporter: &Reporter<_, ()>| {
            let table = table_of(&grid, &order, &look);
            save_rows(&path, table, &files, origins, &reporter.progress)
        },
    );
    state.jobs.rows = Some(job);
}

/// Takes in what became of saving rows.
pub(super) fn poll(state: &mut State) {
    if !state.lists.summaries.poll() {
        state.notices.push(Notice::warning(
            "Reading all events failed inside nuscope.",
            vec![
                "This is a fault of the program, not of your data. The browser keeps what it has."
                    .into(),
            ],
        ));
    }
    if std::mem::take(&mut state.lists.died) {
        state.notices.push(Notice::warning(
            "Sorting and filtering failed inside nuscope.",
            vec![
                "This is a fault of the program, not of your data. The table stays as it was."
                    .into(),
            ],
        ));
    }
    let Some((path, rows, written)) = state.jobs.rows.as_ref().and_then(|job| job.poll().1) else {
        return;
    };
    state.jobs.rows = None;
    state.notices.push(notice((path, rows, written)));
}

fn notice((path, rows, written): Saved) -> Notice {
    let done = format!("Saved {} rows: {}", thousands(rows), path.display());
    match written {
        Ok(warnings) if warnings.0.is_empty() => Notice::note(done),
        Ok(warnings) => Notice::warning(done, warnings.0),
        Err(error) => Notice::error("The rows were not saved.", &error),
    }
}

/// Whether a command chooses an event by hand, which pauses the watching of a file.
pub(super) fn chooses_event(command: &Command) -> bool {
    matches!(
        command,
        Command::ShowEvent(_) | Command::NextEvent | Command::PreviousEvent | Command::GoTo(_)
    )
}
