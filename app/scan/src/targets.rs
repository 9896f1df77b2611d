//! The sources that a search looks at: each once, and those that share candidates known.
//!
//! Catalogues overlap: the same blazar stands in two lists, two pulsars lie in one cloud. A source within 0.05° of one
//! before it is the same and is left out, for it would be counted twice in a post-trial p-value. Sources within a
//! degree stay, with a remark: their candidates are mostly the same, and so are their fits.

use std::collections::HashMap;

use glam::DVec3;
use nuscope_model::Equatorial;

use crate::OwnModel;

/// Closer than this, two entries are one source; in degrees.
pub const SAME_DEG: f64 = 0.05;

/// Closer than this, two sources share most of their candidates; in degrees.
pub const NEAR_DEG: f64 = 1.0;

/// A source to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// What to call it.
    pub name: String,
    /// Where it is.
    pub position: Equatorial,
    /// Its weight in a stack; `None` if its catalogue has none.
    pub weight: Option<f64>,
    /// What is assumed of it alone.
    pub own: OwnModel,
}

/// An entry that was left out because it is one of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// What the entry was called.
    pub name: String,
    /// What the other one is called.
    pub same_as: String,
    /// How far apart they are.
    pub separation_deg: f64,
}

/// A list of sources without twins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// The sources, in the order they came in.
    pub list: Vec<Target>,
    /// The place of each of them among the entries that came in.
    pub entries: Vec<usize>,
    /// Entries that were left out.
    pub twins: Vec<Twin>,
}

impl Targets {
    /// Sorts out twins, and names what has no name by its place.
    pub fn new(entries: impl IntoIterator<Item = Target>) -> Self {
        let mut found = Self::default();
        let mut cells = Cells::of(SAME_DEG);
        for (place, mut entry) in entries.into_iter().enumerate() {
            if entry.name.trim().is_empty() {
                let (ra_deg, dec_deg) = degrees(entry.position);
                entry.name = format!("RA {ra_deg:.2} Dec {dec_deg:+.2}");
            }
            let distance = |other: &Target| separation_deg(entry.position, other.position);
            let near = cells.around(entry.position);
            // The same place with another model is another question.
            let same = |number: &usize| {
                let other: &Target = &found.list[*number];
                distance(other) < SAME_DEG && other.own == entry.own
            };
            // The first of the list, as if all of it were looked through.
            let same = near.filter(same).min();
            if let Some(other) = same {
                let other = &found.list[other];
                found.twins.push(Twin {
                    same_as: other.name.clone(),
                    separation_deg: distance(other),
                    name: entry.name,
                });
            } else {
                cells.put(entry.position, found.list.len());
                found.list.push(entry);
                found.entries.push(place);
            }
        }
        found
    }

    /// For each source the others within [`NEAR_DEG`] of it, nearest first, with their distance in degrees.
    pub fn near(&self) -> Vec<Vec<(&str, f64)>> {
        let mut cells = Cells::of(NEAR_DEG);
        for (number, target) in self.list.iter().enumerate() {
            cells.put(target.position, number);
        }
        let near = |(number, target): (usize, &Target)| {
            let others = cells.around(target.position);
            let others = others.filter(|other| *other != number).map(|other| {
                let other = &self.list[other];
                let away = separation_deg(target.position, other.position);
                (other.name.as_str(), away)
            });
            let mut near: Vec<(&str, f64)> = others.filter(|(_, away)| *away < NEAR_DEG).collect();
            near.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
            near
        };
        self.list.iter().enumerate().map(near).collect()
    }
}

/// Sources by the cell of space that they lie in: to find neighbours, no long list has to be looked through.
struct Cells {
    /// How many cells the unit is long; a cell is as wide as the distance that counts.
    per_unit: f64,
    sources: HashMap<[i64; 3], Vec<usize>>,
}

impl Cells {
    /// For neighbours within so many degrees.
    fn of(reach_deg: f64) -> Self {
        Self {
            // A chord is never longer than its arc.
            per_unit: 1.0 / reach_deg.to_radians(),
            sources: HashMap::new(),
        }
    }

    fn cell(&self, position: Equatorial) -> [i64; 3] {
        let at: DVec3 = self.per_unit * position.to_vector();
        at.to_array().map(|along| along.floor() as i64)
    }

    fn put(&mut self, position: Equatorial, number: usize) {
        let cell = self.cell(position);
        self.sources.entry(cell).or_default().push(number);
    }

    /// All sources in the cell of a position and in those around it: whoever is within reach, and some others.
    fn around(&self, position: Equatorial) -> impl Iterator<Item = usize> {
        let [x, y, z] = self.cell(position);
        (0..27).flat_map(move |k| {
            let step = [k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1];
            let cell = [x + step[0], y + step[1], z + step[2]];
            self.sources.get(&cell).into_iter().flatten().copied()
        })
    }
}

fn degrees(position: Equatorial) -> (f64, f64) {
    (position.ra_rad.to_degrees(), position.dec_rad.to_degrees())
}

fn separation_deg(a: Equatorial, b: Equatorial) -> f64 {
    a.separation_rad(b).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Index, Settings, Shape, Spectrum};
    use proptest::prelude::*;

    fn target(name: &str, ra_deg: f64, dec_deg: f64) -> Target {
        Target {
            name: name.to_owned(),
            position: Equatorial::from_degrees(ra_deg, dec_deg),
            ..Target::default()
        }
    }

    #[test]
    fn the_same_place_with_another_model_stays() {
        let own = OwnModel {
            shape: Some(Shape::Gaussian {
                sigma_rad: 2.0_f64.to_radians(),
            }),
            spectrum: Some(Spectrum::CutOff {
                cut_off_gev: 2100.0,
                beta: 0.5,
            }),
            index: Some(Index::Fixed(1.72)),
        };
        let wide = Target {
            own,
            ..target("wide", 266.42, -29.01)
        };
        let point = target("point", 266.42, -29.01);
        let targets = Targets::new([point, wide.clone(), wide]);
        assert_eq!((targets.list.len(), targets.twins.len()), (2, 1));
        assert!(
            own.words()
                .starts_with("a Gaussian of 2 degrees, index 1.72, "),
            "{}",
            own.words()
        );
        let settings = own.apply(&Settings::default());
        assert_eq!(settings.index, Index::Fixed(1.72));
        assert_eq!(OwnModel::default().apply(&settings), settings);
    }

    #[test]
    fn a_source_of_two_catalogues_is_looked_at_once() {
        let targets = Targets::new([
            target("Sgr A*", 266.417, -29.008),
            target("Galactic Centre", 266.42, -29.01),
            target("G359.1-0.5", 266.38, -29.9),
            target(" ", 10.0, 20.0),
        ]);
        let names: Vec<&str> = targets.list.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Sgr A*", "G359.1-0.5", "RA 10.00 Dec +20.00"]);
        let twin = &targets.twins[0];
        assert_eq!(
            (twin.name.as_str(), twin.same_as.as_str()),
            ("Galactic Centre", "Sgr A*")
        );
        assert_eq!(targets.entries, [0, 2, 3]);
        let near = &targets.near()[0];
        assert_eq!((near.len(), near[0].0), (1, "G359.1-0.5"));
        assert!((near[0].1 - 0.893).abs() < 0.001, "{near:?}");
        assert!(targets.near()[2].is_empty());
    }

    proptest! {
        /// Around the poles and across right ascension 0, too.
        #[test]
        fn neighbours_are_those_that_a_look_through_the_whole_list_finds(
            places in prop::collection::vec((prop_oneof![-0.4..0.4, 359.7..360.2, 0.0..360.0], prop_oneof![-90.0..-89.8, -0.2..0.2, 89.7..90.0]), 0..60),
        ) {
            let entries = places.iter().enumerate();
            let entries = entries.map(|(i, (ra, dec))| target(&i.to_string(), *ra, *dec));
            let mut list: Vec<Target> = Vec::new();
            let mut twins = 0;
            for entry in entries.clone() {
                let same = |other: &Target| separation_deg(entry.position, other.position) < SAME_DEG;
                match list.iter().find(|other| same(other)) {
                    Some(_) => twins += 1,
                    None => list.push(entry),
                }
            }
            let targets = Targets::new(entries);
            prop_assert_eq!(&targets.list, &list);
            prop_assert_eq!(targets.twins.len(), twins);
            for (one, near) in list.iter().zip(targets.near()) {
                let away = |other: &&Target| separation_deg(one.position, other.position) < NEAR_DEG;
                let wanted = list.iter().filter(away).count() - 1;
                prop_assert_eq!(near.len(), wanted);
                prop_assert!(near.is_sorted_by(|a, b| a.1 <= b.1));
            }
        }
    }
}
