//! The program as typed into a terminal: what it prints and what it saves.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use nuscope_model::Equatorial;
use nuscope_scan::{Likelihood, Settings};
use nuscope_tests::commands::{json, run, run_in, simulated};
use serde_json::Value;

/// The simulated candidate lists, relative to [`simulated`].
fn sky_lists() -> Vec<String> {
    let entries = fs::read_dir(simulated().join("sky")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| format!("sky/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    names.sort();
    names
}

/// `before`, the candidate lists, `after`.
fn with_lists<'a>(before: &[&'a str], lists: &'a [String], after: &[&'a str]) -> Vec<&'a str> {
    let lists = lists.iter().map(String::as_str);
    let before = before.iter().copied();
    before.chain(lists).chain(after.iter().copied()).collect()
}

/// Number of pixels of a picture that are bright and far from grey.
fn bright_colours(path: &Path, size: (u32, u32)) -> usize {
    let picture = image::open(path).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), size);
    let bright = picture.pixels().filter(|pixel| {
        let (low, high) = (pixel.0.iter().min().unwrap(), pixel.0.iter().max().unwrap());
        *high > 160 && high - low > 60
    });
    bright.count()
}

#[test]
fn help_names_every_command() {
    let help = run(&["--help"]).good();
    insta::assert_snapshot!("help", help);
    for command in [
        "info",
        "event",
        "plot",
        "sky",
        "scan",
        "search",
        "sources",
        "calibrate",
        "inject",
        "sensitivity",
        "reduce",
        "convert",
        "simulate",
    ] {
        let help = run(&[command, "--help"]).good();
        insta::assert_snapshot!(format!("help_{command}"), help);
    }
}

#[test]
fn info_tells_what_files_hold() {
    insta::assert_snapshot!("info", run(&["info", "F.h5", "F.detx", "demo:"]).good());
}

#[test]
fn info_as_json_has_the_same_facts() {
    let told = json(&run(&["info", "--json", "F.h5", "F.detx", "demo:"]).good());
    let [events, detector, demo] = told["files"].as_array().unwrap().as_slice() else {
        panic!("three files: {told}");
    };
    assert_eq!(events["path"], "F.h5");
    assert_eq!(events["events"]["count"], 3);
    assert_eq!(events["events"]["simulated"], true);
    assert_eq!(events["events"]["det_id"], detector["detector"]["det_id"]);
    assert_eq!(detector["detector"]["strings"], 115);
    assert_eq!(detector["detector"]["modules"], 115 * 18);
    assert_eq!(detector["detector"]["photomultipliers"], 115 * 18 * 31);
    let sizes: Vec<u64> = demo["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| sample["candidates"].as_u64().unwrap())
        .collect();
    // The combined search of ANTARES and IceCube had as many.
    assert_eq!(sizes, [5_807, 102, 22_779, 64_257, 44_771, 74_931, 119_231]);
    assert!(
        told["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["warnings"] == json("[]"))
    );
}

#[test]
fn an_event_is_drawn_at_the_size_asked_for() {
    let words = "event F.h5 --detector F.detx --event 1 --size 640x400 --out event.png";
    let printed = run(&words.split(' ').collect::<Vec<_>>()).good();
    assert_eq!(printed, "event.png\n");
    let bright = bright_colours(&simulated().join("event.png"), (640, 400));
    assert!(bright > 300, "{bright} bright pixels");
}

#[test]
fn a_figure_is_saved_as_svg_pdf_and_png() {
    let save = |name: &str| {
        let words = format!("plot F.h5 --detector F.detx --event 1 --size 640x400 --out {name}");
        run(&words.split(' ').collect::<Vec<_>>())
    };
    for name in ["zt.svg", "zt.pdf", "zt.png"] {
        assert_eq!(save(name).good(), format!("{name}\n"));
    }
    let read = |name: &str| fs::read(simulated().join(name)).unwrap();
    let svg = String::from_utf8(read("zt.svg")).unwrap();
    assert!(
        svg.contains("width=\"640\" height=\"400\"") && svg.contains(">String "),
        "{svg}"
    );
    assert!(read("zt.pdf").starts_with(b"%PDF-"));
    let bright = bright_colours(&simulated().join("zt.png"), (1280, 800));
    assert!(bright > 300, "{bright} bright pixels");
    let done = save("zt.txt");
    let refused = done.sentence();
    assert!(refused.contains(".svg, .pdf or .png"), "{refused}");
    let list = run(&["plot", "--list"]).good();
    assert_eq!(list.lines().count(), 8, "{list}");
    assert!(list.contains("residual-distance"), "{list}");
}

#[test]
fn a_sky_is_scanned_saved_read_back_and_drawn() {
    let lists = sky_lists();
    assert_eq!(lists.len(), 7);
    let scan = ["--nside", "32", "--spatial", "--json", "--out", "MAP.fits"];
    let summary = json(&run(&with_lists(&["scan"], &lists, &scan)).good());
    assert_eq!(summary["nside"], 32);
    assert_eq!(summary["simulated"], true);
    assert_eq!(summary["candidates"], 331_878);
    assert_eq!(summary["hottest"]["p_local_calibrated"], false);

    let map = nuscope_io::open(&simulated().join("MAP.fits")).unwrap().map;
    let map = map.expect("a map");
    let names: Vec<&str> = map.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["TS", "N_S", "GAMMA", "P_LOCAL"]);
    for column in &map.columns {
        assert_eq!(column.values.len(), 12 * 32 * 32);
    }
    let ts = map.column("TS").unwrap();
    let masked = ts.values.iter().filter(|value| value.is_nan()).count();
    assert_eq!(summary["masked_pixels"], masked);
    let at = |dec_deg| ts.values[map.pixel(Equatorial::from_degrees(10.0, dec_deg))];
    assert!(at(-88.0).is_nan() && at(88.0).is_nan());
    assert!(at(-80.0).is_finite() && at(-5.0).is_finite());
    let (hottest, highest) = map.hottest(ts).unwrap();
    let told = &summary["hottest"];
    approx::assert_abs_diff_eq!(
        f64::from(highest),
        told["ts"].as_f64().unwrap(),
        epsilon = 1e-6
    );
    let ra_deg = hottest.ra_rad.to_degrees();
    approx::assert_abs_diff_eq!(ra_deg, told["ra_deg"].as_f64().unwrap(), epsilon = 1e-9);

    let draw = ["--map", "MAP.fits", "--out", "sky.png", "--size", "640x400"];
    assert_eq!(
        run(&with_lists(&["sky"], &lists, &draw)).good(),
        "sky.png\n"
    );
    let bright = bright_colours(&simulated().join("sky.png"), (640, 400));
    assert!(bright > 300, "{bright} bright pixels");
}

#[test]
fn a_region_is_scanned_and_its_maxima_are_refined() {
    let lists = sky_lists();
    let words = "--nside 32 --spatial --json --out REGION.fits --region 37.97,-30,12 --peaks PEAKS.json --peaks-above 1";
    let words: Vec<&str> = words.split(' ').collect();
    let summary = json(&run(&with_lists(&["scan"], &lists, &words)).good());
    let file = std::fs::read_to_string(simulated().join("PEAKS.json")).unwrap();
    let peaks: serde_json::Value = serde_json::from_str(&file).unwrap();
    let first = &peaks["peaks"][0];
    assert_eq!(*first, summary["refined"]);
    assert_eq!(
        (&peaks["nside"], &peaks["map_nside"]),
        (&512.into(), &32.into())
    );
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(number(&first["ts"]) >= number(&first["on_map"]["ts"]));
    // The hottest pixel of the map is one of them, though not always the hottest on fine pixels.
    let hottest = &summary["hottest"];
    let on_map = |peak: &serde_json::Value| peak["on_map"]["ra_deg"] == hottest["ra_deg"];
    assert!(
        peaks["peaks"].as_array().unwrap().iter().any(on_map),
        "{file}"
    );
    let center = Equatorial::from_degrees(37.97, -30.0);
    for peak in peaks["peaks"].as_array().unwrap() {
        let at = Equatorial::from_degrees(number(&peak["ra_deg"]), number(&peak["dec_deg"]));
        let away_deg = center.separation_rad(at).to_degrees();
        assert!(away_deg <= 12.0 + 1e-9, "{peak}");
        assert_eq!(peak["on_rim_of_region"], away_deg > 12.0 - 0.23);
    }
    // A fit where the maximum is said to be tells the same.
    let place = format!("{},{}", first["ra_deg"], first["dec_deg"]);
    let told = json(
        &run(&with_lists(
            &["scan"],
            &lists,
            &["--spatial", "--json", "--at", &place],
        ))
        .good(),
    );
    approx::assert_relative_eq!(
        number(&told[0]["ts"]),
        number(&first["ts"]),
        max_relative = 1e-6
    );
    assert_eq!(told[0]["energy_ranges"], serde_json::json!([]));

    let map = nuscope_io::open(&simulated().join("REGION.fits"))
        .unwrap()
        .map
        .unwrap();
    let ts = map.column("TS").unwrap();
    let fitted = ts.values.iter().filter(|ts| !ts.is_nan()).count();
    // 12 degrees are a share of 0.0109 of 12,288 pixels.
    assert!((120..148).contains(&fitted), "{fitted}");

    let refuse = |region: &str, wanted: &str| {
        let after = ["--spatial", "--out", "REGION.fits", "--region", region];
        let done = run(&with_lists(&["scan"], &lists, &after));
        assert!(done.code != 0 && done.err.contains(wanted), "{}", done.err);
    };
    refuse("10,20", "RA,DEC,RADIUS in degrees is wanted");
    refuse(
        "10,20,-3",
        "a radius above 0° and up to 180° is wanted, found -3",
    );
    refuse("10,89.9,2", "no pixel of nside 64 in this region");
}

#[test]
fn a_fit_at_given_places_is_the_librarys() {
    let lists = sky_lists();
    let places = [(317.0, -43.4), (37.97, -30.0), (200.0, -70.0)];
    let words = places.map(|(ra, dec)| format!("{ra},{dec}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let after = [&["--spatial", "--json", "--at"], words.as_slice()].concat();
    let told = json(&run(&with_lists(&["scan"], &lists, &after)).good());

    let samples: Vec<_> = lists
        .iter()
        .flat_map(|list| nuscope_io::open(&simulated().join(list)).unwrap().samples)
        .map(|sample| Arc::clone(&sample))
        .collect();
    let likelihood = Likelihood::new(&samples, &Settings::default()).unwrap();
    let mut highest = 0.0_f64;
    for ((ra_deg, dec_deg), told) in places.into_iter().zip(told.as_array().unwrap()) {
        let fit = likelihood.fit(Equatorial::from_degrees(ra_deg, dec_deg));
        let number = |name: &str| told[name].as_f64().unwrap();
        approx::assert_relative_eq!(number("ts"), fit.ts, max_relative = 1e-9);
        approx::assert_relative_eq!(number("n_s"), fit.n_s, max_relative = 1e-9);
        approx::assert_relative_eq!(number("p_local"), fit.p_local, max_relative = 1e-9);
        highest = highest.max(fit.ts);
    }
    assert!(
        highest > 5.0,
        "one of the places has something: TS {highest}"
    );
}

#[test]
fn a_time_window_is_that_of_the_library() {
    let lists = sky_lists();
    let window = ["--from", "2012-05-01", "--to", "MJD 56200.25"];
    let place = ["--spatial", "--at", "37.97,-30"];
    let after = [&place[..], &window, &["--json"]].concat();
    let told = json(&run(&with_lists(&["scan"], &lists, &after)).good());

    let samples: Vec<_> = lists
        .iter()
        .flat_map(|list| nuscope_io::open(&simulated().join(list)).unwrap().samples)
        .collect();
    let settings = Settings {
        time: Some(nuscope_scan::TimeProfile::Box {
            from_mjd: 56_048.0,
            to_mjd: 56_200.25,
        }),
        ..Settings::default()
    };
    let likelihood = Likelihood::new(&samples, &settings).unwrap();
    let fit = likelihood.fit(Equatorial::from_degrees(37.97, -30.0));
    let ts = told[0]["ts"].as_f64().unwrap();
    approx::assert_relative_eq!(ts, fit.ts, max_relative = 1e-9);
    let window_told = &told[0]["time_window"];
    assert_eq!(window_told["profile"]["kind"], "box");
    assert_eq!(window_told["fluence_seconds"], 152.25 * 86_400.0);
    let days = &window_told["samples"][0]["days_in_window"];
    let used = likelihood.samples()[0].time.unwrap();
    assert_eq!(days.as_f64().unwrap(), used.inside_days);

    let after = [&place[..], &window].concat();
    let words = run(&with_lists(&["scan"], &lists, &after)).good();
    assert!(
        words.starts_with("Time window: box from MJD 56048 to 56200.25 (152.25 days).\n"),
        "{words}"
    );
    // Long before any data.
    let early = ["--from", "2001-01-01", "--to", "2002-01-01"];
    let after = [&place[..], &early].concat();
    let refused = run(&with_lists(&["scan"], &lists, &after));
    let words = refused.sentence();
    assert!(
        words.contains("no good run lies in the time window"),
        "{words}"
    );
}

#[test]
fn events_become_a_list_that_says_where_it_comes_from() {
    let words = "reduce F.h5 --detector F.detx --mjd 60000.5 --phi-offset 1.35 --out list.csv";
    let done = run(&words.split(' ').collect::<Vec<_>>());
    let printed = done.good();
    assert!(
        printed.contains("of 3 simulated events at ARCA, turned by 1.35°"),
        "{printed}"
    );
    let text = fs::read_to_string(simulated().join("list.csv")).unwrap();
    for words in [
        "# simulated, not recorded",
        "# INPUT1: F.h5",
        "# DETECTOR: F.detx",
        "# SITE: ARCA",
        "# PHIOFF: 1.350000",
        "# MJDALL: 60000.5",
        "RA[deg],Dec[deg],MJD[d],Nhit,",
    ] {
        assert!(text.contains(words), "{words:?} not in: {text}");
    }
    let checksums = text.lines().filter(|line| line.contains("SHA"));
    assert!(checksums.clone().all(|line| line.len() > 64) && checksums.count() >= 1);
    let list = nuscope_io::open(&simulated().join("list.csv")).unwrap();
    let straight = run(&[
        "reduce", "F.h5", "--site", "arca", "--mjd", "60000.5", "--out", "s.fits",
    ]);
    straight.good();
    let straight = nuscope_io::open(&simulated().join("s.fits")).unwrap();
    let (list, straight) = (&list.samples[0], &straight.samples[0]);
    assert_eq!(list.len(), straight.len());
    assert!(!list.is_empty());
    for i in 0..list.len() {
        let zenith_rad = list.column(nuscope_model::Quantity::ZenithRad).unwrap()[i];
        let moved = list.position(i).separation_rad(straight.position(i));
        // A turn about the vertical moves a direction by its distance from the zenith; aberration stretches the
        // sky by a ten-thousandth.
        let wanted = 2.0 * (zenith_rad.sin() * (0.675_f64.to_radians()).sin()).asin();
        approx::assert_relative_eq!(moved, wanted, max_relative = 2e-4);
    }
}

#[test]
fn files_become_other_formats_and_back() {
    let list = &sky_lists()[0];
    for out in ["c.csv", "c.ecsv", "c.fits", "c.vot", "c.parquet", "c.h5"] {
        let printed = run(&["convert", list, "--out", out]).good();
        assert!(printed.contains(" rows: "), "{printed}");
        let before = nuscope_io::open(&simulated().join(list)).unwrap();
        let after = nuscope_io::open(&simulated().join(out)).unwrap();
        let (before, after) = (&before.samples[0], &after.samples[0]);
        assert_eq!(before.ra_rad, after.ra_rad, "{out}");
        assert_eq!(before.columns, after.columns, "{out}");
        assert_eq!(before.provenance, after.provenance, "{out}");
    }
    let printed = run(&["convert", "F.h5", "--out", "copy.h5"]).good();
    assert_eq!(printed, "3 events: copy.h5\n");
    let events = |name: &str| {
        let events = nuscope_io::open(&simulated().join(name)).unwrap().events;
        let events = events.unwrap();
        (0..events.headers().len())
            .map(|i| events.read(i).unwrap().hits)
            .collect::<Vec<_>>()
    };
    assert_eq!(events("F.h5"), events("copy.h5"));
    let file = hdf5::File::open(simulated().join("copy.h5")).unwrap();
    let input: hdf5::types::VarLenUnicode =
        file.attr("nuscope_input1").unwrap().read_scalar().unwrap();
    assert_eq!(input.as_str(), "F.h5");
    run(&["convert", "F.detx", "--out", "F.datx"]).good();
    run(&["convert", "F.datx", "--out", "back.detx"]).good();
    let detector = |name: &str| {
        let loaded = nuscope_io::open(&simulated().join(name)).unwrap();
        loaded.detector.unwrap().sensors().to_vec()
    };
    assert_eq!(detector("F.detx"), detector("back.detx"));
}

/// A release of two seasons in its folders, one with good runs and an effective area.
fn release(folder: &Path) {
    let list = "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg]\n55000.5 3.5 0.5 10 20\n";
    let files = [
        ("events/IC40_exp.csv", list),
        ("events/IC59_exp.csv", list),
        (
            "uptime/IC40_exp.csv",
            "MJD_start[days] MJD_stop[days]\n54999 55001\n",
        ),
        (
            "irfs/IC40_effectiveArea.csv",
            "logEmin_nu logEmax_nu decmin decmax Aeff\n2.0 9.0 -90 90 7\n",
        ),
    ];
    for (name, text) in files {
        let path = folder.join("release").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn one_of_several_tables_is_chosen_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    release(folder.path());
    let run = |line: &str| {
        let words: Vec<&str> = line.split('|').collect();
        run_in(folder.path(), &words, |_| {})
    };
    let open = |name: &str| nuscope_io::open(&folder.path().join(name)).unwrap();
    let names = "\"IC40\", \"IC59\", \"IC40 good runs\", \"IC40 effective area\"";
    let done = run("convert|release|--out|a.csv");
    assert!(done.sentence().contains(names), "{}", done.err);
    run("convert|release|--out|a.csv|--table|IC40 effective area").good();
    assert_eq!(open("a.csv").effective_areas[0].area_cm2, [7.0]);
    let text = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    assert!(text.contains("# TABLE: IC40 effective area\n"), "{text}");
    assert!(text.contains("# FILE1: events/IC40_exp.csv\n"), "{text}");
    assert!(text.contains("\n# FSHA4: "), "{text}");
    run("convert|release|--out|a.h5").good();
    let groups = {
        let file = hdf5::File::open(folder.path().join("a.h5")).unwrap();
        file.member_names().unwrap()
    };
    assert_eq!(
        groups.join(", "),
        "IC40, IC40 effective area, IC40 good runs, IC59"
    );
    let back = open("a.h5");
    assert_eq!((back.samples.len(), &*back.uptimes[0].name), (2, "IC40"));
    // One list beside another table.
    fs::remove_file(folder.path().join("release/events/IC59_exp.csv")).unwrap();
    let done = run("convert|release|--out|b.ecsv");
    let left_out = "left out: \"IC40 good runs\", \"IC40 effective area\"";
    assert!(done.err.contains(left_out), "{}", done.err);
    assert_eq!(open("b.ecsv").samples[0].name, "IC40");
    let done = run("convert|release|--out|c.detx|--table|IC40");
    assert!(done.sentence().contains("--table chooses"), "{}", done.err);
}

#[test]
fn a_catalogue_is_drawn_alone_and_states_its_errors() {
    let folder = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        run_in(folder.path(), &words, |_| {}).good()
    };
    let list = "Source_Name,RAJ2000[deg],DEJ2000[deg],Conf_95_SemiMajor[deg]\nA,1,2,0.25\n";
    fs::write(folder.path().join("a.csv"), list).unwrap();
    run("convert a.csv --out a.ecsv");
    run("sky a.ecsv --out a.png --size 320x200");
    assert!(folder.path().join("a.png").exists());
    let told = json(&run("info --json a.ecsv"));
    let catalogue = &told["files"][0]["catalogues"][0];
    assert_eq!(catalogue["error_containment"], 0.95);
    let list = "NAME,EVENTMJD,RA,DEC,RA_ERR_PLUS,RA_ERR_MINUS,DEC_ERR_PLUS,DEC_ERR_MINUS,I3TYPE,ENERGY\n\
                IC1,55000.5,1,2,1,1,1,1,gfu-gold,100\n";
    fs::write(folder.path().join("b.csv"), list).unwrap();
    run("convert b.csv --out b.fits --column sigma=-");
    let told = json(&run("info --json b.fits"));
    let sample = &told["files"][0]["samples"][0];
    assert_eq!(sample["axis_error_containment"], 0.9);
    assert_eq!(sample["error_containment"], Value::Null);
    let header = fs::read(folder.path().join("b.fits")).unwrap();
    let header = String::from_utf8_lossy(&header);
    assert!(header.contains("COLUMN1 = 'sigma=-"), "{header}");
    assert!(header.contains("AXISHARE="), "{header}");
}
