//! The table of the hits of the event on display: every value that colours, cuts and plots know too.

use std::collections::HashMap;
use std::sync::Arc;

use nuscope_model::{AmplitudeUnit, Detector, Module, SensorId};

use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::filter::{Cells, Kind, missing_whole};
use crate::hit_values::{HitValues, ShownHits, particle_words};
use crate::view::{HitQuantity, Marked};

const NUMBER: Head = Head {
    writing: Writing::Decimals(1),
    width: 84.0,
    ..HEAD
};

const COUNT: Head = Head {
    width: 62.0,
    ..HEAD
};

/// The table of all hits.
pub fn grid(values: &Arc<HitValues>, shown: &Arc<ShownHits>, marked: &Marked) -> Grid {
    let hits = values.event.hits.len();
    // What depends on no track is kept while tracks are dragged, and must not hold on to what does.
    let still = &Arc::new(values.seen_from(values.medium, None));
    let mut columns = identity(still);
    columns.extend(
        HitQuantity::ALL
            .into_iter()
            .filter_map(|quantity| of_quantity(quantity, values)),
    );
    // The triggers stand where a shifter looks first, after the amplitude.
    let amplitude = columns
        .iter()
        .position(|column| matches!(column.head.name, "tot_ns" | "charge_pe"));
    columns.insert(
        amplitude.map_or(columns.len(), |place| place + 1),
        triggers(still),
    );
    if !values.event.mc_hits.is_empty() {
        let origin = columns
            .iter()
            .position(|column| column.head.name == "origin");
        let place = origin.map_or(columns.len(), |place| place + 1);
        columns.insert(place, particles(still));
    }
    columns.extend(positions(still));
    columns.push(triggered(still));
    columns.push(shown_column(shown));
    columns.push(marked_column(marked, hits));
    Grid::new("hits", hits, columns)
}

/// The columns that differ between `values` and `before`, which are of the same hits.
pub fn changed(values: &Arc<HitValues>, before: &HitValues) -> Vec<Arc<GridColumn>> {
    HitQuantity::ALL
        .into_iter()
        .filter(|quantity| !values.shares(*quantity, before))
        .filter_map(|quantity| of_quantity(quantity, values))
        .collect()
}

fn of_quantity(quantity: HitQuantity, values: &Arc<HitValues>) -> Option<Arc<GridColumn>> {
    let head = head(quantity, values.event.amplitude_unit)?;
    let values = Arc::clone(values);
    Some(GridColumn::new(head, move || {
        Cells::Single(Arc::clone(values.column(quantity)))
    }))
}

/// How a quantity is headed; `None` for those that have exact columns of whole numbers.
fn head(quantity: HitQuantity, amplitude: AmplitudeUnit) -> Option<Head> {
    let title = quantity.label(amplitude);
    let head = match quantity {
        HitQuantity::Time => NUMBER.of("time_ns", title, "Time after the event's zero"),
        HitQuantity::Residual => {
            let about = "Time after the direct light of the reference track";
            let head = NUMBER.of("residual_ns", "Residual", about);
            head.known_as(&["residual"])
        }
        HitQuantity::Amplitude => match amplitude {
            AmplitudeUnit::TotNs => NUMBER
                .of("tot_ns", "ToT", "Time over threshold")
                .known_as(&["tot"])
                .written(Writing::Decimals(0))
                .wide(62.0),
            AmplitudeUnit::ChargePe => NUMBER
                .of("charge_pe", title, "Charge in photo-electrons")
                .known_as(&["charge"])
                .written(Writing::Decimals(2)),
        },
        HitQuantity::Distance => {
            let about = "Distance from the reference track";
            let head = NUMBER.of("distance_m", "Distance", about);
            head.known_as(&["distance"])
        }
        HitQuantity::ImpactAngle => {
            let about = "Angle between direct light and the photomultiplier's axis: 0° looks into the light";
            let head = NUMBER.of("impact_deg", "Impact", about);
            head.known_as(&["impact"])
        }
        HitQuantity::Multiplicity => {
            let about = "Photomultipliers of the module that were hit at about the same time";
            COUNT.of("multiplicity", "Multiplicity", about).wide(84.0)
        }
        HitQuantity::Origin => {
            let about = "The simulated particle that made the light, by its number";
            COUNT.of("origin", "Origin", about).usual_if(false)
        }
        HitQuantity::Trigger | HitQuantity::String | HitQuantity::Floor | HitQuantity::Channel => {
            return None;
        }
    };
    Some(head.in_unit(quantity.unit(amplitude)))
}

/// Which photomultiplier it was.
fn identity(values: &Arc<HitValues>) -> Vec<Arc<GridColumn>> {
    let of_hits = |head: Head, value: fn(&nuscope_model::Hit) -> i64| {
        let values = Arc::clone(values);
        GridColumn::new(head, move || {
            Cells::Whole(values.event.hits.iter().map(value).collect())
        })
    };
    let of_module = |head: Head, value: fn(&Module) -> i64| {
        let values = Arc::clone(values);
        GridColumn::new(head, move || Cells::Whole(whole_of_modules(&values, value)))
    };
    let places = {
        let values = Arc::clone(values);
        let head = COUNT.of(
            "hit",
            "Hit",
            "Place of the hit in the event, counted from 1",
        );
        GridColumn::new(head, move || {
            Cells::Whole((1..=values.event.hits.len() as i64).collect())
        })
    };
    let module = COUNT
        .of("module", "Module", "Number of the optical module")
        .wide(92.0);
    let channel = COUNT.of(
        "channel",
        "Channel",
        "Number of the photomultiplier in its module",
    );
    let string = COUNT
        .of("string", "String", "Number of the string")
        .wide(54.0);
    let floor = COUNT
        .of("floor", "Floor", "Number of the floor on its string")
        .wide(54.0);
    vec![
        places,
        of_hits(module, |hit| i64::from(hit.module.0)),
        of_hits(channel, |hit| i64::from(hit.channel)),
        of_module(string, |module| i64::from(module.string)),
        of_module(floor, |module| i64::from(module.floor)),
    ]
}

fn whole_of_modules(values: &HitValues, value: fn(&Module) -> i64) -> Arc<[i64]> {
    let detector = values.detector.as_deref();
    let one = |sensor: &Option<SensorId>| {
        let module = sensor
            .zip(detector)
            .and_then(|(sensor, detector)| detector.module_of(sensor));
        module.map_or(missing_whole(), |(module, _)| value(module))
    };
    values.sensors().iter().map(one).collect()
}

/// The names of the particles that made the light.
fn particles(values: &Arc<HitValues>) -> Arc<GridColumn> {
    let head = Head {
        name: "particle",
        title: "Particle",
        about: "The simulated particle that made the light: its name, its code and its number",
        kind: Kind::Text,
        usual: false,
        writing: Writing::Plain,
        width: 180.0,
        ..HEAD
    };
    let values = Arc::clone(values);
    GridColumn::new(head, move || {
        let origins = values.column(HitQuantity::Origin);
        let mut names: HashMap<i64, String> = HashMap::new();
        let name = |origin: &f32| match origin.is_finite() {
            true => {
                let number = *origin as i64;
                let make = || particle_words(&values.event, number);
                names.entry(number).or_insert_with(make).clone()
            }
            false => String::new(),
        };
        Cells::Text(Arc::new(origins.iter().map(name).collect()))
    })
}

/// Where the photomultiplier hangs.
fn positions(values: &Arc<HitValues>) -> [Arc<GridColumn>; 3] {
    let axis = |name, title, place: usize| {
        let head = NUMBER
            .of(
                name,
                title,
                "Where the photomultiplier hangs, in the detector's frame",
            )
            .in_unit("m");
        let values = Arc::clone(values);
        GridColumn::new(head, move || Cells::Single(coordinate(&values, place)))
    };
    [
        axis("x_m", "x", 0),
        axis("y_m", "y", 1),
        axis("z_m", "z", 2),
    ]
}

fn coordinate(values: &HitValues, place: usize) -> Arc<[f32]> {
    let detector: Option<&Detector> = values.detector.as_deref();
    let one = |sensor: &Option<SensorId>| {
        let found = sensor.zip(detector);
        let found = found.and_then(|(sensor, detector)| detector.sensors().get(sensor.0 as usize));
        found.map_or(f32::NAN, |sensor| sensor.position_m[place] as f32)
    };
    values.sensors().iter().map(one).collect()
}

fn triggers(values: &Arc<HitValues>) -> Arc<GridColumn> {
    let head = HEAD
        .of("triggers", "Triggers", "Triggers that used the hit")
        .holding(Kind::Bits)
        .wide(150.0);
    let values = Arc::clone(values);
    GridColumn::new(head, move || {
        let masks = values.event.hits.iter().map(|hit| hit.trigger_mask);
        Cells::Bits(masks.collect())
    })
}

fn triggered(values: &Arc<HitValues>) -> Arc<GridColumn> {
    let head = HEAD
        .of(
            "is_triggered",
            "Triggered",
            "Whether a trigger used the hit",
        )
        .holding(Kind::Truth)
        .usual_if(false);
    let values = Arc::clone(values);
    GridColumn::new(head, move || {
        Cells::Truth(
            values
                .event
                .hits
                .iter()
                .map(nuscope_model::Hit::triggered)
                .collect(),
        )
    })
}

/// Which hits pass the cuts.
pub fn shown_column(shown: &Arc<ShownHits>) -> Arc<GridColumn> {
    let head = HEAD
        .of("shown", "Shown", "Whether the hit passes the cuts")
        .holding(Kind::Truth)
        .wide(58.0);
    let shown = Arc::clone(shown);
    GridColumn::new(head, move || Cells::Truth(shown.passes.as_slice().into()))
}

/// Which hits are marked, of `hits`.
pub fn marked_column(marked: &Marked, hits: usize) -> Arc<GridColumn> {
    let head = HEAD
        .of(
            "marked",
            "Marked",
            "Whether the hit was marked by a box, a lasso, a plot or here",
        )
        .holding(Kind::Truth)
        .wide(62.0);
    let marked = marked.clone();
    GridColumn::new(head, move || {
        let mut truths = vec![false; hits];
        for place in marked.places() {
            if let Some(truth) = truths.get_mut(*place as usize) {
                *truth = true;
            }
        }
        Cells::Truth(truths.into())
    })
}
