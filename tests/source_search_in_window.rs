//! A list of sources searched in the window: fits, p-values and limits as they come, linked with the sky, saved as the
//! command saves them, and never shown for other data or choices than theirs.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, SourceSearchCommand};
use nuscope::notice::Severity;
use nuscope::searched::{Searched, Stage};
use nuscope::view::{Mode, SourceSearchLook, Tab};
use nuscope_scan::search::{Plan, search};
use nuscope_scan::{Kept, Sight};
use nuscope_tests::commands::{run_in, simulated};
use nuscope_tests::headless::{Window, ask, click, open, push, settle, state, until, window};

/// A folder with an analysis of the two simulated ANTARES lists and a list of sources.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = simulated().join("searches");
        fs::create_dir_all(&folder).unwrap();
        let mut text = String::new();
        for name in ["ANTARES_tracks", "ANTARES_showers"] {
            text += &format!(
                "[[sample]]\nname = \"{name}\"\nevents = \"../sky/{name}.csv\"\nresponse = \"{name}\"\n"
            );
        }
        text += "[[source]]\nname = \"of the analysis\"\nra_deg = 250.0\ndec_deg = -10.0\n";
        fs::write(folder.join("a.toml"), text).unwrap();
        let sources = "name,ra_deg,dec_deg,flux\nA,317,-43.4,3\nB,20,-60,1\nthe same as B,20.02,-60.01,1\n\
                       near B,21,-60.2,2\nfar north,100,80,1\npole,5,-88,1\n";
        fs::write(folder.join("sources.csv"), sources).unwrap();
        folder
    })
}

/// The plan of these tests: trials, skies, trials for limits.
const AMOUNT: [u64; 3] = [1000, 100, 60];

/// A window with the analysis and the list of sources, and nothing kept from other tests.
fn with(files: &[&str], kept: &str) -> Window {
    let paths: Vec<PathBuf> = files.iter().map(|file| folder().join(file)).collect();
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let mut harness = window(&paths, (1280.0, 900.0));
    let state = &mut harness.state_mut().state;
    state.source_search.trials = Some(folder().join(kept));
    state.here.trials = None;
    let look = &mut state.view.source_search;
    look.set_amount(AMOUNT);
    look.indices = "2.0".into();
    ask(&mut harness, Command::ShowTab(Tab::SourceSearch));
    harness
}

fn searched(harness: &Window) -> Arc<Searched> {
    state(harness).document.searched.clone().unwrap()
}

/// Numbers to the last digit: an index that is not fitted is NaN, which equals nothing.
fn words(of: &impl std::fmt::Debug) -> String {
    format!("{of:?}")
}

#[test]
fn a_list_is_searched_as_the_engine_searches_it_and_its_rows_are_linked_with_the_sky() {
    let mut harness = with(&["a.toml", "sources.csv"], "c1");
    harness.get_by_label_contains("Looks for neutrinos from each source");
    harness.get_by_role_and_label(Role::Button, "7 sources");
    push(&mut harness, "Search");
    let search_of = |state: &nuscope::state::State| state.document.searched.clone();
    // Fits are there before all else is.
    until(&mut harness, "fits", |state| search_of(state).is_some());
    settle(&mut harness);
    let found = searched(&harness);
    assert_eq!(found.stage, Stage::Done);
    let [trials, skies, limit_trials] = AMOUNT;
    let plan = Plan {
        trials,
        skies,
        limit_trials,
        indices: vec![2.0],
    };
    let mut kept = Kept::new(&found.likelihood, None, 1);
    let wanted = search(&mut kept, &found.targets, &plan, &()).unwrap();
    assert_eq!(words(&found.found), words(&wanted));
    let names = found
        .found
        .sources
        .iter()
        .map(|one| one.target.name.as_str());
    let names: Vec<&str> = names.collect();
    // The sources of the analysis come first, as on the command line.
    assert_eq!(
        names,
        ["of the analysis", "A", "B", "near B", "far north", "pole"]
    );
    assert_eq!(found.targets.twins[0].name, "the same as B");

    // The best is the one with the injected source, and is told as people say it.
    let best = found.best().unwrap();
    assert_eq!(names[best], "A");
    // In the tab, and in the status bar.
    assert_eq!(harness.query_all_by_label("SIMULATED").count(), 2);
    harness.get_by_label_contains("Most significant: A, p = ");
    harness.get_by_label_contains("of 4 sources (2 more out of view) (calibrated by 1,000 trials)");
    let rows = |harness: &Window| state(harness).lists.searched.order.rows.to_vec();
    assert_eq!(rows(&harness)[0], best as u32);
    assert_eq!(rows(&harness).len(), 6);
    harness.get_by_label_contains("Remark shares candidates with near B at 0.5");
    let grid = state(&harness).lists.searched.grid.clone().unwrap();
    let remark = grid.column("remark").unwrap().text(4);
    assert_eq!(
        remark,
        "outside the field of view: no sample has candidates there"
    );

    // A click selects and flies there.
    harness
        .get_by_label_contains("Row 1: Rank 1, Source A")
        .click();
    settle(&mut harness);
    let view = &state(&harness).view;
    assert_eq!(view.selected, Some(found.sources[best]));
    assert!(view.sky.view.zoom > 5.0);
    let middle = view.sky.view.view_from_sky().row(0);
    let there = found.found.sources[best].target.position.to_vector();
    assert!(middle.angle_between(there) < 1e-6);
    // What is selected elsewhere is selected here.
    let other = found.sources[2];
    ask(&mut harness, Command::Select(Some(other)));
    assert_eq!(found.place_of(state(&harness).view.selected), Some(2));
    push(&mut harness, "Likelihood");
    settle(&mut harness);
    let here = state(&harness).here.found.clone().unwrap();
    assert_eq!(words(&here.fit), words(&found.found.sources[2].fit));

    // Sorting and filtering are those of all tables.
    ask(&mut harness, Command::ShowTab(Tab::SourceSearch));
    click(&mut harness, Role::ColumnHeader, "Dec [°]");
    assert_eq!(
        found.found.sources[rows(&harness)[0] as usize].target.name,
        "pole"
    );
    harness.state_mut().state.view.tables.searched.filter =
        "p_local < 0.5 && n90_events_e2_0 > 0".into();
    settle(&mut harness);
    let passes = |one: &&nuscope_scan::search::Looked| one.local.is_some_and(|local| local.p < 0.5);
    assert_eq!(
        rows(&harness).len(),
        found.found.sources.iter().filter(passes).count()
    );
}

#[test]
fn what_is_saved_is_what_the_command_saves() {
    let mut harness = with(&["a.toml", "sources.csv"], "c2");
    harness.state_mut().state.view.source_search.stack = Some("flux".into());
    // The analysis has no such column: that is said, and the rest is there.
    push(&mut harness, "Search");
    settle(&mut harness);
    let said = state(&harness).notices.last().unwrap().clone();
    assert!(
        said.details[0].contains("no column \"flux\" gives of the analysis a weight"),
        "{said:?}"
    );
    harness.state_mut().state.view.source_search.stack = Some("equal".into());
    harness.run();
    harness.get_by_label_contains("OLD: found with other choices");
    push(&mut harness, "Search");
    settle(&mut harness);
    assert!(harness.query_by_label_contains("OLD: ").is_none());
    harness.get_by_label_contains("All 4 together (equal weights): TS ");

    let line = "sources --analysis a.toml --sources sources.csv --trials 1000 --skies 100 --limit-trials 60 --index 2 --stack equal --cache c2";
    for ending in ["csv", "vot", "tex", "json", "ecsv"] {
        let (mine, other) = (format!("window.{ending}"), format!("command.{ending}"));
        let path = folder().join(&mine);
        ask(&mut harness, SourceSearchCommand::SaveTo(path.clone()));
        let said = state(&harness).notices.last().unwrap();
        assert_eq!(said.severity, Severity::Note, "{said:?}");
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend(["--out", &other]);
        run_in(folder(), &words, |_| {}).good();
        let [mine, other] =
            [path, folder().join(other)].map(|path| fs::read_to_string(path).unwrap());
        assert!(mine.contains("simulated"), "{ending}");
        assert_eq!(mine, other, "{ending}");
    }
    // Exactly the rows that are shown, as every table saves them.
    harness.state_mut().state.view.tables.searched.filter = "p_local < 0.5".into();
    settle(&mut harness);
    let rows = folder().join("rows.csv");
    ask(
        &mut harness,
        Command::SaveRowsTo(Tab::SourceSearch, rows.clone()),
    );
    let text = fs::read_to_string(rows).unwrap();
    assert!(text.contains("DATAKIND: simulated"), "{text}");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(
        lines.count(),
        1 + state(&harness).lists.searched.order.rows.len()
    );
    // A name that is no table's is refused.
    ask(
        &mut harness,
        SourceSearchCommand::SaveTo(folder().join("window.doc")),
    );
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "The result of the search was not saved.");
    assert!(
        said.details[0].contains("a name that ends in .json"),
        "{said:?}"
    );
}

#[test]
fn a_search_that_is_stopped_leaves_what_it_found_and_its_trials() {
    let mut harness = with(&["a.toml", "sources.csv"], "c3");
    harness
        .state_mut()
        .state
        .view
        .source_search
        .set_amount([200_000, 1000, 1000]);
    push(&mut harness, "Search");
    until(&mut harness, "local p-value", |state| {
        let searched = state.document.searched.as_ref();
        let mut sources = searched.iter().flat_map(|searched| &searched.found.sources);
        sources.any(|source| source.local.is_some())
    });
    push(&mut harness, "Cancel search");
    settle(&mut harness);
    let found = searched(&harness);
    assert_eq!(found.stage, Stage::Stopped);
    harness.get_by_label_contains("The search was stopped before its end");
    let known = found
        .found
        .sources
        .iter()
        .find(|one| one.local.is_some())
        .unwrap();
    assert!(found.found.sources.iter().all(|one| one.limits.is_empty()));
    let report = found.report(Default::default());
    assert!(
        report
            .warnings
            .iter()
            .any(|line| line.contains("stopped before its end"))
    );
    // Its trials are there for whoever asks next.
    let store = nuscope_scan::Store::at(folder().join("c3"));
    let mut kept = Kept::new(&found.likelihood, Some(&store), 1);
    let again = kept.background_if_kept(known.target.position.dec_rad, 200_000);
    let local = again.unwrap().estimate(known.fit.unwrap().ts);
    assert_eq!(local, known.local);
}

#[test]
fn a_result_goes_with_its_data_and_is_called_old_when_choices_change() {
    let mut harness = with(&["a.toml", "sources.csv"], "c4");
    harness
        .state_mut()
        .state
        .view
        .source_search
        .set_amount([0; 3]);
    push(&mut harness, "Search");
    settle(&mut harness);
    harness.get_by_label_contains("Highest TS: A, ");
    harness.get_by_label_contains("p-values are not calibrated");
    let found = searched(&harness);
    assert!(
        found
            .found
            .sources
            .iter()
            .all(|one| one.local.is_none() && one.limits.is_empty())
    );
    let old = |harness: &Window| harness.query_by_label_contains("OLD: ").is_some();
    assert!(!old(&harness));
    // Another plan, another list, another likelihood: each is seen, and seen to be taken back.
    let look = state(&harness).view.source_search.clone();
    let other = SourceSearchLook {
        trials: 100,
        ..look.clone()
    };
    for other in [
        other,
        SourceSearchLook {
            left_out: ["sources".to_owned(), "sources.csv".to_owned()].into(),
            ..look.clone()
        },
    ] {
        harness.state_mut().state.view.source_search = other;
        harness.run();
        assert!(old(&harness));
        harness.state_mut().state.view.source_search = look.clone();
        harness.run();
        assert!(!old(&harness));
    }
    let edits = &mut harness.state_mut().state.view.analysis;
    edits.choices = Some(nuscope_scan::analysis::Choices {
        index: Some(nuscope_scan::analysis::IndexEntry::Fixed(2.0)),
        ..Default::default()
    });
    settle(&mut harness);
    assert!(old(&harness));
    harness.state_mut().state.view.analysis = Default::default();
    settle(&mut harness);
    assert!(!old(&harness));
    // How it is looked at is no choice of the search.
    harness.state_mut().state.view.source_search.rings = false;
    harness.run();
    assert!(!old(&harness));
    // Other candidates: it is gone.
    open(&mut harness, &simulated().join("sky/ANTARES_tracks.csv"));
    assert!(state(&harness).document.searched.is_none());
    harness.get_by_label_contains("Looks for neutrinos from each source");
}

#[test]
fn limits_are_drawn_against_declination_and_a_click_selects() {
    let mut harness = with(&["a.toml", "sources.csv"], "c5");
    let state_of = &mut harness.state_mut().state;
    state_of.view.source_search.set_amount([500, 0, 40]);
    push(&mut harness, "Search");
    settle(&mut harness);
    click(&mut harness, Role::Button, "Figure");
    let rect = harness
        .get_by_role_and_label(Role::Image, "Limits against declination")
        .rect();
    let found = searched(&harness);
    let theme = nuscope::theme::theme(true);
    let drawing = nuscope::plot::limits::draw(&found, None, rect.size(), theme);
    let panel = &drawing.panels[0];
    for (place, source) in found.found.sources.iter().enumerate() {
        let Some(limits) = source.limits.first() else {
            continue;
        };
        let dec_deg = source.target.position.dec_rad.to_degrees();
        let limit = limits.flux(limits.upper).unwrap();
        let at = panel.at(dec_deg, limit);
        // Each mark is where the numbers say, and never below the sensitivity.
        let back = panel.values_at(at);
        assert!((back.0 - dec_deg).abs() < 0.5 && (back.1 / limit - 1.0).abs() < 0.05);
        assert!(limit >= limits.flux(limits.sensitivity).unwrap());
        let there = nuscope::plot::limits::source_at(&found, &drawing, at);
        // Neighbours may lie on each other.
        assert!(
            there == Some(place) || source.near.len() == 1,
            "{place} {there:?}"
        );
    }
    let best = found.best().unwrap();
    let limits = found.found.sources[best].limits[0];
    let dec_deg = found.found.sources[best]
        .target
        .position
        .dec_rad
        .to_degrees();
    let at = panel.at(dec_deg, limits.flux(limits.upper).unwrap());
    nuscope_tests::headless::drag(
        &mut harness,
        rect.min + at.to_vec2(),
        rect.min + at.to_vec2(),
        egui::Modifiers::NONE,
    );
    settle(&mut harness);
    assert_eq!(state(&harness).view.selected, Some(found.sources[best]));
    let path = folder().join("limits.svg");
    ask(
        &mut harness,
        SourceSearchCommand::SaveFigureTo(path.clone()),
    );
    let text = fs::read_to_string(path).unwrap();
    for words in [
        "SIMULATED",
        "Upper limits at 90 % C.L. of 4 sources",
        "Declination",
        "E^−2.0",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn positions_alone_give_limits_in_events() {
    let mut harness = with(&["sources.csv"], "c6");
    let (head, list) = ("ra[deg],dec[deg],ang_err[deg]\n", folder().join("mine.csv"));
    let rows = (0..2000).map(|i| {
        format!(
            "{},{},0.8\n",
            (i * 7) % 360,
            f64::from((i * 37) % 1200) / 10.0 - 80.0
        )
    });
    fs::write(&list, head.to_owned() + &rows.collect::<String>()).unwrap();
    open(&mut harness, &list);
    assert!(state(&harness).document.analysis.is_none());
    harness.get_by_label_contains("Uses positions alone, because ");
    push(&mut harness, "Search");
    settle(&mut harness);
    let found = searched(&harness);
    assert!(!found.likelihood.spatial_because().is_empty() && !found.simulated());
    harness.get_by_label_contains("Limits at 90 % C.L. in expected events");
    assert_eq!(harness.query_all_by_label("SIMULATED").count(), 0);
    let grid = state(&harness).lists.searched.grid.clone().unwrap();
    assert!(grid.column("n90_flux_e2_0").is_none());
    let place = found
        .found
        .sources
        .iter()
        .position(|one| one.sight == Sight::Open)
        .unwrap();
    assert!(
        grid.column("n90_events_e2_0")
            .unwrap()
            .cells()
            .number(place)
            > 1.0
    );
    // It rests on the files of both lists.
    let files: Vec<String> = found
        .asked
        .inputs
        .iter()
        .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, ["mine.csv", "sources.csv"]);
}

#[test]
fn what_cannot_be_searched_is_said() {
    // No catalogue, and indices that are none.
    let mut harness = with(&["a.toml"], "c7");
    let look = &mut harness.state_mut().state.view.source_search;
    look.left_out.insert("Sources of a.toml".into());
    look.built_in = Some(Default::default());
    harness.run();
    harness.get_by_label("Choose a catalogue with sources to look at.");
    ask(&mut harness, SourceSearchCommand::Start);
    assert!(!state(&harness).source_search.busy());
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "The search of sources was not started.");
    harness.state_mut().state.view.source_search = SourceSearchLook {
        indices: "7".into(),
        ..SourceSearchLook::default()
    };
    harness.run();
    harness.get_by_label_contains("spectral indices within 1 to 4 are wanted");

    // No source in view, and a folder that cannot hold trials.
    let outside = folder().join("outside.csv");
    fs::write(
        &outside,
        "name,ra_deg,dec_deg\nnorth,10,85.5\npole,10,-89\n",
    )
    .unwrap();
    open(&mut harness, &outside);
    let blocked = folder().join("blocked");
    fs::write(&blocked, "a file, not a folder").unwrap();
    let state_of = &mut harness.state_mut().state;
    state_of.source_search.trials = Some(blocked);
    let look = &mut state_of.view.source_search;
    *look = SourceSearchLook::default();
    look.left_out.insert("Sources of a.toml".into());
    look.set_amount([300, 20, 0]);
    harness.run();
    push(&mut harness, "Search");
    settle(&mut harness);
    harness.get_by_label_contains("None of the 2 sources is in the field of view.");
    assert_eq!(searched(&harness).best(), None);
    harness
        .state_mut()
        .state
        .view
        .source_search
        .left_out
        .clear();
    harness.run();
    push(&mut harness, "Search");
    settle(&mut harness);
    let said = state(&harness).notices.last().unwrap();
    assert!(
        said.details
            .iter()
            .any(|line| line.contains("trials cannot be kept for the next time")),
        "{said:?}"
    );
    assert!(searched(&harness).found.sources[0].local.is_some());
    assert_eq!(state(&harness).view.mode, Mode::Sky);
}

#[test]
fn a_hundred_thousand_sources_do_not_stop_the_window() {
    let mut harness = with(&["a.toml"], "c8");
    let path = folder().join("many.csv");
    let rows = (0..100_000_u32).map(|i| {
        let (ra, z) = (
            f64::from(i) * 137.507_764 % 360.0,
            f64::from(2 * i + 1) / 100_000.0 - 1.0,
        );
        format!("s{i},{ra},{}\n", z.asin().to_degrees())
    });
    fs::write(
        &path,
        "name,ra_deg,dec_deg\n".to_owned() + &rows.collect::<String>(),
    )
    .unwrap();
    open(&mut harness, &path);
    harness
        .state_mut()
        .state
        .view
        .source_search
        .set_amount([10_000, 1000, 500]);
    harness.run();
    harness.get_by_label_contains("This takes about ");
    harness.get_by_label_contains(" h here");
    push(&mut harness, "Search");
    // The window is drawn while it runs; all fits are there before the first trial ends them.
    until(&mut harness, "fits", |state| {
        state.document.searched.is_some()
    });
    harness.get_by_label_contains("Highest TS: ");
    harness.run_steps(3);
    push(&mut harness, "Cancel search");
    settle(&mut harness);
    let found = searched(&harness);
    assert_eq!(
        (found.stage, found.found.sources.len()),
        (Stage::Stopped, 100_001)
    );
    let row = state(&harness).lists.searched.order.rows[0] as usize;
    assert_eq!(found.ranks[row], 1);
}
