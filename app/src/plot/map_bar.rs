//! The colour bar of a map: an axis over all its values, with the colours between the two ends of the range.
//!
//! Beyond the ends the first and the last colour go on, so that the handles at the ends can be drawn both ways. Of
//! −log₁₀ p the axis and the range are the exponents.

use eframe::egui::{Align2, Color32, Pos2, Rect, pos2, vec2};
use nuscope_render::{Colormap, Scale};

use super::drawing::{Drawing, Shape};
use super::sky::Places;
use super::ticks::{tick_text, ticks};
use crate::maps::{self, Maps};
use crate::theme::{SMALL, Theme};
use crate::view::SkyLook;

/// What the bar explains.
#[derive(Clone, Debug, PartialEq)]
pub struct MapBar<'a> {
    /// The quantity, and whose it is.
    pub title: &'a str,
    /// Its unit or remark, in weak text; may be empty.
    pub unit: &'a str,
    /// The colours.
    pub colormap: Colormap,
    /// Whether they are turned round.
    pub reversed: bool,
    /// What equal steps of colour are.
    pub scale: Scale,
    /// Values of the first and the last colour.
    pub range: (f32, f32),
    /// Values of the ends of the axis, around the range.
    pub extent: (f32, f32),
}

/// Height of the bar with its title and its numbers, in points.
pub const HEIGHT: f32 = 46.0;

/// Height of the colours.
const THICK: f32 = 10.0;

impl MapBar<'_> {
    /// Where the colours are within the bar's place.
    pub fn colors_rect(rect: Rect) -> Rect {
        Rect::from_min_size(rect.min + vec2(0.0, 18.0), vec2(rect.width(), THICK))
    }

    /// A value as it lies evenly on the axis.
    fn even(&self, value: f32) -> f64 {
        let value = f64::from(value);
        match self.scale {
            Scale::Linear | Scale::MinusLog10 => value,
            Scale::Log => value.max(1e-37).ln(),
            Scale::Asinh => (value / self.bend()).asinh(),
        }
    }

    /// Where the inverse hyperbolic sine bends, as the map's colours do.
    fn bend(&self) -> f64 {
        let (low, high) = self.range;
        0.01 * f64::from(low.abs().max(high.abs()).max(1e-30))
    }

    /// The share of the axis at which a value lies, 0 to 1 within it.
    pub fn share(&self, value: f32) -> f32 {
        let (low, high) = (self.even(self.extent.0), self.even(self.extent.1));
        let share = (self.even(value) - low) / (high - low);
        if share.is_finite() { share as f32 } else { 0.0 }
    }

    /// The value at a share of the axis.
    pub fn value(&self, share: f32) -> f32 {
        let (low, high) = (self.even(self.extent.0), self.even(self.extent.1));
        let even = low + f64::from(share) * (high - low);
        let value = match self.scale {
            Scale::Linear | Scale::MinusLog10 => even,
            Scale::Log => even.exp(),
            Scale::Asinh => even.sinh() * self.bend(),
        };
        value as f32
    }

    fn color(&self, share: f32) -> Color32 {
        let (low, high) = (self.share(self.range.0), self.share(self.range.1));
        let at = ((share - low) / (high - low).max(1e-6)).clamp(0.0, 1.0);
        let [r, g, b] = self
            .colormap
            .sample(if self.reversed { 1.0 - at } else { at });
        Color32::from_rgb(r, g, b)
    }

    /// Numbers of the axis with their texts; of a logarithmic one also the small ticks between, without texts.
    pub fn ticks(&self, most: usize) -> Vec<(f32, String)> {
        // As they are written: in 32 bits a tenth is a little more or less.
        let written = |end: f32| end.to_string().parse().unwrap_or(f64::from(end));
        let (low, high): (f64, f64) = (written(self.extent.0), written(self.extent.1));
        let plain = |low: f64, high: f64| {
            let values = ticks(low, high, most.max(2));
            let step = values
                .windows(2)
                .next()
                .map_or(1.0, |pair| pair[1] - pair[0]);
            let text = move |value: f64| (value, small_text(value, step));
            values.into_iter().map(text).collect::<Vec<_>>()
        };
        let texts = match self.scale {
            Scale::Linear | Scale::MinusLog10 => plain(low, high),
            Scale::Log if high / low < 12.0 => plain(low, high),
            Scale::Log => log_ticks(low, high, most),
            Scale::Asinh => self.asinh_ticks(low, high, most),
        };
        let mut out: Vec<(f32, String)> = texts
            .into_iter()
            .map(|(value, text)| (value as f32, text))
            .collect();
        if self.scale == Scale::Log && (12.0..1e10).contains(&(high / low)) {
            let powers = low.log10().floor() as i32..=high.log10().ceil() as i32;
            let small = powers.flat_map(|power| {
                (2..=9).map(move |factor| f64::from(factor) * 10_f64.powi(power))
            });
            let small = small
                .filter(|value| (low..=high).contains(value))
                .map(|value| value as f32);
            let named: Vec<f32> = out.iter().map(|(value, _)| *value).collect();
            let new =
                small.filter(|value| named.iter().all(|other| (other / value - 1.0).abs() > 1e-3));
            out.extend(new.map(|value| (value, String::new())));
        }
        out
    }

    /// 0 and powers of ten on both sides of it, from the outermost inward as far as there is room.
    fn asinh_ticks(&self, low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
        let far = low.abs().max(high.abs());
        let (top, bottom) = (
            far.log10().floor() as i32,
            self.bend().log10().ceil() as i32,
        );
        let powers = (bottom..=top)
            .rev()
            .flat_map(|power| [1.0, -1.0].map(|sign| sign * 10_f64.powi(power)));
        let inside = std::iter::once(0.0)
            .chain(powers)
            .filter(|value| (low..=high).contains(value));
        let mut out: Vec<(f64, String)> = Vec::new();
        for value in inside {
            let at = self.share(value as f32);
            let apart = 0.8 / most.max(2) as f32;
            if out
                .iter()
                .all(|(other, _)| (self.share(*other as f32) - at).abs() > apart)
            {
                let step = if value == 0.0 { 1.0 } else { value.abs() };
                out.push((value, small_text(value, step)));
            }
        }
        out
    }

    /// Draws the bar across the width of `rect`: title above, numbers below.
    pub fn draw(&self, drawing: &mut Drawing, rect: Rect, theme: &Theme) {
        let colors = Self::colors_rect(rect);
        let title = super::text_width::text_width(self.title, SMALL);
        drawing.text(
            rect.left_top(),
            Align2::LEFT_TOP,
            self.title,
            SMALL,
            theme.text,
        );
        if !self.unit.is_empty() {
            let at = rect.left_top() + vec2(title + 6.0, 0.0);
            drawing.text(at, Align2::LEFT_TOP, self.unit, SMALL, theme.weak);
        }
        drawing.rect(colors.expand(1.0), theme.faint);
        const STRIPS: usize = 128;
        let ramp = (0..=STRIPS).map(|strip| self.color(strip as f32 / STRIPS as f32));
        drawing.add(Shape::Ramp {
            rect: colors,
            colors: ramp.collect(),
        });
        for (value, text) in self.ticks((rect.width() / 46.0) as usize) {
            let x = colors.left() + self.share(value) * colors.width();
            let length = if text.is_empty() { 2.0 } else { 4.0 };
            let foot = pos2(x, colors.bottom() + length);
            drawing.line(vec![pos2(x, colors.bottom()), foot], 1.0, theme.weak);
            if !text.is_empty() {
                let at = pos2(x, colors.bottom() + 5.0);
                drawing.text(at, Align2::CENTER_TOP, text, SMALL, theme.weak);
            }
        }
    }

    /// Where the ends of the range are, on the middle line of the colours.
    pub fn ends(&self, rect: Rect) -> [Pos2; 2] {
        let colors = Self::colors_rect(rect);
        [self.range.0, self.range.1].map(|value| {
            let share = self.share(value).clamp(0.0, 1.0);
            pos2(colors.left() + share * colors.width(), colors.center().y)
        })
    }
}

/// Powers of ten within a range, as many as there is room for.
fn log_ticks(low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    let first = (low.log10() - 1e-6).ceil() as i32;
    let last = (high.log10() + 1e-6).floor() as i32;
    let decades = usize::try_from(last - first + 1).unwrap_or(0);
    let every = decades.div_ceil(most.max(2)).max(1);
    (first..=last)
        .rev()
        .step_by(every)
        .map(|power| 10_f64.powi(power))
        .map(|value| (value, small_text(value, value)))
        .collect()
}

/// The bar of the map that is seen; `second` is the other one of two in turns.
pub fn bar_of<'a>(
    maps: &'a Maps,
    look: &SkyLook,
    second: bool,
    title: &'a str,
) -> Option<MapBar<'a>> {
    let first = maps.values()?;
    let values = if second { maps.second_values()? } else { first };
    let style = match second {
        true => maps::second_style(first, values, look),
        false => maps::style(first, look),
    };
    let open = values.open_range(style.scale);
    Some(MapBar {
        title,
        unit: &values.unit,
        colormap: style.colormap,
        reversed: style.reversed,
        scale: style.scale,
        range: style.range,
        extent: (open.0.min(style.range.0), open.1.max(style.range.1)),
    })
}

/// The place of the bar at the right of the strip of legends, if there is one.
pub fn place(places: &Places) -> Option<Rect> {
    let strip = places.strip;
    let width = (0.4 * strip.width()).min(420.0);
    let corner = pos2(strip.right() - width - 28.0, strip.top() + 4.0);
    places
        .has_strip()
        .then(|| Rect::from_min_size(corner, vec2(width, HEIGHT)))
}

/// A number of an axis; very small and very large ones as powers of ten.
fn small_text(value: f64, step: f64) -> String {
    let size = value.abs();
    if size < 1e-9 * step.abs() || (size == 0.0 && step < 1e-3) {
        return "0".into();
    }
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        let power = (size.log10() + 1e-9).floor();
        let factor = value / 10_f64.powf(power);
        let whole = (factor - factor.round()).abs() < 1e-6;
        let factor = if whole {
            format!("{factor:.0}")
        } else {
            format!("{factor:.1}")
        };
        return format!("{factor}e{power:.0}").replace('-', "−");
    }
    // Steps too small for decimals belong to numbers that were written above.
    tick_text(value, step.max(1e-6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bar(scale: Scale, range: (f32, f32), extent: (f32, f32)) -> MapBar<'static> {
        MapBar {
            title: "TS",
            unit: "",
            colormap: Colormap::Inferno,
            reversed: false,
            scale,
            range,
            extent,
        }
    }

    fn texts(bar: &MapBar<'_>, most: usize) -> Vec<String> {
        let ticks = bar.ticks(most).into_iter();
        ticks
            .map(|(_, text)| text)
            .filter(|text| !text.is_empty())
            .collect()
    }

    #[test]
    fn axes_have_the_numbers_that_people_would_choose() {
        assert_eq!(
            texts(&bar(Scale::Linear, (0.0, 20.0), (0.0, 20.0)), 5),
            ["0", "5", "10", "15", "20"]
        );
        let log = bar(Scale::Log, (0.1, 1000.0), (0.1, 1000.0));
        assert_eq!(texts(&log, 6), ["1,000", "100", "10", "1", "0.1"]);
        let wide = bar(Scale::Log, (1e-6, 1.0), (1e-6, 1.0));
        assert_eq!(texts(&wide, 4), ["1", "0.01", "1e−4", "1e−6"]);
        assert_eq!(
            log.ticks(6).len(),
            5 + 4 * 8,
            "eight small ones in every decade"
        );
        assert_eq!(
            texts(&bar(Scale::Log, (2.0, 8.0), (2.0, 8.0)), 4),
            ["2", "4", "6", "8"]
        );
        let asinh = bar(Scale::Asinh, (-50.0, 500.0), (-50.0, 500.0));
        let mut found = texts(&asinh, 9);
        found.sort();
        assert_eq!(found, ["0", "10", "100", "−10"]);
        let tiny = bar(Scale::Linear, (0.0, 2e-4), (0.0, 2e-4));
        assert_eq!(texts(&tiny, 4), ["0", "5e−5", "1e−4", "1.5e−4", "2e−4"]);
    }

    #[test]
    fn colours_end_where_the_range_does() {
        let bar = bar(Scale::Linear, (5.0, 10.0), (0.0, 20.0));
        let first = bar.color(0.0);
        assert_eq!(bar.color(0.25), first);
        assert_ne!(bar.color(0.4), first);
        assert_eq!(bar.color(0.5), bar.color(1.0));
        let ends = bar.ends(Rect::from_min_size(pos2(10.0, 0.0), vec2(200.0, HEIGHT)));
        assert_eq!(ends.map(|end| end.x), [60.0, 110.0]);
    }

    #[test]
    fn a_colour_is_where_the_map_has_it() {
        for scale in [Scale::Linear, Scale::Log, Scale::Asinh] {
            let bar = bar(scale, (1.0, 300.0), (1.0, 300.0));
            for value in [1.0, 3.0, 40.0, 299.0] {
                let off = bar.share(value) - scale.position(value, bar.range);
                assert!(off.abs() < 1e-4, "{scale:?} {value}: {off}");
            }
        }
    }

    proptest! {
        #[test]
        fn places_and_values_invert_each_other(low in 1e-3..1e3_f32, wide in 0.1..1e4_f32, share in 0.0..1.0_f32) {
            for scale in [Scale::Linear, Scale::Log, Scale::MinusLog10, Scale::Asinh] {
                let bar = bar(scale, (low, low + wide), (low, low + wide));
                prop_assert!((bar.share(bar.value(share)) - share).abs() < 2e-3, "{scale:?}");
            }
        }

        #[test]
        fn no_range_breaks_the_axis(low in -1e30..1e30_f32, high in -1e30..1e30_f32, kind in 0_usize..4) {
            let scale = [Scale::Linear, Scale::Log, Scale::MinusLog10, Scale::Asinh][kind];
            let bar = bar(scale, (low.min(high), low.max(high)), (low.min(high), low.max(high)));
            prop_assert!(bar.ticks(9).len() < 200);
            prop_assert!(bar.share(0.5 * low + 0.5 * high).is_finite());
        }
    }
}
