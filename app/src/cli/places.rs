//! Places and regions of the sky on the command line.

use nuscope_model::Equatorial;
use nuscope_scan::Region;

/// A place as right ascension and declination in degrees.
pub fn position(text: &str) -> Result<Equatorial, String> {
    let wanted = || "RA,DEC in degrees is wanted, such as 40.67,-0.01".to_owned();
    let (ra, dec) = text.split_once(',').ok_or_else(wanted)?;
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
    };
    let (ra, dec) = (
        number(ra).ok_or_else(wanted)?,
        number(dec).ok_or_else(wanted)?,
    );
    if !(-90.0..=90.0).contains(&dec) {
        return Err(format!("a declination within ±90° is wanted, found {dec}"));
    }
    Ok(Equatorial::from_degrees(ra, dec))
}

/// A disc as its middle and its radius in degrees.
pub fn region(text: &str) -> Result<Region, String> {
    let wanted =
        || format!("RA,DEC,RADIUS in degrees is wanted, such as 40.67,-0.01,5, found {text}");
    let (place, radius) = text.rsplit_once(',').ok_or_else(wanted)?;
    let center = position(place).map_err(|_| wanted())?;
    let radius_deg: f64 = radius.trim().parse().map_err(|_| wanted())?;
    Region::new(center, radius_deg.to_radians())
        .ok_or_else(|| format!("a radius above 0° and up to 180° is wanted, found {radius_deg}"))
}
