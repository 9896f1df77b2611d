//! When the source shines: always, between two dates, or in a flare.

use eframe::egui;
use nuscope_scan::TimeProfile;

use super::choices::{Editor, one_of};

/// Width in standard deviations that a flare begins with, of the days that are known.
const PART: f64 = 1.0 / 12.0;

/// The names with what each means.
const NAMES: [(&str, &str); 3] = [
    ("Always", "A steady source, at all times of data"),
    (
        "Between dates",
        "A source that shines from one date to another, MJD in UTC; good runs are respected",
    ),
    (
        "In a flare",
        "A source that flares up and fades like a Gaussian, MJD in UTC; good runs are respected",
    ),
];

/// Draws the row. A window begins with `dates`: those that the sky shows.
pub(super) fn time_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let time = editor.choices.time;
    let now = match time {
        None => 0,
        Some(TimeProfile::Box { .. }) => 1,
        Some(TimeProfile::Gaussian { .. }) => 2,
    };
    let [from_mjd, to_mjd] = time.map_or(editor.dates, |time| time.span_mjd());
    if let Some(place) = one_of(ui, "Time of the source", &NAMES, now) {
        editor.choices.time = match place {
            0 => None,
            1 => Some(TimeProfile::Box { from_mjd, to_mjd }),
            _ => Some(TimeProfile::Gaussian {
                center_mjd: 0.5 * (from_mjd + to_mjd),
                sigma_days: PART * (to_mjd - from_mjd),
            }),
        };
    }
    match time {
        None => {}
        Some(TimeProfile::Box { from_mjd, to_mjd }) => {
            editor.number(ui, ("First date", ""), from_mjd, |choices, from_mjd| {
                choices.time = Some(TimeProfile::Box { from_mjd, to_mjd });
            });
            ui.label("to");
            editor.number(ui, ("Last date", "MJD"), to_mjd, |choices, to_mjd| {
                choices.time = Some(TimeProfile::Box { from_mjd, to_mjd });
            });
        }
        Some(TimeProfile::Gaussian {
            center_mjd,
            sigma_days,
        }) => {
            ui.label("about");
            editor.number(
                ui,
                ("Middle of the flare", "MJD"),
                center_mjd,
                |choices, center_mjd| {
                    choices.time = Some(TimeProfile::Gaussian {
                        center_mjd,
                        sigma_days,
                    });
                },
            );
            ui.label("σ");
            editor.number(
                ui,
                ("Width of the flare", "days"),
                sigma_days,
                |choices, sigma_days| {
                    choices.time = Some(TimeProfile::Gaussian {
                        center_mjd,
                        sigma_days,
                    });
                },
            );
        }
    }
}
