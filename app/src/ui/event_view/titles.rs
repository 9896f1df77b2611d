//! What must be said about the picture, at its top left: the event, its triggers, its best fit, what is cut or marked,
//! what is missing.

use std::collections::HashSet;

use eframe::egui::{self, Color32, Rect, RichText, UiBuilder, vec2};
use nuscope_model::track::best_track;
use nuscope_model::trigger::trigger_names;
use nuscope_model::{Detector, Provenance};

use super::steer::Hand;
use crate::command::{Command, StageCommand};
use crate::derived::Derived;
use crate::document::{Document, ShownEvent};
use crate::plot::ticks::thousands;
use crate::theme::{self, BODY, HEADING, SMALL};
use crate::ui::{cuts, inspector};
use crate::view::{Tool, View};

/// What the lines are about.
pub(super) struct Said<'a> {
    pub(super) document: &'a Document,
    pub(super) view: &'a View,
    pub(super) derived: &'a Derived,
    /// Hits on modules that the detector does not have.
    pub(super) unplaced: usize,
    pub(super) hand: &'a Hand,
    /// Whether there are buttons; a picture has none.
    pub(super) buttons: bool,
}

/// Draws the lines within `place`.
pub(super) fn titles_ui(
    ui: &mut egui::Ui,
    place: Rect,
    said: &Said<'_>,
    commands: &mut Vec<Command>,
) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place));
    ui.set_clip_rect(ui.clip_rect().intersect(place.expand(4.0)));
    ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
    ui.spacing_mut().interact_size.y = 16.0;
    ui.spacing_mut().button_padding = vec2(5.0, 0.0);
    if said.view.event.guides {
        event_ui(&mut ui, said);
        remarks_ui(&mut ui, said);
    }
    badges_ui(&mut ui, said, commands);
    if said.buttons {
        hint_ui(&mut ui, said);
    }
}

/// One line on a ground that keeps bright hits from shining through.
fn line(ui: &mut egui::Ui, text: impl Into<String>, size: f32, color: Color32) {
    on_ground(ui, |ui| {
        let text = RichText::new(text).size(size).color(color);
        ui.add(egui::Label::new(text).wrap());
    });
}

fn on_ground(ui: &mut egui::Ui, add: impl FnOnce(&mut egui::Ui)) {
    let ground = theme::of(ui).background.gamma_multiply(0.55);
    egui::Frame::NONE
        .fill(ground)
        .corner_radius(2)
        .inner_margin(egui::Margin::symmetric(6, 1))
        .show(ui, |ui| ui.horizontal_wrapped(add));
}

/// Name, triggers and best fit: what a shifter wants to know at one glance.
fn event_ui(ui: &mut egui::Ui, said: &Said<'_>) {
    let theme = theme::of(ui);
    let Some(shown) = &said.document.event else {
        if said.document.events.is_some() {
            line(ui, "Reading the event", BODY, theme.weak);
        } else if let Some(detector) = &said.document.detector {
            line(ui, detector.name.clone(), HEADING, theme.text);
            line(ui, size_words(detector), BODY, theme.weak);
        }
        return;
    };
    let title = inspector::event_title(said.document, shown);
    line(ui, title, HEADING, theme.text);
    if let Some(words) = glance(shown) {
        line(ui, words, BODY, theme.text);
    }
    let utc = shown.event.header.utc;
    if let Some(utc) = utc.filter(|_| !said.document.event_simulated()) {
        line(ui, utc.to_string(), SMALL, theme.weak);
    }
}

/// How large a detector is: "115 strings, 2,070 modules, 64,170 photomultipliers".
fn size_words(detector: &Detector) -> String {
    let modules = || {
        detector
            .modules()
            .iter()
            .filter(|module| module.sensors > 0)
    };
    let strings: HashSet<i32> = modules().map(|module| module.string).collect();
    let counts = [
        (strings.len(), "string", "strings"),
        (modules().count(), "module", "modules"),
        (
            detector.sensors().len(),
            "photomultiplier",
            "photomultipliers",
        ),
    ];
    let words = counts.map(|(count, one, many)| {
        format!(
            "{} {}",
            thousands(count),
            if count == 1 { one } else { many }
        )
    });
    words.join(", ")
}

/// Which triggers fired, and the best fit; `None` if the event has neither.
pub(super) fn glance(shown: &ShownEvent) -> Option<String> {
    let event = &shown.event;
    let of_hits = shown.trigger_bits;
    let mask = match event.header.trigger_mask {
        0 => of_hits,
        mask => mask,
    };
    let mut parts = Vec::new();
    // Files that only know "triggered or not" set the lowest bit, which has no name.
    if mask > 1 {
        parts.push(format!("Triggered by {}", trigger_names(mask).join(", ")));
    }
    if let Some(best) = best_track(&event.tracks) {
        let fit = &event.tracks[best];
        let mut words = format!("best fit: {}", fit.name);
        let energy = fit
            .energy_gev
            .filter(|energy| energy.is_finite() && *energy > 0.0);
        if let Some(energy) = energy {
            words += &format!(", {}", inspector::energy_text(energy));
        }
        let zenith_deg = fit.direction.zenith_rad().to_degrees();
        words += &format!(", zenith {zenith_deg:.1}°");
        parts.push(words);
    }
    let text = parts.join(" · ");
    let mut letters = text.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

/// What is not as one would expect.
fn remarks_ui(ui: &mut egui::Ui, said: &Said<'_>) {
    let theme = theme::of(ui);
    let document = said.document;
    let mut warn = |text: &str| line(ui, text, BODY, theme.warning);
    let Some(shown) = &document.event else {
        return;
    };
    if document.event_simulated() {
        warn("simulated");
    } else if let Some(detector) = &document.detector
        && detector.provenance == Provenance::Simulated
    {
        warn("in a generated detector, not the one that recorded it");
    }
    if shown.event.raw_times {
        warn("Times lack the t0 of their photomultipliers: open the detector to calibrate them.");
    }
    if shown.event.hits.is_empty() {
        warn("This event has no hits.");
    }
    if document.detector.is_none() {
        warn("This file does not say where its hits are, and no detector is open:");
        warn(
            "open their detector (DETX, DATX, JSON, .geo or a geometry table), or choose a generated one.",
        );
        warn("The time line and the tables (H) show the hits meanwhile.");
    } else if said.unplaced > 0 {
        let count = thousands(said.unplaced);
        warn(&format!(
            "{count} hits are on modules that this detector does not have"
        ));
    }
}

/// What is cut and what is marked, each with a way out.
fn badges_ui(ui: &mut egui::Ui, said: &Said<'_>, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let mut badge = |ui: &mut egui::Ui, text: String, name: &str, command: Command| {
        on_ground(ui, |ui| {
            // The cross goes first: after a sentence of two lines it would stand alone on a third.
            if said.buttons {
                let button = ui.button("×").on_hover_text(name);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                if button.clicked() {
                    commands.push(command);
                }
            }
            ui.add(egui::Label::new(RichText::new(text).color(theme.selection)).wrap());
        });
    };
    if let Some(sentence) = cuts::cut_sentence(said.document, said.view, said.derived) {
        badge(ui, sentence, "Drop all cuts", Command::DropCuts);
    }
    let marked = said.view.marked.places().len();
    if marked > 0 && said.document.event.is_some() {
        let text = match marked {
            1 => "1 hit marked".into(),
            many => format!("{} hits marked", thousands(many)),
        };
        badge(ui, text, "Unmark the hits", StageCommand::Unmark.into());
    }
}

/// How to go on with the tool in hand.
fn hint_ui(ui: &mut egui::Ui, said: &Said<'_>) {
    let theme = theme::of(ui);
    let steering = &said.view.steering;
    let text = if said.hand.flies {
        "Flying: W A S D and the mouse, Q down, E up, Shift faster; V lands"
    } else if steering.tool == Tool::Box {
        "Drag a box to mark the hits in it; Shift adds, Alt takes away; the right button turns"
    } else if steering.tool == Tool::Lasso {
        "Draw a loop to mark the hits in it; Shift adds, Alt takes away; the right button turns"
    } else if steering.following && said.view.cursor_ns.is_none() {
        "The camera follows the particle as soon as time runs"
    } else if steering.following {
        "Following the particle"
    } else {
        return;
    };
    line(ui, text, SMALL, theme.weak);
}
