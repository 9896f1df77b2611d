//! Single fields of compound datasets that the library has to read, such as those packed by blosc.
//!
//! The HDF5 library matches compound fields by name: asked for a compound of one field it converts that one, of
//! whatever width, byte order and place, and leaves the others. A Rust type has to carry the name, so all names
//! that can be read stand here. Source of the fit names: km3net-dataformat, fit parameters.
//!
//! A call of the library costs 50 µs whether it converts one field or twenty, so fields that stand together in
//! files are also declared as blocks, which are read in one call where a table has all of them.

use std::ops::Range;

use hdf5::Dataset;

/// Declares the fields that can be read, by type.
macro_rules! fields {
    ($($(#[$doc:meta])* $read:ident: $type:ty, [$($name:literal)*])*) => {
        $(
            $(#[$doc])*
            /// `None` for a name that is not in this file's list.
            pub(crate) fn $read(
                dataset: &Dataset,
                name: &str,
                rows: Range<usize>,
            ) -> Option<hdf5::Result<Vec<$type>>> {
                match name {
                    $($name => {
                        #[derive(Clone, Copy, hdf5::H5Type)]
                        #[repr(C)]
                        struct Field {
                            #[hdf5(rename = $name)]
                            value: $type,
                        }
                        let fields = dataset.read_slice_1d::<Field, _>(rows);
                        Some(fields.map(|fields| fields.iter().map(|field| field.value).collect()))
                    })*
                    _ => None,
                }
            }
        )*

        /// All names that can be read.
        pub(crate) const KNOWN: &[&str] = &[$($($name),*),*];
    };
}

fields! {
    /// Reads a field as floating-point numbers.
    f64: f64, [
        "pos_x" "pos_y" "pos_z" "dir_x" "dir_y" "dir_z" "time" "t" "tot" "tdc" "a" "length" "energy" "E"
        "likelihood" "mc_time" "energy_lost_in_can"
        "bjorkeny" "interaction_channel" "bx" "by" "cc" "ichan"
        "weight_w1" "weight_w2" "weight_w3" "weight_w4"
        "JGANDALF_BETA0_RAD" "JGANDALF_BETA1_RAD" "JGANDALF_CHI2" "JGANDALF_LAMBDA"
        "JGANDALF_LIKELIHOOD_RATIO" "JGANDALF_NUMBER_OF_HITS" "JGANDALF_NUMBER_OF_ITERATIONS"
        "JENERGY_CHI2" "JENERGY_ENERGY" "JENERGY_MAXIMAL_ENERGY" "JENERGY_MINIMAL_ENERGY"
        "JENERGY_MUON_RANGE_METRES" "JENERGY_NDF" "JENERGY_NOISE_LIKELIHOOD"
        "JENERGY_NUMBER_OF_HITS"
        "JSTART_BACKGROUND_LOGP" "JSTART_LENGTH_METRES" "JSTART_NPE_MIP" "JSTART_NPE_MIP_MISSED"
        "JSTART_NPE_MIP_TOTAL" "JSTART_ZMAX_M" "JSTART_ZMIN_M"
        "JMUONFEATURES_NUMBER_OF_DOMS" "JMUONFEATURES_NUMBER_OF_HITS"
        "JMUONFEATURES_NUMBER_OF_LINES"
        "JSHOWERFIT_ENERGY" "AASHOWERFIT_ENERGY" "AASHOWERFIT_NUMBER_OF_HITS"
        "JVETO_NPE" "JVETO_NUMBER_OF_HITS" "JCOPY_Z_M"
        "JPP_COVERAGE_ORIENTATION" "JPP_COVERAGE_POSITION"
        "beta0" "beta1" "chi2" "lambda" "n_hits" "n_iter" "jenergy_energy" "jenergy_chi2"
        "jenergy_ndf" "jenergy_noise_likelihood" "jenergy_n_hits" "jstart_length"
        "jstart_npe_mip" "jstart_npe_mip_total" "lik" "lik_red" "t0"
        "beta" "bjorken_y" "energy_muon" "energy_neutrino" "n_hits_used" "quality" "sigma2_phi"
        "sigma2_theta" "sin_theta"
    ]
    /// Reads a field as signed integers.
    i64: i64, [
        "group_id" "event_id" "run_id" "det_id" "frame_index" "timestamp" "nanoseconds"
        "trigger_counter" "overlays" "mc_run_id" "mc_id" "id" "idx" "rec_type" "rec_stage"
        "pdgid" "type" "is_cc" "index" "n_items" "blob_length" "n_blobs" "dom_id" "channel_id"
        "pmt_id" "origin"
    ]
    /// Reads a field as bit masks.
    u64: u64, [ "trigger_mask" "triggered" ]
}

/// Fields that are read in one call where a table has all of them.
pub(crate) struct Block {
    /// Their names.
    pub(crate) names: &'static [&'static str],
    /// Reads all of them, in this order.
    pub(crate) read: fn(&Dataset, Range<usize>) -> hdf5::Result<Values>,
}

/// The values of several fields.
type Values = Vec<Vec<f64>>;

/// Declares blocks of floating-point fields.
macro_rules! blocks {
    ($([$($name:ident)*])*) => {
        /// All blocks; no field is in two of them.
        pub(crate) const BLOCKS: &[Block] = &[$(Block {
            names: &[$(stringify!($name)),*],
            read: |dataset, rows| {
                #[derive(Clone, Copy, hdf5::H5Type)]
                #[repr(C)]
                #[allow(non_snake_case)]
                struct Fields {
                    $($name: f64,)*
                }
                let fields = dataset.read_slice_1d::<Fields, _>(rows)?;
                Ok(vec![$(fields.iter().map(|fields| fields.$name).collect()),*])
            },
        }),*];
    };
}

blocks! {
    [pos_x pos_y pos_z dir_x dir_y dir_z]
    [E t likelihood]
    [energy time]
    [
        JCOPY_Z_M JENERGY_CHI2 JENERGY_ENERGY JENERGY_MUON_RANGE_METRES JENERGY_NDF
        JENERGY_NOISE_LIKELIHOOD JENERGY_NUMBER_OF_HITS JGANDALF_BETA0_RAD JGANDALF_BETA1_RAD
        JGANDALF_CHI2 JGANDALF_LAMBDA JGANDALF_NUMBER_OF_HITS JGANDALF_NUMBER_OF_ITERATIONS
        JSHOWERFIT_ENERGY JSTART_LENGTH_METRES JSTART_NPE_MIP JSTART_NPE_MIP_TOTAL JVETO_NPE
        JVETO_NUMBER_OF_HITS
    ]
    [
        AASHOWERFIT_ENERGY AASHOWERFIT_NUMBER_OF_HITS JENERGY_MAXIMAL_ENERGY JENERGY_MINIMAL_ENERGY
        JPP_COVERAGE_ORIENTATION JPP_COVERAGE_POSITION
    ]
    [
        JGANDALF_LIKELIHOOD_RATIO JMUONFEATURES_NUMBER_OF_DOMS JMUONFEATURES_NUMBER_OF_HITS
        JMUONFEATURES_NUMBER_OF_LINES JSTART_BACKGROUND_LOGP JSTART_NPE_MIP_MISSED JSTART_ZMAX_M
        JSTART_ZMIN_M
    ]
}
