//! Maps of the sky: two of them open, compared by command and by hand.

use std::path::Path;
use std::sync::Arc;

use egui::accesskit::Role;
use nuscope::command::{Command, MapCommand};
use nuscope::open_maps::OpenMap;
use nuscope::view::{Mode, Together};
use nuscope_model::{Equatorial, MapColumn, SkyMap, healpix};
use nuscope_tests::headless::{choose, click, push, settle};

use super::walk::Walk;

/// A map of test statistics with one hill, which is higher the nearer to this place.
fn hill(name: &str, ra_deg: f64, dec_deg: f64) -> OpenMap {
    let top = Equatorial::from_degrees(ra_deg, dec_deg);
    let height = |pixel: u64| {
        let away = healpix::center_of(16, pixel).separation_rad(top);
        (20.0 * (-8.0 * away * away).exp()) as f32
    };
    let column = MapColumn {
        name: "TS".into(),
        unit: String::new(),
        values: (0..healpix::pixels(16)).map(height).collect(),
    };
    let map = SkyMap {
        nside: 16,
        columns: vec![column],
        provenance: Vec::new(),
    };
    OpenMap::of_file(Path::new(name), Arc::new(map), None)
}

/// Two maps are open, "first" and "second"; the second is shown.
pub fn two_maps(walk: &mut Walk, command: &Command) {
    let mut document = (*walk.state().document).clone();
    document.put_map(hill("first.fits", 80.0, 40.0));
    document.put_map(hill("second.fits", 200.0, 30.0));
    let state = walk.state_mut();
    state.document = Arc::new(document);
    state.view.mode = Mode::Sky;
    if *command == Command::Map(MapCommand::Together(Together::Alone)) {
        state.view.sky.maps.second = Some("first".into());
        state.view.sky.maps.together = Together::Ratio;
    }
    // Maps as coarse as these are made at once.
    walk.window.run_steps(2);
}

/// Nothing; there is a map to ask for only once one is open.
fn ready(walk: &mut Walk) {
    two_maps(walk, &Command::StartScan);
}

pub fn blinks(walk: &Walk, _command: &Command) -> bool {
    let maps = &walk.view().sky.maps;
    maps.together == Together::Blink && maps.second.as_deref() == Some("first")
}

pub fn swapped(walk: &Walk, _command: &Command) -> bool {
    let maps = &walk.view().sky.maps;
    (maps.shown.as_deref(), maps.second.as_deref()) == (Some("first"), Some("second"))
}

pub fn together_so(walk: &Walk, command: &Command) -> bool {
    *command == Command::Map(MapCommand::Together(walk.view().sky.maps.together))
}

pub fn contours(walk: &Walk, _command: &Command) -> bool {
    let maps = &walk.state().derived.maps;
    walk.view().sky.maps.contours.on && maps.contours().is_some_and(|made| made.made.len() == 3)
}

pub fn no_spots(walk: &Walk, _command: &Command) -> bool {
    !walk.view().sky.maps.spots.on && walk.state().derived.maps.spots().is_none()
}

pub fn maps_are_chosen_compared_and_closed_in_their_list(walk: &mut Walk) {
    ready(walk);
    click(&mut walk.window, Role::RadioButton, "Show first");
    assert_eq!(walk.view().sky.maps.shown.as_deref(), Some("first"));
    choose(&mut walk.window, "Compare with", "second");
    assert_eq!(walk.view().sky.maps.second.as_deref(), Some("second"));
    assert_eq!(walk.view().sky.maps.together, Together::Blink);
    push(&mut walk.window, "difference");
    settle(&mut walk.window);
    assert_eq!(walk.view().sky.maps.together, Together::Difference);
    let title = &walk.state().derived.maps.values().unwrap().title;
    assert_eq!(title, "TS, test statistic: first − second");
    push(&mut walk.window, "Close second");
    settle(&mut walk.window);
    let maps = &walk.state().document.maps;
    assert_eq!(
        maps.iter().map(|map| map.name.as_str()).collect::<Vec<_>>(),
        ["first"]
    );
    assert_eq!(walk.view().sky.maps.together, Together::Alone);
}
