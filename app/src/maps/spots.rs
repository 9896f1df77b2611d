//! The hottest spots of the map that is drawn, of each hemisphere on its own, with their values and p-values.

use std::sync::Arc;

use nuscope_model::{Equatorial, SkyMap};
use nuscope_scan::calibrated_map::MapCalibration;

use super::ValuesKey;
use super::fields::FieldKey;
use crate::scene::map_values::{MapValues, Meaning};
use crate::scene::sky::P_LOCAL;
use crate::view::SpotLook;

/// Columns whose p-values were calibrated with scrambled skies.
const P_CALIBRATED: [&str; 3] = ["P_CALIBRATED", "P_CAL", "P_LOCAL_CALIBRATED"];

/// Names of quantities without a hot side.
const NOT_HOT: [&str; 2] = ["GAMMA", "INDEX"];

/// A hot spot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The centre of its pixel.
    pub position: Equatorial,
    /// The value there.
    pub value: f64,
    /// The local p-value there and whether it was calibrated, where the map knows one.
    pub p: Option<(f64, bool)>,
    /// Whether it is in the northern sky: at a declination of 0 or more.
    pub north: bool,
    /// Its place among those of its hemisphere, from 1.
    pub rank: usize,
}

impl Spot {
    /// "hottest of the north", "2nd hottest of the south".
    pub fn words(&self) -> String {
        let sky = if self.north { "north" } else { "south" };
        let rank = match self.rank {
            1 => String::new(),
            2 => "2nd ".into(),
            3 => "3rd ".into(),
            n => format!("{n}th "),
        };
        format!("{rank}hottest of the {sky}")
    }

    /// The same for the map, where longer names are cut: "hottest, south".
    pub fn short_words(&self) -> String {
        self.words().replace(" of the", ",")
    }

    /// Its p-value in words, if there is one.
    pub fn p_words(&self) -> Option<String> {
        let (p, calibrated) = self.p?;
        let remark = if calibrated {
            "calibrated"
        } else {
            "not calibrated"
        };
        Some(format!("p {p:.1e}, {remark}").replace("e-", "e−"))
    }
}

/// The hot spots, those of the north first, the hottest of each first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spots {
    /// All of them.
    pub found: Vec<Spot>,
    /// Why there are none, if so.
    pub remark: Option<String>,
}

/// What hot spots are made from.
#[derive(Clone)]
pub(super) struct SpotKey {
    field: FieldKey,
    /// The map that p-values are read from.
    map: Option<Arc<SkyMap>>,
    most: usize,
    apart_deg: f64,
}

impl PartialEq for SpotKey {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.most == other.most && self.apart_deg == other.apart_deg
    }
}

impl SpotKey {
    /// `None` where no spots are wanted, or the quantity has no hot side.
    pub(super) fn of(key: &ValuesKey, values: &Arc<MapValues>, look: &SpotLook) -> Option<Self> {
        let name = key.first.quantity.column().to_uppercase();
        let hot = !NOT_HOT.iter().any(|not| name.starts_with(not));
        (look.on && look.most > 0 && hot).then(|| Self {
            field: FieldKey::of(key, values),
            map: key.second.is_none().then(|| Arc::clone(&key.first.map)),
            most: look.most.min(100),
            apart_deg: look.apart_deg,
        })
    }

    pub(super) fn make(self) -> Option<Spots> {
        let meaning = self.field.values.meaning;
        let sign = if meaning.hot_is_high() { 1.0 } else { -1.0 };
        let field = match self.field.field(|value| sign * value) {
            Ok(field) => field,
            Err(error) => {
                let remark = Some(error.to_string());
                return Some(Spots {
                    found: Vec::new(),
                    remark,
                });
            }
        };
        let apart_rad = self.apart_deg.clamp(0.0, 180.0).to_radians();
        let sides = field.hot_spots_by_hemisphere(apart_rad, self.most);
        let p = |position| self.map.as_deref().and_then(|map| p_at(map, position));
        let mut found = Vec::new();
        for (north, side) in [true, false].into_iter().zip(sides) {
            // A test statistic of 0 is no excess, and −log10 p of 0 neither.
            let excess = |value: f64| match meaning {
                Meaning::Statistic | Meaning::MinusLog10P | Meaning::Probability { .. } => {
                    value > 0.0
                }
                _ => true,
            };
            let side = side.into_iter().filter(|spot| excess(sign * spot.value));
            found.extend(side.enumerate().map(|(place, spot)| Spot {
                position: spot.position,
                value: sign * spot.value + 0.0,
                p: p(spot.position),
                north,
                rank: place + 1,
            }));
        }
        let remark = found
            .is_empty()
            .then(|| "The map has no value that stands out: there is no hot spot.".to_owned());
        Some(Spots { found, remark })
    }
}

/// The local p-value of a map at a position, and whether it was calibrated.
fn p_at(map: &SkyMap, position: Equatorial) -> Option<(f64, bool)> {
    let named = |names: &[&str]| names.iter().find_map(|name| map.column(name));
    let of = |column: &nuscope_model::MapColumn| {
        let p = f64::from(*column.values.get(map.pixel(position))?);
        p.is_finite().then_some(p)
    };
    let calibrated = named(&P_CALIBRATED).and_then(of).map(|p| (p, true));
    let trials = MapCalibration::of(map).is_some();
    calibrated.or_else(|| named(&[P_LOCAL]).and_then(of).map(|p| (p, trials)))
}
