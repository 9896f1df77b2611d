//! Maps of every kind, and maps that hold next to nothing: all are opened, drawn and talked about.

use nuscope::command::MapCommand;
use nuscope_io::write_healpix;
use nuscope_tests::data::workspace;
use nuscope_tests::headless::{self, ask, open, settle, state};

use super::{hills, map, put};

/// Files of the test data, with the nside that they are drawn at and whether they keep cells of their own.
const FILES: [(&str, u32, bool); 7] = [
    ("ring_int.fits", 4, false),
    ("nested_double.fits", 4, false),
    ("multi_order.fits", 4, true),
    ("partial_ring.fits", 8, true),
    ("galactic_ring.fits", 16, true),
    ("ring_nside6.fits", 32, false),
    ("many_in_a_row.fits.gz", 16, false),
];

#[test]
fn every_kind_of_file_is_drawn_in_one_window() {
    let mut window = headless::window(&["demo:sky"], (900.0, 700.0));
    ask(&mut window, MapCommand::ToggleContours);
    for (place, (name, nside, cells)) in FILES.into_iter().enumerate() {
        open(&mut window, &workspace().join("tests/data/maps").join(name));
        let document = &state(&window).document;
        assert_eq!(document.maps.len(), place + 1, "{name}");
        let shown = document.map(&state(&window).view.sky).unwrap();
        assert_eq!(
            (shown.map.nside, shown.cells.is_some()),
            (nside, cells),
            "{name}"
        );
        let maps = &state(&window).derived.maps;
        assert_eq!(maps.values().unwrap().nside, nside, "{name}");
        assert_eq!(maps.refused, None, "{name}");
        window.render().unwrap();
    }
    // Whatever is compared with whatever.
    for together in [
        nuscope::view::Together::Difference,
        nuscope::view::Together::Ratio,
    ] {
        ask(&mut window, MapCommand::Together(together));
        for (name, ..) in FILES {
            let name = name.split('.').next().unwrap();
            ask(&mut window, MapCommand::Show(name.into()));
            assert!(state(&window).derived.maps.values().is_some(), "{name}");
            window.render().unwrap();
        }
    }
}

#[test]
fn maps_with_next_to_nothing_in_them_are_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let unseen = -1.637_5e30_f32;
    let mut window = headless::window(&["demo:sky"], (900.0, 700.0));
    ask(&mut window, MapCommand::ToggleContours);
    for (name, values, wanted) in [
        ("unseen.fits", vec![unseen; 192], None),
        ("nan.fits", vec![f32::NAN; 192], None),
        ("infinite.fits", vec![f32::INFINITY; 192], None),
        ("zero.fits", vec![0.0; 192], Some(0)),
        (
            "one.fits",
            [vec![f32::NAN; 191], vec![3.0]].concat(),
            Some(191),
        ),
        (
            "mixed.fits",
            [
                vec![f32::NEG_INFINITY; 90],
                vec![-3.0; 90],
                vec![f32::NAN; 12],
            ]
            .concat(),
            Some(12),
        ),
    ] {
        let path = folder.path().join(name);
        write_healpix(&path, &map(4, "TS", values)).unwrap();
        open(&mut window, &path);
        let maps = &state(&window).derived.maps;
        match wanted {
            Some(masked) => assert_eq!(maps.values().unwrap().masked, masked, "{name}"),
            None => assert!(
                maps.refused
                    .as_ref()
                    .unwrap()
                    .contains("no pixel with a number"),
                "{name}"
            ),
        }
        for scale in [
            nuscope_render::Scale::Log,
            nuscope_render::Scale::Asinh,
            nuscope_render::Scale::MinusLog10,
        ] {
            window.state_mut().state.view.sky.maps.scale = scale;
            settle(&mut window);
            window.render().unwrap();
        }
    }
}

#[test]
fn a_second_map_that_is_gone_leaves_the_first() {
    let mut window = headless::window(&["demo:sky"], (900.0, 700.0));
    let mut document = (*state(&window).document).clone();
    put(
        &mut document,
        "a.fits",
        hills(16, &[(9.0, 10.0, 10.0, 9.0)]),
    );
    window.state_mut().state.document = std::sync::Arc::new(document);
    ask(&mut window, MapCommand::ToggleBlink);
    let said = &state(&window).notices.last().unwrap().headline;
    assert_eq!(said, "There is no second map to compare with.");
    assert!(!state(&window).derived.maps.blinks());
    ask(&mut window, MapCommand::Close("a".into()));
    assert!(state(&window).document.maps.is_empty());
    assert!(state(&window).derived.maps.values().is_none());
}
