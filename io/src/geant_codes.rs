//! Particle codes of GEANT 3, which older simulations use, as those of the Particle Data Group.
//!
//! Source: GEANT 3 manual, CONS300; codes 66 to 69 are CORSIKA's neutrinos, which come along in the same column.

/// Codes from 1 on; 0 where there is none.
const PDG: [i32; 49] = [
    22,
    -11,
    11,
    12,
    -13,
    13,
    111,
    211,
    -211,
    130,
    321,
    -321,
    2112,
    2212,
    -2212,
    310,
    221,
    3122,
    3222,
    3212,
    3112,
    3322,
    3312,
    3334,
    -2112,
    -3122,
    -3222,
    -3212,
    -3112,
    -3322,
    -3312,
    -3334,
    -15,
    15,
    411,
    -411,
    421,
    -421,
    431,
    -431,
    4122,
    24,
    -24,
    23,
    1_000_010_020,
    1_000_010_030,
    1_000_020_040,
    0,
    1_000_020_030,
];

/// The code of the Particle Data Group; 0 for what has none.
pub(crate) fn pdg_of_geant(code: i64) -> i32 {
    match code {
        66 => 12,
        67 => -12,
        68 => 14,
        69 => -14,
        _ => usize::try_from(code - 1)
            .ok()
            .and_then(|i| PDG.get(i).copied())
            .unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn muons_are_5_and_6() {
        assert_eq!(
            [5, 6, 3, 1, 14, 33, 49].map(pdg_of_geant),
            [-13, 13, 11, 22, 2212, -15, 1_000_020_030]
        );
        assert_eq!(
            [0, -1, 48, 50, i64::MAX, i64::MIN + 1].map(pdg_of_geant),
            [0; 6]
        );
    }
}
