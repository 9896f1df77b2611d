//! What figures are drawn from: the data, the view on them, and what follows from both.

use nuscope_model::{Detector, Event, Track};

use super::columns::{Columns, PlotQuantity};
use crate::candidates::Candidates;
use crate::document::{Document, ShownEvent};
use crate::hit_values::ShownHits;
use crate::scene::drawn_tracks::drawn_tracks;
use crate::theme::Theme;
use crate::view::{HitQuantity, Selected, View};

/// Everything that a figure may show.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Loaded data.
    pub document: &'a Document,
    /// What the user set.
    pub view: &'a View,
    /// Values of the hits; `None` without an event.
    pub columns: Option<&'a Columns>,
    /// The hits that pass the cuts.
    pub shown: &'a ShownHits,
    /// Its colours.
    pub theme: &'a Theme,
    /// Whether colours are those of lamps in the dark.
    pub dark: bool,
    /// The candidates on the sky; `None` where they are not asked for.
    pub candidates: Option<&'a Candidates>,
    /// Whether counts are drawn on a logarithmic axis.
    pub log: bool,
    /// Whether values are, where that can be chosen.
    pub log_x: bool,
    /// Hits after this time are faint, in nanoseconds after the event's zero.
    pub cursor_ns: Option<f32>,
}

/// An event with the values of its hits.
#[derive(Clone, Copy)]
pub struct Hits<'a> {
    /// The event on display.
    pub event: &'a Event,
    /// Its place in the file and its times.
    pub on_display: &'a ShownEvent,
    /// The values.
    pub columns: &'a Columns,
    /// Which of them pass the cuts.
    pub passes: &'a [bool],
}

impl<'a> Hits<'a> {
    /// A value of every hit.
    pub fn column(&self, quantity: HitQuantity) -> &'a [f32] {
        self.columns.column(PlotQuantity::Hit(quantity))
    }

    /// Places of the hits that pass the cuts.
    pub fn places(&self) -> impl Iterator<Item = usize> + use<'a> {
        let passes: &'a [bool] = self.passes;
        (0..passes.len()).filter(move |place| passes[*place])
    }
}

/// A track whose light figures show.
pub struct PlottedTrack<'a> {
    /// Its place among reconstructed tracks followed by the truth; `None` for the user's own.
    pub place: Option<usize>,
    /// The track.
    pub track: std::borrow::Cow<'a, Track>,
    /// Its colour.
    pub color: eframe::egui::Color32,
    /// Whether residuals refer to it.
    pub reference: bool,
    /// Whether it is the selected one.
    pub selected: bool,
}

/// More curves than this hide the hits.
const MOST_TRACKS: usize = 6;

impl<'a> Input<'a> {
    /// The hits, or why there are none.
    pub fn hits(&self) -> Result<Hits<'a>, String> {
        let (Some(on_display), Some(columns)) = (&self.document.event, self.columns) else {
            return Err("This figure appears with an event.".into());
        };
        if on_display.event.hits.is_empty() {
            return Err("This event has no hits.".into());
        }
        if self.shown.count == 0 {
            return Err("No hit passes the cuts: press C to show all hits.".into());
        }
        Ok(Hits {
            event: &on_display.event,
            on_display,
            columns,
            passes: &self.shown.passes,
        })
    }

    /// The detector, or why there is none.
    pub fn detector(&self) -> Result<&'a Detector, String> {
        self.document.detector.as_deref().ok_or_else(|| {
            "This file does not say where its hits are: open their detector, or choose a generated one.".into()
        })
    }

    /// The track or shower that residuals refer to, or why there is none.
    pub fn reference(&self) -> Result<&'a Track, String> {
        let reference = self
            .columns
            .and_then(|columns| columns.values.reference.as_ref());
        reference.ok_or_else(|| {
            "This event has no track: open a fit of it, or place a track of your own.".into()
        })
    }

    /// The tracks whose light is drawn, the reference first.
    pub fn tracks(&self) -> Vec<PlottedTrack<'a>> {
        let Some(shown) = &self.document.event else {
            return Vec::new();
        };
        let event: &'a Event = &shown.event;
        let (view, theme) = (self.view, self.theme);
        let drawn = drawn_tracks(event, &view.event, &view.tracks);
        let compared = view.tracks.compared;
        let compared = compared.and_then(|choice| view.tracks.place(choice, event));
        let reference = self
            .columns
            .and_then(|columns| columns.values.reference.as_ref());
        let mut tracks: Vec<PlottedTrack<'_>> = Vec::new();
        for (place, track) in event.tracks.iter().chain(&event.mc_tracks).enumerate() {
            let on = drawn.get(place) == Some(&true);
            let is_reference = reference == Some(track);
            let is_selected = view.selected == Some(Selected::Track(place));
            let wanted = is_reference || is_selected || (on && shines(track));
            if !wanted {
                continue;
            }
            let color = match (is_reference, track.simulated()) {
                (true, _) => theme.selection,
                _ if compared == Some(place) => theme.compared,
                (false, true) => theme.truth,
                (false, false) => theme.accent,
            };
            tracks.push(PlottedTrack {
                place: Some(place),
                track: std::borrow::Cow::Borrowed(track),
                color,
                reference: is_reference,
                selected: is_selected,
            });
        }
        if let Some(own) = view.tracks.user.and_then(|user| user.track(event)) {
            let is_reference = reference == Some(&own);
            tracks.push(PlottedTrack {
                place: None,
                color: if is_reference {
                    theme.selection
                } else {
                    theme.accent
                },
                track: std::borrow::Cow::Owned(own),
                reference: is_reference,
                selected: false,
            });
        }
        tracks.sort_by_key(|track| (!track.reference, !track.selected));
        tracks.truncate(MOST_TRACKS);
        tracks
    }

    /// Whether a hit is the selected one, or on the selected module.
    pub fn is_selected(&self, place: usize, event: &Event) -> bool {
        match self.view.selected {
            Some(Selected::Hit(selected)) => selected == place,
            Some(Selected::Module(id)) => event.hits[place].module == id,
            Some(Selected::Sensor { module, channel }) => {
                let hit = &event.hits[place];
                hit.module == module && hit.channel == channel
            }
            _ => false,
        }
    }

    /// Whether a hit comes after the time cursor.
    pub fn is_later(&self, time_ns: f32) -> bool {
        self.cursor_ns.is_some_and(|cursor| time_ns > cursor)
    }

    /// What an amplitude of this event is called, and its unit.
    pub fn words(&self, quantity: HitQuantity) -> (&'static str, &'static str) {
        let shown = self.document.event.as_ref();
        let unit = shown.map_or_else(Default::default, |shown| shown.event.amplitude_unit);
        (quantity.label(unit), quantity.unit(unit))
    }

    /// What times of this event are counted from.
    pub fn time_title(&self) -> &'static str {
        let triggered = |shown: &ShownEvent| shown.event.triggered_hits() > 0;
        match self.document.event.as_ref().is_some_and(triggered) {
            true => "Time after the first triggered hit",
            false => "Time after the first hit",
        }
    }
}

/// Whether a particle makes light of its own.
fn shines(track: &Track) -> bool {
    let neutrino = |pdg: i32| matches!(pdg.abs(), 12 | 14 | 16);
    !matches!(track.origin, nuscope_model::TrackOrigin::MonteCarlo { pdg } if neutrino(pdg))
}
