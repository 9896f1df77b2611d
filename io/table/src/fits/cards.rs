//! FITS header cards: 80 bytes of keyword, value and comment.
//!
//! Text longer than a card goes on in `CONTINUE` cards, keywords longer than 8 letters use `HIERARCH`; both are
//! conventions that astropy and cfitsio share. Source: FITS Standard 4.0, section 4.

/// Bytes of a card.
const CARD: usize = 80;
/// Bytes of a block: headers and data are padded to whole ones.
pub const BLOCK: usize = 2880;

/// One keyword.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// In upper case; `COMMENT` and `HISTORY` have their text as value.
    pub keyword: String,
    /// Text without its quotes, or a number as it stands.
    pub value: String,
    /// What follows the slash.
    pub comment: String,
}

/// No real header has as many cards; what has more is no header.
const MOST_CARDS: usize = 200_000;

/// The cards of the header that starts at `start`, and where the data behind it start; `None` without an end.
pub fn parse_header(bytes: &[u8], start: usize) -> Option<(Vec<Card>, usize)> {
    let mut cards: Vec<Card> = Vec::new();
    let mut continues = false;
    let lines = bytes.get(start..)?.chunks_exact(CARD);
    for (i, raw) in lines.take(MOST_CARDS).enumerate() {
        let text: String = raw
            .iter()
            .map(|&byte| if byte.is_ascii() { byte as char } else { '?' })
            .collect();
        let keyword = text[..8].trim_end();
        if keyword == "END" {
            let end = start + (i + 1) * CARD;
            return Some((cards, end.checked_next_multiple_of(BLOCK)?));
        }
        if keyword == "CONTINUE" && continues {
            if let Some(card) = cards.last_mut() {
                let (value, comment, more) = parse_value(&text[8..]);
                card.value.push_str(&value);
                card.comment.push_str(&comment);
                continues = more;
                if !more {
                    card.value.truncate(card.value.trim_end().len());
                }
            }
            continue;
        }
        let mut card = Card {
            keyword: keyword.to_owned(),
            ..Card::default()
        };
        continues = false;
        let hierarch = (keyword == "HIERARCH")
            .then(|| text[8..].split_once('='))
            .flatten();
        if let Some((name, rest)) = hierarch {
            card.keyword = name.trim().to_owned();
            (card.value, card.comment, continues) = parse_value(rest);
        } else if &text[8..10] == "= " && !matches!(keyword, "COMMENT" | "HISTORY" | "") {
            (card.value, card.comment, continues) = parse_value(&text[10..]);
        } else {
            card.value = text[8..].trim_end().to_owned();
            if card.value.is_empty() {
                continue;
            }
        }
        cards.push(card);
    }
    None
}

/// Value, comment, and whether the value goes on in the next card.
fn parse_value(text: &str) -> (String, String, bool) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('\'') else {
        let (value, comment) = text.split_once('/').unwrap_or((text, ""));
        return (value.trim().to_owned(), comment.trim().to_owned(), false);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices().peekable();
    let mut end = quoted.len();
    while let Some((i, letter)) = letters.next() {
        if letter != '\'' {
            value.push(letter);
        } else if letters.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            end = i + 1;
            break;
        }
    }
    let comment = quoted[end..]
        .split_once('/')
        .map_or("", |(_, comment)| comment.trim());
    match value.strip_suffix('&') {
        Some(first) => (first.to_owned(), comment.to_owned(), true),
        None => (value.trim_end().to_owned(), comment.to_owned(), false),
    }
}

/// Collects the cards of a header.
#[derive(Clone, Debug, Default)]
pub struct HeaderWriter {
    bytes: Vec<u8>,
}

impl HeaderWriter {
    /// Adds what is said about the content: without quotes if it looks like a number and may be one.
    pub fn note(&mut self, keyword: &str, value: &str, comment: &str) {
        match keyword {
            "" | "COMMENT" => self.remark("COMMENT", value),
            "HISTORY" => self.remark("HISTORY", value),
            _ if !is_keyword(keyword) => self.remark("COMMENT", &format!("{keyword} = {value}")),
            _ if is_number(value) && !is_text(keyword) => self.number(keyword, value, comment),
            _ => self.text(keyword, value, comment),
        }
    }

    /// Adds a number or truth value as it stands.
    pub fn number(&mut self, keyword: &str, value: impl std::fmt::Display, comment: &str) {
        let text = format!("{}{:>20}", assignment(keyword), value.to_string());
        self.card(&with_comment(&text, comment));
    }

    /// Adds a text of any length; letters beyond ASCII become question marks.
    pub fn text(&mut self, keyword: &str, value: &str, comment: &str) {
        let start = assignment(keyword);
        let quoted: Vec<String> = printable(value)
            .chars()
            .map(|letter| {
                if letter == '\'' {
                    "''".to_owned()
                } else {
                    letter.to_string()
                }
            })
            .collect();
        let whole = format!("{start}'{:<8}'", quoted.concat());
        // A value that ends in `&` would read as one that goes on.
        if whole.len() <= CARD && !value.ends_with('&') {
            self.card(&with_comment(&whole, comment));
            return;
        }
        let mut line = format!("{start}'");
        for letter in &quoted {
            if line.len() + letter.len() > CARD - 2 {
                self.card(&format!("{line}&'"));
                line = "CONTINUE  '".to_owned();
            }
            line.push_str(letter);
        }
        if value.ends_with('&') {
            self.card(&format!("{line}&'"));
            line = "CONTINUE  '".to_owned();
        }
        self.card(&with_comment(&format!("{line}'"), comment));
    }

    /// Adds a text without a value, such as `HISTORY`, on as many cards as it needs.
    pub fn remark(&mut self, keyword: &str, text: &str) {
        let letters: Vec<char> = printable(text).chars().collect();
        for line in letters.chunks(CARD - 8) {
            let line: String = line.iter().collect();
            self.card(&format!("{keyword:<8}{line}"));
        }
    }

    fn card(&mut self, text: &str) {
        debug_assert!(text.is_ascii(), "cards are ASCII");
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(CARD, b' ');
        self.bytes.extend(bytes);
    }

    /// The finished header, a whole number of blocks.
    pub fn finish(mut self) -> Vec<u8> {
        self.card("END");
        let length = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(length, b' ');
        self.bytes
    }
}

/// The beginning of a card up to its value.
fn assignment(keyword: &str) -> String {
    match is_plain(keyword) {
        true => format!("{keyword:<8}= "),
        false => format!("HIERARCH {keyword} = "),
    }
}

/// Whether a keyword needs no `HIERARCH`.
fn is_plain(keyword: &str) -> bool {
    let letter =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    (1..=8).contains(&keyword.len()) && keyword.bytes().all(letter)
}

/// Whether a card can have this keyword at all.
pub fn is_keyword(keyword: &str) -> bool {
    let letter = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'=';
    let tidy = keyword == keyword.trim() && !matches!(keyword, "CONTINUE" | "HIERARCH" | "END");
    is_plain(keyword) && tidy
        || (1..=40).contains(&keyword.len()) && tidy && keyword.bytes().all(letter)
}

fn printable(text: &str) -> String {
    let plain = |letter: char| {
        if (' '..='~').contains(&letter) {
            letter
        } else {
            '?'
        }
    };
    text.chars().map(plain).collect()
}

fn with_comment(text: &str, comment: &str) -> String {
    let mut line = text.to_owned();
    if !comment.is_empty() && line.len() + 4 < CARD {
        line.push_str(" / ");
        line.extend(printable(comment).chars().take(CARD - line.len()));
    }
    line
}

/// Keywords whose values are texts by the standard, MOC 2.0 or GADF, also where they look like numbers.
const TEXTS: [&str; 30] = [
    "AUTHOR", "COORDSYS", "CREATOR", "DATE", "HDUCLASS", "HDUCLAS1", "HDUCLAS2", "HDUCLAS3",
    "HDUCLAS4", "HDUDOC", "HDUNAME", "HDUVERS", "INDXSCHM", "INSTRUME", "MOCDIM", "MOCID",
    "MOCTOOL", "MOCTYPE", "MOCVERS", "OBJECT", "OBSERVER", "ORDERING", "ORIGIN", "PIXTYPE",
    "PROGRAM", "RADESYS", "REFERENC", "TELESCOP", "TIMESYS", "TIMEUNIT",
];

/// What other keywords of texts begin with: days, and files with their checksums.
const TEXTS_FROM: [&str; 3] = ["DATE-", "INPUT", "SHA256_"];

/// Whether the value of this keyword is a text, even if it looks like a number.
pub fn is_text(keyword: &str) -> bool {
    TEXTS.contains(&keyword) || TEXTS_FROM.iter().any(|start| keyword.starts_with(start))
}

/// Whether a value can stand in a card without quotes: a whole or decimal number, or T or F.
pub fn is_number(value: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_digit() || b"+-.Ee".contains(&byte);
    let number = value.len() <= 20
        && value.bytes().all(letters)
        && value.parse::<f64>().is_ok_and(f64::is_finite);
    number || matches!(value, "T" | "F")
}

/// Keywords that describe the bytes of a table and are no notes on its content.
const STRUCTURE: [&str; 15] = [
    "SIMPLE", "EXTEND", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT",
    "TFIELDS", "THEAP", "EXTNAME", "LONGSTRN", "CHECKSUM", "DATASUM",
];

/// What the keywords of a column begin with; its number follows.
const OF_A_COLUMN: [&str; 11] = [
    "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TBCOL", "TUCD", "TCOMM",
];

/// Whether a keyword describes the bytes or the columns of a table.
pub fn is_structure(keyword: &str) -> bool {
    let numbered = |start: &&str| {
        let number = keyword.strip_prefix(start).unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    STRUCTURE.contains(&keyword) || OF_A_COLUMN.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cards_look_as_the_standard_wants_them() {
        let mut writer = HeaderWriter::default();
        writer.number("NSIDE", 64, "resolution");
        writer.text("ORDERING", "RING", "");
        writer.text("long keyword", "it's", "");
        let bytes = writer.finish();
        let lines: Vec<_> = bytes
            .chunks(80)
            .map(|line| std::str::from_utf8(line).unwrap().trim_end())
            .collect();
        assert_eq!(lines[0], "NSIDE   =                   64 / resolution");
        assert_eq!(lines[1], "ORDERING= 'RING    '");
        assert_eq!(lines[2], "HIERARCH long keyword = 'it''s   '");
        assert_eq!(lines[3], "END");
    }

    #[test]
    fn versions_and_names_are_texts_even_if_they_look_like_numbers() {
        let mut writer = HeaderWriter::default();
        writer.note("MOCVERS", "2.0", "");
        writer.note("MOCORD_S", "10", "");
        writer.note("DATE-OBS", "2020", "");
        let bytes = writer.finish();
        let line = |i: usize| std::str::from_utf8(&bytes[80 * i..80 * i + 30]).unwrap();
        assert_eq!(line(0).trim_end(), "MOCVERS = '2.0     '");
        assert_eq!(line(1), "MOCORD_S=                   10");
        assert_eq!(line(2).trim_end(), "DATE-OBS= '2020    '");
    }

    #[test]
    fn numbers_are_told_from_text() {
        for number in ["1", "-2.5E-3", "T", "59031.80895188753"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["", "nan", "1 2", "0x10", "inf", "2020-07-01", "1e999"] {
            assert!(!is_number(text), "{text}");
        }
    }

    /// What is read of a header that was just written.
    fn read_back(writer: HeaderWriter) -> Vec<Card> {
        let bytes = writer.finish();
        assert_eq!(bytes.len() % BLOCK, 0);
        parse_header(&bytes, 0).unwrap().0
    }

    proptest! {
        #[test]
        fn texts_of_any_length_come_back(
            keyword in "[A-Z][A-Z0-9_-]{0,7}|[a-z][a-z ]{8,20}[a-z]",
            value in "[ -~]{0,300}",
            comment in "[!-~][ -~]{0,10}[!-.0-~]",
        ) {
            prop_assume!(is_keyword(&keyword) && !["COMMENT", "HISTORY"].contains(&keyword.as_str()));
            let mut writer = HeaderWriter::default();
            writer.text(&keyword, &value, &comment);
            writer.number("AFTER", 1, "");
            let cards = read_back(writer);
            prop_assert_eq!(cards.len(), 2);
            prop_assert_eq!(&cards[0].keyword, &keyword);
            prop_assert_eq!(&cards[0].value, value.trim_end());
            prop_assert_eq!(&cards[1].value, "1");
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..1000)) {
            parse_header(&bytes, 0);
        }
    }
}
