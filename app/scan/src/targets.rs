//! The sources that a search looks at: each once, and those that share candidates known.
//!
//! Catalogues overlap: the same blazar stands in two lists, two pulsars lie in one cloud. A source within 0.05° of one
//! before it is the same and is left out, for it would be counted twice in a post-trial p-value. Sources within a
//! degree stay, with a remark: their candidates are mostly the same, and so are their fits.

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
    /// Entries that were left out.
    pub twins: Vec<Twin>,
}

impl Targets {
    /// Sorts out twins, and names what has no name by its place.
    pub fn new(entries: impl IntoIterator<Item = Target>) -> Self {
        let mut found = Self::default();
        for mut entry in entries {
            if entry.name.trim().is_empty() {
                let (ra_deg, dec_deg) = degrees(entry.position);
                entry.name = format!("RA {ra_deg:.2} Dec {dec_deg:+.2}");
            }
            let distance = |other: &Target| separation_deg(entry.position, other.position);
            // The same place with another model is another question.
            let same = |other: &&Target| distance(other) < SAME_DEG && other.own == entry.own;
            let same = found.list.iter().find(same);
            if let Some(other) = same {
                found.twins.push(Twin {
                    same_as: other.name.clone(),
                    separation_deg: distance(other),
                    name: entry.name,
                });
            } else {
                found.list.push(entry);
            }
        }
        found
    }

    /// The other sources within [`NEAR_DEG`] of one, nearest first, with their distance in degrees.
    pub fn near(&self, number: usize) -> Vec<(&str, f64)> {
        let at = self.list[number].position;
        let others = self.list.iter().enumerate().filter(|(i, _)| *i != number);
        let mut near: Vec<(&str, f64)> = others
            .map(|(_, other)| (other.name.as_str(), separation_deg(at, other.position)))
            .filter(|(_, distance)| *distance < NEAR_DEG)
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near
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
        let near = targets.near(0);
        assert_eq!((near.len(), near[0].0), (1, "G359.1-0.5"));
        assert!((near[0].1 - 0.893).abs() < 0.001, "{near:?}");
        assert!(targets.near(2).is_empty());
    }
}
