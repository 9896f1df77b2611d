//! Objects as they are read by their description: members by name.
//!
//! Only the bookkeeping of a file is read this way (trees, branches, the simulation's header); columns of numbers
//! never are. A hostile description can leave any member out or give it any type, so each is fetched by a typed
//! accessor that may fail.

use std::sync::Arc;

use crate::basket::Basket;
use crate::classes::{Class, Element};
use crate::{Error, Result};

/// A value of a member.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Nothing, or a number with a fraction: no bookkeeping needs one.
    Null,
    Integer(i64),
    Text(String),
    Integers(Arc<[i64]>),
    List(Arc<[Value]>),
    Map(Arc<[(Value, Value)]>),
    Object(Arc<Object>),
    Element(Arc<Element>),
    Class(Arc<Class>),
    Basket(Arc<Basket>),
}

/// An object: its class and members, those of its bases among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    pub(crate) class: String,
    pub(crate) members: Vec<(Arc<str>, Value)>,
}

impl Object {
    /// The member of this name, that of the class itself before that of a base.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let mut members = self.members.iter().rev();
        let found = members.find(|(member, _)| &**member == name);
        found.map(|(_, value)| value)
    }

    fn need<T>(&self, name: &str, wanted: &str, found: Option<T>) -> Result<T> {
        found
            .ok_or_else(|| Error::damaged(format!("{} has no {name} that is {wanted}", self.class)))
    }

    pub(crate) fn integer(&self, name: &str) -> Result<i64> {
        let found = match self.get(name) {
            Some(Value::Integer(value)) => Some(*value),
            _ => None,
        };
        self.need(name, "an integer", found)
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str> {
        let found = match self.get(name) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        self.need(name, "a text", found)
    }

    pub(crate) fn integers(&self, name: &str) -> Result<&[i64]> {
        let found = match self.get(name) {
            Some(Value::Integers(values)) => Some(&**values),
            _ => None,
        };
        self.need(name, "a list of integers", found)
    }

    pub(crate) fn list(&self, name: &str) -> Result<&[Value]> {
        let found = match self.get(name) {
            Some(Value::List(values)) => Some(&**values),
            _ => None,
        };
        self.need(name, "a list", found)
    }
}
