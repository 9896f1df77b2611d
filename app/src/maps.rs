//! What follows from the open maps and the view on them: the values that are drawn, contours, hot spots, sources inside.
//!
//! Everything is made anew only when what it was made from has changed: small maps at once, large ones on workers,
//! and until a worker is done, what was there stays. Maps that were drawn from cells of their own give contours, hot
//! spots and readings of those cells, not of the pixels that stand for them on the screen.

mod contours;
mod fields;
mod inside;
mod kept;
mod spots;

use std::sync::Arc;

use nuscope_model::{Equatorial, MultiOrderMap, SkyMap};
use nuscope_render::{Combine, MapStyle, Scale};

use crate::document::Document;
use crate::job::Wake;
use crate::open_maps::OpenMap;
use crate::scene::map_values::{MapValues, Meaning, minus_log10};
use crate::scene::sky::shown_quantity;
use crate::view::{MapQuantity, SkyLook, Together, View};
use contours::ContourKey;
pub(crate) use contours::round_levels;
pub use contours::{Contours, MadeContour, number, suits};
use inside::InsideKey;
pub use inside::{Inside, SourceInside};
use kept::Kept;
use spots::SpotKey;
pub use spots::{Spot, Spots};

/// Finer maps than this are worked on in the background.
const SMALL_NSIDE: u32 = 128;

/// Maps of more cells of their own too.
const FEW_CELLS: usize = 200_000;

/// One quantity of an open map.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What the map is called.
    pub name: String,
    /// The map.
    pub map: Arc<SkyMap>,
    /// Its own cells, if it was drawn from some.
    pub cells: Option<Arc<MultiOrderMap>>,
    /// Which quantity.
    pub quantity: MapQuantity,
}

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.map, &other.map)
            && self.quantity == other.quantity
            && self.name == other.name
    }
}

impl Chosen {
    /// `None` if the map has nothing to show.
    fn of(open: &OpenMap, wanted: &MapQuantity) -> Option<Self> {
        Some(Self {
            name: open.name.clone(),
            map: Arc::clone(&open.map),
            cells: open.cells.clone(),
            quantity: shown_quantity(&open.map, wanted)?,
        })
    }

    /// The value of its own cell at a position; `None` if it has no cells.
    fn own_value(&self, position: Equatorial) -> Option<f64> {
        let cells = self.cells.as_deref()?;
        let column = cells.column(self.quantity.column())?;
        let value = cells.value_at(column, position).unwrap_or(f64::NAN);
        Some(match &self.quantity {
            MapQuantity::Column(_) => value,
            MapQuantity::MinusLog10P => minus_log10(value),
        })
    }

    fn is_small(&self) -> bool {
        let cells = self.cells.as_ref().map_or(0, |cells| cells.cells().len());
        self.map.nside <= SMALL_NSIDE && cells <= FEW_CELLS
    }
}

/// What the values that are drawn are made from.
#[derive(Clone, Debug, PartialEq)]
struct ValuesKey {
    first: Chosen,
    second: Option<Chosen>,
    how: Together,
}

impl ValuesKey {
    fn make(&self) -> Option<MapValues> {
        let first = MapValues::of(&self.first.map, &self.first.quantity)?;
        let Some(second) = &self.second else {
            return Some(first);
        };
        let of_second = MapValues::of(&second.map, &second.quantity)?;
        let (a, b) = (self.first.name.as_str(), second.name.as_str());
        Some(MapValues::together(self.how, (a, &first), (b, &of_second)))
    }

    fn is_small(&self) -> bool {
        self.first.is_small() && self.second.as_ref().is_none_or(Chosen::is_small)
    }
}

/// What follows from the open maps and the view on them.
#[derive(Default)]
pub struct Maps {
    first: Kept<ValuesKey, MapValues>,
    second: Kept<ValuesKey, MapValues>,
    contours: Kept<ContourKey, Contours>,
    spots: Kept<SpotKey, Spots>,
    inside: Kept<InsideKey, Inside>,
    /// What is wrong with the choice of maps, in words.
    pub refused: Option<String>,
    /// Whether a worker has died since this was asked last.
    pub died: bool,
}

impl Maps {
    /// The values of the shown map, or of two maps together.
    pub fn values(&self) -> Option<&Arc<MapValues>> {
        self.first.get()
    }

    /// The values of the second of two maps that are shown in turns.
    pub fn second_values(&self) -> Option<&Arc<MapValues>> {
        self.second.get()
    }

    /// The contours, if they are wanted and made.
    pub fn contours(&self) -> Option<&Arc<Contours>> {
        self.contours.get()
    }

    /// The hot spots, if they are wanted and made.
    pub fn spots(&self) -> Option<&Arc<Spots>> {
        self.spots.get()
    }

    /// The sources inside the contours, if there are contours.
    pub fn inside(&self) -> Option<&Arc<Inside>> {
        self.inside.get()
    }

    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.working().is_some()
    }

    /// What a worker is at, in words.
    pub fn working(&self) -> Option<&'static str> {
        let tasks = [
            (self.first.busy() || self.second.busy(), "Reading the map…"),
            (self.contours.busy(), "Drawing contours…"),
            (self.spots.busy(), "Looking for hot spots…"),
            (
                self.inside.busy(),
                "Looking for sources inside the contours…",
            ),
        ];
        tasks
            .iter()
            .find(|(busy, _)| *busy)
            .map(|(_, words)| *words)
    }

    /// Brings everything up to date; with `wake`, workers make what takes long.
    pub fn update(&mut self, document: &Document, view: &View, wake: Option<&Wake>) {
        let look = &view.sky;
        self.refused = None;
        let key = self.values_key(document, look);
        let soon = |small: bool| wake.filter(|_| !small);
        let small = key.as_ref().is_none_or(ValuesKey::is_small);
        let make = key.clone();
        self.died |= self
            .first
            .want(key.as_ref(), soon(small), move |_| make?.make());
        let second = self.second_key(document, look);
        let make = second.clone();
        let second_small = second.as_ref().is_none_or(ValuesKey::is_small);
        self.died |= self
            .second
            .want(second.as_ref(), soon(second_small), move |_| make?.make());
        if let Some(key) = &key
            && self.first.of(key).is_none()
            && !self.first.busy()
        {
            let name = &key.first.name;
            self.refused = Some(format!(
                "{name} has not as many values as pixels: it cannot be drawn."
            ));
        }
        // What is made from the values is made once they are there.
        let made = key.filter(|key| look.map && self.first.of(key).is_some());
        let made = made.as_ref().zip(self.first.get());
        let contour_key =
            made.and_then(|(key, values)| ContourKey::of(key, values, &look.maps.contours));
        let make = contour_key.clone();
        self.died |= self
            .contours
            .want(contour_key.as_ref(), soon(small), move |go_on| {
                make?.make(go_on)
            });
        let spot_key = made.and_then(|(key, values)| SpotKey::of(key, values, &look.maps.spots));
        let make = spot_key.clone();
        self.died |= self
            .spots
            .want(spot_key.as_ref(), soon(small), move |_| make?.make());
        let current = contour_key.and_then(|key| self.contours.of(&key).cloned());
        let inside_key = current.map(|contours| InsideKey::of(contours, document, look));
        let few = inside_key.as_ref().is_none_or(InsideKey::is_small);
        let make = inside_key.clone();
        self.died |= self
            .inside
            .want(inside_key.as_ref(), soon(few), move |_| Some(make?.make()));
    }

    fn values_key(&mut self, document: &Document, look: &SkyLook) -> Option<ValuesKey> {
        let open = document.map(look)?;
        let Some(first) = Chosen::of(open, &look.map_quantity) else {
            self.refused = Some(format!("{} has no pixel with a number in it.", open.name));
            return None;
        };
        let how = look.maps.together;
        let second = second_chosen(document, look, &first).filter(|_| how.combines());
        let how = if second.is_some() {
            how
        } else {
            Together::Alone
        };
        Some(ValuesKey { first, second, how })
    }

    fn second_key(&self, document: &Document, look: &SkyLook) -> Option<ValuesKey> {
        if look.maps.together != Together::Blink {
            return None;
        }
        let first = Chosen::of(document.map(look)?, &look.map_quantity)?;
        Some(ValuesKey {
            first: second_chosen(document, look, &first)?,
            second: None,
            how: Together::Alone,
        })
    }

    /// Whether two maps are there to be shown in turns.
    pub fn blinks(&self) -> bool {
        self.second.get().is_some()
    }

    /// The value that is drawn at a position, NaN where it is masked; of the second of two maps in turns where
    /// `second` says so. Maps with cells of their own are read there.
    pub fn value_at(&self, position: Equatorial, second: bool) -> Option<f64> {
        let kept = if second { &self.second } else { &self.first };
        let (key, values) = (kept.key()?, kept.get()?);
        let own = key
            .first
            .own_value(position)
            .filter(|_| key.second.is_none());
        Some(own.unwrap_or_else(|| {
            let pixel = nuscope_model::healpix::pixel_at(values.nside, position);
            values.values[pixel as usize].into()
        }))
    }

    /// What the colour bar is called, with the map's name where there are several or two in turns.
    pub fn title(&self, document: &Document, second: bool) -> String {
        let kept = if second { &self.second } else { &self.first };
        let (Some(key), Some(values)) = (kept.key(), kept.get()) else {
            return String::new();
        };
        match key.second.is_none() && document.maps.len() > 1 {
            true => format!("{}: {}", key.first.name, values.title),
            false => values.title.clone(),
        }
    }
}

/// The second map with the quantity that is wanted of it.
fn second_chosen(document: &Document, look: &SkyLook, first: &Chosen) -> Option<Chosen> {
    let wanted = look.maps.second_quantity.as_ref();
    Chosen::of(
        document.second_map(look)?,
        wanted.unwrap_or(&first.quantity),
    )
}

/// Whether these are of two maps together, with colours of their own.
pub fn is_apart(values: &MapValues) -> bool {
    matches!(values.meaning, Meaning::Difference | Meaning::Ratio)
}

/// How the second of two maps in turns is coloured: as the first, where they show the same quantity.
pub fn second_style(first: &MapValues, second: &MapValues, look: &SkyLook) -> MapStyle {
    let of_first = style(first, look);
    if (&first.title, first.meaning) == (&second.title, second.meaning) {
        return of_first;
    }
    let scale = second.scale(look.maps.scale);
    MapStyle {
        range: second.open_range(scale),
        scale,
        ..of_first
    }
}

/// A value as people read it: two decimals, or a power of ten.
pub fn number_words(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(0.01..1e5).contains(&size) {
        return format!("{value:.2e}").replace('-', "−");
    }
    format!("{value:.2}").replace('-', "−")
}

/// How values are coloured.
pub fn style(values: &MapValues, look: &SkyLook) -> MapStyle {
    let maps = &look.maps;
    let (chosen, colormap, reversed) = match is_apart(values) {
        true => (maps.apart.range, maps.apart.colormap, maps.apart.reversed),
        false => (look.map_range, look.map_colormap, maps.reversed),
    };
    let scale = values.scale(wanted_scale(values, look));
    MapStyle {
        range: values.range(scale, chosen),
        scale,
        colormap,
        reversed,
        opacity: if look.map { look.map_opacity } else { 0.0 },
        ..MapStyle::default()
    }
}

/// The scale that is asked for: factors of a ratio are equal both ways on a logarithmic one.
pub fn wanted_scale(values: &MapValues, look: &SkyLook) -> Scale {
    match (values.meaning, look.maps.scale) {
        (Meaning::Ratio, Scale::Linear) => Scale::Linear,
        (Meaning::Ratio, _) => Scale::Log,
        (Meaning::Difference, Scale::Log | Scale::MinusLog10) => Scale::Linear,
        (_, scale) => scale,
    }
}

/// Which of two maps in turns is in front after so many seconds.
pub fn in_front(blinks: bool, blink_s: f64, now_s: f64) -> Combine {
    let period = blink_s.clamp(0.05, 60.0);
    match blinks && (now_s / period).rem_euclid(2.0) >= 1.0 {
        true => Combine::Second,
        false => Combine::First,
    }
}

#[cfg(test)]
mod tests;
