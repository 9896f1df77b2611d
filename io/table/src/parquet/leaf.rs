//! Columns as Parquet nests them: structures become `struct.field`, lists of any depth become lists.
//!
//! Every value comes with two levels. The definition level counts the optional and repeated fields on its path
//! that are there; the repetition level says at which depth a list goes on (0 = a new row). Source: Dremel
//! (Melnik et al. 2010), as in the Apache Parquet format.

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::Type;

use super::sink::Sink;
use crate::Values;

/// Where a column stands in its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its name, with those of the structures around it.
    pub(super) name: String,
    /// Definition level at which it is there.
    pub(super) max_definition: i16,
    /// Definition level from which on the list of each depth has an element.
    pub(super) lists: Vec<i16>,
}

/// The places of all columns of a schema, in its order.
pub(super) fn places(schema: &Type) -> Vec<Place> {
    let mut places = Vec::new();
    let top = Place {
        name: String::new(),
        max_definition: 0,
        lists: Vec::new(),
    };
    for field in schema.get_fields() {
        walk(field, &top, Some(field.name()), &mut places);
    }
    places
}

/// Adds the columns at and under `node`; `name` is `None` for a level that only wraps a list's elements.
fn walk(node: &Type, parent: &Place, name: Option<&str>, places: &mut Vec<Place>) {
    let mut place = parent.clone();
    if let Some(name) = name {
        let dot = if place.name.is_empty() { "" } else { "." };
        place.name = format!("{}{dot}{name}", place.name);
    }
    let info = node.get_basic_info();
    match info.has_repetition().then(|| info.repetition()) {
        Some(Repetition::OPTIONAL) => place.max_definition += 1,
        Some(Repetition::REPEATED) => {
            place.max_definition += 1;
            place.lists.push(place.max_definition);
        }
        Some(Repetition::REQUIRED) | None => {}
    }
    if node.is_primitive() {
        places.push(place);
        return;
    }
    let logical = info.logical_type_ref();
    let is_list =
        logical == Some(&LogicalType::List) || info.converted_type() == ConvertedType::LIST;
    let is_map = logical == Some(&LogicalType::Map)
        || matches!(
            info.converted_type(),
            ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
        );
    for field in node.get_fields() {
        let repeated = field.get_basic_info().has_repetition()
            && field.get_basic_info().repetition() == Repetition::REPEATED;
        match field.is_group() && field.get_fields().len() == 1 {
            // group (LIST) { repeated group list { element } }
            true if is_list && repeated => {
                let mut wrapper = place.clone();
                wrapper.max_definition += 1;
                wrapper.lists.push(wrapper.max_definition);
                walk(&field.get_fields()[0], &wrapper, None, places);
            }
            _ if (is_list || is_map) && repeated => walk(field, &place, None, places),
            _ => walk(field, &place, Some(field.name()), places),
        }
    }
}

/// Collects the values of one column, level by level.
#[derive(Debug)]
pub(super) struct Leaf {
    place: Place,
    /// The ends of the lists of each depth.
    ends: Vec<Vec<usize>>,
    pub(super) sink: Sink,
}

impl Leaf {
    pub(super) fn new(place: Place, sink: Sink) -> Self {
        Self {
            ends: vec![Vec::new(); place.lists.len()],
            place,
            sink,
        }
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.place.name
    }

    /// The definition level of a value that is there.
    pub(super) fn highest(&self) -> i16 {
        self.place.max_definition
    }

    /// Whether its rows are lists.
    pub(super) fn is_list(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Adds one entry; `value` adds a value that is there to the sink. False if the levels contradict themselves.
    pub(super) fn add(
        &mut self,
        definition: i16,
        repetition: i16,
        value: impl FnOnce(&mut Sink),
    ) -> bool {
        let depth = self.ends.len();
        let mut level = repetition as usize;
        if level > depth || (level > 0 && definition < self.place.lists[level - 1]) {
            return false;
        }
        if level > 0 && self.ends[0].is_empty() {
            return false; // goes on with a list that has not begun
        }
        loop {
            // A new item at this depth: one more in the list around it.
            if level > 0 {
                let items = match level < depth {
                    true => self.ends[level].len() + 1,
                    false => self.sink.len() + 1,
                };
                match self.ends[level - 1].last_mut() {
                    Some(end) => *end = items,
                    None => return false,
                }
            }
            if level == depth {
                match definition == self.place.max_definition {
                    true => value(&mut self.sink),
                    false => self.sink.push_missing(),
                }
                return true;
            }
            let inner = match level + 1 < depth {
                true => self.ends[level + 1].len(),
                false => self.sink.len(),
            };
            self.ends[level].push(inner);
            if definition < self.place.lists[level] {
                return true; // an empty list, or none at all
            }
            level += 1;
        }
    }

    /// What was collected.
    pub(super) fn finish(self) -> Values {
        let mut values = self.sink.finish();
        for ends in self.ends.into_iter().rev() {
            values = Values::Lists {
                ends,
                values: Box::new(values),
            };
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(lists: &[i16], max_definition: i16) -> Leaf {
        let place = Place {
            name: "x".into(),
            max_definition,
            lists: lists.to_vec(),
        };
        Leaf::new(place, Sink::Number(Vec::new()))
    }

    #[test]
    fn lists_of_lists_come_apart_at_their_levels() {
        // [[1, 2], []], [], [[3]]: two optional-free levels of lists
        let mut leaf = leaf(&[1, 2], 2);
        let mut next = 0.0;
        for (definition, repetition) in [(2, 0), (2, 2), (1, 1), (0, 0), (2, 0)] {
            assert!(leaf.add(definition, repetition, |sink| {
                next += 1.0;
                sink.push_number(next);
            }));
        }
        let expected = Values::Lists {
            ends: vec![2, 2, 3],
            values: Box::new(Values::Lists {
                ends: vec![2, 2, 3],
                values: Box::new(Values::Number(vec![1.0, 2.0, 3.0])),
            }),
        };
        assert_eq!(leaf.finish(), expected);
    }

    #[test]
    fn levels_that_contradict_themselves_are_refused() {
        assert!(!leaf(&[1], 1).add(1, 1, |_| {}), "goes on before it begins");
        assert!(!leaf(&[1], 1).add(1, 2, |_| {}), "deeper than the schema");
        let mut list = leaf(&[1], 1);
        assert!(list.add(0, 0, |_| {}));
        assert!(!list.add(0, 1, |_| {}), "goes on without an element");
    }
}
