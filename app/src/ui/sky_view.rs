//! The sky map: candidates and map on the GPU, lines and numbers over them, and what is under the pointer.

use std::sync::Arc;

use eframe::egui::{self, Align2, FontId, Painter, PointerButton, Rect, Sense, pos2, vec2};
use glam::{DVec2, DVec3};
use nuscope_model::{Equatorial, Galactic, Region, Sample, SkyMap};
use nuscope_render::{Colormap, MapStyle, Sky, SkyFrame, SkyStyle, SkyView as Projected};

use crate::command::Command;
use crate::document::Document;
use crate::plot::color_bar::{self, ColorBar};
use crate::plot::ticks::thousands;
use crate::scene::sky::{self, MapValues};
use crate::theme::{self, SMALL, Theme};
use crate::ui::sky_sheet::Sheet;
use crate::ui::{inspector, sky_catalogues};
use crate::view::{MapQuantity, Selected, SkyLook, View};
use crate::viewport::{Graphics, Viewport};

/// What the markers on the GPU were made from.
#[derive(PartialEq)]
struct MarkerKey {
    hidden: Vec<String>,
    candidates: bool,
    color_by: Option<nuscope_model::Quantity>,
    dot_size: f32,
}

/// The sky map and what it keeps on the GPU.
pub struct SkyMapView {
    sky: Sky,
    viewport: Viewport,
    samples: Vec<Arc<Sample>>,
    marker_key: Option<MarkerKey>,
    marker_range: Option<(f32, f32)>,
    map: Option<(Arc<SkyMap>, MapQuantity)>,
    values: Option<MapValues>,
    /// Regions and their borders as directions.
    outlines: Vec<(Arc<Region>, Vec<[DVec3; 2]>)>,
    refused: Option<String>,
    drawn: Option<SkyFrame>,
    hovered: u32,
}

impl SkyMapView {
    /// An empty map.
    pub fn new(graphics: &Graphics) -> Self {
        Self {
            sky: Sky::new(&graphics.gpu),
            viewport: Viewport::default(),
            samples: Vec::new(),
            marker_key: None,
            marker_range: None,
            map: None,
            values: None,
            outlines: Vec::new(),
            refused: None,
            drawn: None,
            hovered: 0,
        }
    }

    /// Draws the map over all of `ui` and returns what is under the pointer, in words.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        graphics: &Graphics,
        document: &Document,
        view: &mut View,
        commands: &mut Vec<Command>,
    ) -> String {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Sky map"));
        let theme = theme::theme(view.dark);
        self.make_markers(graphics, document, &view.sky);
        self.make_map(graphics, document, &view.sky);
        self.make_outlines(document);
        // The legend has its own strip below, so that it never covers the sky.
        let legend = if rect.height() > 220.0 {
            color_bar::HEIGHT + 14.0
        } else {
            0.0
        };
        let sky_rect = Rect::from_min_max(rect.min, rect.max - vec2(0.0, legend));
        steer(ui, &response, sky_rect, &mut view.sky.view);
        let scale = ui.ctx().pixels_per_point();
        let size = (
            (rect.width() * scale) as u32,
            (sky_rect.height() * scale) as u32,
        );
        let frame = self.frame(document, view, size, scale);
        let pointer = self.point(
            graphics, &response, sky_rect, scale, size, &frame, document, &view.sky, commands,
        );
        let frame = SkyFrame {
            hovered_id: self.hovered,
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
        let sheet = Sheet {
            painter: ui.painter_at(sky_rect),
            rect: sky_rect,
            view: view.sky.view,
            theme,
        };
        sheet.lines(&view.sky);
        for (_, outline) in &self.outlines {
            sheet.outline(outline);
        }
        sky_catalogues::draw(&sheet, document, &view.sky);
        if let Some(values) = self.values.as_ref().filter(|_| view.sky.map) {
            sheet.hottest(document, values);
        }
        if let Some(selected) = view.selected {
            sheet.selection(document, selected);
        }
        sheet.title(document, self.values.as_ref().filter(|_| view.sky.map));
        if let Some(text) = &self.refused {
            let place = sky_rect.center_top() + vec2(0.0, 40.0);
            painter.text(
                place,
                Align2::CENTER_TOP,
                text,
                FontId::proportional(theme::BODY),
                theme.warning,
            );
        }
        if legend > 0.0 {
            let strip = Rect::from_min_max(pos2(rect.left(), sky_rect.bottom()), rect.max);
            self.legends(&painter, strip, &view.sky, theme);
        }
        pointer
    }

    fn make_markers(&mut self, graphics: &Graphics, document: &Document, look: &SkyLook) {
        let key = MarkerKey {
            hidden: look.hidden_samples.clone(),
            candidates: look.candidates,
            color_by: look.color_by,
            dot_size: look.dot_size,
        };
        let same = self.samples.len() == document.samples.len()
            && self
                .samples
                .iter()
                .zip(&document.samples)
                .all(|(a, b)| Arc::ptr_eq(a, b));
        if same && self.marker_key.as_ref() == Some(&key) {
            return;
        }
        let made = sky::candidates(&document.samples, look);
        self.sky.set_markers(&graphics.gpu, &made.markers);
        self.marker_range = made.range;
        self.samples.clone_from(&document.samples);
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
            let outline = |region: &Arc<Region>| {
                let pieces = region.outline().into_iter();
                let ends = pieces.map(|ends| ends.map(Equatorial::to_vector));
                (Arc::clone(region), ends.collect())
            };
            self.outlines = document.regions.iter().map(outline).collect();
        }
    }

    fn make_map(&mut self, graphics: &Graphics, document: &Document, look: &SkyLook) {
        let same = match (&self.map, &document.map) {
            (Some((made, quantity)), Some(map)) => {
                Arc::ptr_eq(made, map) && *quantity == look.map_quantity
            }
            (None, None) => true,
            _ => false,
        };
        if same {
            if let Some(values) = &mut self.values
                && let Some(range) = look.map_range
            {
                values.range = range;
            }
            return;
        }
        self.drawn = None;
        self.refused = None;
        self.values = document
            .map
            .as_ref()
            .and_then(|map| sky::map_values(map, look));
        self.map = document
            .map
            .as_ref()
            .map(|map| (Arc::clone(map), look.map_quantity.clone()));
        match (&document.map, &self.values) {
            (Some(map), Some(values)) => {
                if let Err(error) = self.sky.set_map(&graphics.gpu, map.nside, &values.values) {
                    self.refused = Some(error.to_string());
                    self.values = None;
                    self.sky.clear_map();
                }
            }
            (Some(_), None) => {
                self.refused = Some("The map has no pixel with a number in it.".into());
                self.sky.clear_map();
            }
            _ => self.sky.clear_map(),
        }
    }

    fn frame(&self, document: &Document, view: &View, size: (u32, u32), scale: f32) -> SkyFrame {
        let look = &view.sky;
        let map_shown = look.map && self.values.is_some();
        let mut projected = look.view;
        projected.margin_px *= f64::from(scale);
        SkyFrame {
            view: projected,
            size_px: (f64::from(size.0.max(1)), f64::from(size.1.max(1))),
            map: MapStyle {
                range: self
                    .values
                    .as_ref()
                    .map_or((0.0, 1.0), |values| values.range),
                colormap: look.map_colormap,
                opacity: if map_shown { look.map_opacity } else { 0.0 },
                ..MapStyle::default()
            },
            marker_range: self.marker_range.unwrap_or((0.0, 1.0)),
            marker_colormap: self.marker_range.map(|_| Colormap::Batlow),
            marker_scale: scale * (look.view.zoom.powf(0.35) as f32),
            marker_opacity: self.dot_opacity(size, look.view.zoom, scale, map_shown),
            additive: document.candidates() > 2_000,
            galactic: look.galaxy.then(galactic_axes),
            style: if view.dark {
                SkyStyle::DARK
            } else {
                SkyStyle::LIGHT
            },
            selected_id: match view.selected {
                Some(Selected::Candidate { sample, index }) => {
                    sky::id_of(&document.samples, sample, index)
                }
                _ => 0,
            },
            hovered_id: self.hovered,
            ..Default::default()
        }
    }

    /// How strong the dots are: where they would cover the sky many times over, each one steps back.
    ///
    /// Over a map they step back further, so that the map can be read, and come back when it is magnified.
    fn dot_opacity(&self, size: (u32, u32), zoom: f64, scale: f32, map_shown: bool) -> f32 {
        let count: usize = self.samples.iter().map(|sample| sample.len()).sum();
        let semi_major = zoom * f64::from(size.0.min(2 * size.1)) / 2.0;
        let sky_px = std::f64::consts::PI * 0.5 * semi_major * semi_major;
        let dot_px = std::f64::consts::PI * f64::from(scale * scale) * zoom.powf(0.7);
        let layers = count as f64 * dot_px / sky_px.max(1.0);
        let wanted = if map_shown { 0.04 } else { 0.4 };
        let most = if map_shown { 0.6 } else { 1.0 };
        (wanted / layers.max(1e-6)).min(most) as f32
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
        look: &SkyLook,
        commands: &mut Vec<Command>,
    ) -> String {
        let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) else {
            self.hovered = 0;
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
            return String::new();
        };
        let position = Equatorial::from_vector(direction);
        let candidate = sky::candidate_of(&document.samples, self.hovered);
        if response.clicked() {
            commands.push(Command::Select(Some(match candidate {
                Some((sample, index)) => Selected::Candidate { sample, index },
                None => inspector::selected_place(position),
            })));
        }
        let mut text = inspector::position_words(position);
        if let Some(values) = self.values.as_ref().filter(|_| look.map)
            && let Some(map) = &document.map
        {
            let value = self.own_value(document, position);
            let value = value.unwrap_or_else(|| values.values[map.pixel(position)].into());
            text += &format!(" · {}", map_words(values, value));
        }
        if let Some(words) = sky_catalogues::nearest_words(document, look, position) {
            text += &format!(" · {words}");
        }
        if let Some((sample, index)) = candidate {
            let words = inspector::candidate_words(&document.samples[sample], index);
            response.clone().on_hover_text_at_pointer(words);
        }
        text
    }

    /// The value of the map's own cell at a position; `None` if it was not drawn from cells.
    fn own_value(&self, document: &Document, position: Equatorial) -> Option<f64> {
        let cells = document.own_cells()?;
        let (map, wanted) = self.map.as_ref()?;
        match sky::shown_quantity(map, wanted)? {
            MapQuantity::Column(name) => {
                let value = cells.value_at(cells.column(&name)?, position);
                Some(value.unwrap_or(f64::NAN))
            }
            MapQuantity::MinusLog10P => None,
        }
    }

    /// The colour bars below the sky.
    fn legends(&self, painter: &Painter, strip: Rect, look: &SkyLook, theme: &Theme) {
        let width = (0.4 * strip.width()).min(420.0);
        let size = vec2(width, color_bar::HEIGHT);
        if let Some(values) = self.values.as_ref().filter(|_| look.map) {
            let bar = ColorBar {
                title: &values.title,
                unit: &values.unit,
                colormap: look.map_colormap,
                reversed: false,
                on_dark: false,
                range: values.range,
            };
            let place = pos2(strip.right() - width - 28.0, strip.top() + 4.0);
            bar.paint(painter, Rect::from_min_size(place, size), theme);
        }
        if let (Some(range), Some(quantity)) = (self.marker_range, look.color_by) {
            let bar = ColorBar {
                title: &format!("Candidates: {}", quantity.label()),
                unit: quantity.display_unit(),
                colormap: Colormap::Batlow,
                reversed: false,
                on_dark: false,
                range,
            };
            let place = pos2(strip.left() + 28.0, strip.top() + 4.0);
            bar.paint(painter, Rect::from_min_size(place, size), theme);
        } else if look.candidates && strip.width() > 700.0 {
            self.sample_legend(painter, strip, width, look, theme);
        }
    }

    /// Which colour is which sample, in two rows on the left.
    fn sample_legend(
        &self,
        painter: &Painter,
        strip: Rect,
        width: f32,
        look: &SkyLook,
        theme: &Theme,
    ) {
        let font = FontId::proportional(SMALL);
        let left = strip.left() + 28.0;
        let mut corner = pos2(left, strip.top() + 6.0);
        for (place, sample) in self.samples.iter().enumerate() {
            if look.hidden_samples.contains(&sample.name) {
                continue;
            }
            let text = format!("{} {}", sample.name, thousands(sample.len()));
            let galley = painter.layout_no_wrap(text, font.clone(), theme.weak);
            if corner.x > left && corner.x + galley.size().x + 16.0 > left + width + 60.0 {
                corner = pos2(left, corner.y + 17.0);
            }
            let [r, g, b] = sky::sample_color(place);
            painter.circle_filled(
                corner + vec2(4.0, 7.0),
                3.5,
                egui::Color32::from_rgb(r, g, b),
            );
            let advance = galley.size().x + 30.0;
            painter.galley(corner + vec2(12.0, 0.0), galley, theme.weak);
            corner.x += advance;
        }
    }
}

/// What the map says where it has this value.
fn map_words(values: &MapValues, value: f64) -> String {
    if value.is_nan() {
        return "masked".into();
    }
    let remark = if values.unit == sky::NOT_CALIBRATED {
        " (not calibrated)"
    } else {
        ""
    };
    let number = if values.range.1 < 0.01 || values.title.starts_with("p (") {
        format!("{value:.1e}")
    } else {
        format!("{value:.2}")
    };
    format!("{} {number}{remark}", values.title)
}

/// Rows: the galactic axes in the frame of the map.
fn galactic_axes() -> [[f32; 3]; 3] {
    let axis = |l_deg: f64, b_deg: f64| {
        let galactic = Galactic {
            l_rad: l_deg.to_radians(),
            b_rad: b_deg.to_radians(),
        };
        galactic.to_equatorial().to_vector().as_vec3().to_array()
    };
    [axis(0.0, 0.0), axis(90.0, 0.0), axis(0.0, 90.0)]
}

/// Drag turns the sky under the pointer, wheel and pinch magnify it there, shift-drag or the right button rolls it.
fn steer(ui: &egui::Ui, response: &egui::Response, rect: Rect, view: &mut Projected) {
    let size = (f64::from(rect.width()), f64::from(rect.height()));
    let drag = response.drag_delta();
    let delta = DVec2::new(drag.x.into(), drag.y.into());
    let shift = ui.input(|input| input.modifiers.shift);
    let inside = |pointer: egui::Pos2| {
        let at = pointer - rect.min;
        DVec2::new(at.x.into(), at.y.into())
    };
    if let Some(pointer) = response.interact_pointer_pos()
        && drag != egui::Vec2::ZERO
    {
        let rolls = response.dragged_by(PointerButton::Secondary)
            || (response.dragged_by(PointerButton::Primary) && shift);
        let at = inside(pointer);
        if rolls {
            let arm = |at: DVec2| at - view.extent(size).0;
            let turn = arm(at - delta).angle_to(arm(at));
            if turn.is_finite() {
                view.roll_by(if view.east_left { turn } else { -turn });
            }
        } else {
            view.drag_by(delta, at, size);
        }
    }
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
        let factor = f64::from(pinch * (scroll.y / 300.0).exp());
        if factor != 1.0 {
            view.zoom_about(factor, inside(pointer), size);
        }
    }
}
