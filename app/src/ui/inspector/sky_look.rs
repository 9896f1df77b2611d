//! How the sky is drawn.

use eframe::egui::{self, Color32, Mesh, Rect, RichText, Sense, Shape, pos2, vec2};
use nuscope_render::{Colormap, Projection, SkyView};

use super::{candidate_look, crowd_look};
use crate::state::State;
use crate::theme::SMALL;

/// Switches and sliders of the sky.
pub(super) fn sky_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let look = &mut state.view.sky;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut look.candidates, "Candidates");
        ui.checkbox(&mut look.map, "Map");
        ui.checkbox(&mut look.graticule, "Graticule");
        ui.checkbox(&mut look.galaxy, "Galaxy");
    });
    projection_ui(ui, &mut look.view);
    candidate_look::candidate_look_ui(ui, look, &state.derived.candidates);
    crowd_look::crowd_look_ui(ui, look);
    ui.add(
        egui::Slider::new(&mut look.dot_size, 0.3..=4.0)
            .logarithmic(true)
            .text("Dots"),
    );
}

/// How the sphere is spread over the map, and what is up, left and in the middle.
fn projection_ui(ui: &mut egui::Ui, view: &mut SkyView) {
    ui.horizontal(|ui| {
        let name = ui.label("Projection").id;
        egui::ComboBox::from_id_salt("projection")
            .selected_text(view.projection.name())
            .width(150.0)
            .show_ui(ui, |ui| {
                for projection in Projection::all() {
                    ui.selectable_value(&mut view.projection, projection, projection.name())
                        .on_hover_text(projection.row().remark);
                }
            })
            .response
            .labelled_by(name);
    });
    ui.horizontal_wrapped(|ui| {
        let locked = ui
            .checkbox(&mut view.north_locked, "Keep north up")
            .on_hover_text("Otherwise dragging turns the sky like a ball");
        if locked.changed() && view.north_locked {
            view.roll_rad = 0.0;
        }
        ui.checkbox(&mut view.east_left, "East to the left")
            .on_hover_text(
                "As the sky is seen from inside; a globe from outside has east to the right",
            );
    });
}

/// A choice among the colour maps, each with its colours.
pub(super) fn colormap_ui(ui: &mut egui::Ui, id: &str, colormap: &mut Colormap) {
    let name = ui.label("Colours").id;
    egui::ComboBox::from_id_salt(id)
        .selected_text(colormap.name())
        .width(96.0)
        .height(320.0)
        .show_ui(ui, |ui| {
            for choice in Colormap::ALL {
                ui.horizontal(|ui| {
                    let (place, _) = ui.allocate_exact_size(vec2(60.0, 12.0), Sense::hover());
                    ui.painter().add(gradient(choice, place));
                    ui.selectable_value(colormap, choice, choice.name());
                    ui.add(egui::Label::new(
                        RichText::new(kind(choice)).size(SMALL).weak(),
                    ));
                });
            }
        })
        .response
        .labelled_by(name);
}

/// What a map is good for.
fn kind(colormap: Colormap) -> &'static str {
    match colormap {
        Colormap::Turbo => "rainbow, not even",
        Colormap::Vik => "two sides of zero",
        Colormap::OkabeIto => "eight kinds",
        _ => "",
    }
}

/// The colours of a map over a rectangle.
fn gradient(colormap: Colormap, place: Rect) -> Shape {
    const STRIPS: u32 = 64;
    let mut mesh = Mesh::default();
    for strip in 0..=STRIPS {
        let share = strip as f32 / STRIPS as f32;
        let [r, g, b] = colormap.sample(share);
        let x = place.left() + share * place.width();
        for y in [place.top(), place.bottom()] {
            mesh.colored_vertex(pos2(x, y), Color32::from_rgb(r, g, b));
        }
        if strip > 0 {
            let first = 2 * (strip - 1);
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    Shape::mesh(mesh)
}
