//! Every panel, window and field of `app/src/ui` as people looked at it once, compared with what is drawn now.
//!
//! The table below has a row for every module of `app/src/ui`, and a test that says which one was forgotten.

#![allow(clippy::unwrap_used)]

#[path = "panel_pictures/bars_and_fields.rs"]
mod bars_and_fields;
#[path = "panel_pictures/side_panels.rs"]
mod side_panels;
#[path = "panel_pictures/states.rs"]
mod states;
#[path = "panel_pictures/trials.rs"]
mod trials;
#[path = "panel_pictures/views.rs"]
mod views;
#[path = "panel_pictures/windows.rs"]
mod windows;

use image::RgbaImage;
use nuscope_tests::data::workspace;
use nuscope_tests::golden;

/// A picture that is drawn here: its name in `tests/golden`, and how it comes about.
type Picture = (&'static str, fn() -> RgbaImage);

/// How a module of `app/src/ui` is looked at.
enum Seen {
    /// In these pictures, drawn here.
    Here(&'static [Picture]),
    /// In these pictures, which another test program draws.
    Elsewhere(&'static [&'static str]),
    /// As a part of these pictures of other rows.
    Within(&'static [&'static str]),
    /// Not at all, for this reason.
    Never(&'static str),
}

use Seen::{Elsewhere, Here, Never, Within};

/// Every module of `app/src/ui`, in alphabetical order.
const ROWS: [(&str, Seen); 47] = [
    (
        "analysis_window",
        Here(&[
            ("panel_analysis", windows::analysis),
            ("panel_analysis_light", windows::analysis_light),
        ]),
    ),
    ("candidate_table", Elsewhere(&["candidates_table"])),
    (
        "catalogue_list",
        Here(&[("panel_catalogues", side_panels::catalogues)]),
    ),
    (
        "cuts",
        Here(&[
            ("panel_cuts", side_panels::cuts),
            ("panel_cuts_open", side_panels::cuts_open),
        ]),
    ),
    (
        "data_panel",
        Here(&[
            ("panel_data_events", side_panels::data_of_events),
            ("panel_data_sky", side_panels::data_of_sky),
        ]),
    ),
    (
        "data_table",
        Elsewhere(&["tray_events_dark", "tray_events_light", "tray_events_small"]),
    ),
    (
        "detector_choice",
        Here(&[("panel_detector_choice", side_panels::detector_choice)]),
    ),
    ("event_browser", Elsewhere(&["tray_events_dark"])),
    (
        "event_view",
        Here(&[
            ("panel_event_view", views::event_view),
            ("panel_camera_menu", views::camera_menu),
        ]),
    ),
    (
        "export",
        Here(&[
            ("panel_export", windows::export),
            ("panel_export_drawing", windows::export_drawing),
        ]),
    ),
    (
        "filter_field",
        Here(&[
            ("panel_filter_offers", bars_and_fields::filter_offers),
            ("panel_filter_error", bars_and_fields::filter_error),
        ]),
    ),
    (
        "go_to",
        Here(&[
            ("panel_go_to", bars_and_fields::go_to),
            ("panel_go_to_nowhere", bars_and_fields::go_to_nowhere),
        ]),
    ),
    (
        "hit_table",
        Elsewhere(&["tray_hits_dark", "tray_hits_light", "tray_hits_small"]),
    ),
    (
        "hovered",
        Never("it is what views tell each other; tests/hovering.rs sees it in their pictures"),
    ),
    (
        "inject_panel",
        Here(&[
            ("panel_inject", trials::inject),
            ("panel_inject_light", trials::injected),
        ]),
    ),
    (
        "inspector",
        Here(&[
            ("panel_inspector", side_panels::inspector),
            ("panel_inspector_hit", side_panels::inspector_hit),
            ("panel_inspector_module", side_panels::inspector_module),
            ("panel_inspector_sensor", side_panels::inspector_sensor),
            ("panel_inspector_track", side_panels::inspector_track),
            (
                "panel_inspector_candidate",
                side_panels::inspector_candidate,
            ),
            ("panel_inspector_place", side_panels::inspector_place),
            ("panel_inspector_source", side_panels::inspector_source),
            ("panel_colours", side_panels::colours),
        ]),
    ),
    (
        "likelihood_panel",
        Here(&[
            ("panel_likelihood", views::likelihood),
            ("panel_likelihood_light", views::likelihood_of_positions),
        ]),
    ),
    (
        "live_badge",
        Here(&[("panel_live_badge", bars_and_fields::live_badge)]),
    ),
    ("map_bar", Here(&[("panel_map_bar", views::map_bar)])),
    (
        "maps_panel",
        Here(&[
            ("panel_maps", side_panels::maps),
            ("panel_inspector_map", side_panels::inspector_map),
        ]),
    ),
    ("medium_panel", Within(&["panel_tracks"])),
    ("notices", Here(&[("panel_notices", windows::notices)])),
    ("number_field", Within(&["panel_analysis"])),
    (
        "palette",
        Here(&[("panel_palette", bars_and_fields::palette)]),
    ),
    (
        "plot_pointer",
        Here(&[("panel_plot_brush", views::plot_brush)]),
    ),
    (
        "plots_panel",
        Elsewhere(&["plot_zt", "plot_residuals", "plot_modules"]),
    ),
    ("question", Here(&[("panel_question", windows::question)])),
    ("range_handles", Within(&["panel_cuts", "panel_inspector"])),
    (
        "scan_panel",
        Here(&[("panel_scan_analysis", side_panels::scan_of_analysis)]),
    ),
    (
        "sky_search",
        Here(&[
            ("panel_sky_search", bars_and_fields::searched),
            (
                "panel_sky_search_nothing",
                bars_and_fields::searched_for_nothing,
            ),
        ]),
    ),
    (
        "sky_time",
        Elsewhere(&["candidates_decay", "candidates_folded"]),
    ),
    ("sky_view", Here(&[("panel_sky_view", views::sky_view)])),
    (
        "source_search",
        Here(&[
            ("panel_source_search", views::source_search),
            ("panel_source_limits", views::source_limits),
            ("panel_source_choices", views::source_choices),
        ]),
    ),
    (
        "source_table",
        Here(&[("panel_source_table", bars_and_fields::listed_sources)]),
    ),
    (
        "status_bar",
        Here(&[
            ("panel_status_bar", bars_and_fields::status_bar),
            (
                "panel_status_bar_doubtful",
                bars_and_fields::status_bar_doubtful,
            ),
        ]),
    ),
    (
        "table_view",
        Here(&[("panel_table_view", windows::table_view)]),
    ),
    (
        "timeline",
        Here(&[
            ("panel_timeline", bars_and_fields::timeline),
            ("panel_timeline_zoomed", bars_and_fields::timeline_zoomed),
        ]),
    ),
    (
        "top_bar",
        Here(&[
            ("panel_top_bar", bars_and_fields::top_bar),
            ("panel_menu", bars_and_fields::menu),
        ]),
    ),
    ("track_choice", Within(&["panel_tracks"])),
    (
        "track_handles",
        Here(&[("panel_track_handles", views::track_handles)]),
    ),
    (
        "track_table",
        Elsewhere(&["tray_tracks_dark", "tray_tracks_light", "tray_tracks_small"]),
    ),
    (
        "tracks_panel",
        Here(&[
            ("panel_tracks", side_panels::tracks),
            ("panel_tracks_plain", side_panels::tracks_plain),
        ]),
    ),
    ("tray", Here(&[("panel_tray", views::tray)])),
    (
        "trials_panel",
        Here(&[
            ("panel_trials", trials::compared_dark),
            ("panel_trials_light", trials::compared_light),
            ("panel_calibrating", trials::calibrating),
        ]),
    ),
    ("user_track", Within(&["panel_tracks"])),
    (
        "welcome",
        Here(&[
            ("panel_welcome", windows::welcome),
            ("panel_nothing_open", windows::nothing_open),
        ]),
    ),
    (
        "widget_report",
        Never("it prints where widgets are, for tests in a real window"),
    ),
];

/// The modules that `app/src/ui/mod.rs` lists.
fn modules() -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("app/src/ui/mod.rs")).unwrap();
    let names = text.lines().filter_map(|line| {
        let name = line.split_once("mod ")?.1.strip_suffix(';')?;
        Some(name.to_owned())
    });
    names.collect()
}

#[test]
fn every_panel_has_a_row() {
    let rows: Vec<&str> = ROWS.iter().map(|(panel, _)| *panel).collect();
    assert_eq!(
        rows,
        modules(),
        "a panel needs a row here, in the order of ui/mod.rs"
    );
}

#[test]
fn every_row_has_its_pictures() {
    let drawn = |name: &&str| {
        let mut rows = ROWS.iter();
        rows.any(
            |(_, seen)| matches!(seen, Here(pictures) if pictures.iter().any(|row| row.0 == *name)),
        )
    };
    for (panel, seen) in &ROWS {
        let there = match seen {
            Here(pictures) => !pictures.is_empty(),
            Elsewhere(names) => {
                !names.is_empty() && names.iter().all(|name| golden::path(name).is_file())
            }
            Within(names) => !names.is_empty() && names.iter().all(drawn),
            Never(reason) => !reason.is_empty(),
        };
        assert!(there, "{panel}");
    }
}

/// Draws a share of the pictures, so that two cores have something to do.
fn compare(share: usize) {
    if !golden::software_driver() {
        return;
    }
    let pictures = ROWS.iter().flat_map(|(_, seen)| match seen {
        Here(pictures) => *pictures,
        _ => &[],
    });
    let mut wrong = Vec::new();
    for (name, draw) in pictures.skip(share).step_by(2) {
        // One that cannot be drawn keeps nobody from looking at the others.
        match std::panic::catch_unwind(draw) {
            Ok(picture) => wrong.extend(golden::check(name, &picture).err()),
            Err(_) => wrong.push(format!("{name} cannot be drawn")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_panel_looks_as_it_did() {
    compare(0);
}

#[test]
fn every_other_panel_looks_as_it_did() {
    compare(1);
}
