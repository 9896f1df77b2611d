//! Messages over the view: a sentence each, details on a click, gone when dismissed.

use eframe::egui::{self, Align2, RichText};

use crate::command::Command;
use crate::notice::{Notice, Severity};
use crate::state::State;
use crate::theme;
use crate::ui::event_view::legend;
use crate::view::Mode;

/// How many messages are shown at once; older ones wait behind a count.
const SHOWN: usize = 4;

/// What stands at the foot of the 3D view on the left, compass and scale bar, in points.
const LEFT: f32 = 245.0;
/// What stands there on the right, the colours, in points.
const RIGHT: f32 = legend::WIDTH + 40.0;
/// How high both stand, in points.
const FOOT: f32 = 92.0;
/// How high the colours stand above their own foot, in points.
const LEGEND: f32 = 56.0;
/// Narrower than this no message can be read, in points.
const NARROWEST: f32 = 340.0;

/// Where messages stand: the middle of their foot, and their width. Between compass and colours where there is room,
/// else above them.
fn place(view: egui::Rect, state: &State) -> (egui::Pos2, f32) {
    let width = |room: f32| (room - 32.0).clamp(200.0, 560.0);
    let low = view.center_bottom() - egui::vec2(0.0, 12.0);
    if state.view.mode == Mode::Sky || !state.view.event.guides || state.document.event.is_none() {
        return (low, width(view.width()));
    }
    let room = view.width() - LEFT - RIGHT;
    if state.view.mode == Mode::Event && room >= NARROWEST {
        let middle = view.left() + LEFT + 0.5 * room;
        return (egui::pos2(middle, low.y), width(room));
    }
    let share = if state.view.mode == Mode::Both {
        0.5
    } else {
        1.0
    };
    let foot = FOOT.max(legend::raised(share * view.width()) + LEGEND);
    (low - egui::vec2(0.0, foot), width(view.width()))
}

/// Draws the newest messages at the foot of `view`, where they cover nothing that has to be read.
pub fn notices_ui(
    ctx: &egui::Context,
    view: egui::Rect,
    state: &State,
    commands: &mut Vec<Command>,
) {
    let notices = &state.notices;
    let first = notices.len().saturating_sub(SHOWN);
    let (anchor, width) = place(view, state);
    egui::Area::new(egui::Id::unique("notices"))
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(anchor)
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            ui.set_width(width);
            if first > 0 {
                let text = match first {
                    1 => "and 1 earlier message".to_owned(),
                    many => format!("and {many} earlier messages"),
                };
                ui.label(RichText::new(text).weak());
            }
            for (place, notice) in notices.iter().enumerate().skip(first) {
                notice_ui(ui, place, notice, commands);
            }
        });
}

fn notice_ui(ui: &mut egui::Ui, place: usize, notice: &Notice, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let (sign, color) = match notice.severity {
        Severity::Note => ("Done", theme.accent),
        Severity::Warning => ("Note", theme.warning),
        Severity::Error => ("Error", theme.error),
    };
    let frame = egui::Frame::NONE
        .fill(theme.raised)
        .stroke(egui::Stroke::new(1.0, color.gamma_multiply(0.6)))
        .corner_radius(4)
        .inner_margin(10);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(sign).strong().color(color));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.small_button("Dismiss").clicked() {
                    commands.push(Command::DismissNotice(place));
                }
                if ui.small_button("Copy").clicked() {
                    ui.ctx().copy_text(notice.text());
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(RichText::new(&notice.headline).strong()).wrap());
                });
            });
        });
        details_ui(ui, place, notice);
    });
}

/// One line of details stands open; more fold away.
fn details_ui(ui: &mut egui::Ui, place: usize, notice: &Notice) {
    let line = |ui: &mut egui::Ui, text: &str| {
        ui.add(egui::Label::new(RichText::new(text).size(theme::SMALL)).wrap());
    };
    match notice.details.as_slice() {
        [] => {}
        [only] => line(ui, only),
        many => {
            egui::CollapsingHeader::new(format!("{} details", many.len()))
                .id_salt(("notice", place))
                .show(ui, |ui| {
                    egui::ScrollArea::vertical()
                        .max_height(160.0)
                        .show(ui, |ui| {
                            for text in many {
                                line(ui, text);
                            }
                        });
                });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use eframe::egui::{Rect, pos2, vec2};
    use nuscope_model::Event;

    use super::*;
    use crate::document::{Document, ShownEvent};
    use crate::view::View;

    #[test]
    fn messages_cover_neither_the_colours_nor_the_compass() {
        let mut state = State::new(View::default(), Arc::new(|| ()));
        state.document = Arc::new(Document {
            event: Some(ShownEvent::new(0, Event::default())),
            ..Document::default()
        });
        for size in [
            (900.0, 700.0),
            (484.0, 430.0),
            (1440.0, 800.0),
            (640.0, 300.0),
        ] {
            let view = Rect::from_min_size(pos2(260.0, 36.0), vec2(size.0, size.1));
            let (foot, width) = place(view, &state);
            let box_height = 60.0;
            let messages = Rect::from_min_max(
                pos2(foot.x - 0.5 * width, foot.y - box_height),
                pos2(foot.x + 0.5 * width, foot.y),
            );
            let legend = vec2(legend::WIDTH.min(0.45 * view.width()) + 28.0, 60.0);
            let foot = view.max - vec2(0.0, legend::raised(view.width()));
            let legend = Rect::from_min_max(foot - legend, foot);
            let compass =
                Rect::from_min_size(view.left_bottom() - vec2(0.0, 84.0), vec2(235.0, 84.0));
            assert!(!messages.intersects(legend), "{size:?}");
            assert!(!messages.intersects(compass), "{size:?}");
            assert!(view.contains_rect(messages), "{size:?}");
        }
    }
}
