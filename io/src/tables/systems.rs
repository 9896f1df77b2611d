//! Which systems of coordinates and time a table declares, and what becomes of its positions and dates.
//!
//! Positions are used as ICRS. FK5 at J2000 is within 0.1 arcseconds of it and taken for the same; everything else
//! (FK4 and B1950 are off by 0.6 degrees, Galactic coordinates by any angle) is refused with a way out, because
//! nothing in the numbers would show the mistake. Dates become modified Julian dates: value + time origin −
//! 2400000.5. Sources: IVOA VOTable 1.5, sections 3.1 and 3.4; FITS 4.0, sections 8.3 and 9.2.

use nuscope_table::{Note, Table, Values};

use crate::column_names::Key;
use crate::column_reading::Reading;
use crate::column_titles::Title;
use crate::recognise_columns::Meaning;

/// The Julian date of the zero of modified ones.
pub(crate) const MJD_ZERO_JD: f64 = 2_400_000.5;

/// Dates of roughly the years 1585 to 2406, if they are Julian ones.
const JULIAN_DATES: std::ops::Range<f64> = 2_300_000.0..2_600_000.0;

/// The columns of which a note of a VOTable's system speaks, and whether it names any.
fn is_about(note: &Note, column: &str) -> Option<bool> {
    let comment = format!(" {}", note.comment);
    let (_, columns) = comment.rsplit_once(" of ")?;
    Some(columns.split(", ").any(|name| name == column))
}

/// The notes of this keyword that are about one of these columns, or about none in particular.
fn about<'a>(
    table: &'a Table,
    key: &'a str,
    columns: &'a [&str],
) -> impl Iterator<Item = &'a Note> {
    let of_key = move |note: &&Note| note.key.eq_ignore_ascii_case(key);
    let all = table.notes.iter().filter(of_key);
    let fits = |note: &&Note| {
        let said: Vec<_> = columns.iter().map(|name| is_about(note, name)).collect();
        said.contains(&Some(true)) || said.iter().all(Option::is_none)
    };
    all.filter(fits)
}

/// The value of `key=` in the comment of a note.
fn attribute<'a>(note: &'a Note, key: &str) -> Option<&'a str> {
    let mut words = note.comment.split_whitespace();
    words.find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

/// A system of positions that cannot be used, in words; `None` if the positions can be.
pub(crate) fn foreign_positions(table: &Table, meaning: &Meaning) -> Option<String> {
    let name = |key| Some(table.columns[meaning.get(key)?.column].name.as_str());
    let columns = [name(Key::Ra)?, name(Key::Dec)?];
    let mut foreign = None;
    let mut declared = about(table, "COOSYS", &columns).peekable();
    let is_declared = declared.peek().is_some();
    for note in declared {
        let found = foreign_frame(&note.value, attribute(note, "equinox"));
        // Of several systems that no column refers to, one that can be used is theirs.
        foreign.get_or_insert(found?);
    }
    if is_declared {
        return foreign;
    }
    let frame = table.note("RADESYS").or(table.note("RADECSYS"));
    foreign_frame(frame.unwrap_or_default(), table.note("EQUINOX"))
}

/// What a frame of this name and equinox is, in words, if it is none that can be used.
fn foreign_frame(frame: &str, equinox: Option<&str>) -> Option<String> {
    let frame = frame.trim();
    let lower = frame.to_lowercase();
    let year = equinox.and_then(|equinox| {
        let year = equinox.trim().trim_start_matches(['J', 'j', 'B', 'b']);
        year.parse::<f64>().ok()
    });
    let besselian = equinox.is_some_and(|equinox| equinox.trim().starts_with(['B', 'b']));
    let with = |what: &str| match equinox.map(str::trim).filter(|text| !text.is_empty()) {
        Some(equinox) => format!("{what} with equinox {equinox}"),
        None => what.to_owned(),
    };
    match lower.as_str() {
        "icrs" => None,
        "b1950" => Some("FK4 (B1950)".into()),
        "" | "fk5" | "eq_fk5" | "equatorial" | "j2000" | "unknown" => match year {
            // FITS 4.0, table 24: without a frame, an equinox before 1984 means FK4.
            Some(year) if besselian || year < 1984.0 && lower.is_empty() => Some(with("FK4")),
            Some(year) if (year - 2000.0).abs() > 0.01 => Some(with("FK5")),
            _ => None,
        },
        _ => Some(with(frame)),
    }
}

/// The sentence about positions in a system that cannot be used.
pub(crate) fn refusal(foreign: &str) -> String {
    format!(
        "this table declares {foreign}: convert them to ICRS first, with TOPCAT or SkyCoord of astropy; \
         kind=table opens it as a plain table"
    )
}

/// Tells the titles of columns of dates what they count from, as the table declares it.
pub(crate) fn add_time_origins(table: &Table, titles: &mut [Title]) {
    for (column, title) in table.columns.iter().zip(titles) {
        let is_days = matches!(title.unit.as_deref(), None | Some("d" | "day" | "days"));
        let declared = || {
            let columns = [column.name.as_str()];
            let mut notes: Vec<&Note> = about(table, "TIMESYS", &columns).collect();
            let own = |note: &&&Note| is_about(note, &column.name) == Some(true);
            let own = notes.iter().find(own).copied();
            // A system that no column refers to says less than a name.
            let only = if notes.len() == 1 && !title.is_julian() {
                notes.pop()
            } else {
                None
            };
            origin_jd(&own.or(only)?.value)
        };
        if is_days {
            title.origin_jd = declared();
        }
        let is_epoch = title.is_epoch() && !Key::Mjd.is_named(title);
        if is_epoch && title.origin_jd.is_none() && are_julian(&column.values) {
            title.origin_jd = Some(0.0);
        }
    }
}

/// The Julian date that a TIMESYS counts from; `None` where it does not say, for dates that need no origin.
fn origin_jd(timeorigin: &str) -> Option<f64> {
    match timeorigin.trim() {
        "JD-origin" => Some(0.0),
        "MJD-origin" => Some(MJD_ZERO_JD),
        number => number.parse().ok().filter(|jd: &f64| jd.is_finite()),
    }
}

/// Whether all values are Julian dates of the last centuries, and no modified ones.
fn are_julian(values: &Values) -> bool {
    let numbers = values.numbers().unwrap_or_default();
    let mut dates = numbers.iter().filter(|date| date.is_finite()).peekable();
    dates.peek().is_some() && dates.all(|date| JULIAN_DATES.contains(date))
}

/// What was added to the dates of a column, in a sentence; `None` if nothing was, or its name says it.
pub(crate) fn said_of_dates(titles: &[Title], meaning: &Meaning) -> Option<String> {
    let used = meaning.get(Key::Mjd)?;
    let title = &titles[used.column];
    title.origin_jd?;
    let Reading::Plus(days) = used.reading else {
        return None;
    };
    let raw = &title.raw;
    Some(match days == -MJD_ZERO_JD {
        true => {
            format!("column {raw:?} is in Julian dates: 2400000.5 is subtracted to make it MJD")
        }
        false => {
            format!("the time origin of column {raw:?} is MJD {days}: it is added to make it MJD")
        }
    })
}
