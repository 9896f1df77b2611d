//! The window that sets up pictures and movies, and shows how far drawing is.

use eframe::egui::{self, DragValue, Grid, RichText, WidgetInfo};

use crate::command::{Command, ExportCommand};
use crate::movie::CameraPath;
use crate::plot::sky::STYLES;
use crate::state::State;
use crate::theme;
use crate::view::{FigureStyle, PictureLook, View};

/// Sizes that people ask for, by name.
const SIZES: [(&str, (u32, u32)); 6] = [
    ("Full HD", (1920, 1080)),
    ("Window, doubled", (2560, 1600)),
    ("4K", (3840, 2160)),
    ("A4 at 300 dpi", (3508, 2480)),
    ("Poster, A1 at 200 dpi", (6622, 4677)),
    ("Wall, 16384 across", (16384, 9216)),
];

/// Draws the window while it is open, and the bar of what is being drawn.
pub fn export_ui(ctx: &egui::Context, state: &mut State, commands: &mut Vec<Command>) {
    let mut open = state.export_window;
    let push = |commands: &mut Vec<Command>, command| commands.push(Command::Export(command));
    egui::Window::new("Pictures and movies")
        .open(&mut open)
        .resizable(false)
        .collapsible(false)
        .default_width(360.0)
        .show(ctx, |ui| {
            let drawing = state.jobs.export.is_some();
            ui.label(RichText::new("Picture").strong());
            picture_ui(ui, &mut state.view.export.picture);
            let save = egui::Button::new("Save the picture…");
            if ui.add_enabled(!drawing, save).clicked() {
                push(commands, ExportCommand::ChoosePicture);
            }
            ui.separator();
            ui.label(RichText::new("Figure of the sky").strong());
            figure_ui(ui, &mut state.view.export.figure);
            let save = egui::Button::new("Save the figure…");
            if ui
                .add_enabled(!drawing && state.document.has_sky(), save)
                .on_hover_text("As .pdf or .svg, with lines and words that stay sharp, or as .png")
                .on_disabled_hover_text("A figure shows candidates, a catalogue or a map: open one")
                .clicked()
            {
                push(commands, ExportCommand::ChooseFigure);
            }
            ui.separator();
            ui.label(RichText::new("Movie of the event").strong());
            movie_ui(ui, &mut state.view);
            let has_event = state.document.event.is_some();
            let make = egui::Button::new("Make the movie…");
            if ui
                .add_enabled(!drawing && has_event, make)
                .on_disabled_hover_text("A movie shows the replay of an event")
                .clicked()
            {
                push(commands, ExportCommand::ChooseMovie);
            }
            ui.label(
                RichText::new(
                    "The name says the format: .gif, .apng, .mp4 or .webm (through ffmpeg), else a folder of pictures.",
                )
                .size(theme::SMALL)
                .weak(),
            );
            if let Some(export) = &state.jobs.export {
                ui.separator();
                ui.horizontal(|ui| {
                    let bar = egui::ProgressBar::new(export.job.fraction())
                        .desired_width(220.0)
                        .show_percentage();
                    ui.add(bar).on_hover_text(format!("Drawing {}", export.what));
                    if ui.button("Cancel drawing").clicked() {
                        push(commands, ExportCommand::Cancel);
                    }
                });
            }
        });
    if open != state.export_window {
        push(commands, ExportCommand::ToggleWindow);
    }
}

fn size_ui(ui: &mut egui::Ui, id: &str, size: &mut (u32, u32), largest: u32) {
    ui.horizontal(|ui| {
        ui.add(DragValue::new(&mut size.0).range(16..=largest))
            .on_hover_text("Width in pixels");
        ui.label("×");
        ui.add(DragValue::new(&mut size.1).range(16..=largest))
            .on_hover_text("Height in pixels");
        let named = SIZES.iter().find(|(_, known)| known == size);
        let choice = egui::ComboBox::from_id_salt(id)
            .selected_text(named.map_or("own size", |(name, _)| name))
            .show_ui(ui, |ui| {
                for (name, known) in SIZES.iter().filter(|(_, known)| known.0 <= largest) {
                    ui.selectable_value(size, *known, *name);
                }
            });
        choice
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, id));
    });
}

fn picture_ui(ui: &mut egui::Ui, look: &mut PictureLook) {
    Grid::new("picture look").num_columns(2).show(ui, |ui| {
        ui.label("Size");
        size_ui(
            ui,
            "Size of the picture",
            &mut look.size,
            crate::picture::LARGEST,
        );
        ui.end_row();
        ui.label("Caption");
        let caption = egui::TextEdit::singleline(&mut look.caption).hint_text("none");
        ui.add(caption.desired_width(240.0))
            .on_hover_text("A line at the foot of the picture");
        ui.end_row();
        ui.label("With");
        ui.horizontal(|ui| {
            ui.checkbox(&mut look.background, "Background")
                .on_hover_text("Without it the picture is transparent where nothing is");
            ui.checkbox(&mut look.guides, "Legend, scale and title");
        });
        ui.end_row();
    });
}

fn figure_ui(ui: &mut egui::Ui, style: &mut FigureStyle) {
    ui.horizontal(|ui| {
        for row in &STYLES {
            ui.selectable_value(style, row.style, row.name)
                .on_hover_text(row.remark);
        }
    });
    ui.label(RichText::new(style.row().remark).size(theme::SMALL).weak());
}

fn movie_ui(ui: &mut egui::Ui, view: &mut View) {
    let places = view.steering.bookmarks.len();
    let movie = &mut view.export.movie;
    Grid::new("movie look").num_columns(2).show(ui, |ui| {
        ui.label("Size");
        size_ui(
            ui,
            "Size of the movie",
            &mut movie.size,
            crate::movie::LARGEST,
        );
        ui.end_row();
        ui.label("Length");
        ui.horizontal(|ui| {
            let seconds = DragValue::new(&mut movie.seconds).range(0.1..=600.0);
            ui.add(seconds.speed(0.1).suffix(" s"))
                .on_hover_text("Length in seconds");
            let rate = DragValue::new(&mut movie.frames_per_second).range(1..=60);
            ui.add(rate.suffix(" frames/s"))
                .on_hover_text("Frames per second");
        });
        ui.end_row();
        ui.label("Camera");
        let path = egui::ComboBox::from_id_salt("movie path")
            .selected_text(movie.path.label())
            .width(240.0)
            .show_ui(ui, |ui| {
                for path in CameraPath::ALL {
                    ui.selectable_value(&mut movie.path, path, path.label());
                }
            });
        path.response
            .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, "Path of the camera"));
        path.response
            .on_hover_text("Where the camera goes meanwhile");
        ui.end_row();
        match movie.path {
            CameraPath::Turn => {
                ui.label("Turn");
                let turn = DragValue::new(&mut movie.turn_deg).range(-3600.0..=3600.0);
                ui.add(turn.suffix("°"))
                    .on_hover_text("How far the camera turns about the detector meanwhile");
            }
            CameraPath::Bookmarks => {
                ui.label("Places");
                ui.label(match places {
                    0 => "none yet: Ctrl+B remembers one".into(),
                    1 => "one, two are wanted: Ctrl+B remembers one".into(),
                    count => format!("{count}, in equal times"),
                });
            }
            CameraPath::Follow => {
                ui.label("Particle");
                ui.label("of the reference track, at the distance of now");
            }
            CameraPath::Hold => {
                ui.label("Place");
                ui.label("where the camera is now");
            }
        }
        ui.end_row();
    });
}
