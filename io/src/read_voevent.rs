//! Reads VOEvent alerts: one candidate with its time, error radius and energy.
//!
//! The alert becomes a table of one row, so that names and units are understood as they are everywhere else: the
//! position and time of `ObservationLocation`, the radii `Error2Radius90` and the like (or `src_error_90` among
//! the parameters), and all parameters of `What`. Where several radii are stated, that of 90 % is the error.
//! FK5 positions are taken for ICRS, from which they differ by 0.03 arc seconds.
//! Source: IVOA VOEvent 2.0.

use nuscope_model::time::UNIX_EPOCH_MJD;
use nuscope_table::{Column, Table, Texts, Values};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::head::{Head, Match};
use crate::tables::interpret;
use crate::{Error, Loaded, Reading, Result};

/// The largest alert that is read; real ones have a few kilobytes.
const MOST_BYTES: usize = 8 << 20;
/// The most parameters that are kept.
const MOST_PARAMETERS: usize = 1000;
/// The deepest element.
const MOST_DEPTH: usize = 100;

/// Whether a file is XML that says it is a VOEvent.
pub fn recognise(head: &Head) -> Match {
    let start = &head.bytes[..head.bytes.len().min(4096)];
    let text = String::from_utf8_lossy(start);
    let is_xml = text
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('<');
    match is_xml && (text.contains("<VOEvent") || text.contains(":VOEvent")) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads the alert in the file.
///
/// # Errors
/// If it is damaged, or has no position in degrees.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let unsupported = |found: String| Error::Unsupported {
        wanted: "a VOEvent with an equatorial position",
        found,
        path: reading.path.into(),
    };
    if bytes.len() > MOST_BYTES {
        return Err(unsupported(format!(
            "it has {} MB",
            bytes.len() / 1_000_000
        )));
    }
    let text = String::from_utf8_lossy(&bytes);
    let alert = Alert::parse(&text).map_err(unsupported)?;
    let role = alert.role.clone();
    let table = alert.table().map_err(unsupported)?;
    let mut loaded = interpret(vec![table], "VOEvent alert".into(), reading)?;
    if !matches!(role.as_str(), "" | "observation") {
        loaded
            .warnings
            .add(format!("the alert is no observation, its role is {role:?}"));
    }
    Ok(loaded)
}

/// What an alert says.
#[derive(Default)]
struct Alert {
    name: String,
    role: String,
    system: String,
    unit: String,
    time: String,
    ra: String,
    dec: String,
    /// Name and value of each error radius.
    radii: Vec<(String, String)>,
    /// Name, unit and value of each parameter.
    parameters: Vec<(String, String, String)>,
}

impl Alert {
    fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut alert = Self::default();
        let (mut open, mut content): (Vec<String>, _) = (Vec::new(), String::new());
        loop {
            match reader
                .read_event()
                .map_err(|error| format!("it is damaged: {error}"))?
            {
                Event::Start(start) => {
                    if open.len() >= MOST_DEPTH {
                        return Err(format!("its elements lie more than {MOST_DEPTH} deep"));
                    }
                    let name = start.local_name().as_ref().to_owned();
                    alert.start(&name, &start);
                    open.push(name);
                    content.clear();
                }
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::End(_) => {
                    let name = open.pop().unwrap_or_default();
                    // The observatory has a position too.
                    if open.iter().any(|outer| outer == "ObservationLocation") {
                        alert.end(&name, content.trim());
                    }
                    content.clear();
                }
                Event::Eof if open.is_empty() => return Ok(alert),
                Event::Eof => return Err("it is cut short".into()),
                _ => {}
            }
        }
    }

    fn start(&mut self, name: &str, start: &BytesStart) {
        match name {
            "VOEvent" => {
                self.role = attribute(start, "role");
                let id = attribute(start, "ivorn");
                self.name = id
                    .rsplit_once('#')
                    .map_or(id.clone(), |(_, end)| end.to_owned());
            }
            "AstroCoords" => self.system = attribute(start, "coord_system_id"),
            "Position2D" => self.unit = attribute(start, "unit"),
            "Param" if self.parameters.len() < MOST_PARAMETERS => {
                let of = |key| attribute(start, key);
                self.parameters.push((of("name"), of("unit"), of("value")));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, content: &str) {
        match name {
            "ISOTime" => self.time = content.to_owned(),
            "C1" => self.ra = content.to_owned(),
            "C2" => self.dec = content.to_owned(),
            _ if name.starts_with("Error2Radius") && self.radii.len() < MOST_PARAMETERS => {
                self.radii.push((name.to_owned(), content.to_owned()));
            }
            _ => {}
        }
    }

    fn table(self) -> std::result::Result<Table, String> {
        let equatorial = self.system.contains("ICRS") || self.system.contains("FK5");
        if !equatorial {
            return Err(format!("its position is in {:?}", self.system));
        }
        let unit = self.unit.split('-').next().unwrap_or_default();
        let one = |name: &str, unit: &str, text: &str| {
            let number = text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite());
            number.map(|number| Column::new(name, unit, Values::Number(vec![number])))
        };
        let position = |name: &str, text: &str| {
            one(name, unit, text).ok_or_else(|| format!("its {name} is {text:?}"))
        };
        let mut columns = vec![position("RA", &self.ra)?, position("Dec", &self.dec)?];
        let date = mjd(&self.time).ok_or_else(|| format!("its time is {:?}", self.time))?;
        columns.push(Column::new("MJD", "d", Values::Number(vec![date])));
        let identifier = self
            .parameters
            .iter()
            .find(|(name, ..)| name == "Identifier");
        let name = identifier.map_or(&self.name, |(.., value)| value);
        let names: Texts = [name].into_iter().collect();
        columns.push(Column::new("name", "", Values::Text(names)));
        let mut radii = self.radii;
        radii.sort_by_key(|(name, _)| !name.ends_with("90"));
        columns.extend(
            radii
                .iter()
                .filter_map(|(name, value)| one(name, unit, value)),
        );
        let mut parameters = self.parameters;
        parameters.sort_by_key(|(name, ..)| !name.ends_with("90"));
        for (name, unit, value) in &parameters {
            let taken = columns
                .iter()
                .any(|column| column.name.eq_ignore_ascii_case(name));
            if !taken {
                columns.extend(one(name, unit, value));
            }
        }
        Ok(Table {
            columns,
            ..Table::default()
        })
    }
}

/// An attribute's value; empty where there is none.
fn attribute(start: &BytesStart, name: &str) -> String {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map_or_else(String::new, |attribute| attribute.value.trim().to_owned())
}

/// The modified Julian date of `2023-02-13T01:16:47.5`, with or without `Z`.
fn mjd(text: &str) -> Option<f64> {
    let (date, time) = text.trim().trim_end_matches('Z').split_once('T')?;
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let mut parts = time.splitn(3, ':').map(|part| part.parse::<f64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let known = (1900..2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0.0..24.0).contains(&hour)
        && (0.0..60.0).contains(&minute)
        && (0.0..61.0).contains(&second);
    if !known {
        return None;
    }
    // Days since 1970 of the Gregorian calendar; a year that begins in March has its leap day at its end.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(UNIX_EPOCH_MJD + days as f64 + (hour * 3600.0 + minute * 60.0 + second) / 86_400.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const ALERT: &str = r#"<?xml version="1.0"?><voe:VOEvent ivorn="ivo://x#A1" role="test" xmlns:voe="v">
<What><Param name="energy" value="23.5" unit="TeV"/><Param name="signalness" value="0.25"/></What>
<WhereWhen><ObservationLocation><AstroCoords coord_system_id="UTC-ICRS-TOPO"><Time><ISOTime>2023-02-13T01:16:47</ISOTime></Time>
<Position2D unit="deg"><Value2><C1>94.3</C1><C2>-7.8</C2></Value2><Error2Radius68>1.5</Error2Radius68>
<Error2Radius90>2.2</Error2Radius90></Position2D></AstroCoords></ObservationLocation></WhereWhen></voe:VOEvent>"#;

    #[test]
    fn an_alert_becomes_one_candidate() {
        let table = Alert::parse(ALERT).unwrap().table().unwrap();
        let shown = |name: &str| table.column(name).unwrap().values.show(0);
        assert_eq!(shown("RA"), "94.3");
        assert_eq!(shown("name"), "A1");
        assert_eq!(table.columns[4].name, "Error2Radius90");
        // Time("2023-02-13T01:16:47").mjd of astropy.
        assert!((mjd("2023-02-13T01:16:47").unwrap() - 59_988.053_321_759_26).abs() < 1e-9);
        assert!((mjd("2000-02-29T12:00:00Z").unwrap() - 51_603.5).abs() < 1e-12);
        assert_eq!(mjd("2000-13-01T12:00:00"), None);
    }

    proptest! {
        #[test]
        fn damaged_alerts_never_panic(
            cut in 0..ALERT.len(),
            changes in prop::collection::vec((0..ALERT.len(), any::<u8>()), 0..8),
        ) {
            let mut bytes = ALERT.as_bytes().to_vec();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            bytes.truncate(cut);
            if let Ok(alert) = Alert::parse(&String::from_utf8_lossy(&bytes)) {
                let _ = alert.table();
            }
        }
    }
}
