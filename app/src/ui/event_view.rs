//! The 3D view: draws the event on the GPU, turns mouse, touchpad and keys into camera moves, and says
//! what lies under the pointer.

use std::sync::Arc;

use eframe::egui::{self, Align2, FontId, Key, PointerButton, Rect, Sense, pos2, vec2};
use nuscope_model::{Detector, Event, Provenance};
use nuscope_render::camera::OrbitCamera;
use nuscope_render::{AfterGlow, PointSet, SeaStyle, Segment, Space, SpaceFrame};

use crate::command::Command;
use crate::derived::Derived;
use crate::document::Document;
use crate::hit_values::ShownHits;
use crate::plot::color_bar::{self, ColorBar};
use crate::scene::detector as dressing;
use crate::scene::event::{self, Picked, picked};
use crate::scene::{guides, hits, tracks};
use crate::theme;
use crate::ui::inspector;
use crate::view::{EventLook, HitLook, Selected, View};
use crate::viewport::{Graphics, Viewport};

/// Seconds in which the camera eases to a new place.
const EASE_SECONDS: f64 = 0.4;

/// What the hits, tracks and modules on the GPU were made from; they are made anew when it changes.
#[derive(Clone)]
struct Made {
    event: Option<Arc<Event>>,
    detector: Option<Arc<Detector>>,
    look: EventLook,
    shown: Arc<ShownHits>,
    colors: Option<Arc<[f32]>>,
    sizes: Option<Arc<[f32]>>,
    hits: HitLook,
    dark: bool,
}

impl Made {
    fn of(document: &Document, view: &View, derived: &Derived) -> Self {
        let values = derived.values.as_ref();
        let column = |quantity| values.map(|values| Arc::clone(values.column(quantity)));
        Self {
            colors: column(view.hits.color_by),
            sizes: column(view.hits.size_by),
            event: document
                .event
                .as_ref()
                .map(|shown| Arc::clone(&shown.event)),
            detector: document.detector.clone(),
            look: view.event.clone(),
            shown: Arc::clone(&derived.shown),
            hits: view.hits.clone(),
            dark: view.dark,
        }
    }

    fn same_detector(&self, other: &Self) -> bool {
        same(&self.detector, &other.detector) && self.look.modules == other.look.modules
    }

    fn same(&self, other: &Self) -> bool {
        self.same_detector(other)
            && same(&self.event, &other.event)
            && self.look == other.look
            && Arc::ptr_eq(&self.shown, &other.shown)
            && same(&self.colors, &other.colors)
            && same(&self.sizes, &other.sizes)
            && self.hits == other.hits
            && self.dark == other.dark
    }
}

fn same<T: ?Sized>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The 3D view and what it keeps on the GPU.
pub struct EventView {
    space: Space,
    viewport: Viewport,
    made: Option<Made>,
    drawn: Option<SpaceFrame>,
    last_camera: Option<OrbitCamera>,
    unplaced: usize,
    hovered: u32,
    easing: Option<Easing>,
}

/// A camera move that is under way.
struct Easing {
    from: OrbitCamera,
    to: OrbitCamera,
    since_s: f64,
}

impl EventView {
    /// An empty view.
    pub fn new(graphics: &Graphics) -> Self {
        Self {
            space: Space::new(&graphics.gpu),
            viewport: Viewport::default(),
            made: None,
            drawn: None,
            last_camera: None,
            unplaced: 0,
            hovered: 0,
            easing: None,
        }
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
        self.make(graphics, document, view, derived);
        if view.camera.is_none() {
            let aspect = rect.width() / rect.height().max(1.0);
            let whole = match document.detector.as_deref() {
                Some(detector) => dressing::whole(detector, aspect),
                None => OrbitCamera::default(),
            };
            self.easing = self.last_camera.map(|from| Easing {
                from,
                to: whole,
                since_s: now(ui),
            });
            view.camera = Some(whole);
        }
        let camera = view.camera.get_or_insert_default();
        steer(ui, &response, rect, camera);
        let camera = self.eased(ui, *camera);
        self.last_camera = Some(camera);
        let scale = ui.ctx().pixels_per_point();
        let size = (
            (rect.width() * scale) as u32,
            (rect.height() * scale) as u32,
        );
        let frame = self.frame(document, view, &camera, size);
        let pointer = self.point(
            graphics, &response, rect, scale, size, &frame, document, commands,
        );
        let frame = SpaceFrame {
            hovered_id: self.hovered,
            ..frame
        };
        let dirty = self.drawn.as_ref() != Some(&frame);
        let space = &self.space;
        let texture = self.viewport.picture(graphics, size, dirty, |target| {
            space.draw(&graphics.gpu, target, &frame);
        });
        self.drawn = Some(frame);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter()
            .image(texture, rect, whole, egui::Color32::WHITE);
        if view.event.guides {
            self.guides(ui, rect, document, view, &camera);
        }
        pointer
    }

    /// Brings what is on the GPU up to date; does nothing if nothing it depends on has changed.
    fn make(&mut self, graphics: &Graphics, document: &Document, view: &View, derived: &Derived) {
        let wanted = Made::of(document, view, derived);
        if self.made.as_ref().is_some_and(|made| made.same(&wanted)) {
            return;
        }
        let gpu = &graphics.gpu;
        let theme = theme::theme(view.dark);
        let new_detector = !self
            .made
            .as_ref()
            .is_some_and(|made| made.same_detector(&wanted));
        let detector = wanted.detector.as_deref();
        if new_detector {
            let shown = detector.filter(|_| wanted.look.modules);
            self.space.set_points(
                gpu,
                PointSet::Modules,
                &shown.map(dressing::modules).unwrap_or_default(),
            );
            self.space.set_points(
                gpu,
                PointSet::Sensors,
                &shown.map(dressing::sensors).unwrap_or_default(),
            );
        }
        let mut segments: Vec<Segment> = Vec::new();
        if let Some(detector) = detector.filter(|_| wanted.look.strings) {
            segments.extend(dressing::strings(detector, theme));
        }
        if let (Some(event), Some(detector)) = (wanted.event.as_deref(), detector) {
            segments.extend(tracks::tracks(event, detector, &wanted.look, theme));
        }
        let values = derived.values.as_deref();
        let placed = values.map(|values| hits::hits(values, &derived.shown, &view.hits));
        let placed = placed.unwrap_or_default();
        self.unplaced = placed.unplaced;
        self.space.set_points(gpu, PointSet::Hits, &placed.points);
        self.space.set_segments(gpu, &segments);
        self.made = Some(wanted);
        self.drawn = None;
        self.hovered = 0;
    }

    /// The camera on its way; asks for the next frame until it has arrived.
    fn eased(&mut self, ui: &egui::Ui, wanted: OrbitCamera) -> OrbitCamera {
        let Some(easing) = &self.easing else {
            return wanted;
        };
        let share = (now(ui) - easing.since_s) / EASE_SECONDS;
        if share >= 1.0 || wanted != easing.to {
            self.easing = None;
            return wanted;
        }
        ui.ctx().request_repaint();
        OrbitCamera::lerp(&easing.from, &easing.to, share as f32)
    }

    /// Everything that may change from frame to frame.
    fn frame(
        &self,
        document: &Document,
        view: &View,
        camera: &OrbitCamera,
        size: (u32, u32),
    ) -> SpaceFrame {
        let viewport_px = (size.0.max(1) as f32, size.1.max(1) as f32);
        let range = document
            .event
            .as_ref()
            .map_or((0.0, 1.0), |shown| shown.times.color_range_ns);
        let (first, last) = view.hits.range.unwrap_or(range);
        let detector = document.detector.as_deref();
        let glow_ns = 0.06 * (last - first);
        SpaceFrame {
            clip_from_world: camera.clip_from_world(viewport_px.0 / viewport_px.1),
            eye: camera.eye(),
            viewport_px,
            cursor_ns: view.cursor_ns,
            afterglow: AfterGlow::Decay { time_ns: glow_ns },
            track_glow_ns: glow_ns,
            value_range: (first, last),
            colormap: view.hits.colormap,
            reversed: view.hits.reversed,
            hit_scale: view.hits.size,
            hit_soft_px: 9.0 * size.1.max(1) as f32 / 800.0,
            halo: view.hits.glow,
            style: if view.dark {
                SeaStyle::DARK
            } else {
                SeaStyle::LIGHT
            },
            bed_z: detector.filter(|_| view.event.sea_bed).map(dressing::bed_z),
            selected_id: detector.map_or(0, |detector| event::id_of(view.selected, detector)),
            hovered_id: self.hovered,
            ..Default::default()
        }
    }

    /// Finds what is under the pointer, selects it on a click, and says it in words.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call, and a struct would only rename it"
    )]
    fn point(
        &mut self,
        graphics: &Graphics,
        response: &egui::Response,
        rect: Rect,
        scale: f32,
        size: (u32, u32),
        frame: &SpaceFrame,
        document: &Document,
        commands: &mut Vec<Command>,
    ) -> String {
        let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) else {
            self.hovered = 0;
            return String::new();
        };
        let moved = response
            .ctx
            .input(|input| input.pointer.delta() != egui::Vec2::ZERO);
        if moved || response.clicked() || self.drawn.is_none() {
            let at = (pointer - rect.min) * scale;
            let pixel = (at.x.max(0.0) as u32, at.y.max(0.0) as u32);
            self.hovered = self
                .space
                .pick(&graphics.gpu, frame, size, pixel)
                .unwrap_or(0);
        }
        let found = picked(self.hovered);
        if response.clicked() {
            commands.push(Command::Select(
                found.and_then(|found| selection(found, document)),
            ));
        }
        let Some(found) = found else {
            return String::new();
        };
        let text = inspector::words(found, document);
        response.clone().on_hover_text_at_pointer(&text);
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Legend, compass, scale bar, and what must be said about the picture.
    fn guides(
        &self,
        ui: &egui::Ui,
        rect: Rect,
        document: &Document,
        view: &View,
        camera: &OrbitCamera,
    ) {
        let theme = theme::theme(view.dark);
        let painter = ui.painter_at(rect);
        let legend = vec2(250.0_f32.min(0.45 * rect.width()), color_bar::HEIGHT);
        let legend = Rect::from_min_size(rect.right_bottom() - legend - vec2(20.0, 4.0), legend);
        // Bright hits behind words would make them unreadable: the picture steps back there.
        let shade = theme.background.gamma_multiply(0.4);
        let foot = Rect::from_min_size(rect.left_bottom() + vec2(10.0, -84.0), vec2(225.0, 78.0));
        for place in [legend.expand(8.0), foot] {
            painter.rect_filled(place, 4.0, shade);
        }
        guides::compass(&painter, rect, camera, theme);
        guides::scale_bar(&painter, rect, camera, theme);
        let mut corner = rect.left_top() + vec2(16.0, 12.0);
        let mut line = |text: String, size: f32, color: egui::Color32| {
            let galley = painter.layout_no_wrap(text, FontId::proportional(size), color);
            let place = Align2::LEFT_TOP.anchor_size(corner, galley.size());
            painter.rect_filled(place.expand2(vec2(6.0, 1.0)), 2.0, shade);
            painter.galley(corner, galley, color);
            corner.y = place.bottom() + 3.0;
        };
        if let Some(shown) = &document.event {
            let header = &shown.event.header;
            line(
                inspector::event_title(document, shown),
                theme::HEADING,
                theme.text,
            );
            if let Some(utc) = header.utc.filter(|_| !document.event_simulated()) {
                line(utc.to_string(), theme::SMALL, theme.weak);
            }
            if document.event_simulated() {
                line("simulated".into(), theme::BODY, theme.warning);
            }
            let generated = |detector: &Arc<Detector>| detector.provenance == Provenance::Simulated;
            if !document.event_simulated() && document.detector.as_ref().is_some_and(generated) {
                let text = "in a generated detector, not the one that recorded it";
                line(text.into(), theme::BODY, theme.warning);
            }
            if shown.event.raw_times {
                let text = "Times lack the t0 of their photomultipliers: open the detector to calibrate them.";
                line(text.into(), theme::BODY, theme.warning);
            }
            if document.detector.is_none() {
                for text in [
                    "This file does not say where its hits are, and no detector is open:",
                    "open their detector (DETX, DATX, JSON, .geo or a geometry table), or choose a generated one.",
                    "The time line and the tables (H) show the hits meanwhile.",
                ] {
                    line(text.into(), theme::BODY, theme.warning);
                }
            } else if self.unplaced > 0 {
                let text = format!(
                    "{} hits are on modules that this detector does not have",
                    self.unplaced
                );
                line(text, theme::BODY, theme.warning);
            }
        } else if document.events.is_some() {
            line("Reading the event".into(), theme::BODY, theme.weak);
        }
        if let Some(shown) = &document.event {
            let times = shown.times;
            let bar = ColorBar {
                title: match shown.event.triggered_hits() {
                    0 => "Time after the first hit",
                    _ => "Time after the first triggered hit",
                },
                unit: "ns",
                colormap: view.hits.colormap,
                reversed: view.hits.reversed,
                on_dark: view.dark,
                range: view.hits.range.unwrap_or(times.color_range_ns),
            };
            bar.paint(&painter, legend, theme);
        }
    }
}

fn now(ui: &egui::Ui) -> f64 {
    ui.input(|input| input.time)
}

/// What selecting something picked means.
fn selection(found: Picked, document: &Document) -> Option<Selected> {
    let detector = document.detector.as_deref()?;
    match found {
        Picked::Hit(index) => Some(Selected::Hit(index)),
        Picked::Module(place) => detector
            .modules()
            .get(place)
            .map(|module| Selected::Module(module.id)),
        Picked::Sensor(place) => {
            inspector::module_of_sensor(detector, place).map(|module| Selected::Module(module.id))
        }
        Picked::Track(index) => Some(Selected::Track(index)),
    }
}

/// Mouse, touchpad and keys move the camera.
fn steer(ui: &egui::Ui, response: &egui::Response, rect: Rect, camera: &mut OrbitCamera) {
    let viewport = (rect.width(), rect.height());
    let (shift, command) = ui.input(|input| (input.modifiers.shift, input.modifiers.command));
    let drag = response.drag_delta();
    let pans = response.dragged_by(PointerButton::Secondary)
        || response.dragged_by(PointerButton::Middle)
        || (response.dragged_by(PointerButton::Primary) && shift);
    if pans {
        camera.pan(drag.x, drag.y, viewport);
    } else if response.dragged_by(PointerButton::Primary) {
        camera.orbit(drag.x, drag.y);
    }
    if let Some(pointer) = response.hover_pos() {
        let at = pointer - rect.min;
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
        let factor = if command {
            pinch
        } else {
            pinch * (scroll.y / 300.0).exp()
        };
        if factor != 1.0 {
            camera.zoom(factor, (at.x, at.y), viewport);
        }
    }
    // Keys belong to the view unless something is being typed.
    if ui.ctx().memory(|memory| memory.focused().is_some()) {
        return;
    }
    let held = |key| ui.input(|input| f32::from(u8::from(input.key_down(key))));
    let step = 240.0 * ui.input(|input| input.stable_dt).min(0.05);
    let turn = (
        held(Key::ArrowRight) - held(Key::ArrowLeft),
        held(Key::ArrowDown) - held(Key::ArrowUp),
    );
    let closer = held(Key::Plus) + held(Key::Equals) - held(Key::Minus);
    if turn != (0.0, 0.0) || closer != 0.0 {
        if shift {
            camera.pan(-turn.0 * step, -turn.1 * step, viewport);
        } else {
            camera.orbit(turn.0 * step, turn.1 * step);
        }
        camera.zoom(
            (closer * step / 150.0).exp(),
            (0.5 * viewport.0, 0.5 * viewport.1),
            viewport,
        );
        ui.ctx().request_repaint();
    }
}
