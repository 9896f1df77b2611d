//! Types as C++ spells them: `vector<vector<double> >`, `map<string,string>`.

use crate::number::Number;
use crate::{Error, Result};

/// How deep types may be nested.
const DEPTH: usize = 8;
/// How long the name of a type may be.
const LENGTH: usize = 400;

/// A type of a member or column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A number.
    Number(Number),
    /// `std::string` or `TString`.
    Text,
    /// A vector, list, set or deque.
    List(Box<Type>),
    /// A map.
    Map(Box<Type>, Box<Type>),
    /// A class with a description of its own.
    Class(String),
}

impl Type {
    /// Understands the spelling of a type.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::unsupported(format!("a type {text:?} that is not read"));
        if text.len() > LENGTH {
            return Err(Error::unsupported("a type with a name of over 400 letters"));
        }
        parse(text, 0).ok_or_else(wrong)
    }
}

fn parse(text: &str, depth: usize) -> Option<Type> {
    let text = text.trim();
    let text = text.strip_prefix("std::").unwrap_or(text);
    if let Some(number) = Number::of_name(text) {
        return Some(Type::Number(number));
    }
    if matches!(text, "string" | "TString") {
        return Some(Type::Text);
    }
    let Some((name, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) else {
        return (!text.is_empty()).then(|| Type::Class(text.to_owned()));
    };
    if depth > DEPTH {
        return None;
    }
    let mut args = arguments(inner).map(|arg| parse(arg, depth + 1));
    let first = Box::new(args.next()??);
    match name {
        "vector" | "list" | "set" | "multiset" | "deque" => Some(Type::List(first)),
        "map" | "multimap" => Some(Type::Map(first, Box::new(args.next()??))),
        _ => Some(Type::Class(text.to_owned())),
    }
}

/// The parts between commas that are in no inner pair of brackets.
fn arguments(inner: &str) -> impl Iterator<Item = &str> {
    let mut level = 0;
    inner.split(move |letter| {
        level += i32::from(letter == '<') - i32::from(letter == '>');
        letter == ',' && level == 0
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nested_types_are_understood() {
        let doubles = Type::List(Box::new(Type::Number(Number::F64)));
        assert_eq!(
            Type::parse("vector<vector<double> >").unwrap(),
            Type::List(Box::new(doubles.clone()))
        );
        assert_eq!(
            Type::parse("std::map<std::string, vector<double>>").unwrap(),
            Type::Map(Box::new(Type::Text), Box::new(doubles))
        );
        assert_eq!(
            Type::parse("vector<KM3NETDAQ::JDAQKeyHit>").unwrap(),
            Type::List(Box::new(Type::Class("KM3NETDAQ::JDAQKeyHit".into())))
        );
    }

    #[test]
    fn a_type_without_sense_or_end_is_refused() {
        let deep = format!("{}int{}", "vector<".repeat(60), ">".repeat(60));
        for text in ["", "map<int>", "vector<>", &deep, &"x".repeat(500)] {
            assert!(Type::parse(text).is_err(), "{text:?}");
        }
    }
}
