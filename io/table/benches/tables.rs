//! How long text tables and VOTables of 100,000 rows take to read.
//!
//!     cargo bench -p nuscope-table
//!
//! `tests/data/tables_speed.py` times the same beside astropy and pandas, with a million rows.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nuscope_table::{
    Column, Limits, Progress, Serialization, Table, Values, read_text, read_votable, write_csv,
    write_votable,
};

const ROWS: usize = 100_000;

/// A list like those of IceCube: time, energy, error and four angles.
fn sample() -> Table {
    let number = |row: usize, scale: f64| (row as f64 * 0.618_034).fract() * scale;
    let column = |name: &str, unit: &str, scale: f64| {
        let rounded = |row| (number(row, scale) * 1e4).round() / 1e4;
        Column::new(name, unit, Values::Number((0..ROWS).map(rounded).collect()))
    };
    Table {
        columns: vec![
            column("MJD", "days", 6e4),
            column("RA", "deg", 360.0),
            column("Dec", "deg", 90.0),
            column("AngErr", "deg", 3.0),
            Column::new("Nhit", "", Values::integers((0..ROWS as i64).collect())),
            Column::new(
                "ID",
                "",
                Values::Text((0..ROWS).map(|row| format!("E{row}")).collect()),
            ),
        ],
        ..Table::default()
    }
}

fn tables(criterion: &mut Criterion) {
    let table = sample();
    let mut csv = Vec::new();
    write_csv(&table, &mut csv).expect("a vector can be written to");
    let mut group = criterion.benchmark_group("read");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(csv.len() as u64));
    group.bench_function("csv", |bencher| {
        bencher.iter(|| read_text(black_box(&csv), &mut limits(&csv), &Progress::default()));
    });
    for how in [Serialization::TableData, Serialization::Binary2] {
        let mut bytes = Vec::new();
        write_votable(std::slice::from_ref(&table), how, &mut bytes)
            .expect("a vector can be written to");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format!("votable {how:?}"), |bencher| {
            bencher.iter(|| {
                read_votable(black_box(&bytes), &mut limits(&bytes), &Progress::default())
            });
        });
    }
    group.finish();
}

fn limits(bytes: &[u8]) -> Limits {
    Limits::for_file(bytes.len() as u64)
}

criterion_group!(benches, tables);
criterion_main!(benches);
