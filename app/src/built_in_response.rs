//! Built-in responses as tables, made once for the whole program: that takes longer than a fit.
//!
//! Each is there twice: as the detector gives it, for recorded candidates, and with the ending `_simulated` as nuscope
//! simulates candidates with it, whose energies follow the selection of the season too.

use std::sync::{Arc, OnceLock};

use nuscope_io::simulate::responses::{NAMES, Response};
use nuscope_model::{EffectiveArea, EnergyMigration};

/// What the names end with of responses for candidates that nuscope simulated.
pub const SIMULATED: &str = "_simulated";

/// A built-in response as a likelihood takes it.
#[derive(Debug)]
pub struct BuiltIn {
    /// Days of its season.
    pub livetime_days: f64,
    /// Where it comes from and how far to trust it.
    pub origin: String,
    response: Response,
    simulated: bool,
    area: OnceLock<Arc<EffectiveArea>>,
    migration: OnceLock<Arc<EnergyMigration>>,
}

/// The built-in response of a name; its tables are made when they are asked for.
pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
    static ALL: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    let (plain, simulated) = match name.strip_suffix(SIMULATED) {
        Some(plain) => (plain, true),
        None => (name, false),
    };
    let all = ALL.get_or_init(|| {
        let both = NAMES
            .into_iter()
            .flat_map(|name| [(name, false), (name, true)]);
        both.filter_map(|(name, simulated)| BuiltIn::of(name, simulated))
            .collect()
    });
    let mut all = all.iter();
    all.find(|known| known.response.name == plain && known.simulated == simulated)
}

impl BuiltIn {
    fn of(name: &str, simulated: bool) -> Option<Self> {
        let response = Response::built_in(name)?;
        let origin = response.origin();
        let combined = response.combined_search.filter(|_| simulated);
        let days = combined.map(|search| search.livetime_days);
        Some(Self {
            livetime_days: days.unwrap_or(response.livetime_days),
            origin: match (simulated, origin.strip_suffix(')')) {
                (true, Some(begin)) => format!("{begin}; these candidates were simulated with it)"),
                _ => origin,
            },
            simulated,
            response,
            area: OnceLock::new(),
            migration: OnceLock::new(),
        })
    }

    /// The effective area in bins of energy and declination.
    pub fn area(&self) -> Arc<EffectiveArea> {
        let made = || Arc::new(self.response.area_table());
        Arc::clone(self.area.get_or_init(made))
    }

    /// Which energy is measured at which energy.
    pub fn migration(&self) -> Arc<EnergyMigration> {
        let made = || {
            Arc::new(match self.simulated {
                true => self.response.simulated_migration_table(),
                false => self.response.migration_table(),
            })
        };
        Arc::clone(self.migration.get_or_init(made))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_response_is_found_and_made_once() {
        for name in NAMES {
            assert!(built_in(name).unwrap().origin.contains(name));
            let simulated = built_in(&format!("{name}{SIMULATED}")).unwrap();
            assert!(simulated.origin.contains("simulated with it"));
        }
        let ours = built_in("IC40").unwrap();
        assert!(Arc::ptr_eq(&ours.area(), &ours.area()));
        assert!(built_in("IC22").is_none() && built_in("_simulated").is_none());
    }
}
