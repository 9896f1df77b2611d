//! Numbers as ROOT stores them, decoded many at a time.
//!
//! The kind is looked at once per list, never per value, so that the compiler makes vector code of each loop.

/// Kind of a stored number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    I8,
    U8,
    Bool,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

impl Number {
    /// Number of its bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Whether it has a fraction.
    pub(crate) fn is_real(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The kind that a description calls by this code. 9 and 19 are packed floats, which these files do not use.
    pub(crate) fn of_code(code: i32) -> Option<Self> {
        Some(match code {
            1 | 10 => Self::I8,
            2 => Self::I16,
            3 | 6 => Self::I32,
            4 | 16 => Self::I64,
            5 => Self::F32,
            8 => Self::F64,
            11 => Self::U8,
            12 => Self::U16,
            13 | 15 => Self::U32,
            14 | 17 => Self::U64,
            18 => Self::Bool,
            _ => return None,
        })
    }

    /// The kind of the values of a fixed array: an array's code is that of its values plus 20.
    pub(crate) fn of_array_code(code: i32) -> Option<Self> {
        Self::of_code(code.checked_sub(20)?)
    }

    /// The kind of the values of an array whose length is another member: its code is that of its values plus 40.
    pub(crate) fn of_counted_code(code: i32) -> Option<Self> {
        Self::of_code(code.checked_sub(40)?)
    }

    /// The kind of this name in C++.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "char" | "signed char" | "Char_t" => Self::I8,
            "unsigned char" | "UChar_t" => Self::U8,
            "bool" | "Bool_t" => Self::Bool,
            "short" | "Short_t" => Self::I16,
            "unsigned short" | "UShort_t" => Self::U16,
            "int" | "Int_t" => Self::I32,
            "unsigned int" | "UInt_t" => Self::U32,
            "long" | "long long" | "Long_t" | "Long64_t" => Self::I64,
            "unsigned long" | "unsigned long long" | "ULong_t" | "ULong64_t" => Self::U64,
            "float" | "Float_t" => Self::F32,
            "double" | "Double_t" => Self::F64,
            _ => return None,
        })
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl Sealed for i64 {}
    impl Sealed for u64 {}
}

/// A type that a column of numbers can be read as. Whole numbers as `u64` keep their bits (a trigger mask may
/// use all of them); reals become whole numbers by cutting off the fraction.
pub trait Element: Copy + Default + Send + sealed::Sealed {
    /// Appends `bytes`, which are numbers of one kind.
    #[doc(hidden)]
    fn extend(out: &mut Vec<Self>, bytes: &[u8], kind: Kind);
}

/// Kind of number, for [`Element::extend`] alone.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Kind(pub(crate) Number);

/// Appends big-endian numbers of type `$stored`.
macro_rules! decode {
    ($out:expr, $bytes:expr, $stored:ty) => {{
        let numbers = $bytes.chunks_exact(size_of::<$stored>()).map(|chunk| {
            <$stored>::from_be_bytes(chunk.try_into().expect("a chunk has its size")) as Self
        });
        $out.extend(numbers)
    }};
}

macro_rules! elements {
    ($($element:ty)*) => {
        $(
            impl Element for $element {
                fn extend(out: &mut Vec<Self>, bytes: &[u8], kind: Kind) {
                    match kind.0 {
                        Number::I8 => decode!(out, bytes, i8),
                        Number::U8 | Number::Bool => decode!(out, bytes, u8),
                        Number::I16 => decode!(out, bytes, i16),
                        Number::U16 => decode!(out, bytes, u16),
                        Number::I32 => decode!(out, bytes, i32),
                        Number::U32 => decode!(out, bytes, u32),
                        Number::I64 => decode!(out, bytes, i64),
                        Number::U64 => decode!(out, bytes, u64),
                        Number::F32 => decode!(out, bytes, f32),
                        Number::F64 => decode!(out, bytes, f64),
                    }
                }
            }
        )*
    };
}

elements! { f64 i64 u64 }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_its_highest_bit_and_a_number_its_sign() {
        let mut masks: Vec<u64> = Vec::new();
        u64::extend(
            &mut masks,
            &0x8000_0016_u32.to_be_bytes(),
            Kind(Number::U32),
        );
        u64::extend(&mut masks, &u64::MAX.to_be_bytes(), Kind(Number::U64));
        assert_eq!(masks, [0x8000_0016, u64::MAX]);
        let mut numbers: Vec<f64> = Vec::new();
        f64::extend(&mut numbers, &(-7_i16).to_be_bytes(), Kind(Number::I16));
        f64::extend(&mut numbers, &0.1_f32.to_be_bytes(), Kind(Number::F32));
        assert_eq!(numbers, [-7.0, f64::from(0.1_f32)]);
    }
}
