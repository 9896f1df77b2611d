//! What the pointer is on in one view is shown in all others, in a window without a screen: from the 3D view to the
//! figures, from the figures to the 3D view and to the rows of the tables, and away again.

#![allow(clippy::unwrap_used)]

use egui::accesskit::Role;
use egui::{Color32, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use nuscope::command::Command;
use nuscope::plot::drawing::{Drawing, Mark, Shape};
use nuscope::plot::save;
use nuscope::theme;
use nuscope::ui::hovered;
use nuscope::view::{Figure, Selected, Tab};
use nuscope_tests::headless::{self, Window, ask};

/// The built-in muon with one figure of height against time below it.
fn window() -> Window {
    let mut window = headless::window(&["demo:muon"], (1440.0, 1000.0));
    window.state_mut().state.view.tray.plots.beside = 1;
    ask(&mut window, Command::ShowFigure(Figure::HeightTime));
    window
}

/// The figure on the screen, and the same drawn again by itself.
fn figure(window: &Window) -> (Rect, Drawing) {
    let rect = window
        .get_by_role_and_label(Role::Image, "Height against time")
        .rect();
    let state = &window.state().state;
    let (document, view, derived) = (&state.document, &state.view, &state.derived);
    let drawing = save::drawing(
        document,
        view,
        derived,
        Figure::HeightTime,
        false,
        rect.size(),
    );
    (rect, drawing)
}

/// Where the 3D view shows a hit.
fn place_in_space(window: &Window, hit: usize) -> Pos2 {
    let rect = window.get_by_label("Event view").rect();
    let state = &window.state().state;
    let detector = state.document.detector.as_ref().unwrap();
    let event = &state.document.event.as_ref().unwrap().event;
    let place = detector.sensor(&event.hits[hit]).unwrap().position_m - detector.center_m();
    let camera = state.view.camera.unwrap();
    let pixel = camera.pixel_from_world(place.as_vec3(), (rect.width(), rect.height()));
    let pixel = pixel.unwrap();
    rect.min + vec2(pixel.x, pixel.y)
}

fn found(window: &Window) -> Option<Selected> {
    hovered::get(&window.ctx)
}

/// Pixels of the accent colour within a distance of a place.
fn accented(picture: &RgbaImage, at: Pos2, radius: f32) -> usize {
    let accent = theme::theme(true).accent;
    let near = |color: [u8; 4]| {
        let wanted = Color32::to_array(&accent);
        let differs = |i: usize| wanted[i].abs_diff(color[i]) > 24;
        !(differs(0) || differs(1) || differs(2))
    };
    let inside = |x: u32, y: u32| pos2(x as f32 + 0.5, y as f32 + 0.5).distance(at) <= radius;
    let pixels = picture.enumerate_pixels();
    pixels
        .filter(|(x, y, color)| inside(*x, *y) && near(color.0))
        .count()
}

#[test]
fn a_hit_under_the_pointer_in_space_is_ringed_in_the_figure_and_back() {
    let mut window = window();
    let (rect, drawing) = figure(&window);
    // Points of triggered hits that are on top of their spot, in the figure.
    let points = drawing
        .items
        .iter()
        .filter_map(|item| match (item.mark, &item.shape) {
            (Some(Mark::Hit(place)), Shape::Point { at, radius, .. })
                if *radius > 1.5 && drawing.pick(*at) == item.mark =>
            {
                Some((place as usize, *at))
            }
            _ => None,
        });
    let points: Vec<(usize, Pos2)> = points.collect();
    assert!(points.len() > 10, "{} points", points.len());

    // From space to the figure: the first of them that nothing hides from the camera.
    let seen = points.iter().find(|(hit, _)| {
        window.hover_at(place_in_space(&window, *hit));
        window.run();
        found(&window) == Some(Selected::Hit(*hit))
    });
    let (hit, at) = *seen.expect("some hit is seen");
    let at = rect.min + at.to_vec2();
    let with = window.render().unwrap();
    window.hover_at(pos2(5.0, 5.0));
    window.run();
    assert_eq!(found(&window), None, "nothing is left behind");
    let without = window.render().unwrap();
    let (with, without) = (accented(&with, at, 12.0), accented(&without, at, 12.0));
    assert!(with > without + 20, "a ring: {with} pixels after {without}");

    // From the figure to space.
    let in_space = place_in_space(&window, hit);
    let before = window.render().unwrap();
    let sent = window.state().event_bytes();
    window.hover_at(at);
    window.run();
    assert_eq!(found(&window), Some(Selected::Hit(hit)));
    let sent = window.state().event_bytes() - sent;
    assert!(sent < 4096, "{sent} bytes: nothing is made for each hit");
    let after = window.render().unwrap();
    let (before, after) = (
        accented(&before, in_space, 14.0),
        accented(&after, in_space, 14.0),
    );
    assert!(after > before + 40, "a ring: {after} pixels after {before}");
}

#[test]
fn a_row_under_the_pointer_shines_everywhere_too() {
    let mut window = window();
    ask(&mut window, Command::ShowTab(Tab::Hits));
    window.run();
    let first = window.state().state.lists.hits.order.rows[0] as usize;
    let row = |window: &Window| {
        let rows = window.get_all_by_role(Role::Row);
        let rects: Vec<Rect> = rows.map(|row| row.rect()).collect();
        rects[0].center()
    };
    let at = row(&window);
    window.hover_at(at);
    window.run();
    assert_eq!(found(&window), Some(Selected::Hit(first)));
    ask(&mut window, Command::ShowTab(Tab::Tracks));
    window.run();
    let at = row(&window);
    window.hover_at(at);
    window.run();
    assert_eq!(found(&window), Some(Selected::Track(0)));
}
