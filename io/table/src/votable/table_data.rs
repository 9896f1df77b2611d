//! Rows of a TABLEDATA element, walked by hand.
//!
//! A million rows are twelve million tags, and most of the bytes: a general parser would spend its time on making
//! events of them. Here the next `<` is looked for, and nearly always `</TD>` stands there. Whatever else XML
//! allows (prefixes, attributes, comments, CDATA, references) takes a slower way to the same cells.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

use super::escape::unescape;
use super::field::Field;
use super::filling::Filling;
use crate::{Error, Limits, Progress, Result};

/// Rows after which memory and progress are counted.
const ROWS: usize = 8192;

/// What stands inside a row; the error is `None` where the text ends too early.
type Found<T> = std::result::Result<T, Option<Error>>;

/// What was read.
pub(crate) struct Walked {
    /// The columns.
    pub(crate) columns: Vec<Filling>,
    /// Where the text goes on behind the element.
    pub(crate) end: usize,
    /// Rows with another number of cells, and the first of them with its number.
    pub(crate) skipped: usize,
    pub(crate) first_skip: Option<(usize, usize)>,
    /// Rows that were read.
    pub(crate) rows: usize,
}

/// Reads the rows that start at `start` of `text`.
pub(crate) fn read(
    text: &str,
    start: usize,
    fields: &[Field],
    limits: &mut Limits,
    progress: &Progress,
) -> Result<Walked> {
    let rest = &text.as_bytes()[start..];
    // An estimate only: to make room once instead of doubling it.
    let end = memmem::find(rest, b"TABLEDATA").unwrap_or(rest.len());
    let rows = memmem::find_iter(&rest[..end], b"/TR>").count();
    let numbers = fields
        .iter()
        .filter(|field| !field.datatype.is_text())
        .count();
    limits.take(
        (rows as u64).saturating_mul(8 * numbers as u64),
        format!("a table of {numbers} columns and {rows} rows"),
    )?;
    let paid = (rows as u64).saturating_mul(8 * numbers as u64);
    let mut walk = Walk { text, at: start };
    let mut all = Walked {
        columns: fields
            .iter()
            .map(|field| Filling::new(field, rows))
            .collect(),
        end: start,
        skipped: 0,
        first_skip: None,
        rows: 0,
    };
    let mut taken = paid;
    let mut cells: Vec<Cow<str>> = Vec::with_capacity(fields.len());
    loop {
        let tag = walk.tag()?.ok_or_else(|| walk.cut(all.rows))?;
        match (tag.name, tag.closing) {
            ("TABLEDATA", true) => break,
            ("TR", false) => {
                cells.clear();
                if !tag.empty {
                    walk.row(&mut cells, fields.len())
                        .map_err(|error| error.unwrap_or(walk.cut(all.rows)))?;
                }
                let number = all.rows + all.skipped + 1;
                if cells.len() == fields.len() {
                    for (column, cell) in all.columns.iter_mut().zip(&cells) {
                        match cell {
                            Cow::Borrowed(raw) => column.push_raw(raw),
                            Cow::Owned(text) => column.push_text(text),
                        }
                    }
                    all.rows += 1;
                } else {
                    all.skipped += 1;
                    all.first_skip.get_or_insert((number, cells.len()));
                }
                if number.is_multiple_of(ROWS) {
                    progress.step(walk.at, text.len())?;
                    pay(&all.columns, &mut taken, limits)?;
                }
            }
            _ => {}
        }
    }
    pay(&all.columns, &mut taken, limits)?;
    all.end = walk.at;
    Ok(all)
}

/// Takes what columns need beyond what was taken already.
pub(crate) fn pay(columns: &[Filling], taken: &mut u64, limits: &mut Limits) -> Result<()> {
    let all: u64 = columns.iter().map(Filling::memory).sum();
    let more = all.saturating_sub(*taken);
    limits.take(more, format!("{} columns of a VOTable", columns.len()))?;
    *taken += more;
    Ok(())
}

/// A tag: its name without a prefix.
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    empty: bool,
}

/// A place in the text.
struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    fn cut(&self, rows: usize) -> Error {
        Error::Damaged {
            place: format!("byte {} behind row {rows}", self.at),
            wanted: "the end of TABLEDATA".into(),
            found: "the end of the file; it is cut short".into(),
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next tag; comments, instructions and text before it are skipped.
    fn tag(&mut self) -> Result<Option<Tag<'a>>> {
        loop {
            let Some(start) = memchr(b'<', self.rest()) else {
                return Ok(None);
            };
            self.at += start;
            let Some(end) = self.special() else {
                return Ok(self.tag_here());
            };
            match end {
                Some(end) => self.at = end,
                None => return Ok(None),
            }
        }
    }

    /// Where a comment, CDATA or instruction that starts here ends: `None` if this is none, `Some(None)` if it never does.
    fn special(&self) -> Option<Option<usize>> {
        let kinds: [(&[u8], &[u8]); 3] =
            [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];
        let rest = self.rest();
        let (start, end) = kinds.iter().find(|(start, _)| rest.starts_with(start))?;
        let found = memmem::find(&rest[start.len()..], end);
        Some(found.map(|found| self.at + start.len() + found + end.len()))
    }

    /// The tag that starts here.
    fn tag_here(&mut self) -> Option<Tag<'a>> {
        let rest = self.rest();
        let mut end = 1;
        loop {
            end += memchr3(b'>', b'"', b'\'', rest.get(end..)?)?;
            match rest[end] {
                b'>' => break,
                quote => end += 2 + memchr(quote, rest.get(end + 1..)?)?,
            }
        }
        let inside = &self.text[self.at + 1..self.at + end];
        self.at += end + 1;
        let closing = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let name = inside
            .split([' ', '\t', '\r', '\n', '/'])
            .next()
            .unwrap_or_default();
        Some(Tag {
            name: name.rsplit(':').next().unwrap_or_default(),
            closing,
            empty: inside.ends_with('/'),
        })
    }

    /// The cells of a row up to its end; `Err(None)` if the text ends before.
    fn row(&mut self, cells: &mut Vec<Cow<'a, str>>, most: usize) -> Found<()> {
        loop {
            let rest = self.rest();
            // The common case first: white space, then <TD>.
            let blanks = rest.iter().position(|byte| !byte.is_ascii_whitespace());
            let plain = blanks.is_some_and(|blanks| rest[blanks..].starts_with(b"<TD>"));
            if plain {
                self.at += blanks.unwrap_or(0) + 4;
            } else {
                let tag = self.tag().map_err(Some)?.ok_or(None)?;
                match (tag.name, tag.closing, tag.empty) {
                    ("TR", true, _) => return Ok(()),
                    ("TD", false, true) => {
                        cells.push(Cow::Borrowed(""));
                        continue;
                    }
                    ("TD", false, false) => {}
                    ("TR" | "TABLEDATA", _, _) => {
                        return Err(Some(Error::Damaged {
                            place: format!("byte {}", self.at),
                            wanted: "the end of a row".into(),
                            found: format!("<{}{}>", if tag.closing { "/" } else { "" }, tag.name),
                        }));
                    }
                    _ => continue,
                }
            }
            let rest = self.rest();
            let end = memchr(b'<', rest).ok_or(None)?;
            let cell = if rest[end..].starts_with(b"</TD>") {
                let cell = &self.text[self.at..self.at + end];
                self.at += end + 5;
                Cow::Borrowed(cell)
            } else {
                self.cell()?
            };
            // A row with too many cells is left out: what they hold does not matter.
            if cells.len() <= most {
                cells.push(cell);
            }
        }
    }

    /// The text of a cell with anything in it; `Err(None)` if the text ends before it does.
    fn cell(&mut self) -> Found<Cow<'a, str>> {
        let mut cell = String::new();
        loop {
            let end = memchr(b'<', self.rest()).ok_or(None)?;
            cell.push_str(&unescape(&self.text[self.at..self.at + end]));
            self.at += end;
            match self.special() {
                Some(end) => {
                    let end = end.ok_or(None)?;
                    let inside = &self.text[self.at..end];
                    if let Some(data) = inside.strip_prefix("<![CDATA[") {
                        cell.push_str(data.strip_suffix("]]>").unwrap_or_default());
                    }
                    self.at = end;
                }
                None => {
                    let before = self.at;
                    let tag = self.tag_here().ok_or(None)?;
                    match tag.name {
                        "TD" if tag.closing => return Ok(Cow::Owned(cell)),
                        "TD" | "TR" | "TABLEDATA" => {
                            return Err(Some(Error::Damaged {
                                place: format!("byte {before}"),
                                wanted: "the end of a cell".into(),
                                found: format!("<{}>", tag.name),
                            }));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}
