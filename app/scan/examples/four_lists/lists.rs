//! Reads the four public lists of IceCube with their responses, in the shortest way: tables of numbers with a line of
//! titles or remarks above them. The program itself reads any table; the scan knows no files.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use nuscope_model::{Column, DirectionAxis, EffectiveArea, EnergyMigration, Quantity, Sample};
use nuscope_scan::{Input, Psf};

/// Season of area and good runs, and candidates.
const LISTS: [(&str, &str); 4] = [
    ("IC40", "ps10yr/events/IC40_exp.csv"),
    ("IC79", "ps3yr/IC79-2010-events.txt"),
    ("IC86_I", "ps3yr/IC86-2011-events.txt"),
    ("IC86_II", "ps3yr/IC86-2012-events.txt"),
];

/// Everything in a folder that holds `ps10yr`, `ps3yr` and `txs`.
pub fn read(folder: &Path, psf: Psf) -> Result<Vec<Input>, Box<dyn Error>> {
    let migration = Arc::new(migration(&folder.join("txs/Fig_S4_tabulated.txt"))?);
    let read = |(season, events): (&str, &str)| -> Result<Input, Box<dyn Error>> {
        let uptime = rows(&folder.join(format!("ps10yr/uptime/{season}_exp.csv")))?;
        let areas = folder.join(format!("ps10yr/irfs/{season}_effectiveArea.csv"));
        Ok(Input {
            sample: Arc::new(sample(season, &folder.join(events))?),
            livetime_days: Some(uptime.iter().map(|run| run[1] - run[0]).sum()),
            area: Some(Arc::new(area(season, &areas)?)),
            migration: Some(Arc::clone(&migration)),
            psf,
            ..Input::default()
        })
    };
    LISTS.into_iter().map(read).collect()
}

/// Lines of numbers; all others are titles and remarks.
fn rows(path: &Path) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let numbers = |line: &str| -> Option<Vec<f64>> {
        let words = line.split_whitespace();
        words.map(|word| word.parse().ok()).collect()
    };
    let rows = text.lines().filter_map(numbers);
    Ok(rows.filter(|row| !row.is_empty()).collect())
}

/// MJD, log10 of the energy in GeV, angular error, right ascension and declination in degrees.
fn sample(name: &str, path: &Path) -> Result<Sample, Box<dyn Error>> {
    let rows = rows(path)?;
    let column = |i: usize| rows.iter().map(move |row| row[i]);
    let radians = |i: usize| column(i).map(f64::to_radians).collect();
    let columns = vec![
        Column {
            quantity: Quantity::AngularErrorRad,
            values: radians(2),
        },
        Column {
            quantity: Quantity::Log10EnergyGev,
            values: column(1).collect(),
        },
    ];
    Ok(Sample {
        name: name.to_owned(),
        ra_rad: radians(3),
        dec_rad: radians(4),
        columns,
        ..Sample::default()
    })
}

/// Lower and upper log10 of the energy in GeV, lower and upper declination in degrees, area in cm².
fn area(name: &str, path: &Path) -> Result<EffectiveArea, Box<dyn Error>> {
    let mut rows = rows(path)?;
    rows.sort_by(|a, b| (a[0], a[2]).partial_cmp(&(b[0], b[2])).expect("finite"));
    let edges = |low: usize| {
        let all = rows.iter().flat_map(|row| [row[low], row[low + 1]]);
        let mut edges: Vec<f64> = all.collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        edges
    };
    Ok(EffectiveArea {
        name: name.to_owned(),
        log10_energy_edges: edges(0),
        direction: DirectionAxis::DeclinationRad,
        direction_edges: edges(2).into_iter().map(f64::to_radians).collect(),
        area_cm2: rows.iter().map(|row| row[4]).collect(),
        checksum: String::new(),
    })
}

/// Rows `low , high : shares` by log10 of the neutrino's energy in TeV; shares over that of the muon, from -0.4 to 4.0
/// in steps of 0.2, the outermost as wide as 10 GeV and 1 EeV.
fn migration(path: &Path) -> Result<EnergyMigration, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?.replace([',', ':'], " ");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let numbers = |line: &str| -> Result<Vec<f64>, _> {
        line.split_whitespace().map(str::parse::<f64>).collect()
    };
    let rows = lines.map(numbers).collect::<Result<Vec<_>, _>>()?;
    let first = rows.first().map(|row| row[0] + 3.0);
    let inner = (0..21).map(|i| 2.8 + 0.2 * f64::from(i));
    Ok(EnergyMigration {
        log10_true_energy_edges: first
            .into_iter()
            .chain(rows.iter().map(|row| row[1] + 3.0))
            .collect(),
        dec_edges_rad: EnergyMigration::everywhere(),
        proxy_edges: std::iter::once(1.0).chain(inner).chain([9.0]).collect(),
        share: rows.iter().flat_map(|row| row[2..].to_vec()).collect(),
        ..EnergyMigration::default()
    })
}
