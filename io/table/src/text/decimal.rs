//! A short decimal number at the beginning of some bytes, such as `-12.5` or `5.036e-04`.
//!
//! Numbers are the nearest `f64` to what is written. Nearly every one has at most 15 digits and a small exponent:
//! both the digits and the power of ten are then exact in `f64`, and one multiplication or division gives the
//! nearest number. Source: Clinger 1990, "How to read floating point numbers accurately". All others are left to
//! the standard library, which rounds correctly too. Digits are taken one by one: in a list, all numbers of a column
//! are alike, and a processor that foresees where they end is faster than one that reads eight digits at once.

/// Powers of ten that are exact.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The largest integer up to which all are exact.
const EXACT: u64 = 1 << 53;

/// A number of at most 19 digits, as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    negative: bool,
    mantissa: u64,
    digits: usize,
    /// What the mantissa is to be multiplied with, as a power of ten.
    power: i32,
    /// Whether there is neither a point nor an exponent.
    pub(crate) whole: bool,
}

impl Decimal {
    /// The number that starts at `at`, and where it ends; `None` if there is none, or a longer one.
    #[inline]
    pub(crate) fn read(text: &[u8], mut at: usize) -> Option<(Self, usize)> {
        let mut negative = false;
        match text.get(at)? {
            b'-' => {
                negative = true;
                at += 1;
            }
            b'+' => at += 1,
            _ => {}
        }
        let start = at;
        let mut mantissa = digits(text, &mut at, 0);
        let mut count = at - start;
        let (mut power, mut whole) = (0, true);
        if text.get(at) == Some(&b'.') {
            at += 1;
            let start = at;
            mantissa = digits(text, &mut at, mantissa);
            count += at - start;
            power = -i32::try_from(at - start).ok()?;
            whole = false;
        }
        if !(1..=19).contains(&count) {
            return None;
        }
        if let Some(b'e' | b'E') = text.get(at) {
            power += exponent(text, &mut at)?;
            whole = false;
        }
        let decimal = Self {
            negative,
            mantissa,
            digits: count,
            power,
            whole,
        };
        Some((decimal, at))
    }

    /// The integer; `None` for one that may be too large, and for "-0", which has a sign as a number.
    #[inline]
    pub(crate) fn integer(self) -> Option<i64> {
        let zero = self.negative && self.mantissa == 0;
        if !self.whole || self.digits > 18 || zero {
            return None;
        }
        let value = self.mantissa as i64;
        Some(if self.negative { -value } else { value })
    }

    /// The nearest number; `None` where one rounding does not give it.
    #[inline]
    pub(crate) fn number(self) -> Option<f64> {
        if self.mantissa > EXACT {
            return None;
        }
        let scale = *POWERS.get(self.power.unsigned_abs() as usize)?;
        let value = match self.power < 0 {
            true => self.mantissa as f64 / scale,
            false => self.mantissa as f64 * scale,
        };
        Some(if self.negative { -value } else { value })
    }
}

/// The digits at `at`, behind others; meaningless beyond 19 of them.
#[inline]
fn digits(text: &[u8], at: &mut usize, mut value: u64) -> u64 {
    while let Some(digit) = text.get(*at).map(|byte| byte.wrapping_sub(b'0'))
        && digit < 10
    {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        *at += 1;
    }
    value
}

/// The exponent of `e+02`.
fn exponent(text: &[u8], at: &mut usize) -> Option<i32> {
    *at += 1;
    let negative = text.get(*at) == Some(&b'-');
    if let Some(b'-' | b'+') = text.get(*at) {
        *at += 1;
    }
    let start = *at;
    let value = digits(text, at, 0) as i32;
    (1..=4)
        .contains(&(*at - start))
        .then_some(if negative { -value } else { value })
}
