//! Pictures of any size: tiles without seams, a transparent ground, a caption, and what the file says of itself.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use image::RgbaImage;
use nuscope::movie::Made;
use nuscope::picture::{export, picture};
use nuscope::view::{Mode, PictureLook, View};
use nuscope_io::Progress;
use nuscope_tests::documents::demo;

fn exported(view: &View, look: &PictureLook) -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    let made = export(&demo("demo:muon"), view, look, &path, &Progress::default()).unwrap();
    assert_eq!(made, Made::Written(path.clone()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    image::open(path).unwrap().into_rgba8()
}

#[test]
fn a_picture_of_several_tiles_has_no_seams() {
    let look = PictureLook {
        size: (5000, 420),
        ..PictureLook::default()
    };
    let (tiled, whole) = (
        exported(&View::default(), &look),
        picture(&demo("demo:muon"), &View::default(), look.size).unwrap(),
    );
    // Edges of discs may fall on the other side of a rounding; a seam would be a column of such pixels.
    let far: Vec<u32> = tiled
        .enumerate_pixels()
        .zip(whole.pixels())
        .filter(|((_, _, a), b)| {
            let mut channels = a.0.iter().zip(b.0);
            channels.any(|(a, b)| a.abs_diff(b) > 1)
        })
        .map(|((x, _, _), _)| x)
        .collect();
    assert!(
        far.len() < 5000 * 420 / 10_000,
        "{} pixels differ",
        far.len()
    );
    let seam = 4096 - 2 * 384;
    let at_seam = far.iter().filter(|x| x.abs_diff(seam) <= 2).count();
    assert_eq!(at_seam, 0, "pixels differ at the seam");
}

#[test]
fn without_a_background_only_what_shines_hides_anything() {
    let look = PictureLook {
        size: (320, 200),
        background: false,
        guides: false,
        ..PictureLook::default()
    };
    let picture = exported(&View::default(), &look);
    assert_eq!(picture.get_pixel(2, 2).0[3], 0, "a corner is empty");
    let solid = picture.pixels().filter(|pixel| pixel.0[3] > 200).count();
    let clear = picture.pixels().filter(|pixel| pixel.0[3] < 16).count();
    let all = 320 * 200;
    assert!(solid > all / 200, "{solid} solid pixels");
    assert!(clear > all / 2, "{clear} clear pixels");
}

#[test]
fn a_caption_stands_at_the_foot_and_in_the_file() {
    let look = |caption: &str| PictureLook {
        size: (640, 400),
        caption: caption.into(),
        ..PictureLook::default()
    };
    let (plain, captioned) = (
        exported(&View::default(), &look("")),
        exported(&View::default(), &look("A muon of 1 PeV, µ")),
    );
    let rows = captioned.enumerate_pixels().zip(plain.pixels());
    let changed: Vec<u32> = rows
        .filter(|((_, _, a), b)| a != b)
        .map(|((_, y, _), _)| y)
        .collect();
    assert!(changed.len() > 300 && changed.iter().all(|y| *y > 350));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told.png");
    let told = look("A muon of 1 PeV, µ");
    export(
        &demo("demo:muon"),
        &View::default(),
        &told,
        &path,
        &Progress::default(),
    )
    .unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let reader = png::Decoder::new(file).read_info().unwrap();
    let chunks = &reader.info().utf8_text;
    let said = |keyword: &str| {
        let chunk = chunks.iter().find(|chunk| chunk.keyword == keyword);
        chunk.unwrap().get_text().unwrap()
    };
    assert_eq!(said("Description"), "A muon of 1 PeV, µ");
    assert_eq!(said("Source"), "demo:muon");
}

#[test]
fn both_views_side_by_side_are_one_picture() {
    let view = View {
        mode: Mode::Both,
        ..View::default()
    };
    let look = PictureLook {
        size: (640, 300),
        ..PictureLook::default()
    };
    let both = exported(&view, &look);
    let event = exported(&View::default(), &look);
    let half = |picture: &RgbaImage| {
        image::imageops::crop_imm(picture, 320, 0, 320, 300)
            .to_image()
            .into_raw()
    };
    assert_ne!(half(&both), half(&event), "the sky is on the right");
}

#[test]
fn an_impossible_size_is_refused() {
    let look = PictureLook {
        size: (20_000, 20_000),
        ..PictureLook::default()
    };
    let path = Path::new("never.png");
    let error = export(
        &demo("demo:muon"),
        &View::default(),
        &look,
        path,
        &Progress::default(),
    );
    let words = error.unwrap_err().to_string();
    assert!(
        words.contains("16..=16384 pixels is wanted, found 20000x20000"),
        "{words}"
    );
    assert!(!path.exists());
}
