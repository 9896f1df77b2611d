//! When the device goes away in the middle, nothing panics, it is said, and a new one shows the same picture.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, frame, gpu, hit, picture};
use nuscope_render::{Crop, Error, Gpu, Marker, PointSet, Segment, Sky, SkyFrame, Space, Target};

fn scene(gpu: &Gpu) -> Space {
    let mut space = Space::new(gpu);
    let hits = [
        hit([10.0, 0.0, 5.0], 4.0, [200, 40, 30], 1),
        hit([-14.0, 0.0, -5.0], 3.0, [40, 200, 30], 2),
    ];
    space.set_points(gpu, PointSet::Hits, &hits);
    space.set_segments(
        gpu,
        &[Segment {
            to: [30.0, 0.0, 20.0],
            width_px: 3.0,
            ..Default::default()
        }],
    );
    space
}

#[test]
fn every_call_survives_the_loss_and_a_new_device_shows_the_same() {
    let gpu = gpu();
    assert_eq!(gpu.lost(), None);
    let mut space = scene(&gpu);
    let mut sky = Sky::new(&gpu);
    let before = picture(&gpu, &space, &frame(&camera()));
    let target = Target::new(&gpu, SIZE.0, SIZE.1);
    space.draw(&gpu, &target, &frame(&camera()));

    gpu.device.destroy();
    let reason = || gpu.lost();
    assert!(matches!(gpu.wait(), Err(Error::Lost { .. })));
    assert!(reason().is_some_and(|reason| !reason.is_empty()));
    // Everything that can be called, in the order of a frame and after it.
    space.set_points(&gpu, PointSet::Hits, &[hit([0.0; 3], 1.0, [9; 3], 1)]);
    space.set_points(
        &gpu,
        PointSet::Sensors,
        &[hit([0.0; 3], 1.0, [9; 3], 1); 5000],
    );
    space.set_fronts(&gpu, &[Default::default()]);
    space.draw(&gpu, &target, &frame(&camera()));
    let bare = nuscope_render::SpaceFrame {
        background: false,
        ..frame(&camera())
    };
    space.draw(&gpu, &target, &bare);
    assert_eq!(space.pick(&gpu, &frame(&camera()), SIZE, (160, 100)), None);
    let ids = space.ids_in(&gpu, &frame(&camera()), SIZE, Crop::whole(SIZE));
    assert!(matches!(ids, Err(Error::Lost { .. })), "{ids:?}");
    assert!(matches!(target.read(&gpu), Err(Error::Lost { .. })));
    let other = Target::new(&gpu, 64, 64);
    space.draw(&gpu, &other, &frame(&camera()));
    let fresh = Space::new(&gpu);
    fresh.draw(&gpu, &other, &frame(&camera()));
    sky.set_markers(&gpu, &[Marker::default()]);
    sky.set_map(&gpu, 1, &[1.0; 12]).unwrap();
    sky.draw(&gpu, &other, &SkyFrame::default());
    assert_eq!(sky.pick(&gpu, &SkyFrame::default(), SIZE, (3, 3)), None);
    Sky::new(&gpu);
    assert!(matches!(gpu.check(), Err(Error::Lost { .. })));
    assert!(
        matches!(gpu.check(), Err(Error::Lost { .. })),
        "it stays lost"
    );

    let again = common::gpu();
    assert_eq!(again.lost(), None);
    let after = picture(&again, &scene(&again), &frame(&camera()));
    assert!(before == after, "the pictures differ");
    assert!(reason().is_some());
}
