//! How much room a text needs, from the font that the window writes with: so that figures are laid out alike
//! everywhere, with or without a window.

use std::sync::{Arc, LazyLock};

use eframe::egui::{FontData, FontDefinitions, FontFamily};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// The font of all text, and its name.
static FONT: LazyLock<(String, Arc<FontData>)> = LazyLock::new(|| {
    let fonts = FontDefinitions::default();
    let name = fonts.families[&FontFamily::Proportional]
        .first()
        .expect("the toolkit brings a font");
    (name.clone(), Arc::clone(&fonts.font_data[name]))
});

/// The bytes of the font that figures are written with.
pub fn font_bytes() -> &'static [u8] {
    FONT.1.font.as_ref().as_ref()
}

/// Advance of one letter as a share of the size; half of it where the font does not have the letter.
fn advances() -> &'static [f32; 256] {
    static ADVANCES: LazyLock<[f32; 256]> =
        LazyLock::new(|| std::array::from_fn(|code| advance(char::from(code as u8))));
    &ADVANCES
}

fn advance(letter: char) -> f32 {
    let Ok(font) = FontRef::new(font_bytes()) else {
        return 0.5;
    };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let glyph = font.charmap().map(letter);
    glyph
        .and_then(|glyph| metrics.advance_width(glyph))
        .unwrap_or(0.5)
}

/// Whether the font has the letter.
pub fn has_glyph(letter: char) -> bool {
    static FEW: LazyLock<[bool; 256]> =
        LazyLock::new(|| std::array::from_fn(|code| in_font(char::from(code as u8))));
    let known = FEW.get(letter as usize);
    known.copied().unwrap_or_else(|| in_font(letter))
}

fn in_font(letter: char) -> bool {
    FontRef::new(font_bytes()).is_ok_and(|font| font.charmap().map(letter).is_some())
}

/// Width of a line of text of this size.
pub fn text_width(text: &str, size: f32) -> f32 {
    let of = |letter: char| {
        let known = advances().get(letter as usize);
        known.copied().unwrap_or_else(|| advance(letter))
    };
    size * text.chars().map(of).sum::<f32>()
}

/// How far letters of this size reach above and below their base line; the second is negative.
pub fn ascent_descent(size: f32) -> (f32, f32) {
    static SHARES: LazyLock<(f32, f32)> = LazyLock::new(|| {
        FontRef::new(font_bytes()).map_or((0.93, -0.19), |font| {
            let metrics = font.metrics(Size::new(1.0), LocationRef::default());
            (metrics.ascent, metrics.descent)
        })
    });
    (SHARES.0 * size, SHARES.1 * size)
}

/// The text, cut to fit a width and ended with "…" if it does not.
pub fn fit(text: &str, size: f32, width: f32) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let tried = format!("{}…", short.trim_end_matches([' ', '·', ',']));
        if text_width(&tried, size) <= width {
            return tried;
        }
    }
    String::new()
}

/// The parts, as many to a line as fit its width, joined by " · ".
pub fn lines(parts: &[String], size: f32, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let longer = lines.last().map(|line| format!("{line} · {part}"));
        match longer.filter(|longer| text_width(longer, size) <= width) {
            Some(longer) => *lines.last_mut().expect("there was a last line") = longer,
            None => lines.push(fit(part, size, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_letters_need_more_room() {
        assert!(text_width("iii", 10.0) < text_width("mmm", 10.0));
        assert_eq!(text_width("", 10.0), 0.0);
        let (one, two) = (text_width("1,500", 10.0), text_width("1,500", 20.0));
        assert!((two - 2.0 * one).abs() < 1e-4);
        assert!(text_width("−", 10.0) > 3.0);
    }

    #[test]
    fn long_texts_are_cut_and_parts_go_to_the_next_line() {
        let parts = ["ARCA21".to_owned(), "run 10,000".to_owned()];
        assert_eq!(lines(&parts, 10.0, 500.0), ["ARCA21 · run 10,000"]);
        assert_eq!(lines(&parts, 10.0, 60.0), ["ARCA21", "run 10,000"]);
        let cut = fit("A muon crosses", 10.0, 40.0);
        assert!(
            cut.ends_with('…') && text_width(&cut, 10.0) <= 40.0,
            "{cut}"
        );
        assert_eq!(fit("word", 10.0, 0.0), "");
    }
}
