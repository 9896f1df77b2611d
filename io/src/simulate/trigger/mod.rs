//! Which hits a trigger would have used: three simple triggers with KM3NeT's bits.
//!
//! | bit | value | name | what it asks for |
//! |---|---|---|---|
//! | 1 | 2 | 3DShower | local coincidences that are causal with those of four other modules nearby |
//! | 2 | 4 | MXShower | a local coincidence with single hits on seven modules around it |
//! | 4 | 16 | 3DMuon | local coincidences that fit one of 200 directions within a cylinder |
//!
//! A pair is causal if light can connect it: |Δt| ≤ Δx/v_g + 20 ns. Real triggers are richer: flags look right,
//! efficiencies at threshold do not count.

mod cluster;
mod coincidence;
mod mixed;
mod muon;

use nuscope_model::Detector;

use super::Instrument;
use super::electronics::RawHit;
use coincidence::Coincidence;

/// Bits of the three triggers.
const SHOWER: u8 = 1 << 1;
const MIXED: u8 = 1 << 2;
const MUON: u8 = 1 << 4;

/// Modules that must agree, the first included.
const NEEDED_MODULES: usize = 5;
/// Allowance for causal pairs, in nanoseconds.
const ALLOWANCE_NS: f64 = 20.0;
/// Coincidences above which every one is flagged: so bright that testing pairs is pointless.
const BRIGHT: usize = 3000;

/// Trigger bits of every hit; `hits` are ordered by module and time.
pub fn trigger(hits: &[RawHit], detector: &Detector, instrument: &Instrument) -> Vec<u8> {
    let mut bits = vec![0; hits.len()];
    let one_sensor = detector.modules().iter().all(|module| module.sensors <= 1);
    let found = if one_sensor {
        coincidence::with_neighbours(hits, detector)
    } else {
        coincidence::within_modules(hits, detector)
    };
    if found.len() < 2 {
        return bits;
    }
    let flag = |bits: &mut [u8], chosen: &Coincidence, bit: u8| {
        for &hit in &chosen.hits {
            bits[hit as usize] |= bit;
        }
    };
    if found.len() > BRIGHT {
        for coincidence in &found {
            flag(&mut bits, coincidence, SHOWER | MUON);
        }
        return bits;
    }
    for i in cluster::cluster(&found, instrument) {
        flag(&mut bits, &found[i], SHOWER);
    }
    for i in muon::best_direction(&found, instrument.medium) {
        flag(&mut bits, &found[i], MUON);
    }
    if !one_sensor {
        mixed::flag(&found, hits, detector, instrument, MIXED, &mut bits);
    }
    bits
}
