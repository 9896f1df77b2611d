//! Unpacked baskets that were used last: event by event, most are needed again.

use std::collections::HashMap;
use std::sync::Arc;

use crate::basket::Basket;

/// Bytes that the cache may hold.
const MOST_BYTES: usize = 128 << 20;

/// Baskets by their place in the file.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    baskets: HashMap<u64, (Arc<Basket>, u64)>,
    bytes: usize,
    clock: u64,
}

impl Cache {
    /// The basket at this place, if it is still there.
    pub(crate) fn get(&mut self, offset: u64) -> Option<Arc<Basket>> {
        self.clock += 1;
        let (basket, used) = self.baskets.get_mut(&offset)?;
        *used = self.clock;
        Some(Arc::clone(basket))
    }

    /// Keeps a basket, and forgets those that were not used for longest if there are too many.
    pub(crate) fn put(&mut self, offset: u64, basket: Arc<Basket>) {
        self.clock += 1;
        self.bytes += basket.memory();
        if let Some((before, _)) = self.baskets.insert(offset, (basket, self.clock)) {
            self.bytes -= before.memory();
        }
        if self.bytes <= MOST_BYTES {
            return;
        }
        let mut by_age: Vec<_> = self
            .baskets
            .iter()
            .map(|(at, (_, used))| (*used, *at))
            .collect();
        by_age.sort_unstable();
        for (_, offset) in by_age {
            if self.bytes <= MOST_BYTES / 2 {
                break;
            }
            if let Some((basket, _)) = self.baskets.remove(&offset) {
                self.bytes -= basket.memory();
            }
        }
    }
}
