//! Reads objects by the descriptions of their classes.
//!
//! A pointer is null, the number of an object read before, or a class and an object; classes and objects are
//! numbered by their place in the record, counted from the record's key, plus 2. Depth, number and memory of
//! objects are bounded, so that a class described as its own base ends in an error.

use std::collections::HashMap;
use std::sync::Arc;

use crate::basket::Basket;
use crate::classes::{Classes, Element, ElementKind};
use crate::cursor::{BYTE_COUNT, Cursor, NEW_CLASS};
use crate::descriptions::{read_class, read_element};
use crate::number::{Element as _, Kind, Number};
use crate::types::Type;
use crate::value::{Object, Value};
use crate::{Error, Result};

/// How deep objects and types may be nested.
const DEPTH: usize = 40;
/// Memory that the objects of one record may take, in bytes.
const BUDGET: usize = 128 << 20;
/// Memory that one value takes, with its name and its share of lists.
const VALUE_BYTES: usize = 96;
/// Bit of a class number, in front of which no object is.
const CLASS_BIT: u32 = 0x8000_0000;
/// Bit of a container's version: its content is stored member by member.
pub(crate) const MEMBER_WISE: u16 = 0x4000;

/// What a number in a record stands for.
enum Seen {
    Class(String),
    Object(Value),
}

/// Reads the objects of one record.
pub(crate) struct Objects<'a> {
    pub(crate) cursor: Cursor<'a>,
    classes: &'a Classes,
    /// Bytes of the record's key, from where objects are counted.
    base: usize,
    seen: HashMap<u32, Seen>,
    budget: usize,
    depth: usize,
}

/// Version and, for a class without one, checksum of the elements of a member-wise container.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemberWise {
    version: u16,
    checksum: Option<u32>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(data: &'a [u8], base: usize, classes: &'a Classes) -> Self {
        Self {
            cursor: Cursor::new(data),
            classes,
            base,
            seen: HashMap::new(),
            budget: BUDGET,
            depth: 0,
        }
    }

    /// Takes memory for `bytes` more.
    fn spend(&mut self, bytes: usize) -> Result<()> {
        match self.budget.checked_sub(bytes) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => Err(Error::damaged("one record holds too many objects")),
        }
    }

    /// Runs `read` one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEPTH {
            return Err(Error::damaged("objects are nested too deep"));
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// Reads an object of this class, its header included.
    pub(crate) fn object(&mut self, class: &str) -> Result<Value> {
        self.spend(VALUE_BYTES)?;
        self.deeper(|objects| match class {
            "TString" | "string" => objects.text(),
            "TArrayI" => {
                let n = objects.cursor.count(4)?;
                objects.numbers(Number::I32, n)
            }
            "TArrayD" => {
                let n = objects.cursor.count(8)?;
                objects.numbers(Number::F64, n)
            }
            "TBasket" => {
                let basket = Basket::embedded(&mut objects.cursor)?;
                objects.spend(basket.memory())?;
                Ok(Value::Basket(Arc::new(basket)))
            }
            "TStreamerInfo" => read_class(objects),
            _ if class.starts_with("TStreamer") => {
                Ok(Value::Element(Arc::new(read_element(objects, class)?)))
            }
            "TList" | "THashList" | "TObjArray" => objects.list(class),
            _ => {
                let mut object = Object {
                    class: class.to_owned(),
                    members: Vec::new(),
                };
                objects.members_of(class, &mut object)?;
                Ok(Value::Object(Arc::new(object)))
            }
        })
    }

    fn text(&mut self) -> Result<Value> {
        let text = self.cursor.text()?;
        self.spend(text.len())?;
        Ok(Value::Text(text))
    }

    /// Reads the members of `class` into `object`, the class's header included.
    fn members_of(&mut self, class: &str, object: &mut Object) -> Result<()> {
        match class {
            "TObject" => {
                let bits = self.tobject()?;
                return self.member("fBits".into(), Value::Integer(bits.into()), object);
            }
            "TNamed" => {
                let header = self.cursor.header()?;
                self.tobject()?;
                for name in ["fName", "fTitle"] {
                    let text = self.text()?;
                    self.member(name.into(), text, object)?;
                }
                return self.cursor.close(header.end);
            }
            "TDatime" => {
                self.cursor.u32()?;
                return Ok(());
            }
            _ => {}
        }
        let header = self.cursor.header()?;
        let checksum = match header.version == 0 && header.end.is_some() {
            true => Some(self.cursor.u32()?),
            false => None,
        };
        let elements = self.classes.find(class, header.version.into(), checksum)?;
        for element in elements.iter() {
            self.deeper(|objects| objects.element(element, object))?;
        }
        self.cursor.close(header.end)
    }

    fn member(&mut self, name: Arc<str>, value: Value, object: &mut Object) -> Result<()> {
        self.spend(VALUE_BYTES)?;
        object.members.push((name, value));
        Ok(())
    }

    /// Reads a `TObject` and returns its bits.
    pub(crate) fn tobject(&mut self) -> Result<u32> {
        let header = self.cursor.header()?;
        self.cursor.u32()?;
        let bits = self.cursor.u32()?;
        self.skip_reference(bits)?;
        self.cursor.close(header.end)?;
        Ok(bits)
    }

    /// An object that others refer to has two bytes more.
    fn skip_reference(&mut self, bits: u32) -> Result<()> {
        const REFERENCED: u32 = 0x10;
        if bits & REFERENCED != 0 {
            self.cursor.u16()?;
        }
        Ok(())
    }

    fn list(&mut self, class: &str) -> Result<Value> {
        let header = self.cursor.header()?;
        let array = class == "TObjArray";
        if !array || header.version > 2 {
            self.tobject()?;
            self.cursor.text_bytes()?;
        }
        let n = self.cursor.count(4)?;
        if array {
            self.cursor.i32()?; // lower bound
        }
        let mut items = Vec::new();
        for _ in 0..n {
            items.push(self.pointer()?);
            if !array {
                self.cursor.text_bytes()?; // option of the list
            }
        }
        self.cursor.close(header.end)?;
        Ok(Value::List(items.into()))
    }

    /// Reads a pointer and what it points to.
    pub(crate) fn pointer(&mut self) -> Result<Value> {
        self.spend(VALUE_BYTES)?;
        let start = self.cursor.pos();
        let number = |pos: usize, base: usize| (pos + base + 2) as u32;
        let (mut tag, mut end, mut tag_pos) = (self.cursor.u32()?, None, start);
        if tag & BYTE_COUNT != 0 && tag != NEW_CLASS {
            end = Some(self.cursor.end_of(tag)?);
            tag_pos = self.cursor.pos();
            tag = self.cursor.u32()?;
        }
        if tag & CLASS_BIT == 0 {
            let found = match self.seen.get(&tag) {
                Some(Seen::Object(value)) => value.clone(),
                _ => Value::Null,
            };
            self.cursor.close(end)?;
            return Ok(found);
        }
        let class = if tag == NEW_CLASS {
            let class = self.cursor.zero_terminated()?;
            self.spend(class.len())?;
            let number = number(tag_pos, self.base);
            self.seen.insert(number, Seen::Class(class.clone()));
            class
        } else {
            match self.seen.get(&(tag & !CLASS_BIT)) {
                Some(Seen::Class(class)) => class.clone(),
                _ => {
                    return Err(Error::damaged(
                        "an object of a class that was not named before",
                    ));
                }
            }
        };
        // An object that points to itself finds nothing there: no object of use here does.
        let value = match end {
            Some(end) if !self.classes.knows(&class) && !is_built_in(&class) => {
                self.cursor.close(Some(end))?;
                Value::Null
            }
            _ => self.object(&class)?,
        };
        self.seen
            .insert(number(start, self.base), Seen::Object(value.clone()));
        self.cursor.close(end)?;
        Ok(value)
    }

    /// Reads a member as its element describes it.
    pub(crate) fn element(&mut self, element: &Element, object: &mut Object) -> Result<()> {
        let (code, name) = (element.code, Arc::clone(&element.name));
        if element.kind == ElementKind::Standard {
            let (end, member_wise) = self.open_container()?;
            let spelling = match element.type_name.as_str() {
                "BASE" => &*element.name,
                other => other,
            };
            let value = self.value(&Type::parse(spelling)?, member_wise)?;
            self.cursor.close(end)?;
            return self.member(name, value, object);
        }
        if element.kind == ElementKind::Base {
            return self.members_of(&element.name, object);
        }
        let value = if let Some(number) = Number::of_code(code) {
            let value = self.number(number)?;
            if let (15, Value::Integer(bits)) = (code, &value) {
                self.skip_reference(*bits as u32)?;
            }
            value
        } else if let Some(number) = Number::of_array_code(code) {
            self.numbers(number, element.length)?
        } else if let Some(number) = Number::of_counted_code(code) {
            let present = self.cursor.u8()? != 0;
            let counter = element.counter.as_deref().and_then(|name| object.get(name));
            let n = match counter {
                Some(Value::Integer(n)) if present => usize::try_from(*n)
                    .map_err(|_| Error::damaged(format!("an array of {n} values")))?,
                _ => 0,
            };
            self.numbers(number, n.saturating_mul(element.length))?
        } else {
            match code {
                61 | 62 | 63 | 65..=68 => self.object(element.type_name.trim_end_matches('*'))?,
                64 | 69 => self.deeper(Self::pointer)?,
                365 => self.text()?,
                _ => {
                    return Err(Error::unsupported(format!(
                        "member {name} has a type of code {code}, which is not read"
                    )));
                }
            }
        };
        self.member(name, value, object)
    }

    /// The header of a container or text: where it ends, and whether it is stored member by member.
    pub(crate) fn open_container(&mut self) -> Result<(Option<usize>, Option<MemberWise>)> {
        let header = self.cursor.header()?;
        if header.version & MEMBER_WISE == 0 {
            return Ok((header.end, None));
        }
        let version = self.cursor.u16()?;
        let checksum = match version {
            0 => Some(self.cursor.u32()?),
            _ => None,
        };
        Ok((header.end, Some(MemberWise { version, checksum })))
    }

    /// Reads a value of this type, without a header of its own.
    pub(crate) fn value(&mut self, of: &Type, member_wise: Option<MemberWise>) -> Result<Value> {
        self.spend(VALUE_BYTES)?;
        self.deeper(|objects| match (of, member_wise) {
            (Type::Text, _) => objects.text(),
            (Type::Number(number), _) => objects.number(*number),
            (Type::Class(class), _) => objects.object(class),
            (Type::List(of), Some(member_wise)) => objects.rows(of, member_wise),
            (Type::Map(key, value), Some(_)) => objects.columns(key, value),
            (Type::List(of), None) => {
                let n = objects.cursor.count(1)?;
                if let Type::Number(number) = **of {
                    return objects.numbers(number, n);
                }
                let items: Result<Vec<_>> = (0..n).map(|_| objects.value(of, None)).collect();
                Ok(Value::List(items?.into()))
            }
            (Type::Map(key, value), None) => {
                let n = objects.cursor.count(1)?;
                let pair = |_| Ok((objects.value(key, None)?, objects.value(value, None)?));
                let pairs: Result<Vec<_>> = (0..n).map(pair).collect();
                Ok(Value::Map(pairs?.into()))
            }
        })
    }

    fn number(&mut self, number: Number) -> Result<Value> {
        let bytes = self.cursor.take(number.size())?;
        if number.is_real() {
            return Ok(Value::Null);
        }
        let mut value = Vec::with_capacity(1);
        i64::extend(&mut value, bytes, Kind(number));
        Ok(value
            .first()
            .map_or(Value::Null, |value| Value::Integer(*value)))
    }

    fn numbers(&mut self, number: Number, n: usize) -> Result<Value> {
        let bytes = self.cursor.take(n.saturating_mul(number.size()))?;
        if number.is_real() {
            return Ok(Value::Null);
        }
        self.spend(n.saturating_mul(8))?;
        let mut values = Vec::with_capacity(n);
        i64::extend(&mut values, bytes, Kind(number));
        Ok(Value::Integers(values.into()))
    }

    /// One column of a member-wise container: bare numbers, or one header and then the values.
    fn column(&mut self, of: &Type, n: usize) -> Result<Vec<Value>> {
        if let Type::Number(number) = of {
            return (0..n).map(|_| self.number(*number)).collect();
        }
        let (end, member_wise) = self.open_container()?;
        let values: Result<Vec<_>> = (0..n).map(|_| self.value(of, member_wise)).collect();
        self.cursor.close(end)?;
        values
    }

    /// A map stored as all keys, then all values; if it is empty, nothing follows its length.
    fn columns(&mut self, key: &Type, value: &Type) -> Result<Value> {
        let n = self.cursor.count(1)?;
        if n == 0 {
            return Ok(Value::Map(Arc::new([])));
        }
        self.spend(n.saturating_mul(2 * VALUE_BYTES))?;
        let keys = self.column(key, n)?;
        let values = self.column(value, n)?;
        Ok(Value::Map(keys.into_iter().zip(values).collect()))
    }

    /// A list of objects stored as one column per member.
    fn rows(&mut self, of: &Type, member_wise: MemberWise) -> Result<Value> {
        let n = self.cursor.count(1)?;
        let Type::Class(class) = of else {
            return Err(Error::unsupported("a list of no objects stored by member"));
        };
        if n == 0 {
            return Ok(Value::List(Arc::new([])));
        }
        self.spend(n.saturating_mul(VALUE_BYTES))?;
        let MemberWise { version, checksum } = member_wise;
        let elements = self.classes.find(class, version.into(), checksum)?;
        let mut rows = vec![Object::default(); n];
        for element in elements.iter() {
            if element.kind == ElementKind::Standard {
                let column = self.column(&Type::parse(&element.type_name)?, n)?;
                for (row, value) in rows.iter_mut().zip(column) {
                    self.member(Arc::clone(&element.name), value, row)?;
                }
            } else {
                for row in &mut rows {
                    self.deeper(|objects| objects.element(element, row))?;
                }
            }
        }
        let rows = rows.into_iter().map(|row| Value::Object(Arc::new(row)));
        Ok(Value::List(rows.collect()))
    }
}

/// Classes that are read without a description.
fn is_built_in(class: &str) -> bool {
    matches!(
        class,
        "TObject"
            | "TNamed"
            | "TString"
            | "string"
            | "TDatime"
            | "TArrayI"
            | "TArrayD"
            | "TList"
            | "THashList"
            | "TObjArray"
            | "TBasket"
    ) || class.starts_with("TStreamer")
}
