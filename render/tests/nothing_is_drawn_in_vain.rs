//! What is left out because it cannot be seen is not missed: the pictures are those of the whole.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, frame, gpu, hit, mostly, picture};
use glam::Vec3;
use nuscope_render::bench::{Block, BlockSize};
use nuscope_render::{OrbitCamera, Point, PointSet, Space, SpaceFrame};

/// A module's repeated hits: small ones first, the largest in the middle of the list.
fn repeated() -> Vec<Point> {
    let radii_m = [4.0, 8.0, 6.0, 14.0, 14.0, 3.0];
    let sizes = (1..).zip(radii_m);
    let hits = sizes.map(|(id, radius_m)| Point {
        time_ns: 100.0 * id as f32,
        ..hit([0.0; 3], radius_m, [230, 40 * id as u8 % 200, 40], id)
    });
    hits.collect()
}

#[test]
fn where_all_is_shown_repeated_hits_look_like_the_largest_of_them() {
    let gpu = gpu();
    let (mut all, mut largest) = (Space::new(&gpu), Space::new(&gpu));
    all.set_points(&gpu, PointSet::Hits, &repeated());
    largest.set_points(&gpu, PointSet::Hits, &repeated()[3..4]);
    let steady = SpaceFrame {
        halo: 1.0,
        ..frame(&camera())
    };
    assert!(picture(&gpu, &all, &steady) == picture(&gpu, &largest, &steady));
    let middle = (SIZE.0 / 2, SIZE.1 / 2);
    assert_eq!(all.pick(&gpu, &steady, SIZE, middle), Some(4));
}

#[test]
fn a_hit_inside_of_another_is_seen_at_its_moment_in_its_window_and_by_its_ring() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    space.set_points(&gpu, PointSet::Hits, &repeated());
    let pick = |change: &dyn Fn(&mut SpaceFrame)| {
        let mut frame = frame(&camera());
        change(&mut frame);
        space.pick(&gpu, &frame, SIZE, (SIZE.0 / 2, SIZE.1 / 2))
    };
    // The second hit, before the larger ones come.
    let at = |frame: &mut SpaceFrame| frame.cursor_ns = Some(250.0);
    assert_eq!(pick(&at), Some(2));
    assert_eq!(
        pick(&|frame| frame.time_window_ns = Some((250.0, 350.0))),
        Some(3)
    );
    // A ring of half a radius more around the hit of 8 m: inside of the one of 14 m, but for that ring.
    let green = |selected_id: u32| {
        let mut frame = frame(&camera());
        frame.style.selection = [20, 250, 20];
        frame.selected_id = selected_id;
        let image = picture(&gpu, &space, &frame);
        image.pixels().filter(|pixel| mostly(1)(pixel.0)).count()
    };
    assert_eq!(green(0), 0);
    assert!(green(4) > 100, "{}", green(4));
    let around_a_smaller_one = repeated()[1].radius_m * 1.5 < repeated()[3].radius_m;
    assert!(around_a_smaller_one, "its ring lies on the larger sphere");
    assert_eq!(green(2), 0, "and is hidden there");
    assert!(
        green(5) > 100,
        "of two alike the second is drawn for its ring"
    );
}

#[test]
fn the_glow_is_the_same_whatever_part_of_the_picture_may_shine() {
    let gpu = gpu();
    let block = Block::new(BlockSize {
        strings: 12,
        hits: 300,
        ..BlockSize::TWO_BLOCKS
    });
    let camera = OrbitCamera {
        distance_m: 2500.0,
        yaw_rad: 0.4,
        ..camera()
    };
    let lit = SpaceFrame {
        halo: 1.5,
        bed_z: Some(block.bed_z),
        ..frame(&camera)
    };
    // Behind the eye: it is not seen, but nobody knows where it shines.
    let behind = hit(
        (camera.eye() + Vec3::new(0.0, -50.0, 0.0)).to_array(),
        1.0,
        [255; 3],
        0,
    );
    for aside in [Vec3::ZERO, Vec3::new(700.0, 0.0, 300.0)] {
        let moved = |hit: &Point| Point {
            position: (Vec3::from(hit.position) + aside).to_array(),
            ..*hit
        };
        let mut hits: Vec<_> = block.hits.iter().map(moved).collect();
        let mut space = Space::new(&gpu);
        space.set_points(&gpu, PointSet::Hits, &hits);
        let part = picture(&gpu, &space, &lit);
        hits.push(behind);
        space.set_points(&gpu, PointSet::Hits, &hits);
        let whole = picture(&gpu, &space, &lit);
        let dark = picture(
            &gpu,
            &space,
            &SpaceFrame {
                halo: 0.0,
                ..lit.clone()
            },
        );
        assert!(part == whole);
        assert!(whole != dark, "there is a glow");
        assert!(part.pixels().all(|pixel| pixel.0[3] == 255));
    }
}

#[test]
fn water_between_patches_is_as_smooth_as_everywhere() {
    let gpu = gpu();
    let space = Space::new(&gpu);
    for pitch_rad in [-1.2, -0.3, 0.0, 0.4, 1.5] {
        let camera = OrbitCamera {
            pitch_rad,
            ..camera()
        };
        let image = picture(&gpu, &space, &frame(&camera));
        let steps = image.rows().flat_map(|row| {
            let row: Vec<_> = row.map(|pixel| pixel.0).collect();
            let step = |pair: &[[u8; 4]]| (0..3).map(|at| pair[0][at].abs_diff(pair[1][at])).max();
            row.windows(2).filter_map(step).collect::<Vec<_>>()
        });
        assert!(steps.max() <= Some(1), "{pitch_rad}");
    }
}
