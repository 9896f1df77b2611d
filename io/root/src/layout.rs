//! What one entry of a column holds, decided once from the branch, its leaf and the description of its class.

use crate::classes::{Classes, Element, ElementKind};
use crate::number::Number;
use crate::types::Type;
use crate::value::{Object, Value};
use crate::{Error, Result};

/// Longest fixed array in an entry.
const LENGTH: i64 = 65_536;

/// What one entry of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Nothing: the column is only a heading for those in it.
    Nothing,
    /// `length` numbers.
    Fixed { number: Number, length: usize },
    /// As many times `length` numbers as there are bytes for.
    Bare { number: Number, length: usize },
    /// A container's header, a count, and that many numbers.
    List { number: Number },
    /// One container's header for all elements, then a count and numbers for each.
    Lists { number: Number },
    /// A text.
    Text,
    /// Something else.
    Other,
}

impl Layout {
    /// The layout of a branch.
    pub(crate) fn of(branch: &Object, classes: &Classes) -> Result<Self> {
        let leaves = branch
            .list("fLeaves")?
            .iter()
            .filter_map(|leaf| match leaf {
                Value::Object(leaf) => Some(&**leaf),
                _ => None,
            });
        let leaves: Vec<_> = leaves.collect();
        let length = leaves.first().map_or(Ok(1), |leaf| leaf.integer("fLen"))?;
        if !(1..=LENGTH).contains(&length) {
            return Err(Error::damaged(format!("an array of {length} values")));
        }
        let length = length as usize;
        if branch.class != "TBranchElement" {
            return match leaves.as_slice() {
                [leaf] => of_leaf(leaf, length),
                _ => Ok(Self::Other),
            };
        }
        let kind = branch.integer("fType")?;
        let code = branch.integer("fStreamerType")? as i32;
        let class = branch.text("fClassName")?;
        let in_collection = matches!(kind, 31 | 41);
        let number = |number, length| match in_collection {
            true => Self::Bare { number, length },
            false => Self::Fixed { number, length },
        };
        if matches!(kind, 3 | 4) {
            let number = Number::I32; // how many elements the collection has
            return Ok(Self::Fixed { number, length: 1 });
        }
        if matches!(kind, 1 | 2) || (kind == 0 && !branch.list("fBranches")?.is_empty()) {
            return Ok(Self::Nothing);
        }
        if let Some(one) = Number::of_code(code) {
            return Ok(number(one, 1));
        }
        if let Some(array) = Number::of_array_code(code) {
            return Ok(number(array, length));
        }
        if code == 65 || (code == -1 && matches!(class, "string" | "TString")) {
            return Ok(if in_collection {
                Self::Other
            } else {
                Self::Text
            });
        }
        let Some(spelling) = container(branch, classes)? else {
            return Ok(Self::Other);
        };
        Ok(match Type::parse(&spelling) {
            Ok(Type::List(items)) => match (*items, in_collection) {
                (Type::Number(number), true) => Self::Lists { number },
                (Type::Number(number), false) => Self::List { number },
                _ => Self::Other,
            },
            _ => Self::Other,
        })
    }
}

/// The layout of a plain branch with one leaf.
fn of_leaf(leaf: &Object, length: usize) -> Result<Layout> {
    let unsigned = leaf.integer("fIsUnsigned")? != 0;
    let number = match (leaf.class.as_str(), unsigned) {
        ("TLeafB", false) => Number::I8,
        ("TLeafB", true) => Number::U8,
        ("TLeafS", false) => Number::I16,
        ("TLeafS", true) => Number::U16,
        ("TLeafI", false) => Number::I32,
        ("TLeafI", true) => Number::U32,
        ("TLeafL", false) => Number::I64,
        ("TLeafL", true) => Number::U64,
        ("TLeafF", _) => Number::F32,
        ("TLeafD", _) => Number::F64,
        ("TLeafO", _) => Number::Bool,
        ("TLeafC", _) => return Ok(Layout::Text),
        _ => return Ok(Layout::Other),
    };
    Ok(match leaf.get("fLeafCount") {
        Some(Value::Object(_)) => Layout::Bare { number, length },
        _ => Layout::Fixed { number, length },
    })
}

/// How C++ spells the container that a branch holds, if it holds one.
fn container(branch: &Object, classes: &Classes) -> Result<Option<String>> {
    let class = branch.text("fClassName")?;
    let Ok(id) = usize::try_from(branch.integer("fID")?) else {
        // A vector that is a branch by itself, not a member of a class.
        return Ok(class.starts_with("vector<").then(|| class.to_owned()));
    };
    let checksum = branch.integer("fCheckSum")? as u32;
    let version = branch.integer("fClassVersion")? as i32;
    let elements = match classes.find(class, version, Some(checksum)) {
        Ok(elements) => elements,
        Err(_) => return Ok(None),
    };
    let standard = |element: &&Element| element.kind == ElementKind::Standard;
    let element = elements.get(id).filter(standard);
    Ok(element.map(|element| element.type_name.clone()))
}
