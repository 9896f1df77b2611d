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

/// What Jpp's fits say about themselves, in the order of `fitinf`.
///
/// Source: km3net-dataformat, fit parameters.
const JPP_PARAMETERS: [&str; 26] = [
    "JGANDALF_BETA0_RAD",
    "JGANDALF_BETA1_RAD",
    "JGANDALF_LIKELIHOOD_RATIO",
    "JGANDALF_NUMBER_OF_HITS",
    "JENERGY_ENERGY",
    "JENERGY_CHI2",
    "JGANDALF_LAMBDA",
    "JGANDALF_NUMBER_OF_ITERATIONS",
    "JSTART_BACKGROUND_LOGP",
    "JSTART_NPE_MIP_TOTAL",
    "JSTART_LENGTH_METRES",
    "JSTART_ZMIN_M",
    "JSTART_ZMAX_M",
    "JENERGY_MUON_RANGE_METRES",
    "JENERGY_NOISE_LIKELIHOOD",
    "JENERGY_NDF",
    "JENERGY_NUMBER_OF_HITS",
    "JCOPY_Z_M",
    "JPP_COVERAGE_ORIENTATION",
    "JPP_COVERAGE_POSITION",
    "JENERGY_MINIMAL_ENERGY",
    "JENERGY_MAXIMAL_ENERGY",
    "JSTART_NPE_MIP_MISSED",
    "JMUONFEATURES_NUMBER_OF_DOMS",
    "JMUONFEATURES_NUMBER_OF_LINES",
    "JMUONFEATURES_NUMBER_OF_HITS",
];

/// What number `number` of a fit's `fitinf` is called, for a fit of this type with these stages.
pub(crate) fn fit_parameter(rec_type: i32, stages: &[i32], number: usize) -> String {
    const VETO: i32 = 1001;
    let shower = stages.iter().any(|stage| (100..=199).contains(stage));
    let name = match (rec_type, number) {
        (JPP, 4) if shower => Some("JSHOWERFIT_ENERGY"),
        (JPP, 11) if stages.contains(&VETO) => Some("JVETO_NPE"),
        (JPP, 12) if stages.contains(&VETO) => Some("JVETO_NUMBER_OF_HITS"),
        (JPP, number) => JPP_PARAMETERS.get(number).copied(),
        (AASHOWER, 0) => Some("AASHOWERFIT_ENERGY"),
        (AASHOWER, 1) => Some("AASHOWERFIT_NUMBER_OF_HITS"),
        _ => None,
    };
    name.map_or_else(|| format!("fitinf[{number}]"), str::to_owned)
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
    fn fit_parameters_are_named_by_program_and_stage() {
        assert_eq!(fit_parameter(4000, &[1, 2, 3], 4), "JENERGY_ENERGY");
        assert_eq!(fit_parameter(4000, &[101, 103], 4), "JSHOWERFIT_ENERGY");
        assert_eq!(fit_parameter(4000, &[1, 5], 11), "JSTART_ZMIN_M");
        assert_eq!(fit_parameter(4000, &[1, 1001], 11), "JVETO_NPE");
        assert_eq!(fit_parameter(101, &[302], 0), "AASHOWERFIT_ENERGY");
        assert_eq!(fit_parameter(200, &[203], 0), "fitinf[0]");
        assert_eq!(fit_parameter(4000, &[1], 26), "fitinf[26]");
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
