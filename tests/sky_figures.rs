//! Figures of the sky: words that other programs find, shapes that other programs draw, a view that comes back.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::RgbaImage;
use nuscope::document::Document;
use nuscope::plot::sky::{Page, STYLES, figure as figure_of};
use nuscope::session::Session;
use nuscope::view::{Mode, View};
use nuscope_tests::commands::{json, run, run_in, simulated};
use nuscope_tests::data;
use quick_xml::Reader;
use quick_xml::events::Event;

const LIST: &str = "sky/ANTARES_tracks.csv";

fn figure(name: &str, words: &[&str]) -> PathBuf {
    let path = simulated().join(name);
    let command = [&["sky", LIST, "--out", name], words].concat();
    assert_eq!(run(&command).good(), format!("{name}\n"));
    path
}

/// Names and texts of the elements of an SVG file that is sound.
fn elements(path: &Path) -> (Vec<String>, Vec<String>) {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let (mut names, mut words, mut depth) = (Vec::new(), Vec::new(), 0);
    let name = |name: &str| name.to_owned();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                names.push(name(start.name().as_ref()));
                depth += 1;
            }
            Event::Empty(start) => names.push(name(start.name().as_ref())),
            Event::Text(text) if names.last().is_some_and(|name| name == "text") => {
                let text = text.trim().to_owned();
                words.extend((!text.is_empty()).then_some(text));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element ends");
    (names, words)
}

/// What another program writes about a file; `None`, said aloud, where it is not there.
fn other(program: &str, words: &[&str]) -> Option<Vec<u8>> {
    match Command::new(program).args(words).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program}: {said}");
            Some(output.stdout)
        }
        Err(_) => {
            data::skipped(program);
            None
        }
    }
}

#[test]
fn the_words_of_a_pdf_are_found_by_pdftotext() {
    let path = figure("words.pdf", &["--style", "paper"]);
    let count = fs::read_to_string(simulated().join(LIST)).unwrap();
    let count = count.lines().filter(|line| !line.starts_with('#')).count() - 1;
    let Some(text) = other("pdftotext", &["-layout", path.to_str().unwrap(), "-"]) else {
        return;
    };
    let text = String::from_utf8(text).unwrap();
    let digits: String = text
        .lines()
        .next()
        .unwrap()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    assert_eq!(digits, count.to_string(), "{text}");
    for words in [
        "neutrino candidates",
        "galactic centre",
        "180°",
        "−45°",
        "Aitoff (Hammer)",
        "ICRS",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    let page = other("pdfinfo", &[path.to_str().unwrap()]).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("510.24 x 300 pts"), "{page}");
    let fonts = other("pdffonts", &[path.to_str().unwrap()]).unwrap();
    let fonts = String::from_utf8(fonts).unwrap();
    assert!(
        fonts.lines().nth(2).unwrap().contains("yes yes yes"),
        "embedded, cut, searchable: {fonts}"
    );
}

#[test]
fn an_svg_is_sound_and_holds_words_as_words_and_candidates_as_shapes() {
    let path = figure("shapes.svg", &["--style", "talk"]);
    let (names, words) = elements(&path);
    for wanted in ["galactic centre", "180°", "+45°"] {
        assert!(words.iter().any(|word| word == wanted), "{words:?}");
    }
    let count = |name: &str| names.iter().filter(|found| *found == name).count();
    assert_eq!(
        count("image"),
        0,
        "without a map nothing has to be a picture"
    );
    let rows = json(&run(&["info", "--json", LIST]).good());
    let rows = rows.to_string();
    // Every candidate, the legend's dot and nothing else is round.
    assert!(
        count("circle") > 500,
        "{} circles of {rows}",
        count("circle")
    );
    if let Some(png) = other("rsvg-convert", &["-w", "960", path.to_str().unwrap()]) {
        let drawn = image::load_from_memory(&png).unwrap().into_rgba8();
        let ours = simulated().join("shapes.png");
        figure("shapes.png", &["--style", "talk", "--size", "960x540"]);
        let ours = image::open(ours).unwrap().into_rgba8();
        let share = share_alike(&drawn, &ours);
        assert!(share > 0.97, "{share}");
    }
}

/// The share of pixels that look alike.
fn share_alike(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let alike = a.pixels().zip(b.pixels()).filter(|(a, b)| {
        let mut channels = a.0.iter().zip(b.0).take(3);
        channels.all(|(a, b)| a.abs_diff(b) < 48)
    });
    alike.count() as f64 / f64::from(a.width() * a.height())
}

/// One command makes the figure: frame, catalogues, and a site at a moment.
#[test]
fn frames_catalogues_and_horizons_are_asked_for_by_name() {
    let words = |name: &str, looks: &[&str]| {
        let (_, words) = elements(&figure(name, looks));
        words
    };
    let has = |words: &[String], wanted: &str| {
        assert!(
            words.iter().any(|word| word.contains(wanted)),
            "{wanted}: {words:?}"
        );
    };
    let galactic = words(
        "galactic.svg",
        &[
            "--frame",
            "galactic",
            "--catalogue",
            "tev",
            "--style",
            "exhibit",
        ],
    );
    for wanted in ["Galactic, Aitoff (Hammer)", "TeV sources", "Crab"] {
        has(&galactic, wanted);
    }
    let horizon = words(
        "horizon.svg",
        &[
            "--frame",
            "horizon",
            "--site",
            "ORCA",
            "--utc",
            "2024-05-01T12:00:00",
        ],
    );
    for wanted in ["ORCA", "2024-05-01", "azimuth"] {
        has(&horizon, wanted);
    }
}

/// A probability map with its contours: their areas stand in the legend, the map is the one picture.
#[test]
fn a_map_becomes_one_picture_under_contours_that_are_lines() {
    let Some(map) = data::real("skymaps/hese_59031_run00134244.evt000034406854.fits") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let words = [
        "sky",
        map.to_str().unwrap(),
        "--contours",
        "50,90",
        "--projection",
        "mollweide",
        "--out",
        "map.svg",
    ];
    run_in(folder.path(), &words, |_| {}).good();
    let (names, words) = elements(&folder.path().join("map.svg"));
    let count = |name: &str| names.iter().filter(|found| *found == name).count();
    assert_eq!((count("image"), count("linearGradient")), (1, 1));
    for wanted in ["50 %", "90 %", "deg²"] {
        assert!(
            words.iter().any(|word| word.contains(wanted)),
            "{wanted}: {words:?}"
        );
    }
}

/// Everything that a figure shows comes back from it: written again, it is the same file.
#[test]
fn a_figure_that_is_opened_again_gives_the_same_figure() {
    let looks = [
        "--style",
        "talk",
        "--projection",
        "mollweide",
        "--center",
        "266.4,-29",
        "--zoom",
        "2",
        "--color-by",
        "energy",
    ];
    for ending in ["svg", "pdf", "png"] {
        let first = figure(&format!("first.{ending}"), &looks);
        let again = format!("again.{ending}");
        run(&[
            "sky",
            &format!("first.{ending}"),
            "--out",
            &again,
            "--style",
            "talk",
        ])
        .good();
        let again = simulated().join(again);
        let same = fs::read(&first).unwrap() == fs::read(&again).unwrap();
        assert!(same, "{ending} differs");
        let session = Session::read(&first).unwrap();
        assert_eq!(session.view.sky.view.zoom, 2.0);
        assert_eq!(session.view.sky.color_by.as_deref(), Some("energy_gev"));
        let bytes = fs::read(&first).unwrap();
        let folder = simulated().to_str().unwrap().as_bytes();
        let told = bytes.windows(folder.len()).any(|bytes| bytes == folder);
        assert!(
            !told,
            "{ending} tells others about the folders of this machine"
        );
    }
}

/// The window's picture holds its session too.
#[test]
fn a_picture_of_the_sky_opens_as_what_it_shows() {
    figure("window.png", &["--size", "320x200", "--color-by", "date"]);
    let session = Session::read(&simulated().join("window.png")).unwrap();
    assert_eq!(session.view.mode, Mode::Sky);
    assert_eq!(session.view.sky.color_by.as_deref(), Some("mjd"));
    let (document, view) = session.open(&mut Vec::new()).unwrap();
    assert_eq!(view, session.view);
    assert!(document.candidates() > 500);
}

#[test]
fn pictures_that_hold_no_session_and_impossible_wishes_are_refused_with_reasons() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(simulated().join(LIST), folder.path().join("list.csv")).unwrap();
    RgbaImage::new(4, 4)
        .save(folder.path().join("plain.png"))
        .unwrap();
    fs::write(
        folder.path().join("plain.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    )
    .unwrap();
    fs::write(
        folder.path().join("cut.pdf"),
        "%PDF {\"nuscope_session\":1,\"files\":[{\"pa",
    )
    .unwrap();
    for (words, wanted) in [
        (
            "sky plain.png --out x.pdf",
            "a session of nuscope is wanted",
        ),
        (
            "sky plain.svg --out x.pdf",
            "a session of nuscope is wanted",
        ),
        ("sky cut.pdf --out x.pdf", "does not fit"),
        ("sky list.csv --out x.tiff", ".svg, .pdf or .png"),
        (
            "sky list.csv --out x.pdf --style poster",
            "paper, talk or exhibit",
        ),
        (
            "sky list.csv --out x.pdf --projection flat",
            "hammer, aitoff",
        ),
        ("sky list.csv --out x.pdf --center 10,100", "83.6,22"),
        ("sky list.csv --out x.pdf --frame earth", "supergalactic"),
        ("sky list.csv --out x.pdf --site Baikal", "IceCube"),
        (
            "sky list.csv --out x.pdf --catalogue quasars",
            "TeV sources",
        ),
        ("sky list.csv --out x.pdf --utc yesterday", "yesterday"),
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let done = run_in(folder.path(), &words, |_| {});
        assert_ne!(done.code, 0, "{words:?}");
        assert!(done.err.contains(wanted), "{words:?}: {}", done.err);
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "nothing was written"
    );
}

/// A million candidates are no million shapes.
#[test]
fn many_candidates_become_dots_of_one_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut list = String::from("ra_deg,dec_deg\n");
    for number in 0..30_000 {
        let turn = f64::from(number) * 0.618_033_988_75;
        let dec = (2.0 * (f64::from(number) + 0.5) / 30_000.0 - 1.0)
            .asin()
            .to_degrees();
        list += &format!("{},{dec}\n", 360.0 * turn.fract());
    }
    fs::write(folder.path().join("list.csv"), list).unwrap();
    let done = run_in(
        folder.path(),
        &["sky", "list.csv", "--out", "many.svg"],
        |_| {},
    );
    done.good();
    let (names, _) = elements(&folder.path().join("many.svg"));
    assert_eq!(names.iter().filter(|name| *name == "image").count(), 1);
    assert!(names.iter().filter(|name| *name == "circle").count() < 10);
}

#[test]
fn an_empty_sky_is_still_a_figure() {
    let document = Document::default();
    let mut derived = nuscope::derived::Derived::default();
    let view = View::default();
    derived.update(&document, &view);
    for row in &STYLES {
        let drawing = figure_of(&document, &view, &derived, &Page::of(row.style));
        assert!(
            nuscope::plot::to_pdf::to_pdf(&drawing)
                .unwrap()
                .starts_with(b"%PDF")
        );
    }
}
