//! The tables below the view: sorted, filtered, stepped through, saved, and linked with everything else.
//!
//! Their pictures are compared as those of `golden_images.rs` are.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use nuscope::command::Command;
use nuscope::notice::Severity;
use nuscope::view::{Selected, Sort, Tab};
use nuscope_tests::headless::{Window, ask, settle, state, window};
use nuscope_tests::{data, golden};

fn filter(harness: &mut Window, text: &str) {
    let tables = &mut harness.state_mut().state.view.tables;
    text.clone_into(&mut tables.events.filter);
    settle(harness);
}

/// Rows of the events table in order, by their place in the file.
fn events(harness: &Window) -> Vec<u32> {
    state(harness).lists.events.order.rows.to_vec()
}

fn shown(harness: &Window) -> usize {
    state(harness).document.event.as_ref().unwrap().index
}

/// The values of a column of the events table, in file order.
fn values(harness: &Window, column: &str) -> Vec<f64> {
    let grid = state(harness).lists.events.grid.as_ref().unwrap();
    let cells = grid.column(column).unwrap().cells();
    (0..cells.len()).map(|row| cells.number(row)).collect()
}

#[test]
fn the_browser_fills_and_a_click_on_a_head_sorts_it() {
    let mut harness = window(&["demo:events"], (1440.0, 900.0));
    harness.get_by_label("Browse events").click();
    settle(&mut harness);
    let count = events(&harness).len();
    let document = &state(&harness).document;
    assert_eq!(count, document.events.as_ref().unwrap().headers().len());
    assert!(state(&harness).lists.summaries.complete());
    let energies = values(&harness, "e_gev");
    assert!(energies.iter().any(|energy| *energy > 0.0), "{energies:?}");

    harness
        .get_by_role_and_label(Role::ColumnHeader, "Hits")
        .click();
    settle(&mut harness);
    let hits = values(&harness, "hits");
    let sorted: Vec<f64> = events(&harness)
        .iter()
        .map(|row| hits[*row as usize])
        .collect();
    assert!(sorted.is_sorted(), "{sorted:?}");
    harness
        .get_by_role_and_label(Role::ColumnHeader, "Hits, least first")
        .click();
    settle(&mut harness);
    let falling: Vec<f64> = events(&harness)
        .iter()
        .map(|row| hits[*row as usize])
        .collect();
    assert!(falling.iter().rev().is_sorted(), "{falling:?}");

    // Steps follow what is seen, and it is said so.
    let first = events(&harness)[0] as usize;
    ask(&mut harness, Command::ShowEvent(first));
    harness.get_by_label_contains("Steps follow the browser's sorting, this is no. 1");
    for place in 1..count {
        harness.get_by_role_and_label(Role::Button, "Next").click();
        settle(&mut harness);
        assert_eq!(shown(&harness), events(&harness)[place] as usize);
    }
    harness.get_by_role_and_label(Role::Button, "Next").click();
    settle(&mut harness);
    assert_eq!(shown(&harness), events(&harness)[count - 1] as usize);
    let said = state(&harness).notices.last().unwrap();
    assert!(said.headline.contains("the last of the"), "{said:?}");
    harness
        .get_by_role_and_label(Role::ColumnHeader, "Hits, greatest first")
        .click();
    settle(&mut harness);
    assert!(events(&harness).is_sorted());
}

#[test]
fn a_filter_leaves_the_rows_that_it_names_and_steps_skip_the_others() {
    let mut harness = window(&["demo:events"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Events));
    let camera = state(&harness).view.camera;
    let zeniths = values(&harness, "zenith_deg");
    let energies = values(&harness, "e_gev");
    let text = "e_gev > 1e3 && zenith > 90";
    filter(&mut harness, text);
    let wanted: Vec<u32> = (0..zeniths.len())
        .filter(|row| energies[*row] > 1e3 && zeniths[*row] > 90.0)
        .map(|row| row as u32)
        .collect();
    assert!(
        !wanted.is_empty() && wanted.len() < zeniths.len(),
        "{zeniths:?} {energies:?}"
    );
    assert_eq!(events(&harness), wanted);
    let count = format!("{} of {} events", wanted.len(), zeniths.len());
    harness.get_by_label(&count);
    for _ in 0..2 * zeniths.len() {
        ask(&mut harness, Command::NextEvent);
        assert!(wanted.contains(&(shown(&harness) as u32)) || shown(&harness) == 0);
    }
    assert_eq!(shown(&harness) as u32, *wanted.last().unwrap());
    assert_eq!(state(&harness).view.camera, camera, "the camera stays");

    // What cannot be read is said, and the last filter stays in force.
    filter(&mut harness, "e_gev > 1e3 && zenit > 90");
    assert_eq!(events(&harness), wanted);
    harness.get_by_label("not understood");
    filter(&mut harness, "e_gev > 1e99");
    assert!(events(&harness).is_empty());
    ask(&mut harness, Command::NextEvent);
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "No event passes the filter of the browser.");
}

#[test]
fn a_filter_is_typed_with_names_offered_and_taken() {
    let mut harness = window(&["demo:events"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Events));
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter");
    field.focus();
    harness.step();
    let type_text = |harness: &mut Window, text: &str| {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    };
    type_text(&mut harness, "zen");
    harness.get_by_label("zenith_deg");
    harness.key_press(Key::Tab);
    harness.run();
    type_text(&mut harness, " > 90");
    settle(&mut harness);
    assert_eq!(state(&harness).view.tables.events.filter, "zenith_deg > 90");
    assert!(events(&harness).len() < values(&harness, "hits").len());
    // Letters that are typed are no commands.
    assert!(state(&harness).view.data_panel);
}

#[test]
fn clicks_and_arrows_choose_events_and_hits() {
    let mut harness = window(&["demo:events"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Events));
    harness.get_by_label_contains("Row 2: ").click();
    settle(&mut harness);
    assert_eq!(shown(&harness), 1);
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    assert_eq!(shown(&harness), 2);
    // Commands with a key of their own still work while a table has the keyboard.
    harness.key_press(Key::B);
    settle(&mut harness);
    assert_eq!(shown(&harness), 1);

    ask(&mut harness, Command::ShowTab(Tab::Hits));
    harness.get_by_label_contains("Row 1: Hit 1,").click();
    settle(&mut harness);
    assert_eq!(state(&harness).view.selected, Some(Selected::Hit(0)));
    let row = harness.get_by_label_contains("Row 3: Hit 3,");
    row.click_modifiers(Modifiers::SHIFT);
    settle(&mut harness);
    assert_eq!(state(&harness).view.marked.places(), [0, 1, 2]);
    let row = harness.get_by_label_contains("Row 2: Hit 2,");
    row.click_modifiers(Modifiers::COMMAND);
    settle(&mut harness);
    assert_eq!(state(&harness).view.marked.places(), [0, 2]);
    // A hit that was chosen elsewhere is brought into sight.
    let last = state(&harness)
        .document
        .event
        .as_ref()
        .unwrap()
        .event
        .hits
        .len()
        - 1;
    ask(&mut harness, Command::Select(Some(Selected::Hit(last))));
    harness.run();
    harness.get_by_label_contains(&format!("Row {0}: Hit {0},", last + 1));
    // Escape lets go of everything.
    ask(&mut harness, Command::Select(None));
    assert!(state(&harness).view.marked.is_empty());
}

#[test]
fn the_table_of_hits_follows_the_cuts_unless_told_otherwise() {
    let mut harness = window(&["demo:muon"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Hits));
    let all = state(&harness).lists.hits.order.rows.len();
    harness.state_mut().state.view.cuts.triggered = true;
    settle(&mut harness);
    let event = state(&harness).document.event.clone().unwrap().event;
    assert_eq!(
        state(&harness).lists.hits.order.rows.len(),
        event.triggered_hits()
    );
    assert!(event.triggered_hits() < all);
    harness.get_by_label("Only hits that are shown").click();
    settle(&mut harness);
    assert_eq!(state(&harness).lists.hits.order.rows.len(), all);
    let tables = &mut harness.state_mut().state.view.tables;
    "triggered() && residual > -50 and shown".clone_into(&mut tables.hits.filter);
    settle(&mut harness);
    let values = state(&harness).derived.values.clone().unwrap();
    let residuals = values.column(nuscope::view::HitQuantity::Residual);
    let wanted = event.hits.iter().zip(residuals.iter());
    let wanted = wanted.filter(|(hit, residual)| hit.trigger_mask != 0 && **residual > -50.0);
    assert_eq!(state(&harness).lists.hits.order.rows.len(), wanted.count());
}

#[test]
fn a_track_is_chosen_in_its_table() {
    let mut harness = window(&["demo:muon"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Tracks));
    let event = state(&harness).document.event.clone().unwrap().event;
    let all = event.tracks.len() + event.mc_tracks.len();
    assert_eq!(state(&harness).lists.tracks.order.rows.len(), all);
    harness.get_by_label_contains("Row 2: ").click();
    settle(&mut harness);
    assert_eq!(state(&harness).view.selected, Some(Selected::Track(1)));
}

#[test]
fn an_event_is_reached_by_what_people_call_it() {
    let mut harness = window(&["demo:events"], (1440.0, 900.0));
    harness.key_press(Key::G);
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Go to frame and trigger, or event");
    harness.event(egui::Event::Text("99999/1".to_owned()));
    harness.run();
    assert!(
        harness
            .query_by_label_contains("There is no frame")
            .is_some()
            || harness
                .query_by_label_contains("no frame numbers")
                .is_some()
    );
    // Enter goes nowhere while there is nowhere to go.
    harness.key_press(Key::Enter);
    harness.run();
    assert!(state(&harness).go_to.is_some());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(state(&harness).go_to.is_none());
    ask(&mut harness, Command::GoTo("3".into()));
    assert_eq!(shown(&harness), 2);
    ask(&mut harness, Command::GoTo("event 123456".into()));
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.severity, Severity::Warning);
    assert_eq!(shown(&harness), 2);
}

#[test]
fn exactly_the_rows_shown_are_saved_and_read_back_equal() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&["demo:muon"], (1440.0, 900.0));
    ask(&mut harness, Command::ShowTab(Tab::Hits));
    let look = &mut harness.state_mut().state.view.tables.hits;
    "triggered() && residual < 1e4".clone_into(&mut look.filter);
    look.sort = Some(Sort {
        column: "residual_ns".into(),
        falling: true,
    });
    look.switched.insert("distance_m".into(), false);
    settle(&mut harness);
    let wanted = {
        let list = &state(&harness).lists.hits;
        let look = &state(&harness).view.tables.hits;
        nuscope::grid::table_of(list.grid.as_ref().unwrap(), &list.order, look)
    };
    assert!(wanted.rows() > 3 && wanted.column("distance_m").is_none());
    let residuals = wanted
        .column("residual_ns")
        .unwrap()
        .values
        .numbers()
        .unwrap();
    assert!(residuals.iter().rev().is_sorted());
    for name in ["a.csv", "a.ecsv", "a.vot", "a.fits", "a.parquet", "a.h5"] {
        let path = folder.path().join(name);
        ask(&mut harness, Command::SaveRowsTo(Tab::Hits, path.clone()));
        let said = state(&harness).notices.last().unwrap();
        assert!(said.headline.starts_with("Saved "), "{name}: {said:?}");
        let found = read_back(&path);
        assert_eq!(found.rows(), wanted.rows(), "{name}");
        assert_eq!(found.columns.len(), wanted.columns.len(), "{name}");
        for (found, wanted) in found.columns.iter().zip(&wanted.columns) {
            assert_eq!(found.name.split('[').next().unwrap(), wanted.name, "{name}");
            for row in 0..wanted.values.len() {
                let (found, wanted) = (found.values.show(row), wanted.values.show(row));
                let same = found == wanted
                    || found.parse::<f64>().ok() == wanted.parse::<f64>().ok() && !found.is_empty()
                    || (found == "1" && wanted == "true")
                    || (found == "0" && wanted == "false");
                assert!(same, "{name}: {found:?} {wanted:?}");
            }
        }
        if !name.ends_with("csv") || name == "a.ecsv" {
            let filter = found.note("FILTER").map(str::to_owned);
            assert_eq!(
                filter.as_deref(),
                Some("triggered() && residual < 1e4"),
                "{name}"
            );
        }
    }
    // A name that says no format is refused in words, and the window goes on.
    ask(
        &mut harness,
        Command::SaveRowsTo(Tab::Hits, folder.path().join("a.png")),
    );
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(
        (said.severity, said.headline.as_str()),
        (Severity::Error, "The rows were not saved.")
    );
}

/// The only table of a file.
fn read_back(path: &Path) -> nuscope_io::table::Table {
    let loaded = nuscope_io::open(path).unwrap();
    let table = loaded
        .tables
        .first()
        .unwrap_or_else(|| panic!("{path:?}: {loaded:?}"));
    (**table).clone()
}

#[test]
fn the_tabs_look_as_they_did() {
    if !golden::software_driver() {
        return;
    }
    for (dark, size, name) in [
        (true, (1440.0, 900.0), "dark"),
        (false, (1440.0, 900.0), "light"),
        (true, (1024.0, 600.0), "small"),
    ] {
        let mut harness = window(&["demo:events"], size);
        harness.state_mut().state.view.dark = dark;
        for (tab, word) in [
            (Tab::Events, "events"),
            (Tab::Hits, "hits"),
            (Tab::Tracks, "tracks"),
        ] {
            ask(&mut harness, Command::ShowTab(tab));
            if tab == Tab::Events {
                ask(&mut harness, Command::ShowEvent(1));
                let look = &mut harness.state_mut().state.view.tables.events;
                look.sort = Some(Sort {
                    column: "hits".into(),
                    falling: true,
                });
                "hits > 10 && triggered()".clone_into(&mut look.filter);
            }
            if tab == Tab::Hits {
                ask(&mut harness, Command::Mark(vec![2, 3, 4].into()));
                ask(&mut harness, Command::Select(Some(Selected::Hit(6))));
            }
            settle(&mut harness);
            let picture = harness.render().unwrap();
            // Filter and table alone: the view and the other tabs have pictures of their own.
            let table = harness.get_by_label(&format!("Table of {word}")).rect();
            let (left, top) = ((table.left() - 12.0).max(0.0), table.top() - 58.0);
            let part = image::imageops::crop_imm(
                &picture,
                left as u32,
                top as u32,
                table.width() as u32 + 12,
                (table.bottom() - top) as u32,
            );
            let file = format!("tray_{word}_{name}");
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                // The whole window is only looked at.
                let folder = data::workspace().join("target/golden");
                std::fs::create_dir_all(&folder).unwrap();
                picture
                    .save(folder.join(format!("{file}.window.png")))
                    .unwrap();
            }
            golden::compare(&file, &part.to_image());
        }
    }
}
