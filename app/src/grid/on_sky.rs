//! Columns that tables of things on the sky have in common.

use std::collections::BTreeSet;
use std::sync::Arc;

use nuscope_model::Equatorial;

use super::{GridColumn, Head};

/// Right ascension and declination, and the galactic coordinates; `make` makes a column of degrees of what an axis
/// says of a position in radians.
pub fn positions(
    number: Head,
    make: impl Fn(Head, fn(Equatorial) -> f64) -> Arc<GridColumn>,
) -> [Arc<GridColumn>; 4] {
    let axis = |name, aliases, title, about, usual, value| {
        let head = Head {
            name,
            aliases,
            title,
            unit: "°",
            about,
            usual,
            ..number
        };
        make(head, value)
    };
    [
        axis(
            "ra_deg",
            &["ra"],
            "RA",
            "Right ascension (ICRS)",
            true,
            |at| at.ra_rad,
        ),
        axis(
            "dec_deg",
            &["dec"],
            "Dec",
            "Declination (ICRS)",
            true,
            |at| at.dec_rad,
        ),
        axis("l_deg", &["l"], "l", "Galactic longitude", false, |at| {
            at.to_galactic().l_rad
        }),
        axis("b_deg", &["b"], "b", "Galactic latitude", false, |at| {
            at.to_galactic().b_rad
        }),
    ]
}

/// Names that columns have already, with their other names.
pub fn taken_names(columns: &[Arc<GridColumn>]) -> BTreeSet<String> {
    columns
        .iter()
        .flat_map(|column| column.head.aliases.iter().chain([&column.head.name]))
        .map(|name| (*name).to_owned())
        .collect()
}
