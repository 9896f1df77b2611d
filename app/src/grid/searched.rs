//! The table of what a search of a list of sources has found, one row a source.
//!
//! The columns have the names that files of `nuscope sources` give them. Where a p-value is only a bound, because no
//! trial reached, its cell is empty and the column beside it says the bound: nothing stands there that was not computed.

use std::sync::Arc;

use nuscope_scan::search::{Limits, Looked};

use super::candidates::{kept, word};
use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::filter::{Cells, Kind, missing_whole};
use crate::searched::{Searched, Stage};
use crate::source_report::{Report, p_number, remark};

/// The unit of fluxes, which is said beside the table.
pub const FLUX: &str = "1/(GeV cm² s)";

const NUMBER: Head = Head {
    writing: Writing::Decimals(2),
    width: 62.0,
    ..HEAD
};

const TEXT: Head = Head {
    kind: Kind::Text,
    width: 150.0,
    ..HEAD
};

const P: Head = Head {
    writing: Writing::Probability,
    ..NUMBER
};

/// The table of a search.
pub fn grid(of: &Arc<Searched>) -> Grid {
    let mut columns = vec![texts(
        of,
        TEXT.of("name", "Source", "What its catalogue calls it"),
        |_, source| source.target.name.clone(),
    )];
    let degrees = NUMBER.in_unit("°");
    columns.push(numbers(
        of,
        degrees
            .of("ra_deg", "RA", "Right ascension (ICRS)")
            .known_as(&["ra"]),
        |source| Some(source.target.position.ra_rad.to_degrees()),
    ));
    columns.push(numbers(
        of,
        degrees
            .of("dec_deg", "Dec", "Declination (ICRS)")
            .known_as(&["dec"]),
        |source| Some(source.target.position.dec_rad.to_degrees()),
    ));
    let ts = of.likelihood.settings().convention.label();
    columns.push(numbers(of, NUMBER.of("ts", "TS", kept(ts)), |source| {
        Some(source.fit?.ts)
    }));
    columns.push(numbers(
        of,
        NUMBER.of("n_s", "n_s", "Signal events of the best fit"),
        |source| Some(source.fit?.n_s),
    ));
    columns.push(numbers(
        of,
        NUMBER.of("gamma", "Index γ", "Spectral index of the best fit"),
        |source| Some(source.fit?.gamma),
    ));
    let remarks = TEXT
        .of("remark", "Remark", "What must be said beside the numbers")
        .wide(320.0);
    let remarks = texts(of, remarks, |_, source| remark(source));
    let changing = changing(of);
    let mut all = Vec::with_capacity(columns.len() + changing.len() + 1);
    let mut changing = changing.into_iter();
    // The rank comes first.
    all.extend(changing.next());
    all.extend(columns);
    all.extend(changing);
    all.push(remarks);
    Grid::new("sources", of.found.sources.len(), all)
}

/// The columns that change while a search goes on, the rank first.
pub fn changing(of: &Arc<Searched>) -> Vec<Arc<GridColumn>> {
    let ranks = Arc::clone(of);
    let about = "Its place by local p-value; where that is not known, by TS";
    let head = NUMBER.of("rank", "Rank", about).wide(46.0);
    let rank = move || {
        let rank = ranks.ranks.iter().map(|rank| match rank {
            0 => missing_whole(),
            rank => i64::from(*rank),
        });
        Cells::Whole(rank.collect())
    };
    let calibrated = of.asked.plan.trials > 0;
    let mut columns = vec![
        GridColumn::new(head, rank),
        numbers(
            of,
            P.of(
                "p_local",
                "p local",
                "How likely background alone does as well at this place, from trials",
            )
            .usual_if(calibrated),
            |source| told(source.local),
        ),
        numbers(
            of,
            P.of(
                "p_asymptotic",
                "p asymptotic",
                "The local p-value of an ideal sample: not calibrated",
            )
            .wide(84.0)
            .usual_if(!calibrated),
            |source| Some(source.fit?.p_local),
        ),
        texts(
            of,
            TEXT.of("p_local_kind", "p is", "How the local p-value is known")
                .wide(152.0),
            p_kind,
        ),
        numbers(
            of,
            P.of(
                "p_post",
                "p post-trial",
                "How likely background alone does as well at any source of the list",
            )
            .wide(82.0)
            .usual_if(calibrated && of.asked.plan.skies > 0),
            |source| told(source.post),
        ),
        numbers(
            of,
            P.of("p_local_error", "± p local", "Its statistical error")
                .usual_if(false),
            |source| Some(source.local?.error),
        ),
        numbers(
            of,
            P.of("p_post_error", "± p post", "Its statistical error")
                .usual_if(false),
            |source| Some(source.post?.error),
        ),
    ];
    if calibrated && of.asked.plan.limit_trials > 0 {
        columns.extend(limits(of));
    }
    columns
}

/// A limit, sensitivity or discovery potential: its name in files, its title, what it is, and which number.
type Kind90 = (
    &'static str,
    &'static str,
    &'static str,
    fn(&Limits) -> Option<f64>,
);

/// What is told for every spectral index.
const KINDS: [Kind90; 3] = [
    ("n90", "Limit", "90 % C.L. upper limit", |limits| {
        limits.upper
    }),
    (
        "sens",
        "Sens.",
        "Sensitivity: the median upper limit without a source",
        |limits| limits.sensitivity,
    ),
    (
        "disc",
        "Disc.",
        "What is a discovery of 5 sigma half of the times",
        |limits| limits.discovery,
    ),
];

fn limits(of: &Arc<Searched>) -> Vec<Arc<GridColumn>> {
    let fluxes = of.likelihood.spatial_because().is_empty();
    let mut columns = Vec::new();
    for (place, gamma) in of.asked.plan.indices.iter().enumerate() {
        for (name, title, about, number) in KINDS {
            let usual = name != "disc";
            let law = law(*gamma);
            let title = kept(&format!("{title} {law}"));
            let named = |what: &str| kept(&word(&format!("{name}_{what}_e{gamma:.1}")));
            let flux = Head {
                name: named("flux"),
                title,
                about: kept(&format!(
                    "{about} for {law}: flux at 1 TeV of one flavour, in {FLUX}"
                )),
                unit: FLUX,
                unit_above: false,
                writing: Writing::Power(1),
                width: 86.0,
                usual: usual && fluxes,
                ..NUMBER
            };
            if fluxes {
                columns.push(numbers(of, flux, move |source| {
                    let limits = source.limits.get(place)?;
                    limits.flux(number(limits))
                }));
            }
            let events = Head {
                name: named("events"),
                title: kept(&format!("{title}, events")),
                about: kept(&format!("{about} for {law}, in expected events")),
                writing: Writing::Decimals(1),
                width: 110.0,
                usual: usual && !fluxes,
                ..NUMBER
            };
            columns.push(numbers(of, events, move |source| {
                number(source.limits.get(place)?)
            }));
        }
    }
    columns
}

/// "E^−2.5": the font has no raised minus.
pub fn law(gamma: f64) -> String {
    format!("E^−{gamma:.1}")
}

/// A p-value, where it is more than a bound.
fn told(estimate: Option<nuscope_scan::calibration::Estimate>) -> Option<f64> {
    let estimate = estimate?;
    estimate.is_told().then_some(estimate.p)
}

/// How the local p-value of a source is known.
fn p_kind(of: &Searched, source: &Looked) -> String {
    match (&source.fit, &source.local) {
        (Some(_), None) if of.stage == Stage::Runs && of.asked.plan.trials > 0 => "follows".into(),
        (_, Some(local)) if !local.is_told() => {
            format!("below {}: no trial reached", p_number(local.bound()))
        }
        _ => Report::calibration(source).to_owned(),
    }
}

fn numbers(
    of: &Arc<Searched>,
    head: Head,
    value: impl Fn(&Looked) -> Option<f64> + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let of = Arc::clone(of);
    GridColumn::new(head, move || {
        let sources = of.found.sources.iter();
        Cells::Real(
            sources
                .map(|source| value(source).unwrap_or(f64::NAN))
                .collect(),
        )
    })
}

fn texts(
    of: &Arc<Searched>,
    head: Head,
    text: impl Fn(&Searched, &Looked) -> String + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let of = Arc::clone(of);
    GridColumn::new(head, move || {
        let sources = of.found.sources.iter();
        Cells::Text(Arc::new(sources.map(|source| text(&of, source)).collect()))
    })
}
