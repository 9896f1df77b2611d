//! What the header of a HEALPix table says: whether it is a map or a region, its frame and its order.

use std::collections::HashMap;

use nuscope_model::SkyFrame;
use nuscope_table::fits::Header;
use nuscope_table::fits::cards::is_structure;

use crate::Warnings;

/// Keywords that describe the pixels themselves and are no provenance.
const PIXELS: [&str; 11] = [
    "PIXTYPE", "ORDERING", "COORDSYS", "NSIDE", "FIRSTPIX", "LASTPIX", "INDXSCHM", "BAD_DATA",
    "MOC", "MOCORDER", "ORDER",
];

/// How the pixels of a map are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ordering {
    /// Along circles of latitude.
    Ring,
    /// Along the tree of cells.
    Nested,
    /// Order and pixel in one number.
    Uniq,
}

/// Whether a keyword describes the table or its pixels, and not where they come from.
pub(crate) fn describes_pixels(keyword: &str) -> bool {
    is_structure(keyword) || PIXELS.contains(&keyword)
}

/// Where a map comes from: keyword, value and comment of every other card.
pub(crate) fn provenance(header: &Header) -> impl Iterator<Item = (String, String, String)> {
    let kept = header.cards.iter().filter(|card| {
        let full = card.keyword == "OBJECT" && matches!(card.value.as_str(), "FULLSKY" | "PARTIAL");
        !describes_pixels(&card.keyword) && !full
    });
    kept.map(|card| {
        (
            card.keyword.clone(),
            card.value.clone(),
            card.comment.clone(),
        )
    })
}

/// Where a map comes from as cards to write: each keyword once. A later card that repeats it stays as HISTORY, if
/// it says something else.
pub(crate) fn cards_to_write(
    provenance: &[(String, String, String)],
) -> Vec<(String, String, String)> {
    let mut said: HashMap<&str, &str> = HashMap::new();
    let mut cards = Vec::with_capacity(provenance.len());
    for card in provenance {
        let (keyword, value, _) = card;
        if describes_pixels(keyword) {
            continue; // The map's own.
        }
        if matches!(keyword.as_str(), "" | "COMMENT" | "HISTORY") {
            cards.push(card.clone());
            continue;
        }
        match said.get(keyword.as_str()) {
            None => {
                said.insert(keyword, value);
                cards.push(card.clone());
            }
            Some(before) if before == value => {}
            Some(_) => cards.push((
                "HISTORY".into(),
                format!("{keyword} = {value}"),
                String::new(),
            )),
        }
    }
    cards
}

/// Whether this is the table of a region (MOC): cells without any values.
pub(crate) fn is_moc(header: &Header) -> bool {
    let single = header.number("TFIELDS") == Some(1);
    let ordering = header.upper("ORDERING");
    is_table(header)
        && (header.text("MOCVERS").is_some()
            || ordering.starts_with("RANGE")
            || single && ordering == "NUNIQ")
}

/// Whether this is the table of a map.
pub(crate) fn is_map(header: &Header) -> bool {
    let pixels = header.upper("PIXTYPE") == "HEALPIX" || header.text("NSIDE").is_some();
    let uniq = header.upper("ORDERING") == "NUNIQ";
    is_table(header) && (pixels || uniq) && !is_moc(header)
}

fn is_table(header: &Header) -> bool {
    header.upper("XTENSION") == "BINTABLE"
}

/// How the pixels are numbered; RING, with a warning, where the header does not say.
pub(crate) fn ordering(header: &Header, warnings: &mut Warnings) -> Result<Ordering, String> {
    match header.upper("ORDERING").as_str() {
        "RING" => Ok(Ordering::Ring),
        "NESTED" | "NEST" => Ok(Ordering::Nested),
        "NUNIQ" => Ok(Ordering::Uniq),
        "" => {
            warnings.add("the map does not say its ORDERING; RING is assumed, as healpy does");
            Ok(Ordering::Ring)
        }
        other => Err(format!(
            "its ORDERING is {other:?}, not RING, NESTED or NUNIQ"
        )),
    }
}

/// The frame of the pixels; equatorial, with a warning, where the header does not say.
pub(crate) fn frame(header: &Header, warnings: &mut Warnings) -> Result<SkyFrame, String> {
    match header.upper("COORDSYS").as_str() {
        "C" | "CEL" | "CELESTIAL" | "EQ" | "EQUATORIAL" | "ICRS" | "FK5" | "J2000" | "Q" => {
            Ok(SkyFrame::Equatorial)
        }
        "G" | "GAL" | "GALACTIC" => Ok(SkyFrame::Galactic),
        "E" | "ECL" | "ECLIPTIC" => Ok(SkyFrame::Ecliptic),
        "SUPERGALACTIC" => Ok(SkyFrame::Supergalactic),
        "" => {
            warnings.add("the map does not say its coordinates; equatorial is assumed");
            Ok(SkyFrame::Equatorial)
        }
        other => Err(format!(
            "its COORDSYS is {other:?}, not equatorial (C), galactic (G) or ecliptic (E)"
        )),
    }
}
