//! Where the frames of a movie go: one file or folder for each format that the name can ask for.
//!
//! A cancelled movie or a full disk leaves nothing half done: a file takes its place when it is whole, and of a folder
//! the pictures that were made go again.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use gif::{Encoder, Frame, Repeat};
use image::RgbaImage;
use png::{BitDepth, ColorType};

use super::Movie;
use super::ffmpeg::Ffmpeg;
use crate::partial::Partial;

/// Takes the frames of a movie, in order.
pub(super) trait Sink {
    /// Takes the next frame.
    fn add(&mut self, picture: &RgbaImage) -> anyhow::Result<()>;
    /// Completes the movie.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
    /// Removes what was written, which dropping a [`Partial`] does.
    fn abandon(self: Box<Self>);
}

/// The sink for the format that the name of `path` asks for.
pub(super) fn open(path: &Path, movie: &Movie) -> anyhow::Result<Box<dyn Sink>> {
    let extension = path.extension().map(|name| name.to_ascii_lowercase());
    Ok(match extension.as_deref().and_then(|name| name.to_str()) {
        Some("gif") => Box::new(Gif::new(path, movie)?),
        Some("png" | "apng") => Box::new(Apng::new(path, movie)?),
        Some("mp4" | "webm" | "mkv" | "mov") => Box::new(Ffmpeg::new(path, movie)?),
        _ => Box::new(Pictures::new(path)?),
    })
}

/// What every failed write says.
pub(super) fn failed(error: &dyn Display, path: &Path) -> anyhow::Error {
    anyhow!("cannot write the movie (is the disk full?): {error}: {path:?}")
}

/// The file of a movie, begun.
fn begin(path: &Path) -> anyhow::Result<(Partial, BufWriter<File>)> {
    Partial::create(path).map_err(|error| unwritten(&error, path))
}

/// What is said where writing cannot even begin.
fn unwritten(error: &dyn Display, path: &Path) -> anyhow::Error {
    anyhow!("cannot write the movie: {error}: {path:?}")
}

/// Moves a movie to its place once it is whole.
pub(super) fn settle(place: Partial, written: std::io::Result<()>) -> anyhow::Result<()> {
    let path = place.path().to_owned();
    place.settle(written).map_err(|error| failed(&error, &path))
}

/// One animated GIF; each frame has its own 256 colours.
struct Gif {
    encoder: Encoder<BufWriter<File>>,
    /// Hundredths of a second until which frames were shown, and how many there were.
    shown: u64,
    frames: u64,
    frames_per_second: u64,
    /// Last, so that the file is closed before it is removed.
    place: Partial,
}

impl Gif {
    fn new(path: &Path, movie: &Movie) -> anyhow::Result<Self> {
        let (place, file) = begin(path)?;
        let (width, height) = movie.size;
        let mut encoder = Encoder::new(file, u16::try_from(width)?, u16::try_from(height)?, &[])?;
        encoder.set_repeat(Repeat::Infinite)?;
        Ok(Self {
            place,
            encoder,
            shown: 0,
            frames: 0,
            frames_per_second: u64::from(movie.frames_per_second),
        })
    }
}

impl Sink for Gif {
    fn add(&mut self, picture: &RgbaImage) -> anyhow::Result<()> {
        let (width, height) = picture.dimensions();
        let mut pixels = picture.as_raw().clone();
        let (width, height) = (u16::try_from(width)?, u16::try_from(height)?);
        let mut frame = Frame::from_rgba_speed(width, height, &mut pixels, 10);
        // Rounded so that frames never drift from their times: hundredths are all that GIF knows.
        self.frames += 1;
        let until = (200 * self.frames + self.frames_per_second) / (2 * self.frames_per_second);
        frame.delay = u16::try_from((until - self.shown).max(1))?;
        self.shown = until;
        self.encoder
            .write_frame(&frame)
            .map_err(|error| failed(&error, self.place.path()))
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        let Self { place, encoder, .. } = *self;
        let whole = encoder.into_inner().map_err(std::io::Error::other);
        settle(place, whole.and_then(|mut file| file.flush()))
    }

    fn abandon(self: Box<Self>) {}
}

/// One animated PNG: every colour as it was drawn.
struct Apng {
    writer: png::Writer<BufWriter<File>>,
    /// Last, so that the file is closed before it is removed.
    place: Partial,
}

impl Apng {
    fn new(path: &Path, movie: &Movie) -> anyhow::Result<Self> {
        let (place, file) = begin(path)?;
        let (width, height) = movie.size;
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_animated(movie.frames(), 0)?;
        encoder.set_frame_delay(1, u16::try_from(movie.frames_per_second)?)?;
        let writer = encoder
            .write_header()
            .map_err(|error| failed(&error, path))?;
        Ok(Self { place, writer })
    }
}

impl Sink for Apng {
    fn add(&mut self, picture: &RgbaImage) -> anyhow::Result<()> {
        let opaque: Vec<u8> = picture
            .pixels()
            .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]])
            .collect();
        self.writer
            .write_image_data(&opaque)
            .map_err(|error| failed(&error, self.place.path()))
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        let Self { place, writer } = *self;
        settle(place, writer.finish().map_err(std::io::Error::from))
    }

    fn abandon(self: Box<Self>) {}
}

/// A folder of single pictures, counted from 1.
struct Pictures {
    folder: PathBuf,
    made_folder: bool,
    written: Vec<PathBuf>,
}

impl Pictures {
    fn new(folder: &Path) -> anyhow::Result<Self> {
        let made_folder = !folder.is_dir();
        std::fs::create_dir_all(folder)
            .map_err(|error| anyhow!("cannot make the folder of the movie: {error}: {folder:?}"))?;
        Ok(Self {
            folder: folder.to_owned(),
            made_folder,
            written: Vec::new(),
        })
    }
}

impl Sink for Pictures {
    fn add(&mut self, picture: &RgbaImage) -> anyhow::Result<()> {
        let name = format!("frame-{:05}.png", self.written.len() + 1);
        let path = self.folder.join(name);
        self.written.push(path.clone());
        picture.save(&path).map_err(|error| failed(&error, &path))
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        Ok(())
    }

    fn abandon(self: Box<Self>) {
        for path in &self.written {
            std::fs::remove_file(path).ok();
        }
        if self.made_folder {
            // Only an empty folder goes: what else lies in there is not ours.
            std::fs::remove_dir(&self.folder).ok();
        }
    }
}
