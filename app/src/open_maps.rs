//! The maps that are open, side by side: which one is shown, and which one it is compared with.
//!
//! A map has a name of its own, by which the view chooses it, so that a choice outlives undo and sessions. The scan of
//! the open samples is one map among the others; a new scan takes the place of the one before and of nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_model::{Equatorial, MultiOrderMap, SkyMap, healpix};
use nuscope_scan::calibration::Estimate;

use crate::calibrating::Calibrated;
use crate::document::{Document, map_simulated};
use crate::fit_data::FitData;
use crate::post_trial::{Hottest, Unusual};
use crate::view::SkyLook;

/// What the map of a scan is called.
const SCAN: &str = "Scan";

/// A map that is open.
#[derive(Clone, Debug)]
pub struct OpenMap {
    /// What it is called; no other open map is called so.
    pub name: String,
    /// The file it came from; `None` for the scan of the open samples.
    pub path: Option<PathBuf>,
    /// What is drawn.
    pub map: Arc<SkyMap>,
    /// The cells that it was drawn from, with their own values.
    pub cells: Option<Arc<MultiOrderMap>>,
    /// Whether it is still being filled.
    pub partial: bool,
    /// What a scan was made with; `None` for other maps.
    pub fit: Option<FitData>,
    /// The disc that a scan looked at; `None` for the whole sky and other maps.
    pub region: Option<nuscope_scan::Region>,
    /// Its local maxima on finer pixels, once they were looked at, hottest first.
    pub peaks: Option<Arc<[nuscope_scan::Peak]>>,
    /// The trials that its local p-values come from; `None` where they are asymptotic, or came with a file.
    pub calibrated: Option<Arc<Calibrated>>,
    /// Its hottest spots against scrambled skies.
    pub unusual: Option<Arc<Unusual>>,
}

impl OpenMap {
    /// A map from a file, not named yet.
    pub fn of_file(path: &Path, map: Arc<SkyMap>, cells: Option<Arc<MultiOrderMap>>) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        let endings = [".gz", ".fits", ".fit", ".npz", ".multiorder"];
        let mut short = &*name;
        for ending in endings {
            short = short.strip_suffix(ending).unwrap_or(short);
        }
        Self {
            name: if short.is_empty() { &name } else { short }.to_owned(),
            path: Some(path.to_owned()),
            map,
            cells,
            partial: false,
            fit: None,
            region: None,
            peaks: None,
            calibrated: None,
            unusual: None,
        }
    }

    /// The map of a scan of the open samples.
    pub fn of_scan(map: SkyMap, partial: bool) -> Self {
        Self {
            name: SCAN.into(),
            path: None,
            map: Arc::new(map),
            cells: None,
            partial,
            fit: None,
            region: None,
            peaks: None,
            calibrated: None,
            unusual: None,
        }
    }

    /// The same, made with this and of this part of the sky.
    pub fn made_with(self, fit: FitData, region: Option<nuscope_scan::Region>) -> Self {
        Self {
            fit: Some(fit),
            region,
            ..self
        }
    }

    /// The calibrated local p-value at a position with how it is known, where its trials tell.
    pub fn estimate(&self, position: Equatorial) -> Option<Estimate> {
        let calibrated = self.calibrated.as_ref()?;
        let ts = self.map.column("TS")?.values[self.map.pixel(position)];
        let center = healpix::center_of(self.map.nside, self.map.pixel(position) as u64);
        calibrated.estimate(center.dec_rad, f64::from(ts))
    }

    /// Whether scrambled skies can be compared with it: a scan of the whole sky with all trials that there will be.
    pub fn is_whole_and_calibrated(&self) -> bool {
        let complete = self.calibrated.as_ref().is_some_and(|found| found.complete);
        complete && !self.partial && self.region.is_none()
    }

    /// The hottest spot of a hemisphere, if it is of this pixel and scrambled skies are known.
    pub fn unusual_at(&self, position: Equatorial) -> Option<&Hottest> {
        let pixel = |position| self.map.pixel(position);
        let spots = &self.unusual.as_ref()?.spots;
        let here = |spot: &&Hottest| pixel(spot.position) == pixel(position);
        spots.iter().find(here)
    }

    /// Whether it was made here from the open samples.
    pub fn is_scan(&self) -> bool {
        self.path.is_none()
    }

    /// Whether this is the very same data.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.map, &other.map)
    }
}

impl Document {
    /// The map that is shown: the one that the view names, else the newest.
    pub fn map(&self, look: &SkyLook) -> Option<&OpenMap> {
        let named = look.maps.shown.as_deref();
        let named = named.and_then(|name| self.map_named(name));
        named.or_else(|| self.maps.last())
    }

    /// The map that the shown one is compared with, if the view names one that is open.
    pub fn second_map(&self, look: &SkyLook) -> Option<&OpenMap> {
        self.map_named(look.maps.second.as_deref()?)
    }

    /// The map of this name.
    pub fn map_named(&self, name: &str) -> Option<&OpenMap> {
        self.maps.iter().find(|map| map.name == name)
    }

    /// The scan of the open samples, as far as it is.
    pub fn scan_map(&self) -> Option<&OpenMap> {
        self.maps.iter().find(|map| map.is_scan())
    }

    /// Whether a running scan is filling its map.
    pub fn scan_is_partial(&self) -> bool {
        self.scan_map().is_some_and(|scan| scan.partial)
    }

    /// Puts a map in the place of another one, which is left where it is gone.
    pub fn replace_map(&mut self, before: &OpenMap, map: OpenMap) {
        if let Some(place) = self.maps.iter_mut().find(|other| other.is(before)) {
            *place = map;
        }
    }

    /// Whether an open map says that it was made from simulated candidates.
    pub fn maps_simulated(&self) -> bool {
        self.maps.iter().any(|open| map_simulated(&open.map))
    }

    /// Puts a map last, in place of what was open from the same file; the scan's in place of an older scan's.
    pub fn put_map(&mut self, mut map: OpenMap) {
        self.maps.retain(|other| other.path != map.path);
        let taken = |name: &str| self.maps.iter().any(|other| other.name == name);
        if taken(&map.name) {
            let numbered = (2..).map(|n| format!("{} ({n})", map.name));
            let mut free = numbered.filter(|name| !taken(name));
            map.name = free.next().unwrap_or_default();
        }
        self.maps.push(map);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn map() -> SkyMap {
        SkyMap {
            nside: 1,
            columns: Vec::new(),
            provenance: Vec::new(),
        }
    }

    fn open(document: &mut Document, path: &str) {
        document.put_map(OpenMap::of_file(Path::new(path), Arc::new(map()), None));
    }

    fn names(document: &Document) -> Vec<&str> {
        document.maps.iter().map(|map| map.name.as_str()).collect()
    }

    #[test]
    fn maps_stay_beside_each_other_under_names_of_their_own() {
        let mut document = Document::default();
        for path in [
            "a/map.fits.gz",
            "b/map.fits",
            "c.multiorder.fits",
            "a/map.fits.gz",
        ] {
            open(&mut document, path);
        }
        assert_eq!(names(&document), ["map (2)", "c", "map"]);
        document.put_map(OpenMap::of_scan(map(), true));
        document.put_map(OpenMap::of_scan(map(), false));
        assert_eq!(names(&document), ["map (2)", "c", "map", "Scan"]);
        assert!(!document.scan_is_partial());
    }

    #[test]
    fn the_newest_is_shown_unless_another_is_chosen() {
        let mut document = Document::default();
        let mut look = SkyLook::default();
        assert!(document.map(&look).is_none());
        open(&mut document, "a.fits");
        open(&mut document, "b.fits");
        assert_eq!(document.map(&look).unwrap().name, "b");
        look.maps.shown = Some("a".into());
        assert_eq!(document.map(&look).unwrap().name, "a");
        look.maps.shown = Some("gone".into());
        assert_eq!(document.map(&look).unwrap().name, "b");
        assert!(document.second_map(&look).is_none());
        look.maps.second = Some("a".into());
        assert_eq!(document.second_map(&look).unwrap().name, "a");
    }
}
