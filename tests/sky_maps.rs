//! Maps of the sky in the window: contours of real maps as healpy has them, handles, blinking, every kind of file.

#![allow(clippy::unwrap_used)]

#[path = "sky_maps/on_screen.rs"]
mod on_screen;
#[path = "sky_maps/pictures.rs"]
mod pictures;
#[path = "sky_maps/real_maps.rs"]
mod real_maps;
#[path = "sky_maps/strange_maps.rs"]
mod strange_maps;
#[path = "sky_maps/window.rs"]
mod window;

use std::sync::Arc;

use nuscope::document::Document;
use nuscope::open_maps::OpenMap;
use nuscope_model::{Equatorial, MapColumn, SkyMap, healpix};

/// A map of hills: height, right ascension, declination and width in degrees.
fn hills(nside: u32, hills: &[(f64, f64, f64, f64)]) -> SkyMap {
    let value = |pixel: u64| {
        let here = healpix::center_of(nside, pixel);
        let of = |(height, ra_deg, dec_deg, width_deg): &(f64, f64, f64, f64)| {
            let away = here.separation_rad(Equatorial::from_degrees(*ra_deg, *dec_deg));
            height * (-0.5 * (away.to_degrees() / width_deg).powi(2)).exp()
        };
        hills.iter().map(of).sum::<f64>() as f32
    };
    map(
        nside,
        "TS",
        (0..healpix::pixels(nside)).map(value).collect(),
    )
}

/// A map of one quantity.
fn map(nside: u32, name: &str, values: Vec<f32>) -> SkyMap {
    let column = MapColumn {
        name: name.into(),
        unit: String::new(),
        values,
    };
    SkyMap {
        nside,
        columns: vec![column],
        provenance: Vec::new(),
    }
}

/// Opens a map under the name of a file.
fn put(document: &mut Document, name: &str, map: SkyMap) {
    document.put_map(OpenMap::of_file(name.as_ref(), Arc::new(map), None));
}
