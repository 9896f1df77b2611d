//! Reads a position that somebody typed.
//!
//! The text is cut into numbers, their units and words. Words name the frame and are else refused, so that the name
//! of a source is never taken for a position by its digits.

use crate::{Equatorial, SkyFrame};

/// A position as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// Where it is.
    pub position: Equatorial,
    /// The frame in which it was typed.
    pub frame: SkyFrame,
    /// How far from `position` it may lie because a name cuts digits off, in radians; 0 for coordinates.
    pub uncertain_rad: f64,
}

/// Why a text is no position, for people.
#[derive(Clone, Debug, PartialEq)]
pub enum CoordinateError {
    /// The text is not made of two coordinates.
    NotAPosition(String),
    /// A latitude beyond a pole, in degrees.
    Latitude(f64),
    /// A longitude beyond a turn, in degrees.
    Longitude(f64),
    /// Minutes or seconds from 60 on.
    Sexagesimal(f64),
}

impl std::fmt::Display for CoordinateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAPosition(text) => write!(
                f,
                "a position such as 17:45:40 -29:00:28, 266.417 -29.008 or l 0 b 0 is wanted, found {text:?}"
            ),
            Self::Latitude(found) => write!(f, "a latitude within ±90° is wanted, found {found}°"),
            Self::Longitude(found) => {
                write!(f, "a longitude of 0° to 360° is wanted, found {found}°")
            }
            Self::Sexagesimal(found) => {
                write!(f, "minutes and seconds below 60 are wanted, found {found}")
            }
        }
    }
}

impl std::error::Error for CoordinateError {}

/// Words that name a frame or one of its coordinates.
const WORDS: [(&str, SkyFrame); 24] = [
    ("ra", SkyFrame::Equatorial),
    ("dec", SkyFrame::Equatorial),
    ("de", SkyFrame::Equatorial),
    ("α", SkyFrame::Equatorial),
    ("δ", SkyFrame::Equatorial),
    ("icrs", SkyFrame::Equatorial),
    ("fk5", SkyFrame::Equatorial),
    ("j2000", SkyFrame::Equatorial),
    ("equatorial", SkyFrame::Equatorial),
    ("l", SkyFrame::Galactic),
    ("b", SkyFrame::Galactic),
    ("gal", SkyFrame::Galactic),
    ("galactic", SkyFrame::Galactic),
    ("glon", SkyFrame::Galactic),
    ("glat", SkyFrame::Galactic),
    ("ecl", SkyFrame::Ecliptic),
    ("ecliptic", SkyFrame::Ecliptic),
    ("λ", SkyFrame::Ecliptic),
    ("β", SkyFrame::Ecliptic),
    ("sgl", SkyFrame::Supergalactic),
    ("sgb", SkyFrame::Supergalactic),
    ("sg", SkyFrame::Supergalactic),
    ("supergalactic", SkyFrame::Supergalactic),
    ("eq", SkyFrame::Equatorial),
];

/// What stands after a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    None,
    Hours,
    Degrees,
    Minutes,
    Seconds,
    /// A colon: the number after it belongs to it.
    Colon,
}

/// A number as it stands in the text.
#[derive(Clone, Copy, Debug)]
struct Number {
    value: f64,
    negative: bool,
    signed: bool,
    unit: Unit,
    /// A comma or semicolon stands after it.
    parted: bool,
}

/// One coordinate in degrees, or in hours.
struct Angle {
    value: f64,
    hours: bool,
    sexagesimal: bool,
}

/// Reads a position; `frame` is that of coordinates that do not name theirs.
///
/// # Errors
/// [`CoordinateError`], in words for people.
pub fn read(text: &str, frame: SkyFrame) -> Result<Written, CoordinateError> {
    if let Some(written) = named(text) {
        return Ok(written);
    }
    let nothing = || CoordinateError::NotAPosition(text.trim().to_owned());
    let (numbers, said) = cut(text).ok_or_else(nothing)?;
    let frame = said.unwrap_or(frame);
    let (lon, lat) = halves(&numbers).ok_or_else(nothing)?;
    let (lon, lat) = (angle(lon, nothing)?, angle(lat, nothing)?);
    if lat.hours {
        return Err(nothing());
    }
    let equatorial = frame == SkyFrame::Equatorial;
    let in_hours = lon.hours || (equatorial && lon.sexagesimal && !has_degrees(&numbers));
    let lon_deg = if in_hours {
        15.0 * lon.value
    } else {
        lon.value
    };
    if !(-360.0..=360.0).contains(&lon_deg) {
        return Err(CoordinateError::Longitude(lon_deg));
    }
    if lat.value.abs() > 90.0 {
        return Err(CoordinateError::Latitude(lat.value));
    }
    let lon_rad = lon_deg.to_radians().rem_euclid(std::f64::consts::TAU);
    let position = match equatorial {
        true => Equatorial {
            ra_rad: lon_rad,
            dec_rad: lat.value.to_radians(),
        },
        false => frame.position(lon_rad, lat.value.to_radians()),
    };
    Ok(Written {
        position,
        frame,
        uncertain_rad: 0.0,
    })
}

/// Whether the longitude says that it is in degrees.
fn has_degrees(numbers: &[Number]) -> bool {
    numbers[0].unit == Unit::Degrees
}

/// The numbers of a text and the frame that its words name; `None` where something else stands in it.
fn cut(text: &str) -> Option<(Vec<Number>, Option<SkyFrame>)> {
    let letters: Vec<char> = text.chars().collect();
    let (mut numbers, mut frame) = (Vec::<Number>::new(), None);
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let begins = |letter: char| letter.is_ascii_digit() || letter == '.';
        if begins(letter) || (is_sign(letter) && begins(next)) {
            let (number, end) = number(&letters, at)?;
            numbers.push(number);
            at = end;
        } else if matches!(letter, ',' | ';') {
            if let Some(last) = numbers.last_mut() {
                last.parted = true;
            }
            at += 1;
        } else if letter.is_alphabetic() {
            let end = at
                + letters[at..]
                    .iter()
                    .take_while(|c| c.is_alphanumeric())
                    .count();
            let word: String = letters[at..end].iter().collect::<String>().to_lowercase();
            at = end;
            if word == "deg" || word == "degrees" || word == "d" {
                numbers.last_mut()?.unit = Unit::Degrees;
            } else if let Some(unit) = unit_word(&word) {
                numbers.last_mut()?.unit = unit;
            } else {
                let (_, found) = WORDS.iter().find(|(known, _)| *known == word)?;
                if frame.is_some_and(|frame| frame != *found) {
                    return None;
                }
                frame = Some(*found);
            }
        } else if letter.is_whitespace() || matches!(letter, '(' | ')' | '[' | ']' | '=' | ':') {
            at += 1;
        } else {
            let unit = unit(letter)?;
            numbers.last_mut()?.unit = unit;
            at += 1;
        }
    }
    Some((numbers, frame))
}

fn is_sign(letter: char) -> bool {
    matches!(letter, '+' | '-' | '−' | '–')
}

/// The number that begins here, its unit, and where it ends.
fn number(letters: &[char], begin: usize) -> Option<(Number, usize)> {
    let signed = is_sign(letters[begin]);
    let digits = begin + usize::from(signed);
    let count = |from: usize| {
        let rest = letters[from.min(letters.len())..].iter();
        rest.take_while(|c| c.is_ascii_digit()).count()
    };
    let mut end = digits + count(digits);
    if letters.get(end) == Some(&'.') {
        end += 1 + count(end + 1);
    }
    if matches!(letters.get(end), Some('e' | 'E')) {
        let sign = usize::from(letters.get(end + 1).is_some_and(|c| matches!(c, '+' | '-')));
        let exponent = count(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    let text: String = letters[digits..end].iter().collect();
    let value: f64 = text.parse().ok()?;
    let mut unit_of = Unit::None;
    if let Some(letter) = letters.get(end) {
        // A letter is a unit only where no word follows: "5 deg", not "5 d eg".
        let next = letters.get(end + 1).copied().unwrap_or(' ');
        if let Some(found) = unit(*letter).filter(|_| !next.is_ascii_alphabetic()) {
            unit_of = found;
            end += 1;
        }
    }
    let number = Number {
        value,
        negative: signed && letters[begin] != '+',
        signed,
        unit: unit_of,
        parted: false,
    };
    Some((number, end))
}

fn unit(letter: char) -> Option<Unit> {
    Some(match letter {
        'h' | 'H' | 'ʰ' => Unit::Hours,
        'd' | 'D' | '°' | 'º' | 'ᵈ' => Unit::Degrees,
        'm' | 'M' | '\'' | '′' | '’' | 'ᵐ' => Unit::Minutes,
        's' | 'S' | '"' | '″' | '”' | 'ˢ' => Unit::Seconds,
        ':' => Unit::Colon,
        _ => return None,
    })
}

fn unit_word(word: &str) -> Option<Unit> {
    Some(match word {
        "h" | "hr" | "hours" => Unit::Hours,
        "m" | "min" => Unit::Minutes,
        "s" | "sec" => Unit::Seconds,
        _ => return None,
    })
}

/// The numbers of the longitude and those of the latitude.
fn halves(numbers: &[Number]) -> Option<(&[Number], &[Number])> {
    if !(2..=6).contains(&numbers.len()) {
        return None;
    }
    // A comma parts them, else a sign, else the second number of units or of no colon before it, else the middle.
    let comma = (1..numbers.len()).find(|i| numbers[i - 1].parted);
    let sign = (1..numbers.len()).find(|i| numbers[*i].signed);
    let unit = (1..numbers.len()).find(|i| matches!(numbers[*i].unit, Unit::Hours | Unit::Degrees));
    let colons = numbers.iter().any(|number| number.unit == Unit::Colon);
    let colon = (1..numbers.len()).find(|i| colons && numbers[i - 1].unit != Unit::Colon);
    let even = numbers.len().is_multiple_of(2).then_some(numbers.len() / 2);
    let at = comma.or(sign).or(unit).or(colon).or(even)?;
    let (lon, lat) = numbers.split_at(at);
    let plain = |part: &[Number]| part.len() <= 3 && part[1..].iter().all(|number| !number.signed);
    (plain(lon) && plain(lat)).then_some((lon, lat))
}

/// An angle of up to three numbers.
fn angle(
    numbers: &[Number],
    nothing: impl Fn() -> CoordinateError,
) -> Result<Angle, CoordinateError> {
    let mut value = 0.0;
    for (place, number) in numbers.iter().enumerate() {
        let expected = match number.unit {
            Unit::None | Unit::Colon => true,
            Unit::Hours | Unit::Degrees => place == 0,
            Unit::Minutes => place == 1,
            Unit::Seconds => place == 2,
        };
        if !expected || !number.value.is_finite() {
            return Err(nothing());
        }
        if place > 0 && number.value >= 60.0 {
            return Err(CoordinateError::Sexagesimal(number.value));
        }
        value += number.value / 60_f64.powi(place as i32);
    }
    Ok(Angle {
        value: if numbers[0].negative { -value } else { value },
        hours: numbers[0].unit == Unit::Hours,
        sexagesimal: numbers.len() > 1,
    })
}

/// The position that a name in the style of the IAU holds: `J`, hours and minutes, and degrees; or `G`, longitude and
/// latitude in degrees.
fn named(text: &str) -> Option<Written> {
    let word = text.split_whitespace().last()?;
    let prefix = word.chars().next()?;
    let rest = &word[prefix.len_utf8()..];
    let at = rest.find(is_sign)?;
    let (lon, lat) = rest.split_at(at);
    let sign = lat.chars().next()?;
    let lat = &lat[sign.len_utf8()..];
    let side = if sign == '+' { 1.0 } else { -1.0 };
    match prefix {
        'J' | 'j' => {
            let ((hours, hour_step), (degrees, degree_step)) = (packed(lon)?, packed(lat)?);
            let ra_deg = 15.0 * (hours + 0.5 * hour_step);
            let dec_deg = side * (degrees + 0.5 * degree_step);
            let sound = ra_deg < 360.0 && dec_deg.abs() <= 90.0;
            let off_deg = (7.5 * hour_step).hypot(0.5 * degree_step);
            sound.then(|| Written {
                position: Equatorial::from_degrees(ra_deg, dec_deg),
                frame: SkyFrame::Equatorial,
                uncertain_rad: off_deg.to_radians(),
            })
        }
        'G' | 'g' => {
            let ((l, l_step), (b, b_step)) = (plain(lon)?, plain(lat)?);
            let (l_deg, b_deg) = (l + 0.5 * l_step, side * (b + 0.5 * b_step));
            let sound = l_deg <= 360.0 && b_deg.abs() <= 90.0;
            sound.then(|| Written {
                position: SkyFrame::Galactic.position(l_deg.to_radians(), b_deg.to_radians()),
                frame: SkyFrame::Galactic,
                uncertain_rad: (0.5 * l_step).hypot(0.5 * b_step).to_radians(),
            })
        }
        _ => None,
    }
}

/// Digits as HHMM, HHMM.m, HHMMSS.s or DDd: the value, and the step of its last digit.
fn packed(text: &str) -> Option<(f64, f64)> {
    let (digits, decimals) = text.split_once('.').unwrap_or((text, ""));
    let all = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !all(digits) || !all(decimals) || decimals.len() > 6 {
        return None;
    }
    let number = |text: &str| text.parse::<f64>().ok();
    let tenth = 0.1_f64.powi(decimals.len() as i32);
    let with_decimals = |text: &str| number(&format!("{text}.{decimals}0"));
    Some(match digits.len() {
        // Tenths of a degree, as in HESS J1745-290.
        3 if decimals.is_empty() => (number(digits)? / 10.0, 0.1),
        2 => (with_decimals(digits)?, tenth),
        4 => {
            let minutes = with_decimals(&digits[2..])?;
            (number(&digits[..2])? + minutes / 60.0, tenth / 60.0)
        }
        6 => {
            let (minutes, seconds) = (number(&digits[2..4])?, with_decimals(&digits[4..])?);
            let value = number(&digits[..2])? + minutes / 60.0 + seconds / 3600.0;
            (value, tenth / 3600.0)
        }
        _ => return None,
    })
}

/// A number of degrees, and the step of its last digit.
fn plain(text: &str) -> Option<(f64, f64)> {
    let (_, decimals) = text.split_once('.')?;
    let sound = text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value = text.parse::<f64>().ok().filter(|_| sound)?;
    Some((value, 0.1_f64.powi(decimals.len() as i32)))
}
