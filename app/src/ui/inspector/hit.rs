//! One hit in rows: what the file says of it, and what follows from the reference track.

use nuscope_model::coincidence::WINDOW_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::trigger::trigger_names;
use nuscope_model::{AmplitudeUnit, Emission};

use super::{Coordinates, Row, row};
use crate::document::Document;
use crate::hit_values::{HitValues, particle_words};
use crate::plot::ticks::thousands;
use crate::view::HitQuantity;

/// What is told of the hit at `index`, under its title.
pub(super) fn hit_rows(
    document: &Document,
    coordinates: Coordinates<'_>,
    index: usize,
) -> Option<(String, Vec<Row>)> {
    let event = &document.event.as_ref()?.event;
    let hit = event.hits.get(index)?;
    let mut rows = vec![
        row("time", format!("{:.1} ns", event.relative_time_ns(hit))),
        row("time in the frame", format!("{:.1} ns", hit.time_ns)),
        match event.amplitude_unit {
            AmplitudeUnit::TotNs if hit.amplitude >= 255.0 => {
                row("time over threshold", "255 ns (saturated)")
            }
            AmplitudeUnit::TotNs => row("time over threshold", format!("{:.0} ns", hit.amplitude)),
            AmplitudeUnit::ChargePe => row("charge", format!("{:.2} p.e.", hit.amplitude)),
        },
        row(
            "trigger",
            if hit.triggered() {
                trigger_names(hit.trigger_mask).join(", ")
            } else {
                "none".into()
            },
        ),
        row("module", hit.module.0.to_string()),
        row("channel", hit.channel.to_string()),
    ];
    if let Some(detector) = &document.detector {
        if let Some(module) = detector.module(hit.module) {
            rows.push(row(
                "string, floor",
                format!("{}, {}", module.string, module.floor),
            ));
        }
        match detector.sensor(hit) {
            Some(sensor) => {
                rows.push(row("position", coordinates.text(sensor.position_m)));
                let module = detector.module(hit.module);
                let state = module.map(|module| module.sensor_state(sensor));
                if let Some(state) = state.filter(|state| !state.usable()) {
                    rows.push(row("photomultiplier", state.name()));
                }
            }
            None => rows.push(row("position", "not in this detector")),
        }
    }
    let same = event
        .hits
        .iter()
        .filter(|other| other.module == hit.module)
        .count();
    rows.push(row("hits on the module", same.to_string()));
    Some((format!("Hit {}", thousands(index + 1)), rows))
}

/// What is known of the hit at `index` together with the others and with the reference track, under a title.
///
/// Light that the track was not there to make is said to be none: its residual means nothing.
pub(super) fn light_rows(values: &HitValues, index: usize) -> Option<(String, Vec<Row>)> {
    let hit = values.event.hits.get(index)?;
    let value = |quantity| {
        let value: Option<&f32> = values.column(quantity).get(index);
        value.copied().filter(|value| value.is_finite())
    };
    let mut rows = Vec::new();
    if let Some(residual) = value(HitQuantity::Residual) {
        rows.push(row("time residual", format!("{residual:+.1} ns")));
    }
    if let Some(distance) = value(HitQuantity::Distance) {
        rows.push(row("distance", format!("{distance:.1} m")));
    }
    if let Some(angle) = value(HitQuantity::ImpactAngle) {
        rows.push(row(
            "impact angle",
            format!("{angle:.0}° (0° faces the light)"),
        ));
    }
    let sensor = values.detector.as_deref().and_then(|d| d.sensor(hit));
    if let (Some(light), Some(sensor)) = (values.light(), sensor) {
        let at_m = light.emission_along_track_m(sensor.position_m);
        let text = match light.emission(sensor.position_m) {
            _ if !at_m.is_finite() => None,
            Emission::OnTrack if light.shape() == TrackShape::Shower => None,
            Emission::OnTrack => Some(format!("{at_m:.0} m along the track")),
            Emission::BeforeStart => Some("none: before the track begins".into()),
            Emission::AfterEnd => Some("none: after the track ends".into()),
        };
        rows.extend(text.map(|text| row("its light", text)));
    }
    if let Some(count) = value(HitQuantity::Multiplicity).filter(|count| *count > 1.0) {
        let text = format!("{count:.0} photomultipliers within {WINDOW_NS:.0} ns");
        rows.push(row("on the module", text));
    }
    if let Some(origin) = value(HitQuantity::Origin) {
        let words = particle_words(&values.event, origin as i64);
        rows.push(row("simulated origin", words));
    }
    if let Some(pulses) = values.pulses() {
        let pulse = pulses.pulse_of()[index] as usize;
        let pieces = pulses.members(pulse).len();
        if pieces > 1 {
            let length_ns = pulses.hits[pulse].amplitude;
            rows.push(row(
                "merged pulse",
                format!("{pieces} hits, {length_ns:.0} ns"),
            ));
        }
    }
    let title = match &values.reference {
        Some(track) => format!("Seen from {}", track.name),
        None => "Beside the other hits".into(),
    };
    (!rows.is_empty()).then_some((title, rows))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hit_values::tests::values;

    fn text(values: &HitValues, index: usize) -> String {
        let (title, rows) = light_rows(values, index).unwrap();
        let rows: Vec<String> = rows
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        format!("{title}\n{}", rows.join("\n"))
    }

    #[test]
    fn a_hit_tells_what_follows_from_the_track() {
        let seen = text(&values(), 0);
        let expected = "Seen from JMuon\ntime residual: +4.8 ns\ndistance: 30.0 m\nimpact angle: 48° (0° faces the light)\n\
            its light: -33 m along the track\non the module: 2 photomultipliers within 10 ns\nsimulated origin: particle 3";
        assert_eq!(seen, expected);
        let merged = text(&values().merging(true), 3);
        assert!(merged.ends_with("merged pulse: 2 hits, 267 ns"), "{merged}");
    }

    #[test]
    fn light_that_the_track_did_not_make_is_none() {
        let values = values();
        let mut finite = values.reference.clone().unwrap();
        finite.length_m = Some(5.0);
        let finite = values.seen_from(values.medium, Some(finite));
        assert!(text(&finite, 0).contains("its light: none: before the track begins"));
        let nothing = values.seen_from(values.medium, None);
        assert_eq!(light_rows(&nothing, 5), None);
        assert_eq!(light_rows(&nothing, 99), None);
    }
}
