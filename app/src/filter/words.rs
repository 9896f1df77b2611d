//! A filter's text cut into words: numbers, texts in quotes, names and signs, each with its place.

use std::ops::Range;

use super::error::FilterError;

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A number.
    Number(f64),
    /// A text, its quotes taken off.
    Text(String),
    /// A name.
    Name(String),
    /// One of [`SIGNS`].
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// A word and the bytes where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: Range<usize>,
}

/// All signs, the longer of those that begin alike first.
const SIGNS: [&str; 21] = [
    "&&", "||", "==", "!=", "<=", ">=", "**", "<", ">", "=", "!", "+", "-", "*", "/", "%", "^",
    "(", ")", ",", "≤",
];

/// Other ways to write a sign.
const SAME: [(&str, &str); 4] = [("≤", "<="), ("≥", ">="), ("≠", "!="), ("**", "^")];

/// Words that are signs.
const NAMED: [(&str, &str); 3] = [("and", "&&"), ("or", "||"), ("not", "!")];

/// Cuts `text`; the last word is [`Token::End`].
pub(super) fn words(text: &str) -> Result<Vec<Placed>, FilterError> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = word(text, at, first)?;
        words.push(Placed {
            token,
            at: at..at + length,
        });
        at += length;
    }
    words.push(Placed {
        token: Token::End,
        at: text.len()..text.len(),
    });
    Ok(words)
}

/// The word that begins at `at` with `first`, and its length in bytes.
fn word(text: &str, at: usize, first: char) -> Result<(Token, usize), FilterError> {
    let rest = &text[at..];
    if first.is_ascii_digit() || first == '.' {
        return number(rest, at);
    }
    if first == '"' || first == '\'' {
        return quoted(rest, at, first);
    }
    if first.is_alphabetic() || first == '_' {
        let part = |c: char| !(c.is_alphanumeric() || c == '_');
        let length = rest.find(part).unwrap_or(rest.len());
        let name = &rest[..length];
        let named = NAMED
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(name));
        let token = match named {
            Some((_, sign)) => Token::Sign(sign),
            None => Token::Name(name.to_owned()),
        };
        return Ok((token, length));
    }
    if let Some((written, sign)) = SAME.iter().find(|(written, _)| rest.starts_with(written)) {
        return Ok((Token::Sign(sign), written.len()));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        let sign = if *sign == "=" { "==" } else { sign };
        let length = if rest.starts_with(sign) {
            sign.len()
        } else {
            1
        };
        return Ok((Token::Sign(sign), length));
    }
    let help = match first {
        '&' => "; two of them (&&) join conditions of which both must hold",
        '|' => "; two of them (||) join conditions of which one must hold",
        _ => "",
    };
    Err(FilterError::new(
        at..at + first.len_utf8(),
        format!("{first:?} means nothing here{help}"),
    ))
}

/// A number such as 12, .5 or 1e-4.
fn number(rest: &str, at: usize) -> Result<(Token, usize), FilterError> {
    let bytes = rest.as_bytes();
    let digits = |mut from: usize| {
        while bytes.get(from).is_some_and(u8::is_ascii_digit) {
            from += 1;
        }
        from
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = digits(end + 1 + sign);
        if power > end + 1 + sign {
            end = power;
        }
    }
    let found = rest[..end].parse().ok();
    let follows = rest[end..].chars().next();
    let glued = follows.filter(|c| c.is_alphanumeric() || *c == '_' || *c == '.');
    match (found, glued) {
        (Some(number), None) => Ok((Token::Number(number), end)),
        _ => {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len())
                .max(1);
            let text = &rest[..length];
            Err(FilterError::new(
                at..at + length,
                format!(
                    "{text:?} is not a number; units stand in the names of columns, as in e_gev"
                ),
            ))
        }
    }
}

/// A text between two quotes of one kind.
fn quoted(rest: &str, at: usize, quote: char) -> Result<(Token, usize), FilterError> {
    match rest[1..].find(quote) {
        Some(length) => Ok((Token::Text(rest[1..=length].to_owned()), length + 2)),
        None => Err(FilterError::new(
            at..at + rest.len(),
            format!("this text has no end: a {quote} is missing"),
        )),
    }
}
