//! Columns to write: the bytes of their entries, and what a branch says about them.

use super::bytes::{Bytes, header};

/// A number that a test column can hold.
pub trait Stored: Copy {
    /// Code of its type in descriptions.
    const CODE: i32;
    /// Class of a leaf of it, and whether that is unsigned.
    const LEAF: (&'static str, bool);
    /// Its place among the members of the class that test columns belong to.
    const MEMBER: i32;
    /// Its bytes in the file.
    fn bytes(self) -> Vec<u8>;
}

macro_rules! stored {
    ($($number:ty, $code:expr, $leaf:expr, $unsigned:expr, $member:expr;)*) => {
        $(
            impl Stored for $number {
                const CODE: i32 = $code;
                const LEAF: (&'static str, bool) = ($leaf, $unsigned);
                const MEMBER: i32 = $member;
                fn bytes(self) -> Vec<u8> {
                    self.to_be_bytes().to_vec()
                }
            }
        )*
    };
}

stored! {
    f64, 8, "TLeafD", false, 0;
    i32, 3, "TLeafI", false, 1;
    u32, 13, "TLeafI", true, 2;
    u64, 17, "TLeafL", true, 3;
    u8, 11, "TLeafB", true, 4;
    f32, 5, "TLeafF", false, 5;
}

/// The containers that test columns can be, in the order of [`Stored::MEMBER`]; records come last.
pub(super) const MEMBERS: [&str; 7] = [
    "vector<double>",
    "vector<int>",
    "vector<unsigned int>",
    "vector<unsigned long>",
    "vector<unsigned char>",
    "vector<float>",
    "vector<KM3NETDAQ::JDAQKeyHit>",
];

/// A column to write.
#[derive(Clone, Debug)]
pub struct TestColumn {
    pub(super) path: String,
    /// The bytes of each entry.
    pub(super) cells: Vec<Vec<u8>>,
    pub(super) kind: i32,
    pub(super) code: i32,
    pub(super) member: i32,
    pub(super) leaf: Option<(&'static str, bool)>,
    pub(super) varies: bool,
    pub(super) per_basket: usize,
    pub(super) embedded: bool,
    /// What the tree says that the column has, if not the truth.
    pub(super) claimed: Option<i64>,
}

impl TestColumn {
    pub(super) fn new(path: &str, cells: Vec<Vec<u8>>, kind: i32, code: i32, member: i32) -> Self {
        Self {
            path: path.to_owned(),
            cells,
            kind,
            code,
            member,
            leaf: None,
            varies: true,
            per_basket: usize::MAX,
            embedded: false,
            claimed: None,
        }
    }

    /// Its path in the tree.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One number in every entry.
    pub fn values<T: Stored>(path: &str, values: &[T]) -> Self {
        let cells = values.iter().map(|value| value.bytes()).collect();
        let mut column = Self::new(path, cells, 0, T::CODE, -1);
        column.varies = false;
        column
    }

    /// One number in every entry, as programs other than aanet write it.
    pub fn leaf<T: Stored>(path: &str, values: &[T]) -> Self {
        let mut column = Self::values(path, values);
        column.leaf = Some(T::LEAF);
        column
    }

    /// How many elements a collection has.
    pub fn counts(path: &str, counts: &[i32]) -> Self {
        let mut column = Self::values(path, counts);
        column.kind = 4;
        column
    }

    /// A member of the elements of a collection.
    pub fn lists<T: Stored>(path: &str, lists: &[&[T]]) -> Self {
        let cells = lists.iter().map(|list| plain(list)).collect();
        Self::new(path, cells, 41, T::CODE, -1)
    }

    /// A vector in every entry.
    pub fn vectors<T: Stored>(path: &str, lists: &[&[T]]) -> Self {
        let cells = lists.iter().map(|list| {
            let mut content = Bytes::default();
            content.i32(list.len() as i32).raw(&plain(list));
            header(9, &content.0)
        });
        Self::new(path, cells.collect(), 0, 300, T::MEMBER)
    }

    /// A vector in every element of a collection.
    pub fn nested<T: Stored>(path: &str, entries: &[&[&[T]]]) -> Self {
        let cells = entries.iter().map(|lists| {
            let mut content = Bytes::default();
            for list in *lists {
                content.i32(list.len() as i32).raw(&plain(list));
            }
            header(9, &content.0)
        });
        Self::new(path, cells.collect(), 41, 300, T::MEMBER)
    }

    /// A text in every entry.
    pub fn texts(path: &str, texts: &[&str]) -> Self {
        let cells = texts.iter().map(|text| {
            let mut cell = Bytes::default();
            cell.text(text);
            cell.0
        });
        Self::new(path, cells.collect(), 0, 65, -1)
    }

    /// Records of a class that writes itself; each entry is `count` of them.
    pub fn records(path: &str, entries: &[(i32, Vec<u8>)]) -> Self {
        let cells = entries.iter().map(|(count, records)| {
            let mut content = Bytes::default();
            content.i32(*count).raw(records);
            header(1, &content.0)
        });
        Self::new(path, cells.collect(), 0, 300, MEMBERS.len() as i32 - 1)
    }

    /// Bytes of any meaning.
    pub fn raw(path: &str, cells: Vec<Vec<u8>>) -> Self {
        Self::new(path, cells, 0, -1, -1)
    }

    /// The same column with `entries` in every basket.
    pub fn per_basket(mut self, entries: usize) -> Self {
        self.per_basket = entries;
        self
    }

    /// The same column with its last basket inside the tree.
    pub fn embedded(mut self) -> Self {
        self.embedded = true;
        self
    }

    /// The same column, of which the tree says that it has `entries`.
    pub fn claiming(mut self, entries: i64) -> Self {
        self.claimed = Some(entries);
        self
    }
}

fn plain<T: Stored>(list: &[T]) -> Vec<u8> {
    list.iter().flat_map(|value| value.bytes()).collect()
}
