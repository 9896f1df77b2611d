//! How a column decides on colours, sizes and forms: numbers by their place in a range, texts by which of them it is.
//!
//! Forms of numbers are quarters of the candidates, because an eye tells four forms apart but not a range of them.

use nuscope_render::MarkerShape;

use super::{Kinds, Mapped};
use crate::candidates::Candidates;
use crate::filter::{Cells, Kind, TextCells};
use crate::grid::{GridColumn, Writing};
use crate::scene::sky::middle_range;

/// Shapes that tell kinds apart, the most different first.
pub(super) const FORMS: [MarkerShape; 8] = [
    MarkerShape::Dot,
    MarkerShape::Diamond,
    MarkerShape::Triangle,
    MarkerShape::Square,
    MarkerShape::Star,
    MarkerShape::OpenDiamond,
    MarkerShape::OpenTriangle,
    MarkerShape::OpenSquare,
];

/// The columns by which colours, sizes and forms can be chosen: name and title.
pub fn offered(candidates: &Candidates, texts: bool) -> Vec<(&'static str, &'static str)> {
    let columns = candidates
        .grid
        .as_ref()
        .map_or(&[][..], |grid| grid.columns());
    let fits = |column: &&std::sync::Arc<GridColumn>| match column.head.kind {
        Kind::Number => true,
        Kind::Text => texts,
        _ => false,
    };
    let named = columns.iter().filter(fits);
    named
        .map(|column| (column.head.name, column.head.title))
        .collect()
}

/// The numbers of a column as colours see them: logarithms of those written with powers of ten.
pub fn mapped_values(column: &GridColumn) -> Vec<f32> {
    let log = matches!(column.head.writing, Writing::Power(_));
    let cells = column.cells();
    (0..cells.len())
        .map(|place| mapped(cells, place, log))
        .collect()
}

/// The form of a track or a cascade.
pub(super) fn form_of_kind(kinds: &Property, place: usize) -> MarkerShape {
    let Property::Text(texts) = kinds else {
        return MarkerShape::Dot;
    };
    match word(texts, place).and_then(|word| texts.texts.get(word)) {
        Some(kind) if kind == "cascade" => MarkerShape::Diamond,
        _ => MarkerShape::Dot,
    }
}

/// A column as it decides on looks.
pub(super) enum Property {
    /// Numbers, or their logarithms.
    Number {
        cells: Cells,
        log: bool,
        title: String,
        unit: &'static str,
        range: (f32, f32),
        /// Edges of the quarters.
        edges: [f32; 3],
    },
    /// Texts.
    Text(std::sync::Arc<TextCells>),
}

impl Property {
    pub(super) fn of(column: &GridColumn, drawn: &[bool]) -> Self {
        if let Cells::Text(texts) = column.cells() {
            return Self::Text(std::sync::Arc::clone(texts));
        }
        let log = matches!(column.head.writing, Writing::Power(_));
        let cells = column.cells().clone();
        let wanted = drawn.iter().enumerate().filter(|(_, drawn)| **drawn);
        let values = wanted.map(|(place, _)| mapped(&cells, place, log));
        let mut values: Vec<f32> = values.filter(|value| value.is_finite()).collect();
        let range = middle_range(values.clone());
        values.sort_unstable_by(f32::total_cmp);
        let at = |quarter: usize| values.get(quarter * values.len() / 4).copied();
        Self::Number {
            cells,
            log,
            title: match log {
                true => format!("log₁₀ {}", column.head.title.to_lowercase()),
                false => column.head.title.to_owned(),
            },
            unit: column.head.unit,
            range,
            edges: [1, 2, 3].map(|quarter| at(quarter).unwrap_or(f32::INFINITY)),
        }
    }

    pub(super) fn number(&self, place: usize) -> f32 {
        match self {
            Self::Number { cells, log, .. } => mapped(cells, place, *log),
            Self::Text(_) => f32::NAN,
        }
    }

    /// Where a value lies within the range; `None` where there is none.
    pub(super) fn share(&self, place: usize) -> Option<f32> {
        let Self::Number { range, .. } = self else {
            return None;
        };
        let value = self.number(place);
        let share = (value - range.0) / (range.1 - range.0);
        share.is_finite().then(|| share.clamp(0.0, 1.0))
    }

    pub(super) fn form(&self, place: usize) -> MarkerShape {
        match self {
            Self::Text(texts) => {
                word(texts, place).map_or(MarkerShape::Dot, |word| FORMS[word % FORMS.len()])
            }
            Self::Number { edges, .. } => {
                let value = self.number(place);
                let quarter = edges.iter().filter(|edge| value >= **edge).count();
                match value.is_nan() {
                    true => MarkerShape::Circle,
                    false => FORMS[quarter],
                }
            }
        }
    }

    pub(super) fn mapped(&self) -> Option<Mapped> {
        match self {
            Self::Number {
                title, unit, range, ..
            } => Some(Mapped {
                title: title.clone(),
                unit,
                range: *range,
            }),
            Self::Text(_) => None,
        }
    }

    /// Forms of quarters, by their edges.
    pub(super) fn quarters(&self) -> Kinds<MarkerShape> {
        let Self::Number {
            title, unit, edges, ..
        } = self
        else {
            return Kinds::default();
        };
        let text = |value: f32| crate::plot::ticks::tick_text(value.into(), 0.01);
        let [a, b, c] = edges.map(text);
        let words = [
            format!("below {a}"),
            format!("{a} to {b}"),
            format!("{b} to {c}"),
            format!("from {c}"),
        ];
        Kinds {
            title: format!("{title} {unit}").trim_end().to_owned(),
            entries: words.into_iter().zip(FORMS).collect(),
        }
    }
}

fn mapped(cells: &Cells, place: usize, log: bool) -> f32 {
    let value = cells.number(place);
    let value = if log { value.log10() } else { value } as f32;
    if value.is_finite() { value } else { f32::NAN }
}

/// Which of the different texts that are not empty this is.
pub(super) fn word(texts: &TextCells, place: usize) -> Option<usize> {
    let word = *texts.rows.get(place)? as usize;
    let text = texts.texts.get(word)?;
    (!text.is_empty()).then_some(word)
}

/// The most kinds that a legend names.
const MOST_KINDS: usize = 8;

pub(super) fn named<T>(
    column: &Option<String>,
    texts: &TextCells,
    look: impl Fn(usize) -> T,
) -> Kinds<T> {
    let all = texts.texts.iter().enumerate();
    let some = all.filter(|(_, text)| !text.is_empty()).take(MOST_KINDS);
    Kinds {
        title: column.clone().unwrap_or_default(),
        entries: some
            .map(|(word, text)| (text.clone(), look(word)))
            .collect(),
    }
}
