//! Names from files as they can be written: on one line, and with letters that the font has.
//!
//! Letters of other scripts become "?", marks that stand over letters and signs without width are left out. Text that
//! runs from right to left is written in the order of its letters.

use std::borrow::Cow;

use crate::plot::text_width::has_glyph;

/// The text as it can be written; the text itself where that is so.
pub fn drawable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            _ if is_without_width(letter) => {}
            _ if letter.is_whitespace() || letter.is_control() => written.push(' '),
            _ if has_glyph(letter) => written.push(letter),
            _ => written.push('?'),
        }
    }
    Cow::Owned(written)
}

fn is_plain(letter: char) -> bool {
    !letter.is_control()
        && !is_without_width(letter)
        && (letter == ' ' || !letter.is_whitespace())
        && has_glyph(letter)
}

/// Marks that combine with the letter before, joiners, signs that turn the direction of writing.
fn is_without_width(letter: char) -> bool {
    matches!(u32::from(letter),
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f | 0x1ab0..=0x1aff
        | 0x1dc0..=0x1dff | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xfeff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_keep_what_can_be_written() {
        for (text, wanted) in [
            ("TXS 0506+056", "TXS 0506+056"),
            ("α1 Cen", "α1 Cen"),
            ("Mrk\u{a0}421\n(BL Lac)", "Mrk 421 (BL Lac)"),
            ("e\u{301}toile\u{200f}", "etoile"),
            ("\u{5d0}\u{5d1}", "??"),
            ("", ""),
        ] {
            assert_eq!(drawable(text), wanted);
        }
        assert!(matches!(drawable("étoile −3°"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn what_is_written_has_a_glyph_for_every_letter(text in "\\PC{0,30}") {
            let written = drawable(&text);
            prop_assert!(written.chars().all(has_glyph), "{written}");
            prop_assert_eq!(drawable(&written), written.as_ref());
        }
    }
}
