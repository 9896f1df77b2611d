//! The sky map in every frame, from the window's pixels to its words: what is told under the pointer is what astropy
//! and ERFA say, what is drawn is what is picked and marked, and the sky over the sites is drawn where it belongs.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use glam::{DMat3, DVec2};
use nuscope::command::{Command, SkyCommand};
use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::plot::sky::Places;
use nuscope::ui::hovered;
use nuscope::view::{ChartFrame, Mode, Selected, SkyMoment, Telescope, View};
use nuscope_model::{Catalogue, Equatorial, Sample, Source};
use nuscope_render::{Projection, SkyView};
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless::{self, CTRL, Window, ask, choose, click, drag, state};
use nuscope_tests::table::Table;

const WHEN: &str = "2023-02-13 01:16:47.703";

/// The sky of a demo over all of a window.
fn window(size: (f32, f32)) -> Window {
    let mut window = headless::window(&["demo:sky"], size);
    let view = &mut window.state_mut().state.view;
    view.data_panel = false;
    view.inspector = false;
    view.timeline = false;
    window.run();
    window
}

/// Upper left corner of the sky in the window, and its size.
fn sky(window: &Window) -> (Pos2, (f64, f64)) {
    let rect = window.get_by_label("Sky map").rect();
    let sky = Places::of(rect.size()).sky;
    let corner = rect.min + sky.min.to_vec2();
    (corner, (sky.width().into(), sky.height().into()))
}

fn hover(window: &mut Window, at: Pos2) {
    // What is under the pointer is looked for when that moves.
    window.hover_at(at + vec2(3.0, 0.0));
    window.step();
    window.hover_at(at);
    window.run();
}

/// The numbers of the panel that tells of the place under the pointer, in the row that begins so.
fn told(window: &Window, row: &str) -> [f64; 2] {
    let node = window.get_by_label_contains("SGL, SGB");
    let text = egui_kittest::kittest::NodeT::accesskit_node(&node)
        .value()
        .unwrap();
    let line = text.lines().find(|line| line.starts_with(row)).unwrap();
    let clean = line[row.len()..]
        .replace('−', "-")
        .replace('°', "")
        .replace(',', " ");
    let mut numbers = clean
        .split_whitespace()
        .filter_map(|word| word.parse().ok());
    [numbers.next().unwrap(), numbers.next().unwrap()]
}

/// Magnifies as far as can be at a place, and points at it.
fn point_at(window: &mut Window, position: Equatorial) {
    let radius_rad = 1e-9;
    ask(
        window,
        SkyCommand::FlyTo {
            position,
            radius_rad,
        },
    );
    let (corner, (width, height)) = sky(window);
    hover(
        window,
        corner + vec2(0.5 * width as f32, 0.5 * height as f32),
    );
}

/// Seconds of arc between two longitudes and latitudes in degrees.
fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    let place = |[lon, lat]: [f64; 2]| Equatorial::from_degrees(lon, lat);
    place(a).separation_rad(place(b)).to_degrees() * 3600.0
}

#[test]
fn the_panel_tells_of_a_pixel_what_erfa_and_astropy_say() {
    let mut window = window((900.0, 700.0));
    window.state_mut().state.view.sky.candidates = false;
    let table = Table::read("sky_frames_static.csv");
    let mut worst = 0.0_f64;
    for (place, row) in table.rows().step_by(15).enumerate() {
        let frame = ChartFrame::ALL[place % 4];
        ask(&mut window, SkyCommand::SetFrame(frame));
        let number = |name: &str| row.number::<f64>(name);
        point_at(
            &mut window,
            Equatorial::from_degrees(number("ra_deg"), number("dec_deg")),
        );
        for (name, lon, lat) in [
            (" ", "ra_deg", "dec_deg"),
            ("l, b ", "l_deg", "b_deg"),
            ("λ, β ", "ecl_lon_deg", "ecl_lat_deg"),
            ("SGL, SGB ", "sgl_deg", "sgb_deg"),
        ] {
            let off = apart(told(&window, name), [number(lon), number(lat)]);
            worst = worst.max(off);
            assert!(off < 0.4, "{name}: {off} arc seconds");
        }
    }
    println!("worst of 80 numbers with 4 decimals: {worst:.3} arc seconds");
}

#[test]
fn the_panel_tells_altitudes_that_astropy_says() {
    let mut window = window((900.0, 700.0));
    let view = &mut window.state_mut().state.view;
    view.sky.candidates = false;
    view.sky.observer.moment = SkyMoment::Typed;
    let table = Table::read("sky_frames_horizon.csv");
    let mut worst = 0.0_f64;
    for row in table.rows().step_by(11) {
        let number = |name: &str| row.number::<f64>(name);
        let site = row.text("site");
        let view = &mut window.state_mut().state.view;
        view.sky.observer.typed = format!("MJD {}", number("mjd"));
        view.sky.observer.site = Telescope::named(site).unwrap();
        ask(&mut window, SkyCommand::SetFrame(ChartFrame::Horizon));
        point_at(
            &mut window,
            Equatorial::from_degrees(number("ra_deg"), number("dec_deg")),
        );
        let wanted = [number("azimuth_deg"), number("altitude_deg")];
        let off = apart(told(&window, &format!("{site} Az, Alt ")), wanted);
        worst = worst.max(off);
        // Three decimals, UT1 between the lines of a table, and polar motion.
        assert!(off < 3.7, "{site}: {off} arc seconds");
        // The status bar tells them too, with two decimals.
        let words = format!("Az {:.2}°", wanted[0]);
        let near = window.query_by_label_contains(&words[..words.len() - 4]);
        assert!(near.is_some(), "{words}");
    }
    println!("worst altitude or azimuth with 3 decimals: {worst:.3} arc seconds");
}

/// Candidates all over the sky.
fn sample() -> Sample {
    let golden = 0.5 * (1.0 + 5.0_f64.sqrt());
    let position = |i: u32| {
        let z = 1.0 - 2.0 * (f64::from(i) + 0.5) / 500.0;
        let turn = (f64::from(i) / golden).fract();
        Equatorial {
            ra_rad: std::f64::consts::TAU * turn,
            dec_rad: z.asin(),
        }
    };
    Sample {
        name: "spread".into(),
        ra_rad: (0..500).map(|i| position(i).ra_rad).collect(),
        dec_rad: (0..500).map(|i| position(i).dec_rad).collect(),
        ..Sample::default()
    }
}

#[test]
fn what_is_drawn_is_picked_and_marked_in_every_frame_and_projection() {
    let mut window = window((760.0, 520.0));
    let sample = Arc::new(sample());
    let mut document = (*state(&window).document).clone();
    document.samples = vec![Arc::clone(&sample)];
    window.state_mut().state.document = Arc::new(document);
    let view = &mut window.state_mut().state.view;
    view.sky.observer.moment = SkyMoment::Typed;
    view.sky.observer.typed = WHEN.into();
    view.sky.reading = false;
    let (mut picked, mut marked) = (0, 0);
    for (turn, projection) in Projection::all().enumerate() {
        for (step, frame) in ChartFrame::ALL.into_iter().enumerate() {
            ask(&mut window, SkyCommand::SetFrame(frame));
            let view = &mut window.state_mut().state.view;
            view.sky.view.projection = projection;
            view.sky.view.center_lon_rad = 0.7 * turn as f64;
            view.sky.view.center_lat_rad = 0.5 - 0.2 * step as f64;
            view.sky.view.roll_rad = 0.3 * step as f64;
            window.run();
            let (corner, size) = sky(&window);
            let chart = &state(&window).derived.chart;
            let projected = state(&window).view.sky.view;
            // Another way to the pixels: first into the frame, then through a view that knows of none.
            let plain = SkyView {
                frame_from_sky: DMat3::IDENTITY,
                ..projected
            };
            let of_frame = |position: Equatorial| match frame.among_stars() {
                Some(frame) => {
                    let (ra_rad, dec_rad) = frame.lonlat(position);
                    Equatorial { ra_rad, dec_rad }.to_vector()
                }
                None => chart.frame_from_sky * position.to_vector(),
            };
            let pixels: Vec<Option<DVec2>> = (0..sample.len())
                .map(|i| plain.pixel_from_sky(of_frame(sample.position(i)), size))
                .collect();
            let inside = |at: &DVec2| {
                (20.0..size.0 - 20.0).contains(&at.x) && (70.0..size.1 - 20.0).contains(&at.y)
            };
            // Nothing else is near the one that is pointed at.
            let alone = |i: &usize| {
                let at = pixels[*i].unwrap();
                let far = |other: &DVec2| other.distance(at) > 9.0;
                (0..pixels.len()).all(|j| j == *i || pixels[j].as_ref().is_none_or(far))
            };
            let seen = (0..pixels.len()).filter(|i| pixels[*i].as_ref().is_some_and(inside));
            let Some(index) = seen.filter(alone).nth(3 + step) else {
                panic!("{projection:?} {frame:?}: nothing to point at");
            };
            let at = pixels[index].unwrap();
            let place = corner + vec2(at.x as f32, at.y as f32);
            hover(&mut window, place);
            let found = hovered::get(&window.ctx);
            let wanted = Selected::Candidate { sample: 0, index };
            assert_eq!(found, Some(wanted), "{projection:?} {frame:?}");
            picked += 1;
            let (from, to) = (place - vec2(45.0, 33.0), place + vec2(40.0, 37.0));
            drag(&mut window, from, to, CTRL);
            let (low, high) = (at - DVec2::new(45.0, 33.0), at + DVec2::new(40.0, 37.0));
            let border = |at: &DVec2| {
                let off = (*at - low).abs().min((*at - high).abs());
                off.x.min(off.y) < 0.6
            };
            let boxed = |at: &DVec2| at.cmpge(low).all() && at.cmple(high).all();
            let places = &state(&window).view.marked_candidates;
            for (i, pixel) in pixels.iter().enumerate() {
                let Some(pixel) = pixel.filter(|pixel| !border(pixel)) else {
                    continue;
                };
                let is_marked = places.places().contains(&(i as u32));
                assert_eq!(
                    is_marked,
                    boxed(&pixel),
                    "{projection:?} {frame:?}: candidate {i}"
                );
                marked += usize::from(is_marked);
            }
            ask(&mut window, SkyCommand::Unmark);
        }
    }
    println!("{picked} picked, {marked} marked");
    assert!(picked == 30 && marked > 60);
}

#[test]
fn frame_site_and_time_are_chosen_and_bad_times_are_told() {
    let mut window = headless::window(&["demo:sky"], (1280.0, 1700.0));
    choose(&mut window, "Frame", "Galactic");
    let look = |window: &Window| state(window).view.sky.clone();
    assert_eq!(look(&window).frame, ChartFrame::Galactic);
    click(&mut window, Role::Button, "Anticentre");
    assert!((look(&window).view.center_lon_rad.to_degrees() - 180.0).abs() < 1e-9);
    choose(&mut window, "Second grid", "Equatorial (ICRS)");
    assert_eq!(look(&window).second_frame, Some(ChartFrame::Equatorial));
    click(&mut window, Role::CheckBox, "Right ascension in hours");
    assert!(look(&window).ra_in_hours);
    window.get_by_label("Seen from a site").click();
    window.run();
    choose(&mut window, "Site", "IceCube");
    choose(&mut window, "Time", "typed");
    assert_eq!(look(&window).observer.site, Telescope::IceCube);
    window.get_by_label(
        "A date such as 2023-02-13 01:16:47 (UTC) or an MJD such as 59988.053 is wanted.",
    );
    window
        .get_by_role_and_label(Role::TextInput, "UTC or MJD")
        .focus();
    window.run();
    window.event(egui::Event::Text("1950-01-01".into()));
    window.run();
    window.get_by_label_contains("Altitudes are known from 1972 to 2099");
    choose(&mut window, "Frame", "Horizon of a site");
    window.get_by_label_contains("The horizon is not drawn.");
    assert_eq!(look(&window).view.frame_from_sky, DMat3::IDENTITY);
    window.state_mut().state.view.sky.observer.typed = WHEN.into();
    window.run();
    window.get_by_label("2023-02-13 01:16:47 UTC");
    assert_ne!(look(&window).view.frame_from_sky, DMat3::IDENTITY);
    click(&mut window, Role::Button, "Zenith");
    assert!(look(&window).view.center_lat_rad > 1.57);
    for name in [
        "Horizon of ARCA",
        "Horizon of IceCube",
        "Share of a day below the horizon",
        "Sun, Moon and zenith",
    ] {
        click(&mut window, Role::CheckBox, name);
    }
    let observer = look(&window).observer;
    assert_eq!(observer.horizons, [Telescope::Arca, Telescope::IceCube]);
    assert!(observer.shares && observer.bodies);
    click(&mut window, Role::CheckBox, "Horizon of ARCA");
    assert_eq!(look(&window).observer.horizons, [Telescope::IceCube]);
}

#[test]
fn one_key_copies_what_is_under_the_pointer_and_the_bar_says_so() {
    let mut window = window((900.0, 700.0));
    let crab = Equatorial::from_degrees(83.633_083, 22.014_5);
    point_at(&mut window, crab);
    let copied = |window: &mut Window, modifiers| {
        window.key_press_modifiers(modifiers, Key::X);
        window.step();
        window.step();
        let commands = window.output().platform_output.commands.clone();
        let mut texts = commands.into_iter().filter_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text),
            _ => None,
        });
        texts.next()
    };
    let mut seen = Vec::new();
    for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
        let text = copied(&mut window, modifiers);
        let said = state(&window).said.clone().unwrap().text;
        window.get_by_label(&said);
        seen.push(said);
        assert!(text.is_none_or(|text| seen.last().unwrap().ends_with(&text)));
    }
    let close = |text: &str| {
        let place = nuscope_model::coordinates::read(text, Default::default()).unwrap();
        place.position.separation_rad(crab).to_degrees() * 3600.0 < 0.2
    };
    assert!(
        seen.iter()
            .all(|said| close(said.strip_prefix("Copied ").unwrap())),
        "{seen:?}"
    );
    assert!(seen[1].contains("05:34:31.9"), "{seen:?}");
    window.run_steps(20);
    assert!(
        window.query_by_label(&seen[1]).is_none(),
        "it is confirmed for some seconds"
    );
}

#[test]
fn the_ruler_measures_by_a_drag_and_by_two_clicks_until_escape() {
    let mut window = window((900.0, 700.0));
    window.state_mut().state.view.sky.candidates = false;
    headless::push(&mut window, "Measure on the sky");
    window.run();
    let (corner, size) = sky(&window);
    let ends = [(30.0, 10.0), (-25.0, 40.0)];
    let middle = state(&window).view.sky.view.center_lon_rad.to_degrees();
    let positions = ends.map(|(lon, lat)| Equatorial::from_degrees(middle + lon, lat));
    let pixel = |window: &Window, position: Equatorial| {
        let at = state(window)
            .view
            .sky
            .view
            .pixel_from_sky(position.to_vector(), size)
            .unwrap();
        corner + vec2(at.x as f32, at.y as f32)
    };
    let [from, to] = positions.map(|position| pixel(&window, position));
    let before = state(&window).view.sky.view;
    let wanted = positions[0].separation_rad(positions[1]);
    let right = |window: &Window| {
        let ends = &state(window).view.sky.ruler.ends;
        let found = ends[0].separation_rad(ends[1]);
        assert!(
            (found - wanted).abs().to_degrees() < 0.5,
            "{}",
            found.to_degrees()
        );
    };
    drag(&mut window, from, to, Modifiers::NONE);
    right(&window);
    assert_eq!(state(&window).view.sky.view, before, "the sky stays");
    window.get_by_label_contains("position angle");
    for at in [from, to] {
        drag(&mut window, at, at, Modifiers::NONE);
    }
    right(&window);
    assert_eq!(
        state(&window).view.selected,
        None,
        "a click selects nothing"
    );
    window.key_press(Key::Escape);
    window.run();
    let ruler = &state(&window).view.sky.ruler;
    assert!(!ruler.on && ruler.ends.is_empty());
    drag(&mut window, from, to, Modifiers::NONE);
    assert_ne!(
        state(&window).view.sky.view,
        before,
        "the sky is turned again"
    );
}

#[test]
fn the_sky_glides_to_a_place_and_jumps_where_nothing_shall_glide() {
    let mut window = window((900.0, 700.0));
    let position = Equatorial::from_degrees(83.633_083, 22.014_5);
    let fly = SkyCommand::FlyTo {
        position,
        radius_rad: 0.0,
    };
    for glides in [true, false] {
        window.state_mut().state.view.steering.glides = glides;
        ask(&mut window, Command::ResetSky);
        nuscope::apply::apply(&mut window.state_mut().state, fly.clone().into());
        let (corner, (width, height)) = sky(&window);
        window.hover_at(corner + vec2(0.5 * width as f32, 0.5 * height as f32));
        window.step();
        let off = |window: &Window| {
            let pointed = state(window).pointed.unwrap();
            pointed.separation_rad(position).to_degrees()
        };
        assert_eq!(off(&window) > 5.0, glides, "{}", off(&window));
        window.run();
        assert!(off(&window) < 0.2, "{}", off(&window));
    }
}

#[test]
fn the_panel_stands_away_from_the_pointer() {
    if !software_driver() {
        return;
    }
    let mut window = window((960.0, 640.0));
    let view = &mut window.state_mut().state.view;
    view.sky.observer.moment = SkyMoment::Typed;
    view.sky.observer.typed = WHEN.into();
    view.sky.frame = ChartFrame::Galactic;
    view.sky.view.center_lon_rad = 0.0;
    view.sky.ruler.on = true;
    view.sky.ruler.ends = vec![Equatorial::from_degrees(266.4, -29.0)];
    let (corner, (width, height)) = sky(&window);
    let at = |x: f64, y: f64| corner + vec2((x * width) as f32, (y * height) as f32);
    for (name, x, y) in [
        ("chart_reading_right", 0.3, 0.4),
        ("chart_reading_left", 0.8, 0.7),
    ] {
        hover(&mut window, at(x, y));
        compare(name, &window.render().unwrap());
    }
}

/// Two sources with names in a document of their own.
fn sources() -> Document {
    let source = |name: &str, ra_deg, dec_deg| Source {
        name: name.into(),
        position: Equatorial::from_degrees(ra_deg, dec_deg),
        ..Source::default()
    };
    let catalogue = Catalogue {
        name: "two".into(),
        sources: vec![
            source("TXS 0506+056", 77.358, 5.693),
            source("Crab", 83.633, 22.014),
        ],
        ..Catalogue::default()
    };
    Document {
        catalogues: vec![Arc::new(catalogue)],
        ..Document::default()
    }
}

fn look(change: impl FnOnce(&mut View)) -> View {
    let mut view = View {
        mode: Mode::Sky,
        ..View::default()
    };
    view.sky.observer.moment = SkyMoment::Typed;
    view.sky.observer.typed = WHEN.into();
    change(&mut view);
    view
}

#[test]
fn frames_and_what_the_sites_see_look_as_they_did() {
    if !software_driver() {
        return;
    }
    let document = sources();
    let frame = |view: &mut View, frame| nuscope::sky_chart::change_frame(&document, view, frame);
    let galactic = look(|view| {
        frame(view, ChartFrame::Galactic);
        view.sky.second_frame = Some(ChartFrame::Equatorial);
        view.sky.ra_in_hours = true;
    });
    let horizon = look(|view| {
        frame(view, ChartFrame::Horizon);
        view.sky.observer.bodies = true;
        view.sky.observer.horizons = vec![Telescope::Arca];
    });
    let visibility = look(|view| {
        view.sky.observer.site = Telescope::Antares;
        view.sky.observer.shares = true;
        view.sky.observer.bodies = true;
        view.dark = false;
    });
    let horizons = look(|view| {
        view.sky.observer.horizons = Telescope::ALL.into();
        view.sky.ra_in_hours = true;
        view.sky.ruler.ends = vec![
            Equatorial::from_degrees(77.358, 5.693),
            Equatorial::from_degrees(266.4, -29.0),
        ];
    });
    let globe = look(|view| {
        frame(view, ChartFrame::Horizon);
        view.sky.view.projection = Projection::Globe;
        view.sky.view.center_lat_rad = 1.2;
        view.sky.observer.site = Telescope::IceCube;
        view.sky.observer.bodies = true;
        view.sky.second_frame = Some(ChartFrame::Galactic);
    });
    for (name, view) in [
        ("chart_galactic", galactic),
        ("chart_horizon", horizon),
        ("chart_shares", visibility),
        ("chart_horizons", horizons),
        ("chart_globe", globe),
    ] {
        compare(name, &picture(&document, &view, (960, 600)).unwrap());
    }
}
