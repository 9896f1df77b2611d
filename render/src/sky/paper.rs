//! The sky's colours without a GPU: the picture that lies under the lines and words of a figure.
//!
//! Twin of `fs_main` in `layers/skymap.wgsl`, in 64 bits: ground, galaxy, maps and their masked pixels. Outside of the
//! map nothing is painted, and the edge is left to lines, which are sharp at every size.

mod galaxy;

use glam::{DMat3, DVec2, DVec3};

use super::{Combine, MapStyle, SkyFrame, SkyStyle};
use crate::healpix;
use crate::projection::SkyView;

/// Values of a map, in RING order; NaN where it is masked.
#[derive(Clone, Copy, Debug)]
pub struct PaperMap<'a> {
    /// Pixels along a side of a base pixel.
    pub nside: u32,
    /// 12 nside² values.
    pub ring: &'a [f32],
}

/// A map with its colours at hand.
struct Colored<'a> {
    map: PaperMap<'a>,
    style: MapStyle,
    colors: [[u8; 4]; 256],
}

/// The colours of the sky at any place.
pub struct Paper<'a> {
    view: SkyView,
    sky_from_view: DMat3,
    size_px: (f64, f64),
    half_height_px: f64,
    style: SkyStyle,
    galactic: Option<DMat3>,
    combine: Combine,
    first: Option<Colored<'a>>,
    second: Option<Colored<'a>>,
    density: Option<Colored<'a>>,
}

impl<'a> Paper<'a> {
    /// The sky of a frame with the first map, the second map and the density that [`Sky`](super::Sky) was given.
    pub fn new(frame: &SkyFrame, [first, second, density]: [Option<PaperMap<'a>>; 3]) -> Self {
        let colored = |map: PaperMap<'a>, style: MapStyle| Colored {
            map,
            style,
            colors: style.colormap.lut(),
        };
        let rows = |[x, y, z]: [[f32; 3]; 3]| {
            let row = |row: [f32; 3]| DVec3::from_array(row.map(f64::from));
            DMat3::from_cols(row(x), row(y), row(z)).transpose()
        };
        Self {
            view: frame.view,
            sky_from_view: frame.view.view_from_sky().transpose(),
            size_px: frame.size_px,
            half_height_px: frame.view.extent(frame.size_px).1.y,
            style: frame.style,
            galactic: frame.galactic.map(rows),
            combine: frame.combine,
            first: first.map(|map| colored(map, frame.map)),
            second: second.map(|map| colored(map, frame.second_map)),
            density: density.map(|map| colored(map, frame.density)),
        }
    }

    /// Paints row `y` of a picture with `per_px` pixels for each pixel of the frame; four bytes to a pixel, alpha last
    /// and not multiplied in.
    pub fn paint_row(&self, y: u32, per_px: f64, row: &mut [u8]) {
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            let place = DVec2::new(x as f64 + 0.5, f64::from(y) + 0.5) / per_px;
            pixel.copy_from_slice(&self.color(place, per_px));
        }
    }

    /// The colour at a place of the frame, in pixels from the top left, with its alpha.
    fn color(&self, place_px: DVec2, per_px: f64) -> [u8; 4] {
        let plane = self.view.plane_from_pixel(place_px, self.size_px);
        let row = self.view.projection.row();
        // Pixels that the outline cuts are painted as far as they lie inside.
        let inside = (1.0 - row.reach(plane)) * self.half_height_px * per_px;
        let cover = (inside + 0.5).clamp(0.0, 1.0);
        if cover.is_nan() || cover <= 0.0 {
            return [0; 4];
        }
        let within = plane * (1.0 - 1e-9) / row.reach(plane).max(1.0);
        let Some(unit) = self.view.projection.unit_from_plane(within) else {
            return [0; 4];
        };
        let from_middle = place_px - 0.5 * DVec2::new(self.size_px.0, self.size_px.1);
        let [r, g, b] = self.of_direction(self.sky_from_view * unit, from_middle);
        let byte = |channel: f32| (255.0 * channel).round().clamp(0.0, 255.0) as u8;
        [byte(r), byte(g), byte(b), byte(cover as f32)]
    }

    /// The colour of a direction; hatching runs by the place from the middle of the picture.
    fn of_direction(&self, sky: DVec3, place_px: DVec2) -> [f32; 3] {
        let mut color = shares(self.style.ellipse);
        if let Some(galactic) = self.galactic {
            let strength = 0.5 * galaxy::brightness((galactic * sky).as_vec3());
            let strength = strength.clamp(0.0, 0.9);
            color = mix(color, shares(self.style.galaxy), strength);
        }
        let (first, second) = (self.first.as_ref(), self.second.as_ref());
        let value = |map: &Colored<'_>| map.value(sky);
        match self.combine {
            Combine::Difference => {
                if let (Some(first), Some(second)) = (first, second) {
                    let difference = value(first) - value(second);
                    color = self.laid_over(color, first, difference, place_px);
                }
            }
            Combine::First | Combine::Second | Combine::Over => {
                let under = first.filter(|_| self.combine != Combine::Second);
                let over = second.filter(|_| self.combine != Combine::First);
                for map in under.into_iter().chain(over) {
                    color = self.laid_over(color, map, value(map), place_px);
                }
            }
        }
        if let Some(density) = &self.density {
            color = self.laid_over(color, density, value(density), place_px);
        }
        color
    }

    fn laid_over(
        &self,
        under: [f32; 3],
        map: &Colored<'_>,
        value: f32,
        place_px: DVec2,
    ) -> [f32; 3] {
        let style = &map.style;
        if value.is_nan() {
            let stripe = ((place_px.x + place_px.y) / 9.0).rem_euclid(1.0) as f32;
            let line = (1.6 - 9.0 * (stripe - 0.5).abs()).clamp(0.0, 1.0);
            let hatched = mix(shares(self.style.masked), shares(self.style.hatch), line);
            return mix(under, hatched, style.opacity);
        }
        let place = style.scale.position(value, style.range);
        let t = place.clamp(0.0, 1.0);
        let opacity = match (style.fades, style.clear_below && place < 0.0) {
            (_, true) => 0.0,
            (true, _) => style.opacity * smoothstep(0.3, t),
            (false, _) => style.opacity,
        };
        let at = if style.reversed { 1.0 - t } else { t };
        let [r, g, b, _] = map.colors[(255.0 * at).round() as usize];
        mix(under, shares([r, g, b]), opacity)
    }
}

impl Colored<'_> {
    fn value(&self, sky: DVec3) -> f32 {
        let PaperMap { nside, ring } = self.map;
        match self.style.smooth {
            true => healpix::smooth_value(nside, ring, sky),
            false => healpix::value(nside, ring, sky),
        }
    }
}

fn shares(color: [u8; 3]) -> [f32; 3] {
    color.map(|channel| f32::from(channel) / 255.0)
}

fn mix(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share)
}

/// Rises from 0 to 1 between 0 and `high`.
fn smoothstep(high: f32, value: f32) -> f32 {
    let t = (value / high).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
