//! Where a scan looks, and how fine its pixels are.

use eframe::egui::{self, RichText};

use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_panel::short;
use crate::ui::number_field::{number_ui, refused_ui};
use crate::view::ScanPlace;

/// Pixels of the whole sky, and those that only a part of it is worth.
const NSIDES: [u32; 4] = [16, 32, 64, 128];
const FINE: [u32; 2] = [256, 512];

/// Draws the choices.
pub(super) fn place_ui(ui: &mut egui::Ui, state: &mut State) {
    let look = &mut state.view.scan;
    let words = |place: &ScanPlace| match place {
        ScanPlace::WholeSky => "The whole sky".to_owned(),
        ScanPlace::Selected => "Around the selection".into(),
        ScanPlace::Region(name) => format!("Around {}", short(name)),
    };
    ui.horizontal(|ui| {
        let name = ui.label("Scan").id;
        egui::ComboBox::from_id_salt("part of the sky")
            .selected_text(words(&look.place))
            .width(160.0)
            .truncate()
            .show_ui(ui, |ui| {
                let regions = state.document.regions.iter();
                let regions = regions.map(|region| ScanPlace::Region(region.name.clone()));
                let all = [ScanPlace::WholeSky, ScanPlace::Selected];
                for place in all.into_iter().chain(regions) {
                    let text = words(&place);
                    ui.selectable_value(&mut look.place, place, text);
                }
            })
            .response
            .labelled_by(name);
    });
    let whole = look.place == ScanPlace::WholeSky;
    if look.place == ScanPlace::Selected {
        let mut refused = None;
        ui.horizontal(|ui| {
            ui.label("within");
            let name = "Radius of the scan";
            let check = |deg| match deg > 0.0 && deg <= 180.0 {
                true => Ok(()),
                false => Err("a radius above 0° and up to 180° is wanted".to_owned()),
            };
            let (radius, why) = number_ui(ui, name, Some(look.radius_deg), (48.0, ""), check);
            look.radius_deg = radius.unwrap_or(look.radius_deg);
            refused = why;
            ui.label(RichText::new("°").size(SMALL).color(theme::of(ui).weak));
        });
        refused_ui(ui, refused);
    }
    ui.horizontal(|ui| {
        let name = ui.label("Pixels").id;
        egui::ComboBox::from_id_salt("nside")
            .selected_text(pixel_text(state.view.scan_nside))
            .show_ui(ui, |ui| {
                let fine = FINE.into_iter().filter(|_| !whole);
                for nside in NSIDES.into_iter().chain(fine) {
                    ui.selectable_value(&mut state.view.scan_nside, nside, pixel_text(nside));
                }
            })
            .response
            .labelled_by(name);
    });
}

fn pixel_text(nside: u32) -> String {
    let side_deg = 58.6 / f64::from(nside);
    let digits = if nside > 128 { 2 } else { 1 };
    format!("{side_deg:.digits$}° (nside {nside})")
}
