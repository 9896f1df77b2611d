//! The four real public samples of IceCube that likelihoods are tested on, with their responses.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nuscope_scan::Input;

use crate::data;

/// Name, events, season of area and good runs, and number of candidates.
pub const LISTS: [(&str, &str, usize); 4] = [
    ("IC40", "ps10yr/events/IC40_exp.csv", 36_900),
    ("IC79", "ps3yr/IC79-2010-events.txt", 93_133),
    ("IC86_I", "ps3yr/IC86-2011-events.txt", 136_244),
    ("IC86_II", "ps3yr/IC86-2012-events.txt", 105_300),
];

/// All four with effective areas, good runs and energies; `None`, said aloud, if a file is missing.
///
/// # Panics
/// If a file is not what it was.
pub fn inputs() -> Option<Vec<Input>> {
    let migration = data::real("icecube/txs/Fig_S4_tabulated.txt")?;
    let migration = Arc::new(nuscope_io::read_energy_migration(&migration).unwrap());
    let mut inputs = Vec::new();
    for (name, events, candidates) in LISTS {
        let open = |path: String| Some(nuscope_io::open(&data::real(&path)?).unwrap());
        let events = open(format!("icecube/{events}"))?;
        assert_eq!(events.samples[0].len(), candidates, "{name}");
        let uptime = open(format!("icecube/ps10yr/uptime/{name}_exp.csv"))?;
        let area = open(format!("icecube/ps10yr/irfs/{name}_effectiveArea.csv"))?;
        let mut sample = (*events.samples[0]).clone();
        sample.name = name.to_owned();
        sample.uptime = Some(Arc::clone(&uptime.uptimes[0]));
        inputs.push(Input {
            sample: Arc::new(sample),
            livetime_days: Some(uptime.uptimes[0].livetime_days()),
            area: Some(Arc::clone(&area.effective_areas[0])),
            migration: Some(Arc::clone(&migration)),
            ..Input::default()
        });
    }
    Some(inputs)
}
