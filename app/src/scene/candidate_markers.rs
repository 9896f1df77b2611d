//! Candidates as markers of the sky map: colour, size and form by any column of their table.
//!
//! Columns that are written with powers of ten, such as energies, are mapped by their logarithm. Without a choice
//! colours tell samples, and forms tell tracks from cascades.

mod property;

use nuscope_render::{Marker, MarkerShape};

use super::sky::sample_color_on;
use crate::candidates::Candidates;
use crate::grid::candidates::KIND;
use crate::theme::Theme;
use crate::view::{Marked, SkyLook};
use property::{FORMS, Property, form_of_kind, named, word};
pub use property::{mapped_values, offered};

/// Values that stand for something that is drawn, for the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// What they are: "Energy", or "log₁₀ Energy".
    pub title: String,
    /// Their unit.
    pub unit: &'static str,
    /// First and last value that colours or sizes tell apart.
    pub range: (f32, f32),
}

/// Kinds of candidates that are told apart, for the legend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kinds<T> {
    /// What the kinds are of; empty where nobody chose.
    pub title: String,
    /// Each kind and what it looks like.
    pub entries: Vec<(String, T)>,
}

/// Candidates as markers, and what their looks mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CandidateMarkers {
    /// One for each candidate that is drawn at some time.
    pub markers: Vec<Marker>,
    /// What colours them, if a column of numbers does.
    pub color: Option<Mapped>,
    /// Which colour is which text, if a column of texts colours them.
    pub colors: Kinds<[u8; 3]>,
    /// What sizes them, if anything does.
    pub size: Option<Mapped>,
    /// Which form is what, if there are several.
    pub forms: Kinds<MarkerShape>,
}

impl CandidateMarkers {
    /// Values of the first and the last colour; `None` where no column of numbers colours them.
    pub fn color_range(&self, look: &SkyLook) -> Option<(f32, f32)> {
        let own = self.color.as_ref()?.range;
        Some(look.color_range.unwrap_or(own))
    }
}

/// Where a value lies in what sizes dots: the radius's factor.
pub fn size_factor(share: f32) -> f32 {
    // The area is what an eye compares.
    (0.4 + 5.0 * share.clamp(0.0, 1.0)).sqrt()
}

/// All candidates that are drawn at some time, or `only` those at some places of them, as markers; ids count through
/// all samples from 1.
pub fn markers(
    candidates: &Candidates,
    look: &SkyLook,
    marked: &Marked,
    only: Option<&[usize]>,
    theme: &Theme,
) -> CandidateMarkers {
    let sample_color = |place| sample_color_on(theme, place);
    let mut made = CandidateMarkers::default();
    let few = only.map(|places| {
        let mut few = vec![false; candidates.shown.drawn.len()];
        for place in places {
            few[*place] = candidates.shown.drawn[*place];
        }
        few
    });
    let drawn = few.as_ref().unwrap_or(&candidates.shown.drawn);
    let total = drawn.iter().filter(|drawn| **drawn).count();
    if total == 0 {
        return made;
    }
    let column = |name: &Option<String>| {
        let grid = candidates.grid.as_ref()?;
        grid.column(name.as_deref()?)
    };
    let color = column(&look.color_by).map(|column| Property::of(column, drawn));
    let size = column(&look.size_by).map(|column| Property::of(column, drawn));
    let form = match column(&look.shape_by) {
        Some(column) => Some(Property::of(column, drawn)),
        None => candidates
            .grid
            .as_ref()
            .and_then(|grid| grid.column(KIND))
            .map(|column| Property::of(column, drawn)),
    };
    let by_kind = column(&look.shape_by).is_none();
    let radius_px = look.dot_size * dot_radius_px(total);
    let alpha = match total {
        20_001.. => 110,
        2_001.. => 170,
        _ => 230,
    };
    let times = candidates.times.as_deref();
    let directions = candidates
        .samples()
        .iter()
        .enumerate()
        .flat_map(|(sample, of)| (0..of.len()).map(move |i| (sample, of.position(i).to_vector())));
    made.markers.reserve(total);
    for (place, (sample, direction)) in directions.enumerate() {
        if drawn.get(place) != Some(&true) {
            continue;
        }
        let (mut rgb, mut value, mut alpha) = (sample_color(sample), f32::NAN, alpha);
        match &color {
            Some(Property::Number { .. }) => {
                value = color.as_ref().map_or(f32::NAN, |color| color.number(place));
                if value.is_nan() {
                    // What lacks the column stays grey.
                    (rgb, alpha) = ([120, 130, 138], alpha / 2);
                }
            }
            Some(Property::Text(texts)) => match word(texts, place) {
                Some(word) => rgb = sample_color(word),
                None => (rgb, alpha) = ([120, 130, 138], alpha / 2),
            },
            None => {}
        }
        let form = match &form {
            Some(form) if by_kind => form_of_kind(form, place),
            Some(form) => form.form(place),
            None => MarkerShape::Dot,
        };
        let factor = match &size {
            Some(size) => size_factor(size.share(place).unwrap_or(0.0)),
            None => 1.0,
        };
        // A form is not seen in a dot of one pixel.
        let least = if form == MarkerShape::Dot {
            0.0
        } else {
            2.2 * look.dot_size
        };
        made.markers.push(Marker {
            direction: direction.as_vec3().to_array(),
            radius_px: (radius_px * factor).max(least),
            // The lowest number stands for "none": the marker keeps its own colour.
            value: if value.is_nan() { f32::MIN } else { value },
            color: [rgb[0], rgb[1], rgb[2], alpha],
            id: place as u32 + 1,
            time: times.map_or(Marker::NO_TIME, |times| times.of_markers[place]),
            shape: form as u32
                | if marked.contains(place as u32) {
                    Marker::MARKED
                } else {
                    0
                },
        });
    }
    made.size = size.as_ref().and_then(|size| size.mapped());
    match &color {
        Some(Property::Text(texts)) => {
            made.colors = named(&look.color_by, texts, sample_color);
        }
        Some(color) => {
            made.color = color.mapped();
        }
        None => {}
    }
    if let Some(form) = &form {
        made.forms = match (by_kind, form) {
            (true, Property::Text(texts)) => {
                let there = |kind: &str| texts.texts.iter().any(|text| text == kind);
                let kinds = [
                    ("track", MarkerShape::Dot),
                    ("cascade", MarkerShape::Diamond),
                ];
                let kinds = kinds.into_iter().filter(|(kind, _)| there(kind));
                let entries: Vec<_> = kinds.map(|(kind, form)| (kind.to_owned(), form)).collect();
                let title = String::new();
                match entries.len() {
                    2.. => Kinds { title, entries },
                    _ => Kinds::default(),
                }
            }
            (_, Property::Text(texts)) => {
                named(&look.shape_by, texts, |word| FORMS[word % FORMS.len()])
            }
            (_, number) => number.quarters(),
        };
    }
    made
}

/// The dots shrink as they become many.
fn dot_radius_px(total: usize) -> f32 {
    match total {
        0..=300 => 3.5,
        301..=3_000 => 2.4,
        3_001..=30_000 => 1.5,
        _ => 0.9,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{Column, EventKind, Quantity, Sample};

    use super::*;
    use crate::document::Document;
    use crate::theme::DARK;
    use crate::view::View;

    fn document() -> Document {
        let sample = |name: &str, log10: &[f64], kinds: &[EventKind]| {
            Arc::new(Sample {
                name: name.into(),
                ra_rad: (0..log10.len()).map(|i| 0.1 * i as f64).collect(),
                dec_rad: vec![-0.5; log10.len()],
                columns: vec![Column {
                    quantity: Quantity::Log10EnergyGev,
                    values: log10.to_vec(),
                }],
                kinds: kinds.to_vec(),
                ..Default::default()
            })
        };
        let kinds = [EventKind::Track, EventKind::Cascade, EventKind::Unknown];
        Document {
            samples: vec![
                sample("a", &[3.0, 4.0, 5.0], &kinds),
                sample("b", &[6.0, f64::NAN], &[]),
            ],
            ..Default::default()
        }
    }

    fn made(view: &View) -> CandidateMarkers {
        let mut candidates = Candidates::default();
        candidates.update(&document(), view);
        markers(&candidates, &view.sky, &view.marked_candidates, None, &DARK)
    }

    #[test]
    fn ids_count_through_all_samples_hidden_or_not_and_marks_are_flags() {
        let mut view = View {
            marked_candidates: vec![4].into(),
            ..View::default()
        };
        view.sky.hidden_samples = vec!["a".into()];
        let shown = made(&view).markers;
        let ids: Vec<_> = shown.iter().map(|marker| marker.id).collect();
        assert_eq!(ids, [4, 5]);
        let flags = shown
            .iter()
            .map(|marker| marker.shape & Marker::MARKED != 0);
        assert_eq!(flags.collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn tracks_and_cascades_differ_in_form_without_a_choice() {
        let made = made(&View::default());
        let forms: Vec<_> = made.markers.iter().map(|marker| marker.shape).collect();
        let (disc, diamond) = (MarkerShape::Dot as u32, MarkerShape::Diamond as u32);
        assert_eq!(forms, [disc, diamond, disc, disc, disc]);
        let named: Vec<_> = made
            .forms
            .entries
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(named, ["track", "cascade"]);
    }

    #[test]
    fn any_column_colours_sizes_and_forms() {
        let mut view = View::default();
        view.sky.color_by = Some("energy_gev".into());
        view.sky.size_by = Some("energy_gev".into());
        view.sky.shape_by = Some("sample".into());
        let made = made(&view);
        let values: Vec<_> = made.markers.iter().map(|marker| marker.value).collect();
        assert_eq!(
            values,
            [3.0, 4.0, 5.0, 6.0, f32::MIN],
            "by their logarithms"
        );
        let radii: Vec<_> = made.markers[..4]
            .iter()
            .map(|marker| marker.radius_px)
            .collect();
        assert!(
            radii[0] < radii[1] && radii[1] < radii[2] && radii[2] <= radii[3],
            "{radii:?}"
        );
        let color = made.color.unwrap();
        assert_eq!(
            (color.title.as_str(), color.unit, color.range),
            ("log₁₀ energy", "GeV", (3.0, 6.0))
        );
        let forms = made.forms;
        assert_eq!(forms.title, "sample");
        assert_eq!(
            forms.entries,
            [
                ("a".to_owned(), MarkerShape::Dot),
                ("b".to_owned(), MarkerShape::Diamond)
            ]
        );
        view.sky.color_by = Some("sample".into());
        view.sky.shape_by = Some("log10_energy".into());
        let made = self::made(&view);
        assert_eq!(
            made.colors.entries[1],
            ("b".to_owned(), sample_color_on(&DARK, 1))
        );
        let quarters: Vec<_> = made.markers.iter().map(|marker| marker.shape).collect();
        assert_eq!(quarters[4], MarkerShape::Circle as u32, "no value");
        assert_eq!(
            quarters[..4]
                .iter()
                .collect::<std::collections::HashSet<_>>()
                .len(),
            4
        );
        view.sky.color_by = Some("no such column".into());
        assert_eq!(self::made(&view).color, None);
    }
}
