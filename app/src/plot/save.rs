//! Figures as files.

use std::path::Path;

use eframe::egui::{Vec2, vec2};

use super::columns::Columns;
use super::cursor::cursor_items;
use super::drawing::Drawing;
use super::figures;
use super::input::Input;
use super::to_png::{SCALE, to_png_scaled};
use super::{to_pdf::to_pdf, to_svg::to_svg};
use crate::derived::Derived;
use crate::document::Document;
use crate::theme;
use crate::view::{Figure, Logs, View};

/// Size of a saved figure in points, unless another is asked for.
pub const SIZE: Vec2 = vec2(960.0, 600.0);

/// Draws a figure for a file, with the hits after the time cursor faint; on a dark or light ground as `view` says.
pub fn drawing(
    document: &Document,
    view: &View,
    derived: &Derived,
    figure: Figure,
    log: impl Into<Logs>,
    size: Vec2,
) -> Drawing {
    let log = log.into();
    let columns = derived.values.clone().map(Columns::new);
    let theme = theme::theme(view.dark);
    let input = Input {
        document,
        view,
        columns: columns.as_ref(),
        shown: &derived.shown,
        theme,
        dark: view.dark,
        candidates: Some(&derived.candidates),
        log: log.counts,
        log_x: log.values,
        cursor_ns: view.cursor_ns.filter(|_| !figures::row(figure).over_time),
    };
    let mut drawing = figures::draw(figure, &input, size);
    if let Some(cursor_ns) = view.cursor_ns {
        let items = cursor_items(&drawing.panels, cursor_ns, theme);
        drawing.items.extend(items);
    }
    drawing
}

/// What a figure can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Shapes and text, for web pages and drawing programs.
    Svg,
    /// Shapes and text on a page of their size.
    Pdf,
    /// A picture.
    Png,
}

impl Format {
    /// The format that the ending of a name asks for.
    ///
    /// # Errors
    /// If it is another one; path last.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("pdf") => Ok(Self::Pdf),
            Some("png") => Ok(Self::Png),
            _ => anyhow::bail!("a name that ends in .svg, .pdf or .png is wanted: {path:?}"),
        }
    }
}

/// Writes a figure as SVG, PDF or PNG, by the ending of the name; whole or not at all.
///
/// # Errors
/// If the ending is another one, or the file cannot be written; path last.
pub fn write(drawing: &Drawing, path: &Path) -> anyhow::Result<()> {
    write_wide(drawing, path, None)
}

/// The same; a PNG becomes as many pixels wide as are asked for.
///
/// # Errors
/// As [`write()`].
pub fn write_wide(drawing: &Drawing, path: &Path, width_px: Option<u32>) -> anyhow::Result<()> {
    let mut drawing = drawing.clone();
    let folder = path.parent().unwrap_or(Path::new(""));
    drawing.session = drawing.session.map(|session| session.seen_from(folder));
    let drawing = &drawing;
    let bytes = match Format::of(path)? {
        Format::Svg => to_svg(drawing).into_bytes(),
        Format::Pdf => to_pdf(drawing)?,
        Format::Png => {
            let scale = match width_px {
                Some(width) => width as f32 / drawing.size.x,
                None => SCALE * drawing.scale,
            };
            let picture = to_png_scaled(drawing, scale)?;
            return crate::picture::save_with(&picture, drawing.session.as_ref(), path);
        }
    };
    crate::partial::write(path, &bytes)
        .map_err(|error| anyhow::anyhow!("cannot write the figure: {error}: {path:?}"))
}
