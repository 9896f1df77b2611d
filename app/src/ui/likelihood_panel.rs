//! The tab with the likelihood at the selected place: its numbers, its landscape, and the candidates that make it.
//!
//! The landscape is drawn when the place changes, and painted from triangles in between. A click on a candidate marks it
//! on the map and opens its event where there is one; the place stays.

use std::sync::Arc;

use eframe::egui::mutex::Mutex;
use eframe::egui::{self, RichText, Sense, Vec2, vec2};
use egui_extras::{Column, TableBuilder};
use nuscope_model::EnergyProxy;
use nuscope_scan::energy_range::EnergyRange;
use nuscope_scan::landscape::{Contribution, Landscape};

use crate::calibrating::{self, p_number};
use crate::command::{AnalysisCommand, Command, SkyCommand};
use crate::fit_words::ts_words;
use crate::likelihood_here::{Found, Here, PValue};
use crate::plot::landscape;
use crate::plot::ticks::thousands;
use crate::plot::to_egui::{PaintedPart, triangles};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::inspector::{position_words, rows_ui, selected_place};
use crate::ui::trials_panel::not_calibrated_ui;
use crate::view::Selected;

/// Width of the numbers.
const NUMBERS: f32 = 200.0;
/// Width of the table that is left to it at least.
const TABLE: f32 = 250.0;
/// The widest that a landscape is drawn.
const WIDEST: f32 = 460.0;
/// Height of a row of the table.
const ROW: f32 = 18.0;

/// The columns of the table: names, widths, what they are.
const COLUMNS: [(&str, f32, &str); 8] = [
    ("of TS", 48.0, "Its part of TS"),
    (
        "signal",
        48.0,
        "The probability that it is signal, if the fit is true",
    ),
    ("away", 52.0, "Its distance from the place"),
    (
        "error",
        52.0,
        "Its angular error, with the width of the source",
    ),
    (
        "energy",
        60.0,
        "Signal over background of its energy alone; 1 where energies are not used",
    ),
    ("S/B", 60.0, "Signal over background, in space and energy"),
    ("sample", 90.0, "Its list"),
    ("row", 60.0, "Its place in the list"),
];

/// What a picture of a landscape was drawn from, and the picture.
#[derive(Default)]
struct Drawn {
    of: Option<(Arc<Landscape>, Vec2, bool, f32, egui::Pos2)>,
    parts: Vec<PaintedPart>,
}

/// Draws the tab.
pub fn likelihood_panel_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    // The tray keeps its height, whatever there is to say.
    let whole = ui.available_rect_before_wrap();
    let mut within = ui.new_child(egui::UiBuilder::new().id_salt("here").max_rect(whole));
    here_ui(&mut within, state, commands);
    ui.advance_cursor_after_rect(whole);
}

fn here_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let here = &state.here;
    if state.document.samples.is_empty() {
        ui.weak("No list of candidates is open.");
        return;
    }
    if let Some(why) = &here.refused {
        let text = format!("There is no likelihood of these candidates: {why}.");
        ui.add(egui::Label::new(RichText::new(text).color(theme::of(ui).warning)).wrap());
        return;
    }
    if here.position.is_none() {
        ui.weak("Click a place, a source or a candidate on the sky: its likelihood is told here.");
        hottest_ui(ui, state, commands);
        follow_ui(ui, state, commands);
        return;
    }
    let Some(found) = here.found.clone() else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.weak("Preparing the likelihood of these candidates…");
        });
        return;
    };
    let whole = ui.available_rect_before_wrap();
    let wide = (whole.width() - NUMBERS - TABLE - 24.0).clamp(180.0, WIDEST);
    let middle = whole.left() + NUMBERS + 12.0;
    let parts = [
        (whole.left(), NUMBERS),
        (middle, wide),
        (middle + wide + 12.0, whole.right() - middle - wide - 12.0),
    ];
    let mut places = parts.map(|(left, width)| {
        let corner = egui::pos2(left, whole.top());
        let rect = egui::Rect::from_min_size(corner, vec2(width.max(40.0), whole.height()));
        ui.new_child(egui::UiBuilder::new().id_salt(left as i64).max_rect(rect))
    });
    let [numbers, picture, table] = &mut places;
    egui::ScrollArea::vertical()
        .id_salt("numbers of the likelihood")
        .auto_shrink(false)
        .show(numbers, |ui| numbers_ui(ui, state, &found, commands));
    if let Some(landscape) = &found.landscape {
        landscape_ui(picture, state.view.dark, landscape, &found);
        table_ui(table, state, &found, commands);
    }
}

/// Offers the place where the map is hottest.
fn hottest_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let hottest = state.document.scan_map().filter(|scan| !scan.partial);
    let hottest = hottest.and_then(|scan| scan.map.hottest(scan.map.column("TS")?));
    let Some((position, _)) = hottest else {
        return;
    };
    let hint = "Select the pixel with the largest TS of the scan";
    let button = ui.button("Look at the hottest place");
    if button.on_hover_text(hint).clicked() {
        commands.push(Command::Select(Some(selected_place(position))));
    }
}

fn numbers_ui(ui: &mut egui::Ui, state: &State, found: &Found, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(position_words(found.position)).strong());
        if !state.here.is_current() {
            ui.spinner();
        }
    });
    let p = Here::p_value(found, &state.calibrating);
    let mut rows = Vec::new();
    let mut say = |name: &str, value: String| rows.push((name.to_owned(), value));
    match &found.fit {
        None => say("not told", found.sight.words().into()),
        Some(fit) => {
            let ts = ts_words(found.likelihood.settings().convention);
            say("TS", format!("{:.2} ({ts})", fit.ts));
            say("n_s", format!("{:.2}", fit.n_s));
            let gamma = match fit.gamma.is_nan() {
                true => "not fitted".into(),
                false => format!("{:.2}", fit.gamma),
            };
            say("index γ", gamma);
            say("p (local)", p_words(p));
            if !fit.remark.words().is_empty() {
                say("remark", fit.remark.words().into());
            }
        }
    }
    for range in &found.ranges {
        say("carried by", range_words(range));
    }
    let because = found.likelihood.spatial_because();
    let uses = match because.is_empty() {
        true => "positions and energies".to_owned(),
        false => format!("positions alone, because {because}"),
    };
    say("uses", uses);
    for line in &found.remarks {
        say("trials", line.clone());
    }
    rows_ui(ui, "likelihood here", &rows);
    if matches!(p, PValue::Asymptotic(_)) && found.fit.is_some() {
        not_calibrated_ui(ui, state, commands);
    }
    hottest_ui(ui, state, commands);
    follow_ui(ui, state, commands);
}

/// The energies or hits that carry a fit: without those below or above a tenth of TS would be gone.
fn range_words(range: &EnergyRange) -> String {
    let energy = |log10_gev: f64| {
        let (unit, power) = match log10_gev {
            x if x >= 6.0 => ("PeV", 6.0),
            x if x >= 3.0 => ("TeV", 3.0),
            _ => ("GeV", 0.0),
        };
        let value = 10_f64.powf(log10_gev - power);
        let digits = if value < 9.95 { 1 } else { 0 };
        format!("{value:.digits$} {unit}")
    };
    match range.proxy {
        EnergyProxy::Log10EnergyGev => {
            format!(
                "{} to {}, as measured",
                energy(range.low),
                energy(range.high)
            )
        }
        EnergyProxy::Log10Hits => {
            let [low, high] = [range.low, range.high].map(|hits| 10_f64.powf(hits));
            format!("{low:.0} to {high:.0} hits")
        }
    }
}

/// A switch that lets the likelihood follow the pointer.
fn follow_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let mut follows = state.view.scan.follows_pointer;
    let hint = "Tell of the place under the pointer while it moves over the sky";
    let switch = ui.checkbox(&mut follows, "Follow the pointer");
    if switch.on_hover_text(hint).changed() {
        commands.push(AnalysisCommand::ToggleFollow.into());
    }
}

/// A p-value and how it is known.
fn p_words(p: PValue) -> String {
    match p {
        PValue::Wanted => "looking for trials…".into(),
        PValue::Calibrated(estimate) => calibrating::p_words(&estimate),
        PValue::Asymptotic(p) => format!("{}, not calibrated", p_number(p)),
    }
}

fn landscape_ui(ui: &mut egui::Ui, dark: bool, of: &Arc<Landscape>, found: &Found) {
    let size = ui.available_size();
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let id = egui::Id::unique("picture of the landscape");
    let kept: Arc<Mutex<Drawn>> = ui.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(id)));
    let mut drawn = kept.lock();
    let pixels = ui.ctx().pixels_per_point();
    let same = drawn.of.as_ref().is_some_and(|kept| {
        Arc::ptr_eq(&kept.0, of)
            && (kept.1, kept.2, kept.3, kept.4) == (size, dark, pixels, rect.min)
    });
    if !same {
        let drawing = landscape::draw(of, size, theme::of(ui));
        drawn.parts = triangles(&drawing.items, rect.min, pixels);
        drawn.of = Some((Arc::clone(of), size, dark, pixels, rect.min));
    }
    for part in &drawn.parts {
        part.paint(ui.painter());
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Likelihood here"));
    let words = format!(
        "The best fit is the dot. Lines: 1, 2 and 3 sigma, as for many events. Found in {:.0} ms.",
        1e3 * found.seconds
    );
    response.on_hover_text(words);
}

fn table_ui(ui: &mut egui::Ui, state: &State, found: &Found, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let small = |text: String| RichText::new(text).size(SMALL);
    let shown = found.parts.len();
    let count = match found.within_reach {
        0 => "No candidate is within reach.".to_owned(),
        all if all == shown => format!("{} candidates within reach", thousands(all)),
        all => format!(
            "The first {shown} of {} candidates within reach",
            thousands(all)
        ),
    };
    ui.label(small(count).color(theme.weak));
    if found.parts.is_empty() {
        return;
    }
    let factor = found.likelihood.settings().convention.factor();
    let samples = found.likelihood.samples();
    egui::ScrollArea::horizontal()
        .id_salt("candidates of the likelihood")
        .show(ui, |ui| {
            let mut table = TableBuilder::new(ui)
                .striped(true)
                .auto_shrink(false)
                .sense(Sense::click());
            for (_, width, _) in COLUMNS {
                table = table.column(Column::initial(width).clip(true).resizable(true));
            }
            table
                .header(ROW, |mut header| {
                    for (name, _, about) in COLUMNS {
                        header.col(|ui| {
                            ui.label(small(name.into()).strong()).on_hover_text(about);
                        });
                    }
                })
                .body(|body| {
                    body.rows(ROW, shown, |mut row| {
                        let part = &found.parts[row.index()];
                        let candidate = Selected::Candidate {
                            sample: part.sample,
                            index: part.row,
                        };
                        let selected = state.view.selected == Some(candidate);
                        row.set_selected(selected);
                        let name = &samples[part.sample].name;
                        let [first, others @ ..] = cells(part, factor, name);
                        let mut chosen = false;
                        row.col(|ui| {
                            // As high as the words beside it.
                            ui.spacing_mut().button_padding = Vec2::ZERO;
                            ui.spacing_mut().interact_size.y = 0.0;
                            let button = ui.add(egui::Button::selectable(selected, small(first)));
                            button.widget_info(|| {
                                let words = format!("Candidate {} of {name}", part.row + 1);
                                egui::WidgetInfo::labeled(egui::Role::Button, true, words)
                            });
                            let hint = "Mark it on the map, and open its event where there is one";
                            chosen = button.on_hover_text(hint).clicked();
                        });
                        for text in others {
                            row.col(|ui| {
                                ui.add(egui::Label::new(small(text)).selectable(false).truncate());
                                let id = ui.scope_id().with("the whole cell");
                                chosen |= ui.interact(ui.max_rect(), id, Sense::click()).clicked();
                            });
                        }
                        if chosen {
                            commands.push(SkyCommand::SelectPart(candidate).into());
                        }
                    });
                });
        });
}

/// The cells of a candidate's row, in the order of the columns.
fn cells(part: &Contribution, factor: f64, sample: &str) -> [String; 8] {
    let ratio = |value: f64| match value {
        value if (0.01..1e4).contains(&value) => format!("{value:.2}"),
        value => format!("{value:.1e}"),
    };
    [
        format!("{:.2}", part.ts * factor),
        format!("{:.3}", part.signal),
        format!("{:.2}°", part.separation_rad.to_degrees()),
        format!("{:.2}°", part.sigma_rad.to_degrees()),
        ratio(part.energy_weight),
        ratio(part.ratio),
        sample.to_owned(),
        thousands(part.row + 1),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use nuscope_scan::calibration::Estimate;

    #[test]
    fn energies_that_carry_a_fit_are_told_in_units_of_people() {
        let mut range = EnergyRange {
            proxy: EnergyProxy::Log10EnergyGev,
            low: 2.8,
            high: 6.2,
            ts: 10.0,
        };
        assert_eq!(range_words(&range), "631 GeV to 1.6 PeV, as measured");
        range.low = 3.6;
        assert_eq!(range_words(&range), "4.0 TeV to 1.6 PeV, as measured");
        (range.proxy, range.low, range.high) = (EnergyProxy::Log10Hits, 1.5, 2.0);
        assert_eq!(range_words(&range), "32 to 100 hits");
    }

    #[test]
    fn a_p_value_says_how_it_is_known() {
        assert_eq!(p_words(PValue::Wanted), "looking for trials…");
        assert_eq!(p_words(PValue::Asymptotic(0.31)), "0.310, not calibrated");
        let p = PValue::Calibrated(Estimate {
            p: 2.5e-3,
            error: 5e-4,
            reached: 25,
            trials: 10_000,
            extrapolated: false,
        });
        assert_eq!(p_words(p), "2.5e−3, calibrated by 10,000 trials");
    }
}
