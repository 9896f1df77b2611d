//! An analysis as a file: which samples, with which responses, and which choices. Read, checked and written as TOML.
//!
//! ```toml
//! [[sample]]
//! name = "IC40"
//! events = "IC40_exp.csv"                       # paths are relative to the file
//! uptime = "uptime/IC40_exp.csv"                # or livetime_days = 376.36
//! effective_area = "irfs/IC40_effectiveArea.csv"
//! dec_deg = [-90.0, 0.0]                        # only these declinations; all if left out
//! smearing = "Fig_S4_tabulated.txt"             # or response = "IC40": what is built in fills what is not given
//!                                               # or response = "irf.fits", site = "ARCA": a file by zenith
//!                                               # or release = "FOLDER", season = "IC40": list and responses
//!
//! [settings]
//! index = 2.5                                   # "free" if left out
//! time = { kind = "box", from_mjd = 56937, to_mjd = 57096 }   # always if left out
//! ```
//!
//! Angles are degrees here and radians everywhere else. Names that mean nothing are refused: a misspelt choice that is
//! quietly ignored would change a result.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nuscope_model::{Equatorial, Site};
use serde::{Deserialize, Serialize};

use crate::targets::Target;
use crate::{
    Convention, DecRange, EnergyAt, Error, Index, OwnModel, Psf, Settings, Shape, Spectrum,
    TimeProfile,
};

/// A whole analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Analysis {
    /// Choices.
    #[serde(skip_serializing_if = "Choices::is_default")]
    pub settings: Choices,
    /// The samples.
    #[serde(rename = "sample", skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<SampleEntry>,
    /// Sources to look at.
    #[serde(rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceEntry>,
}

/// One sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SampleEntry {
    /// What to call it.
    pub name: String,
    /// The list of candidates; left out where a release has it.
    #[serde(skip_serializing_if = "is_empty")]
    pub events: PathBuf,
    /// Which list of the file, by its name, where the file holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// A folder of lists, good runs and responses, of which this sample is one season.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<PathBuf>,
    /// The season of the release, if not the sample's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// The good runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptime: Option<PathBuf>,
    /// Days of data, where there is no list of good runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub livetime_days: Option<f64>,
    /// The effective area in bins of declination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_area: Option<PathBuf>,
    /// Which energy is measured at which energy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smearing: Option<PathBuf>,
    /// Name of a built-in response, or a file or folder of responses, for what is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Where the detector stands, for responses by zenith.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteEntry>,
    /// Only candidates between two declinations in degrees take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dec_deg: Option<[f64; 2]>,
    /// Where candidates of a point source fall.
    #[serde(skip_serializing_if = "is_gaussian")]
    pub psf: Psf,
    /// Which column of the list is what, as `COLUMN[UNIT]` by key, where its head does not say.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// Where a detector stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "the name of a site or a latitude in degrees is wanted for the site"
)]
pub enum SiteEntry {
    /// Latitude in degrees.
    LatitudeDeg(f64),
    /// The name of a built-in site.
    Name(String),
}

impl SiteEntry {
    /// Its latitude in radians.
    ///
    /// # Errors
    /// If there is no such site, or no such latitude.
    pub fn latitude_rad(&self) -> Result<f64, Error> {
        let wrong = |found: String| {
            let names = Site::NAMES.join(", ");
            Error::Analysis(format!(
                "site = one of {names}, or a latitude within 90 degrees is wanted, it is {found}"
            ))
        };
        match self {
            Self::LatitudeDeg(deg) if deg.abs() <= 90.0 => Ok(deg.to_radians()),
            Self::LatitudeDeg(deg) => Err(wrong(deg.to_string())),
            Self::Name(name) => match Site::named(name) {
                Some(site) => Ok(site.latitude_rad),
                None => Err(wrong(format!("{name:?}"))),
            },
        }
    }

    /// In words, for results.
    pub fn words(&self) -> String {
        match self {
            Self::LatitudeDeg(deg) => format!("latitude {deg}°"),
            Self::Name(name) => Site::named(name).map_or(name.clone(), |site| site.name),
        }
    }
}

/// One source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// What to call it.
    pub name: String,
    /// Right ascension (ICRS) in degrees.
    pub ra_deg: f64,
    /// Declination (ICRS) in degrees.
    pub dec_deg: f64,
    /// Width of a Gaussian source in degrees, where it differs from the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gaussian_deg: Option<f64>,
    /// Radius of a disc in degrees, where it differs from the settings; 0 is a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disc_deg: Option<f64>,
    /// "free" or a number, where it differs from the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexEntry>,
    /// The shape of its spectrum, where it differs from the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectrum: Option<Spectrum>,
    /// Its weight in a stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

impl SourceEntry {
    /// What is assumed of it alone.
    ///
    /// # Errors
    /// If it would be a Gaussian and a disc, or a number is outside its range.
    pub fn own(&self, settings: &Settings) -> Result<OwnModel, Error> {
        let own = OwnModel {
            shape: shape(self.gaussian_deg, self.disc_deg)?,
            spectrum: self.spectrum,
            index: self.index.map(IndexEntry::index),
        };
        own.apply(settings).check()?;
        Ok(own)
    }

    /// It as a source to look at.
    ///
    /// # Errors
    /// As [`SourceEntry::own`].
    pub fn target(&self, settings: &Settings) -> Result<Target, Error> {
        Ok(Target {
            name: self.name.clone(),
            position: Equatorial::from_degrees(self.ra_deg, self.dec_deg),
            weight: self.weight,
            own: self.own(settings)?,
        })
    }
}

impl IndexEntry {
    fn index(self) -> Index {
        match self {
            Self::Fixed(gamma) => Index::Fixed(gamma),
            Self::Free(Free::Free) => Index::Free,
        }
    }
}

/// The shape of a source that is a Gaussian or a disc of so many degrees; `None` where neither is said.
fn shape(gaussian_deg: Option<f64>, disc_deg: Option<f64>) -> Result<Option<Shape>, Error> {
    match (gaussian_deg, disc_deg) {
        (None, None) => Ok(None),
        (Some(0.0), None) | (None, Some(0.0)) => Ok(Some(Shape::Point)),
        (Some(deg), None) => Ok(Some(Shape::Gaussian {
            sigma_rad: deg.to_radians(),
        })),
        (None, Some(deg)) => Ok(Some(Shape::Disc {
            radius_rad: deg.to_radians(),
        })),
        (Some(_), Some(_)) => {
            let both = "a source is a Gaussian or a disc; leave out gaussian_deg or disc_deg";
            Err(Error::Analysis(both.into()))
        }
    }
}

/// The choices of [`Settings`] as people write them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choices {
    /// The cut, in angular errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_sigmas: Option<f64>,
    /// Smaller angular errors are raised to this, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sigma_floor_deg: Option<f64>,
    /// Pixels with a larger |declination| are masked, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mask_above_dec_deg: Option<f64>,
    /// "free" or a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexEntry>,
    /// The shape of the spectrum besides its index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectrum: Option<Spectrum>,
    /// "event", "source" or "off".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy: Option<EnergyAt>,
    /// Width of a Gaussian source in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gaussian_deg: Option<f64>,
    /// Radius of a disc in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disc_deg: Option<f64>,
    /// "two-ln-lambda" or "ln-lambda".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub convention: Option<Convention>,
    /// When the source shines; always if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeProfile>,
}

/// "free" or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "\"free\" or a number is wanted for the index")]
pub enum IndexEntry {
    /// Held at this.
    Fixed(f64),
    /// Fitted.
    Free(Free),
}

/// The word for an index that is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Free {
    /// "free".
    Free,
}

fn is_empty(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn is_gaussian(psf: &Psf) -> bool {
    *psf == Psf::Gaussian
}

impl SampleEntry {
    /// The candidates that take part.
    ///
    /// # Errors
    /// If `dec_deg` is no range.
    pub fn dec_range(&self) -> Result<DecRange, Error> {
        match self.dec_deg {
            Some(ends) => DecRange::from_degrees(ends),
            None => Ok(DecRange::WHOLE),
        }
    }
}

impl Choices {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// In the units of the program; what is not said is as in [`Settings::default`].
    ///
    /// # Errors
    /// If a number is outside its range, or a source would be a Gaussian and a disc.
    pub fn settings(&self) -> Result<Settings, Error> {
        let default = Settings::default();
        let rad = |deg: Option<f64>, default: f64| deg.map_or(default, f64::to_radians);
        let shape = shape(self.gaussian_deg, self.disc_deg)?.unwrap_or_default();
        let settings = Settings {
            cut_sigmas: self.cut_sigmas.unwrap_or(default.cut_sigmas),
            sigma_floor_rad: rad(self.sigma_floor_deg, default.sigma_floor_rad),
            max_abs_dec_rad: rad(self.mask_above_dec_deg, default.max_abs_dec_rad),
            index: self.index.map_or(Index::Free, IndexEntry::index),
            spectrum: self.spectrum.unwrap_or_default(),
            energy: self.energy.unwrap_or_default(),
            shape,
            convention: self.convention.unwrap_or_default(),
            time: self.time,
        };
        settings.check()?;
        Ok(settings)
    }
}

impl Analysis {
    /// Reads the text of an analysis file.
    ///
    /// # Errors
    /// [`Error::Analysis`] says what is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let analysis: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line =
                before.map(|before| 1 + before.bytes().filter(|byte| *byte == b'\n').count());
            let line = line.map_or(String::new(), |line| format!("line {line}: "));
            let words: Vec<&str> = error.message().split_whitespace().collect();
            Error::Analysis(format!("{line}{}", words.join(" ")))
        })?;
        analysis.check()?;
        Ok(analysis)
    }

    /// The text of the file.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("tables of numbers, texts and paths can be written")
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |what: String| Err(Error::Analysis(what));
        if self.samples.is_empty() {
            return wrong("no [[sample]] with a list of events in it".into());
        }
        for (i, sample) in self.samples.iter().enumerate() {
            let name = &sample.name;
            if name.trim().is_empty() {
                return wrong(format!("sample {} has no name", i + 1));
            }
            if self.samples[..i].iter().any(|other| other.name == *name) {
                return wrong(format!("two samples are called {name:?}"));
            }
            if is_empty(&sample.events) && sample.release.is_none() {
                return wrong(format!("sample {name:?} has no events = \"FILE\""));
            }
            if sample.season.is_some() && sample.release.is_none() {
                return wrong(format!(
                    "sample {name:?} names a season of no release; add release = \"FOLDER\""
                ));
            }
            if let Some(Err(Error::Analysis(what))) =
                sample.site.as_ref().map(SiteEntry::latitude_rad)
            {
                return wrong(format!("sample {name:?}: {what}"));
            }
            if sample.uptime.is_some() && sample.livetime_days.is_some() {
                let both = "has both uptime and livetime_days; leave out one";
                return wrong(format!("sample {name:?} {both}"));
            }
            if let Err(Error::Analysis(what)) = sample.dec_range() {
                return wrong(format!("sample {name:?}: {what}"));
            }
            let bad = |days: &f64| !(*days > 0.0 && days.is_finite());
            if let Some(days) = sample.livetime_days.filter(bad) {
                let wanted = "livetime_days above 0 is wanted";
                return wrong(format!("sample {name:?}: {wanted}, it is {days}"));
            }
        }
        for source in &self.sources {
            let sound = source.ra_deg.is_finite() && (-90.0..=90.0).contains(&source.dec_deg);
            if !sound {
                return wrong(format!(
                    "source {:?} is at {} {}; a right ascension and a declination within 90 degrees are wanted",
                    source.name, source.ra_deg, source.dec_deg
                ));
            }
        }
        let settings = self.settings.settings()?;
        for source in &self.sources {
            let name = &source.name;
            if let Err(error) = source.own(&settings) {
                let what = match error {
                    Error::Analysis(what) => what,
                    other => other.to_string(),
                };
                return wrong(format!("source {name:?}: {what}"));
            }
            let bad = |weight: &f64| !(*weight > 0.0 && weight.is_finite());
            if let Some(weight) = source.weight.filter(bad) {
                return wrong(format!(
                    "source {name:?}: a weight above 0 is wanted, it is {weight}"
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const WHOLE: &str = r#"
[settings]
index = 2.5
energy = "source"
gaussian_deg = 0.5
convention = "ln-lambda"
spectrum = { kind = "cut-off", cut_off_gev = 2100.0, beta = 0.5 }
time = { kind = "box", from_mjd = 56937, to_mjd = 57096.5 }

[[sample]]
name = "ANTARES tracks"
events = "list.csv"
livetime_days = 2415
response = "ANTARES_tracks"
psf = { kind = "king", tail = 2.5 }
list = "tracks"
columns = { dec = "col3[deg]" }
dec_deg = [-90, 20]

[[source]]
name = "Galactic Centre"
ra_deg = 266.42
dec_deg = -29.01
gaussian_deg = 2.0
index = "free"
spectrum = { kind = "power-law" }
weight = 2.5
"#;

    #[test]
    fn an_analysis_is_read_and_written() {
        let analysis = Analysis::parse(WHOLE).unwrap();
        let settings = analysis.settings.settings().unwrap();
        assert_eq!(settings.index, Index::Fixed(2.5));
        let sigma_rad = 0.5_f64.to_radians();
        assert_eq!(settings.shape, Shape::Gaussian { sigma_rad });
        let cut = Spectrum::CutOff {
            cut_off_gev: 2100.0,
            beta: 0.5,
        };
        assert_eq!(settings.spectrum, cut);
        let window = TimeProfile::Box {
            from_mjd: 56_937.0,
            to_mjd: 57_096.5,
        };
        assert_eq!(settings.time, Some(window));
        assert_eq!(analysis.samples[0].psf, Psf::King { tail: 2.5 });
        assert_eq!(Analysis::parse(&analysis.to_toml()).unwrap(), analysis);
    }

    #[test]
    fn left_out_choices_are_the_defaults() {
        let text = "[settings]\nindex = \"free\"\n[[sample]]\nname = \"a\"\nevents = \"a.csv\"\n";
        let analysis = Analysis::parse(text).unwrap();
        assert_eq!(analysis.settings.settings().unwrap(), Settings::default());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = |text: &str| Analysis::parse(text).unwrap_err().to_string();
        let sample = "[[sample]]\nname = \"a\"\nevents = \"a.csv\"\n";
        let with = |more: &str| wrong(&format!("{sample}{more}"));
        insta::assert_snapshot!(wrong(""), @"the analysis: no [[sample]] with a list of events in it");
        insta::assert_snapshot!(wrong("[[sample]]\nname = \"a\"\n"), @r#"the analysis: sample "a" has no events = "FILE""#);
        insta::assert_snapshot!(with(sample), @r#"the analysis: two samples are called "a""#);
        insta::assert_snapshot!(with("livetime_days = -3\n"), @r#"the analysis: sample "a": livetime_days above 0 is wanted, it is -3"#);
        insta::assert_snapshot!(wrong(&format!("[settings]\nindex = 5\n{sample}")), @"the spectral index must be 1 to 4; it is 5");
        insta::assert_snapshot!(with("dec_deg = [0, -90]\n"), @r#"the analysis: sample "a": dec_deg = [SOUTH, NORTH] is wanted, two declinations within 90 degrees that rise; it is [0, -90]"#);
        insta::assert_snapshot!(with("site = \"Baikal\"\n"), @r#"the analysis: sample "a": site = one of ARCA, ORCA, ANTARES, IceCube, or a latitude within 90 degrees is wanted, it is "Baikal""#);
        insta::assert_snapshot!(with("site = 91\n"), @r#"the analysis: sample "a": site = one of ARCA, ORCA, ANTARES, IceCube, or a latitude within 90 degrees is wanted, it is 91"#);
        insta::assert_snapshot!(with("season = \"IC40\"\n"), @r#"the analysis: sample "a" names a season of no release; add release = "FOLDER""#);
        let source = |more: &str| {
            with(&format!(
                "[[source]]\nname = \"b\"\nra_deg = 1\ndec_deg = 1\n{more}"
            ))
        };
        insta::assert_snapshot!(source("index = 5\n"), @r#"the analysis: source "b": the spectral index must be 1 to 4; it is 5"#);
        insta::assert_snapshot!(source("weight = -1\n"), @r#"the analysis: source "b": a weight above 0 is wanted, it is -1"#);
        assert!(source("gaussian_deg = 1\ndisc_deg = 1\n").contains("a Gaussian or a disc"));
        assert!(source("gaussian_deg = 40\n").contains("extension"));
        assert!(source("disc_deg = nan\n").contains("extension"));
        assert!(with("evnts = \"b\"\n").contains("line 4"));
        let time = |time: &str| wrong(&format!("[settings]\ntime = {time}\n{sample}"));
        insta::assert_snapshot!(time("{ kind = \"gaussian\", center_mjd = 57000, sigma_days = 0 }"), @"the width of the flare must be 0.00001 to 100000 days; it is 0");
        assert!(time("{ kind = \"box\", from_mjd = 57000 }").contains("to_mjd"));
        assert!(time("{ kind = \"bx\", from_mjd = 57000 }").contains("gaussian"));
        assert!(with("[settings]\nindex = \"fre\"\n").contains("\"free\" or a number"));
        assert!(
            with("[settings]\ngaussian_deg = 1\ndisc_deg = 1\n").contains("a Gaussian or a disc")
        );
        assert!(
            with("[[source]]\nname = \"b\"\nra_deg = 1\ndec_deg = 91\n").contains("source \"b\"")
        );
    }
}
