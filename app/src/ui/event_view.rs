//! The 3D view: draws the event on the GPU, turns mouse, touchpad and keys into camera moves and marks, and says
//! what lies under the pointer.

mod comparison;
mod controls;
mod frame;
mod glide;
pub(crate) mod legend;
mod made;
mod marks_legend;
mod placed;
mod steer;
pub(crate) mod stroke;
mod titles;

use eframe::egui::{self, PointerButton, Rect, Sense, pos2, vec2};
use nuscope_render::camera::OrbitCamera;
use nuscope_render::{Crop, Space, SpaceFrame};

use crate::command::Command;
use crate::derived::Derived;
use crate::document::Document;
use crate::scene::detector as dressing;
use crate::scene::event::{Picked, id_of, picked};
use crate::scene::{guides, string_labels, viewpoint};
use crate::theme;
use crate::ui::{hovered, inspector, track_handles};
use crate::view::{Selected, View};
use crate::viewport::{Graphics, Viewport};
use glide::Glide;
use made::Made;
use placed::PlacedHits;
use steer::Hand;
use stroke::{Joining, Stroke};

pub use steer::is_flight_key;

/// The 3D view and what it keeps on the GPU.
pub struct EventView {
    space: Space,
    viewport: Viewport,
    made: Option<Made>,
    hits: PlacedHits,
    drawn: Option<SpaceFrame>,
    glide: Glide,
    hovered: u32,
    stroke: Option<Stroke>,
    buttons: bool,
    tile: Option<Crop>,
    background: bool,
}

/// What the view is drawn from, and where it stands.
struct Stage<'a> {
    graphics: &'a Graphics,
    document: &'a Document,
    derived: &'a Derived,
    rect: Rect,
    /// Size of the picture in pixels.
    size: (u32, u32),
    camera: OrbitCamera,
    hand: Hand,
}

impl EventView {
    /// An empty view.
    pub fn new(graphics: &Graphics) -> Self {
        Self {
            space: Space::new(&graphics.gpu),
            viewport: Viewport::default(),
            made: None,
            hits: PlacedHits::default(),
            drawn: None,
            glide: Glide::default(),
            hovered: 0,
            stroke: None,
            buttons: true,
            tile: None,
            background: true,
        }
    }

    /// The same for a picture, on which nothing can be clicked.
    pub fn without_buttons(self) -> Self {
        Self {
            buttons: false,
            ..self
        }
    }

    /// From now on draws only a tile of the view, and the water only if asked: for pictures that no device holds
    /// whole, and for those without a background.
    pub fn set_part(&mut self, tile: Option<Crop>, background: bool) {
        (self.tile, self.background) = (tile, background);
        self.drawn = None;
    }

    /// Bytes sent to the GPU since the view was made.
    pub fn uploaded_bytes(&self) -> u64 {
        self.space.uploaded_bytes()
    }

    /// Draws the view over all of `ui` and returns what is under the pointer, in words.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        graphics: &Graphics,
        document: &Document,
        view: &mut View,
        derived: &Derived,
        commands: &mut Vec<Command>,
    ) -> String {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Event view"));
        self.make(ui.ctx(), graphics, document, view, derived);
        let hand = hand(document, view);
        let camera = self.camera(ui, &response, rect, document, view, &hand);
        let scale = ui.ctx().pixels_per_point();
        let stage = Stage {
            graphics,
            document,
            derived,
            rect,
            size: (
                (rect.width() * scale) as u32,
                (rect.height() * scale) as u32,
            ),
            camera,
            hand,
        };
        let frame = frame::frame(document, view, derived, &camera, stage.size);
        self.draw_stroke(ui, &response, &stage, view, &frame, commands);
        let pointer = self.point(&response, scale, &stage, view, &frame, commands);
        // What the pointer is on in a figure or a table shines here too.
        let elsewhere = hovered::get(ui.ctx()).filter(|_| self.hovered == 0);
        let detector = document.detector.as_deref();
        let frame = SpaceFrame {
            hovered_id: match self.hovered {
                0 => detector.map_or(0, |detector| id_of(elsewhere, detector)),
                hovered => hovered,
            },
            background: self.background,
            ..frame
        };
        let dirty = self.drawn.as_ref() != Some(&frame);
        let (space, part) = (&self.space, self.tile.unwrap_or(Crop::whole(stage.size)));
        let drawn = (part.width, part.height);
        let texture = self.viewport.picture(graphics, drawn, dirty, |target| {
            space.draw_tile(&graphics.gpu, target, &frame, stage.size, part);
        });
        self.drawn = Some(frame);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let corner = rect.min + vec2(part.x as f32, part.y as f32) / scale;
        let place = match self.tile {
            Some(_) => Rect::from_min_size(corner, vec2(drawn.0 as f32, drawn.1 as f32) / scale),
            None => rect,
        };
        ui.painter()
            .image(texture, place, whole, egui::Color32::WHITE);
        if self.buttons {
            track_handles::user_track_ui(ui, &stage.camera, rect, document, view);
        }
        // A track is seen where it is; what is small is ringed.
        let small = elsewhere.filter(|found| !matches!(found, Selected::Track(_)));
        if let Some(spot) = small.and_then(|small| viewpoint::spot(document, small)) {
            let (painter, theme) = (ui.painter_at(rect), theme::theme(view.dark));
            guides::ring(&painter, rect, &stage.camera, spot.middle, theme);
        }
        self.dress(ui, &stage, view, commands);
        pointer
    }

    /// Brings what is on the GPU up to date; does nothing if nothing it depends on has changed.
    fn make(
        &mut self,
        ctx: &egui::Context,
        graphics: &Graphics,
        document: &Document,
        view: &View,
        derived: &Derived,
    ) {
        let (gpu, space) = (&graphics.gpu, &mut self.space);
        // What nothing can be clicked on is a picture, and waits.
        let later = self.buttons.then_some(ctx);
        let sent = self
            .hits
            .update((gpu, space), (document, view, derived), later);
        let wanted = Made::of(document, view, derived);
        let same = self.made.as_ref().is_some_and(|made| made.same(&wanted));
        if same && !sent {
            return;
        }
        if !same {
            wanted.send(self.made.as_ref(), gpu, space);
            self.made = Some(wanted);
        }
        self.drawn = None;
        self.hovered = 0;
    }

    /// The camera to draw with: steered by the user, on its way to a new place, or with the particle.
    fn camera(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        rect: Rect,
        document: &Document,
        view: &mut View,
        hand: &Hand,
    ) -> OrbitCamera {
        let wanted = *view.camera.get_or_insert_with(|| whole(document, rect));
        // In a picture time stands still: nothing would ever arrive.
        let glides = view.steering.glides && self.buttons;
        let arriving = self.glide.toward(ui, wanted, glides);
        let steered = steer::steer(ui, response, rect, arriving, hand);
        if steered != arriving {
            self.glide.steered(steered);
            view.camera = Some(steered);
        }
        let follows = view.steering.following && view.cursor_ns.is_some();
        let camera = viewpoint::following(steered, document, view);
        self.glide.draw(ui, camera, follows, glides)
    }

    /// Begins, goes on with and ends a box or a loop.
    fn draw_stroke(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        stage: &Stage<'_>,
        view: &View,
        frame: &SpaceFrame,
        commands: &mut Vec<Command>,
    ) {
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) && steer::draws(ui, &stage.hand) {
            let start = ui.input(|input| input.pointer.press_origin()).or(pointer);
            self.stroke = start.map(|start| Stroke::begin(start, stage.hand.tool));
        }
        let Some(stroke) = &mut self.stroke else {
            return;
        };
        if let Some(pointer) = pointer {
            stroke.go_on(pointer.clamp(stage.rect.min, stage.rect.max));
        }
        if response.dragged_by(PointerButton::Primary) {
            return;
        }
        let polygon = stroke.polygon();
        self.stroke = None;
        let Some(polygon) = polygon else {
            return;
        };
        let corners = polygon.iter().map(|corner| *corner - stage.rect.min);
        let corners: Vec<(f32, f32)> = corners.map(|corner| (corner.x, corner.y)).collect();
        let places = match view.steering.through {
            true => {
                let viewport = (stage.rect.width(), stage.rect.height());
                let (document, derived) = (stage.document, stage.derived);
                let camera = &stage.camera;
                stroke::hits_through(document, view, derived, camera, viewport, &corners)
            }
            false => self.hits_seen(ui, stage, frame, &corners),
        };
        let joining = Joining::of(ui.input(|input| input.modifiers));
        commands.push(Command::Mark(joining.join(&view.marked, places)));
    }

    /// The hits that are seen inside a polygon; corners in points from the top left of the view.
    fn hits_seen(
        &self,
        ui: &egui::Ui,
        stage: &Stage<'_>,
        frame: &SpaceFrame,
        corners: &[(f32, f32)],
    ) -> Vec<u32> {
        let scale = ui.ctx().pixels_per_point();
        let corners: Vec<(f32, f32)> = corners
            .iter()
            .map(|(x, y)| (x * scale, y * scale))
            .collect();
        let edge = |pick: fn(&(f32, f32)) -> f32, join: fn(f32, f32) -> f32| {
            corners.iter().map(pick).reduce(join).unwrap_or(0.0)
        };
        let (left, right) = (edge(|c| c.0, f32::min), edge(|c| c.0, f32::max));
        let (top, bottom) = (edge(|c| c.1, f32::min), edge(|c| c.1, f32::max));
        let part = Crop {
            x: left as i32,
            y: top as i32,
            width: (right - left) as u32 + 2,
            height: (bottom - top) as u32 + 2,
        };
        let gpu = &stage.graphics.gpu;
        let found = self.space.ids_in(gpu, frame, stage.size, part);
        let found = found.inspect_err(|error| tracing::warn!("cannot tell what is seen: {error}"));
        found.map_or_else(
            |_| Vec::new(),
            |ids| stroke::hits_among(ids.within(&corners)),
        )
    }

    /// Finds what is under the pointer, selects it on a click, and says it in words.
    fn point(
        &mut self,
        response: &egui::Response,
        scale: f32,
        stage: &Stage<'_>,
        view: &View,
        frame: &SpaceFrame,
        commands: &mut Vec<Command>,
    ) -> String {
        let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) else {
            self.hovered = 0;
            return String::new();
        };
        let (moved, modifiers) = response.ctx.input(|input| {
            let moved = input.pointer.delta() != egui::Vec2::ZERO;
            (moved, input.modifiers)
        });
        if moved || response.clicked() || self.drawn.is_none() {
            let at = (pointer - stage.rect.min) * scale;
            let pixel = (at.x.max(0.0) as u32, at.y.max(0.0) as u32);
            let gpu = &stage.graphics.gpu;
            self.hovered = self.space.pick(gpu, frame, stage.size, pixel).unwrap_or(0);
        }
        let found = picked(self.hovered);
        if response.clicked() {
            commands.push(match (found, Joining::of(modifiers)) {
                // With Shift or Alt a click marks one hit, as a box marks many.
                (Some(Picked::Hit(place)), joining) if joining != Joining::Replace => {
                    Command::Mark(joining.join(&view.marked, vec![place as u32]))
                }
                _ => Command::Select(
                    found.and_then(|found| inspector::selection(found, stage.document)),
                ),
            });
        }
        let Some(found) = found else {
            return String::new();
        };
        if let Some(selection) = inspector::selection(found, stage.document) {
            hovered::set(&response.ctx, selection);
        }
        let text = inspector::words(found, stage.document, view);
        response.clone().on_hover_text_at_pointer(&text);
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Buttons, titles, legend, compass, scale bar: everything that is drawn over the picture.
    fn dress(
        &self,
        ui: &mut egui::Ui,
        stage: &Stage<'_>,
        view: &mut View,
        commands: &mut Vec<Command>,
    ) {
        let theme = theme::theme(view.dark);
        let rect = stage.rect;
        let painter = ui.painter_at(rect);
        if view.event.guides {
            let (document, derived) = (stage.document, stage.derived);
            let foot = legend::paint(&painter, rect, document, view, derived, theme);
            marks_legend::paint(&painter, rect, foot, document, view, derived, theme);
            comparison::paint(&painter, rect, document, view, derived, theme);
            // Without a detector there is nothing whose size or heading could be read.
            if let Some(detector) = &stage.document.detector {
                if view.event.string_labels && view.event.strings {
                    string_labels::paint(&painter, rect, &stage.camera, detector, theme);
                }
                let shade = theme.background.gamma_multiply(0.4);
                let foot = rect.left_bottom() + vec2(10.0, -84.0);
                painter.rect_filled(Rect::from_min_size(foot, vec2(225.0, 78.0)), 4.0, shade);
                guides::compass(&painter, rect, &stage.camera, theme);
                guides::scale_bar(&painter, rect, &stage.camera, theme);
            }
        }
        let mut right = rect.right();
        if self.buttons {
            right = controls::controls_ui(ui, rect, view, commands)
                .left()
                .min(right);
        }
        let place = Rect::from_min_max(
            rect.min + vec2(10.0, 8.0),
            pos2(right - 10.0, rect.bottom() - 8.0),
        );
        if place.width() > 40.0 && place.height() > 20.0 {
            let said = titles::Said {
                document: stage.document,
                view,
                derived: stage.derived,
                unplaced: self.hits.unplaced,
                hand: &stage.hand,
                buttons: self.buttons,
            };
            titles::titles_ui(ui, place, &said, commands);
        }
        if let Some(stroke) = &self.stroke {
            stroke.paint(&painter, theme);
        }
    }
}

/// How the user moves the camera now.
fn hand(document: &Document, view: &View) -> Hand {
    let detector = document.detector.as_deref();
    Hand {
        tool: view.steering.tool,
        flies: view.steering.flying,
        speed_m_per_s: 4.0 * detector.map_or(20.0, dressing::floor_spacing_m),
    }
}

/// The camera from which the whole detector is seen.
fn whole(document: &Document, rect: Rect) -> OrbitCamera {
    let detector = document.detector.as_deref();
    let aspect = rect.width() / rect.height().max(1.0);
    detector.map_or_else(OrbitCamera::default, |detector| {
        dressing::whole(detector, aspect)
    })
}
