//! A PNG file that is written strip by strip and says what it shows; it takes its place when it is whole.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::anyhow;
use image::RgbaImage;
use png::{BitDepth, ColorType, Encoder, StreamWriter};

use crate::document::Document;
use crate::partial::Partial;
use crate::session::Session;
use crate::view::PictureLook;

/// A picture that is being written.
pub(super) struct PngFile {
    writer: StreamWriter<'static, BufWriter<File>>,
    place: Partial,
}

impl PngFile {
    /// Begins the file.
    pub(super) fn create(
        path: &Path,
        look: &PictureLook,
        document: &Document,
    ) -> anyhow::Result<Self> {
        let unwritten =
            |error: &dyn Display| anyhow!("cannot write the picture: {error}: {path:?}");
        let (place, file) = Partial::create(path).map_err(|error| unwritten(&error))?;
        let writer = begin(file, look, document).map_err(|error| unwritten(&error))?;
        Ok(Self { writer, place })
    }

    /// Writes the next rows.
    pub(super) fn add(&mut self, strip: &RgbaImage) -> anyhow::Result<()> {
        self.writer
            .write_all(strip.as_raw())
            .map_err(|error| failed(&error, self.place.path()))
    }

    /// Completes the file.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let Self { writer, place } = self;
        let path = place.path().to_owned();
        let done = writer.finish().map_err(std::io::Error::from);
        place.settle(done).map_err(|error| failed(&error, &path))
    }

    /// Removes what was written.
    pub(super) fn abandon(self) {
        drop(self.writer);
        self.place.remove();
    }
}

/// A whole picture as the bytes of a file, with the session that it shows.
pub(super) fn encoded(
    picture: &RgbaImage,
    session: Option<&Session>,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    if let Some(session) = session {
        encoder.add_itxt_chunk("nuscope".into(), session.to_line())?;
    }
    encoder.write_header()?.write_image_data(picture.as_raw())?;
    Ok(bytes)
}

fn failed(error: &dyn Display, path: &Path) -> anyhow::Error {
    anyhow!("cannot write the picture (is the disk full?): {error}: {path:?}")
}

fn begin(
    file: BufWriter<File>,
    look: &PictureLook,
    document: &Document,
) -> Result<StreamWriter<'static, BufWriter<File>>, png::EncodingError> {
    let mut encoder = Encoder::new(file, look.size.0, look.size.1);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let program = format!("nuscope {}", env!("CARGO_PKG_VERSION"));
    encoder.add_text_chunk("Software".into(), program)?;
    let names = document.files.iter().filter_map(|file| {
        let name = file.path.file_name().unwrap_or(file.path.as_os_str());
        Some(name.to_str()?.to_owned())
    });
    let names: Vec<String> = names.collect();
    if !names.is_empty() {
        encoder.add_itxt_chunk("Source".into(), names.join(", "))?;
    }
    if !look.caption.is_empty() {
        encoder.add_itxt_chunk("Description".into(), look.caption.clone())?;
    }
    if document.event_simulated() || document.sky_simulated() {
        encoder.add_text_chunk("Comment".into(), "simulated".into())?;
    }
    encoder.write_header()?.into_stream_writer()
}
