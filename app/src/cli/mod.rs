//! The command line: the same code as the window, without one.
//!
//! Exit code 0 is done, 1 failed with one clear sentence on standard error, 2 wrong use.

/// Prints a line; ends quietly if nobody reads on, as with `nuscope info FILE | head`.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        if let Err(error) = writeln!(std::io::stdout().lock(), $($words)*) {
            $crate::cli::nobody_reads(&error);
        }
    }};
}

mod around;
mod bar;
mod bench;
mod calibrate;
mod convert;
mod convert_tables;
mod event;
mod find_flare;
mod info;
mod info_json;
mod inject;
mod movie;
mod peaks;
mod places;
mod plot;
mod reduce;
mod scan;
mod search;
mod sensitivity;
mod shown;
mod simulate;
mod sky;
mod source_list;
mod sources;
mod spot;
mod trial_args;
mod watch;
mod window_args;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Parser, Subcommand};
use nuscope_io::{ColumnChoice, Loaded, OpenOptions, Progress};

use crate::document::{Document, recorded};

/// An event display, sky map and likelihood scan for neutrino telescopes.
///
/// Without a command the window opens, with the FILES or with the built-in demo. Wherever a file can be
/// given, `demo:` stands for the built-in simulated demo and `demo:NAME` for one part of it: events, sky,
/// muon, starting, cascade, orca, bundle, background.
#[derive(Debug, Parser)]
#[command(
    name = "nuscope",
    version,
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Files to open in the window.
    files: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what files hold, and what had to be skipped in them.
    Info(info::Info),
    /// Draw an event in its detector as a picture.
    Event(event::Event),
    /// Make a movie of the replay of an event.
    ///
    /// The name of the output says the format: .gif, .apng or .png (animated), .mp4 or .webm (through the ffmpeg of
    /// this machine); any other name becomes a folder of PNG pictures. Every frame shows its exact moment.
    Movie(movie::Movie),
    /// Draw a figure of an event as SVG, PDF or PNG: height against time, residuals and others.
    Plot(plot::Plot),
    /// Draw candidates and a map on the sky as a picture.
    Sky(sky::Sky),
    /// Scan the sky of candidate lists with a likelihood and save the map.
    Scan(scan::Scan),
    /// Look for neutrinos from each source of a list: fits, p-values, limits and sensitivities.
    ///
    /// Local p-values come from trials at each source's declination, the post-trial p-value from scrambled skies in
    /// which the whole list is looked at. Trials are kept for the next time.
    Sources(sources::Sources),
    /// Search the whole sky and a list of sources, and save map, table and figure in a folder.
    ///
    /// One command for all that is published of such a search: the map with calibrated p-values, its maxima on finer
    /// pixels, the list with p-values and limits as CSV, VOTable, LaTeX and JSON, and the map as a figure.
    Search(search::Search),
    /// Run the trials that turn test statistics into p-values, and keep them.
    ///
    /// What is kept is found again by the content of the lists, the responses and the settings, and is never used for
    /// others. Stopped with Ctrl+C, it goes on where it was the next time.
    Calibrate(calibrate::Calibrate),
    /// Put sources into scrambled lists, to see how they would look.
    Inject(inject::Inject),
    /// Compute the flux that a search would exclude or discover, by declination.
    Sensitivity(sensitivity::Sensitivity),
    /// Turn full events with fits into a list of candidates on the sky.
    ///
    /// One row for each event with a fit and a time: right ascension and declination (ICRS) follow from the fit's
    /// direction through the detector's site, whose meridian convergence turns the UTM grid to true north. Events
    /// without a row are counted, with the reason.
    Reduce(reduce::Reduce),
    /// Write the same data in another format.
    ///
    /// Candidates, catalogues, responses and tables become tables, full events KM3NeT HDF5, a detector DETX or DATX, a sky
    /// map HEALPix FITS. Every file says what it was made from.
    Convert(convert::Convert),
    /// Simulate events or a sky of candidates and save them as files.
    #[command(subcommand)]
    Simulate(simulate::Simulate),
    /// Measure how fast this machine draws, and print ratios.
    Bench(bench::Bench),
}

/// Answers to what a table's header leaves open.
#[derive(Clone, Debug, Default, Args)]
struct ColumnArgs {
    /// Say which column of a table holds what, such as `dec=col3[deg]`; keys: ra, dec, sigma, energy,
    /// log10_energy, hits, mjd.
    #[arg(long = "column", value_name = "KEY=COLUMN[UNIT]", value_parser = column)]
    columns: Vec<(String, ColumnChoice)>,
}

impl ColumnArgs {
    fn options(&self) -> OpenOptions {
        OpenOptions {
            columns: self.columns.iter().cloned().collect(),
            ..OpenOptions::default()
        }
    }
}

fn column(text: &str) -> Result<(String, ColumnChoice), String> {
    let (key, choice) = text
        .split_once('=')
        .ok_or("KEY=COLUMN or KEY=COLUMN[UNIT] is wanted")?;
    Ok((key.trim().to_owned(), choice.parse()?))
}

/// A movie's or a map's size as `WIDTHxHEIGHT` in pixels.
fn size(text: &str) -> Result<(u32, u32), String> {
    size_within(text, 8192)
}

/// The size of a picture that is drawn in tiles.
fn picture_size(text: &str) -> Result<(u32, u32), String> {
    size_within(text, crate::picture::LARGEST)
}

fn size_within(text: &str, largest: u32) -> Result<(u32, u32), String> {
    let wanted =
        || format!("WIDTHxHEIGHT in pixels is wanted, each within 16..={largest}, found {text:?}");
    let (width, height) = text.split_once(['x', '×']).ok_or_else(wanted)?;
    let number = |text: &str| {
        text.trim()
            .parse()
            .ok()
            .filter(|n| (16..=largest).contains(n))
    };
    Ok((
        number(width).ok_or_else(wanted)?,
        number(height).ok_or_else(wanted)?,
    ))
}

/// Resolution of a map.
fn nside(text: &str) -> Result<u32, String> {
    let wanted = || format!("a power of two from 1 to 1024 is wanted, found {text:?}");
    let nside: u32 = text.parse().map_err(|_| wanted())?;
    let fits = nuscope_model::healpix::valid_nside(nside) && nside <= 1024;
    fits.then_some(nside).ok_or_else(wanted)
}

/// Opens files one after the other into one document; remarks go to standard error.
fn open_all(files: &[PathBuf], options: &OpenOptions) -> anyhow::Result<Document> {
    open_more(Document::default(), files, options)
}

/// Opens files besides those that are open; remarks go to standard error.
fn open_more<'a>(
    mut document: Document,
    files: impl IntoIterator<Item = &'a PathBuf>,
    options: &OpenOptions,
) -> anyhow::Result<Document> {
    for path in files {
        let loaded = open_one(path, options)?;
        let mixed = !loaded.samples.is_empty()
            && !document.samples.is_empty()
            && recorded(&loaded.samples) != recorded(&document.samples);
        if mixed {
            bail!(
                "recorded and simulated candidates cannot be used together, leave one kind out: {path:?}"
            );
        }
        let mut remarks = Vec::new();
        document = document.with(loaded, &mut remarks);
        for remark in remarks {
            eprintln!("warning: {remark}: {path:?}");
        }
    }
    Ok(document)
}

/// Opens one file; remarks go to standard error.
fn open_one(path: &std::path::Path, options: &OpenOptions) -> anyhow::Result<Loaded> {
    let loaded = nuscope_io::open_with(path, options, &Progress::default())?;
    for line in &loaded.warnings.0 {
        eprintln!("warning: {line}: {path:?}");
    }
    Ok(loaded)
}

/// Ends the program because its output cannot be written: quietly if the reader has gone.
fn nobody_reads(error: &std::io::Error) -> ! {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    eprintln!("error: cannot write to standard output: {error}");
    std::process::exit(1);
}

/// Refuses to write over a file that is read.
fn keep_inputs<'a>(
    out: &std::path::Path,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
) -> anyhow::Result<()> {
    let Ok(out_file) = out.canonicalize() else {
        return Ok(()); // it is not there yet
    };
    let same = |input: &PathBuf| input.canonicalize().is_ok_and(|input| input == out_file);
    if inputs.into_iter().any(same) {
        bail!(
            "this file would be written over the one that is read, name another with --out: {out:?}"
        );
    }
    Ok(())
}

/// Long work must not end in a folder that is not there.
fn writable(out: &std::path::Path) -> anyhow::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        bail!("cannot write this file, there is no such folder, make it first: {out:?}");
    }
    Ok(())
}

/// Writes text to a file that is complete or not there.
fn save_text(out: &std::path::Path, text: &str) -> anyhow::Result<()> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let part = out.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, out));
    if written.is_err() {
        std::fs::remove_file(&part).ok();
    }
    written.map_err(|error| anyhow::anyhow!("cannot write the file: {error}: {out:?}"))
}

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("NUSCOPE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("nuscope=info,wgpu_hal=off,error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    // Wrong use ends here with exit code 2 and a sentence about the right one.
    let cli = Cli::parse();
    let done = match cli.command {
        None => crate::app::run(cli.files),
        Some(Command::Info(info)) => info.run(),
        Some(Command::Event(event)) => event.run(),
        Some(Command::Movie(movie)) => movie.run(),
        Some(Command::Plot(plot)) => plot.run(),
        Some(Command::Sky(sky)) => sky.run(),
        Some(Command::Scan(scan)) => scan.run(),
        Some(Command::Sources(sources)) => sources.run(),
        Some(Command::Search(search)) => search.run(),
        Some(Command::Calibrate(calibrate)) => calibrate.run(),
        Some(Command::Inject(inject)) => inject.run(),
        Some(Command::Sensitivity(sensitivity)) => sensitivity.run(),
        Some(Command::Reduce(reduce)) => reduce.run(),
        Some(Command::Convert(convert)) => convert.run(),
        Some(Command::Simulate(simulate)) => simulate.run(),
        Some(Command::Bench(bench)) => bench.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes as one sentence; a cause that its message already quotes is not said twice.
fn sentence(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text += ": ";
            text += &cause;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_and_resolutions_are_checked() {
        assert_eq!(size("1280x800").unwrap(), (1280, 800));
        for wrong in ["1280", "0x10", "10x99999", "axb"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(nside("64").unwrap(), 64);
        for wrong in ["0", "63", "2048", "-1"] {
            assert!(nside(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_without_a_command_open_the_window() {
        let cli = Cli::try_parse_from(["nuscope", "a.h5", "b.detx"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.files.len(), 2);
    }

    #[test]
    fn a_column_answer_has_a_key_and_perhaps_a_unit() {
        let (key, choice) = column("dec=col3[deg]").unwrap();
        assert_eq!((key.as_str(), choice.column.as_str()), ("dec", "col3"));
        assert_eq!(choice.unit.as_deref(), Some("deg"));
        assert!(column("dec").is_err());
    }
}
