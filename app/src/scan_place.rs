//! The disc of the sky that a scan is asked for: around what is selected, or around an open region.

use glam::DVec3;
use nuscope_model::{Equatorial, Region};
use nuscope_scan::Region as Disc;

use crate::document::Document;
use crate::ui::inspector::position_of;
use crate::view::{ScanPlace, View};

/// Regions are looked at in cells no finer than these: of 0.23°.
const ORDER: u8 = 8;

/// How far a cell reaches from its centre, in units of its side: its corners are the farthest.
const REACH: f64 = 1.1;

/// The disc to scan; `None` for the whole sky.
///
/// # Errors
/// In words, what is missing.
pub fn disc(document: &Document, view: &View) -> Result<Option<Disc>, String> {
    match &view.scan.place {
        ScanPlace::WholeSky => Ok(None),
        ScanPlace::Selected => {
            let position = position_of(document, view.selected);
            let Some(position) = position.filter(|at| at.to_vector().is_finite()) else {
                return Err("Select a place on the sky first: the disc is around it.".into());
            };
            let disc = Disc::new(position, view.scan.radius_deg.to_radians());
            let wanted = "The radius of the disc must be above 0° and at most 180°.";
            disc.map(Some).ok_or_else(|| wanted.into())
        }
        ScanPlace::Region(name) => {
            let region = document.regions.iter().find(|region| region.name == *name);
            let region =
                region.ok_or_else(|| format!("The region {name} is not open any more."))?;
            let disc = around(region);
            disc.map(Some)
                .ok_or_else(|| format!("The region {name} is empty."))
        }
    }
}

/// A disc that holds all of a region: around its middle, and seldom much larger than it has to be.
pub fn around(region: &Region) -> Option<Disc> {
    let coarse = region.coarsened(ORDER);
    let sum: DVec3 = coarse
        .cells()
        .map(|cell| cell.area_sr() * cell.center().to_vector())
        .sum();
    // The whole sky has no middle: any will do.
    let middle = match sum.length() > 1e-9 {
        true => Equatorial::from_vector(sum),
        false => coarse.cells().next()?.center(),
    };
    let reach = coarse.cells().map(|cell| {
        let side_rad = cell.area_sr().sqrt();
        middle.separation_rad(cell.center()) + REACH * side_rad
    });
    let radius_rad = reach.reduce(f64::max)?;
    Disc::new(middle, radius_rad.min(std::f64::consts::PI))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ui::inspector::selected_place;
    use nuscope_model::Cell;
    use std::sync::Arc;

    #[test]
    fn a_disc_is_around_what_is_selected_or_around_a_region() {
        let cell = Cell::at(4, 1.0, -0.4);
        let region = Region::from_cells("mine", [cell]);
        let document = Document {
            regions: vec![Arc::new(region)],
            ..Document::default()
        };
        let mut view = View::default();
        assert_eq!(disc(&document, &view), Ok(None));
        view.scan.place = ScanPlace::Selected;
        assert!(
            disc(&document, &view)
                .unwrap_err()
                .starts_with("Select a place")
        );
        let place = Equatorial::from_degrees(40.0, 10.0);
        view.selected = Some(selected_place(place));
        let found = disc(&document, &view).unwrap().unwrap();
        assert!((found.radius_rad().to_degrees() - 5.0).abs() < 1e-12);
        assert!(found.center().separation_rad(place) < 1e-8);
        view.scan.radius_deg = 0.0;
        assert!(disc(&document, &view).is_err());
        view.scan.place = ScanPlace::Region("mine".into());
        let found = disc(&document, &view).unwrap().unwrap();
        assert!(found.center().separation_rad(cell.center()) < 1e-9);
        // All of the cell is in it: so are the centres of the finest cells within.
        let fine = cell
            .range()
            .step_by(1 << 34)
            .map(|pixel| Cell::new(29, pixel).unwrap());
        let mut count = 0;
        for cell in fine {
            count += 1;
            assert!(found.holds(cell.center()));
        }
        assert!(count > 1000 && found.radius_rad().to_degrees() < 6.0);
        view.scan.place = ScanPlace::Region("gone".into());
        assert!(disc(&document, &view).unwrap_err().contains("gone"));
    }
}
