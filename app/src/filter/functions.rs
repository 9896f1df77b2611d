//! The functions of filters: their names, for those who look them up and those who mistype them.

/// A function, as it is offered while a filter is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it gives.
    pub gives: &'static str,
}

const fn function(name: &'static str, usage: &'static str, gives: &'static str) -> Function {
    Function { name, usage, gives }
}

/// All functions, in alphabetical order.
pub const FUNCTIONS: [Function; 12] = [
    function("abs", "abs(x)", "the value without its sign"),
    function(
        "between",
        "between(x, low, high)",
        "whether x lies between the two, both included",
    ),
    function(
        "contains",
        "contains(text, \"part\")",
        "whether the part occurs in the text, in any case of letters",
    ),
    function("exp", "exp(x)", "the exponential"),
    function("floor", "floor(x)", "the next lower whole number"),
    function("known", "known(x)", "whether there is a value"),
    function("ln", "ln(x)", "the natural logarithm"),
    function("log10", "log10(x)", "the logarithm to base 10"),
    function("max", "max(x, y)", "the greatest of the values"),
    function("min", "min(x, y)", "the least of the values"),
    function("sqrt", "sqrt(x)", "the square root"),
    function(
        "triggered",
        "triggered(\"3DMuon\")",
        "whether one of these triggers fired, or any at all",
    ),
];

/// A function of one number; `None` for any other name.
pub(super) fn of_one(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "abs" => f64::abs,
        "exp" => f64::exp,
        "floor" => f64::floor,
        "ln" => f64::ln,
        "log10" => f64::log10,
        "sqrt" => f64::sqrt,
        _ => return None,
    })
}
