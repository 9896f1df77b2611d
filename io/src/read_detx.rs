//! Reads KM3NeT detectors from DETX text, versions 1 to 5; what stands where is in `detector_values.rs`.
//!
//! Blank lines and comments (`#`) may stand anywhere. A comment whose `\"` is not closed goes on to the line that
//! closes it: Jpp writes the command lines of its programs so, with their line breaks. Up to version 3 a module has
//! no position of its own: it is where the axes of its photomultipliers meet.

use std::fmt::{Arguments, Display};
use std::path::Path;
use std::str::{FromStr, SplitAsciiWhitespace};
use std::sync::Arc;

use nuscope_model::Detector;

use crate::detector_notes::Notes;
use crate::detector_values::{Values, read_values, version_of};
use crate::head::{Head, Match};
use crate::{Error, Loaded, Reading, Result, Warnings};

/// Whether a file begins as a detector does.
pub fn recognise(head: &Head) -> Match {
    if !head.is_text() {
        return Match::No;
    }
    let all: Vec<&str> = head.lines().collect();
    let mut content = Lines {
        lines: all.iter().copied(),
        line: 0,
        notes: Notes::default(),
    };
    let lines: Vec<Vec<&str>> = std::iter::from_fn(|| content.next())
        .take(3)
        .map(|line| line.split_ascii_whitespace().collect())
        .collect();
    let integers = |line: &[&str]| line.iter().all(|word| word.parse::<i64>().is_ok());
    match &lines[..] {
        [first, ..]
            if first.len() == 2 && integers(&first[..1]) && version_of(first[1]).is_some() =>
        {
            Match::Sure
        }
        [first, module, pmt]
            if first.len() == 2
                && integers(first)
                && module.len() == 4
                && integers(module)
                && pmt.len() == 8 =>
        {
            Match::Sure
        }
        [first, ..] if first.iter().all(|word| word.parse::<f64>().is_ok()) => Match::Possible,
        // Nothing but comments so far, as after many calibrations.
        [] if all.iter().any(|line| line.starts_with('#')) => Match::Possible,
        _ => Match::No,
    }
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, is of an unknown version, or a line of it is not what its place wants.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let (detector, version) = parse(&text, reading)?;
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!("DETX detector v{version}"),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

/// Reads a detector and its version from text.
fn parse(text: &str, reading: &Reading) -> Result<(Detector, u32)> {
    let mut values = Text {
        lines: Lines {
            lines: text.lines(),
            line: 0,
            notes: Notes::default(),
        },
        words: "".split_ascii_whitespace(),
        path: reading.path,
    };
    let parsed = read_values(&mut values, reading, text.len())?;
    let mut further = 0;
    while values.lines.next().is_some() {
        further += 1;
    }
    let mut warnings = Warnings::default();
    warnings.count(
        further,
        "line after the last module left out",
        "lines after the last module left out",
    );
    let mut detector = parsed.parts.into_detector(reading.path, warnings);
    detector.det_id = parsed.det_id;
    detector.origin = parsed.origin;
    values.lines.notes.apply(&mut detector);
    Ok((detector, parsed.version))
}

/// The lines that are neither blank nor comments.
struct Lines<I> {
    lines: I,
    line: usize,
    notes: Notes,
}

impl<'a, I: Iterator<Item = &'a str> + Clone> Lines<I> {
    fn next(&mut self) -> Option<&'a str> {
        loop {
            self.line += 1;
            let line = self.lines.next()?.trim();
            if line.starts_with('#') {
                self.notes.see(line);
                if opens_or_closes(line) {
                    self.skip_rest_of_comment();
                }
            } else if !line.is_empty() {
                return line.split('#').next();
            }
        }
    }

    /// Goes behind the line that closes the comment; nowhere if the next comment or the end comes first.
    fn skip_rest_of_comment(&mut self) {
        let mut ahead = self.lines.clone();
        let mut lines = 0;
        while let Some(line) = ahead.next().filter(|line| !line.starts_with('#')) {
            lines += 1;
            if opens_or_closes(line) {
                self.line += lines;
                self.lines = ahead;
                return;
            }
        }
    }
}

/// Whether a line holds an odd number of `\"`.
fn opens_or_closes(line: &str) -> bool {
    line.matches("\\\"").count() % 2 == 1
}

/// Values in lines of words.
struct Text<'a> {
    lines: Lines<std::str::Lines<'a>>,
    words: SplitAsciiWhitespace<'a>,
    path: &'a Path,
}

impl<'a> Text<'a> {
    fn parse<T: FromStr>(&mut self, wanted: &str) -> Result<T> {
        let word = self.next_word();
        word.parse().map_err(|_| self.at(wanted, word))
    }

    fn next_word(&mut self) -> &'a str {
        self.words.next().unwrap_or("")
    }

    /// The error of a word that cannot be used; an empty one is the end of the line.
    fn at(&self, wanted: &str, word: &str) -> Error {
        let word: String = word.chars().take(40).collect();
        match word.is_empty() {
            true => self.error(wanted, &"the end of the line"),
            false => self.error(wanted, &format!("{word:?}")),
        }
    }
}

impl Values for Text<'_> {
    const WANTED: &'static str = "a DETX detector of version 1 to 5";

    fn begin(&mut self, wanted: Arguments) -> Result<()> {
        match self.lines.next() {
            Some(line) => self.words = line.split_ascii_whitespace(),
            None => return Err(self.error(&wanted.to_string(), &"the end of the file")),
        }
        Ok(())
    }

    fn word(&mut self, wanted: &str) -> Result<String> {
        match self.next_word() {
            "" => Err(self.at(wanted, "")),
            word => Ok(word.to_owned()),
        }
    }

    fn count(&mut self, wanted: &str) -> Result<u32> {
        self.parse(wanted)
    }

    fn integer(&mut self, wanted: &str) -> Result<i32> {
        // Status words are written signed or unsigned.
        self.parse::<i64>(wanted).map(|value| value as i32)
    }

    fn number(&mut self, wanted: &str) -> Result<f64> {
        let word = self.next_word();
        nuscope_table::text::number(word.as_bytes()).ok_or_else(|| self.at(wanted, word))
    }

    fn error(&self, wanted: &str, found: &dyn Display) -> Error {
        Error::Line {
            line: self.lines.line,
            wanted: wanted.to_owned(),
            found: found.to_string(),
            path: self.path.to_owned(),
        }
    }

    fn end(&mut self, last: &str) -> Result<()> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(self.at(&format!("nothing more after {last}"), word)),
        }
    }

    /// Each has its line, which is looked for when it is wanted.
    fn check(&self, _: u32, _: usize) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{OpenOptions, Progress};

    fn parsed(text: &str) -> Result<(Detector, u32)> {
        let (options, progress) = (OpenOptions::default(), Progress::default());
        parse(
            text,
            &Reading {
                path: Path::new("a.detx"),
                options: &options,
                progress: &progress,
            },
        )
    }

    const SOUND: &str =
        "7 V3\n0 1\nUTM WGS84 32N 1 2 3\n2\n9 4 0 0\n5 4 1 1\n 1 431 584 2 0 0 1 5 0\n";

    #[test]
    fn comments_and_blank_lines_may_stand_anywhere() {
        let (sound, version) = parsed(SOUND).unwrap();
        assert_eq!((version, sound.det_id), (3, Some(7)));
        let commented = SOUND.replace('\n', " # said\n\n \t \n# in between\n");
        assert_eq!(parsed(&commented).unwrap().0, sound);
        assert_eq!(parsed(&SOUND.replace('\n', "\r\n")).unwrap().0, sound);
    }

    #[test]
    fn a_comment_goes_on_until_its_quote_is_closed() {
        let open = "# command -! \\\"808961448 15\n808951460 15\n808232835 15\\\" -A -w\n# next\n";
        let (sound, _) = parsed(SOUND).unwrap();
        assert_eq!(parsed(&format!("{open}{SOUND}")).unwrap().0, sound);
        let never = "# a cable of 2\\\" at most\n";
        assert_eq!(parsed(&format!("{never}{SOUND}")).unwrap().0, sound);
        let before_a_comment = format!("{never}{}", SOUND.replace("2\n9", "2\n# \\\" x\n9"));
        assert_eq!(parsed(&before_a_comment).unwrap().0, sound);
    }

    #[test]
    fn bases_of_old_versions_hang_under_their_string() {
        let (detector, _) = parsed(SOUND).unwrap();
        assert_eq!(
            detector.modules()[0].position_m,
            detector.modules()[1].position_m
        );
    }

    #[test]
    fn what_claims_too_much_ends_with_the_file() {
        let text = SOUND.replace("2\n9", "4000000000\n9");
        let error = parsed(&text).unwrap_err().to_string();
        assert!(error.contains("module 3 of 4000000000"), "{error}");
        let text = SOUND.replace("5 4 1 1", "5 4 1 4000000000");
        let error = parsed(&text).unwrap_err().to_string();
        assert!(error.contains("photomultiplier 2 of 4000000000"), "{error}");
    }
}
