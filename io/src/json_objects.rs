//! Reads JSON objects field by field into plain structs, without a tree in between, and counts what is not known.
//!
//! A derived reader either refuses unknown fields or says nothing about them; here each object takes the fields that
//! it knows, and the others are counted by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use nuscope_table::{Error as TableError, Limits};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use crate::error::grouped;
use crate::{Error, Reading, Result as IoResult, Warnings};

/// How many names of unknown fields are kept: a damaged file may have a new one in every object.
const MOST_NAMES: usize = 100;
/// Objects between two looks at whether the file is still wanted.
const STEP: usize = 4096;
/// Bytes of an object in the files seen, to tell how far the reading is.
const USUAL_BYTES: usize = 320;

/// Reads a text that is a list of objects, or a single one; each is handed to `each` as soon as it is complete.
///
/// Returns what was not known. `wanted` says what the text should be, for errors.
pub(crate) fn read_objects<T: Fields>(
    bytes: &[u8],
    reading: &Reading,
    wanted: &'static str,
    each: impl FnMut(T) -> Result<(), String>,
) -> IoResult<Warnings> {
    let mut context = Context {
        reading,
        bytes: bytes.len(),
        limits: reading.limits(bytes.len()),
        objects: 0,
        stopped: None,
        unknown: BTreeMap::new(),
    };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = List::new(&mut context, each).deserialize(&mut json);
    match (read.and_then(|()| json.end()), context.stopped.take()) {
        (Ok(()), _) => Ok(context.unknown()),
        (Err(_), Some(stopped)) => Err(reading.error(stopped)),
        (Err(error), None) => Err(Error::Unsupported {
            wanted,
            found: match error.is_eof() {
                true => format!("it is cut short ({error})"),
                false => format!("this is not one ({error})"),
            },
            path: reading.path.to_owned(),
        }),
    }
}

/// What all objects of a text share.
pub(crate) struct Context<'r> {
    reading: &'r Reading<'r>,
    bytes: usize,
    limits: Limits,
    objects: usize,
    stopped: Option<TableError>,
    unknown: BTreeMap<String, usize>,
}

impl Context<'_> {
    /// Counts an object that takes so many bytes of memory; an error once it is too much or no longer wanted.
    fn begin<E: serde::de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        self.objects += 1;
        let mut counted = self.limits.take(bytes as u64, "the events or modules");
        if self.objects % STEP == 1 {
            let done = (self.objects * USUAL_BYTES).min(self.bytes);
            counted = counted.and(self.reading.progress.step(done, self.bytes));
        }
        counted.map_err(|error| {
            self.stopped = Some(error);
            E::custom("stopped")
        })
    }

    fn count_unknown(&mut self, key: &str) {
        if self.unknown.len() < MOST_NAMES || self.unknown.contains_key(key) {
            let key = key.chars().take(40).collect();
            *self.unknown.entry(key).or_default() += 1;
        }
    }

    /// Which fields were not used, if any.
    fn unknown(&self) -> Warnings {
        let mut warnings = Warnings::default();
        let fields: Vec<_> = self
            .unknown
            .iter()
            .map(|(name, count)| match count {
                1 => format!("{name:?}"),
                _ => format!("{name:?} ({} times)", grouped(*count)),
            })
            .collect();
        if !fields.is_empty() {
            warnings.add(format!("fields not known here: {}", fields.join(", ")));
        }
        warnings
    }
}

/// An object that takes its fields one by one.
pub(crate) trait Fields: Default {
    /// Takes the value of `key` from `map`, or returns false and leaves it.
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        context: &mut Context,
    ) -> Result<bool, A::Error>;
}

/// Reads one object; `null` is none.
pub(crate) struct Object<'u, 'r, T> {
    context: &'u mut Context<'r>,
    kind: PhantomData<T>,
}

impl<'u, 'r, T> Object<'u, 'r, T> {
    pub(crate) fn new(context: &'u mut Context<'r>) -> Self {
        Self {
            context,
            kind: PhantomData,
        }
    }
}

impl<'de, T: Fields> DeserializeSeed<'de> for Object<'_, '_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for Object<'_, '_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        self.context.begin(size_of::<T>())?;
        let mut object = T::default();
        while let Some(Key(key)) = map.next_key()? {
            if !object.take(&key, &mut map, self.context)? {
                self.context.count_unknown(&key);
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(object))
    }
}

/// Reads a list of objects, or a single one, and hands each to `each` as soon as it is complete.
pub(crate) struct List<'u, 'r, T, F> {
    context: &'u mut Context<'r>,
    each: F,
    kind: PhantomData<T>,
}

impl<'u, 'r, T, F> List<'u, 'r, T, F> {
    pub(crate) fn new(context: &'u mut Context<'r>, each: F) -> Self {
        Self {
            context,
            each,
            kind: PhantomData,
        }
    }
}

impl<'de, T: Fields, F: FnMut(T) -> Result<(), String>> DeserializeSeed<'de>
    for List<'_, '_, T, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Fields, F: FnMut(T) -> Result<(), String>> Visitor<'de> for List<'_, '_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(object) = seq.next_element_seed(Object::new(self.context))? {
            if let Some(object) = object {
                (self.each)(object).map_err(A::Error::custom)?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        match Object::new(self.context).visit_map(map)? {
            Some(object) => (self.each)(object).map_err(A::Error::custom),
            None => Ok(()),
        }
    }
}

/// The name of a field, borrowed where it has no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// Six numbers of which some may be missing: a position and a direction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Placed([Option<f64>; 6]);

impl Placed {
    /// Takes `pos_x`…`dir_z`.
    pub(crate) fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        let names = ["pos_x", "pos_y", "pos_z", "dir_x", "dir_y", "dir_z"];
        match names.iter().position(|name| *name == key) {
            Some(i) => {
                self.0[i] = map.next_value()?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// The position in metres, if whole and finite.
    pub(crate) fn position_m(&self) -> Option<glam::DVec3> {
        vector(&self.0[..3])
    }

    /// The direction, of any length, if whole and finite.
    pub(crate) fn direction(&self) -> Option<glam::DVec3> {
        vector(&self.0[3..])
    }
}

fn vector(values: &[Option<f64>]) -> Option<glam::DVec3> {
    let vector = glam::DVec3::new(values[0]?, values[1]?, values[2]?);
    vector.is_finite().then_some(vector)
}
