//! What files hold, as JSON: the facts that `nuscope info` prints, for programs.
//!
//! One object per file. Lists that a file does not have are empty, numbers it does not say are null. Sums are there
//! so that two readers can be compared without printing every value.

use nuscope_io::table::words::counted;
use nuscope_io::table::{Table, Values};
use nuscope_io::{EventSource, Loaded};
use nuscope_model::{
    AmplitudeUnit, Catalogue, Detector, EffectiveArea, EnergyDispersion, Equatorial, EventHeader,
    MultiOrderMap, PointSpread, Provenance, Quantity, Sample, SkyMap, Uptime,
};
use serde_json::{Value, json};

use crate::document::map_simulated;

/// One file. `deep` reads every event too.
pub fn file(loaded: &Loaded, deep: bool) -> Value {
    json!({
        "path": loaded.path,
        "bytes": std::fs::metadata(&loaded.path).ok().map(|found| found.len()),
        "format": loaded.format,
        "events": loaded.events.as_deref().map(|source| events(source, loaded, deep)),
        "detector": loaded.detector.as_deref().map(detector),
        "samples": list(&loaded.samples, |sample| self::sample(sample)),
        "map": loaded.map.as_deref().map(map),
        "multi_order_map": loaded.multi_order.as_deref().map(multi_order_map),
        "regions": list(&loaded.regions, |region| json!({
            "name": region.name,
            "order": region.order(),
            "cells": region.cells().count(),
            "square_degrees": region.area_sr().to_degrees().to_degrees(),
        })),
        "catalogues": list(&loaded.catalogues, |catalogue| self::catalogue(catalogue)),
        "effective_areas": list(&loaded.effective_areas, |area| effective_area(area)),
        "angular_resolutions": list(&loaded.angular_resolutions, |table| json!({
            "name": table.name,
            "bins": table.median_rad.len(),
        })),
        "smearings": list(&loaded.smearings, |table| json!({ "name": table.name, "bins": table.len() })),
        "point_spreads": list(&loaded.point_spreads, |table| point_spread(table)),
        "energy_dispersions": list(&loaded.energy_dispersions, |table| energy_dispersion(table)),
        "uptimes": list(&loaded.uptimes, |uptime| self::uptime(uptime)),
        "tables": list(&loaded.tables, |table| self::table(table)),
        "warnings": loaded.warnings.0,
    })
}

/// A file that could not be opened.
pub fn refused(path: &std::path::Path, error: &nuscope_io::Error) -> Value {
    json!({ "path": path, "refused": error.to_string() })
}

/// How well the detectors among the files fit the events among them.
pub fn matches(files: &[Loaded]) -> Vec<Value> {
    let mut told = Vec::new();
    for events in files {
        let Some(first) = events
            .events
            .as_ref()
            .and_then(|source| source.read(0).ok())
        else {
            continue;
        };
        for other in files {
            let Some(detector) = other
                .detector
                .as_ref()
                .filter(|_| other.path != events.path)
            else {
                continue;
            };
            let found = detector.matches_event(&first);
            told.push(json!({
                "events": events.path,
                "detector": other.path,
                "share_of_modules": found.share_known,
                "share_of_channels": found.channels_known,
                "verdict": crate::detectors::words(&found),
            }));
        }
    }
    told
}

fn list<T>(items: &[T], told: impl Fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(told).collect()
}

fn multi_order_map(map: &MultiOrderMap) -> Value {
    json!({
        "frame": map.frame.name(),
        "cells": map.cells().len(),
        "order": map.order(),
        "square_degrees": map.area_sr().to_degrees().to_degrees(),
        "columns": list(map.columns(), |column| {
            map_column(&column.name, &column.unit, column.values.iter().copied())
        }),
    })
}

/// A quantity of a map: how many values it has, and the sum of those that are finite.
fn map_column(name: &str, unit: &str, values: impl ExactSizeIterator<Item = f64> + Clone) -> Value {
    json!({
        "name": name,
        "unit": unit,
        "values": values.len(),
        "masked": values.clone().filter(|value| value.is_nan()).count(),
        "infinite": values.clone().filter(|value| value.is_infinite()).count(),
        "sum": values.filter(|value| value.is_finite()).sum::<f64>(),
    })
}

fn events(source: &dyn EventSource, loaded: &Loaded, deep: bool) -> Value {
    let headers = source.headers();
    let utc = || headers.iter().filter_map(|header| header.utc);
    let mut told = json!({
        "count": headers.len(),
        "hits": hits(headers),
        "simulated": source.provenance() == Provenance::Simulated,
        "det_id": headers.first().and_then(|header| header.det_id),
        "run_id": headers.first().and_then(|header| header.run_id),
        "utc": utc().min().zip(utc().max()).map(|(first, last)| [first.to_string(), last.to_string()]),
    });
    if deep
        && let (Some(told), Value::Object(more)) =
            (told.as_object_mut(), all_events(source, loaded))
    {
        told.extend(more);
    }
    told
}

/// What only reading every event tells.
pub fn all_events(source: &dyn EventSource, loaded: &Loaded) -> Value {
    let (mut triggered, mut mc_hits, mut tracks, mut mc_tracks, mut placed) = (0, 0, 0, 0, 0);
    let (mut raw, mut unit) = (0, AmplitudeUnit::default());
    let mut warnings: Vec<String> = Vec::new();
    let mut remarks = std::collections::BTreeMap::<String, usize>::new();
    for index in 0..source.headers().len() {
        let mut event = match source.read(index) {
            Ok(event) => event,
            Err(error) => {
                warnings.push(format!("event {}: {error}", index + 1));
                continue;
            }
        };
        raw += usize::from(event.raw_times);
        unit = event.amplitude_unit;
        triggered += event.triggered_hits();
        mc_hits += event.mc_hits.len();
        tracks += event.tracks.len();
        mc_tracks += event.mc_tracks.len();
        for line in event.warnings.drain(..) {
            *remarks.entry(line).or_default() += 1;
        }
        let detector = loaded.detector.as_ref().or(event.detector.as_ref());
        if let Some(detector) = detector {
            placed += event
                .hits
                .iter()
                .filter(|hit| detector.sensor(hit).is_some())
                .count();
        }
    }

    warnings.extend(remarks.into_iter().map(|(line, events)| {
        let events = counted(events, "event", "events");
        format!("{events}: {line}")
    }));
    json!({
        "triggered_hits": triggered,
        "hits_with_a_place": placed,
        "events_with_raw_times": raw,
        "amplitude": match unit {
            AmplitudeUnit::TotNs => "time over threshold in ns",
            AmplitudeUnit::ChargePe => "charge in photo-electrons",
        },
        "mc_hits": mc_hits,
        "tracks": tracks,
        "mc_tracks": mc_tracks,
        "event_warnings": warnings,
    })
}

/// Number of hits in all events.
pub fn hits(headers: &[EventHeader]) -> usize {
    headers.iter().map(|header| header.hits).sum()
}

/// Number of strings.
pub fn strings(detector: &Detector) -> usize {
    let strings: std::collections::HashSet<_> = detector
        .modules()
        .iter()
        .map(|module| module.string)
        .collect();
    strings.len()
}

fn detector(detector: &Detector) -> Value {
    let modules = detector.modules();
    let utm = detector.origin.as_ref().map(|origin| {
        json!({
            "zone": origin.zone,
            "easting_m": origin.easting_m,
            "northing_m": origin.northing_m,
            "height_m": origin.height_m,
        })
    });
    let (low, high) = detector.bounds_m();
    json!({
        "name": detector.name,
        "det_id": detector.det_id,
        "strings": strings(detector),
        "modules": modules.len(),
        "bases": modules.iter().filter(|module| module.sensors == 0).count(),
        "photomultipliers": detector.sensors().len(),
        "low_corner_m": low.to_array(),
        "high_corner_m": high.to_array(),
        "utm": utm,
        "simulated": detector.provenance == Provenance::Simulated,
    })
}

/// Sums of right ascension and declination in degrees.
fn sums(positions: impl Iterator<Item = Equatorial> + Clone) -> (f64, f64) {
    let ra = positions.clone().map(|at| at.ra_rad.to_degrees()).sum();
    (ra, positions.map(|at| at.dec_rad.to_degrees()).sum())
}

fn sample(sample: &Sample) -> Value {
    let range = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        json!([low, high])
    };
    let column = |column: &nuscope_model::Column| {
        json!({
            "quantity": column.quantity,
            "name": column.quantity.label(),
            "unit": column.quantity.display_unit(),
            "missing": column.values.iter().filter(|value| value.is_nan()).count(),
        })
    };
    let errors = sample.column(Quantity::AngularErrorRad).is_some();
    let mut columns = sample.columns.iter();
    let axis_errors = columns.any(|column| column.quantity.is_axis_error());
    let mjd = sample.column(Quantity::Mjd);
    let (sum_ra_deg, sum_dec_deg) = sums((0..sample.len()).map(|i| sample.position(i)));
    json!({
        "name": sample.name,
        "candidates": sample.len(),
        "simulated": sample.provenance == Provenance::Simulated,
        "columns": list(&sample.columns, column),
        "further_columns": list(&sample.extras, |extra| json!({ "name": extra.name, "unit": extra.unit })),
        "text_columns": list(&sample.labels, |labels| json!({ "name": labels.name })),
        "error_containment": errors.then(|| sample.error_containment.fraction()),
        "axis_error_containment": axis_errors.then(|| sample.axis_error_containment.fraction()),
        "mjd": mjd.map(range),
        "sum_ra_deg": sum_ra_deg,
        "sum_dec_deg": sum_dec_deg,
        "sum_mjd": mjd.map(|values| values.iter().filter(|value| !value.is_nan()).sum::<f64>()),
        "livetime_days": sample.livetime_days,
        "effective_area": sample.responses.effective_area.as_deref().map(effective_area),
        "checksum": sample.checksum,
    })
}

fn catalogue(catalogue: &Catalogue) -> Value {
    let mut sources = catalogue.sources.iter();
    let errors = sources.any(|source| source.error_rad.is_some());
    let (sum_ra_deg, sum_dec_deg) = sums(catalogue.sources.iter().map(|source| source.position));
    json!({
        "name": catalogue.name,
        "sources": catalogue.len(),
        "error_containment": errors.then(|| catalogue.error_containment.fraction()),
        "extended": catalogue.sources.iter().filter(|source| source.extension_rad.is_some()).count(),
        "further_columns": list(&catalogue.extras, |extra| json!({ "name": extra.name, "unit": extra.unit })),
        "sum_ra_deg": sum_ra_deg,
        "sum_dec_deg": sum_dec_deg,
        "checksum": catalogue.checksum,
    })
}

fn effective_area(area: &EffectiveArea) -> Value {
    json!({
        "name": area.name,
        "bins": area.area_cm2.len(),
        "empty_bins": area.area_cm2.iter().filter(|area| **area == 0.0).count(),
        "sum_cm2": area.area_cm2.iter().sum::<f64>(),
        "checksum": area.checksum,
    })
}

fn point_spread(table: &PointSpread) -> Value {
    let [energies, thetas] = table.bins();
    json!({
        "name": table.name,
        "bins": energies * thetas,
        "empty_bins": table.check().ok(),
        "rings": table.rad_edges_rad.len().saturating_sub(1),
        "median_deg": table.medians_rad().map(|range| range.map(f64::to_degrees)),
        "checksum": table.checksum,
    })
}

fn energy_dispersion(table: &EnergyDispersion) -> Value {
    let [energies, thetas] = table.bins();
    json!({
        "name": table.name,
        "bins": energies * thetas,
        "empty_bins": table.check().ok(),
        "migrations": table.migration_edges.len().saturating_sub(1),
        "checksum": table.checksum,
    })
}

fn uptime(uptime: &Uptime) -> Value {
    json!({
        "name": uptime.name,
        "runs": uptime.len(),
        "days": uptime.livetime_days(),
        "mjd": uptime.span_mjd(),
        "overlapping_runs": uptime.overlaps().0,
        "checksum": uptime.checksum,
    })
}

fn map(map: &SkyMap) -> Value {
    json!({
        "nside": map.nside,
        "simulated": map_simulated(map),
        "columns": list(&map.columns, |column| {
            map_column(&column.name, &column.unit, column.values.iter().map(|value| f64::from(*value)))
        }),
    })
}

fn table(table: &Table) -> Value {
    let kind = |values: &Values| match values {
        Values::Number(_) => "number",
        Values::Integer { .. } => "integer",
        Values::Bool(_) => "bool",
        Values::Text(_) => "text",
        Values::Lists { .. } => "list",
    };
    json!({
        "name": table.name,
        "rows": table.rows(),
        "columns": list(&table.columns, |column| json!({
            "name": column.name,
            "unit": column.unit,
            "kind": kind(&column.values),
        })),
    })
}
