//! Draws the toy block and a toy sky as PNG files: `cargo run --example gallery -- FOLDER [NAME]`.

use std::path::PathBuf;

use glam::{DVec3, Vec3};
use nuscope_render::bench::{Block, BlockSize};
use nuscope_render::{
    Ball, Colormap, Error, ErrorEllipse, Front, Gpu, Level, MapStyle, Marker, MarkerShape,
    OrbitCamera, Point, PointSet, Projection, SeaStyle, Sky, SkyFrame, SkyStyle, Space, SpaceFrame,
    Target, healpix,
};

const SIZE: (u32, u32) = (1280, 800);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "gallery".to_owned()));
    let wanted = arguments.next();
    std::fs::create_dir_all(&folder)?;
    let gpu = Gpu::headless()?;
    println!("{}", gpu.adapter);
    let save = |name: &str, draw: &dyn Fn(&Target)| -> Result<(), Box<dyn std::error::Error>> {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !name.starts_with(wanted.as_str()))
        {
            return Ok(());
        }
        let target = Target::new(&gpu, SIZE.0, SIZE.1);
        draw(&target);
        target
            .read(&gpu)?
            .save(folder.join(format!("{name}.png")))?;
        println!("{name}");
        Ok(())
    };
    draw_space(&gpu, &save)?;
    draw_light(&gpu, &save)?;
    draw_sky(&gpu, &save)?;
    draw_marks(&gpu, &save)
}

type Save<'a> = &'a dyn Fn(&str, &dyn Fn(&Target)) -> Result<(), Box<dyn std::error::Error>>;

fn draw_space(gpu: &Gpu, save: Save<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let block = Block::new(BlockSize {
        strings: 115,
        hits: 2_500,
        ..BlockSize::TWO_BLOCKS
    });
    let mut space = Space::new(gpu);
    space.set_points(gpu, PointSet::Modules, &block.modules);
    space.set_points(gpu, PointSet::Sensors, &block.sensors);
    space.set_points(gpu, PointSet::Hits, &block.hits);
    space.set_segments(gpu, &block.segments);

    let mut far = OrbitCamera::default();
    far.fit(
        block.bounds.0,
        block.bounds.1,
        SIZE.0 as f32 / SIZE.1 as f32,
    );
    far.distance_m *= 0.86;
    let frame = |camera: &OrbitCamera| SpaceFrame {
        clip_from_world: camera.clip_from_world(SIZE.0 as f32 / SIZE.1 as f32),
        eye: camera.eye(),
        viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
        value_range: block.time_range_ns,
        bed_z: Some(block.bed_z),
        colormap: Colormap::Turbo,
        reversed: true,
        ..Default::default()
    };
    let middle_ns = 0.5 * (block.time_range_ns.0 + block.time_range_ns.1);
    let shot = |name: &str, camera: OrbitCamera, change: &dyn Fn(&mut SpaceFrame)| {
        let mut frame = frame(&camera);
        change(&mut frame);
        save(name, &|target| space.draw(gpu, target, &frame))
    };
    shot("far", far, &|_| {})?;
    shot("far-batlow", far, &|frame| {
        frame.colormap = Colormap::Batlow;
        frame.reversed = false;
    })?;
    shot("far-half", far, &|frame| frame.cursor_ns = Some(middle_ns))?;
    shot("far-plain", far, &|frame| frame.halo = 0.0)?;
    shot("far-light", far, &|frame| frame.style = SeaStyle::LIGHT)?;
    shot("far-print", far, &|frame| frame.style = SeaStyle::PRINT)?;
    let low = OrbitCamera {
        pitch_rad: -0.12,
        distance_m: 700.0,
        yaw_rad: 1.2,
        ..far
    };
    shot("low", low, &|_| {})?;
    let amid = OrbitCamera {
        distance_m: 160.0,
        yaw_rad: -0.6,
        pitch_rad: 0.1,
        target: Vec3::new(0.0, 40.0, 30.0),
        ..far
    };
    shot("amid", amid, &|frame| frame.selected_id = block.hits[7].id)?;
    // A lit module near the track, from a few metres.
    let target = Vec3::from(block.hits[40].position);
    let close = OrbitCamera {
        target,
        distance_m: 3.0,
        pitch_rad: -0.25,
        yaw_rad: 2.0,
        ..far
    };
    shot("close", close, &|frame| frame.hit_scale = 0.03)?;
    let inspect = OrbitCamera {
        distance_m: 1.0,
        ..close
    };
    shot("inspect", inspect, &|frame| frame.hit_scale = 0.012)?;
    // A dark module, and one sensor of it under the pointer.
    let dark = Vec3::from(block.modules[1500].position);
    let module = OrbitCamera {
        target: dark,
        distance_m: 1.1,
        pitch_rad: -0.2,
        yaw_rad: 0.9,
        ..far
    };
    shot("module", module, &|_| {})?;
    let neighbours = OrbitCamera {
        distance_m: 9.0,
        ..module
    };
    shot("neighbours", neighbours, &|frame| frame.selected_id = 1501)?;
    Ok(())
}

/// Light fronts and showers, levels, and a picture without perspective.
fn draw_light(gpu: &Gpu, save: Save<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let block = Block::new(BlockSize {
        strings: 115,
        hits: 2_500,
        ..BlockSize::TWO_BLOCKS
    });
    let mut space = Space::new(gpu);
    space.set_points(gpu, PointSet::Modules, &block.modules);
    space.set_points(gpu, PointSet::Hits, &block.hits);
    space.set_segments(gpu, &block.segments);
    space.set_fronts(gpu, &[block.front]);
    let mut far = OrbitCamera::default();
    let aspect = SIZE.0 as f32 / SIZE.1 as f32;
    far.fit(block.bounds.0, block.bounds.1, aspect);
    far.distance_m *= 0.86;
    let frame = |camera: &OrbitCamera| SpaceFrame {
        clip_from_world: camera.clip_from_world(aspect),
        eye: camera.eye(),
        viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
        cursor_ns: Some(700.0),
        value_range: block.time_range_ns,
        bed_z: Some(block.bed_z),
        colormap: Colormap::Turbo,
        reversed: true,
        ..Default::default()
    };
    let shot =
        |space: &Space, name: &str, camera: OrbitCamera, change: &dyn Fn(&mut SpaceFrame)| {
            let mut frame = frame(&camera);
            change(&mut frame);
            save(name, &|target| space.draw(gpu, target, &frame))
        };
    shot(&space, "light-track", far, &|_| {})?;
    shot(&space, "light-track-paper", far, &|frame| {
        frame.style = SeaStyle::PRINT
    })?;
    let behind = OrbitCamera {
        yaw_rad: far.yaw_rad - 1.7,
        distance_m: 500.0,
        ..far
    };
    shot(&space, "light-behind", behind, &|_| {})?;
    let parallel = OrbitCamera {
        orthographic: true,
        pitch_rad: 0.05,
        ..far
    };
    shot(&space, "light-parallel", parallel, &|frame| {
        frame.levels[0] = Some(Level {
            z: 350.0,
            color: [0x3A, 0x70, 0x90],
            alpha: 1.0,
        });
    })?;
    shot(&space, "light-levels", far, &|frame| {
        frame.levels[0] = Some(Level {
            z: 450.0,
            color: [0x3A, 0x70, 0x90],
            alpha: 0.8,
        });
        frame.levels[1] = Some(Level {
            z: -60.0,
            color: [0x70, 0x60, 0x40],
            alpha: 0.5,
        });
    })?;
    shot(&space, "light-bare", far, &|frame| frame.background = false)?;
    // Every third hit is marked.
    let mut marked = block.hits.clone();
    for point in marked.iter_mut().step_by(3) {
        point.flag(Point::MARKED, true);
    }
    space.set_points(gpu, PointSet::Hits, &marked);
    for (name, style) in [
        ("light-marks", SeaStyle::DARK),
        ("light-marks-paper", SeaStyle::PRINT),
    ] {
        shot(&space, name, far, &|frame| {
            frame.cursor_ns = None;
            frame.dim_unmarked = true;
            frame.style = style;
        })?;
    }
    space.set_points(gpu, PointSet::Hits, &block.hits);
    // A muon that begins and ends amid the detector, a while after its end.
    let short = Front {
        from_ns: -700.0,
        until_ns: 300.0,
        ..block.front
    };
    space.set_fronts(gpu, &[short]);
    shot(&space, "light-short", far, &|_| {})?;
    let place = [40.0, -30.0, 20.0];
    let shower = Front {
        origin: place,
        direction: [0.0; 3],
        time_ns: 0.0,
        reach_m: 400.0,
        color: [0x9F, 0xD8, 0xFF, 255],
        ..block.front
    };
    space.set_fronts(gpu, &[shower]);
    space.set_segments(gpu, &block.segments[..block.segments.len() - 1]);
    space.set_balls(
        gpu,
        &[Ball {
            position: place,
            radius_m: 60.0,
            time_ns: 0.0,
            color: [0x9F, 0xD8, 0xFF, 255],
            id: 7,
        }],
    );
    shot(&space, "light-shower", far, &|_| {})?;
    shot(&space, "light-shower-paper", far, &|frame| {
        frame.style = SeaStyle::PRINT
    })?;
    let inside = OrbitCamera {
        target: Vec3::from(place),
        distance_m: 130.0,
        ..far
    };
    shot(&space, "light-shower-inside", inside, &|frame| {
        frame.selected_id = 7
    })?;
    shot(
        &space,
        "light-shower-amid",
        OrbitCamera {
            distance_m: 20.0,
            ..inside
        },
        &|_| {},
    )
}

fn draw_sky(gpu: &Gpu, save: Save<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let mut sky = Sky::new(gpu);
    let markers: Vec<_> = (0..60_000_u32)
        .map(|index| {
            // Scattered by a hash, since an even spread would look like a grid.
            let hash = |salt: u64| {
                let mixed = (u64::from(index) + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                (mixed >> 11) as f64 / (1_u64 << 53) as f64
            };
            let share = hash(0);
            let lon = std::f64::consts::TAU * hash(1 << 40);
            let z = 2.0 * share - 1.0;
            let across = (1.0 - z * z).sqrt();
            Marker {
                direction: [
                    (across * lon.cos()) as f32,
                    (across * lon.sin()) as f32,
                    z as f32,
                ],
                radius_px: if index % 997 == 0 { 5.0 } else { 1.1 },
                value: (index % 100) as f32 / 100.0,
                color: [0x9F, 0xD0, 0xE0, 150],
                id: index + 1,
                ..Default::default()
            }
        })
        .collect();
    // IAU galactic axes in equatorial coordinates, rows x, y, z.
    let galactic = Some([
        [-0.054_875_6, -0.873_437_1, -0.483_835],
        [0.494_109_4, -0.444_829_6, 0.746_982_2],
        [-0.867_666_1, -0.198_076_4, 0.455_983_8],
    ]);
    let frame = SkyFrame {
        size_px: (f64::from(SIZE.0), f64::from(SIZE.1)),
        galactic,
        ..Default::default()
    };
    save("sky-empty", &|target| sky.draw(gpu, target, &frame))?;
    sky.set_markers(gpu, &markers);
    let dense = SkyFrame {
        additive: true,
        marker_opacity: 0.55,
        ..frame.clone()
    };
    save("sky-markers", &|target| sky.draw(gpu, target, &dense))?;
    sky.set_map(gpu, 64, &bumps(64)?)?;
    let map = SkyFrame {
        map: MapStyle {
            range: (0.0, 5.0),
            ..Default::default()
        },
        marker_opacity: 0.35,
        additive: true,
        ..frame.clone()
    };
    save("sky-map", &|target| sky.draw(gpu, target, &map))?;
    let mut fading = map.clone();
    fading.map.fades = true;
    save("sky-fading", &|target| sky.draw(gpu, target, &fading))?;
    sky.set_markers(gpu, &[]);
    let light = SkyFrame {
        style: SkyStyle::LIGHT,
        map: MapStyle {
            range: (0.0, 5.0),
            colormap: Colormap::Batlow,
            fades: true,
            ..Default::default()
        },
        ..frame.clone()
    };
    save("sky-light", &|target| sky.draw(gpu, target, &light))?;
    sky.clear_map();
    sky.set_markers(gpu, &markers);
    let plain = SkyFrame {
        style: SkyStyle::PRINT,
        marker_colormap: Some(Colormap::Viridis),
        ..frame.clone()
    };
    save("sky-print", &|target| sky.draw(gpu, target, &plain))
}

/// Every projection with marks of every shape, error ellipses at the seam and around a pole, and an interpolated map.
fn draw_marks(gpu: &Gpu, save: Save<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let direction = |lon_deg: f64, lat_deg: f64| {
        let (lon, lat) = (lon_deg.to_radians(), lat_deg.to_radians());
        let unit = DVec3::new(lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin());
        unit.as_vec3().to_array()
    };
    let mut sky = Sky::new(gpu);
    sky.set_map(gpu, 64, &bumps(64)?)?;
    let shapes = (0_u32..).zip(MarkerShape::ALL);
    let markers: Vec<_> = shapes
        .map(|(place, shape)| Marker {
            direction: direction(130.0 + 9.0 * f64::from(place), -30.0),
            radius_px: 8.0,
            color: [0xFF, 0xD1, 0x66, 255],
            id: place + 1,
            shape: shape as u32,
            ..Default::default()
        })
        .collect();
    sky.set_markers(gpu, &markers);
    let places = [
        (0.0, 5.0, 0.35, 0.12, 0.6, 0.25),
        (200.0, 85.0, 0.3, 0.3, 0.0, 0.2),
        (180.0, 10.0, 0.2, 0.2, 0.0, 0.0),
        (250.0, -50.0, 0.25, 0.08, -0.5, 0.3),
    ];
    let ellipses: Vec<_> = places
        .map(|(lon, lat, major, minor, angle, fill)| ErrorEllipse {
            direction: direction(lon, lat),
            major_rad: major,
            minor_rad: minor,
            position_angle_rad: angle,
            fill,
            color: [0x7F, 0xE0, 0xFF, 230],
            ..Default::default()
        })
        .into();
    sky.set_ellipses(gpu, &ellipses);
    for projection in Projection::all() {
        let mut frame = SkyFrame {
            size_px: (f64::from(SIZE.0), f64::from(SIZE.1)),
            map: MapStyle {
                range: (0.0, 5.0),
                smooth: true,
                ..Default::default()
            },
            ..Default::default()
        };
        frame.view.projection = projection;
        frame.view.center_lat_rad = 0.25;
        let name = format!("marks-{}", projection.row().key);
        save(&name, &|target| sky.draw(gpu, target, &frame))?;
    }
    Ok(())
}

/// A map like a scan's: little everywhere, a few bumps, poles masked.
fn bumps(nside: u32) -> Result<Vec<f32>, Error> {
    let mut values = vec![f32::NAN; 12 * (nside * nside) as usize];
    let spots = [
        (1.3_f64, -0.12_f64, 5.0),
        (4.0, 0.5, 3.2),
        (2.6, -0.9, 2.4),
        (5.5, 0.1, 2.0),
    ];
    for step in 0..6_000_000_u64 {
        let z = 2.0 * (step as f64 * 0.754_877_666).fract() - 1.0;
        let lon = std::f64::consts::TAU * (step as f64 * 0.569_840_291).fract();
        let across = (1.0 - z * z).sqrt();
        let unit = DVec3::new(across * lon.cos(), across * lon.sin(), z);
        if z.abs() > 85_f64.to_radians().sin() {
            continue;
        }
        let index = healpix::ring_index(nside, healpix::texel(nside, unit)) as usize;
        let ripple = (9.0 * lon).sin() * (17.0 * z).cos() * (4.0 * lon + 11.0 * z).sin();
        let mut value = 0.7 * ripple.max(0.0);
        for (lon, lat, height) in spots {
            let spot = DVec3::new(lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin());
            value += height * (-(1.0 - unit.dot(spot)) / 0.0016).exp();
        }
        values[index] = value as f32;
    }
    Ok(values)
}
