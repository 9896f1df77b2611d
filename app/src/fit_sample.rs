//! One sample as it is fitted: what is known of its detector, and what was chosen instead.
//!
//! Files win over what is built in. Candidates that nuscope simulated use the response they were drawn from; for
//! recorded ones a built-in response is at most suggested, by the name of the list, and never taken unasked where
//! nothing else is known. Where a list of a known season has its effective area but no energies, the built-in ones
//! complete it, and every result says so.

use std::path::Path;
use std::sync::Arc;

use nuscope_io::simulate::{drawn_from, responses};
use nuscope_model::{DirectionAxis, EffectiveArea, EnergyMigration, Provenance, Sample, Site};
use nuscope_scan::{Input, Psf};

use crate::analysis::is_file;
use crate::built_in_response::{SIMULATED, built_in};
use crate::open_analysis::OpenAnalysis;
use crate::view::{ResponseChoice, SampleEdit};

/// What is known of a sample before anybody chooses.
#[derive(Clone, Debug)]
pub struct Known {
    /// The candidates.
    pub sample: Arc<Sample>,
    /// The analysis that names it, and its place there.
    analysis: Option<(Arc<OpenAnalysis>, usize)>,
    /// The candidates that it was made of, where it was scrambled here.
    made_of: Option<Arc<Sample>>,
}

/// A sample with what is chosen for it.
#[derive(Clone, Debug)]
pub struct FitSample {
    /// What is known.
    pub known: Known,
    /// Whether it takes part.
    pub used: bool,
    /// Where its response comes from.
    pub response: ResponseChoice,
    /// Days of data.
    pub livetime_days: Option<f64>,
    /// Where candidates of a point source fall.
    pub psf: Psf,
}

impl Known {
    /// What is known of a sample, with the analysis that it is of.
    pub fn of(sample: &Arc<Sample>, analysis: Option<(&Arc<OpenAnalysis>, usize)>) -> Self {
        Self {
            sample: Arc::clone(sample),
            analysis: analysis.map(|(analysis, place)| (Arc::clone(analysis), place)),
            made_of: None,
        }
    }

    /// The same, made here of other candidates: its detector is theirs.
    pub fn made_of(self, original: Option<&Arc<Sample>>) -> Self {
        Self {
            made_of: original.cloned(),
            ..self
        }
    }

    fn input(&self) -> Option<&Input> {
        let (analysis, place) = self.analysis.as_ref()?;
        analysis.inputs.get(*place)
    }

    /// What the analysis file says of it.
    pub fn entry(&self) -> Option<&nuscope_scan::analysis::SampleEntry> {
        let (analysis, place) = self.analysis.as_ref()?;
        analysis.analysis.samples.get(*place)
    }

    /// Whether its own files give effective areas, and whether they give energies.
    pub fn own(&self) -> (bool, bool) {
        let (Some(entry), Some(input)) = (self.entry(), self.input()) else {
            let responses = &self.sample.responses;
            let area = responses.effective_area.as_deref();
            return (area.is_some_and(has_site), responses.smearing.is_some());
        };
        // Of a file or a release only what it gave is there; nothing is filled in where nothing built in is named.
        let whole = entry.release.is_some() || entry.response.as_deref().is_some_and(is_file);
        let fills = entry
            .response
            .as_deref()
            .is_some_and(|response| !is_file(response));
        let energies = whole && !fills && input.migration.is_some();
        (
            entry.effective_area.is_some() || (whole && input.area.is_some()),
            entry.smearing.is_some() || energies,
        )
    }

    /// The response that nuscope drew it from, with its days, where nuscope simulated it.
    fn drawn_from(&self) -> Option<(&'static str, f64)> {
        let sample = self.made_of.as_ref().unwrap_or(&self.sample);
        let ours = sample.provenance == Provenance::Simulated && sample.generator == "nuscope";
        ours.then(|| drawn_from(&sample.name, sample.len()))?
    }

    /// The built-in response that its name points to.
    pub fn suggested(&self) -> Option<&'static str> {
        let drawn = self.drawn_from().map(|(name, _)| name);
        drawn.or_else(|| responses::response_named(&self.sample.name))
    }

    /// What is used of it where nothing is chosen.
    pub fn by_default(&self) -> FitSample {
        let response = match self.entry() {
            Some(entry) => {
                let (area, energies) = self.own();
                let built_in = entry
                    .response
                    .as_ref()
                    .filter(|response| !is_file(response));
                match (built_in, area || energies) {
                    (Some(name), true) => ResponseChoice::Filled(name.clone()),
                    (Some(name), false) => ResponseChoice::BuiltIn(name.clone()),
                    (None, true) => ResponseChoice::Own,
                    (None, false) => ResponseChoice::None,
                }
            }
            None => match (self.own(), self.drawn_from()) {
                ((true, true), _) => ResponseChoice::Own,
                ((true, false), _) => match responses::response_named(&self.sample.name) {
                    Some(name) => ResponseChoice::Filled(name.into()),
                    None => ResponseChoice::Own,
                },
                ((false, _), Some((name, _))) => {
                    ResponseChoice::BuiltIn(format!("{name}{SIMULATED}"))
                }
                ((false, _), None) => ResponseChoice::None,
            },
        };
        FitSample {
            livetime_days: self.days(&response),
            known: self.clone(),
            used: true,
            response,
            psf: self.input().map_or(Psf::Gaussian, |input| input.psf),
        }
    }

    /// Days of data where nobody says them: of its own files, else of the response.
    fn days(&self, response: &ResponseChoice) -> Option<f64> {
        let of_list = match self.input() {
            Some(input) => input.livetime_days,
            None => self.sample.livetime_days,
        };
        let drawn = || self.drawn_from().map(|(_, days)| days);
        let built_in = || Some(built_in(response.built_in()?)?.livetime_days);
        of_list.or_else(drawn).or_else(built_in)
    }

    /// With what was changed about it.
    pub fn with(&self, edit: &SampleEdit) -> FitSample {
        let before = self.by_default();
        let response = edit.response.clone().unwrap_or(before.response);
        FitSample {
            livetime_days: edit.livetime_days.or_else(|| self.days(&response)),
            known: before.known,
            used: !edit.left_out,
            psf: edit.psf.unwrap_or(before.psf),
            response,
        }
    }

    /// What can be chosen for its response, with names.
    pub fn choices(&self) -> Vec<ResponseChoice> {
        let (area, energies) = self.own();
        let mut all = vec![ResponseChoice::None];
        if area {
            all.push(ResponseChoice::Own);
            let name = self.by_default().response.built_in().map(str::to_owned);
            let name = name.or_else(|| self.suggested().map(str::to_owned));
            all.extend(name.filter(|_| !energies).map(ResponseChoice::Filled));
        }
        let default = self.by_default().response;
        if !all.contains(&default) {
            all.push(default);
        }
        let built_in = responses::NAMES.into_iter();
        all.extend(built_in.map(|name| ResponseChoice::BuiltIn(name.into())));
        all
    }
}

impl PartialEq for FitSample {
    /// The same data in memory with the same choices.
    fn eq(&self, other: &Self) -> bool {
        let analysis = |known: &Known| {
            let analysis = known.analysis.as_ref();
            analysis.map(|(analysis, place)| (Arc::as_ptr(analysis), *place))
        };
        Arc::ptr_eq(&self.known.sample, &other.known.sample)
            && analysis(&self.known) == analysis(&other.known)
            && (self.used, &self.response) == (other.used, &other.response)
            && (self.livetime_days, self.psf) == (other.livetime_days, other.psf)
    }
}

impl FitSample {
    /// What a likelihood takes; making tables and reading smearings takes time.
    pub fn input(&self) -> Input {
        let known = &self.known;
        let sample = &known.sample;
        let mut input = match known.input() {
            Some(input) => input.clone(),
            None => Input::from(Arc::clone(sample)),
        };
        if !self.used {
            // It stays in its place among the others, without candidates.
            input.sample = Arc::new(Sample {
                name: sample.name.clone(),
                provenance: sample.provenance,
                checksum: sample.checksum.clone(),
                ..Sample::default()
            });
            return input;
        }
        (input.livetime_days, input.psf) = (self.livetime_days, self.psf);
        let as_read = known.input().is_some() && self.response == known.by_default().response;
        if as_read {
            return input;
        }
        let (area, migration, mut origin) = match self.response {
            ResponseChoice::None | ResponseChoice::BuiltIn(_) => (None, None, Vec::new()),
            ResponseChoice::Own | ResponseChoice::Filled(_) => self.own(),
        };
        let table = self.response.built_in().and_then(built_in);
        let lacks = area.is_none() || migration.is_none();
        if let Some(table) = table.filter(|_| lacks) {
            origin.push(table.origin.clone());
            input.area = area.or_else(|| Some(table.area()));
            input.migration = migration.or_else(|| Some(table.migration()));
        } else {
            (input.area, input.migration) = (area, migration);
        }
        input.origin = origin.join(", ");
        input
    }

    /// Area and energies of its own files, and where they come from.
    fn own(&self) -> Own {
        let (has_area, has_energies) = self.known.own();
        if let (Some(entry), Some(input)) = (self.known.entry(), self.known.input()) {
            let file = |path: Option<&Path>| {
                let of_all = entry
                    .response
                    .as_deref()
                    .filter(|response| is_file(response));
                let path = path
                    .or(of_all.map(Path::new))
                    .or(entry.release.as_deref())?;
                let name = path.file_name().unwrap_or(path.as_os_str());
                Some(name.to_string_lossy().into_owned())
            };
            let area = file(entry.effective_area.as_deref()).filter(|_| has_area);
            let energies = file(entry.smearing.as_deref()).filter(|_| has_energies);
            let said = [
                area.map(|file| format!("area {file}")),
                energies.map(|file| format!("energies {file} (files give no error)")),
            ];
            return (
                input.area.clone().filter(|_| has_area),
                input.migration.clone().filter(|_| has_energies),
                said.into_iter().flatten().collect(),
            );
        }
        let responses = &self.known.sample.responses;
        let area = responses.effective_area.as_ref().filter(|_| has_area);
        let area = area.and_then(by_declination);
        let smearing = responses.smearing.as_deref();
        let said = [
            area.as_ref()
                .map(|area| format!("area {} of the release (files give no error)", area.name)),
            smearing.map(|smearing| format!("energies {} of the release", smearing.name)),
        ];
        let migration = smearing.map(|smearing| Arc::new(nuscope_io::migration_of(smearing)));
        (area, migration, said.into_iter().flatten().collect())
    }

    /// Where its response comes from, in words, before anything is made of it.
    pub fn origin(&self) -> String {
        let built_in = |name: &str| built_in(name).map_or(String::new(), |it| it.origin.clone());
        match &self.response {
            ResponseChoice::None => "no response: positions alone".into(),
            ResponseChoice::Own => "its own response".into(),
            ResponseChoice::Filled(name) => {
                format!("its own response, completed by the {}", built_in(name))
            }
            ResponseChoice::BuiltIn(name) => built_in(name),
        }
    }
}

/// Whether an area is by declination, or by zenith of the one detector whose site is known by its seasons.
fn has_site(area: &EffectiveArea) -> bool {
    area.direction == DirectionAxis::DeclinationRad || area.name.starts_with("IC")
}

/// An area by declination, averaged over the day where it is by zenith.
fn by_declination(area: &Arc<EffectiveArea>) -> Option<Arc<EffectiveArea>> {
    if area.direction == DirectionAxis::DeclinationRad {
        return Some(Arc::clone(area));
    }
    let site = Site::named("IceCube")?;
    let (averaged, _) = area.over_the_day(site.latitude_rad).ok()?;
    Some(Arc::new(averaged))
}

/// Area, energies, and where they come from.
type Own = (
    Option<Arc<EffectiveArea>>,
    Option<Arc<EnergyMigration>>,
    Vec<String>,
);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn demo() -> Vec<Arc<Sample>> {
        nuscope_io::open(std::path::Path::new("demo:sky"))
            .unwrap()
            .samples
    }

    #[test]
    fn what_nuscope_simulated_uses_the_response_it_was_drawn_from() {
        let all: Vec<FitSample> = demo()
            .iter()
            .map(|sample| Known::of(sample, None).by_default())
            .collect();
        let days: f64 = all.iter().filter_map(|sample| sample.livetime_days).sum();
        assert_eq!(days, 376.0 + 348.0 + 316.0 + 333.0 + 1058.0 + 2.0 * 2415.0);
        let last = ResponseChoice::BuiltIn("IC86_II_simulated".into());
        assert_eq!(all[6].response, last);
        assert!(
            all[6].origin().contains("within 5 %"),
            "{}",
            all[6].origin()
        );
    }

    #[test]
    fn a_recorded_list_is_only_offered_a_built_in_response() {
        let mut sample = (*demo()[2]).clone();
        sample.provenance = Provenance::Recorded;
        let known = Known::of(&Arc::new(sample.clone()), None);
        let default = known.by_default();
        assert_eq!(
            (default.response, default.livetime_days),
            (ResponseChoice::None, None)
        );
        assert_eq!(known.suggested(), Some("IC40"));
        let edit = SampleEdit {
            response: Some(ResponseChoice::BuiltIn("IC40".into())),
            ..SampleEdit::default()
        };
        let chosen = known.with(&edit);
        assert_eq!(chosen.livetime_days, Some(376.36));
        let input = chosen.input();
        assert!(input.area.is_some() && input.migration.is_some());
        assert!(input.origin.contains("built-in response IC40"));

        // Its own area comes first, and is completed where its season is known.
        let area = EffectiveArea {
            name: "IC40".into(),
            log10_energy_edges: vec![2.0, 9.0],
            direction: DirectionAxis::DeclinationRad,
            direction_edges: vec![-1.6, 1.6],
            area_cm2: vec![7.0],
            checksum: String::new(),
        };
        sample.responses.effective_area = Some(Arc::new(area));
        sample.livetime_days = Some(300.0);
        let known = Known::of(&Arc::new(sample), None);
        let default = known.by_default();
        assert_eq!(default.response, ResponseChoice::Filled("IC40".into()));
        let input = default.input();
        assert_eq!(input.livetime_days, Some(300.0));
        assert_eq!(input.area.unwrap().area_cm2, [7.0]);
        assert!(
            input.origin.starts_with(
                "area IC40 of the release (files give no error), built-in response IC40"
            )
        );
        let left_out = SampleEdit {
            left_out: true,
            ..SampleEdit::default()
        };
        assert!(known.with(&left_out).input().sample.is_empty());
    }
}
