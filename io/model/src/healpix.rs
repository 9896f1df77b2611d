//! HEALPix pixels in RING order: where they are, and which one holds a position.
//!
//! A thin door to the `cdshealpix` crate, so that the library can change without touching the callers.
//! Source: Górski et al. 2005, ApJ 622, 759.

use crate::Equatorial;

/// Number of pixels of a map.
pub fn pixels(nside: u32) -> u64 {
    12 * u64::from(nside) * u64::from(nside)
}

/// Whether a map can have this `nside`: a power of two up to 8192.
pub fn valid_nside(nside: u32) -> bool {
    nside.is_power_of_two() && nside <= 8192
}

/// The RING pixel that holds a position.
pub fn pixel_at(nside: u32, position: Equatorial) -> u64 {
    cdshealpix::ring::hash(nside, position.ra_rad, position.dec_rad)
}

/// Centre of a RING pixel.
///
/// # Panics
/// If the map has no such pixel.
pub fn center_of(nside: u32, pixel: u64) -> Equatorial {
    let (ra_rad, dec_rad) = cdshealpix::ring::center(nside, pixel);
    Equatorial { ra_rad, dec_rad }
}

/// The four RING pixels between whose middles a position lies, with weights that add up to 1.
pub fn interpolated(nside: u32, position: Equatorial) -> [(u64, f64); 4] {
    let layer = cdshealpix::nested::get(nside.trailing_zeros() as u8);
    layer
        .bilinear_interpolation(position.ra_rad, position.dec_rad)
        .map(|(nested, weight)| (layer.to_ring(nested), weight))
}

/// The RING number of a NESTED pixel.
pub fn ring_from_nested(nside: u32, nested: u64) -> u64 {
    cdshealpix::nested::get(nside.trailing_zeros() as u8).to_ring(nested)
}

/// The NESTED number of a RING pixel.
pub fn nested_from_ring(nside: u32, ring: u64) -> u64 {
    cdshealpix::nested::get(nside.trailing_zeros() as u8).from_ring(ring)
}
