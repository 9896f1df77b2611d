//! How the sky's colours and dots are drawn: one answer for the window, for pictures, and for figures on paper.

use nuscope_model::Galactic;
use nuscope_render::{Colormap, Combine, MapStyle, SkyFrame, SkyStyle};

use super::candidate_markers::CandidateMarkers;
use super::sky;
use crate::crowd::Crowd;
use crate::derived::Derived;
use crate::document::Document;
use crate::maps::{second_style, style};
use crate::view::{Selected, View};

/// More candidates than this add up to brighter places in the dark.
const ADDED: usize = 2_000;

/// What is drawn of the sky.
pub struct DrawnSky<'a> {
    /// Everything that is open.
    pub document: &'a Document,
    /// What the user sees.
    pub view: &'a View,
    /// What follows from both.
    pub derived: &'a Derived,
    /// What colours, sizes and forms of candidates mean.
    pub meaning: &'a CandidateMarkers,
    /// What is drawn instead of dots, where candidates are many.
    pub crowd: Option<&'a Crowd>,
    /// Which of two maps is seen.
    pub combine: Combine,
}

/// The frame of a sky of this size in pixels, with so many pixels to a point; nothing is under the pointer.
pub fn sky_frame(
    drawn: &DrawnSky<'_>,
    size_px: (f64, f64),
    scale: f32,
    style_of_sky: SkyStyle,
) -> SkyFrame {
    let (document, view) = (drawn.document, drawn.view);
    let look = &view.sky;
    let (candidates, maps) = (&drawn.derived.candidates, &drawn.derived.maps);
    let values = maps.values().map(|values| &**values);
    let map_shown = look.map && values.is_some();
    let second = values.zip(maps.second_values());
    let times = candidates.times.as_deref();
    let time = times.and_then(|times| times.window(view));
    let seen = match (times, &time) {
        _ if drawn.crowd.is_some() => 1,
        (Some(times), Some(window)) => times.shining(window),
        _ => document.candidates(),
    };
    let mut projected = look.view;
    projected.margin_px *= f64::from(scale);
    SkyFrame {
        view: projected,
        size_px,
        map: values.map_or_else(MapStyle::default, |values| style(values, look)),
        second_map: second.map_or_else(MapStyle::default, |(first, second)| {
            second_style(first, second, look)
        }),
        combine: drawn.combine,
        density: drawn
            .crowd
            .map_or_else(MapStyle::default, |crowd| crowd.style(&look.crowd)),
        marker_range: drawn.meaning.color_range(look).unwrap_or((0.0, 1.0)),
        marker_colormap: drawn.meaning.color.as_ref().map(|_| Colormap::Batlow),
        marker_scale: scale * (look.view.zoom.powf(0.35) as f32),
        marker_opacity: dot_opacity(seen, size_px, look.view.zoom, scale, map_shown),
        additive: document.candidates() > ADDED,
        time,
        dim_unmarked: !view.marked_candidates.is_empty(),
        galactic: look.galaxy.then(galactic_axes),
        style: style_of_sky,
        selected_id: match view.selected {
            Some(Selected::Candidate { sample, index }) => {
                sky::id_of(&document.samples, sample, index)
            }
            _ => 0,
        },
        ..SkyFrame::default()
    }
}

/// How strong the dots are: where they would cover the sky many times over, each one steps back.
///
/// Over a map they step back further, so that the map can be read, and come back when it is magnified.
fn dot_opacity(count: usize, size: (f64, f64), zoom: f64, scale: f32, map_shown: bool) -> f32 {
    let semi_major = zoom * size.0.min(2.0 * size.1) / 2.0;
    let sky_px = std::f64::consts::PI * 0.5 * semi_major * semi_major;
    let dot_px = std::f64::consts::PI * f64::from(scale * scale) * zoom.powf(0.7);
    let layers = count as f64 * dot_px / sky_px.max(1.0);
    let wanted = if map_shown { 0.04 } else { 0.7 };
    let most = if map_shown { 0.6 } else { 1.0 };
    (wanted / layers.max(1e-6)).min(most) as f32
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
