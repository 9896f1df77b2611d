//! The header of an NPY file: a Python dictionary with type, order and shape, read without Python.
//!
//! `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`, where `descr` is a list of fields for structured
//! arrays.

use super::dtype::{Scalar, Type};
use super::{MAGIC, damaged, no_place};
use crate::Result;

/// How deep types and shapes may be nested.
const DEPTH: usize = 16;

/// What an NPY file says about its array.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    pub(super) dtype: Type,
    pub(super) fortran: bool,
    pub(super) shape: Vec<usize>,
}

impl Header {
    /// Reads the header, and says what follows it.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, &[u8])> {
        let bad = |found: &str| damaged("header", "NumPy's NPY of version 1 to 3", found);
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(bad("another kind of file"));
        };
        let (length, rest) = match rest {
            [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
            [2 | 3, _, a, b, c, d, rest @ ..] => {
                (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest)
            }
            [version, ..] if !matches!(version, 1..=3) => {
                return Err(bad(&format!("version {version}")));
            }
            _ => return Err(bad("too few bytes")),
        };
        let Some((text, data)) = rest.split_at_checked(length) else {
            return Err(bad("a header that is longer than the file"));
        };
        let text = String::from_utf8_lossy(text);
        let mut python = Python { text: &text };
        match python.value(DEPTH).and_then(Self::of) {
            Some(header) => header.map(|header| (header, data)),
            None => Err(bad(&format!(
                "{:?}",
                text.chars().take(60).collect::<String>()
            ))),
        }
    }

    /// `None` if the dictionary is not NumPy's.
    fn of(value: Value) -> Option<Result<Self>> {
        let Value::Pairs(pairs) = value else {
            return None;
        };
        let get = |key: &str| {
            let is = |(name, _): &&(Value, Value)| matches!(name, Value::Text(text) if text == key);
            pairs.iter().find(is).map(|(_, value)| value)
        };
        let (Value::Truth(fortran), Value::List(lengths)) = (get("fortran_order")?, get("shape")?)
        else {
            return None;
        };
        let shape = shape(lengths)?;
        Some(dtype(get("descr")?)?.map(|dtype| Self {
            dtype,
            fortran: *fortran,
            shape,
        }))
    }
}

fn shape(lengths: &[Value]) -> Option<Vec<usize>> {
    let length = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    lengths.iter().map(length).collect()
}

/// The type that a description names; `None` if it is no description.
fn dtype(value: &Value) -> Option<Result<Type>> {
    let fields = match value {
        Value::Text(text) => return Some(Scalar::parse(text).map(Type::Scalar)),
        Value::List(fields) => fields,
        _ => return None,
    };
    let mut all = Vec::new();
    for field in fields {
        let Value::List(parts) = field else {
            return None;
        };
        let (name, inner, lengths) = match parts.as_slice() {
            [name, inner] => (name, inner, Vec::new()),
            [name, inner, Value::List(lengths)] => (name, inner, shape(lengths)?),
            [name, inner, Value::Number(length)] => (name, inner, vec![*length]),
            _ => return None,
        };
        let name = match name {
            Value::Text(name) => name.clone(),
            Value::List(titled) => match titled.as_slice() {
                [_, Value::Text(name)] => name.clone(), // (title, name)
                _ => return None,
            },
            _ => return None,
        };
        match dtype(inner)? {
            Ok(Type::Struct(_)) if !lengths.is_empty() => {
                return Some(Err(no_place("arrays of structures within structures")));
            }
            Ok(inner) => all.push((name, inner, lengths)),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(Type::Struct(all)))
}

/// A value of Python, of the kinds that headers have.
#[derive(Debug, PartialEq)]
enum Value {
    Text(String),
    Number(usize),
    Truth(bool),
    /// A list or tuple.
    List(Vec<Value>),
    Pairs(Vec<(Value, Value)>),
}

/// What is still to be read of a text in Python.
struct Python<'a> {
    text: &'a str,
}

impl Python<'_> {
    /// Passes over `token`, if it comes next.
    fn take(&mut self, token: &str) -> bool {
        self.text = self.text.trim_start();
        match self.text.strip_prefix(token) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        for (open, close) in [("(", ")"), ("[", "]")] {
            if self.take(open) {
                let mut values = Vec::new();
                while !self.take(close) {
                    values.push(self.value(depth)?);
                    if !self.take(",") && !self.text.trim_start().starts_with(close) {
                        return None;
                    }
                }
                return Some(Value::List(values));
            }
        }
        if self.take("{") {
            let mut pairs = Vec::new();
            while !self.take("}") {
                let key = self.value(depth)?;
                if !self.take(":") {
                    return None;
                }
                pairs.push((key, self.value(depth)?));
                if !self.take(",") && !self.text.trim_start().starts_with('}') {
                    return None;
                }
            }
            return Some(Value::Pairs(pairs));
        }
        for (word, truth) in [("True", true), ("False", false)] {
            if self.take(word) {
                return Some(Value::Truth(truth));
            }
        }
        self.text_value().or_else(|| self.number())
    }

    fn number(&mut self) -> Option<Value> {
        let end = self.text.find(|c: char| !c.is_ascii_digit());
        let (digits, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        let number = digits.parse().ok()?;
        self.text = rest.strip_prefix('L').unwrap_or(rest); // as Python 2 wrote it
        Some(Value::Number(number))
    }

    fn text_value(&mut self) -> Option<Value> {
        let quote = self
            .text
            .chars()
            .next()
            .filter(|c| matches!(c, '\'' | '"'))?;
        let mut text = String::new();
        let mut chars = self.text.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.text = &self.text[at + 1..];
                return Some(Value::Text(text));
            }
            text.push(if c == '\\' { chars.next()?.1 } else { c });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn header(text: &str) -> Result<Header> {
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        Header::read(&bytes).map(|(header, _)| header)
    }

    #[test]
    fn headers_are_read_as_numpy_writes_them() {
        let plain =
            header("{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }   \n").unwrap();
        assert_eq!((plain.fortran, plain.shape), (true, vec![3, 2]));
        let text = "{'descr': [('index', '<i8'), ('p', '<f4', (3,)), ('in', [('a', '|b1')])], \
                    'fortran_order': False, 'shape': (5L,)}";
        let fields = header(text).unwrap();
        assert_eq!(fields.dtype.bytes(), 8 + 12 + 1);
        let names: Vec<_> = fields
            .dtype
            .leaves("")
            .into_iter()
            .map(|leaf| leaf.name)
            .collect();
        assert_eq!(names, ["index", "p", "in.a"]);
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let deep = "(".repeat(5000);
        for text in [
            "",
            "{",
            "{'descr': }",
            "[1, 2]",
            "{'descr': '<f8'}",
            "{'a' 'b'}",
            &deep,
        ] {
            let message = header(text).unwrap_err().to_string();
            assert!(
                message.starts_with("array header: NumPy's NPY"),
                "{message}"
            );
        }
        assert!(
            Header::read(b"\x93NUMPY\x09\0\0\0")
                .unwrap_err()
                .to_string()
                .contains("version 9")
        );
        assert!(
            Header::read(b"\x93NUMPY\x01\0\xff\xff")
                .unwrap_err()
                .to_string()
                .contains("longer")
        );
    }
}
