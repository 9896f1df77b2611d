//! Tests of `cherenkov.rs`: published numbers, then what must hold of any track and any point.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::track::tests::track;
use crate::{Direction, TrackOrigin};
use glam::DQuat;
use proptest::prelude::*;

const WATER: Medium = Medium::WATER;

/// The track and the hits of KM3io.jl's own tests (`test/physics.jl`).
#[test]
fn the_numbers_of_km3io_come_out() {
    let light = Cherenkov::line(
        DVec3::new(1.7524502152598151, 39.06202405657308, 130.44049806891948),
        DVec3::new(
            0.028617421257374293,
            -0.489704257367248,
            -0.8714188335794505,
        ),
        70311441.452294,
        WATER,
    );
    let hits = [
        (
            DVec3::new(19.522, -12.053, 76.662),
            DVec3::new(-0.39, 0.735, 0.555),
            [24.049593557846112, 35.80244420413484, 45.88106599210481],
            (70311759.26448613, -0.98123942583677),
            DVec3::new(
                0.45964884122649263,
                -0.8001372907490844,
                -0.3853612055096594,
            ),
        ),
        (
            DVec3::new(19.435, -12.194, 76.662),
            DVec3::new(-0.831, 0.03, 0.555),
            [24.085065395206847, 35.855250854478896, 45.90850564175342],
            (70311759.59904088, -0.6166369315726149),
            DVec3::new(
                0.45652355929477095,
                -0.8025165828910586,
                -0.38412676812960095,
            ),
        ),
    ];
    let close = |found: f64, expected: f64| {
        // Julia's ≈ of its tests: relative 1.5e-8.
        assert!(
            (found - expected).abs() < 1.5e-8 * expected.abs(),
            "{found} {expected}"
        );
    };
    for (at, looks, [distance, path, along], (time, impact), photon) in hits {
        close(light.distance_m(at), distance);
        close(light.photon_path_m(at), path);
        close(light.emission_along_track_m(at), along);
        assert!((light.expected_ns(at) - time).abs() < 1e-6);
        assert!((light.residual_ns(time + 7.0, at) - 7.0).abs() < 1e-6);
        // Its directions of sensors are rounded, and not of length 1: here they are made so.
        close(light.cos_impact(at, looks), impact / looks.length());
        assert!((light.photon_direction(at) - photon).length() < 1e-8);
    }
}

#[test]
fn light_in_ice_takes_the_times_of_icecube() {
    // 100 m beside a track in ice: K d/c, by the constants of I3Constants.h in 30 digits.
    let light = Cherenkov::line(DVec3::ZERO, DVec3::Z, 0.0, Medium::ICE);
    let at = DVec3::new(100.0, 0.0, 0.0);
    assert!(
        (light.expected_ns(at) - 305.987_483_816).abs() < 1e-6,
        "{}",
        light.expected_ns(at)
    );
    let shower = Cherenkov::shower(DVec3::ZERO, 0.0, Medium::ICE);
    assert!(
        (shower.expected_ns(at) - 452.426_324_881).abs() < 1e-6,
        "{}",
        shower.expected_ns(at)
    );
}

#[test]
fn a_sensor_that_looks_at_the_light_has_minus_one() {
    let light = Cherenkov::line(DVec3::ZERO, DVec3::Z, 0.0, WATER);
    let at = DVec3::new(30.0, 0.0, 0.0);
    let photon = light.photon_direction(at);
    assert!((photon.angle_between(DVec3::Z) - WATER.cherenkov_angle_rad()).abs() < 1e-12);
    assert!((light.cos_impact(at, -2.0 * photon) + 1.0).abs() < 1e-12);
    let shower = Cherenkov::shower(DVec3::ZERO, 0.0, WATER);
    assert_eq!(shower.cos_impact(at, DVec3::NEG_X), -1.0);
    assert_eq!(
        (shower.photon_path_m(at), shower.emission_along_track_m(at)),
        (30.0, 0.0)
    );
}

#[test]
fn light_from_beyond_the_ends_of_a_track_is_marked() {
    let mut muon = track();
    muon.origin = TrackOrigin::MonteCarlo { pdg: 13 };
    muon.length_m = Some(50.0);
    let light = Cherenkov::of(&muon, WATER);
    let behind = 10.0 / WATER.cherenkov_angle_rad().tan();
    let at = |along: f64| light.emission(DVec3::new(10.0, 0.0, along + behind));
    assert_eq!(at(-0.01), Emission::BeforeStart);
    assert_eq!(
        (at(0.01), at(49.99)),
        (Emission::OnTrack, Emission::OnTrack)
    );
    assert_eq!(at(50.01), Emission::AfterEnd);
    let endless = Cherenkov::of(&track(), WATER);
    assert_eq!(endless.emission(DVec3::splat(-1e6)), Emission::OnTrack);
    assert_eq!(endless.emission(DVec3::NAN), Emission::OnTrack);
}

#[test]
fn nonsense_gives_nan_and_no_panic() {
    let at = DVec3::new(1.0, 2.0, 3.0);
    let tracks = [
        Cherenkov::line(DVec3::ZERO, DVec3::ZERO, 0.0, WATER),
        Cherenkov::line(DVec3::ZERO, DVec3::NAN, 0.0, WATER),
        Cherenkov::line(DVec3::INFINITY, DVec3::Z, 0.0, WATER),
        Cherenkov::line(DVec3::ZERO, DVec3::Z, f64::INFINITY, WATER),
        Cherenkov::shower(DVec3::NAN, 0.0, WATER),
        Cherenkov::line(
            DVec3::ZERO,
            DVec3::Z,
            0.0,
            Medium {
                n_phase: 0.5,
                ..WATER
            },
        ),
    ];
    for light in tracks {
        assert!(light.expected_ns(at).is_nan(), "{light:?}");
        assert!(light.residual_ns(0.0, at).is_nan(), "{light:?}");
        assert_eq!(light.emission(at), Emission::OnTrack);
    }
    let sound = Cherenkov::line(DVec3::ZERO, DVec3::Z, 0.0, WATER);
    for at in [DVec3::NAN, DVec3::INFINITY, DVec3::NEG_INFINITY] {
        assert!(sound.expected_ns(at).is_nan() && sound.distance_m(at).is_nan());
        assert!(sound.photon_path_m(at).is_nan() && sound.photon_direction(at).is_nan());
        assert_eq!(sound.emission_point_m(0.0, at), None);
    }
    assert!(sound.residual_ns(f64::INFINITY, at).is_nan());
    assert!(sound.cos_impact(at, DVec3::ZERO).is_nan());
    assert!(sound.photon_direction(DVec3::Z).is_nan());
}

#[test]
fn an_emission_point_needs_a_time_after_the_first_light() {
    let light = Cherenkov::line(DVec3::ZERO, DVec3::Z, 0.0, WATER);
    let at = DVec3::new(25.0, 0.0, 0.0);
    let first_ns = light.expected_ns(at);
    assert_eq!(light.emission_point_m(first_ns - 5.0, at), None);
    assert_eq!(light.emission_point_m(f64::NAN, at), None);
    // Long before, only light that runs backwards in time would do.
    assert_eq!(light.emission_point_m(-1e5, at), None);
    assert_eq!(
        Cherenkov::shower(DVec3::ZERO, 0.0, WATER).emission_point_m(1e3, at),
        None
    );
    let later = light.emission_point_m(first_ns + 50.0, at).unwrap();
    let path_m = (at - later * DVec3::Z).length();
    let arrival = later / C_M_PER_NS + path_m / WATER.group_speed_m_per_ns();
    assert!((arrival - first_ns - 50.0).abs() < 1e-9);
}

/// Any point within a kilometre.
fn point() -> impl Strategy<Value = DVec3> {
    (-1e3..1e3_f64, -1e3..1e3_f64, -1e3..1e3_f64).prop_map(DVec3::from)
}

fn direction() -> impl Strategy<Value = Direction> {
    (0.0..std::f64::consts::PI, 0.0..std::f64::consts::TAU)
        .prop_map(|(zenith, azimuth)| Direction::from_source_angles(zenith, azimuth))
}

fn medium() -> impl Strategy<Value = Medium> {
    prop_oneof![
        Just(WATER),
        Just(Medium::WATER_JPP),
        Just(Medium::ICE),
        Just(Medium::water_at(3450.0, 400.0))
    ]
}

proptest! {
    #[test]
    fn the_time_is_the_way_of_the_particle_and_then_of_the_light(
        p in point(), u in direction(), q in point(), t0 in -1e6..1e6_f64, medium in medium(),
    ) {
        let light = Cherenkov::line(p, u.travel(), t0, medium);
        let time = t0
            + light.emission_along_track_m(q) / C_M_PER_NS
            + light.photon_path_m(q) / medium.group_speed_m_per_ns();
        prop_assert!((light.expected_ns(q) - time).abs() < 1e-8);
        let made = p + light.emission_along_track_m(q) * u.travel();
        prop_assert!((q.distance(made) - light.photon_path_m(q)).abs() < 1e-8);
        prop_assert!(light.cos_impact(q, DVec3::X).abs() <= 1.0 + 1e-12);
    }

    #[test]
    fn a_hit_on_the_front_has_no_residual(
        u in direction(), t in -1e4..1e4_f64, behind in 0.0..500.0_f64, turn in 0.0..6.3_f64, medium in medium(),
    ) {
        // The front is the cone behind the particle that opens by the half-angle.
        let light = Cherenkov::line(DVec3::new(3.0, -8.0, 20.0), u.travel(), 17.0, medium);
        let (across, _) = u.travel().any_orthonormal_pair();
        let aside = DQuat::from_axis_angle(u.travel(), turn) * across;
        let on_front = light.particle_m(t) - behind * u.travel()
            + behind * medium.light_front_half_angle_rad().tan() * aside;
        prop_assert!(light.residual_ns(t, on_front).abs() < 1e-8);
    }

    #[test]
    fn turning_and_moving_everything_changes_no_time(
        p in point(), u in direction(), q in point(), shift in point(),
        axis in direction(), angle in 0.0..6.3_f64, shower in any::<bool>(),
    ) {
        let turn = DQuat::from_axis_angle(axis.travel(), angle);
        let make = |p: DVec3, u: DVec3| if shower {
            Cherenkov::shower(p, 5.0, WATER)
        } else {
            Cherenkov::line(p, u, 5.0, WATER)
        };
        let (plain, moved) = (make(p, u.travel()), make(turn * p + shift, turn * u.travel()));
        let there = turn * q + shift;
        prop_assert!((plain.expected_ns(q) - moved.expected_ns(there)).abs() < 1e-7);
        prop_assert!((plain.distance_m(q) - moved.distance_m(there)).abs() < 1e-7);
    }

    #[test]
    fn near_points_are_reached_at_near_times(
        p in point(), u in direction(), q in point(), step in direction(), medium in medium(),
    ) {
        let light = Cherenkov::line(p, u.travel(), 0.0, medium);
        let there = light.expected_ns(q + 1e-3 * step.travel());
        // The front runs with the particle and so, across itself, with c times the sine of its half-angle:
        // a little slower than light in the medium, where both indices differ.
        let front_m_per_ns = C_M_PER_NS * medium.light_front_half_angle_rad().sin();
        prop_assert!((there - light.expected_ns(q)).abs() <= 1e-3 / front_m_per_ns + 1e-9);
    }

    #[test]
    fn the_emission_point_of_the_first_light_is_where_the_angle_says(
        p in point(), u in direction(), q in point(),
    ) {
        // With one index for both the first light is made under the Cherenkov angle exactly.
        let light = Cherenkov::line(p, u.travel(), 3.0, Medium::WATER_JPP);
        prop_assume!(light.distance_m(q) > 1.0);
        let late_ns = light.expected_ns(q) + 1e-3;
        let found = light.emission_point_m(late_ns, q).unwrap();
        // Both solutions part as the root of the delay.
        let near = light.emission_along_track_m(q);
        prop_assert!(found >= near && found - near < 0.2 + 0.02 * light.distance_m(q), "{found} {near}");
        let path = (q - p - found * u.travel()).length();
        let arrival = 3.0 + found / C_M_PER_NS + path / Medium::WATER_JPP.group_speed_m_per_ns();
        prop_assert!((arrival - late_ns).abs() < 1e-6);
    }
}
