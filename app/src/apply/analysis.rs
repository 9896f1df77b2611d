//! Follows what a user changes about how the candidates are fitted: the document is fitted so from now on.

use super::{edit, scan};
use crate::state::State;

/// Takes over the changes of the view; a scan that runs with other choices ends.
pub fn follow(state: &mut State) {
    if state.document.edits == state.view.analysis {
        return;
    }
    let edits = state.view.analysis.clone();
    edit(state, |document| document.choose(edits));
    let fit = state.document.fit.as_ref();
    let same = state
        .scan_fit
        .as_ref()
        .zip(fit)
        .is_some_and(|(a, b)| a.same(b));
    if !same {
        scan::cancel(state);
    }
}
