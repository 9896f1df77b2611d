//! The cells on which contours and hot spots are found: the map's own where it has some, else those that are drawn.

use std::sync::Arc;

use nuscope_model::{Field, FieldError, MultiOrderColumn, PixelOrder, SkyFrame};

use super::{Chosen, ValuesKey};
use crate::scene::map_values::{MapValues, Meaning, minus_log10};
use crate::view::MapQuantity;

/// Where a field comes from.
#[derive(Clone)]
pub(super) struct FieldKey {
    /// What is drawn.
    pub values: Arc<MapValues>,
    /// The map whose own cells count, if it has some.
    own: Option<Chosen>,
}

impl PartialEq for FieldKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.values, &other.values) && self.own == other.own
    }
}

impl FieldKey {
    pub(super) fn of(key: &ValuesKey, values: &Arc<MapValues>) -> Self {
        let own = key.first.cells.is_some() && key.second.is_none();
        Self {
            values: Arc::clone(values),
            own: own.then(|| key.first.clone()),
        }
    }

    /// The field, every value by `turn`.
    pub(super) fn field(&self, turn: impl Fn(f64) -> f64 + Sync) -> Result<Field, FieldError> {
        let own = self.own.as_ref();
        let cells = own.and_then(|own| Some((own.cells.as_deref()?, &own.quantity)));
        if let Some((cells, quantity)) = cells
            && let Some(column) = cells.column(quantity.column())
        {
            let value = |value: &f64| match quantity {
                MapQuantity::Column(_) => turn(*value),
                MapQuantity::MinusLog10P => turn(minus_log10(*value)),
            };
            let column = MultiOrderColumn {
                values: column.values.iter().map(value).collect(),
                ..column.clone()
            };
            let field = Field::of_multi_order(cells, &column);
            // A content of cells of several sizes is no density yet.
            return Ok(match self.values.meaning {
                Meaning::Probability { density: false } => field.per_steradian(),
                _ => field,
            });
        }
        let values: Vec<f64> = self
            .values
            .values
            .iter()
            .map(|value| turn(f64::from(*value)))
            .collect();
        Field::new(
            SkyFrame::Equatorial,
            self.values.nside,
            PixelOrder::Ring,
            &values,
        )
    }
}
