//! Tiny files for tests: trees of a few columns, written plainly or with any compression.
//!
//! The files describe their own classes, with as few members as a reader needs, so that reading them shows that
//! descriptions are followed. Columns are given by path; a path in a path makes a column in a column.

use std::io::Write;

mod bytes;
mod column;
mod packing;

use bytes::{Bytes, array, element, header, named, object_list, pointer, tobject};
use column::MEMBERS;
pub use column::{Stored, TestColumn};
pub use packing::{Packing, pack};

/// A file to write.
#[derive(Clone, Debug)]
pub struct TestFile {
    bytes: Vec<u8>,
    keys: Vec<Vec<u8>>,
    wide: bool,
    packing: Packing,
}

impl TestFile {
    /// A file with this compression and with offsets of 8 bytes if `wide`.
    pub fn new(packing: Packing, wide: bool) -> Self {
        Self {
            bytes: vec![0; 200],
            keys: Vec::new(),
            wide,
            packing,
        }
    }

    /// A key and a content behind it, as they stand in the file. `more` belongs to the key.
    fn record(
        &mut self,
        class: &str,
        name: &str,
        content: &[u8],
        more: impl Fn(usize) -> Vec<u8>,
    ) -> (u64, Vec<u8>) {
        let offset = self.bytes.len() as u64;
        let packed = pack(content, self.packing, 2);
        let stored = if packed.len() < content.len() {
            &packed
        } else {
            content
        };
        let key = self.key(class, name, content.len(), stored.len(), offset, &more);
        self.bytes.write_all(&key).expect("memory");
        self.bytes.write_all(stored).expect("memory");
        (offset, key)
    }

    fn key(
        &self,
        class: &str,
        name: &str,
        plain: usize,
        stored: usize,
        offset: u64,
        more: &impl Fn(usize) -> Vec<u8>,
    ) -> Vec<u8> {
        let offsets = if self.wide { 16 } else { 8 };
        let key_bytes = 18 + offsets + 3 + class.len() + name.len() + more(0).len();
        let mut key = Bytes::default();
        key.i32((key_bytes + stored) as i32)
            .u16(if self.wide { 1004 } else { 4 })
            .i32(plain as i32)
            .u32(0)
            .u16(key_bytes as u16)
            .u16(1)
            .offset(offset, self.wide)
            .offset(100, self.wide)
            .text(class)
            .text(name)
            .text("")
            .raw(&more(key_bytes));
        key.0
    }

    /// Adds an object that others can find.
    fn object(&mut self, class: &str, name: &str, content: &[u8]) {
        let (_, key) = self.record(class, name, content, |_| Vec::new());
        self.keys.push(key);
    }

    /// Adds a map of texts, as the simulation's header is one; stored by member if `member_wise`.
    pub fn map(&mut self, name: &str, pairs: &[(&str, &str)], member_wise: bool) {
        let mut content = Bytes::default();
        if member_wise {
            content.u16(1).i32(pairs.len() as i32);
            if !pairs.is_empty() {
                for texts in [
                    pairs.iter().map(|pair| pair.0).collect::<Vec<_>>(),
                    pairs.iter().map(|pair| pair.1).collect(),
                ] {
                    let mut column = Bytes::default();
                    for text in texts {
                        column.text(text);
                    }
                    content.raw(&header(9, &column.0));
                }
            }
        } else {
            content.i32(pairs.len() as i32);
            for (key, value) in pairs {
                content.text(key).text(value);
            }
        }
        let version = if member_wise { 0x4009 } else { 9 };
        let members = [tobject(), header(version, &content.0)].concat();
        self.object("Head", name, &header(1, &members));
    }

    /// Adds a tree of these columns, with as many entries as the first.
    pub fn tree(&mut self, name: &str, columns: &[TestColumn]) {
        let entries = columns.first().map_or(0, |column| column.cells.len());
        let branches = self.branches(columns, "");
        let members = [
            named(name),
            (entries as i64).to_be_bytes().to_vec(),
            array(&branches),
        ];
        self.object("TTree", name, &header(1, &members.concat()));
    }

    /// Pointers to the branches whose paths begin with `prefix` and have one name more.
    fn branches(&mut self, columns: &[TestColumn], prefix: &str) -> Vec<Vec<u8>> {
        let mut names: Vec<&str> = Vec::new();
        for column in columns {
            if let Some(rest) = column.path.strip_prefix(prefix) {
                let name = rest.split('/').next().unwrap_or(rest);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let branch = |name: &&str| {
            let path = format!("{prefix}{name}");
            let inner = self.branches(columns, &format!("{path}/"));
            let column = columns.iter().find(|column| column.path == path);
            self.branch(name, column, &inner)
        };
        names.iter().map(branch).collect()
    }

    fn branch(&mut self, name: &str, column: Option<&TestColumn>, inner: &[Vec<u8>]) -> Vec<u8> {
        let heading = TestColumn::new("", Vec::new(), 0, -1, -1);
        let column = column.unwrap_or(&heading);
        let (mut seeks, mut sizes, mut firsts) =
            (Bytes::default(), Bytes::default(), Bytes::default());
        let (mut embedded, mut first) = (Vec::new(), 0);
        let size = column.per_basket.clamp(1, column.cells.len().max(1));
        let baskets: Vec<_> = column.cells.chunks(size).collect();
        for (i, cells) in baskets.iter().enumerate() {
            firsts.i64(first);
            first += cells.len() as i64;
            if column.embedded && i + 1 == baskets.len() {
                embedded.push(self.embedded_basket(cells, column.varies));
                seeks.i64(0);
                sizes.i32(0);
            } else {
                embedded.push(vec![0; 4]);
                let start = self.bytes.len();
                seeks.i64(start as i64);
                self.basket(cells, column.varies);
                sizes.i32((self.bytes.len() - start) as i32);
            }
        }
        let (leaf, unsigned) = column.leaf.unwrap_or(("TLeafElement", false));
        let leaf_members = [
            named(name),
            1_i32.to_be_bytes().to_vec(),
            vec![unsigned.into()],
            vec![0; 4],
        ];
        let leaf = pointer(leaf, &header(1, &leaf_members.concat()));
        let mut members = Bytes::default();
        members
            .raw(&named(name))
            .i64(column.claimed.unwrap_or(column.cells.len() as i64))
            .i32(baskets.len() as i32 - 1)
            .i32(baskets.len() as i32);
        for list in [seeks, sizes, firsts] {
            members.raw(&[1]).raw(&list.0);
        }
        members
            .raw(&array(&embedded))
            .raw(&array(inner))
            .raw(&array(&[leaf]));
        let members = header(1, &members.0);
        if column.leaf.is_some() {
            return pointer("TBranch", &members);
        }
        let mut all = Bytes::default();
        all.raw(&members)
            .text("Cell")
            .u32(7)
            .i32(1)
            .i32(column.member)
            .i32(column.kind)
            .i32(column.code);
        pointer("TBranchElement", &header(1, &all.0))
    }

    /// The fields behind a basket's key.
    fn basket_fields(cells: &[Vec<u8>], last: usize, flag: u8) -> Vec<u8> {
        let mut fields = Bytes::default();
        fields
            .u16(3)
            .i32(32_000)
            .i32(1000)
            .i32(cells.len() as i32)
            .i32(last as i32)
            .raw(&[flag]);
        fields.0
    }

    fn offsets(cells: &[Vec<u8>], key_bytes: usize) -> Vec<u8> {
        let mut offsets = Bytes::default();
        offsets.i32(cells.len() as i32);
        let mut at = key_bytes;
        for cell in cells {
            offsets.i32(at as i32);
            at += cell.len();
        }
        offsets.0
    }

    fn basket(&mut self, cells: &[Vec<u8>], varies: bool) {
        let data = cells.concat();
        let fields = |key_bytes| Self::basket_fields(cells, key_bytes + data.len(), 0);
        let key_bytes = self.key("TBasket", "", 0, 0, 0, &fields).len();
        let mut content = data.clone();
        if varies {
            content.extend(Self::offsets(cells, key_bytes));
        }
        self.record("TBasket", "", &content, fields);
    }

    fn embedded_basket(&self, cells: &[Vec<u8>], varies: bool) -> Vec<u8> {
        let data = cells.concat();
        let flag = if varies { 11 } else { 12 };
        let fields = |key_bytes| Self::basket_fields(cells, key_bytes + data.len(), flag);
        let mut basket = self.key("TBasket", "", 0, 0, 0, &fields);
        let key_bytes = basket.len();
        if varies {
            basket.extend(Self::offsets(cells, key_bytes));
        }
        basket.extend(vec![0; key_bytes]);
        basket.extend(&data);
        pointer("TBasket", &basket)
    }

    /// The whole file.
    pub fn finish(mut self) -> Vec<u8> {
        let (classes_at, _) = self.record("TList", "StreamerInfo", &descriptions(), |_| Vec::new());
        let classes_bytes = self.bytes.len() as u64 - classes_at;
        let keys_at = self.bytes.len() as u64;
        let mut list = Bytes::default();
        list.i32(self.keys.len() as i32).raw(&self.keys.concat());
        let plain = std::mem::replace(&mut self.packing, Packing::None);
        self.record("TFile", "test.root", &list.0, |_| Vec::new());
        self.packing = plain;
        let (end, wide) = (self.bytes.len() as u64, self.wide);
        let mut head = Bytes::default();
        head.raw(b"root")
            .i32(if wide { 1_062_206 } else { 62_206 })
            .i32(100);
        head.offset(end, wide)
            .offset(0, wide)
            .i32(0)
            .i32(0)
            .i32(0)
            .raw(&[4])
            .i32(0);
        head.offset(classes_at, wide).i32(classes_bytes as i32);
        let mut folder = Bytes::default();
        folder
            .u16(if wide { 1005 } else { 5 })
            .u32(0)
            .u32(0)
            .i32(0)
            .i32(0);
        folder
            .offset(100, wide)
            .offset(0, wide)
            .offset(keys_at, wide);
        self.bytes[..head.0.len()].copy_from_slice(&head.0);
        self.bytes[100..100 + folder.0.len()].copy_from_slice(&folder.0);
        self.bytes
    }
}

/// The descriptions of all classes in test files.
fn descriptions() -> Vec<u8> {
    let list = |name| element("TStreamerObject", name, 61, "TObjArray", None);
    let number = |name, code| element("TStreamerBasicType", name, code, "", None);
    let many = |name, code| element("TStreamerBasicPointer", name, code, "", Some("fMaxBaskets"));
    let base = |name| element("TStreamerBase", name, 0, "BASE", None);
    let tree = vec![base("TNamed"), number("fEntries", 16), list("fBranches")];
    let branch = vec![
        base("TNamed"),
        number("fEntries", 16),
        number("fWriteBasket", 3),
        number("fMaxBaskets", 6),
        many("fBasketSeek", 56),
        many("fBasketBytes", 43),
        many("fBasketEntry", 56),
        list("fBaskets"),
        list("fBranches"),
        list("fLeaves"),
    ];
    let branch_element = vec![
        base("TBranch"),
        element("TStreamerString", "fClassName", 65, "TString", None),
        number("fCheckSum", 13),
        number("fClassVersion", 3),
        number("fID", 3),
        number("fType", 3),
        number("fStreamerType", 3),
    ];
    let cell = MEMBERS
        .iter()
        .map(|name| element("TStreamerSTL", "x", 500, name, None));
    let head = vec![
        base("TObject"),
        element(
            "TStreamerSTL",
            "map<string,string>",
            500,
            "map<string,string>",
            None,
        ),
    ];
    let mut classes = vec![
        ("TTree", tree),
        ("TBranch", branch),
        ("TBranchElement", branch_element),
        ("Cell", cell.collect()),
        ("Head", head),
    ];
    for name in [
        "TLeafElement",
        "TLeafD",
        "TLeafI",
        "TLeafL",
        "TLeafB",
        "TLeafF",
    ] {
        let count = element("TStreamerObjectPointer", "fLeafCount", 64, "TLeaf*", None);
        classes.push((
            name,
            vec![
                base("TNamed"),
                number("fLen", 3),
                number("fIsUnsigned", 18),
                count,
            ],
        ));
    }
    let infos = classes.iter().map(|(name, elements)| {
        let mut members = Bytes::default();
        members
            .raw(&named(name))
            .u32(7)
            .i32(1)
            .raw(&pointer("TObjArray", &array(elements)));
        pointer("TStreamerInfo", &header(9, &members.0))
    });
    object_list(&infos.collect::<Vec<_>>())
}
