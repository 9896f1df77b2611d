//! Maps that are kept cell by cell: multi-order ones, those of a part of the sky, those in another frame.
//!
//! Multi-order maps number their cells in a column UNIQ; partial ones their pixels in a column PIXEL, or by
//! FIRSTPIX and the row.

use nuscope_model::{Cell, MultiOrderColumn, MultiOrderMap, SkyFrame, healpix};
use nuscope_table::fits::{BinaryTable, Field, Header, Kind};
use nuscope_table::{Limits, Values};

use crate::Warnings;
use crate::map_header::Ordering;
use crate::read_healpix::{Failure, is_unseen};

/// A map's table and how to read it.
pub(crate) struct MapTable<'a> {
    /// What is said about it.
    pub(crate) header: &'a Header,
    /// Its columns and rows.
    pub(crate) table: BinaryTable<'a>,
    /// How its pixels are numbered.
    pub(crate) ordering: Ordering,
    /// Their frame.
    pub(crate) frame: SkyFrame,
    /// Pixels along a side of a base pixel; 0 in a multi-order map.
    pub(crate) nside: u32,
}

impl MapTable<'_> {
    /// The column that numbers the pixels, if there is one.
    pub(crate) fn pixel_column(&self) -> Option<usize> {
        let names: &[&str] = match self.ordering {
            Ordering::Uniq => &["UNIQ", "NUNIQ"],
            _ => &["PIXEL", "PIX", "HPX_INDEX", "HEALPIX", "IPIX"],
        };
        let whole = |field: &Field| {
            let integers = [Kind::Byte, Kind::Short, Kind::Int, Kind::Long];
            integers.contains(&field.kind)
        };
        let named = names.iter().find_map(|name| self.table.place(name));
        let explicit = matches!(
            self.header.upper("INDXSCHM").as_str(),
            "EXPLICIT" | "SPARSE"
        );
        let needed = explicit || self.ordering == Ordering::Uniq;
        let first = || {
            needed
                .then(|| self.table.fields.iter().position(whole))
                .flatten()
        };
        named
            .filter(|i| whole(&self.table.fields[*i]))
            .or_else(first)
    }

    /// The map, cell by cell.
    pub(crate) fn cells(
        &self,
        limits: &mut Limits,
        warnings: &mut Warnings,
    ) -> Result<MultiOrderMap, Failure> {
        if self.table.place("CHANNEL").is_some() {
            let words = "its pixels have one value per energy channel; \
                         write the channel you want as a map of its own first";
            return Err(Failure::Words(words.into()));
        }
        let mut said = Vec::new();
        let pixel_column = self.pixel_column();
        let numbers = match pixel_column {
            Some(i) => match self
                .table
                .values(&self.table.fields[i], limits, &mut said)?
            {
                Values::Integer { values, .. } => values,
                Values::Lists { values, .. } => match *values {
                    Values::Integer { values, .. } => values,
                    _ => return Err(self.no_pixels()),
                },
                _ => return Err(self.no_pixels()),
            },
            None if self.ordering == Ordering::Uniq => return Err(self.no_pixels()),
            None => {
                let first = self.header.number("FIRSTPIX").unwrap_or(0);
                let longest = self.table.fields.iter().map(|field| field.repeat).max();
                let pixels = (self.table.rows as u64).saturating_mul(longest.unwrap_or(0) as u64);
                limits.take(pixels.saturating_mul(8), "the pixels of the map")?;
                let first = i64::try_from(first).map_err(|_| self.no_pixels())?;
                (0..pixels as i64)
                    .map(|i| first.saturating_add(i))
                    .collect()
            }
        };
        let bytes = numbers.len() as u64;
        limits.take(bytes.saturating_mul(16), "the cells of the map")?;
        let found: Vec<Option<Cell>> = numbers.iter().map(|number| self.cell(*number)).collect();
        let mut columns = Vec::new();
        for (i, field) in self.table.fields.iter().enumerate() {
            if Some(i) == pixel_column {
                continue;
            }
            let values = match self.table.values(field, limits, &mut said)? {
                Values::Lists { values, .. } => *values,
                values => values,
            };
            let numbers = match values {
                Values::Number(numbers) => Some(numbers),
                values @ Values::Integer { .. } => {
                    limits.take(8 * values.len() as u64, "integers as numbers")?;
                    values.numbers().map(|numbers| numbers.into_owned())
                }
                _ => None,
            };
            let Some(mut values) = numbers.filter(|values| values.len() == found.len()) else {
                warnings.add(format!(
                    "column {:?} left out: it is no number for every pixel",
                    field.name
                ));
                continue;
            };
            for value in &mut values {
                if is_unseen(self.header, *value) {
                    *value = f64::NAN;
                }
            }
            let mut kept = found.iter();
            values.retain(|_| kept.next().is_some_and(Option::is_some));
            columns.push(MultiOrderColumn {
                name: field.name.clone(),
                unit: field.unit.clone(),
                values,
            });
        }
        warnings.0.append(&mut said);
        let cells: Vec<Cell> = found.iter().copied().flatten().collect();
        warnings.count(
            found.len() - cells.len(),
            "row left out: there is no pixel of its number",
            "rows left out: there are no pixels of their numbers",
        );
        if columns.is_empty() {
            return Err(Failure::Words("it has no column of numbers".into()));
        }
        let map = MultiOrderMap::new(self.frame, cells, columns).ok_or_else(|| self.no_pixels())?;
        warnings.count(
            map.1,
            "pixel lies over another; the finer or later one counts",
            "pixels lie over others; the finer or later ones count",
        );
        Ok(map.0)
    }

    /// The cell of a row, by what stands in its column of pixels.
    fn cell(&self, number: i64) -> Option<Cell> {
        let number = u64::try_from(number).ok()?;
        if self.ordering == Ordering::Uniq {
            return Cell::from_uniq(number);
        }
        let exists = number < healpix::pixels(self.nside);
        let nested = match self.ordering {
            _ if !exists => return None,
            Ordering::Ring => healpix::nested_from_ring(self.nside, number),
            _ => number,
        };
        Cell::new(self.nside.trailing_zeros() as u8, nested)
    }

    fn no_pixels(&self) -> Failure {
        Failure::Words("it has no column of integers that number its pixels".into())
    }
}
