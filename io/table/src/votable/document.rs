//! The elements of a VOTable around its rows: what is declared, noted and said to be wrong.
//!
//! A stack of open elements is all the state: an element that closes is given to the one around it. Notes of a
//! RESOURCE belong to all of its tables, those that stand behind them included, because services say only there
//! that rows are missing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::binary::{self, Packing};
use super::building::Building;
use super::escape::letter;
use super::field::Field;
use super::remarks::{System, attribute, check, overflow, system};
use super::table_data;
use crate::words::{counted, grouped};
use crate::{Error, Limits, Note, Progress, Result, Table};

/// How deep elements may lie in one another.
const DEEPEST: usize = 64;

/// The most columns of a table.
const MOST_COLUMNS: usize = 10_000;

/// An element that is open.
enum Open {
    /// VOTABLE, RESOURCE, DEFINITIONS: where its tables begin, and its notes.
    Scope {
        first: usize,
        notes: Vec<Note>,
    },
    Table(Box<Building>),
    Field(Box<Field>),
    /// PARAM, INFO and other notes.
    Note(Note),
    /// A text that is part of what is around it.
    Description(String),
    Data,
    Binary {
        masked: bool,
    },
    /// GROUP, LINK, FITS and whatever else is not looked into.
    Other,
}

/// A document that is being read.
pub(crate) struct Document<'a> {
    text: &'a str,
    limits: &'a mut Limits,
    progress: &'a Progress,
    open: Vec<(String, Open)>,
    tables: Vec<Table>,
    /// For every table the columns that refer to a system, with its name.
    references: Vec<Vec<(String, String)>>,
    systems: Vec<System>,
}

fn damaged(at: usize, wanted: &str, found: impl Into<String>) -> Error {
    Error::Damaged {
        place: format!("byte {at}"),
        wanted: wanted.into(),
        found: found.into(),
    }
}

impl<'a> Document<'a> {
    pub(crate) fn new(text: &'a str, limits: &'a mut Limits, progress: &'a Progress) -> Self {
        Self {
            text,
            limits,
            progress,
            open: Vec::new(),
            tables: Vec::new(),
            references: Vec::new(),
            systems: Vec::new(),
        }
    }

    /// Reads all tables.
    pub(crate) fn read(mut self) -> Result<Vec<Table>> {
        let mut base = 0;
        let mut seen_root = false;
        'rows: loop {
            let mut reader = Reader::from_str(&self.text[base..]);
            let config = reader.config_mut();
            config.check_end_names = false;
            config.allow_unmatched_ends = true;
            config.allow_dangling_amp = true;
            config.expand_empty_elements = true;
            loop {
                let event = reader.read_event();
                let at = base + reader.buffer_position() as usize;
                let event = event.map_err(|error| {
                    let at = base + reader.error_position() as usize;
                    damaged(at, "XML", format!("a mistake: {error}"))
                })?;
                match event {
                    Event::Start(start) => {
                        let name = start.local_name().as_ref().to_owned();
                        if !seen_root && name != "VOTABLE" {
                            return Err(Error::Unsupported {
                                wanted: "a VOTable",
                                found: format!("this is XML with <{name}> outermost"),
                            });
                        }
                        seen_root = true;
                        if let Some(end) = self.start(name, &start, at)? {
                            base = end;
                            continue 'rows;
                        }
                    }
                    Event::End(end) => self.end(end.local_name().as_ref(), at)?,
                    Event::Text(text) => self.add_text(&text.xml10_content()),
                    Event::CData(text) => self.add_text(&text.xml10_content()),
                    Event::GeneralRef(name) => match letter(&name) {
                        Some(letter) => self.add_text(letter.encode_utf8(&mut [0; 4])),
                        None => self.add_text(&format!("&{};", &*name)),
                    },
                    // A DOCTYPE declares entities: none of them is ever used.
                    Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                    Event::Empty(_) => {}
                    Event::Eof => break 'rows,
                }
            }
        }
        if !seen_root || !self.open.is_empty() {
            let found = "the end of the file; it is cut short";
            return Err(damaged(self.text.len(), "the end of VOTABLE", found));
        }
        self.finish()
    }

    /// An element begins; returns where the text goes on if it was read whole.
    fn start(&mut self, name: String, start: &BytesStart, at: usize) -> Result<Option<usize>> {
        if self.open.len() >= DEEPEST {
            let wanted = format!("at most {DEEPEST} elements in one another");
            return Err(damaged(at, &wanted, "more"));
        }
        let text = |key: &str| attribute(start, key).unwrap_or_default();
        let is_inside = |name: &str| self.open.last().is_some_and(|(open, _)| open == name);
        let ignored = self.open.iter().any(|(name, _)| name == "GROUP");
        let open = match name.as_str() {
            _ if ignored => Open::Other,
            "VOTABLE" | "RESOURCE" | "DEFINITIONS" => Open::Scope {
                first: self.tables.len(),
                notes: Vec::new(),
            },
            "TABLE" => {
                self.limits.take(1024, "a table of a VOTable")?;
                let mut building = Building::default();
                building.table.name = attribute(start, "name").unwrap_or_else(|| text("ID"));
                Open::Table(Box::new(building))
            }
            "FIELD" if is_inside("TABLE") => {
                self.limits.take(1024, "a column of a VOTable")?;
                Open::Field(Box::new(Field::of(|key| attribute(start, key))?))
            }
            "VALUES" => {
                if let Some((_, Open::Field(field))) = self.open.last_mut() {
                    field.null = attribute(start, "null").or(field.null.take());
                }
                Open::Other
            }
            "PARAM" | "INFO" => {
                self.limits.take(512, "a note of a VOTable")?;
                let unit = attribute(start, "unit").filter(|unit| !unit.is_empty());
                Open::Note(Note {
                    key: attribute(start, "name").unwrap_or_else(|| text("ID")),
                    value: text("value"),
                    comment: unit.map(|unit| format!("[{unit}] ")).unwrap_or_default(),
                })
            }
            "COOSYS" | "TIMESYS" => {
                self.limits.take(512, "a system of a VOTable")?;
                self.systems.push(system(&name, start));
                Open::Other
            }
            "DESCRIPTION" => Open::Description(String::new()),
            "DATA" => Open::Data,
            "TABLEDATA" if is_inside("DATA") && self.is_empty(at) => Open::Other,
            "TABLEDATA" if is_inside("DATA") => return self.rows_of_text(at).map(Some),
            "BINARY" | "BINARY2" => Open::Binary {
                masked: name == "BINARY2",
            },
            "STREAM" => return self.stream(name, start, at),
            "FITS" => {
                return Err(Error::Unsupported {
                    wanted: "rows as TABLEDATA, BINARY or BINARY2",
                    found: "this VOTable keeps them in a FITS stream; open the FITS file itself, or save the table \
                            otherwise with TOPCAT or stilts"
                        .into(),
                });
            }
            _ => Open::Other,
        };
        self.open.push((name, open));
        Ok(None)
    }

    /// The table around the element that is being read.
    fn table(&mut self, at: usize) -> Result<&mut Building> {
        let table = self.open.iter_mut().rev().find_map(|(_, open)| match open {
            Open::Table(building) => Some(&mut **building),
            _ => None,
        });
        table.ok_or_else(|| damaged(at, "rows inside a TABLE", "rows outside of any"))
    }

    /// Whether the tag that ends at this place has no content, as `<TABLEDATA/>`.
    fn is_empty(&self, at: usize) -> bool {
        self.text[..at].ends_with("/>")
    }

    fn rows_of_text(&mut self, at: usize) -> Result<usize> {
        let fields = std::mem::take(&mut self.table(at)?.fields);
        let walked = table_data::read(self.text, at, &fields, self.limits, self.progress)?;
        let building = self.table(at)?;
        if let Some((row, cells)) = walked.first_skip {
            let first = if walked.skipped > 1 {
                "the first is "
            } else {
                ""
            };
            building.table.warnings.push(format!(
                "{} of {} rows skipped: {first}row {row}: it has {}, {} are expected",
                grouped(walked.skipped),
                grouped(walked.rows + walked.skipped),
                counted(cells, "cell", "cells"),
                fields.len()
            ));
        }
        building.fill(fields, walked.columns);
        Ok(walked.end)
    }

    /// The stream of BINARY and BINARY2.
    fn stream(&mut self, name: String, start: &BytesStart, at: usize) -> Result<Option<usize>> {
        let Some((_, Open::Binary { masked })) = self.open.last() else {
            self.open.push((name, Open::Other));
            return Ok(None);
        };
        let masked = *masked;
        let unsupported = |found: String| Error::Unsupported {
            wanted: "a VOTable with its rows inside",
            found,
        };
        if let Some(href) = attribute(start, "href").filter(|href| !href.is_empty()) {
            let found = format!(
                "its rows are elsewhere, at {href:?}: fetch the table whole, for example with TOPCAT, and save it as one file"
            );
            return Err(unsupported(found));
        }
        let encoding = attribute(start, "encoding").unwrap_or_default();
        if !matches!(
            encoding.trim(),
            "" | "none" | "base64" | "gzip" | "base64 gzip" | "gzip base64"
        ) {
            let found = format!(
                "its stream is encoded as {encoding:?}; base64 and gzip can be read, so save it as BINARY2 with TOPCAT"
            );
            return Err(unsupported(found));
        }
        if self.is_empty(at) {
            self.open.push((name, Open::Other));
            return Ok(None);
        }
        let bytes = &self.text.as_bytes()[at..];
        let data = bytes.trim_ascii_start().strip_prefix(b"<![CDATA[");
        let end = match data {
            Some(data) => memchr::memmem::find(data, b"]]>"),
            None => memchr::memchr(b'<', bytes),
        };
        let Some(end) = end else {
            return Err(damaged(
                self.text.len(),
                "the end of STREAM",
                "the end of the file; it is cut short",
            ));
        };
        let stream = &data.unwrap_or(bytes)[..end];
        let packing = Packing {
            masked,
            gzip: encoding.contains("gzip"),
        };
        let fields = std::mem::take(&mut self.table(at)?.fields);
        let columns = binary::read(stream, packing, &fields, self.limits, self.progress)?;
        self.table(at)?.fill(fields, columns);
        self.open.push((name, Open::Other));
        let before = data.map_or(0, |data| bytes.len() - data.len() + 3);
        Ok(Some(at + before + end))
    }

    fn add_text(&mut self, text: &str) {
        match self.open.last_mut() {
            Some((_, Open::Description(description))) => description.push_str(text),
            Some((name, Open::Note(note))) if name == "INFO" => note.comment.push_str(text),
            _ => {}
        }
    }

    /// An element ends: it is given to the one around it.
    fn end(&mut self, name: &str, at: usize) -> Result<()> {
        let Some((open_name, open)) = self.open.pop() else {
            return Err(damaged(at, "no more than VOTABLE", format!("</{name}>")));
        };
        if open_name != name {
            return Err(damaged(
                at,
                &format!("</{open_name}>"),
                format!("</{name}>"),
            ));
        }
        let around = self.open.last_mut().map(|(_, open)| open);
        match (open, around) {
            (Open::Description(text), around) => describe(text.trim(), around),
            (Open::Field(field), Some(Open::Table(building))) => {
                building.fields.push(*field);
                if building.fields.len() > MOST_COLUMNS {
                    let wanted = format!("at most {MOST_COLUMNS} columns");
                    return Err(damaged(at, &wanted, "more"));
                }
            }
            (Open::Note(mut note), around) => {
                note.comment = note.comment.trim().to_owned();
                let is_info = name == "INFO";
                let in_table = matches!(around, Some(Open::Table(_)));
                check(&note, is_info, in_table)?;
                match around {
                    Some(Open::Table(building)) => building.table.notes.push(note),
                    Some(Open::Scope { notes, .. }) => notes.push(note),
                    _ => {}
                }
            }
            (Open::Table(building), _) => {
                let (table, references) = building.finish();
                self.tables.push(table);
                self.references.push(references);
            }
            (Open::Scope { first, notes }, _) => {
                for table in self.tables.iter_mut().skip(first) {
                    for note in &notes {
                        let bytes = 72 + note.key.len() + note.value.len() + note.comment.len();
                        self.limits.take(bytes as u64, "the notes of a VOTable")?;
                        if note.key == "QUERY_STATUS" && note.value.eq_ignore_ascii_case("OVERFLOW")
                        {
                            table.warnings.push(overflow(note));
                        }
                        table.notes.push(note.clone());
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Gives every table the systems that its columns refer to; all of them if none does.
    fn finish(mut self) -> Result<Vec<Table>> {
        for (table, references) in self.tables.iter_mut().zip(&self.references) {
            for system in &self.systems {
                let columns = references.iter().filter(|(_, id)| *id == system.id);
                let columns: Vec<_> = columns.map(|(name, _)| name.as_str()).collect();
                if columns.is_empty() && !references.is_empty() {
                    continue;
                }
                let mut note = system.note.clone();
                if !columns.is_empty() {
                    note.comment = format!("{} of {}", note.comment, columns.join(", "))
                        .trim()
                        .to_owned();
                }
                self.limits
                    .take(128 + note.comment.len() as u64, "the notes of a VOTable")?;
                table.notes.push(note);
            }
        }
        Ok(self.tables)
    }
}

/// Gives a description to what it describes.
fn describe(text: &str, around: Option<&mut Open>) {
    let note = || Note {
        key: "DESCRIPTION".into(),
        value: text.to_owned(),
        ..Note::default()
    };
    match around {
        Some(Open::Field(field)) => field.description = text.to_owned(),
        Some(Open::Note(note)) => note.comment.push_str(text),
        Some(Open::Table(building)) => building.table.notes.push(note()),
        Some(Open::Scope { notes, .. }) => notes.push(note()),
        _ => {}
    }
}
