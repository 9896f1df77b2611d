//! Movies come out the same twice, frame by frame, and leave nothing behind when they fail; sessions bring
//! back what they saved, in the real program.

#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use egui_kittest::kittest::Queryable as _;
use image::AnimationDecoder as _;
use image::codecs::png::PngDecoder;
use nuscope::command::{Command as Shell, ExportCommand, StageCommand};
use nuscope::movie::{CameraPath, Made, Movie, export};
use nuscope::session::Session;
use nuscope::view::{Bookmark, HitQuantity, View};
use nuscope_io::Progress;
use nuscope_render::camera::OrbitCamera;
use nuscope_tests::data;
use nuscope_tests::documents::demo;
use nuscope_tests::headless::{Window, ask, choose, state, window};
use nuscope_tests::program;

fn nuscope(arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(program::nuscope());
    command.args(arguments).output().unwrap()
}

fn short() -> Movie {
    Movie {
        size: (160, 120),
        frames_per_second: 10,
        seconds: 0.6,
        turn_deg: 30.0,
        ..Movie::default()
    }
}

fn made(path: &Path) -> Vec<u8> {
    let done = export(
        &demo("demo:muon"),
        &View::default(),
        &short(),
        path,
        &Progress::default(),
    )
    .unwrap();
    assert_eq!(done, Made::Written(path.to_owned()));
    std::fs::read(path).unwrap()
}

/// How long each frame is shown, in milliseconds, and its pixels.
fn frames_of(path: &Path) -> Vec<(u32, Vec<u8>)> {
    let file = BufReader::new(File::open(path).unwrap());
    if path.extension().unwrap() == "gif" {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(file).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            frames.push((10 * u32::from(frame.delay), frame.buffer.to_vec()));
        }
        return frames;
    }
    let frames = PngDecoder::new(file).unwrap().apng().unwrap().into_frames();
    let frame = |frame: image::Frame| {
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        (numerator / denominator, frame.into_buffer().into_raw())
    };
    frames.map(|result| frame(result.unwrap())).collect()
}

#[test]
fn a_movie_made_twice_is_the_same_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["movie.gif", "movie.apng"] {
        let (one, two) = (
            folder.path().join(name),
            folder.path().join(format!("2-{name}")),
        );
        assert_eq!(made(&one), made(&two), "{name}");
        let frames = frames_of(&one);
        assert_eq!(frames.len(), 6, "{name}");
        assert!(frames.iter().all(|frame| frame.0 == 100), "{name}");
        assert_ne!(frames[0].1, frames[5].1, "{name}: time passes");
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 4, "only the movies are left");
}

/// A frame of a movie is the picture of that moment, drawn alone.
#[test]
fn every_frame_shows_its_exact_moment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames");
    let movie = Movie {
        turn_deg: 0.0,
        range_ns: Some((0.0, 1000.0)),
        ..short()
    };
    export(
        &demo("demo:muon"),
        &View::default(),
        &movie,
        &path,
        &Progress::default(),
    )
    .unwrap();
    for frame in [0, 3, 5] {
        let written = path.join(format!("frame-{:05}.png", frame + 1));
        let view = View {
            cursor_ns: Some(200.0 * frame as f32),
            ..View::default()
        };
        let alone = nuscope::picture::picture(&demo("demo:muon"), &view, movie.size).unwrap();
        let written = image::open(written).unwrap().into_rgba8();
        let different = written.pixels().zip(alone.pixels()).filter(|(a, b)| a != b);
        assert_eq!(different.count(), 0, "frame {frame}");
    }
}

/// Two places to look from: near the middle from the east, and the whole from above.
fn places() -> View {
    let near = OrbitCamera {
        yaw_rad: -1.5,
        distance_m: 300.0,
        ..Default::default()
    };
    let above = OrbitCamera {
        pitch_rad: 1.2,
        distance_m: 1200.0,
        ..Default::default()
    };
    let mut view = View {
        camera: Some(above),
        ..View::default()
    };
    view.steering.bookmarks = [near, above, near]
        .map(|camera| Bookmark {
            name: "a place".into(),
            camera,
        })
        .into();
    view
}

/// Along every path a frame is the picture drawn alone from the place where the camera must be, and the same again.
#[test]
fn every_frame_is_seen_from_the_place_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (document, view) = (demo("demo:muon"), places());
    let start = view.camera.unwrap();
    let stop = |number: usize| view.steering.bookmarks[number].camera;
    // Seven frames over two legs: frames 0, 3 and 6 are the places, frame 1 a third of the first leg.
    let expected = |path: CameraPath, frame: u32| match path {
        CameraPath::Turn => OrbitCamera {
            yaw_rad: start.yaw_rad + (60.0 * frame as f32 / 6.0).to_radians(),
            ..start
        },
        CameraPath::Bookmarks => match frame {
            0 => stop(0),
            1 => OrbitCamera::lerp(&stop(0), &stop(1), 1.0 / 3.0),
            3 => stop(1),
            _ => stop(2),
        },
        CameraPath::Follow | CameraPath::Hold => start,
    };
    for path in CameraPath::ALL {
        let movie = Movie {
            seconds: 0.7,
            turn_deg: 60.0,
            range_ns: Some((0.0, 1200.0)),
            path,
            ..short()
        };
        let mut made = Vec::new();
        for run in ["1", "2"] {
            let frames = folder.path().join(format!("{path:?} {run}"));
            export(&document, &view, &movie, &frames, &Progress::default()).unwrap();
            let written = (1..=7).map(|n| frames.join(format!("frame-{n:05}.png")));
            made.push(
                written
                    .map(|file| std::fs::read(file).unwrap())
                    .collect::<Vec<_>>(),
            );
        }
        assert!(made[0] == made[1], "{path:?} differs when made twice");
        for frame in [0, 1, 3, 6] {
            let mut alone = View {
                cursor_ns: Some(200.0 * frame as f32),
                camera: Some(expected(path, frame)),
                ..view.clone()
            };
            alone.steering.following = path == CameraPath::Follow;
            let alone = nuscope::picture::picture(&document, &alone, movie.size).unwrap();
            let written = image::load_from_memory(&made[0][frame as usize]).unwrap();
            let written = written.into_rgba8();
            let pixels = written.pixels().zip(alone.pixels());
            let different = pixels.filter(|(a, b)| a != b).count();
            assert_eq!(different, 0, "{path:?}, frame {frame}");
        }
    }
}

#[test]
fn the_command_line_takes_the_path_of_a_session() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("guide.nuscope");
    let (document, mut view) = (demo("demo:muon"), places());
    view.export.movie.path = CameraPath::Hold;
    Session::of(&document, &view).write(&session).unwrap();
    let frames = |words: &[&str]| {
        let out = folder.path().join(words.concat());
        let size = ["--size", "160x120", "--seconds", "0.3", "--fps", "10"];
        let all = [&["movie", session.to_str().unwrap()], &size[..], words].concat();
        let output = nuscope(&[&all[..], &["--out", out.to_str().unwrap()]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        std::fs::read(out.join("frame-00003.png")).unwrap()
    };
    let own = frames(&[]);
    assert!(own == frames(&["--path", "hold"]));
    let through = frames(&["--path", "bookmarks"]);
    assert!(own != through && through != frames(&["--path", "follow"]));
    let out = folder.path().join("none.gif");
    let words = ["movie", "demo:muon", "--path", "bookmarks", "--out"];
    let output = nuscope(&[&words[..], &[out.to_str().unwrap()]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("needs two at least, found 0"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_cancelled_movie_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.gif", "b.apng", "c"] {
        let progress = Progress::default();
        progress.cancel();
        let path = folder.path().join(name);
        let done = export(
            &demo("demo:muon"),
            &View::default(),
            &short(),
            &path,
            &progress,
        )
        .unwrap();
        assert_eq!(done, Made::Cancelled);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A limit on the size of files stands for a full disk: writing fails in the middle.
#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_nothing_half_done_is_left() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["full.gif", "full.apng"] {
        let output = Command::new("sh")
            .arg("-c")
            .arg("trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"")
            .arg(program::nuscope())
            .args([
                "movie",
                "demo:muon",
                "--size",
                "320x240",
                "--seconds",
                "0.4",
                "--out",
            ])
            .arg(folder.path().join(name))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("is the disk full?") && said.contains(name),
            "{said}"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn video_goes_through_the_ffmpeg_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let has = Command::new("ffmpeg").arg("-version").output().is_ok();
    let output = nuscope(&[
        "movie",
        "demo:muon",
        "--size",
        "161x120",
        "--out",
        "odd.mp4",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("an even width and height"));
    if !has {
        data::skipped("ffmpeg on this machine");
        return;
    }
    let arguments = [
        "--size",
        "160x120",
        "--seconds",
        "0.5",
        "--fps",
        "10",
        "--out",
    ];
    for name in ["a.mp4", "b.webm"] {
        let mut bytes = Vec::new();
        for run in ["1", "2"] {
            let path = folder.path().join(format!("{run}-{name}"));
            let mut words = vec!["movie", "demo:muon"];
            words.extend(arguments);
            words.push(path.to_str().unwrap());
            let output = nuscope(&words);
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            bytes.push(std::fs::read(&path).unwrap());
        }
        assert!(bytes[0].len() > 500 && bytes[0] == bytes[1], "{name}");
    }
}

#[test]
fn a_session_draws_the_same_picture_without_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut view = View {
        cursor_ns: Some(700.0),
        ..View::default()
    };
    view.hits.color_by = HitQuantity::Amplitude;
    view.cuts.triggered = true;
    let document = demo("demo:muon");
    let size = (320, 200);
    let expected = nuscope::picture::picture(&document, &view, size).unwrap();
    let path = folder.path().join("guide.nuscope");
    Session::of(&document, &view).write(&path).unwrap();
    let out = folder.path().join("picture.png");
    let words = [
        "event",
        path.to_str().unwrap(),
        "--size",
        "320x200",
        "--out",
    ];
    let output = nuscope(&[&words[..], &[out.to_str().unwrap()]].concat());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(image::open(out).unwrap().into_rgba8() == expected);
}

#[test]
fn the_path_of_a_movie_is_chosen_in_the_window() {
    let mut window = window(&["demo:muon"], (1280.0, 800.0));
    ask(&mut window, Shell::Export(ExportCommand::ToggleWindow));
    let path = |window: &Window| state(window).view.export.movie.path;
    assert_eq!(path(&window), CameraPath::Turn);
    for (choice, wanted, said) in [
        (
            "goes through the remembered places",
            CameraPath::Bookmarks,
            "none yet: Ctrl+B remembers one",
        ),
        (
            "follows the particle",
            CameraPath::Follow,
            "of the reference track, at the distance of now",
        ),
        ("stays", CameraPath::Hold, "where the camera is now"),
    ] {
        choose(&mut window, "Path of the camera", choice);
        assert_eq!(path(&window), wanted);
        window.get_by_label(said);
    }
    choose(
        &mut window,
        "Path of the camera",
        "goes through the remembered places",
    );
    for place in ["Ctrl+B once", "and again"] {
        assert!(
            window.query_by_label("2, in equal times").is_none(),
            "{place}"
        );
        ask(&mut window, StageCommand::AddBookmark);
    }
    window.get_by_label("2, in equal times");
}
