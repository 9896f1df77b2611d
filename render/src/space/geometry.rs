//! What the 3D view is made of: points and segments, as they lie in the device's memory.
//!
//! Positions are in metres relative to one origin that the caller chooses near the scene's middle, so that
//! 32 bits hold centimetres. Times are in nanoseconds relative to one moment of the event.

use bytemuck::{Pod, Zeroable};

/// What lies farther from the origin than this is not drawn, in metres.
pub(crate) const FARTHEST_M: f32 = 1e8;
/// No moment lies beyond this, in nanoseconds.
pub(crate) const END_OF_TIME_NS: f32 = 1e30;
/// The time of what happens at no moment that can be shown; the uniforms' cursor lies later where all is shown.
pub(crate) const NEVER_NS: f32 = 2e30;
/// No value lies beyond this; `f32::MIN` means that there is none.
pub(crate) const LARGEST_VALUE: f32 = 3e38;

/// A time as shaders can take it.
pub(crate) fn drawable_time(time_ns: f32) -> f32 {
    if time_ns.is_nan() || time_ns >= NEVER_NS {
        return NEVER_NS;
    }
    time_ns.clamp(-END_OF_TIME_NS, END_OF_TIME_NS)
}

/// One sphere or disc.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Point {
    /// Where, in metres.
    pub position: [f32; 3],
    /// Radius in metres; a hit's is multiplied by the frame's `hit_scale`.
    pub radius_m: f32,
    /// When it lights up, in nanoseconds; only hits use it. NaN: it is shown only where no moment is.
    pub time_ns: f32,
    /// What the colour map colours, in the unit of the frame's `value_range`; only hits use it.
    pub value: f32,
    /// How long it lasts, in nanoseconds, for [`AfterGlow::Duration`](super::AfterGlow); only hits use it.
    pub duration_ns: f32,
    /// Gamma-encoded sRGB, used where [`Coloring::Own`] says so; alpha 255 is full strength, less lets
    /// what lies behind shine through whatever the colouring. All zero for a module or sensor: the style's colour.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
    /// Outward direction of a sensor, in 127ths (see [`Point::facing`]), which spheres ignore; then the
    /// flags [`Point::MARKED`] and [`Point::LIT`] (see [`Point::flag`]).
    pub direction: [i8; 4],
}

impl Default for Point {
    fn default() -> Self {
        Self {
            position: [0.0; 3],
            radius_m: 1.0,
            time_ns: 0.0,
            value: 0.0,
            duration_ns: 0.0,
            color: [255; 4],
            id: 0,
            direction: [0, 0, 127, 0],
        }
    }
}

impl Point {
    /// Flag of a hit that belongs to a selection of many: ringed and bright; where the frame's
    /// `dim_unmarked` is set, other hits step back.
    pub const MARKED: i8 = 1;
    /// Flag of a sensor that is drawn at any distance: one that was hit.
    pub const LIT: i8 = 2;

    /// Sets or clears a flag.
    pub fn flag(&mut self, flag: i8, on: bool) {
        let flags = &mut self.direction[3];
        *flags = if on { *flags | flag } else { *flags & !flag };
    }

    /// Whether a flag is set.
    pub fn flagged(&self, flag: i8) -> bool {
        self.direction[3] & flag != 0
    }

    /// The point as shaders can take it, whose arithmetic may not know NaN; `None` if it has no place or size.
    pub(crate) fn drawable(mut self) -> Option<Self> {
        let placed = self.position.iter().all(|x| x.abs() <= FARTHEST_M);
        if !placed || !self.radius_m.is_finite() {
            return None;
        }
        self.radius_m = self.radius_m.clamp(0.0, FARTHEST_M);
        self.time_ns = drawable_time(self.time_ns);
        self.value = match self.value.is_nan() {
            true => f32::MIN,
            false => self.value.clamp(-LARGEST_VALUE, LARGEST_VALUE),
        };
        self.duration_ns = self.duration_ns.clamp(0.0, END_OF_TIME_NS);
        if self.duration_ns.is_nan() {
            self.duration_ns = 0.0;
        }
        Some(self)
    }

    /// A unit vector as [`Point::direction`] wants it: half a degree is the step.
    pub fn facing(unit: [f32; 3]) -> [i8; 4] {
        let step = |component: f32| (127.0 * component.clamp(-1.0, 1.0)).round() as i8;
        [step(unit[0]), step(unit[1]), step(unit[2]), 0]
    }
}

/// One straight line: a string, a track or a part of one.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Segment {
    /// Where it begins, in metres.
    pub from: [f32; 3],
    /// Where it ends, in metres.
    pub to: [f32; 3],
    /// When the particle is at its beginning, in nanoseconds; [`Segment::ALWAYS`] for what has no time.
    pub from_time_ns: f32,
    /// When the particle is at its end, in nanoseconds; [`Segment::ALWAYS`] for what has no time.
    pub to_time_ns: f32,
    /// Width on the screen, in pixels.
    pub width_px: f32,
    /// Gamma-encoded sRGB and opacity.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
    /// A [`SegmentStyle`] as a number.
    pub style: u32,
}

impl Segment {
    /// The time of what is there before anything happens, in nanoseconds.
    pub const ALWAYS: f32 = -1e30;

    /// The segment as shaders can take it; `None` if it has no place.
    pub(crate) fn drawable(mut self) -> Option<Self> {
        let ends = self.from.iter().chain(&self.to);
        if !ends.into_iter().all(|x| x.abs() <= FARTHEST_M) || !self.width_px.is_finite() {
            return None;
        }
        self.width_px = self.width_px.clamp(0.0, 1000.0);
        self.from_time_ns = drawable_time(self.from_time_ns);
        self.to_time_ns = drawable_time(self.to_time_ns);
        Some(self)
    }
}

impl Default for Segment {
    fn default() -> Self {
        Self {
            from: [0.0; 3],
            to: [0.0; 3],
            from_time_ns: Self::ALWAYS,
            to_time_ns: Self::ALWAYS,
            width_px: 1.0,
            color: [255; 4],
            id: 0,
            style: SegmentStyle::Solid as u32,
        }
    }
}

/// How a segment is drawn.
#[repr(u32)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SegmentStyle {
    /// A solid core with a soft edge that takes part in the glow: tracks.
    #[default]
    Solid = 0,
    /// As solid, in dashes: alternatives.
    Dashed = 1,
    /// A quiet hairline without glow: strings.
    Thin = 2,
}

/// The three kinds of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointSet {
    /// Glass spheres, barely lit, without time. Neighbours in the list should be neighbours in space.
    Modules,
    /// Oriented discs (photomultipliers), drawn only near the eye. Neighbours in the list should be
    /// neighbours in space: whole stretches of the list are skipped when they are far away.
    Sensors,
    /// Spheres that appear at their time, coloured by value, with a glow.
    Hits,
}

/// Where the colour of hits comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Coloring {
    /// From [`Point::value`] through the colour map.
    #[default]
    Value,
    /// From [`Point::color`].
    Own,
}
