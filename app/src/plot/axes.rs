//! Axes: from values to places and back, with ticks that a person would choose.

use eframe::egui::{Align2, Pos2, Rect, pos2};

use super::columns::PlotQuantity;
use super::drawing::{Drawing, Shape};
use super::text_width::text_width;
use super::ticks::{tick_text, ticks};
use crate::theme::Theme;

/// Size of the text along axes.
pub const TICK: f32 = 10.0;
/// Size of an axis's title.
pub const TITLE: f32 = 11.0;

/// Values along one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Value at the left or lower end.
    pub low: f64,
    /// Value at the right or upper end.
    pub high: f64,
    /// Whether equal steps multiply instead of add.
    pub log: bool,
}

impl Scale {
    /// Equal steps for equal differences. A range without width, or none at all, gets one.
    pub fn linear(low: f64, high: f64) -> Self {
        let (low, high) = match (low.is_finite(), high.is_finite()) {
            (true, true) if low < high => (low, high),
            (true, true) => (low - 0.5, low + 0.5),
            _ => (0.0, 1.0),
        };
        Self {
            low,
            high,
            log: false,
        }
    }

    /// Equal steps for equal ratios. Bounds that are not positive become positive.
    pub fn logarithmic(low: f64, high: f64) -> Self {
        let good = |value: f64| value.is_finite() && value > 0.0;
        let low = if good(low) { low } else { 1.0 };
        let high = if good(high) && high > low {
            high
        } else {
            10.0 * low
        };
        Self {
            low,
            high,
            log: true,
        }
    }

    /// Where a value lies, 0 at the low end and 1 at the high end; NaN where it has no place.
    pub fn share(&self, value: f64) -> f64 {
        if self.log {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// The value at a share of the way.
    pub fn value(&self, share: f64) -> f64 {
        if self.log {
            self.low * (self.high / self.low).powf(share)
        } else {
            self.low + share * (self.high - self.low)
        }
    }

    /// Values with their texts, about `most` of them.
    pub fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        if self.log {
            return self.log_ticks(most);
        }
        let values = ticks(self.low, self.high, most.max(1));
        let step = values
            .windows(2)
            .next()
            .map_or(1.0, |pair| pair[1] - pair[0]);
        let text = |value: f64| (value, tick_text(value, step));
        values.into_iter().map(text).collect()
    }

    fn log_ticks(&self, most: usize) -> Vec<(f64, String)> {
        let slack = 1e-9;
        let first = (self.low.log10() - slack).ceil() as i32;
        let last = (self.high.log10() + slack).floor() as i32;
        let decades = usize::try_from(last - first + 1).unwrap_or(0);
        let every = decades.div_ceil(most.max(1)).max(1);
        let within =
            |value: &f64| *value >= self.low * (1.0 - slack) && *value <= self.high * (1.0 + slack);
        let factors: &[f64] = match decades {
            0..=2 if most >= 3 * decades.max(1) => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        (first - 1..=last)
            .filter(|power| power.rem_euclid(every as i32) == 0)
            .flat_map(|power| factors.iter().map(move |factor| (*factor, power)))
            .map(|(factor, power)| (factor * 10_f64.powi(power), factor, power))
            .filter(|(value, ..)| within(value))
            .map(|(value, factor, power)| (value, log_text(value, factor, power)))
            .collect()
    }
}

/// 0.01, 1, 2,000; from a million on as a power of ten.
fn log_text(value: f64, factor: f64, power: i32) -> String {
    if (-3..6).contains(&power) {
        return tick_text(value, 10_f64.powi(power));
    }
    let digits: String = match power < 0 {
        // The font has no raised minus.
        true => format!("^−{}", -power),
        false => power.to_string().chars().map(raised).collect(),
    };
    match factor as u32 {
        1 => format!("10{digits}"),
        factor => format!("{factor}×10{digits}"),
    }
}

fn raised(digit: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digit
        .to_digit(10)
        .map_or(digit, |digit| RAISED[digit as usize])
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its values.
    pub scale: Scale,
    /// What they are, such as "Time residual".
    pub title: String,
    /// Their unit, such as "ns"; may be empty.
    pub unit: &'static str,
    /// What of a hit it shows, if it shows hits: then a range along it marks them.
    pub quantity: Option<PlotQuantity>,
    /// Texts that take the place of the values', at these values.
    pub names: Option<Vec<(f64, String)>>,
}

impl Axis {
    /// An axis of counts or of nothing that hits have.
    pub fn plain(scale: Scale, title: impl Into<String>, unit: &'static str) -> Self {
        Self {
            scale,
            title: title.into(),
            unit,
            quantity: None,
            names: None,
        }
    }

    /// An axis of something that hits have.
    pub fn of(
        quantity: PlotQuantity,
        scale: Scale,
        title: impl Into<String>,
        unit: &'static str,
    ) -> Self {
        Self {
            quantity: Some(quantity),
            ..Self::plain(scale, title, unit)
        }
    }

    /// Title and unit.
    pub fn words(&self) -> String {
        match self.unit {
            "" => self.title.clone(),
            unit => format!("{} ({unit})", self.title),
        }
    }

    /// Values with their texts: as many as have room, by what `room` says of a list.
    fn tick_list(&self, room: impl Fn(&[(f64, String)]) -> bool) -> Vec<(f64, String)> {
        let list = |most: usize| match &self.names {
            Some(names) => {
                let every = names.len().div_ceil(most).max(1);
                names.iter().step_by(every).cloned().collect()
            }
            None => self.scale.ticks(most),
        };
        let most = if self.names.is_some() { 60 } else { 10 };
        let lists = (1..=most).rev().map(list);
        lists
            .into_iter()
            .find(|list: &Vec<_>| room(list))
            .unwrap_or_else(|| list(1))
    }

    /// What is written below an axis of this width.
    fn ticks_along(&self, width: f32) -> Vec<(f64, String)> {
        self.tick_list(|list| {
            let widest = list.iter().map(|(_, text)| text_width(text, TICK));
            let widest = widest.fold(8.0, f32::max);
            let gap = if self.names.is_some() { 6.0 } else { 14.0 };
            (list.len() as f32 - 0.5) * (widest + gap) <= width
        })
    }

    /// What is written beside an axis of this height.
    fn ticks_up(&self, height: f32) -> Vec<(f64, String)> {
        let each = if self.names.is_some() { 11.0 } else { 24.0 };
        self.tick_list(|list| (list.len() as f32 - 0.5) * each <= height)
    }
}

/// Axes around a place, to turn values into places and back.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Where the values are drawn.
    pub rect: Rect,
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// The only string whose hits are drawn here; `None` draws those of all.
    pub string: Option<i32>,
}

impl Panel {
    /// Place of a value along x.
    pub fn x_at(&self, value: f64) -> f32 {
        self.rect.left() + self.x.scale.share(value) as f32 * self.rect.width()
    }

    /// Place of a value along y.
    pub fn y_at(&self, value: f64) -> f32 {
        self.rect.bottom() - self.y.scale.share(value) as f32 * self.rect.height()
    }

    /// Place of two values.
    pub fn at(&self, x: f64, y: f64) -> Pos2 {
        pos2(self.x_at(x), self.y_at(y))
    }

    /// The values of a place.
    pub fn values_at(&self, at: Pos2) -> (f64, f64) {
        let x = (at.x - self.rect.left()) / self.rect.width().max(1e-3);
        let y = (self.rect.bottom() - at.y) / self.rect.height().max(1e-3);
        (self.x.scale.value(x.into()), self.y.scale.value(y.into()))
    }
}

/// Which axes are labelled: those inside a grid of panels are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Numbers below.
    pub x: bool,
    /// Numbers at the left.
    pub y: bool,
}

/// Room that the numbers along y need at the left of a panel of this height, without the title.
pub fn numbers_width(axis: &Axis, height: f32) -> f32 {
    let widths = axis.ticks_up(height).into_iter();
    let widest = widths.map(|(_, text)| text_width(&text, TICK));
    widest.fold(0.0, f32::max) + 6.0
}

/// Room that the numbers along x need below a panel.
pub const NUMBERS_HEIGHT: f32 = 16.0;
/// Room that a title needs along either axis.
pub const TITLE_ROOM: f32 = 16.0;

/// Draws frame, grid, ticks and numbers of a panel.
pub fn draw_panel(drawing: &mut Drawing, panel: &Panel, labels: Labels, theme: &Theme) {
    let rect = panel.rect;
    let grid = theme.faint.gamma_multiply(0.22);
    for (value, text) in panel.x.ticks_along(rect.width()) {
        let x = panel.x_at(value);
        if panel.x.names.is_none() {
            drawing.line(vec![pos2(x, rect.top()), pos2(x, rect.bottom())], 1.0, grid);
        }
        if labels.x {
            let half = 0.5 * text_width(&text, TICK);
            // The outermost numbers stay with their panel.
            let x = x.clamp(
                rect.left() - 4.0 + half,
                (rect.right() + 8.0 - half).max(rect.left() + half),
            );
            let at = pos2(x, rect.bottom() + 3.0);
            drawing.text(at, Align2::CENTER_TOP, text, TICK, theme.weak);
        }
    }
    for (value, text) in panel.y.ticks_up(rect.height()) {
        let y = panel.y_at(value);
        if panel.y.names.is_none() {
            drawing.line(vec![pos2(rect.left(), y), pos2(rect.right(), y)], 1.0, grid);
        }
        if labels.y {
            let at = pos2(rect.left() - 4.0, y);
            drawing.text(at, Align2::RIGHT_CENTER, text, TICK, theme.weak);
        }
    }
    let frame = vec![rect.left_top(), rect.left_bottom(), rect.right_bottom()];
    drawing.line(frame, 1.0, theme.faint.gamma_multiply(0.8));
}

/// Writes the titles of axes along the left and the lower edge of `outer`, centred on `inner`.
pub fn draw_titles(
    drawing: &mut Drawing,
    x: &Axis,
    y: &Axis,
    outer: Rect,
    inner: Rect,
    theme: &Theme,
) {
    let at = pos2(inner.center().x, outer.bottom());
    drawing.text(at, Align2::CENTER_BOTTOM, x.words(), TITLE, theme.weak);
    drawing.add(Shape::Text {
        at: pos2(outer.left() + 0.5 * TITLE, inner.center().y),
        text: y.words(),
        size: TITLE,
        color: theme.weak,
        anchor: Align2::CENTER_CENTER,
        upright: true,
        halo: None,
    });
}

/// Lays one panel with titles and numbers into a place and draws all but the values.
pub fn lay_panel(drawing: &mut Drawing, outer: Rect, x: Axis, y: Axis, theme: &Theme) -> Panel {
    let bottom = outer.bottom() - TITLE_ROOM - NUMBERS_HEIGHT;
    let height = (bottom - outer.top()).max(8.0);
    let left = outer.left() + TITLE_ROOM + numbers_width(&y, height);
    let rect = Rect::from_min_max(
        pos2(left, outer.top()),
        pos2((outer.right() - 10.0).max(left + 8.0), outer.top() + height),
    );
    draw_titles(drawing, &x, &y, outer, rect, theme);
    let panel = Panel {
        rect,
        x,
        y,
        string: None,
    };
    draw_panel(drawing, &panel, Labels { x: true, y: true }, theme);
    drawing.panels.push(panel.clone());
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(scale: Scale, most: usize) -> Vec<String> {
        scale
            .ticks(most)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn logarithmic_ticks_are_decades_and_their_parts() {
        assert_eq!(
            texts(Scale::logarithmic(0.7, 20_000.0), 8),
            ["1", "10", "100", "1,000", "10,000"]
        );
        assert_eq!(
            texts(Scale::logarithmic(1.0, 50.0), 9),
            ["1", "2", "5", "10", "20", "50"]
        );
        assert_eq!(
            texts(Scale::logarithmic(1e-13, 1e-12), 2),
            ["10^−13", "10^−12"]
        );
        assert_eq!(
            texts(Scale::logarithmic(1e5, 1e8), 9),
            ["100,000", "10⁶", "10⁷", "10⁸"]
        );
        assert_eq!(texts(Scale::logarithmic(1e-6, 1e6), 5).len(), 5);
        assert_eq!(
            texts(Scale::linear(0.0, 10.0), 5),
            ["0", "2", "4", "6", "8", "10"]
        );
    }

    #[test]
    fn ranges_that_are_none_become_some() {
        for scale in [
            Scale::linear(f64::NAN, 1.0),
            Scale::linear(3.0, 3.0),
            Scale::linear(f64::NEG_INFINITY, f64::INFINITY),
            Scale::logarithmic(0.0, 0.0),
            Scale::logarithmic(-5.0, f64::NAN),
        ] {
            assert!(scale.low < scale.high, "{scale:?}");
            assert!(!scale.ticks(5).is_empty(), "{scale:?}");
        }
    }

    proptest! {
        #[test]
        fn places_and_values_invert_each_other(low in 1e-3..1e6_f64, width in 1e-2..1e6_f64, share in 0.0..1.0_f64, log: bool) {
            let make = if log { Scale::logarithmic } else { Scale::linear };
            let scale = make(low, low + width);
            let back = scale.share(scale.value(share));
            prop_assert!((back - share).abs() < 1e-6, "{} != {}", back, share);
        }
    }
}
