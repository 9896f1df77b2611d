//! What the pointer is on, in whatever view, for all views at once: a point of a figure shines in the 3D view, a hit of
//! the 3D view is ringed in the figures, and the row of either in its table is lit.
//!
//! All views of a frame read the same answer, which is what the frame before found: so nobody depends on who is drawn
//! first, and nothing is left behind when the pointer goes. It is no part of the view that undo keeps.

use eframe::egui::{Context, Id};

use crate::view::Selected;

/// What was found in the last frame, and in this one so far.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    now: Option<Selected>,
    next: Option<Selected>,
}

fn id() -> Id {
    Id::unique("hovered everywhere")
}

/// Says that the pointer is on something.
pub fn set(ctx: &Context, found: Selected) {
    ctx.data_mut(|data| {
        let memory: &mut Memory = data.get_temp_mut_or_default(id());
        memory.next = Some(found);
    });
}

/// What the pointer is on.
pub fn get(ctx: &Context) -> Option<Selected> {
    let memory: Option<Memory> = ctx.data(|data| data.get_temp(id()));
    memory.and_then(|memory| memory.now)
}

/// Ends a frame: what its views found is what those of the next one show.
pub fn settle(ctx: &Context) {
    let changed = ctx.data_mut(|data| {
        let memory: &mut Memory = data.get_temp_mut_or_default(id());
        let before = std::mem::replace(&mut memory.now, memory.next.take());
        before != memory.now
    });
    if changed {
        ctx.request_repaint();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_seen_by_all_of_the_next_frame_and_then_forgotten() {
        let ctx = Context::default();
        assert_eq!(get(&ctx), None);
        set(&ctx, Selected::Track(3));
        set(&ctx, Selected::Hit(5));
        assert_eq!(get(&ctx), None, "not while it is found");
        settle(&ctx);
        assert_eq!(get(&ctx), Some(Selected::Hit(5)));
        settle(&ctx);
        assert_eq!(get(&ctx), None, "nobody points any more");
    }
}
