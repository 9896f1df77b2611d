//! What the steps of a fit are called.
//!
//! A fit carries the numbers of all stages that led to it, so that fits of one chain that stopped at different
//! steps differ in their last stage. Source: km3net-dataformat v3.6.2, reconstruction stages.

/// The names of all known stages, by number.
const STAGES: [(i32, &str); 29] = [
    (0, "muon"),
    (1, "prefit"),
    (2, "simplex"),
    (3, "gandalf"),
    (4, "energy"),
    (5, "start"),
    (6, "line fit"),
    (7, "features"),
    (100, "shower"),
    (101, "prefit"),
    (102, "position"),
    (103, "complete"),
    (104, "Bjorken y"),
    (105, "energy prefit"),
    (106, "point simplex"),
    (107, "direction prefit"),
    (200, "Dusj"),
    (201, "prefit"),
    (202, "position"),
    (203, "complete"),
    (300, "aashower"),
    (302, "prefit"),
    (303, "position"),
    (304, "direction and energy"),
    (1000, "user"),
    (1001, "muon veto"),
    (1002, "muon hits"),
    (1003, "muon path"),
    (1004, "simulated event"),
];

/// What a stage is called; its number where it has no name.
pub fn stage_name(stage: i32) -> String {
    let known = STAGES.iter().find(|(number, _)| *number == stage);
    known.map_or_else(|| format!("stage {stage}"), |(_, name)| (*name).to_owned())
}

/// How far a fit came: its last stage, with how many came before where that is more than one.
pub fn step_name(stages: &[i32]) -> String {
    match stages {
        [] => "no stages told".into(),
        [only] => stage_name(*only),
        [.., last] => format!("{}, {} stages", stage_name(*last), stages.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_named_after_their_last_stage() {
        assert_eq!(step_name(&[1]), "prefit");
        assert_eq!(step_name(&[1, 2, 3, 5, 4]), "energy, 5 stages");
        assert_eq!(step_name(&[77]), "stage 77");
        assert_eq!(step_name(&[]), "no stages told");
    }

    #[test]
    fn numbers_rise_and_are_unique() {
        assert!(STAGES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
