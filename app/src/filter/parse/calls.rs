//! Functions in filters: what stands in their parentheses, and the steps they become.

use std::ops::Range;

use nuscope_model::trigger::TRIGGERS;

use super::super::FUNCTIONS;
use super::super::columns::Kind;
use super::super::error::{FilterError, nearest};
use super::super::functions::of_one;
use super::super::steps::{Arithmetic, Compare, Step, TextOf, TextTest};
use super::super::words::Token;
use super::{Found, Given, Parser, Part, wanted};

impl Parser<'_> {
    /// A function with what stands in its parentheses.
    pub(super) fn call(&mut self, name: &'static str, at: Range<usize>) -> Found<Part> {
        let from = self.steps.len();
        let open = self.take().at;
        let mut parts: Vec<Part> = Vec::new();
        if !matches!(self.peek().token, Token::Sign(")")) {
            loop {
                let part = self.deeper(Self::sum)?;
                if matches!(name, "min" | "max") {
                    self.number(&part)?;
                    if !parts.is_empty() {
                        let least = name == "min";
                        let step = if least {
                            Arithmetic::Least
                        } else {
                            Arithmetic::Greatest
                        };
                        self.steps.push(Step::OfTwo(step));
                    }
                }
                if name == "between" && parts.len() == 1 {
                    // x >= low && x <= high: x is asked for twice.
                    self.compare(&parts[0], ">=", &part)?;
                    let again = self.again(&parts[0]);
                    parts.push(again);
                } else if name == "between" && parts.len() == 3 {
                    self.compare(&parts[1], "<=", &part)?;
                    self.steps.push(Step::And);
                }
                parts.push(part);
                if !self.took(",") {
                    break;
                }
            }
        }
        let end = self.closed(&open)?;
        let at = at.start..end;
        let count = match name {
            // The part that was done again stands among them.
            "between" if parts.len() > 2 => parts.len() - 1,
            _ => parts.len(),
        };
        let fits = match name {
            "min" | "max" => count >= 1,
            "between" => count == 3,
            "contains" => count == 2,
            "triggered" => true,
            _ => count == 1,
        };
        if !fits {
            let usage = FUNCTIONS.iter().find(|function| function.name == name);
            let usage = usage.map_or(name, |function| function.usage);
            let message = format!("{name} is written {usage}, not with {count} values");
            return Err(FilterError::new(at, message));
        }
        let given = match name {
            "between" => Given::Truth,
            "min" | "max" => Given::Number,
            "contains" => {
                let right = parts.remove(1);
                return self.contains(parts.remove(0), right);
            }
            "triggered" => {
                self.triggered(&parts, &at)?;
                Given::Truth
            }
            "known" => {
                match &parts[0].given {
                    Given::Text(text) => {
                        let test = TextTest::Compare(Compare::NotEqual);
                        let nothing = TextOf::Typed(String::new());
                        self.steps.push(Step::Texts(text.clone(), test, nothing));
                    }
                    Given::Truth => {
                        return Err(wanted("a number or text", &Given::Truth, &parts[0].at));
                    }
                    _ => self.steps.push(Step::Known),
                }
                Given::Truth
            }
            _ => {
                self.number(&parts[0])?;
                if let Some(function) = of_one(name) {
                    self.steps.push(Step::OfOne(function));
                }
                Given::Number
            }
        };
        Ok(self.part(given, at, from))
    }

    /// Whether one of some triggers fired.
    fn triggered(&mut self, names: &[Part], at: &Range<usize>) -> Found<()> {
        let count = self.columns.count();
        let bits = (0..count).find(|place| self.columns.describe(*place).kind == Kind::Bits);
        let Some(place) = bits else {
            let message = "this table has no trigger bits";
            return Err(FilterError::new(at.clone(), message));
        };
        let mut mask = if names.is_empty() { u64::MAX } else { 0 };
        for part in names {
            let Given::Text(TextOf::Typed(name)) = &part.given else {
                return Err(wanted(
                    "the name of a trigger in quotes",
                    &part.given,
                    &part.at,
                ));
            };
            mask |= 1 << trigger_bit(name, &part.at)?;
        }
        self.steps.push(Step::Bits(place, mask));
        Ok(())
    }
}

pub(super) fn unknown_function(at: Range<usize>, name: &str) -> FilterError {
    let near = nearest(name, FUNCTIONS.iter().map(|function| function.name));
    let message = match near {
        Some(near) => format!("there is no function {name}; {near} is the nearest name"),
        None => {
            let names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
            format!("there is no function {name}, only {}", names.join(", "))
        }
    };
    FilterError::new(at, message)
}

/// The bit of a trigger: its name in any case of letters and without spaces, or "bit 7".
fn trigger_bit(name: &str, at: &Range<usize>) -> Found<u32> {
    let plain = |text: &str| text.to_lowercase().replace([' ', '_', '-'], "");
    let wanted = plain(name);
    let numbered = wanted.strip_prefix("bit").and_then(|bit| bit.parse().ok());
    let known = TRIGGERS
        .iter()
        .find(|trigger| plain(trigger.name) == wanted || plain(trigger.definition) == wanted);
    let bit = known
        .map(|trigger| trigger.bit)
        .or(numbered.filter(|bit| *bit < 64));
    bit.ok_or_else(|| {
        let names: Vec<_> = TRIGGERS.iter().map(|trigger| trigger.name).collect();
        let message = format!(
            "there is no trigger {name:?}; there are {} and \"bit 0\" to \"bit 63\"",
            names.join(", ")
        );
        FilterError::new(at.clone(), message)
    })
}
