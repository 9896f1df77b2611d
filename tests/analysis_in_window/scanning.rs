//! Scans of a part of the sky, their maxima on finer pixels, and the likelihood under the pointer.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use nuscope::command::Command;
use nuscope::ui::inspector::selected_place;
use nuscope::view::{Selected, Tab};
use nuscope_model::{Equatorial, healpix};
use nuscope_tests::headless::{Window, ask, click, push, settle, state, until};

use super::editor::{choose, put};
use super::with;

/// Where the simulated lists hold their source.
fn source() -> Equatorial {
    Equatorial::from_degrees(317.0, -43.4)
}

/// Scans the disc around the source in pixels of nside 256.
fn scan_around(harness: &mut Window) {
    ask(harness, Command::Select(Some(selected_place(source()))));
    choose(harness, "Scan", "Around the selection");
    put(harness, "Radius of the scan", "3");
    choose(harness, "Pixels", "0.23° (nside 256)");
    push(harness, "Start scan");
    settle(harness);
}

#[test]
fn a_disc_is_scanned_and_its_maxima_are_refined_listed_and_flown_to() {
    let mut harness = with("a.toml");
    scan_around(&mut harness);
    let scan = state(&harness).document.scan_map().unwrap().clone();
    assert_eq!(scan.map.nside, 256);
    let ts = &scan.map.column("TS").unwrap().values;
    let mut told = 0;
    for (pixel, value) in ts.iter().enumerate() {
        let away = healpix::center_of(256, pixel as u64).separation_rad(source());
        assert_eq!(value.is_nan(), away > 3.0_f64.to_radians(), "{away}");
        told += usize::from(!value.is_nan());
    }
    assert!(told > 400, "{told}");

    push(&mut harness, "Refine the maxima");
    settle(&mut harness);
    let document = &state(&harness).document;
    let peaks = document.scan_map().unwrap().peaks.clone().unwrap();
    let first = peaks[0];
    let (_, hottest) = scan.map.hottest(scan.map.column("TS").unwrap()).unwrap();
    assert!(
        first.fit.ts >= f64::from(hottest) - 1e-3,
        "{} {hottest}",
        first.fit.ts
    );
    assert!(first.position.separation_rad(source()).to_degrees() < 0.5);
    let pixel = healpix::pixel_at(512, first.position);
    assert!(healpix::center_of(512, pixel).separation_rad(first.position) < 1e-9);
    let words = format!(
        "TS {:.1}, n_s {:.1}, γ {:.2}",
        first.fit.ts, first.fit.n_s, first.fit.gamma
    );
    harness.get_by_label_contains(&words);
    ask(&mut harness, Command::Select(None));
    push(&mut harness, "Fly to maximum 1");
    settle(&mut harness);
    let Some(Selected::Place { ra_udeg, dec_udeg }) = state(&harness).view.selected else {
        panic!("nothing is selected");
    };
    let there = Equatorial::from_degrees(ra_udeg as f64 * 1e-6, dec_udeg as f64 * 1e-6);
    assert!(there.separation_rad(first.position) < 1e-7);
    // A scan anew has none yet.
    push(&mut harness, "Start scan");
    settle(&mut harness);
    assert!(state(&harness).document.scan_map().unwrap().peaks.is_none());
}

#[test]
fn a_disc_around_nothing_or_without_radius_is_not_scanned() {
    let mut harness = with("a.toml");
    choose(&mut harness, "Scan", "Around the selection");
    push(&mut harness, "Start scan");
    settle(&mut harness);
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "The scan was not started.");
    assert!(said.details[0].starts_with("Select a place"), "{said:?}");
    put(&mut harness, "Radius of the scan", "0");
    harness.get_by_label("a radius above 0° and up to 180° is wanted; 5 stays");
    assert_eq!(state(&harness).view.scan.radius_deg, 5.0);
}

#[test]
fn the_likelihood_follows_the_pointer_and_stays_where_it_left_the_sky() {
    let mut harness = with("a.toml");
    ask(
        &mut harness,
        Command::Select(Some(selected_place(source()))),
    );
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let ranges = state(&harness).here.found.clone().unwrap().ranges.clone();
    assert!(!ranges.is_empty());
    assert_eq!(
        harness.query_all_by_label("carried by").count(),
        ranges.len()
    );
    click(&mut harness, Role::CheckBox, "Follow the pointer");
    let sky = harness.get_by_label("Sky map").rect();
    let mut seen = Vec::new();
    for share in [0.35, 0.5, 0.62] {
        let at = sky.lerp_inside(egui::vec2(share, 0.62));
        harness.hover_at(at);
        harness.step();
        harness.step();
        let pointed = state(&harness).pointed.unwrap();
        until(&mut harness, "likelihood of the place", |state| {
            state.here.is_current() && state.here.position == Some(pointed)
        });
        seen.push(pointed);
    }
    assert!(seen[0] != seen[1] && seen[1] != seen[2]);
    // The pointer goes to the panel.
    let tab = harness
        .get_by_role_and_label(Role::CheckBox, "Follow the pointer")
        .rect();
    harness.hover_at(tab.center());
    settle(&mut harness);
    assert_eq!(state(&harness).here.position, Some(seen[2]));
    click(&mut harness, Role::CheckBox, "Follow the pointer");
    settle(&mut harness);
    let back = state(&harness).here.position.unwrap();
    assert!(back.separation_rad(source()) < 1e-7);
}

#[test]
fn a_click_anywhere_on_a_row_selects_its_candidate() {
    let mut harness = with("a.toml");
    ask(
        &mut harness,
        Command::Select(Some(selected_place(source()))),
    );
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let found = state(&harness).here.found.clone().unwrap();
    for (place, part) in found.parts.iter().enumerate().take(3) {
        let name = &found.likelihood.samples()[part.sample].name;
        let label = format!("Candidate {} of {name}", part.row + 1);
        let row = harness.get_by_role_and_label(Role::Button, &label).rect();
        // Beside the first cell, in the third.
        let at = egui::pos2(row.left() + 120.0, row.center().y);
        nuscope_tests::headless::drag(&mut harness, at, at, egui::Modifiers::NONE);
        settle(&mut harness);
        let wanted = Selected::Candidate {
            sample: part.sample,
            index: part.row,
        };
        assert_eq!(state(&harness).view.selected, Some(wanted), "row {place}");
        assert_eq!(state(&harness).here.position, Some(found.position));
    }
}
