//! Hits of public simulations find the particles that made them.
//!
//! The counts are those of `hit_origins.py`, which joins the same files by its own code.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nuscope::hit_values::HitValues;
use nuscope::view::HitQuantity;
use nuscope_model::Medium;
use nuscope_tests::data;

#[test]
fn hits_find_their_photo_electrons() {
    let table = std::fs::read_to_string(data::own("hit_origins.csv")).unwrap();
    let mut compared = 0;
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [file, detector, cells @ ..] = cells.as_slice() else {
            panic!("{line}");
        };
        let expected: Vec<usize> = cells.iter().map(|cell| cell.parse().unwrap()).collect();
        let (Some(file), Some(detector)) = (data::real(file), data::real(detector)) else {
            continue;
        };
        let detector = nuscope_io::open(&detector).unwrap().detector.unwrap();
        let source = nuscope_io::open(&file).unwrap().events.unwrap();
        let mut found = vec![0_usize; 4];
        for index in 0..source.headers().len() {
            let event = Arc::new(source.read(index).unwrap());
            let values = HitValues::new(
                Arc::clone(&event),
                Some(Arc::clone(&detector)),
                Medium::WATER,
                None,
            );
            let origins = values.column(HitQuantity::Origin);
            found[0] += event.hits.len();
            for (hit, origin) in event.hits.iter().zip(origins.iter()) {
                if !origin.is_nan() {
                    found[1] += 1;
                    found[2] += usize::from(hit.triggered());
                    found[3] += *origin as usize;
                }
            }
        }
        assert_eq!(found, expected, "{line}");
        compared += 1;
    }
    println!("{compared} files compared");
}
