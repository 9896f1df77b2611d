//! The bytes of small objects, as ROOT stores them.

/// Bytes that grow.
#[derive(Clone, Debug, Default)]
pub(super) struct Bytes(pub(super) Vec<u8>);

macro_rules! numbers {
    ($($name:ident)*) => {
        $(
            pub(super) fn $name(&mut self, value: $name) -> &mut Self {
                self.raw(&value.to_be_bytes())
            }
        )*
    };
}

impl Bytes {
    numbers! { u16 u32 i32 i64 }

    pub(super) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn offset(&mut self, offset: u64, wide: bool) -> &mut Self {
        match wide {
            true => self.i64(offset as i64),
            false => self.i32(offset as i32),
        }
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        match u8::try_from(text.len()) {
            Ok(n) if n < 255 => self.raw(&[n]),
            _ => self.raw(&[255]).i32(text.len() as i32),
        };
        self.raw(text.as_bytes())
    }
}

/// An object: byte count, version, members.
pub(super) fn header(version: u16, members: &[u8]) -> Vec<u8> {
    let mut object = Bytes::default();
    object
        .u32(0x4000_0000 | (members.len() + 2) as u32)
        .u16(version)
        .raw(members);
    object.0
}

/// A pointer to an object whose class is named anew.
pub(super) fn pointer(class: &str, object: &[u8]) -> Vec<u8> {
    let mut bytes = Bytes::default();
    bytes
        .u32(0x4000_0000 | (4 + class.len() + 1 + object.len()) as u32)
        .u32(0xffff_ffff)
        .raw(class.as_bytes())
        .raw(&[0])
        .raw(object);
    bytes.0
}

pub(super) fn tobject() -> Vec<u8> {
    [&1_u16.to_be_bytes()[..], &[0; 8]].concat()
}

/// A `TNamed` without a title.
pub(super) fn named(name: &str) -> Vec<u8> {
    let mut members = Bytes::default();
    members.raw(&tobject()).text(name).text("");
    header(1, &members.0)
}

/// A `TObjArray` of these pointers.
pub(super) fn array(pointers: &[Vec<u8>]) -> Vec<u8> {
    let mut members = Bytes::default();
    members
        .raw(&tobject())
        .text("")
        .i32(pointers.len() as i32)
        .i32(0)
        .raw(&pointers.concat());
    header(3, &members.0)
}

/// A `TList` of these pointers.
pub(super) fn object_list(pointers: &[Vec<u8>]) -> Vec<u8> {
    let mut members = Bytes::default();
    members.raw(&tobject()).text("").i32(pointers.len() as i32);
    for pointer in pointers {
        members.raw(pointer).text("");
    }
    header(5, &members.0)
}

/// A pointer to the description of one member.
pub(super) fn element(
    class: &str,
    name: &str,
    code: i32,
    type_name: &str,
    counter: Option<&str>,
) -> Vec<u8> {
    let mut common = Bytes::default();
    common.raw(&named(name)).i32(code).i32(8).i32(0).i32(0);
    common.raw(&[0; 20]).text(type_name);
    let mut members = Bytes::default();
    members.raw(&header(4, &common.0));
    if let Some(counter) = counter {
        members.i32(1).text(counter).text("TBranch");
    }
    pointer(class, &header(2, &members.0))
}
