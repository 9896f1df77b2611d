//! The sheet that layers of the sky draw on: directions become places, strokes are cut where the map ends.

use eframe::egui::{Align2, Color32, Pos2, Rect, vec2};
use glam::{DVec2, DVec3};
use nuscope_model::Equatorial;
use nuscope_render::SkyView as Projected;
use nuscope_render::sky_lines;

use super::labels::{Label, Rank, Stand};
use super::places::Places;
use crate::plot::drawing::{Drawing, Shape};
use crate::theme::{SMALL, Theme};

/// A drawing over the sky.
pub struct Sheet<'a> {
    /// What is drawn; its corner is the corner of the picture.
    pub drawing: Drawing,
    /// Where the sky is, and where the legends are.
    pub places: Places,
    /// What part of the sky, and how.
    pub view: Projected,
    /// Colours.
    pub theme: &'a Theme,
    /// Names that want a place beside their marks; all are placed together, when everything else is drawn.
    pub labels: Vec<Label>,
    /// Where no name may stand.
    pub taken: Vec<Rect>,
}

impl Sheet<'_> {
    /// The place of the sky.
    pub fn rect(&self) -> Rect {
        self.places.sky
    }

    /// Width and height of the sky.
    pub fn size(&self) -> (f64, f64) {
        (self.rect().width().into(), self.rect().height().into())
    }

    /// A place of the projection on the sheet.
    pub fn at(&self, place: DVec2) -> Pos2 {
        self.rect().min + vec2(place.x as f32, place.y as f32)
    }

    /// Where a direction is; `None` if it is behind.
    pub fn place(&self, direction: DVec3) -> Option<Pos2> {
        Some(self.at(self.view.pixel_from_sky(direction, self.size())?))
    }

    /// Lines that are given in pixels of the projection.
    pub fn strokes(
        &mut self,
        pieces: impl IntoIterator<Item = Vec<DVec2>>,
        width: f32,
        color: Color32,
    ) {
        self.lines(pieces, width, color, false);
    }

    /// The same, broken.
    pub fn dashes(
        &mut self,
        pieces: impl IntoIterator<Item = Vec<DVec2>>,
        width: f32,
        color: Color32,
    ) {
        self.lines(pieces, width, color, true);
    }

    fn lines(
        &mut self,
        pieces: impl IntoIterator<Item = Vec<DVec2>>,
        width: f32,
        color: Color32,
        dashed: bool,
    ) {
        for piece in pieces {
            let points = piece.into_iter().map(|place| self.at(place)).collect();
            self.drawing.add(Shape::Line {
                points,
                width,
                color,
                dashed,
            });
        }
    }

    /// A circle on the sky.
    pub fn ring(&mut self, center: Equatorial, radius_rad: f64, width: f32, color: Color32) {
        let center = center.to_vector();
        let pieces = sky_lines::circle(&self.view, self.size(), center, radius_rad);
        self.strokes(pieces, width, color);
    }

    /// Great circles from each direction to the next.
    pub fn polyline(&mut self, corners: &[DVec3], width: f32, color: Color32) {
        let pieces = sky_lines::polyline(&self.view, self.size(), corners);
        self.strokes(pieces, width, color);
    }

    /// The area within rings that are given in pixels of the projection, by the even-odd rule.
    pub fn fill(&mut self, rings: Vec<Vec<DVec2>>, color: Color32) {
        let ring = |ring: Vec<DVec2>| ring.into_iter().map(|place| self.at(place)).collect();
        let rings = rings.into_iter().map(ring).collect();
        self.drawing.add(Shape::Fill { rings, color });
    }

    /// Text with a rim of the background, legible over any map.
    pub fn text(&mut self, at: Pos2, anchor: Align2, text: &str, color: Color32) {
        let halo = self.theme.background.gamma_multiply(0.7);
        self.drawing
            .text_with_halo(at, anchor, text, SMALL, color, halo);
    }

    /// A straight line on the picture.
    pub fn line(&mut self, ends: [Pos2; 2], width: f32, color: Color32) {
        self.drawing.line(ends.to_vec(), width, color);
    }

    /// A ring on the picture, whatever its size on the sky.
    pub fn circle(&mut self, at: Pos2, radius: f32, width: f32, color: Color32) {
        const CORNERS: u32 = 48;
        let corner = |number: u32| {
            let angle = std::f32::consts::TAU * number as f32 / CORNERS as f32;
            at + radius * vec2(angle.cos(), angle.sin())
        };
        let points = (0..=CORNERS).map(corner).collect();
        self.drawing.line(points, width, color);
    }

    /// A name beside a mark of this radius, wherever there is room.
    pub fn beside(&mut self, at: Pos2, radius: f32, text: &str, color: Color32, rank: Rank) {
        self.labels.push(Label {
            at,
            radius,
            text: text.to_owned(),
            size: SMALL,
            color,
            rank,
            order: 0.0,
            stand: Stand::Around,
        });
    }
}
