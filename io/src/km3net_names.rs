//! Names of KM3NeT's fits and of simulated particles.
//!
//! Sources: km3net-dataformat (reconstruction types and stages); Particle Data Group (Monte Carlo numbers).

use nuscope_model::track::TrackShape;

/// Reconstruction type of Jpp's fits.
pub(crate) const JPP: i32 = 4000;
/// Reconstruction type of aanet's shower fit.
const AASHOWER: i32 = 101;
/// Reconstruction type of Dusj.
const DUSJ: i32 = 200;

/// What a fit of this type and these stages is called, and what it looks for.
pub(crate) fn chain_of_stages(rec_type: i32, stages: &[i32]) -> (String, TrackShape) {
    let any =
        |range: std::ops::RangeInclusive<i32>| stages.iter().any(|stage| range.contains(stage));
    let (name, shape) = match rec_type {
        JPP if any(100..=199) => ("JShower", TrackShape::Shower),
        JPP if any(1..=99) => ("JMuon", TrackShape::Line),
        JPP => ("Jpp", TrackShape::Line),
        AASHOWER => ("aashower", TrackShape::Shower),
        DUSJ => ("Dusj", TrackShape::Shower),
        _ => return (format!("fit of type {rec_type}"), TrackShape::Line),
    };
    (name.to_owned(), shape)
}

/// The chain and stages of fits in a table of `/reco` that holds one chain only; `None` for other tables.
///
/// The stages of a `best_…` table are not known, those of a format 5.0 table are in its name. Format 4 has one
/// table per program: Gandalf is Jpp's muon fit, RLNS one of showers and tracks together.
pub(crate) fn chain_of_table(table: &str) -> Option<(&'static str, &'static [i32])> {
    Some(match table {
        "best_jmuon" => ("JMuon", &[]),
        "best_jshower" => ("JShower", &[]),
        "best_aashower" => ("aashower", &[]),
        "best_dusj" | "best_dusjshower" => ("Dusj", &[]),
        "jmuonprefit" => ("JMuon", &[1]),
        "jmuonsimplex" => ("JMuon", &[1, 2]),
        "jmuongandalf" => ("JMuon", &[1, 2, 3]),
        "jmuonenergy" => ("JMuon", &[1, 2, 3, 4]),
        "jmuonstart" => ("JMuon", &[1, 2, 3, 4, 5]),
        "jshowerprefit" => ("JShower", &[101]),
        "jshowerpositionfit" => ("JShower", &[101, 102]),
        "jshowercompletefit" => ("JShower", &[101, 102, 103]),
        "gandalf" => ("JMuon", &[1, 2, 3]),
        "rlns" => ("RecoLNS", &[]),
        "dusj" => ("Dusj", &[]),
        _ => return None,
    })
}

/// What a particle is called.
pub(crate) fn particle_name(pdg: i32) -> String {
    let name = match pdg.unsigned_abs() {
        11 => "electron",
        12 => "electron neutrino",
        13 => "muon",
        14 => "muon neutrino",
        15 => "tau",
        16 => "tau neutrino",
        22 => "photon",
        81 => "muon bundle",
        111 => "neutral pion",
        130 | 310 | 311 => "neutral kaon",
        211 => "charged pion",
        321 => "charged kaon",
        2112 => "neutron",
        2212 => "proton",
        _ => return format!("particle {pdg}"),
    };
    match (pdg, name) {
        (-11, _) => "positron".to_owned(),
        (pdg, name) if pdg < 0 && name.ends_with("neutrino") => {
            name.replace("neutrino", "antineutrino")
        }
        _ => name.to_owned(),
    }
}

/// Whether a particle draws a line (muons, taus and the neutrinos they come from) or a burst of light.
pub(crate) fn particle_shape(pdg: i32) -> TrackShape {
    match pdg.unsigned_abs() {
        12..=16 | 81 => TrackShape::Line,
        _ => TrackShape::Shower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_called_as_people_do() {
        assert_eq!(particle_name(13), "muon");
        assert_eq!(particle_name(-13), "muon");
        assert_eq!(particle_name(-14), "muon antineutrino");
        assert_eq!(particle_name(-11), "positron");
        assert_eq!(particle_name(99_999), "particle 99999");
    }

    #[test]
    fn chains_follow_from_type_and_stages() {
        assert_eq!(chain_of_stages(4000, &[1, 2, 3]).0, "JMuon");
        assert_eq!(
            chain_of_stages(4000, &[101]),
            ("JShower".into(), TrackShape::Shower)
        );
        assert_eq!(chain_of_stages(101, &[301, 302]).0, "aashower");
        assert_eq!(chain_of_stages(7, &[]).0, "fit of type 7");
    }
}
