//! How long the sky's computations take: counting candidates, heat, contours, hot spots, names.
//!
//! `cargo run --release -p nuscope-model --example sky_times` prints the best of some runs of each.

use std::time::Instant;

use nuscope_model::{Catalogue, Field, Inside, PixelOrder, SkyFrame, Source, SourceNames};
use nuscope_model::{coordinates, density, healpix, heat};

/// Prints the shortest of some runs in milliseconds.
fn time<T>(what: &str, mut run: impl FnMut() -> T) -> T {
    let mut best_ms = f64::INFINITY;
    let mut result = None;
    for _ in 0..5 {
        let start = Instant::now();
        result = Some(run());
        best_ms = best_ms.min(start.elapsed().as_secs_f64() * 1e3);
    }
    println!("{what}: {best_ms:.1} ms");
    result.expect("it ran")
}

fn main() {
    println!("{} threads", rayon::current_num_threads());
    let n = 10_000_000_u32;
    // A Weyl sequence: even on the sphere.
    let share = |i: u32, step: f64| (f64::from(i) * step).fract();
    let ra: Vec<f64> = (0..n)
        .map(|i| share(i, 0.618_033_988_749) * std::f64::consts::TAU)
        .collect();
    let dec: Vec<f64> = (0..n)
        .map(|i| (2.0 * share(i, 0.414_213_562_373) - 1.0).asin())
        .collect();
    for nside in [64, 256, 512] {
        time(&format!("count 10,000,000 at nside {nside}"), || {
            density::count(&ra, &dec, nside)
        })
        .expect("a power of two");
        let places = time(&format!("find their pixels at nside {nside}"), || {
            density::Places::new(&[(&ra, &dec)], nside)
        })
        .expect("a power of two");
        time("  and count two thirds of them by these", || {
            places.count_where(|i| i % 3 > 0)
        });
    }
    let counts = density::count(&ra[..1_000_000], &dec[..1_000_000], 128).expect("a power of two");
    time("heat of 1,000,000 by a kernel of 1° (nside 128)", || {
        heat::spread(&counts, 1.0_f64.to_radians())
    });
    for nside in [128, 512, 2048] {
        let hill = |pixel: u64| {
            let here = healpix::center_of(nside, pixel).to_vector();
            (here.x * 7.0).sin() + (here.y * 5.0).cos() + here.z
        };
        let values: Vec<f64> = (0..healpix::pixels(nside)).map(hill).collect();
        let field = time(&format!("field, nside {nside}"), || {
            Field::new(SkyFrame::Equatorial, nside, PixelOrder::Ring, &values)
        });
        let field = field.expect("a power of two");
        let contour = time(&format!("contour, nside {nside}"), || {
            field.contour(1.0, Inside::AtLeast)
        });
        let points: usize = contour.lines.iter().map(Vec::len).sum();
        println!("  {} lines of {points} points", contour.lines.len());
        time(&format!("credible levels, nside {nside}"), || {
            field.credible_levels(&[0.5, 0.9, 0.99])
        })
        .ok();
        time(&format!("hot spots, nside {nside}"), || {
            field.hot_spots_by_hemisphere(0.1, 5)
        });
    }
    let source = |i: u32| Source {
        name: format!("PKS {:04}-{:03}", i % 2400, i % 900),
        ..Source::default()
    };
    let catalogue = Catalogue {
        sources: (0..10_000).map(source).collect(),
        ..Catalogue::default()
    };
    let names = time("names of 10,000 sources", || SourceNames::new([&catalogue]));
    time("find a name among 10,000", || {
        names.find("pks 0506-0", 20).len()
    });
    time("read a position", || {
        coordinates::read("05 09 25.96 +05 41 35.3", SkyFrame::Equatorial).is_ok()
    });
}
