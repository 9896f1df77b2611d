//! What colours, sizes and forms candidates.

use std::sync::Arc;

use eframe::egui::{self, Color32};
use nuscope_render::Colormap;

use crate::candidates::Candidates;
use crate::scene::candidate_markers::{mapped_values, offered};
use crate::spread::Spread;
use crate::ui::range_handles::RangeHandles;
use crate::view::SkyLook;

/// Draws the choices.
pub(super) fn candidate_look_ui(ui: &mut egui::Ui, look: &mut SkyLook, candidates: &Candidates) {
    let all = offered(candidates, true);
    let numbers = offered(candidates, false);
    let before = look.color_by.clone();
    column_ui(ui, "Colour by", "sample", &all, &mut look.color_by);
    if look.color_by != before {
        look.color_range = None;
    }
    color_range_ui(ui, look, candidates);
    column_ui(ui, "Size by", "nothing", &numbers, &mut look.size_by);
    column_ui(ui, "Shape by", "track or cascade", &all, &mut look.shape_by);
}

/// A choice among columns, or `none`.
fn column_ui(
    ui: &mut egui::Ui,
    label: &str,
    none: &str,
    columns: &[(&'static str, &'static str)],
    chosen: &mut Option<String>,
) {
    ui.horizontal(|ui| {
        let name = ui.label(label).id;
        let title = |name: &str| {
            let known = columns.iter().find(|(known, _)| *known == name);
            known.map(|(_, title)| *title)
        };
        let text = chosen.as_deref().and_then(title).unwrap_or(none);
        egui::ComboBox::from_id_salt(("candidates", label))
            .selected_text(text)
            .height(320.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(chosen, None, none);
                for (column, title) in columns {
                    ui.selectable_value(chosen, Some((*column).to_owned()), *title);
                }
            })
            .response
            .labelled_by(name);
    });
}

/// How the values that colour spread, and what they were made from.
#[derive(Clone)]
struct Known {
    column: u64,
    spread: Option<Arc<Spread>>,
}

/// The range of the colours on the histogram of what colours.
fn color_range_ui(ui: &mut egui::Ui, look: &mut SkyLook, candidates: &Candidates) {
    let grid = candidates.grid.as_ref();
    let column = grid.zip(look.color_by.as_deref());
    let Some(column) = column.and_then(|(grid, name)| grid.column(name)) else {
        return;
    };
    let id = egui::Id::unique("spread of what colours candidates");
    let known: Option<Known> = ui.data(|data| data.get_temp(id));
    let known = known.filter(|known| known.column == column.id());
    let spread = match known {
        Some(known) => known.spread,
        None => {
            let spread = Spread::new(&mapped_values(column)).map(Arc::new);
            let known = Known {
                column: column.id(),
                spread: spread.clone(),
            };
            ui.data_mut(|data| data.insert_temp(id, known));
            spread
        }
    };
    let Some(spread) = spread else { return };
    let (low, high) = look.color_range.unwrap_or(spread.shown());
    let color = |value: f32| {
        let share = (value - low) / (high - low).max(f32::MIN_POSITIVE);
        let [r, g, b] = Colormap::Batlow.sample(share.clamp(0.0, 1.0));
        Color32::from_rgb(r, g, b)
    };
    let handles = RangeHandles {
        name: "Colour range",
        unit: "",
        spread: &spread,
        open: spread.shown(),
        color: &color,
    };
    handles.show(ui, &mut look.color_range);
}
