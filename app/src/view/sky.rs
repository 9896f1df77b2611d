//! How the sky is drawn.

use nuscope_render::colormap::Colormap;
use nuscope_render::projection::SkyView;
use serde::{Deserialize, Serialize};

use super::observer::{ChartFrame, Observer, Ruler, SkyMoment};
use super::{CatalogueLook, CrowdLook, ErrorLook, MapsLook};

/// The quantity that a sky map shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapQuantity {
    /// A column of the map, by name.
    Column(String),
    /// −log₁₀ of the column `P_LOCAL`.
    MinusLog10P,
}

impl MapQuantity {
    /// The column that it is read from.
    pub fn column(&self) -> &str {
        match self {
            Self::Column(name) => name,
            Self::MinusLog10P => "P_LOCAL",
        }
    }
}

/// The name of a column; what older files say here in another way is forgotten, not an error.
fn column_or_none<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let found: serde_json::Value = Deserialize::deserialize(from)?;
    Ok(found.as_str().map(str::to_owned))
}

/// How the sky is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkyLook {
    /// Projection, centre, zoom.
    pub view: SkyView,
    /// The frame it is drawn in.
    pub frame: ChartFrame,
    /// Another frame whose meridians and parallels are drawn faintly.
    pub second_frame: Option<ChartFrame>,
    /// Whether right ascensions are written in hours.
    pub ra_in_hours: bool,
    /// From where and when the sky is seen.
    pub observer: Observer,
    /// The distance that is measured.
    pub ruler: Ruler,
    /// Whether a panel tells of the place under the pointer.
    pub reading: bool,
    /// Whether candidates are drawn.
    pub candidates: bool,
    /// The column of their table that colours them; `None` colours by sample.
    #[serde(deserialize_with = "column_or_none")]
    pub color_by: Option<String>,
    /// Values of the first and the last colour, as the table shows them; `None` follows the candidates.
    pub color_range: Option<(f32, f32)>,
    /// The column that sizes them; `None` draws all alike.
    pub size_by: Option<String>,
    /// The column that forms them; `None` tells tracks from cascades.
    pub shape_by: Option<String>,
    /// Factor on the size of their dots.
    pub dot_size: f32,
    /// Names of samples that are hidden.
    pub hidden_samples: Vec<String>,
    /// Names of opened catalogues that are hidden.
    pub hidden_catalogues: Vec<String>,
    /// Built-in catalogues and lines, colours and names.
    pub catalogues: CatalogueLook,
    /// What they are drawn as where they are many.
    pub crowd: CrowdLook,
    /// The errors of their directions.
    pub errors: ErrorLook,
    /// Whether the map is drawn.
    pub map: bool,
    /// Which of its quantities.
    pub map_quantity: MapQuantity,
    /// Values of the first and the last colour; `None` follows the map.
    pub map_range: Option<(f32, f32)>,
    /// Colours of the map.
    pub map_colormap: Colormap,
    /// How much of what lies below the map hides, 0..=1.
    pub map_opacity: f32,
    /// Which maps, how two are shown together, contours and hot spots.
    pub maps: MapsLook,
    /// Whether meridians and parallels are drawn.
    pub graticule: bool,
    /// Whether the galactic plane and centre are drawn.
    pub galaxy: bool,
}

impl SkyLook {
    /// Whether what is drawn depends on what the clock says.
    pub fn goes_with_the_clock(&self) -> bool {
        let depends = self.frame == ChartFrame::Horizon
            || self.second_frame == Some(ChartFrame::Horizon)
            || self.observer.needs_moment();
        depends && self.observer.moment == SkyMoment::Now
    }
}

impl Default for SkyLook {
    fn default() -> Self {
        Self {
            view: SkyView::default(),
            frame: ChartFrame::Equatorial,
            second_frame: None,
            ra_in_hours: false,
            observer: Observer::default(),
            ruler: Ruler::default(),
            reading: true,
            candidates: true,
            color_by: None,
            color_range: None,
            size_by: None,
            shape_by: None,
            dot_size: 1.0,
            hidden_samples: Vec::new(),
            hidden_catalogues: Vec::new(),
            catalogues: CatalogueLook::default(),
            crowd: CrowdLook::default(),
            errors: ErrorLook::default(),
            map: true,
            map_quantity: MapQuantity::MinusLog10P,
            map_range: None,
            map_colormap: Colormap::Inferno,
            map_opacity: 1.0,
            maps: MapsLook::default(),
            graticule: true,
            galaxy: true,
        }
    }
}
