//! Runs the steps of a filter over all rows: a thousand rows at a time, on all cores.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{Cells, Columns, TextCells, whole};
use super::steps::{Arithmetic, Compare, Step, TextOf, TextTest};

/// Rows that are looked at together: their values stay in the processor's cache.
const BLOCK: usize = 1024;

/// The values of a block on the stack.
enum Block {
    Numbers(Vec<f64>),
    Truths(Vec<bool>),
}

/// A step with all that does not depend on the row.
enum Ready {
    Number(f64),
    Column(Cells),
    Truth(bool),
    TruthColumn(Cells),
    OfOne(fn(f64) -> f64),
    OfTwo(Arithmetic),
    Compare(Compare),
    SameTruth(bool),
    Known,
    /// A column of texts, and which of its different texts fit.
    Fits(Cells, Vec<bool>),
    /// Two columns of texts, in small letters where their case does not count.
    Texts(Cells, TextTest, Cells),
    Bits(Cells, u64),
    And,
    Or,
    Not,
}

/// Whether each row passes.
pub(super) fn passes(steps: &[Step], columns: &dyn Columns) -> Vec<bool> {
    let ready: Vec<Ready> = steps.iter().map(|step| prepare(step, columns)).collect();
    let rows = columns.rows();
    let mut passes = vec![false; rows];
    passes
        .par_chunks_mut(BLOCK)
        .enumerate()
        .for_each(|(block, passes)| {
            let start = block * BLOCK;
            let mut stack = Vec::new();
            for step in &ready {
                run(step, start, passes.len(), &mut stack);
            }
            if let Some(Block::Truths(found)) = stack.pop() {
                passes.copy_from_slice(&found);
            }
        });
    passes
}

fn prepare(step: &Step, columns: &dyn Columns) -> Ready {
    match step {
        Step::Number(value) => Ready::Number(*value),
        Step::Column(place) => Ready::Column(columns.cells(*place)),
        Step::Truth(truth) => Ready::Truth(*truth),
        Step::TruthColumn(place) => Ready::TruthColumn(columns.cells(*place)),
        Step::OfOne(function) => Ready::OfOne(*function),
        Step::OfTwo(arithmetic) => Ready::OfTwo(*arithmetic),
        Step::Compare(compare) => Ready::Compare(*compare),
        Step::SameTruth(same) => Ready::SameTruth(*same),
        Step::Known => Ready::Known,
        Step::Bits(place, mask) => Ready::Bits(columns.cells(*place), *mask),
        Step::And => Ready::And,
        Step::Or => Ready::Or,
        Step::Not => Ready::Not,
        Step::Texts(left, test, right) => match (left, right) {
            (TextOf::Typed(left), TextOf::Typed(right)) => Ready::Truth(fits(left, *test, right)),
            (TextOf::Column(place), TextOf::Typed(typed)) => {
                let cells = columns.cells(*place);
                let fit = each_text(&cells, |text| fits(text, *test, typed));
                Ready::Fits(cells, fit)
            }
            (TextOf::Typed(typed), TextOf::Column(place)) => {
                let cells = columns.cells(*place);
                let fit = each_text(&cells, |text| fits(typed, *test, text));
                Ready::Fits(cells, fit)
            }
            (TextOf::Column(left), TextOf::Column(right)) => {
                let (left, right) = (columns.cells(*left), columns.cells(*right));
                match test {
                    TextTest::Compare(_) => Ready::Texts(left, *test, right),
                    // Written small once for each different text, not for each row.
                    TextTest::Contains => Ready::Texts(small(&left), *test, small(&right)),
                }
            }
        },
    }
}

/// What holds for each of the different texts of a column.
fn each_text(cells: &Cells, holds: impl Fn(&str) -> bool) -> Vec<bool> {
    match cells {
        Cells::Text(cells) => cells.texts.iter().map(|text| holds(text)).collect(),
        _ => Vec::new(),
    }
}

/// The same texts in small letters.
fn small(cells: &Cells) -> Cells {
    match cells {
        Cells::Text(cells) => Cells::Text(Arc::new(TextCells {
            texts: cells.texts.iter().map(|text| text.to_lowercase()).collect(),
            rows: cells.rows.clone(),
        })),
        other => other.clone(),
    }
}

/// Whether two texts of two columns fit, which are written small where that matters.
fn columns_fit(left: &str, test: TextTest, right: &str) -> bool {
    match test {
        TextTest::Contains => left.contains(right),
        TextTest::Compare(_) => fits(left, test, right),
    }
}

/// Whether two texts fit. A text that is missing fits nothing but another one that is typed as "".
fn fits(left: &str, test: TextTest, right: &str) -> bool {
    match test {
        TextTest::Contains => left.to_lowercase().contains(&right.to_lowercase()),
        TextTest::Compare(compare) if compare.is_of_equality() => {
            compare.holds(Some(left.cmp(right)))
        }
        TextTest::Compare(compare) => {
            let known = !left.is_empty() && !right.is_empty();
            known && compare.holds(Some(left.cmp(right)))
        }
    }
}

/// Does a step for `count` rows from `start` on. The reader of filters has checked that the stack holds what it takes.
fn run(step: &Ready, start: usize, count: usize, stack: &mut Vec<Block>) {
    match step {
        Ready::Number(value) => stack.push(Block::Numbers(vec![*value; count])),
        Ready::Truth(truth) => stack.push(Block::Truths(vec![*truth; count])),
        Ready::Column(cells) => stack.push(Block::Numbers(numbers(cells, start, count))),
        Ready::TruthColumn(cells) => {
            let truths = (start..start + count).map(|row| cells.number(row) == 1.0);
            stack.push(Block::Truths(truths.collect()));
        }
        Ready::Fits(cells, fit) => {
            let words = match cells {
                Cells::Text(cells) => Cow::Borrowed(part(&cells.rows, start, count)),
                _ => Cow::Owned(Vec::new()),
            };
            let fits = |word: &u32| fit.get(*word as usize).copied().unwrap_or(false);
            stack.push(Block::Truths(sized(words.iter().map(fits), count)));
        }
        Ready::Texts(left, test, right) => {
            let rows = start..start + count;
            let truths = rows.map(|row| columns_fit(left.text(row), *test, right.text(row)));
            stack.push(Block::Truths(truths.collect()));
        }
        Ready::Bits(cells, mask) => {
            let bits = match cells {
                Cells::Bits(bits) => part(bits, start, count),
                _ => &[],
            };
            let found = bits.iter().map(|bits| bits & mask != 0);
            stack.push(Block::Truths(sized(found, count)));
        }
        Ready::OfOne(function) => {
            if let Some(Block::Numbers(values)) = stack.last_mut() {
                values
                    .iter_mut()
                    .for_each(|value| *value = function(*value));
            }
        }
        Ready::Known => {
            if let Some(Block::Numbers(values)) = stack.pop() {
                let known = values.iter().map(|value| !value.is_nan()).collect();
                stack.push(Block::Truths(known));
            }
        }
        Ready::Not => {
            if let Some(Block::Truths(truths)) = stack.last_mut() {
                truths.iter_mut().for_each(|truth| *truth = !*truth);
            }
        }
        Ready::OfTwo(arithmetic) => {
            if let (Some(Block::Numbers(right)), Some(Block::Numbers(left))) =
                (stack.pop(), stack.last_mut())
            {
                combine(left, &right, *arithmetic);
            }
        }
        Ready::Compare(compare) => {
            if let (Some(Block::Numbers(right)), Some(Block::Numbers(left))) =
                (stack.pop(), stack.pop())
            {
                stack.push(Block::Truths(compared(&left, &right, *compare)));
            }
        }
        Ready::SameTruth(same) => of_truths(stack, |a, b| (a == b) == *same),
        Ready::And => of_truths(stack, |a, b| a && b),
        Ready::Or => of_truths(stack, |a, b| a || b),
    }
}

/// The rows of a block; fewer where a column is shorter than its table.
fn part<T>(values: &[T], start: usize, count: usize) -> &[T] {
    let end = (start + count).min(values.len());
    values.get(start..end).unwrap_or(&[])
}

/// `count` truths, those that are missing false.
fn sized(truths: impl Iterator<Item = bool>, count: usize) -> Vec<bool> {
    let mut truths: Vec<bool> = truths.take(count).collect();
    truths.resize(count, false);
    truths
}

fn numbers(cells: &Cells, start: usize, count: usize) -> Vec<f64> {
    let mut numbers: Vec<f64> = match cells {
        Cells::Single(values) => part(values, start, count)
            .iter()
            .map(|value| f64::from(*value))
            .collect(),
        Cells::Real(values) | Cells::Moment(values) => part(values, start, count).to_vec(),
        Cells::Whole(values) => part(values, start, count)
            .iter()
            .map(|value| whole(*value))
            .collect(),
        Cells::Bits(values) => part(values, start, count)
            .iter()
            .map(|value| *value as f64)
            .collect(),
        Cells::Truth(_) | Cells::Text(_) => Vec::new(),
    };
    numbers.resize(count, f64::NAN);
    numbers
}

fn combine(left: &mut [f64], right: &[f64], arithmetic: Arithmetic) {
    let function: fn(f64, f64) -> f64 = match arithmetic {
        Arithmetic::Add => |a, b| a + b,
        Arithmetic::Subtract => |a, b| a - b,
        Arithmetic::Multiply => |a, b| a * b,
        Arithmetic::Divide => |a, b| a / b,
        Arithmetic::Remainder => f64::rem_euclid,
        Arithmetic::Power => f64::powf,
        // Unlike those of the standard library: a value that is missing stays missing.
        Arithmetic::Least => |a, b| if a.is_nan() || a < b { a } else { b },
        Arithmetic::Greatest => |a, b| if a.is_nan() || a > b { a } else { b },
    };
    for (left, right) in left.iter_mut().zip(right) {
        *left = function(*left, *right);
    }
}

fn compared(left: &[f64], right: &[f64], compare: Compare) -> Vec<bool> {
    let pairs = left.iter().zip(right);
    match compare {
        Compare::Less => pairs.map(|(a, b)| a < b).collect(),
        Compare::LessOrEqual => pairs.map(|(a, b)| a <= b).collect(),
        Compare::Greater => pairs.map(|(a, b)| a > b).collect(),
        Compare::GreaterOrEqual => pairs.map(|(a, b)| a >= b).collect(),
        Compare::Equal => pairs.map(|(a, b)| a == b).collect(),
        Compare::NotEqual => pairs
            .map(|(a, b)| a.partial_cmp(b).is_some_and(std::cmp::Ordering::is_ne))
            .collect(),
    }
}

fn of_truths(stack: &mut Vec<Block>, function: impl Fn(bool, bool) -> bool) {
    if let (Some(Block::Truths(right)), Some(Block::Truths(left))) = (stack.pop(), stack.last_mut())
    {
        for (left, right) in left.iter_mut().zip(right) {
            *left = function(*left, right);
        }
    }
}
