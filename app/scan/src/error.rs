//! Why no likelihood can be made of some samples, in words for their owner.

/// Why a likelihood could not be prepared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing to fit.
    #[error("there are no candidates to scan: open a candidate list first")]
    NoCandidates,
    /// A list without the column that the signal's shape rests on.
    #[error("sample {sample:?} has no angular error column; a scan needs one for every candidate")]
    NoAngularError {
        /// Name of the sample.
        sample: String,
    },
    /// Every row of every list had to be left out.
    #[error(
        "none of the {found} candidates can be used; a scan needs positions on the sky and angular errors above 0"
    )]
    NoneUsable {
        /// Number of candidates in all samples.
        found: usize,
    },
    /// More candidates than the index can number.
    #[error("{found} candidates are too many for one likelihood; it holds up to {limit}")]
    TooMany {
        /// Number of candidates in all samples.
        found: usize,
        /// The most it can hold.
        limit: usize,
    },
    /// A setting outside its range.
    #[error("{what} must be {low} to {high}{}{unit}; it is {found}", if unit.is_empty() { "" } else { " " })]
    Setting {
        /// Which setting.
        what: &'static str,
        /// Its value.
        found: f64,
        /// Smallest allowed value.
        low: f64,
        /// Largest allowed value.
        high: f64,
        /// Unit of all three.
        unit: &'static str,
    },
    /// Nobody wants it any more.
    #[error("it was given up, since other choices were made meanwhile")]
    GivenUp,
    /// An analysis file that is none.
    #[error("the analysis: {0}")]
    Analysis(String),
    /// A time window that is none, or in which nothing was taken.
    #[error("{0}")]
    Window(String),
    /// A list without the dates that a time window needs.
    #[error("sample {sample:?}: {what}")]
    NoDates {
        /// Name of the sample.
        sample: String,
        /// What is missing, in words.
        what: String,
    },
    /// A response that does not fit its sample, or is none.
    #[error("sample {sample:?}: {what}")]
    Response {
        /// Name of the sample.
        sample: String,
        /// What is wrong, in words.
        what: String,
    },
}

impl Error {
    /// Refuses a setting that is not within `low..=high`.
    pub(crate) fn outside(
        what: &'static str,
        found: f64,
        [low, high]: [f64; 2],
        unit: &'static str,
    ) -> Result<(), Self> {
        if (low..=high).contains(&found) {
            return Ok(());
        }
        // Bounds are shown without the hair that lets a right angle in.
        let high = (high * 1e6).round() / 1e6;
        Err(Self::Setting {
            what,
            found,
            low,
            high,
            unit,
        })
    }
}
