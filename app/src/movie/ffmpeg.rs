//! MP4 and WebM through the ffmpeg that the machine has: nuscope brings no video encoder of its own.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};
use image::RgbaImage;

use super::Movie;
use super::sinks::{Sink, settle};
use crate::partial::Partial;

/// A running ffmpeg that is fed with frames.
pub(super) struct Ffmpeg {
    child: Child,
    place: Partial,
}

impl Ffmpeg {
    /// Starts ffmpeg for the format that the name of `path` says.
    pub(super) fn new(path: &Path, movie: &Movie) -> anyhow::Result<Self> {
        let (width, height) = movie.size;
        if width % 2 != 0 || height % 2 != 0 {
            bail!("video needs an even width and height, found {width}x{height}: {path:?}");
        }
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        // ffmpeg chooses the container by the ending of the name, which the partial file shares.
        let place = Partial::beside(path);
        let mut command = Command::new("ffmpeg");
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
            .args(["-f", "rawvideo", "-pix_fmt", "rgba"])
            .args(["-s", &format!("{width}x{height}")])
            .args(["-r", &movie.frames_per_second.to_string()])
            .args(["-i", "pipe:0", "-an"]);
        match extension.to_str() {
            Some("webm") => command.args(["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0"]),
            _ => command.args(["-c:v", "libx264", "-crf", "16", "-preset", "medium"]),
        };
        // One thread and no date in the file: the same movie twice is the same bytes.
        command
            .args(["-pix_fmt", "yuv420p", "-threads", "1"])
            .args(["-fflags", "+bitexact", "-flags:v", "+bitexact"])
            .arg(place.partial())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => anyhow::anyhow!(
                "video is made by ffmpeg, which this machine does not have: install it (on Debian and Ubuntu \
                 `apt install ffmpeg`), or name the movie .gif, .apng or a folder: {path:?}"
            ),
            _ => anyhow::anyhow!("ffmpeg cannot be started: {error}: {path:?}"),
        })?;
        Ok(Self { child, place })
    }

    /// What ffmpeg complains of, once it has ended.
    fn complaint(&mut self) -> String {
        let mut text = String::new();
        if let Some(errors) = self.child.stderr.take() {
            errors.take(4096).read_to_string(&mut text).ok();
        }
        let line = text.lines().rfind(|line| !line.trim().is_empty());
        line.unwrap_or("it ended without a word").trim().to_owned()
    }
}

impl Sink for Ffmpeg {
    fn add(&mut self, picture: &RgbaImage) -> anyhow::Result<()> {
        let written = match &mut self.child.stdin {
            Some(pipe) => pipe.write_all(picture.as_raw()),
            None => Ok(()),
        };
        if written.is_err() {
            bail!(
                "ffmpeg gave up: {}: {:?}",
                self.complaint(),
                self.place.path()
            );
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        drop(self.child.stdin.take());
        let complaint = self.complaint();
        let status = self.child.wait().context("ffmpeg cannot be waited for")?;
        if !status.success() {
            bail!("ffmpeg failed: {complaint}: {:?}", self.place.path());
        }
        settle(self.place, Ok(()))
    }

    fn abandon(mut self: Box<Self>) {
        self.child.kill().ok();
        self.child.wait().ok();
        self.place.remove();
    }
}
