//! The sky map: candidates and map on the GPU, lines and numbers over them, and what is under the pointer.

mod glide;
mod many;
mod maps;
mod marks;
mod place_words;
mod reading_panel;
mod ruler;
mod steer;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, Rect, Sense, pos2};
use glam::DVec2;
use nuscope_model::{Equatorial, Region, Sample};
use nuscope_render::{Combine, Sky, SkyFrame, SkyStyle};

use crate::candidates::Candidates;
use crate::candidates::near::NearCandidates;
use crate::catalogues;
use crate::command::{Command, SkyCommand};
use crate::crowd::{Crowd, Crowds};
use crate::derived::Derived;
use crate::document::Document;
use crate::plot;
use crate::plot::map_bar;
use crate::plot::sky::{Border, Places, SkyScene, borders, overlay};
use crate::plot::to_egui::triangles;
use crate::scene::candidate_markers::{self, CandidateMarkers};
use crate::scene::error_ellipses;
use crate::scene::sky;
use crate::scene::sky_frame::{DrawnSky, sky_frame};
use crate::theme;
use crate::ui::event_view::stroke::{Joining, Stroke};
use crate::ui::map_bar::handles_ui;
use crate::ui::{hovered, inspector};
use crate::view::{Marked, Selected, View};
use crate::viewport::{Graphics, Viewport};
use glide::Glide;
use maps::{Sent, working_ui};
use steer::steer;

/// How often the sky over a site is drawn anew, where it goes with the clock: it turns by 2.5 arc minutes.
const CLOCK: Duration = Duration::from_secs(10);

/// What the markers on the GPU were made from.
#[derive(PartialEq)]
struct MarkerKey {
    drawn: u64,
    dark: bool,
    color_by: Option<String>,
    size_by: Option<String>,
    shape_by: Option<String>,
    dot_size: f32,
    marked: Marked,
    /// Which candidates alone, where a density stands for the others.
    only: Option<Vec<usize>>,
}

/// The sky map and what it keeps on the GPU.
pub struct SkyMapView {
    sky: Sky,
    viewport: Viewport,
    samples: Vec<Arc<Sample>>,
    marker_key: Option<MarkerKey>,
    /// What the looks of the markers mean; the markers themselves are on the GPU.
    meaning: CandidateMarkers,
    first: Sent,
    second: Sent,
    /// Regions and their borders as directions.
    outlines: Vec<(Arc<Region>, Border)>,
    /// Candidates as a density, and the one on the GPU.
    crowds: Crowds,
    sent: Option<Arc<Crowd>>,
    errors: many::Errors,
    /// Why the candidates' density is not on the GPU, in words.
    refused: Option<String>,
    drawn: Option<SkyFrame>,
    hovered: u32,
    stroke: Option<Stroke>,
    buttons: bool,
    glide: Glide,
    /// The place under the pointer.
    pointed: Option<Equatorial>,
    near: NearCandidates,
}

impl SkyMapView {
    /// An empty map.
    pub fn new(graphics: &Graphics) -> Self {
        Self {
            sky: Sky::new(&graphics.gpu),
            viewport: Viewport::default(),
            samples: Vec::new(),
            marker_key: None,
            meaning: CandidateMarkers::default(),
            first: Sent::default(),
            second: Sent::default(),
            outlines: Vec::new(),
            crowds: Crowds::default(),
            sent: None,
            errors: many::Errors::default(),
            refused: None,
            drawn: None,
            hovered: 0,
            stroke: None,
            buttons: true,
            glide: Glide::default(),
            pointed: None,
            near: NearCandidates::default(),
        }
    }

    /// The same for a picture, on which nothing can be clicked.
    pub fn without_buttons(self) -> Self {
        Self {
            buttons: false,
            ..self
        }
    }

    /// The place on the sky under the pointer.
    pub fn pointed(&self) -> Option<Equatorial> {
        self.pointed
    }

    /// Bytes sent to the GPU since the view was made.
    pub fn uploaded_bytes(&self) -> u64 {
        self.sky.uploaded_bytes()
    }

    /// Draws the map over all of `ui` and returns what is under the pointer, in words.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        graphics: &Graphics,
        document: &Document,
        view: &mut View,
        derived: &Derived,
        commands: &mut Vec<Command>,
    ) -> String {
        let candidates = &derived.candidates;
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Sky map"));
        let theme = theme::theme(view.dark);
        let places = Places::of(rect.size());
        let points = (places.sky.width().into(), places.sky.height().into());
        let maps = &derived.maps;
        self.make_map(graphics, maps);
        self.make_outlines(document);
        let sky_rect = places.sky.translate(rect.min.to_vec2());
        let chart = &derived.chart;
        view.sky.view.frame_from_sky = chart.frame_from_sky;
        if view.sky.goes_with_the_clock() {
            ui.ctx().request_repaint_after(CLOCK);
        }
        // All that follows sees the sky on its way; where the hand does not take hold of it, it is going on.
        let wanted = view.sky.view;
        let glides = view.steering.glides && self.buttons;
        let before = self.glide.toward(ui, wanted, chart.frame, glides);
        view.sky.view = before;
        if !marks::draws(ui, &response, view) {
            let drags = !view.sky.ruler.on;
            steer(ui, &response, sky_rect, &mut view.sky.view, drags);
        }
        if view.sky.ruler.on {
            ruler::measure_by_hand(ui, &response, sky_rect, view);
        }
        let steered = view.sky.view != before;
        if steered {
            self.glide.steered(view.sky.view, chart.frame);
        }
        self.make_crowd(ui.ctx(), graphics, candidates, view, points);
        self.make_markers(graphics, candidates, view);
        self.make_errors(graphics, candidates, view, points);
        self.draw_stroke(ui, &response, sky_rect, candidates, view, commands);
        let scale = ui.ctx().pixels_per_point();
        let size = (
            (rect.width() * scale) as u32,
            (sky_rect.height() * scale) as u32,
        );
        let combine = self.in_front(ui, maps, &view.sky);
        let drawn = DrawnSky {
            document,
            view,
            derived,
            meaning: &self.meaning,
            crowd: self.crowd(),
            combine,
        };
        let style = match view.dark {
            true => SkyStyle::DARK,
            false => SkyStyle::LIGHT,
        };
        let size_px = (f64::from(size.0.max(1)), f64::from(size.1.max(1)));
        let frame = SkyFrame {
            hovered_id: self.hovered,
            ..sky_frame(&drawn, size_px, scale, style)
        };
        let mut pointer = self.point(
            graphics, &response, sky_rect, scale, size, &frame, document, view, derived, commands,
        );
        if let Some(words) = ruler::words(chart, view, self.pointed) {
            pointer = format!("{words} · {pointer}");
        }
        // What the pointer is on in a table shines here too.
        let elsewhere = candidates.place_of(hovered::get(ui.ctx()));
        let frame = SkyFrame {
            hovered_id: match (self.hovered, elsewhere) {
                (0, Some(place)) => place as u32 + 1,
                (hovered, _) => hovered,
            },
            ..frame
        };
        let dirty = self.drawn.as_ref() != Some(&frame);
        let sky = &self.sky;
        let texture = self.viewport.picture(graphics, size, dirty, |target| {
            sky.draw(&graphics.gpu, target, &frame);
        });
        self.drawn = Some(frame);
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, theme.background);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture, sky_rect, whole, egui::Color32::WHITE);
        // A ruler with one end reaches to the pointer.
        let follows = view.sky.ruler.on && view.sky.ruler.ends.len() == 1;
        let reaches = self.pointed.filter(|_| follows);
        view.sky.ruler.ends.extend(reaches);
        let second = combine == Combine::Second;
        let seen = if second {
            maps.second_values()
        } else {
            maps.values()
        };
        let seen = seen.filter(|_| view.sky.map);
        let refusals = [&self.first.refused, &self.second.refused, &maps.refused];
        let refused = refusals
            .into_iter()
            .flatten()
            .next()
            .filter(|_| view.sky.map);
        let refused = refused.or(self.refused.as_ref()).cloned();
        let refused = refused.or_else(|| chart.refused(&view.sky));
        let scene = SkyScene {
            document,
            candidates,
            view,
            map: seen.map(|values| &**values),
            maps,
            second,
            meaning: &self.meaning,
            crowd: self.crowd(),
            errors: &self.errors.drawn,
            regions: &self.outlines,
            refused: refused.as_deref(),
            chart,
        };
        let places = Places {
            covered: tools::covered(sky_rect.size(), document, view, candidates, self.buttons),
            ..places
        };
        let overlay = overlay(&scene, places, theme);
        for part in triangles(&overlay.items, rect.min, painter.pixels_per_point()) {
            part.paint(&painter);
        }
        self.paint_hovered_source(&painter, sky_rect, document, view, theme);
        if reaches.is_some() {
            view.sky.ruler.ends.pop();
        }
        if let (Some(at), true) = (response.hover_pos(), view.sky.reading && self.buttons) {
            let rows = self.reading(document, view, derived);
            reading_panel::paint(ui, sky_rect, at, &rows, theme);
        }
        if let Some(stroke) = &self.stroke {
            stroke.paint(&ui.painter_at(sky_rect), theme);
        }
        let bar = map_bar::place(&places).filter(|_| self.buttons && seen.is_some() && !second);
        if let Some(bar) = bar {
            let bar = bar.translate(rect.min.to_vec2());
            handles_ui(ui, bar, document, maps, &mut view.sky);
        }
        if let Some(words) = maps.working().filter(|_| self.buttons) {
            working_ui(ui, sky_rect, words);
        }
        tools::tools_ui(
            ui,
            sky_rect,
            document,
            view,
            candidates,
            self.buttons,
            commands,
        );
        if !steered {
            view.sky.view = wanted;
        }
        pointer
    }

    fn make_markers(&mut self, graphics: &Graphics, candidates: &Candidates, view: &View) {
        let look = &view.sky;
        let key = MarkerKey {
            drawn: candidates.drawn_version,
            dark: view.dark,
            color_by: look.color_by.clone(),
            size_by: look.size_by.clone(),
            shape_by: look.shape_by.clone(),
            dot_size: look.dot_size,
            marked: view.marked_candidates.clone(),
            only: self.sent.as_ref().map(|_| {
                let marked = &view.marked_candidates;
                error_ellipses::chosen(candidates, marked, view.selected, 0)
            }),
        };
        let same = self.samples.len() == candidates.samples().len()
            && self
                .samples
                .iter()
                .zip(candidates.samples())
                .all(|(a, b)| Arc::ptr_eq(a, b));
        if same && self.marker_key.as_ref() == Some(&key) {
            return;
        }
        let mut made = candidate_markers::markers(
            candidates,
            look,
            &view.marked_candidates,
            key.only.as_deref(),
            theme::theme(view.dark),
        );
        self.sky.set_markers(&graphics.gpu, &made.markers);
        made.markers = Vec::new();
        self.meaning = made;
        self.samples = candidates.samples().to_vec();
        self.marker_key = Some(key);
        self.drawn = None;
        self.hovered = 0;
    }

    /// Borders are found once for every region, because a region may have thousands of cells.
    fn make_outlines(&mut self, document: &Document) {
        let made = self.outlines.iter().map(|(region, _)| region);
        let same = made.len() == document.regions.len()
            && made.zip(&document.regions).all(|(a, b)| Arc::ptr_eq(a, b));
        if !same {
            self.outlines = borders(document);
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
        frame: &SkyFrame,
        document: &Document,
        view: &View,
        derived: &Derived,
        commands: &mut Vec<Command>,
    ) -> String {
        let look = &view.sky;
        let (chart, maps) = (&derived.chart, &derived.maps);
        let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) else {
            self.hovered = 0;
            self.pointed = None;
            return String::new();
        };
        let at = pointer - rect.min;
        let moved = response
            .ctx
            .input(|input| input.pointer.delta() != egui::Vec2::ZERO);
        if moved || response.clicked() || self.drawn.is_none() {
            let at = at * scale;
            let pixel = (at.x.max(0.0) as u32, at.y.max(0.0) as u32);
            self.hovered = self
                .sky
                .pick(&graphics.gpu, frame, size, pixel)
                .unwrap_or(0);
        }
        let place = DVec2::new(at.x.into(), at.y.into());
        let Some(direction) = look
            .view
            .sky_from_pixel(place, (rect.width().into(), rect.height().into()))
        else {
            self.hovered = 0;
            self.pointed = None;
            return String::new();
        };
        let position = Equatorial::from_vector(direction);
        self.pointed = Some(position);
        let candidate = sky::candidate_of(&document.samples, self.hovered);
        // The marks of sources lie over the dots of candidates.
        let sheet_rect = Rect::from_min_size(egui::Pos2::ZERO, rect.size());
        let source = plot::sky::source_at(document, look, sheet_rect, at.to_pos2());
        let source = source.map(catalogues::Near::selected);
        if let Some(source) = source {
            hovered::set(&response.ctx, source);
        } else if let Some((sample, index)) = candidate {
            hovered::set(&response.ctx, Selected::Candidate { sample, index });
        }
        if response.clicked() && !view.sky.ruler.on {
            let joining = Joining::of(response.ctx.input(|input| input.modifiers));
            commands.push(match candidate {
                _ if source.is_some() && joining == Joining::Replace => Command::Select(source),
                // With Shift or Alt a click marks one candidate, as a box marks many.
                Some(_) if joining != Joining::Replace => {
                    let marked = joining.join(&view.marked_candidates, vec![self.hovered - 1]);
                    SkyCommand::Mark(marked).into()
                }
                Some((sample, index)) => {
                    Command::Select(Some(Selected::Candidate { sample, index }))
                }
                None => Command::Select(Some(inspector::selected_place(position))),
            });
        }
        let mut text = chart.position_words(position, 2);
        if let Some((_, words)) = self.map_row(document, look, maps, position) {
            text += &format!(" · {words}");
        }
        if let Some(crowd) = self.crowd() {
            text += &format!(" · {}", crowd.words_at(position));
        }
        if let Some(words) = plot::sky::nearest_words(document, look, position) {
            text += &format!(" · {words}");
        }
        if let Some(words) = source.and_then(|source| plot::sky::source_words(document, source)) {
            response.clone().on_hover_text_at_pointer(words);
        } else if let Some((sample, index)) = candidate {
            let words = inspector::candidate_words(&document.samples[sample], index);
            response.clone().on_hover_text_at_pointer(words);
        }
        text
    }

    /// A ring at the source that the pointer is on, here or in the table.
    fn paint_hovered_source(
        &self,
        painter: &egui::Painter,
        rect: Rect,
        document: &Document,
        view: &View,
        theme: &theme::Theme,
    ) {
        let size = (rect.width().into(), rect.height().into());
        let place = hovered::get(painter.ctx())
            .and_then(|hovered| catalogues::source(document, hovered))
            .and_then(|(_, source)| {
                view.sky
                    .view
                    .pixel_from_sky(source.position.to_vector(), size)
            });
        if let Some(place) = place {
            let at = rect.min + egui::vec2(place.x as f32, place.y as f32);
            painter.circle_stroke(at, 8.0, egui::Stroke::new(1.5, theme.accent));
        }
    }
}
