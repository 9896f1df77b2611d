//! The figures of the tray: as they look, as files, and linked both ways with everything else.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use nuscope::apply::apply;
use nuscope::command::Command;
use nuscope::derived::Derived;
use nuscope::document::Document;
use nuscope::plot::columns::{Columns, hits_within};
use nuscope::plot::drawing::{Drawing, Mark, Shape};
use nuscope::plot::figures::{FIGURES, row};
use nuscope::plot::save;
use nuscope::plot::to_pdf::to_pdf;
use nuscope::plot::to_svg::to_svg;
use nuscope::scene::event::id_of;
use nuscope::state::State;
use nuscope::ui::inspector::inspector_ui;
use nuscope::ui::plots_panel::plots_panel_ui;
use nuscope::view::{Figure, PlotSlot, Selected, View};
use nuscope_tests::documents::{add, demo, open, with_event};
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless::drag;
use nuscope_tests::{data, panel};

const SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::NONE
};

/// A state with one figure in the tray.
fn state(document: Document, figure: Figure, view: View) -> State {
    let mut state = State::new(view, Arc::new(|| {}));
    state.document = Arc::new(document);
    state.view.tray.plots.beside = 1;
    state.view.tray.plots.slots[0] = PlotSlot {
        figure,
        log: row(figure).counts && figure == Figure::Amplitudes,
        log_x: false,
    };
    state
}

/// The panel of figures alone.
fn panel(state: State, size: Vec2) -> Harness<'static, State> {
    panel::panel(state, size, plots_panel_ui)
}

/// The figure on the screen, and the same drawn again by itself.
fn figure(harness: &Harness<'_, State>) -> (Rect, Drawing) {
    let state = harness.state();
    let slot = state.view.tray.plots.slots[0];
    let node = harness.get_by_role_and_label(Role::Image, row(slot.figure).title);
    let bounds = node.accesskit_node().raw_bounds().unwrap();
    let rect = Rect::from_min_max(
        pos2(bounds.x0 as f32, bounds.y0 as f32),
        pos2(bounds.x1 as f32, bounds.y1 as f32),
    );
    let derived = Derived::of(&state.document, &state.view);
    let drawing = save::drawing(
        &state.document,
        &state.view,
        &derived,
        slot.figure,
        slot.log,
        rect.size(),
    );
    (rect, drawing)
}

fn click(harness: &mut Harness<'_, State>, at: Pos2) {
    drag(harness, at, at, Modifiers::NONE);
}

/// Clicks twice within a moment.
fn double_click(harness: &mut Harness<'_, State>, at: Pos2) {
    harness.input_mut().events.push(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false, true, false] {
        let event = Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.input_mut().events.push(event);
    }
    harness.run();
}

/// Where a mark is drawn that nothing else covers.
fn place_of(drawing: &Drawing, wanted: impl Fn(Mark) -> bool) -> (Pos2, Mark) {
    let found = drawing.items.iter().find_map(|item| {
        let mark = item.mark.filter(|mark| wanted(*mark))?;
        let at = match &item.shape {
            Shape::Point { at, .. } => *at,
            Shape::Rect { rect, .. } => rect.center(),
            _ => return None,
        };
        (drawing.pick(at) == Some(mark)).then_some((at, mark))
    });
    found.expect("such a mark is drawn")
}

#[test]
fn a_click_on_a_hit_selects_it_in_every_view() {
    let state = state(demo("demo:muon"), Figure::HeightTime, View::default());
    let mut harness = panel(state, vec2(900.0, 300.0));
    harness.run();
    let (rect, drawing) = figure(&harness);
    let (at, mark) = place_of(&drawing, |mark| matches!(mark, Mark::Hit(_)));
    let Mark::Hit(place) = mark else {
        unreachable!()
    };
    click(&mut harness, rect.min + at.to_vec2());
    let state = harness.state();
    let selected = Some(Selected::Hit(place as usize));
    assert_eq!(state.view.selected, selected);
    // The 3D view lights up what has this number in its picture.
    let detector = state.document.detector.as_ref().unwrap();
    assert_eq!(id_of(state.view.selected, detector), place + 1);
    // The other way round: what is selected elsewhere is ringed here.
    let (_, drawing) = figure(&harness);
    let ring = |item: &&nuscope::plot::drawing::Item| {
        let ring = nuscope::plot::drawing::Form::Ring;
        matches!(item.shape, Shape::Point { form, .. } if form == ring)
    };
    let ringed: Vec<_> = drawing.items.iter().filter(ring).collect();
    assert_eq!(ringed.len(), 1);
    assert_eq!(ringed[0].mark, Some(mark));
    // Beside the figures the inspector tells its values.
    let mut inspector = Harness::new_ui_state(
        |ui, state: &mut State| inspector_ui(ui, state, &mut Vec::new()),
        harness.into_state(),
    );
    inspector.run();
    let told = inspector.query_all_by_label_contains("residual");
    assert!(told.count() > 0);
}

#[test]
fn a_drag_along_an_axis_marks_its_hits_and_with_shift_cuts_to_them() {
    let state = state(demo("demo:muon"), Figure::Residuals, View::default());
    let mut harness = panel(state, vec2(700.0, 300.0));
    harness.run();
    let (rect, drawing) = figure(&harness);
    let axes = drawing.panels[0].clone();
    let at = |value: f64| rect.min + vec2(axes.x_at(value), axes.rect.center().y);
    drag(&mut harness, at(-5.0), at(25.0), Modifiers::NONE);
    let state = harness.state();
    let derived = Derived::of(&state.document, &state.view);
    let columns = Columns::new(derived.values.clone().unwrap());
    let expected = hits_within(&columns, &derived.shown, &axes, Some((-5.0, 25.0)), None);
    let marked = state.view.marked.places();
    // A point of the screen is half a nanosecond wide.
    let difference = expected.len().abs_diff(marked.len());
    assert!(expected.len() > 500, "{}", expected.len());
    assert!(
        difference * 50 < expected.len(),
        "{} {}",
        expected.len(),
        marked.len()
    );
    assert!(state.view.cuts.is_open());
    drag(&mut harness, at(-5.0), at(25.0), SHIFT);
    let (low, high) = harness.state().view.cuts.residual_ns.unwrap();
    assert!(
        (low + 5.0).abs() < 1.0 && (high - 25.0).abs() < 1.0,
        "{low} {high}"
    );
    // A double click takes both back.
    let (rect, drawing) = figure(&harness);
    let middle = rect.min + drawing.panels[0].rect.center().to_vec2();
    double_click(&mut harness, middle);
    let view = &harness.state().view;
    assert!(view.marked.is_empty() && view.cuts.is_open());
}

#[test]
fn a_box_in_height_against_time_marks_hits_of_one_string() {
    let state = state(demo("demo:muon"), Figure::HeightTime, View::default());
    let mut harness = panel(state, vec2(900.0, 320.0));
    harness.run();
    let (rect, drawing) = figure(&harness);
    let axes = &drawing.panels[1];
    let by = rect.min.to_vec2();
    drag(
        &mut harness,
        axes.rect.left_top() + by + vec2(4.0, 4.0),
        axes.rect.right_bottom() + by - vec2(4.0, 4.0),
        Modifiers::NONE,
    );
    let state = harness.state();
    let marked = state.view.marked.places();
    assert!(marked.len() > 50, "{}", marked.len());
    let event = &state.document.event.as_ref().unwrap().event;
    let detector = state.document.detector.as_ref().unwrap();
    for place in marked {
        let module = detector.module(event.hits[*place as usize].module).unwrap();
        assert_eq!(Some(module.string), axes.string);
    }
}

#[test]
fn a_click_in_the_map_of_triggers_shows_that_event() {
    let mut document = demo("demo:events");
    let count = document.events.as_ref().unwrap().headers().len();
    assert!(count > 2);
    let first = document.events.clone().unwrap().read(0).unwrap();
    document.show(0, first);
    let state = state(document, Figure::Triggers, View::default());
    let mut harness = panel(state, vec2(700.0, 260.0));
    harness.run();
    let (rect, drawing) = figure(&harness);
    let (at, _) = place_of(&drawing, |mark| mark == Mark::Event(2));
    click(&mut harness, rect.min + at.to_vec2());
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while harness.state().busy() {
        assert!(std::time::Instant::now() < deadline, "no event in time");
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.step();
    }
    assert_eq!(harness.state().document.event.as_ref().unwrap().index, 2);
}

#[test]
fn figures_are_chosen_by_name_and_stand_side_by_side_where_there_is_room() {
    let state = state(demo("demo:orca"), Figure::HeightTime, View::default());
    let mut harness = panel(state, vec2(1100.0, 300.0));
    harness.run();
    harness.get_by_label("Figure 1").click();
    harness.run();
    harness.get_by_label("Modules").click();
    harness.run();
    assert_eq!(
        harness.state().view.tray.plots.slots[0].figure,
        Figure::Modules
    );
    harness.get_by_label("3").click();
    harness.run();
    assert_eq!(harness.state().view.tray.plots.beside, 3);
    harness.get_by_role_and_label(Role::Image, "Time residuals");
    harness.get_by_role_and_label(Role::Image, "Pulse sizes");
    apply(harness.state_mut(), Command::ShowFigure(Figure::Times));
    harness.run();
    harness.get_by_role_and_label(Role::Image, "Hits over time");
    // A narrow panel keeps the first.
    harness.set_size(vec2(420.0, 260.0));
    harness.run();
    harness.get_by_role_and_label(Role::Image, "Hits over time");
    assert!(
        harness
            .query_by_role_and_label(Role::Image, "Pulse sizes")
            .is_none()
    );
}

#[test]
fn every_figure_looks_as_it_did() {
    if !software_driver() {
        return;
    }
    for (place, row) in FIGURES.iter().enumerate() {
        let view = View {
            dark: place % 2 == 0,
            ..View::default()
        };
        let document = match row.figure {
            Figure::Triggers => demo("demo:events"),
            _ => demo("demo:muon"),
        };
        let mut harness = panel(state(document, row.figure, view), vec2(400.0, 250.0));
        harness.run();
        let picture = harness.render().unwrap();
        compare(&format!("plot_{}", row.key), &picture);
    }
}

#[test]
fn every_figure_is_the_same_file_as_ever() {
    let mut view = View {
        dark: false,
        ..View::default()
    };
    view.cuts.triggered = true;
    let document = demo("demo:orca");
    let derived = Derived::of(&document, &view);
    for row in &FIGURES {
        let drawing = save::drawing(
            &document,
            &view,
            &derived,
            row.figure,
            row.counts,
            vec2(420.0, 260.0),
        );
        assert_eq!(drawing.message, None, "{}", row.key);
        let svg = to_svg(&drawing);
        let lines = svg.lines().count();
        // Of a long one the beginning will do.
        let head: Vec<_> = svg.lines().take(400).collect();
        let shown = format!("{}\n{lines} lines", head.join("\n"));
        insta::assert_snapshot!(format!("svg_{}", row.key), shown);
        let pdf = to_pdf(&drawing).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(
            text.contains("[0 0 420 260]") && text.contains("/FontFile"),
            "{}",
            row.key
        );
        assert_eq!(pdf, to_pdf(&drawing).unwrap(), "{}", row.key);
    }
}

#[test]
fn the_residuals_of_km3_230213a_are_most_at_five_nanoseconds() {
    let folder = |name: &str| data::real(&format!("km3net/KM3-230213A/{name}"));
    let (Some(event), Some(detector)) = (
        folder("KM3-230213A_allhits.json.gz"),
        folder("detector.json.gz"),
    ) else {
        return;
    };
    let document = with_event(add(open(&event), &detector), 0);
    let mut view = View::default();
    view.cuts.triggered = true;
    view.cuts.first_of_sensor = true;
    let derived = Derived::of(&document, &view);
    let draw = |figure| {
        save::drawing(
            &document,
            &view,
            &derived,
            figure,
            false,
            vec2(800.0, 500.0),
        )
    };
    let residuals = draw(Figure::Residuals);
    let words = |drawing: &Drawing| -> Vec<String> {
        let text = |item: &nuscope::plot::drawing::Item| match &item.shape {
            Shape::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        drawing.items.iter().filter_map(text).collect()
    };
    let found = words(&residuals);
    assert!(
        found.contains(&"most triggered hits from 4 to 6 ns".into()),
        "{found:?}"
    );
    // Of 3,566 first triggered hits 1,600 are within the band of direct light.
    let columns = Columns::new(derived.values.clone().unwrap());
    let within = hits_within(
        &columns,
        &derived.shown,
        &residuals.panels[0],
        Some((-5.0, 25.0)),
        None,
    );
    assert!(within.len().abs_diff(1600) <= 20, "{}", within.len());
    // All strings were hit, and those with most triggered hits are shown.
    let view = View::default();
    let derived = Derived::of(&document, &view);
    let size = vec2(800.0, 500.0);
    let strings = save::drawing(&document, &view, &derived, Figure::HeightTime, false, size);
    let shown: Vec<_> = strings
        .panels
        .iter()
        .filter_map(|panel| panel.string)
        .collect();
    assert_eq!(shown, [16, 19, 20, 21, 22, 24, 25, 26, 27, 28, 30, 32]);
    let said = words(&strings).pop().unwrap();
    assert!(said.starts_with("12 of 21 strings · "), "{said}");
}
