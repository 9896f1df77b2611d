//! What a FIELD declares: name, type and shape of a column.

use crate::{Error, Result};

/// The types of VOTable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Boolean,
    Bit,
    UnsignedByte,
    Short,
    Int,
    Long,
    Char,
    UnicodeChar,
    Float,
    Double,
    FloatComplex,
    DoubleComplex,
}

impl Type {
    /// The type of this name.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "bit" => Self::Bit,
            "unsignedByte" => Self::UnsignedByte,
            "short" => Self::Short,
            "int" => Self::Int,
            "long" => Self::Long,
            "char" => Self::Char,
            "unicodeChar" => Self::UnicodeChar,
            "float" => Self::Float,
            "double" => Self::Double,
            "floatComplex" => Self::FloatComplex,
            "doubleComplex" => Self::DoubleComplex,
            // Names that files use although no version has them.
            "string" | "text" => Self::Char,
            "integer" => Self::Int,
            _ => return None,
        })
    }

    /// Bytes of so many of them in binary; `None` if there can be no such number.
    pub(crate) fn bytes(self, count: usize) -> Option<usize> {
        match self {
            Self::Bit => Some(count.div_ceil(8)),
            Self::Boolean | Self::UnsignedByte | Self::Char => Some(count),
            Self::Short | Self::UnicodeChar => count.checked_mul(2),
            Self::Int | Self::Float => count.checked_mul(4),
            Self::Long | Self::Double | Self::FloatComplex => count.checked_mul(8),
            Self::DoubleComplex => count.checked_mul(16),
        }
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Char | Self::UnicodeChar)
    }

    pub(crate) fn is_complex(self) -> bool {
        matches!(self, Self::FloatComplex | Self::DoubleComplex)
    }
}

/// How many elements a cell has: those of all fixed dimensions, and whether the last one varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The product of the fixed dimensions; 1 for a single value.
    pub(crate) fixed: usize,
    /// Whether the last dimension is told by every row.
    pub(crate) varies: bool,
    /// The first dimension: the length of the strings in an array of strings.
    pub(crate) first: usize,
    /// The number of dimensions; none for a single value.
    pub(crate) dimensions: usize,
}

impl Shape {
    /// The shape of an arraysize such as `3`, `*`, `8*` or `2x3x*`; `None` if it is none.
    fn of(arraysize: &str) -> Option<Self> {
        let mut shape = Self {
            fixed: 1,
            varies: false,
            first: 1,
            dimensions: 0,
        };
        // A single value was written as an array of one by early writers.
        if matches!(arraysize.trim(), "" | "1") {
            return Some(shape);
        }
        let parts: Vec<&str> = arraysize.trim().split('x').collect();
        for (i, part) in parts.iter().enumerate() {
            if part.ends_with('*') {
                // What stands before the asterisk is the most that a row may have.
                shape.varies = true;
                if i + 1 < parts.len() {
                    return None;
                }
            } else {
                let size: usize = part.trim().parse().ok()?;
                shape.fixed = shape.fixed.checked_mul(size)?;
                if i == 0 {
                    shape.first = size;
                }
            }
            shape.dimensions += 1;
        }
        Some(shape)
    }
}

/// A column as the document declares it.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) ucd: String,
    pub(crate) utype: String,
    pub(crate) xtype: String,
    pub(crate) description: String,
    /// The system of coordinates or time that it refers to.
    pub(crate) system: String,
    /// What stands for a missing value.
    pub(crate) null: Option<String>,
    pub(crate) datatype: Type,
    pub(crate) shape: Shape,
}

impl Field {
    /// A field of these attributes.
    pub(crate) fn of(attribute: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let text = |key: &str| attribute(key).unwrap_or_default();
        let name = attribute("name")
            .or_else(|| attribute("ID"))
            .unwrap_or_default();
        let wrong = |wanted: &str, found: String| Error::Damaged {
            place: format!("column {name:?}"),
            wanted: wanted.into(),
            found,
        };
        let datatype = text("datatype");
        let arraysize = text("arraysize");
        Ok(Self {
            datatype: Type::named(datatype.trim())
                .ok_or_else(|| wrong("a datatype of VOTable", format!("{datatype:?}")))?,
            shape: Shape::of(&arraysize).ok_or_else(|| {
                wrong("an arraysize such as 3, * or 2x*", format!("{arraysize:?}"))
            })?,
            unit: text("unit"),
            ucd: text("ucd"),
            utype: text("utype"),
            xtype: text("xtype"),
            system: text("ref"),
            description: String::new(),
            null: None,
            name,
        })
    }

    /// Whether a cell holds a list; texts are single values, complex numbers pairs.
    pub(crate) fn is_list(&self) -> bool {
        match self.datatype.is_text() {
            true => self.shape.dimensions > 1,
            false => self.shape.dimensions > 0 || self.datatype.is_complex(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn arraysizes_say_how_many_elements_there_are() {
        let shape = |text| Shape::of(text).map(|s| (s.fixed, s.varies, s.first, s.dimensions));
        assert_eq!(shape(""), Some((1, false, 1, 0)));
        assert_eq!(shape("1"), Some((1, false, 1, 0)));
        assert_eq!(shape("3"), Some((3, false, 3, 1)));
        assert_eq!(shape("*"), Some((1, true, 1, 1)));
        assert_eq!(shape("8*"), Some((1, true, 1, 1)));
        assert_eq!(shape("2x3x*"), Some((6, true, 2, 3)));
        assert_eq!(shape("*x3"), None);
        assert_eq!(shape("-1"), None);
        assert_eq!(shape("99999999999x99999999999"), None);
    }
}
