//! Reads a filter: words in, checked steps out, in one pass and without a tree.
//!
//! From loosest to tightest: `||`, `&&`, `!`, comparisons, `+ -`, `* / %`, sign, `^`. What a part of the text gives
//! (a number, a text, a condition) is known as soon as it is read, so a misfit is told where it stands.

mod calls;

use std::ops::Range;

use super::columns::{Columns, Kind};
use super::dates;
use super::error::{FilterError, unknown_name};
use super::steps::{Arithmetic, Compare, Step, TextOf, TextTest};
use super::words::{Placed, Token, words};
use super::{FUNCTIONS, MOST_BYTES};

/// How deep parentheses, functions and signs may be nested.
const MOST_DEPTH: usize = 64;

type Found<T> = Result<T, FilterError>;

/// What a part gives. Numbers and truths are on the stack; texts are not, for they have steps of their own.
#[derive(Clone, Debug)]
enum Given {
    Number,
    Moment,
    Bits,
    Truth,
    Text(TextOf),
}

impl Given {
    fn words(&self) -> &'static str {
        match self {
            Self::Number => Kind::Number.words(),
            Self::Moment => Kind::Moment.words(),
            Self::Bits => Kind::Bits.words(),
            Self::Truth => Kind::Truth.words(),
            Self::Text(_) => Kind::Text.words(),
        }
    }
}

/// A part of the text: what it gives, where it stands, and where its steps begin.
#[derive(Clone, Debug)]
struct Part {
    given: Given,
    at: Range<usize>,
    steps: Range<usize>,
}

struct Parser<'a> {
    words: Vec<Placed>,
    next: usize,
    columns: &'a dyn Columns,
    steps: Vec<Step>,
    depth: usize,
}

/// The steps of `text`, which is not empty.
pub(super) fn parse(text: &str, columns: &dyn Columns) -> Found<Vec<Step>> {
    if text.len() > MOST_BYTES {
        return Err(FilterError::new(
            0..text.len(),
            format!(
                "a filter has at most {MOST_BYTES} letters, this one has {}",
                text.len()
            ),
        ));
    }
    let mut parser = Parser {
        words: words(text)?,
        next: 0,
        columns,
        steps: Vec::new(),
        depth: 0,
    };
    let whole = parser.either()?;
    parser.ended()?;
    parser.truth(&whole)?;
    Ok(parser.steps)
}

impl Parser<'_> {
    fn peek(&self) -> &Placed {
        // The last word is the end and is never passed.
        &self.words[self.next.min(self.words.len() - 1)]
    }

    fn take(&mut self) -> Placed {
        let word = self.peek().clone();
        self.next += 1;
        word
    }

    /// Takes the next word if it is this sign.
    fn took(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek().token, Token::Sign(found) if found == sign);
        self.next += usize::from(found);
        found
    }

    /// Takes the next word if it is one of these signs.
    fn took_of(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        signs.iter().copied().find(|sign| self.took(sign))
    }

    fn ended(&self) -> Found<()> {
        let word = self.peek();
        let message = match &word.token {
            Token::End => return Ok(()),
            Token::Sign(")") => "there is no ( for this )".to_owned(),
            Token::Sign(sign) => format!("{sign} is not understood here"),
            _ => "&& or || is wanted between two conditions".to_owned(),
        };
        Err(FilterError::new(word.at.clone(), message))
    }

    /// Goes one level deeper for the time of `read`.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Found<T>) -> Found<T> {
        if self.depth >= MOST_DEPTH {
            let at = self.peek().at.clone();
            let message = format!("this is nested too deep, {MOST_DEPTH} levels are the most");
            return Err(FilterError::new(at, message));
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    fn part(&self, given: Given, at: Range<usize>, from: usize) -> Part {
        let steps = from..self.steps.len();
        Part { given, at, steps }
    }

    fn either(&mut self) -> Found<Part> {
        let mut left = self.both()?;
        while self.took("||") {
            let right = self.both()?;
            left = self.join(left, right, Step::Or)?;
        }
        Ok(left)
    }

    fn both(&mut self) -> Found<Part> {
        let mut left = self.condition()?;
        while self.took("&&") {
            let right = self.condition()?;
            left = self.join(left, right, Step::And)?;
        }
        Ok(left)
    }

    fn join(&mut self, left: Part, right: Part, step: Step) -> Found<Part> {
        self.truth(&left)?;
        self.truth(&right)?;
        self.steps.push(step);
        Ok(self.part(Given::Truth, left.at.start..right.at.end, left.steps.start))
    }

    fn condition(&mut self) -> Found<Part> {
        let start = self.peek().at.start;
        let from = self.steps.len();
        if !self.took("!") {
            return self.comparison();
        }
        let inner = self.deeper(Self::condition)?;
        self.truth(&inner)?;
        self.steps.push(Step::Not);
        Ok(self.part(Given::Truth, start..inner.at.end, from))
    }

    fn comparison(&mut self) -> Found<Part> {
        let mut left = self.sum()?;
        if matches!(&self.peek().token, Token::Name(name) if name.eq_ignore_ascii_case("contains"))
        {
            self.take();
            let right = self.sum()?;
            return self.contains(left, right);
        }
        let mut found: Option<Part> = None;
        while let Some(sign) = self.took_of(&["<=", ">=", "<", ">", "==", "!="]) {
            let right = self.sum()?;
            let next = self.compare(&left, sign, &right)?;
            found = Some(match found {
                None => next,
                Some(before) => {
                    self.steps.push(Step::And);
                    self.part(
                        Given::Truth,
                        before.at.start..right.at.end,
                        before.steps.start,
                    )
                }
            });
            // In 10 < e < 100 the e is compared twice, so what gives it is done twice, unless this is the end.
            let chained = matches!(
                self.peek().token,
                Token::Sign("<" | "<=" | ">" | ">=" | "==" | "!=")
            );
            left = if chained { self.again(&right) } else { right };
        }
        Ok(found.unwrap_or(left))
    }

    /// Does the steps of a part once more.
    fn again(&mut self, part: &Part) -> Part {
        let from = self.steps.len();
        let steps = self.steps[part.steps.clone()].to_vec();
        self.steps.extend(steps);
        self.part(part.given.clone(), part.at.clone(), from)
    }

    /// Adds the comparison of two parts, the second of which was read last.
    fn compare(&mut self, left: &Part, sign: &str, right: &Part) -> Found<Part> {
        let compare = Compare::of(sign).unwrap_or(Compare::Equal);
        let step = match (&left.given, &right.given) {
            (Given::Number | Given::Bits, Given::Number | Given::Bits)
            | (Given::Moment, Given::Moment) => Step::Compare(compare),
            (Given::Text(a), Given::Text(b)) => {
                Step::Texts(a.clone(), TextTest::Compare(compare), b.clone())
            }
            (Given::Truth, Given::Truth) if compare.is_of_equality() => {
                Step::SameTruth(compare == Compare::Equal)
            }
            (Given::Moment, Given::Text(TextOf::Typed(date))) => {
                self.steps.push(Step::Number(date_of(date, right)?));
                Step::Compare(compare)
            }
            (Given::Text(TextOf::Typed(date)), Given::Moment) => {
                self.steps.push(Step::Number(date_of(date, left)?));
                Step::Compare(compare.swapped())
            }
            (a, b) => {
                let message = format!("{} cannot be compared with {}", a.words(), b.words());
                return Err(FilterError::new(left.at.start..right.at.end, message));
            }
        };
        self.steps.push(step);
        Ok(self.part(Given::Truth, left.at.start..right.at.end, left.steps.start))
    }

    fn contains(&mut self, left: Part, right: Part) -> Found<Part> {
        let at = left.at.start..right.at.end;
        match (&left.given, &right.given) {
            (Given::Text(a), Given::Text(b)) => {
                let step = Step::Texts(a.clone(), TextTest::Contains, b.clone());
                self.steps.push(step);
                Ok(self.part(Given::Truth, at, left.steps.start))
            }
            (Given::Text(_), other) => Err(wanted("a text in quotes", other, &right.at)),
            (other, _) => Err(wanted("a text", other, &left.at)),
        }
    }

    fn sum(&mut self) -> Found<Part> {
        let mut left = self.product()?;
        while let Some(sign) = self.took_of(&["+", "-"]) {
            let right = self.product()?;
            let arithmetic = if sign == "+" {
                Arithmetic::Add
            } else {
                Arithmetic::Subtract
            };
            left = self.combine(left, right, arithmetic)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Found<Part> {
        let mut left = self.signed()?;
        while let Some(sign) = self.took_of(&["*", "/", "%"]) {
            let right = self.signed()?;
            let arithmetic = match sign {
                "*" => Arithmetic::Multiply,
                "/" => Arithmetic::Divide,
                _ => Arithmetic::Remainder,
            };
            left = self.combine(left, right, arithmetic)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Found<Part> {
        let start = self.peek().at.start;
        let from = self.steps.len();
        match self.took_of(&["-", "+"]) {
            None => self.power(),
            Some(sign) => {
                let inner = self.deeper(Self::signed)?;
                self.number(&inner)?;
                if sign == "-" {
                    self.steps.push(Step::OfOne(|value| -value));
                }
                Ok(self.part(Given::Number, start..inner.at.end, from))
            }
        }
    }

    fn power(&mut self) -> Found<Part> {
        let base = self.atom()?;
        if !self.took("^") {
            return Ok(base);
        }
        let power = self.deeper(Self::signed)?;
        self.combine(base, power, Arithmetic::Power)
    }

    fn combine(&mut self, left: Part, right: Part, arithmetic: Arithmetic) -> Found<Part> {
        self.number(&left)?;
        self.number(&right)?;
        self.steps.push(Step::OfTwo(arithmetic));
        Ok(self.part(Given::Number, left.at.start..right.at.end, left.steps.start))
    }

    fn atom(&mut self) -> Found<Part> {
        let from = self.steps.len();
        let word = self.take();
        let given = match word.token {
            Token::Number(value) => {
                self.steps.push(Step::Number(value));
                Given::Number
            }
            Token::Text(text) => Given::Text(TextOf::Typed(text)),
            Token::Sign("(") => {
                let inner = self.deeper(Self::either)?;
                let end = self.closed(&word.at)?;
                return Ok(self.part(inner.given, word.at.start..end, from));
            }
            Token::Name(name) => return self.named(&name, word.at),
            Token::Sign(_) | Token::End => {
                let message =
                    "a value is wanted here: a number, a text in quotes or the name of a column";
                return Err(FilterError::new(word.at, message));
            }
        };
        Ok(self.part(given, word.at, from))
    }

    /// Takes the ) of a ( and says where it ends.
    fn closed(&mut self, open: &Range<usize>) -> Found<usize> {
        let word = self.take();
        match word.token {
            Token::Sign(")") => Ok(word.at.end),
            Token::End => Err(FilterError::new(open.clone(), "the ) of this ( is missing")),
            _ => Err(FilterError::new(
                word.at,
                ") is wanted here, or a sign such as && or >",
            )),
        }
    }

    /// A column, a function or a truth.
    fn named(&mut self, name: &str, at: Range<usize>) -> Found<Part> {
        let from = self.steps.len();
        let function = FUNCTIONS
            .iter()
            .find(|function| function.name.eq_ignore_ascii_case(name));
        if matches!(self.peek().token, Token::Sign("(")) {
            let Some(function) = function else {
                return Err(calls::unknown_function(at, name));
            };
            return self.call(function.name, at);
        }
        let Some(place) = self.columns.find(name) else {
            if let Some(truth) = truth_named(name) {
                self.steps.push(Step::Truth(truth));
                return Ok(self.part(Given::Truth, at, from));
            }
            return Err(match function {
                Some(function) => {
                    let message = format!("{name} is a function: write {}", function.usage);
                    FilterError::new(at, message)
                }
                None => unknown_name(at, name, self.columns),
            });
        };
        let given = match self.columns.describe(place).kind {
            Kind::Text => Given::Text(TextOf::Column(place)),
            Kind::Truth => {
                self.steps.push(Step::TruthColumn(place));
                Given::Truth
            }
            kind => {
                self.steps.push(Step::Column(place));
                match kind {
                    Kind::Moment => Given::Moment,
                    Kind::Bits => Given::Bits,
                    _ => Given::Number,
                }
            }
        };
        Ok(self.part(given, at, from))
    }

    fn truth(&self, part: &Part) -> Found<()> {
        match &part.given {
            Given::Truth => Ok(()),
            Given::Number => {
                let message =
                    "this is a number where a condition is wanted: compare it, as in e_gev > 100";
                Err(FilterError::new(part.at.clone(), message))
            }
            other => Err(wanted("a condition", other, &part.at)),
        }
    }

    fn number(&self, part: &Part) -> Found<()> {
        match &part.given {
            Given::Number | Given::Bits => Ok(()),
            other => Err(wanted("a number", other, &part.at)),
        }
    }
}

fn truth_named(name: &str) -> Option<bool> {
    match name.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

fn wanted(what: &str, given: &Given, at: &Range<usize>) -> FilterError {
    let message = format!("{what} is wanted here, this is {}", given.words());
    FilterError::new(at.clone(), message)
}

fn date_of(text: &str, part: &Part) -> Found<f64> {
    dates::unix_s(text).ok_or_else(|| {
        let message = format!("{text:?} is not a date such as 2023-02-13 01:16");
        FilterError::new(part.at.clone(), message)
    })
}
