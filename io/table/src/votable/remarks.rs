//! What a document says beside its tables: failed queries, missing rows, systems of coordinates and time.

use quick_xml::events::BytesStart;

use super::escape::unescape;
use crate::{Error, Note, Result};

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).into_owned())
}

/// A system of coordinates or time, and the name by which columns refer to it.
pub(super) struct System {
    pub(super) id: String,
    pub(super) note: Note,
}

/// Refuses a document in which a service says that it could not answer.
pub(super) fn check(note: &Note, is_info: bool, in_table: bool) -> Result<()> {
    let is = |key: &str| note.key.eq_ignore_ascii_case(key);
    let failed = is("QUERY_STATUS") && note.value.eq_ignore_ascii_case("ERROR");
    if !(failed || is("Error") && (is_info || !in_table)) {
        return Ok(());
    }
    let said = match (failed, note.comment.is_empty()) {
        (false, _) | (true, true) => &note.value,
        (true, false) => &note.comment,
    };
    Err(Error::Unsupported {
        wanted: "the answer of a service",
        found: format!(
            "it could not answer, and says {said:?}; change the question and fetch it again"
        ),
    })
}

/// The sentence about rows that a service left out.
pub(super) fn overflow(note: &Note) -> String {
    let said = match note.comment.is_empty() {
        true => String::new(),
        false => format!(" ({})", note.comment),
    };
    format!(
        "rows are missing: the service stopped at its limit{said}; ask with a higher MAXREC for all"
    )
}

/// The system that an element of this name declares.
pub(super) fn system(name: &str, start: &BytesStart) -> System {
    let main = if name == "COOSYS" {
        "system"
    } else {
        "timeorigin"
    };
    let mut others: Vec<String> = Vec::new();
    for other in start.attributes().with_checks(false).flatten() {
        let key = other.key.local_name().as_ref().to_owned();
        if key != main && key != "ID" {
            others.push(format!("{key}={}", unescape(&other.value)));
        }
    }
    System {
        id: attribute(start, "ID").unwrap_or_default(),
        note: Note {
            key: name.into(),
            value: attribute(start, main).unwrap_or_default(),
            comment: others.join(" "),
        },
    }
}
