//! Pictures that people looked at once, compared with what is drawn now.
//!
//! All are drawn by Mesa's software driver, so that they are the same on every machine; on another adapter the
//! tests are skipped and say so. What may differ is a driver's rounding: at most 0.5 % of the pixels, where a
//! channel differs by more than 12 of 255. A picture that differs more is left beside its difference in
//! `target/golden`. `UPDATE_GOLDEN=1` writes the pictures anew: look at each before keeping it.

use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, Rgba, RgbaImage};
use nuscope_render::Gpu;

use crate::data;

/// A channel that differs by more counts its pixel as different.
const CHANNEL: u8 = 12;

/// Largest share of different pixels.
const SHARE: f64 = 0.005;

/// Whether the pictures here can be those of `tests/golden`.
pub fn software_driver() -> bool {
    let adapter = Gpu::headless().map(|gpu| gpu.adapter.to_lowercase());
    let found = adapter.as_ref().is_ok_and(|name| name.contains("llvmpipe"));
    if !found {
        data::skipped(&format!("Mesa software driver but {adapter:?}"));
    }
    found
}

/// Whether two pixels differ by more than rounding.
fn differ(a: Rgba<u8>, b: Rgba<u8>) -> bool {
    let mut channels = a.0.iter().zip(b.0);
    channels.any(|(a, b)| a.abs_diff(b) > CHANNEL)
}

/// Share of the pixels of two pictures of one size that differ, and where.
fn difference(old: &RgbaImage, new: &RgbaImage) -> (f64, RgbaImage) {
    let mut count = 0_u32;
    let shown = RgbaImage::from_fn(new.width(), new.height(), |x, y| {
        let (a, b) = (*old.get_pixel(x, y), *new.get_pixel(x, y));
        let different = differ(a, b);
        count += u32::from(different);
        let grey = (b.0[0] / 4).max(b.0[1] / 4).max(b.0[2] / 4);
        match different {
            true => Rgba([255, 40, 40, 255]),
            false => Rgba([grey, grey, grey, 255]),
        }
    });
    let pixels = f64::from(new.width()) * f64::from(new.height());
    (f64::from(count) / pixels, shown)
}

/// Saves a picture, which hides nothing, in as few bytes as PNG can.
fn save_small(picture: &RgbaImage, path: &Path) {
    assert!(picture.pixels().all(|pixel| pixel.0[3] == 255));
    let file = std::fs::File::create(path).expect("tests/golden can be written");
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    let opaque = DynamicImage::from(picture.clone()).into_rgb8();
    opaque
        .write_with_encoder(encoder)
        .expect("a picture becomes PNG");
}

/// Compares a picture with `tests/golden/NAME.png`.
///
/// # Panics
/// If they differ by more than rounding.
pub fn compare(name: &str, new: &RgbaImage) {
    if let Err(sentence) = check(name, new) {
        panic!("{sentence}");
    }
}

/// Where `tests/golden/NAME.png` lies, whether it is there or not.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/{name}.png"))
}

/// Compares a picture with `tests/golden/NAME.png`, for those who have more of them to look at.
///
/// # Errors
/// A sentence for people if they differ by more than rounding.
///
/// # Panics
/// If nothing can be written.
pub fn check(name: &str, new: &RgbaImage) -> Result<(), String> {
    let file = path(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        save_small(new, &file);
    }
    let old = image::open(&file).map(DynamicImage::into_rgba8);
    let (share, shown) = match &old {
        Ok(old) if old.dimensions() == new.dimensions() => difference(old, new),
        _ => (1.0, new.clone()),
    };
    if share <= SHARE {
        return Ok(());
    }
    let folder: PathBuf = data::workspace().join("target/golden");
    std::fs::create_dir_all(&folder).expect("target can be written");
    let (now, diff) = (format!("{name}.new.png"), format!("{name}.diff.png"));
    new.save(folder.join(&now)).expect("target can be written");
    shown
        .save(folder.join(&diff))
        .expect("target can be written");
    Err(format!(
        "{:.2} % of the pixels of {name} differ; see {now} and {diff} in target/golden; if the change is wanted, \
         run again with UPDATE_GOLDEN=1 and look at tests/golden/{name}.png",
        100.0 * share
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_golden_picture_notices_what_an_eye_would() {
        let plain = RgbaImage::from_pixel(100, 100, Rgba([20, 30, 40, 255]));
        let rounded = RgbaImage::from_pixel(100, 100, Rgba([21, 29, 41, 255]));
        assert_eq!(difference(&plain, &rounded).0, 0.0);
        let mut dotted = plain.clone();
        for x in 0..8 {
            for y in 0..8 {
                dotted.put_pixel(x, y, Rgba([220, 30, 40, 255]));
            }
        }
        let (share, _) = difference(&plain, &dotted);
        assert_eq!(share, 0.0064);
        assert!(share > SHARE);
    }
}
