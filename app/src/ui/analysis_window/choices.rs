//! The choices for all samples: index, spectrum, shape of the source, where energies are taken, what TS is, and limits.

use eframe::egui::{self, RichText, WidgetInfo};
use nuscope_scan::analysis::{Choices, Free, IndexEntry};
use nuscope_scan::{Convention, EnergyAt, Settings, Spectrum};

use crate::fit_words::ts_words;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::number_field::{number_ui, refused_ui};

use super::time::time_ui;

/// Width of a field in points.
const FIELD: f32 = 56.0;

/// The index that is held where one was fitted before.
const HELD: f64 = 2.0;

/// Width of a source that was a point before, in degrees.
const WIDTH_DEG: f64 = 0.5;

/// The kinds of spectrum with what each begins as.
const SPECTRA: [(&str, Spectrum); 3] = [
    ("Power law", Spectrum::PowerLaw),
    (
        "With a cut-off",
        Spectrum::CutOff {
            cut_off_gev: 1e5,
            beta: 1.0,
        },
    ),
    ("Log-parabola", Spectrum::LogParabola { curvature: 0.1 }),
];

/// The shapes of a source.
const SHAPES: [&str; 3] = ["Point", "Gaussian", "Disc"];

/// Where energies are taken.
const ENERGIES: [(EnergyAt, &str, &str); 3] = [
    (
        EnergyAt::Event,
        "of each candidate",
        "The energies of a signal are those at the declination of each candidate: tables are made once",
    ),
    (
        EnergyAt::Source,
        "of the source",
        "The energies of a signal are those at the declination of the source: a little slower",
    ),
    (EnergyAt::Off, "off", "Positions alone, whatever is known"),
];

/// The choices as they are, and what is wrong with what was typed.
pub(super) struct Editor<'a> {
    pub(super) choices: &'a mut Choices,
    refused: Vec<String>,
    /// The dates that the sky shows: what a time window begins with.
    pub(super) dates: [f64; 2],
}

/// Draws the choices; what changes is kept in the view.
pub(super) fn choices_ui(ui: &mut egui::Ui, state: &mut State) {
    let base = state.document.choices_of_file();
    let before = state.view.analysis.choices.clone();
    let before = before.unwrap_or_else(|| base.clone());
    let mut choices = before.clone();
    let mut editor = Editor {
        choices: &mut choices,
        refused: Vec::new(),
        dates: dates(state),
    };
    egui::Grid::new("choices of the analysis")
        .num_columns(2)
        .spacing(egui::vec2(12.0, 6.0))
        .show(ui, |ui| {
            for (name, row) in ROWS {
                let theme = theme::of(ui);
                ui.label(RichText::new(name).color(theme.weak));
                ui.vertical(|ui| {
                    ui.horizontal(|ui| row(ui, &mut editor));
                    for words in editor.refused.drain(..) {
                        refused_ui(ui, Some(words));
                    }
                });
                ui.end_row();
            }
        });
    if choices != before {
        state.view.analysis.choices = (choices != base).then_some(choices);
    }
}

/// The dates that the sky shows, as modified Julian dates; some year where candidates have none.
fn dates(state: &State) -> [f64; 2] {
    const SOME_YEAR: [f64; 2] = [57_388.0, 57_754.0];
    let times = state.derived.candidates.times.as_ref();
    let times = times.filter(|times| times.fold.is_none());
    times.map_or(SOME_YEAR, |times| {
        let (first, last) = state.view.sky_time.range.unwrap_or(times.extent);
        // Fields are no place for sixteen digits.
        [
            (first * 100.0).floor() / 100.0,
            (last * 100.0).ceil() / 100.0,
        ]
    })
}

type Row = fn(&mut egui::Ui, &mut Editor<'_>);

/// The rows by name.
const ROWS: [(&str, Row); 7] = [
    ("Index", index_ui),
    ("Spectrum", spectrum_ui),
    ("Source", source_ui),
    ("Time", time_ui),
    ("Energies", energies_ui),
    ("TS", convention_ui),
    ("Limits", limits_ui),
];

impl Editor<'_> {
    /// A field for one number; `put` writes it into the choices, which say whether it is sound.
    pub(super) fn number(
        &mut self,
        ui: &mut egui::Ui,
        (name, unit): (&str, &str),
        value: f64,
        put: impl Fn(&mut Choices, f64),
    ) {
        let check = |value| {
            let mut trial = self.choices.clone();
            put(&mut trial, value);
            trial
                .settings()
                .map(|_| ())
                .map_err(|error| error.to_string())
        };
        let (taken, why) = number_ui(ui, name, Some(value), (FIELD, ""), check);
        self.refused.extend(why);
        if let Some(value) = taken {
            put(self.choices, value);
        }
        if !unit.is_empty() {
            ui.label(RichText::new(unit).size(SMALL).color(theme::of(ui).weak));
        }
    }
}

/// A list of names, of which one is chosen: its place if another one was.
pub(super) fn one_of(
    ui: &mut egui::Ui,
    label: &str,
    names: &[(&str, &str)],
    now: usize,
) -> Option<usize> {
    let mut chosen = None;
    let combo = egui::ComboBox::from_id_salt(label)
        .selected_text(names[now].0)
        .width(116.0)
        .show_ui(ui, |ui| {
            for (place, (name, hint)) in names.iter().enumerate() {
                let mut entry = ui.selectable_label(place == now, *name);
                if !hint.is_empty() {
                    entry = entry.on_hover_text(*hint);
                }
                if entry.clicked() && place != now {
                    chosen = Some(place);
                }
            }
        });
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, label));
    chosen
}

fn index_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let held = match editor.choices.index {
        Some(IndexEntry::Fixed(gamma)) => Some(gamma),
        Some(IndexEntry::Free(_)) | None => None,
    };
    let names = [
        ("Free, 1 to 4", "Fitted with the number of events"),
        ("Held at", "One number"),
    ];
    match one_of(ui, "Spectral index", &names, usize::from(held.is_some())) {
        Some(0) => editor.choices.index = Some(IndexEntry::Free(Free::Free)),
        Some(_) => editor.choices.index = Some(IndexEntry::Fixed(HELD)),
        None => {}
    }
    if let Some(gamma) = held {
        editor.number(ui, ("Index held at", ""), gamma, |choices, gamma| {
            choices.index = Some(IndexEntry::Fixed(gamma));
        });
    }
}

fn spectrum_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let spectrum = editor.choices.spectrum.unwrap_or_default();
    let kind = std::mem::discriminant(&spectrum);
    let now = SPECTRA
        .iter()
        .position(|(_, known)| std::mem::discriminant(known) == kind);
    let names = SPECTRA.map(|(name, _)| (name, ""));
    if let Some(place) = one_of(ui, "Shape of the spectrum", &names, now.unwrap_or(0)) {
        editor.choices.spectrum = Some(SPECTRA[place].1);
    }
    match spectrum {
        Spectrum::PowerLaw => {}
        Spectrum::CutOff { cut_off_gev, beta } => {
            editor.number(
                ui,
                ("Energy of the cut-off", "GeV"),
                cut_off_gev,
                |choices, cut_off_gev| {
                    choices.spectrum = Some(Spectrum::CutOff { cut_off_gev, beta });
                },
            );
            ui.label("β");
            editor.number(
                ui,
                ("Exponent β of the cut-off", ""),
                beta,
                |choices, beta| {
                    choices.spectrum = Some(Spectrum::CutOff { cut_off_gev, beta });
                },
            );
        }
        Spectrum::LogParabola { curvature } => {
            ui.label("curvature");
            editor.number(
                ui,
                ("Curvature of the spectrum", ""),
                curvature,
                |choices, curvature| {
                    choices.spectrum = Some(Spectrum::LogParabola { curvature });
                },
            );
        }
    }
}

fn source_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let (gaussian, disc) = (editor.choices.gaussian_deg, editor.choices.disc_deg);
    let now = match (gaussian, disc) {
        (Some(_), _) => 1,
        (None, Some(_)) => 2,
        (None, None) => 0,
    };
    let width = gaussian.or(disc).unwrap_or(WIDTH_DEG);
    let names = SHAPES.map(|name| (name, ""));
    if let Some(place) = one_of(ui, "Shape of the source", &names, now) {
        editor.choices.gaussian_deg = (place == 1).then_some(width);
        editor.choices.disc_deg = (place == 2).then_some(width);
    }
    match now {
        1 => editor.number(
            ui,
            ("Width of the source", "°, one sigma"),
            width,
            |choices, deg| {
                choices.gaussian_deg = Some(deg);
            },
        ),
        2 => editor.number(
            ui,
            ("Radius of the source", "°, radius"),
            width,
            |choices, deg| {
                choices.disc_deg = Some(deg);
            },
        ),
        _ => {}
    }
}

fn energies_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let energy = editor.choices.energy.unwrap_or_default();
    let now = ENERGIES.iter().position(|(known, ..)| *known == energy);
    let names = ENERGIES.map(|(_, name, hint)| (name, hint));
    ui.label("at the declination");
    if let Some(place) = one_of(ui, "Energies of a signal", &names, now.unwrap_or(0)) {
        editor.choices.energy = Some(ENERGIES[place].0);
    }
}

fn convention_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let now = editor.choices.convention.unwrap_or_default();
    let both = [Convention::TwoLnLambda, Convention::LnLambda];
    let names = both.map(|convention| (ts_words(convention), ""));
    let place = usize::from(now == Convention::LnLambda);
    if let Some(place) = one_of(ui, "Convention of TS", &names, place) {
        editor.choices.convention = Some(both[place]);
    }
}

fn limits_ui(ui: &mut egui::Ui, editor: &mut Editor<'_>) {
    let default = Settings::default();
    let deg = |rad: f64| (rad.to_degrees() * 1e9).round() / 1e9;
    let choices = &editor.choices;
    let cut = choices.cut_sigmas.unwrap_or(default.cut_sigmas);
    let floor = choices
        .sigma_floor_deg
        .unwrap_or(deg(default.sigma_floor_rad));
    let mask = choices
        .mask_above_dec_deg
        .unwrap_or(deg(default.max_abs_dec_rad));
    ui.label("within");
    editor.number(ui, ("Cut in angular errors", "σ"), cut, |choices, cut| {
        choices.cut_sigmas = Some(cut);
    });
    ui.label("errors from");
    editor.number(
        ui,
        ("Smallest angular error", "°"),
        floor,
        |choices, deg| {
            choices.sigma_floor_deg = Some(deg);
        },
    );
    ui.label("|dec| to");
    editor.number(ui, ("Largest declination", "°"), mask, |choices, deg| {
        choices.mask_above_dec_deg = Some(deg);
    });
}
