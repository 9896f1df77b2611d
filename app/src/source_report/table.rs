//! The table of columns: what CSV, VOTable, FITS and the others hold.

use nuscope_io::table::{Column, Note, Table, Values};
use nuscope_scan::calibration::Estimate;
use nuscope_scan::search::{Limits, Looked};

use super::Report;

const FLUX: &str = "GeV-1.cm-2.s-1";

/// A column: name, unit, what it says, and its value for a source.
type Row<'a> = (
    String,
    &'a str,
    String,
    Box<dyn Fn(&Looked) -> Option<f64> + 'a>,
);

impl Report {
    /// One row a source; empty where a number was not computed.
    pub fn table(&self) -> Table {
        let sources = &self.found.sources;
        let texts = |name: &str, what: &str, of: &dyn Fn(&Looked) -> String| Column {
            description: what.to_owned(),
            ..Column::new(name, "", Values::Text(sources.iter().map(of).collect()))
        };
        let mut columns = vec![texts("name", "name of the source", &|source| {
            source.target.name.clone()
        })];
        for (name, unit, description, value) in self.numbers() {
            let values = sources
                .iter()
                .map(|source| value(source).unwrap_or(f64::NAN));
            columns.push(Column {
                description,
                ..Column::new(name, unit, Values::Number(values.collect()))
            });
        }
        let how = "how p_local is known";
        let calibration = |source: &Looked| Self::calibration(source).to_owned();
        columns.insert(8, texts("p_local_kind", how, &calibration));
        let beside = "what must be said beside the numbers";
        columns.push(texts("remark", beside, &|source| self.remark(source)));
        let note = |(key, value)| Note {
            key,
            value,
            comment: String::new(),
        };
        let warnings = self.warnings.iter();
        let warnings = warnings.map(|text| note((String::new(), text.clone())));
        Table {
            name: "sources".into(),
            columns,
            notes: self.facts().into_iter().map(note).chain(warnings).collect(),
            warnings: Vec::new(),
        }
    }

    fn numbers(&self) -> Vec<Row<'_>> {
        let say = str::to_owned;
        let mut rows: Vec<Row<'_>> = vec![
            (
                say("ra_deg"),
                "deg",
                say("right ascension (ICRS)"),
                Box::new(|source| Some(source.target.position.ra_rad.to_degrees())),
            ),
            (
                say("dec_deg"),
                "deg",
                say("declination (ICRS)"),
                Box::new(|source| Some(source.target.position.dec_rad.to_degrees())),
            ),
            (
                say("ts"),
                "",
                say(self.settings.convention.label()),
                Box::new(|source| Some(source.fit?.ts)),
            ),
            (
                say("n_s"),
                "",
                say("signal events"),
                Box::new(|source| Some(source.fit?.n_s)),
            ),
            (
                say("gamma"),
                "",
                say("spectral index"),
                Box::new(|source| Some(source.fit?.gamma)),
            ),
            (
                say("p_asymptotic"),
                "",
                say("asymptotic local p-value, not calibrated"),
                Box::new(|source| Some(source.fit?.p_local)),
            ),
            (
                say("p_local"),
                "",
                say("local p-value from trials"),
                Box::new(|source| p(source.local)),
            ),
            (
                say("p_local_error"),
                "",
                say("its statistical error"),
                Box::new(|source| Some(source.local?.error)),
            ),
            (
                say("p_post"),
                "",
                say("post-trial p-value of the list"),
                Box::new(|source| p(source.post)),
            ),
            (
                say("p_post_error"),
                "",
                say("its statistical error"),
                Box::new(|source| Some(source.post?.error)),
            ),
        ];
        for (k, gamma) in self.plan.indices.iter().enumerate() {
            let each = [
                (
                    "n90",
                    "90 % C.L. upper limit",
                    (|limits: &Limits| limits.upper) as fn(&Limits) -> _,
                ),
                ("sens", "sensitivity", |limits| limits.sensitivity),
                ("disc", "5 sigma discovery potential", |limits| {
                    limits.discovery
                }),
            ];
            for (name, what, events) in each {
                let of = move |source: &Looked| source.limits.get(k).copied();
                rows.push((
                    format!("{name}_events_e{gamma:.1}"),
                    "",
                    format!("{what} for E^-{gamma}, in expected events"),
                    Box::new(move |source| events(&of(source)?)),
                ));
                rows.push((
                    format!("{name}_flux_e{gamma:.1}"),
                    FLUX,
                    format!("{what} for E^-{gamma}, flux at 1 TeV"),
                    Box::new(move |source| {
                        let limits = of(source)?;
                        limits.flux(events(&limits))
                    }),
                ));
            }
        }
        let own = |source: &Looked| source.limits.get(self.plan.indices.len()).copied();
        if self
            .found
            .sources
            .iter()
            .any(|source| own(source).is_some())
        {
            rows.push((
                say("own_index"),
                "",
                say("spectral index of the source's own limits"),
                Box::new(move |source| Some(own(source)?.gamma)),
            ));
            let each = [
                (
                    "n90",
                    "90 % C.L. upper limit",
                    (|limits: &Limits| limits.upper) as fn(&Limits) -> _,
                ),
                ("sens", "sensitivity", |limits| limits.sensitivity),
                ("disc", "5 sigma discovery potential", |limits| {
                    limits.discovery
                }),
            ];
            for (name, what, events) in each {
                rows.push((
                    format!("{name}_events_own"),
                    "",
                    format!("{what} for its own spectrum, in expected events"),
                    Box::new(move |source| events(&own(source)?)),
                ));
                rows.push((
                    format!("{name}_flux_own"),
                    FLUX,
                    format!("{what} for its own spectrum, flux at 1 TeV"),
                    Box::new(move |source| {
                        let limits = own(source)?;
                        limits.flux(events(&limits))
                    }),
                ));
            }
        }
        rows
    }
}

/// The p-value, where it is more than a bound.
fn p(estimate: Option<Estimate>) -> Option<f64> {
    let estimate = estimate.filter(Estimate::is_told);
    Some(estimate?.p)
}
