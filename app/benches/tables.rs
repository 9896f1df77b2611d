//! How long it takes to sort and to filter a table of a million rows, beside plain work on the same numbers.
//!
//! The anchor of sorting is the standard library's on pairs of number and row, on one core; that of filtering is one
//! pass that collects the rows above a limit.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nuscope::filter::{Cells, Kind, TextCells};
use nuscope::grid::{Grid, GridColumn, HEAD, Head, Order};
use nuscope::view::{Sort, TableLook};

const ROWS: usize = 1_000_000;

/// Numbers between 0 and 1 by Knuth's generator, the same in every run.
fn numbers() -> impl Iterator<Item = f64> {
    let mut state = 1_u64;
    std::iter::repeat_with(move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    })
}

/// Columns as the tables of hits and events have them, already made.
fn grid() -> Grid {
    let mut numbers = numbers();
    let mut some = |scale: f64| -> Vec<f64> {
        numbers
            .by_ref()
            .take(ROWS)
            .map(|number| scale * number)
            .collect()
    };
    let single: Arc<[f32]> = some(1e4).iter().map(|value| *value as f32).collect();
    let real: Arc<[f64]> = some(1e6).into();
    let whole: Arc<[i64]> = some(128_340.0).iter().map(|value| *value as i64).collect();
    let bits: Arc<[u64]> = some(32.0).iter().map(|value| *value as u64).collect();
    let words = some(40.0);
    let words = words.iter().map(|value| format!("fit {}", *value as u32));
    let text: Arc<TextCells> = Arc::new(words.collect());
    let column = |name, kind, cells: Cells| {
        let column = GridColumn::new(Head { name, kind, ..HEAD }, move || cells);
        column.cells();
        column
    };
    let columns = vec![
        column("time_ns", Kind::Number, Cells::Single(single)),
        column("e_gev", Kind::Number, Cells::Real(real)),
        column("module", Kind::Number, Cells::Whole(whole)),
        column("triggers", Kind::Bits, Cells::Bits(bits)),
        column("fit", Kind::Text, Cells::Text(text)),
    ];
    Grid::new("rows", ROWS, columns)
}

fn tables(criterion: &mut Criterion) {
    let grid = grid();
    let Some(Cells::Single(plain)) = grid.column("time_ns").map(|column| column.cells().clone())
    else {
        return;
    };
    let look = |filter: &str, sort: Option<&str>| TableLook {
        filter: filter.into(),
        sort: sort.map(|column| Sort {
            column: column.into(),
            falling: true,
        }),
        ..TableLook::default()
    };

    let mut group = criterion.benchmark_group("sort");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(ROWS as u64));
    let pairs: Vec<(f32, u32)> = plain.iter().copied().zip(0..).collect();
    group.bench_function("anchor: f32 with index", |bencher| {
        let sort = |mut pairs: Vec<(f32, u32)>| {
            pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            pairs
        };
        bencher.iter_batched(|| pairs.clone(), sort, BatchSize::LargeInput);
    });
    for column in ["time_ns", "e_gev", "module", "fit"] {
        let look = look("", Some(column));
        group.bench_function(column, |bencher| {
            bencher.iter(|| black_box(Order::of(&grid, &look)));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("filter");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("anchor: one pass", |bencher| {
        bencher.iter(|| {
            let rows = plain.iter().zip(0_u32..);
            let above = rows.filter(|(value, _)| **value > 5e3);
            black_box(above.map(|(_, row)| row).collect::<Vec<u32>>())
        });
    });
    for filter in [
        "time_ns > 5e3",
        "e_gev > 1e4 && between(time_ns, 100, 9000) && triggered(\"3DMuon\")",
        "contains(fit, \"fit 1\") || sqrt(module) > 300",
    ] {
        let look = look(filter, None);
        group.bench_function(filter, |bencher| {
            bencher.iter(|| black_box(Order::of(&grid, &look)));
        });
    }
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
