//! A filter as steps of a machine with a stack: simple to check, and a tree can be no deeper than its text is long.

/// What two numbers are put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

impl Compare {
    /// The comparison that a sign means.
    pub(super) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            _ => return None,
        })
    }

    /// The same with its sides swapped.
    pub(super) fn swapped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    /// Whether it asks only whether both are the same.
    pub(super) fn is_of_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Whether it holds for two values in this order; never for values that have none (NaN).
    pub(super) fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        let Some(order) = order else { return false };
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
        }
    }
}

/// Arithmetic of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Least,
    Greatest,
}

/// A text: a column's, or one that was typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TextOf {
    Column(usize),
    Typed(String),
}

/// How two texts are put to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    Compare(Compare),
    Contains,
}

/// One step; what it takes stands on top of the stack.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Puts a number there.
    Number(f64),
    /// Puts a column of numbers, moments or bits there.
    Column(usize),
    /// Puts a truth there.
    Truth(bool),
    /// Puts a column of truths there.
    TruthColumn(usize),
    /// Replaces a number.
    OfOne(fn(f64) -> f64),
    /// Replaces two numbers by one.
    OfTwo(Arithmetic),
    /// Replaces two numbers by a truth.
    Compare(Compare),
    /// Replaces two truths by whether they are the same (or not).
    SameTruth(bool),
    /// Replaces a number by whether there is one.
    Known,
    /// Puts there whether two texts fit.
    Texts(TextOf, TextTest, TextOf),
    /// Puts there whether a column of bits has one of these.
    Bits(usize, u64),
    /// Replaces two truths by whether both hold.
    And,
    /// Replaces two truths by whether one holds.
    Or,
    /// Turns a truth around.
    Not,
}

impl Step {
    /// The columns it reads.
    pub(super) fn columns(&self) -> Vec<usize> {
        let text = |text: &TextOf| match text {
            TextOf::Column(place) => Some(*place),
            TextOf::Typed(_) => None,
        };
        match self {
            Self::Column(place) | Self::TruthColumn(place) | Self::Bits(place, _) => vec![*place],
            Self::Texts(left, _, right) => text(left).into_iter().chain(text(right)).collect(),
            _ => Vec::new(),
        }
    }
}
