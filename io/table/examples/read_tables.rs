//! Reads tables and prints what they hold and how long that took; with `--write FOLDER`, writes them in our formats.
//!
//! `tests/data/tables_speed.py` and `tests/data/tables_written.py` compare this with astropy and pandas.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use nuscope_table::{
    Limits, Progress, Serialization, Table, read_text, read_votable, votable, write_csv,
    write_ecsv, write_votable,
};

/// The tables in some bytes of any text format.
fn read(bytes: &[u8]) -> nuscope_table::Result<Vec<Table>> {
    let mut limits = Limits::for_file(bytes.len() as u64);
    let progress = Progress::default();
    match votable::is_votable(bytes) {
        true => read_votable(bytes, &mut limits, &progress),
        false => read_text(bytes, &mut limits, &progress).map(|table| vec![table]),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut folder = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--write" {
            folder = arguments.next();
            continue;
        }
        let mut best_s = f64::INFINITY;
        let mut tables = Vec::new();
        for _ in 0..3 {
            drop(std::mem::take(&mut tables));
            let start = Instant::now();
            tables = read(&std::fs::read(&argument)?)?;
            best_s = best_s.min(start.elapsed().as_secs_f64());
        }
        for table in &tables {
            let (rows, columns) = (table.rows(), table.columns.len());
            println!("{best_s:.4} s\t{rows} rows\t{columns} columns\t{argument}");
            table
                .warnings
                .iter()
                .for_each(|warning| println!("{warning}"));
        }
        if let Some(folder) = folder.as_deref().map(Path::new) {
            let create = |name: &str| std::fs::File::create(folder.join(name));
            write_votable(
                &tables,
                Serialization::TableData,
                &mut create("tabledata.vot")?,
            )?;
            write_votable(&tables, Serialization::Binary2, &mut create("binary2.vot")?)?;
            write_ecsv(&tables[0], &mut create("table.ecsv")?)?;
            write_csv(&tables[0], &mut create("table.csv")?)?;
        }
    }
    Ok(())
}
