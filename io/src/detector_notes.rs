//! What nuscope notes in the comments of its own detector files, because DETX and DATX have no place for it.

use nuscope_model::{Detector, Medium, Provenance};

/// The detector is not a real one.
const SIMULATED: &str = "# simulated by nuscope, not a real detector";
/// It hangs in ice.
const ICE: &str = "# this detector hangs in ice";
/// Its time offsets are written as 0, but nobody knows them.
const NO_T0: &str = "# the time offsets of the photomultipliers are not known";

/// The notes seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notes {
    simulated: bool,
    ice: bool,
    no_t0: bool,
}

impl Notes {
    /// Looks at a comment, `#` included.
    pub(crate) fn see(&mut self, comment: &str) {
        self.simulated |= comment == SIMULATED;
        self.ice |= comment == ICE;
        self.no_t0 |= comment == NO_T0;
    }

    /// Tells the detector what was noted.
    pub(crate) fn apply(self, detector: &mut Detector) {
        if self.simulated {
            detector.provenance = Provenance::Simulated;
        }
        if self.ice {
            detector.medium = Medium::ICE;
        }
        detector.has_t0 &= !self.no_t0;
    }

    /// The comments that a file of this detector carries, `#` included.
    pub(crate) fn of(detector: &Detector) -> impl Iterator<Item = &'static str> {
        let notes = [
            (detector.provenance == Provenance::Simulated, SIMULATED),
            (detector.medium == Medium::ICE, ICE),
            (!detector.has_t0, NO_T0),
        ];
        notes.into_iter().filter(|note| note.0).map(|note| note.1)
    }
}
