//! Reads ECSV: a text table below a YAML header that declares its columns.
//!
//! Versions 0.9 and 1.0 (astropy's APE 6). An empty cell is a missing one, texts included. Cells that hold lists
//! (`subtype: float64[3]`, `float64[null]`) become [`Values::Lists`], inner dimensions one after another; other
//! JSON and complex numbers stay texts.

mod json;
mod yaml;

use crate::text::{Kind, Rows, Separator, Source, decoded, header_cells, number, read_rows};
use crate::{Column, Error, Limits, Note, Progress, Result, Table, Texts, Values};
use yaml::Node;

/// What every ECSV file begins with.
const MAGIC: &[u8] = b"# %ECSV ";

/// Whether a text says that it is ECSV.
pub fn is_ecsv(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// Reads the table in `bytes`.
///
/// # Errors
/// If its header is damaged or does not fit the rows, it is too large, or nobody wants it any more.
pub fn read_ecsv(bytes: &[u8], limits: &mut Limits, progress: &Progress) -> Result<Table> {
    let damaged = |place: &str, wanted: &str, found: String| Error::Damaged {
        place: place.into(),
        wanted: wanted.into(),
        found,
    };
    let (head, start, lines) = head(bytes);
    limits.take(4 * start as u64, "the header of an ECSV table")?;
    let head: Vec<&str> = head.lines().collect();
    let header = yaml::parse(&head)
        .map_err(|found| damaged("the header", "the YAML of an ECSV table", found))?;
    let Some(Node::List(declared)) = header.get("datatype") else {
        let found = "none".into();
        return Err(damaged(
            "the header",
            "a list of columns under \"datatype\"",
            found,
        ));
    };
    let declared: Vec<Declared> = declared.iter().map(Declared::of).collect();
    let separator = match header.get("delimiter").and_then(Node::text) {
        None | Some("" | " ") => Separator::Whitespace,
        Some(delimiter) => match delimiter.as_bytes() {
            [byte] => Separator::Byte(*byte),
            _ => {
                let found = format!("{delimiter:?}");
                return Err(damaged("the header", "one letter as delimiter", found));
            }
        },
    };
    let rest = &bytes[start..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let names = header_cells(&rest[..end], separator);
    if !names.iter().eq(declared.iter().map(|column| &column.name)) {
        let wanted: Vec<_> = declared.iter().map(|column| column.name.as_str()).collect();
        return Err(damaged(
            &format!("line {}", lines + 1),
            &format!("the names of the header, {}", wanted.join(", ")),
            names.join(", "),
        ));
    }
    let source = Source {
        bytes: rest.get(end + 1..).unwrap_or_default(),
        first_line: lines + 2,
        separator,
        kinds: declared.iter().map(Declared::kind).collect(),
    };
    let rows = read_rows(source, limits, progress)?;
    table(&header, &declared, rows, limits)
}

/// The header without its comment signs, where it ends, and how many lines it has.
fn head(bytes: &[u8]) -> (String, usize, usize) {
    let (mut head, mut start, mut lines) = (String::new(), 0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let comment = text.strip_prefix(b"#");
        if comment.is_none() && !text.is_empty() {
            break;
        }
        let comment = comment.map(|comment| comment.strip_prefix(b" ").unwrap_or(comment));
        // The first line names the format, the second opens the document.
        if let Some(comment) = comment.filter(|text| lines > 0 && *text != b"---") {
            head.push_str(&decoded(comment));
            head.push('\n');
        }
        start += line.len();
        lines += 1;
    }
    (head, start, lines)
}

/// A column as the header declares it.
struct Declared {
    name: String,
    unit: String,
    description: String,
    datatype: String,
    subtype: String,
    ucd: String,
}

impl Declared {
    fn of(node: &Node) -> Self {
        let text = |key| {
            let text = node.get(key).and_then(Node::text).unwrap_or_default();
            text.to_owned()
        };
        Self {
            name: text("name"),
            unit: text("unit"),
            description: text("description"),
            datatype: text("datatype"),
            subtype: text("subtype"),
            ucd: node
                .get("meta")
                .and_then(|meta| meta.get("ucd")?.text())
                .unwrap_or_default()
                .to_owned(),
        }
    }

    fn kind(&self) -> Kind {
        match self.datatype.as_str() {
            name if name.starts_with("int") || name.starts_with("uint") => Kind::Integer,
            name if name.starts_with("float") => Kind::Number,
            _ => Kind::Text,
        }
    }

    /// The type of the elements of a list, `float64` of `float64[3]`; `None` for a column of single values.
    fn elements(&self) -> Option<&str> {
        self.subtype.split_once('[').map(|(name, _)| name)
    }
}

fn table(header: &Node, declared: &[Declared], rows: Rows, limits: &mut Limits) -> Result<Table> {
    let mut table = Table::default();
    table.warnings.extend(rows.complaint(declared.len()));
    for (key, node) in header.get("meta").map(Node::entries).unwrap_or_default() {
        match node {
            Node::List(comments) if key == "comments" => {
                table.notes.extend(comments.iter().map(|comment| Note {
                    value: comment.show(),
                    ..Note::default()
                }));
            }
            node => table.notes.push(Note {
                key: key.to_owned(),
                value: node.show(),
                ..Note::default()
            }),
        }
    }
    for (declared, whole) in declared.iter().zip(rows.columns) {
        let wish = whole.findings.wish;
        let values = match (
            whole.values,
            declared.elements(),
            declared.datatype.as_str(),
        ) {
            (Values::Text(texts), Some(elements), _) => {
                limits.take(texts.bytes() as u64 * 8, "lists of an ECSV table")?;
                lists(&texts, elements).unwrap_or(Values::Text(texts))
            }
            (Values::Text(texts), None, "bool") => booleans(texts),
            (Values::Text(texts), None, _) if declared.subtype == "json" => {
                Values::Text(json_strings(&texts).unwrap_or(texts))
            }
            // The number that was written from: the nearest of its own type.
            (Values::Number(values), _, "float32") => {
                let narrow = values.into_iter().map(|value| f64::from(value as f32));
                Values::Number(narrow.collect())
            }
            (values, _, _) => values,
        };
        let fits = match &values {
            Values::Text(_) => declared.kind() == Kind::Text && declared.datatype != "bool",
            Values::Number(_) | Values::Integer { .. } => wish == declared.kind(),
            _ => true,
        };
        if !fits || declared.elements().is_some() && matches!(values, Values::Text(_)) {
            table.warnings.push(format!(
                "column {:?} is declared {} {}, but holds other cells and is read as {}",
                declared.name,
                declared.datatype,
                declared.subtype,
                match &values {
                    Values::Number(_) => "numbers",
                    _ => "texts",
                }
            ));
        }
        let mut column = Column::new(&declared.name, &declared.unit, values);
        column.description.clone_from(&declared.description);
        column.ucd.clone_from(&declared.ucd);
        table.columns.push(column);
    }
    Ok(table)
}

/// Texts that were written as JSON strings; `None` if one is anything else.
fn json_strings(texts: &Texts) -> Option<Texts> {
    let string = |text: &str| match text {
        "" => Some(String::new()),
        text => {
            let elements = json::elements(&format!("[{text}]")).filter(|_| text.starts_with('"'));
            let [Some(string)] = <[_; 1]>::try_from(elements?).ok()? else {
                return None;
            };
            Some(string)
        }
    };
    texts.iter().map(string).collect()
}

/// True and false; the texts as they are if one is neither.
fn booleans(texts: Texts) -> Values {
    let value = |text: &str| match text {
        "True" | "true" | "1" => Some(Some(true)),
        "False" | "false" | "0" => Some(Some(false)),
        "" => Some(None),
        _ => None,
    };
    let values: Option<Vec<_>> = texts.iter().map(value).collect();
    values.map_or(Values::Text(texts), Values::Bool)
}

/// Lists of elements of one type; `None` if a text is no such list.
fn lists(texts: &Texts, elements: &str) -> Option<Values> {
    let mut ends = Vec::with_capacity(texts.len());
    let mut all: Vec<Option<String>> = Vec::new();
    for text in texts.iter() {
        if !text.is_empty() {
            all.extend(json::elements(text)?);
        }
        ends.push(all.len());
    }
    let numbers = || {
        let number = |text: &Option<String>| match text.as_deref() {
            None => Some(f64::NAN),
            Some("Infinity") => Some(f64::INFINITY),
            Some("-Infinity") => Some(f64::NEG_INFINITY),
            Some(text) => number(text.as_bytes()),
        };
        all.iter()
            .map(number)
            .collect::<Option<_>>()
            .map(Values::Number)
    };
    let integers = || {
        let value =
            |text: &Option<String>| text.as_deref().map_or(Some(0), |text| text.parse().ok());
        let gaps = (0u32..).zip(&all).filter(|(_, text)| text.is_none());
        let missing = gaps.map(|(row, _)| row).collect();
        let values = all.iter().map(value).collect::<Option<_>>()?;
        Some(Values::Integer { values, missing })
    };
    let inner = match elements {
        name if name.starts_with("float") => numbers(),
        name if name.starts_with("int") || name.starts_with("uint") => integers(),
        "bool" => {
            let texts: Texts = all
                .iter()
                .map(|text| text.as_deref().unwrap_or_default())
                .collect();
            Some(booleans(texts)).filter(|values| matches!(values, Values::Bool(_)))
        }
        "string" => {
            let texts = all.iter().map(|text| text.as_deref().unwrap_or_default());
            Some(Values::Text(texts.collect()))
        }
        _ => None,
    };
    Some(Values::Lists {
        ends,
        values: Box::new(inner?),
    })
}

#[cfg(test)]
mod tests;
