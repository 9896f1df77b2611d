//! What rows of tracks and of photo-electrons mean, whichever kind of file they stand in.

use nuscope_model::{McHit, Track, TrackOrigin};

use crate::Warnings;
use crate::km3net_names::{particle_name, particle_shape};

/// A number that a file really gives: zero and NaN stand for "none".
pub(crate) fn given(value: f64) -> Option<f64> {
    (value.is_finite() && value > 0.0).then_some(value)
}

/// Makes a line the track of a simulated particle, by its code of the Particle Data Group.
pub(crate) fn make_particle(track: &mut Track, pdg: i32) {
    track.origin = TrackOrigin::MonteCarlo { pdg };
    track.name = particle_name(pdg);
    track.shape = particle_shape(pdg);
}

/// Says the number of a particle and that of its mother, as the file counts them. Photo-electrons name the first.
pub(crate) fn add_numbers(track: &mut Track, id: Option<i64>, mother_id: Option<i64>) {
    let numbers = [("id", id), ("mother_id", mother_id.filter(|id| *id >= 0))];
    for (name, number) in numbers {
        let number = number.map(|number| (name.to_owned(), number as f64));
        track.details.extend(number);
    }
}

/// Columns of simulated photo-electrons, of one length.
pub(crate) struct McHitColumns {
    /// Numbers of photomultipliers.
    pub(crate) pmts: Vec<i64>,
    /// Times in nanoseconds.
    pub(crate) times_ns: Vec<f64>,
    /// Charges in photo-electrons; 1 where there are none.
    pub(crate) charges_pe: Option<Vec<f64>>,
    /// Numbers of the particles they come from; 0 where there are none.
    pub(crate) origins: Option<Vec<i64>>,
}

impl McHitColumns {
    /// Appends the possible photo-electrons to `hits`, and returns how many are none.
    pub(crate) fn append_to(self, hits: &mut Vec<McHit>) -> usize {
        let before = hits.len();
        let rows = self.times_ns.len();
        for (i, time_ns) in self.times_ns.into_iter().enumerate() {
            let (Ok(pmt_id), true) = (u32::try_from(self.pmts[i]), time_ns.is_finite()) else {
                continue;
            };
            hits.push(McHit {
                pmt_id,
                time_ns,
                charge_pe: self
                    .charges_pe
                    .as_ref()
                    .map_or(1.0, |column| column[i] as f32),
                origin: self.origins.as_ref().map_or(0, |column| column[i]),
            });
        }
        rows - (hits.len() - before)
    }
}

/// Says how many simulated photo-electrons are none.
pub(crate) fn tell_dropped(dropped: usize, warnings: &mut Warnings) {
    let what =
        "of the simulated photo-electrons left out: no number of a photomultiplier or no time";
    warnings.count(dropped, what, what);
}
