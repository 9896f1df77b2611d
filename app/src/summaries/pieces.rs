//! The summaries of all events of a file, in pieces that are shared until they change.
//!
//! Tables hold on to what they were made from while a worker goes on: only the pieces that it changes are copied.

use std::sync::Arc;

use super::Summary;

/// Events that share one piece of memory.
const PIECE: usize = 1024;

/// The summaries of all events, `None` where an event has not been read yet. Cloning is cheap: pieces are shared
/// until they change.
#[derive(Clone, Debug, Default)]
pub struct Pieces(Vec<Arc<Vec<Option<Summary>>>>);

impl Pieces {
    pub(super) fn empty(events: usize) -> Self {
        let sizes = (0..events.div_ceil(PIECE)).map(|piece| PIECE.min(events - piece * PIECE));
        Self(sizes.map(|size| Arc::new(vec![None; size])).collect())
    }

    /// The summary of an event.
    pub fn get(&self, index: usize) -> Option<&Summary> {
        self.0.get(index / PIECE)?.get(index % PIECE)?.as_ref()
    }

    /// All of them, in file order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&Summary>> {
        self.0
            .iter()
            .flat_map(|piece| piece.iter().map(Option::as_ref))
    }

    pub(super) fn set(&mut self, index: usize, summary: Summary) -> Option<Summary> {
        let piece = Arc::make_mut(self.0.get_mut(index / PIECE)?);
        piece.get_mut(index % PIECE)?.replace(summary)
    }
}
