//! Pulses by column, of events whose tables say where each pulse was: GraphNeT's and Prometheus's.

use std::ops::Range;

use glam::DVec3;
use nuscope_model::event::time_zero_ns;
use nuscope_model::{AmplitudeUnit, Event, EventHeader, Hit, Provenance};
use nuscope_table::{Table, Values};

use crate::Warnings;
use crate::placed_modules::{Modules, Named, Naming};

/// Pulses of one or all events; columns that the file does not have are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pulses {
    pub(crate) time_ns: Vec<f64>,
    /// Empty where every row is one photon.
    pub(crate) charge_pe: Vec<f64>,
    pub(crate) position_m: [Vec<f64>; 3],
    pub(crate) string: Vec<f64>,
    /// Place of the module on its string.
    pub(crate) place: Vec<f64>,
    /// Number of the photomultiplier in its module.
    pub(crate) pmt: Vec<f64>,
    pub(crate) looks: [Vec<f64>; 3],
    /// Not 0 where the pulse had a coincident one nearby.
    pub(crate) coincident: Vec<f64>,
}

/// Takes a column of numbers out of a table; empty if there is none of this name.
pub(crate) fn take_numbers(table: &mut Table, name: &str) -> Vec<f64> {
    let found = table.columns.iter_mut().find(|column| column.name == name);
    match found.map(|column| std::mem::take(&mut column.values)) {
        Some(Values::Number(numbers)) => numbers,
        Some(other) => other
            .numbers()
            .map_or_else(Vec::new, |numbers| numbers.into_owned()),
        None => Vec::new(),
    }
}

/// One value as a number; `None` where it is missing, beyond the end, a text or a list.
pub(crate) fn number_at(values: &Values, row: usize) -> Option<f64> {
    let number = match values {
        Values::Number(numbers) => *numbers.get(row)?,
        Values::Integer { values, missing } => {
            let there = missing.binary_search(&u32::try_from(row).ok()?).is_err();
            there.then_some(*values.get(row)? as f64)?
        }
        Values::Bool(truths) => f64::from((*truths.get(row)?)?),
        Values::Text(_) | Values::Lists { .. } => return None,
    };
    (!number.is_nan()).then_some(number)
}

impl Pulses {
    /// Number of pulses.
    pub(crate) fn len(&self) -> usize {
        self.time_ns.len()
    }

    /// How the row names its photomultiplier.
    pub(crate) fn named(&self, row: usize) -> Named {
        let vector = |columns: &[Vec<f64>; 3]| {
            let [x, y, z] = columns.each_ref().map(|column| column.get(row).copied());
            Some(DVec3::new(x?, y?, z?))
        };
        let whole = |column: &[f64]| {
            let value = column.get(row).copied()?;
            (value.fract() == 0.0).then_some(value as i64)
        };
        Named {
            position_m: vector(&self.position_m).unwrap_or(DVec3::NAN),
            on_string: whole(&self.string).zip(whole(&self.place)),
            pmt: whole(&self.pmt).unwrap_or(0),
            looks: vector(&self.looks).unwrap_or(DVec3::ZERO),
        }
    }

    /// Adds all photomultipliers to `naming`.
    pub(crate) fn name(&self, naming: &mut Naming) {
        (0..self.position_m[0].len()).for_each(|row| naming.add(self.named(row)));
    }

    /// Whether any pulse had a coincident one nearby.
    pub(crate) fn has_coincident(&self) -> bool {
        self.coincident.iter().any(|hlc| *hlc > 0.0)
    }

    /// The event of these rows.
    pub(crate) fn event(
        &self,
        header: &EventHeader,
        rows: &[Range<usize>],
        modules: &Modules,
        provenance: Provenance,
    ) -> Event {
        let mut hits = Vec::new();
        let (mut nowhere, mut never) = (0, 0);
        for row in rows.iter().cloned().flatten() {
            let Some((module, channel)) = modules.find(&self.named(row)) else {
                nowhere += 1;
                continue;
            };
            let Some(time_ns) = self
                .time_ns
                .get(row)
                .copied()
                .filter(|time| time.is_finite())
            else {
                never += 1;
                continue;
            };
            let charge = match self.charge_pe.get(row) {
                Some(charge) if charge.is_finite() => charge.max(0.0) as f32,
                Some(_) => 0.0,
                None => 1.0,
            };
            let coincident = self.coincident.get(row).is_some_and(|hlc| *hlc > 0.0);
            hits.push(Hit {
                module,
                channel,
                time_ns,
                amplitude: charge,
                trigger_mask: u64::from(coincident),
            });
        }
        let mut warnings = Warnings::default();
        let what = "pulses left out: no position";
        warnings.count(nowhere, "pulse left out: no position", what);
        warnings.count(never, "pulse left out: no time", "pulses left out: no time");
        Event {
            header: header.clone(),
            amplitude_unit: AmplitudeUnit::ChargePe,
            time_zero_ns: time_zero_ns(&hits),
            hits,
            detector: Some(modules.detector.clone()),
            provenance,
            warnings: warnings.0,
            ..Event::default()
        }
    }
}
