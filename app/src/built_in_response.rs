//! Built-in responses as tables, made once for the whole program: that takes longer than a fit.

use std::sync::{Arc, OnceLock};

use nuscope_io::simulate::responses::{NAMES, Response};
use nuscope_model::{EffectiveArea, EnergyMigration};

/// A built-in response as a likelihood takes it.
#[derive(Debug)]
pub struct BuiltIn {
    /// Days of its season.
    pub livetime_days: f64,
    /// Where it comes from and how far to trust it.
    pub origin: String,
    response: Response,
    area: OnceLock<Arc<EffectiveArea>>,
    migration: OnceLock<Arc<EnergyMigration>>,
}

/// The built-in response of a name; its tables are made when they are asked for.
pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
    static ALL: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    let all = ALL.get_or_init(|| NAMES.into_iter().filter_map(BuiltIn::of).collect());
    all.iter().find(|built_in| built_in.response.name == name)
}

impl BuiltIn {
    fn of(name: &str) -> Option<Self> {
        let response = Response::built_in(name)?;
        Some(Self {
            livetime_days: response.livetime_days,
            origin: response.origin(),
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
        let made = || Arc::new(self.response.migration_table());
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
        }
        let ours = built_in("IC40").unwrap();
        assert!(Arc::ptr_eq(&ours.area(), &ours.area()));
        assert!(built_in("IC22").is_none());
    }
}
