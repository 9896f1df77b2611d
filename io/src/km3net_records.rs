//! Rows of KM3NeT's compound tables, as they are written. Field names and meaning: `read_km3net_hdf5`.

use hdf5::H5Type;
use nuscope_model::Track;

/// A row of `/event_info`.
#[derive(Clone, Copy, Debug, H5Type)]
#[repr(C)]
pub(crate) struct EventInfo {
    pub(crate) event_id: i64,
    pub(crate) group_id: i64,
    pub(crate) run_id: i64,
    pub(crate) det_id: i64,
    pub(crate) frame_index: i64,
    pub(crate) timestamp: i64,
    pub(crate) nanoseconds: i64,
    pub(crate) trigger_counter: i64,
    pub(crate) trigger_mask: u64,
    pub(crate) overlays: i64,
    pub(crate) mc_run_id: i64,
    pub(crate) mc_time: f64,
    pub(crate) weight_w1: f64,
    pub(crate) weight_w2: f64,
    pub(crate) weight_w3: f64,
    pub(crate) weight_w4: f64,
}

/// A row of `/group_info`.
#[derive(Clone, Copy, Debug, H5Type)]
#[repr(C)]
pub(crate) struct GroupInfo {
    pub(crate) group_id: i64,
    pub(crate) blob_length: i64,
}

/// A row of an `_indices` table: an event's rows are `index..index + n_items`.
#[derive(Clone, Copy, Debug, H5Type)]
#[repr(C)]
pub(crate) struct Index {
    pub(crate) index: i64,
    pub(crate) n_items: i64,
}

/// A row of `/reco/rec_stages`.
#[derive(Clone, Copy, Debug, H5Type)]
#[repr(C)]
pub(crate) struct Stage {
    pub(crate) idx: i64,
    pub(crate) rec_stage: i64,
    pub(crate) group_id: i64,
}

/// A row of `/mc_tracks`.
#[derive(Clone, Copy, Debug, H5Type)]
#[repr(C)]
pub(crate) struct Particle {
    dir_x: f64,
    dir_y: f64,
    dir_z: f64,
    energy: f64,
    id: i64,
    length: f64,
    mother_id: i64,
    pdgid: i64,
    pos_x: f64,
    pos_y: f64,
    pos_z: f64,
    time: f64,
    group_id: i64,
}

impl Particle {
    /// A particle with the number that it has, or else with this one.
    pub(crate) fn new(track: &Track, pdg: i32, id: i64, group_id: i64) -> Self {
        let (position, travel) = (track.position_m, track.direction.travel());
        let id = track.number("id").unwrap_or(id);
        Self {
            mother_id: track.number("mother_id").unwrap_or(-1),
            dir_x: travel.x,
            dir_y: travel.y,
            dir_z: travel.z,
            energy: track.energy_gev.unwrap_or(0.0),
            id,
            length: track.length_m.unwrap_or(0.0),
            pdgid: pdg.into(),
            pos_x: position.x,
            pos_y: position.y,
            pos_z: position.z,
            time: track.time_ns,
            group_id,
        }
    }
}

/// Declares a row of `/reco/tracks` with its fit parameters, which can be had by name.
macro_rules! fit_row {
    ($($parameter:ident)*) => {
        /// A row of `/reco/tracks`.
        #[derive(Clone, Copy, Debug, H5Type)]
        #[repr(C)]
        #[allow(non_snake_case)]
        pub(crate) struct Fit {
            E: f64,
            $($parameter: f64,)*
            dir_x: f64,
            dir_y: f64,
            dir_z: f64,
            id: i64,
            idx: i64,
            length: f64,
            likelihood: f64,
            pos_x: f64,
            pos_y: f64,
            pos_z: f64,
            rec_type: i64,
            t: f64,
            group_id: i64,
        }

        impl Fit {
            pub(crate) fn new(track: &Track, rec_type: i32, idx: i64, group_id: i64) -> Self {
                let (position, travel) = (track.position_m, track.direction.travel());
                Self {
                    E: track.energy_gev.unwrap_or(0.0),
                    $($parameter: f64::NAN,)*
                    dir_x: travel.x,
                    dir_y: travel.y,
                    dir_z: travel.z,
                    id: idx + 1,
                    idx,
                    length: track.length_m.unwrap_or(0.0),
                    likelihood: track.likelihood.unwrap_or(f64::NAN),
                    pos_x: position.x,
                    pos_y: position.y,
                    pos_z: position.z,
                    rec_type: rec_type.into(),
                    t: track.time_ns,
                    group_id,
                }
            }

            /// The place of a fit parameter; NaN where the fit has none.
            pub(crate) fn parameter(&mut self, name: &str) -> Option<&mut f64> {
                match name {
                    $(stringify!($parameter) => Some(&mut self.$parameter),)*
                    _ => None,
                }
            }
        }

        /// The fit parameters that can be written, in the order of the table.
        #[cfg(test)]
        pub(crate) const PARAMETERS: &[&str] = &[$(stringify!($parameter)),*];
    };
}

fit_row! {
    AASHOWERFIT_ENERGY AASHOWERFIT_NUMBER_OF_HITS JCOPY_Z_M JENERGY_CHI2 JENERGY_ENERGY JENERGY_MAXIMAL_ENERGY
    JENERGY_MINIMAL_ENERGY JENERGY_MUON_RANGE_METRES JENERGY_NDF JENERGY_NOISE_LIKELIHOOD JENERGY_NUMBER_OF_HITS
    JGANDALF_BETA0_RAD JGANDALF_BETA1_RAD JGANDALF_CHI2 JGANDALF_LAMBDA JGANDALF_LIKELIHOOD_RATIO
    JGANDALF_NUMBER_OF_HITS JGANDALF_NUMBER_OF_ITERATIONS JMUONFEATURES_NUMBER_OF_DOMS
    JMUONFEATURES_NUMBER_OF_HITS JMUONFEATURES_NUMBER_OF_LINES JPP_COVERAGE_ORIENTATION JPP_COVERAGE_POSITION
    JSHOWERFIT_ENERGY JSTART_BACKGROUND_LOGP JSTART_LENGTH_METRES JSTART_NPE_MIP JSTART_NPE_MIP_MISSED
    JSTART_NPE_MIP_TOTAL JSTART_ZMAX_M JSTART_ZMIN_M JVETO_NPE JVETO_NUMBER_OF_HITS
}

#[cfg(test)]
mod tests {
    use super::PARAMETERS;
    use crate::hdf5_fields::KNOWN;

    #[test]
    fn every_parameter_that_is_written_can_be_read() {
        assert!(PARAMETERS.iter().all(|parameter| KNOWN.contains(parameter)));
    }
}
