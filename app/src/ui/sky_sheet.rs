//! The sheet over the sky map: lines, numbers, rings and words, drawn where the map's projection puts them.

use eframe::egui::{self, Align2, FontId, Painter, Rect, Shape, Stroke, vec2};
use glam::{DMat3, DVec2, DVec3};
use nuscope_model::{Equatorial, Galactic};
use nuscope_render::SkyView as Projected;
use nuscope_render::sky_lines::{self, Graticule, GridLabel};

use crate::document::Document;
use crate::plot::ticks::thousands;
use crate::scene::sky::MapValues;
use crate::theme::{self, SMALL, Theme};
use crate::ui::inspector;
use crate::view::{Selected, SkyLook};

/// Lines of the graticule are about this far apart, or more, in points.
const GRID_SPACING_PX: f64 = 64.0;

/// The sheet of lines and numbers over the map.
pub struct Sheet<'a> {
    /// Where it is drawn.
    pub painter: Painter,
    /// The map's place in the window.
    pub rect: Rect,
    /// What part of the sky, and how.
    pub view: Projected,
    /// Colours.
    pub theme: &'a Theme,
}

impl Sheet<'_> {
    fn size(&self) -> (f64, f64) {
        (self.rect.width().into(), self.rect.height().into())
    }

    fn at(&self, place: DVec2) -> egui::Pos2 {
        self.rect.min + vec2(place.x as f32, place.y as f32)
    }

    /// Where a direction is in the window; `None` if it is behind.
    pub fn place(&self, direction: DVec3) -> Option<egui::Pos2> {
        Some(self.at(self.view.pixel_from_sky(direction, self.size())?))
    }

    fn strokes(&self, pieces: Vec<Vec<DVec2>>, stroke: Stroke) {
        for piece in pieces {
            let points = piece.into_iter().map(|place| self.at(place)).collect();
            self.painter.add(Shape::line(points, stroke));
        }
    }

    /// A circle on the sky.
    pub fn ring(&self, center: Equatorial, radius_rad: f64, stroke: Stroke) {
        let center = center.to_vector();
        let pieces = sky_lines::circle(&self.view, self.size(), center, radius_rad);
        self.strokes(pieces, stroke);
    }

    /// Graticule with its numbers, galactic plane and centre.
    pub fn lines(&self, look: &SkyLook) {
        let grid = look
            .graticule
            .then(|| Graticule::new(&self.view, self.size(), DMat3::IDENTITY, GRID_SPACING_PX));
        for line in grid.iter().flat_map(|grid| &grid.lines) {
            let stroke = Stroke::new(0.6, self.theme.faint.gamma_multiply(0.55));
            self.strokes(line.pieces.clone(), stroke);
        }
        if look.galaxy {
            let stroke = Stroke::new(1.0, self.theme.weak.gamma_multiply(0.55));
            let b_rad = std::f64::consts::FRAC_PI_2;
            let pole = Galactic { l_rad: 0.0, b_rad }.to_equatorial();
            self.ring(pole, b_rad, stroke);
            let center = Galactic::default().to_equatorial().to_vector();
            if let Some(place) = self.place(center) {
                let arm = 5.0;
                let stroke = Stroke::new(1.2, self.theme.text);
                for (a, b) in [
                    (vec2(arm, arm), vec2(-arm, -arm)),
                    (vec2(arm, -arm), vec2(-arm, arm)),
                ] {
                    self.painter.line_segment([place + a, place + b], stroke);
                }
                self.text(
                    place + vec2(9.0, 0.0),
                    Align2::LEFT_CENTER,
                    "galactic centre",
                    self.theme.weak,
                );
            }
        }
        for label in grid.iter().flat_map(|grid| &grid.labels) {
            let (shift, anchor) = match label.outward {
                DVec2::ZERO => (vec2(3.0, -2.0), Align2::LEFT_BOTTOM),
                out if out.x.abs() < 0.3 && out.y < 0.0 => (vec2(0.0, -4.0), Align2::CENTER_BOTTOM),
                out if out.x.abs() < 0.3 => (vec2(0.0, 4.0), Align2::CENTER_TOP),
                out if out.x < 0.0 => (vec2(-6.0, 0.0), Align2::RIGHT_CENTER),
                _ => (vec2(6.0, 0.0), Align2::LEFT_CENTER),
            };
            let place = self.at(label.place) + shift;
            self.text(place, anchor, &degrees(label), self.theme.weak);
        }
    }

    /// The borders of regions.
    pub fn outline(&self, outline: &[[DVec3; 2]]) {
        let stroke = Stroke::new(1.3, self.theme.region);
        for ends in outline {
            self.strokes(sky_lines::polyline(&self.view, self.size(), ends), stroke);
        }
    }

    /// Text on a shadow of the background, legible over any map.
    fn text(&self, place: egui::Pos2, anchor: Align2, text: &str, color: egui::Color32) {
        let font = FontId::proportional(SMALL);
        for shift in [
            vec2(1.0, 0.0),
            vec2(-1.0, 0.0),
            vec2(0.0, 1.0),
            vec2(0.0, -1.0),
        ] {
            let shadow = self.theme.background.gamma_multiply(0.7);
            self.painter
                .text(place + shift, anchor, text, font.clone(), shadow);
        }
        self.painter.text(place, anchor, text, font, color);
    }

    /// A ring around the hottest pixel with its value.
    pub fn hottest(&self, document: &Document, values: &MapValues) {
        let Some(map) = document.map.as_ref().filter(|_| values.significance) else {
            return;
        };
        let hottest = values
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .max_by(|a, b| a.1.total_cmp(b.1));
        let Some((pixel, value)) = hottest.filter(|(_, value)| **value > 0.0) else {
            return;
        };
        let position = nuscope_model::healpix::center_of(map.nside, pixel as u64);
        let Some(place) = self.place(position.to_vector()) else {
            return;
        };
        self.painter
            .circle_stroke(place, 11.0, Stroke::new(1.5, self.theme.selection));
        let text = match values.unit.as_str() {
            "" => format!("hottest: {value:.2}"),
            remark => format!("hottest: {value:.2} ({remark})"),
        };
        let left = place.x > self.rect.right() - 200.0;
        let (shift, anchor) = if left {
            (vec2(-15.0, 0.0), Align2::RIGHT_CENTER)
        } else {
            (vec2(15.0, 0.0), Align2::LEFT_CENTER)
        };
        self.text(place + shift, anchor, &text, self.theme.selection);
    }

    /// A cross at a selected place, a ring of its angular error at a selected candidate.
    pub fn selection(&self, document: &Document, selected: Selected) {
        let stroke = Stroke::new(1.5, self.theme.selection);
        match selected {
            Selected::Candidate { sample, index } => {
                let Some(sample) = document
                    .samples
                    .get(sample)
                    .filter(|sample| index < sample.len())
                else {
                    return;
                };
                let position = sample.position(index);
                let error = sample
                    .column(nuscope_model::Quantity::AngularErrorRad)
                    .map(|values| values[index]);
                if let Some(radius) = error.filter(|radius| *radius > 0.0 && *radius < 1.5) {
                    self.ring(position, radius, stroke);
                }
            }
            Selected::Place { .. } => {
                let Some(place) =
                    inspector::place_of(selected).and_then(|at| self.place(at.to_vector()))
                else {
                    return;
                };
                for arm in [
                    vec2(1.0, 0.0),
                    vec2(-1.0, 0.0),
                    vec2(0.0, 1.0),
                    vec2(0.0, -1.0),
                ] {
                    self.painter
                        .line_segment([place + 4.0 * arm, place + 11.0 * arm], stroke);
                }
            }
            _ => {}
        }
    }

    /// A double ring where the event on display points, with its name.
    pub fn event(&self, document: &Document, at: Equatorial) {
        let (Some(place), Some(shown)) = (self.place(at.to_vector()), &document.event) else {
            return;
        };
        let stroke = Stroke::new(1.5, self.theme.accent);
        for radius in [6.0, 9.5] {
            self.painter.circle_stroke(place, radius, stroke);
        }
        let text = format!("event {}", thousands(shown.index + 1));
        let left = place.x > self.rect.right() - 90.0;
        let (shift, anchor) = match left {
            true => (vec2(-14.0, 0.0), Align2::RIGHT_CENTER),
            false => (vec2(14.0, 0.0), Align2::LEFT_CENTER),
        };
        self.text(place + shift, anchor, &text, self.theme.accent);
    }

    /// What is shown, in which projection, and what must be said about it.
    pub fn title(&self, document: &Document, values: Option<&MapValues>) {
        let corner = self.rect.left_top() + vec2(16.0, 12.0);
        let count = thousands(document.candidates());
        let title = match (document.samples.len(), values) {
            (0, None) if document.regions.len() == 1 => document.regions[0].name.clone(),
            (0, None) if !document.regions.is_empty() => {
                format!("{} regions", document.regions.len())
            }
            (0, None) if !document.catalogues.is_empty() => {
                let sources: usize = document.catalogues.iter().map(|list| list.len()).sum();
                format!("{} sources", thousands(sources))
            }
            (0, None) => "Open a list of candidates, a catalogue or a map".to_owned(),
            (0, Some(values)) if values.unit.is_empty() => values.title.clone(),
            (0, Some(values)) => format!("{}, {}", values.title, values.unit),
            (1, _) => format!("{count} neutrino candidates"),
            (samples, _) => format!("{count} neutrino candidates in {samples} samples"),
        };
        let font = FontId::proportional(theme::HEADING);
        let drawn = self
            .painter
            .text(corner, Align2::LEFT_TOP, title, font, self.theme.text);
        if document.sky_simulated() {
            let place = drawn.left_bottom() + vec2(0.0, 3.0);
            let font = FontId::proportional(theme::BODY);
            self.painter.text(
                place,
                Align2::LEFT_TOP,
                "simulated",
                font,
                self.theme.warning,
            );
        }
        let mut remark = format!(
            "Equatorial (ICRS), {}, right ascension grows to the ",
            self.view.projection.name()
        );
        remark += if self.view.east_left { "left" } else { "right" };
        if let Some(values) = values.filter(|values| values.masked > 0) {
            remark += &format!(" · {} pixels masked (hatched)", thousands(values.masked));
        }
        // In a narrow view the remark goes to the foot, clear of the title.
        let narrow = self.rect.width() < 900.0;
        let (corner, anchor) = if narrow {
            (
                self.rect.center_bottom() - vec2(0.0, 2.0),
                Align2::CENTER_BOTTOM,
            )
        } else {
            (self.rect.right_top() + vec2(-16.0, 14.0), Align2::RIGHT_TOP)
        };
        self.painter.text(
            corner,
            anchor,
            remark,
            FontId::proportional(SMALL),
            self.theme.weak,
        );
    }
}

/// The number at a line of the graticule, with as many decimals as the number needs.
fn degrees(label: &GridLabel) -> String {
    let decimals = (0..6)
        .find(|decimals| {
            let scaled = label.value_deg * 10_f64.powi(*decimals);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(6) as usize;
    let sign = if !label.meridian && label.value_deg > 0.0 {
        "+"
    } else {
        ""
    };
    // No number is minus zero.
    let value = label.value_deg + 0.0;
    format!("{sign}{value:.decimals$}°").replace('-', "−")
}
