//! Closed lines along which a field passes a level.
//!
//! The centres of the cells are the corners of another mesh: around each point where three or four cells meet, it has
//! a triangle or a quadrangle of their centres. That holds where large cells border on small ones too, so that the
//! mesh has no cracks, and along each of its edges two faces meet. A line enters a face through an edge and leaves it
//! through another; walking around a face, it goes from an edge where the inside ends to the one where it began, so
//! that the inside stays on its left. Where opposite corners of a quadrangle are inside and the others are not, the
//! mean of the four says whether the inside goes through the middle. No line can end.
//!
//! Only cells near the level are looked at: the sky is divided into blocks, and a block that lies on one side together
//! with all its neighbours is passed over.

use std::collections::HashMap;

use cdshealpix::compass_point::MainWind::{self, E, N, NE, NW, S, SE, SW, W};
use cdshealpix::nested;
use glam::DVec3;
use rayon::prelude::*;

use super::Inside;
use crate::field::Field;

/// The finest order of the blocks: 196,608 of them, of 256 cells each at nside 2048.
const FINEST_BLOCKS: u8 = 7;

/// An edge between the centres of a cell inside and a cell outside.
type Edge = (u32, u32);

/// For each corner of a cell, the neighbours around it in the order in which the corner is walked around.
const CORNERS: [[MainWind; 3]; 4] = [[SW, S, SE], [SE, E, NE], [NE, N, NW], [NW, W, SW]];

/// The closed lines of a level, as ICRS unit vectors with the inside on the left.
pub(super) fn lines(field: &Field, level: f64, inside: Inside) -> Vec<Vec<DVec3>> {
    let is_in: Vec<bool> = field
        .values()
        .par_iter()
        .map(|value| inside.holds(*value, level))
        .collect();
    let mut pieces: Vec<(Edge, Edge)> = near_level(field, &is_in)
        .into_par_iter()
        .flat_map_iter(|i| {
            let corners = CORNERS.into_iter();
            let faces = corners.filter_map(move |winds| face(field, i, winds));
            let is_in = &is_in;
            faces.flat_map(move |face| cross(field, is_in, &face, level, inside))
        })
        .collect();
    pieces.sort_unstable();
    let next: HashMap<Edge, Edge> = pieces.iter().copied().collect();
    let to_icrs = field.frame().rotation().transpose();
    let point = |edge: &Edge| to_icrs * between(field, *edge, level);
    chains(&pieces, next)
        .into_par_iter()
        .map(|chain| {
            let mut line: Vec<DVec3> = chain.iter().map(point).collect();
            line.dedup_by(|a, b| a.distance_squared(*b) < 1e-26);
            line
        })
        .filter(|line| line.len() > 2)
        .collect()
}

/// The cells in blocks that the level passes through or beside.
fn near_level(field: &Field, is_in: &[bool]) -> Vec<usize> {
    let order = field.order().min(FINEST_BLOCKS);
    let blocks_of = |i: usize| {
        let cell = field.cell(i);
        if cell.order() >= order {
            let block = cell.pixel() >> (2 * (cell.order() - order));
            block..block + 1
        } else {
            let shift = 2 * (order - cell.order());
            cell.pixel() << shift..(cell.pixel() + 1) << shift
        }
    };
    // What is in a block: 1 for something outside, 2 for something inside, 3 for both.
    let mut blocks = vec![0_u8; 12 << (2 * order)];
    for (i, is_in) in is_in.iter().enumerate() {
        for block in blocks_of(i) {
            blocks[block as usize] |= 1 << u8::from(*is_in);
        }
    }
    let layer = nested::get(order);
    let near: Vec<bool> = (0..blocks.len())
        .into_par_iter()
        .map(|block| {
            let here = blocks[block];
            let around = layer.neighbours(block as u64, false);
            here == 3
                || around
                    .values_vec()
                    .iter()
                    .any(|b| blocks[*b as usize] != here)
        })
        .collect();
    (0..is_in.len())
        .into_par_iter()
        .filter(|i| blocks_of(*i).any(|block| near[block as usize]))
        .collect()
}

/// The cells around a corner of cell `i`, counter-clockwise as seen from outside; `None` where another cell answers
/// for this corner: a finer one, or the first of equally fine ones.
fn face(field: &Field, i: usize, winds: [MainWind; 3]) -> Option<Vec<usize>> {
    let cell = field.cell(i);
    let layer = nested::get(cell.order());
    let mut face = vec![i];
    for wind in winds {
        // At eight points of the sphere only three cells meet.
        let Some(pixel) = layer.neighbour(cell.pixel(), wind) else {
            continue;
        };
        let other = field.holding(cell.order(), pixel).ok()?;
        if other < i && field.cell(other).order() == cell.order() {
            return None;
        }
        if face.last() != Some(&other) {
            face.push(other);
        }
    }
    (face.len() > 2).then_some(face)
}

/// The pieces of line in a face: one, or two where the level passes it twice.
fn cross(
    field: &Field,
    is_in: &[bool],
    face: &[usize],
    level: f64,
    inside: Inside,
) -> impl Iterator<Item = (Edge, Edge)> + use<> {
    let n = face.len();
    // Where the inside ends and where it begins, walking around.
    let mut ends: Vec<Edge> = Vec::new();
    let mut begins: Vec<Edge> = Vec::new();
    let mut first_is_end = true;
    for k in 0..n {
        let (a, b) = (face[k], face[(k + 1) % n]);
        match (is_in[a], is_in[b]) {
            (true, false) => ends.push((a as u32, b as u32)),
            (false, true) => {
                first_is_end &= !ends.is_empty();
                begins.push((b as u32, a as u32));
            }
            _ => {}
        }
    }
    if ends.len() == 2 {
        let values = face.iter().map(|i| field.values()[*i]);
        let mean = values.sum::<f64>() / n as f64;
        // An end meets the beginning before it, which cuts off the corner inside; where the middle is inside, the
        // beginning after it, which cuts off the corner outside. Ends and beginnings take turns.
        if inside.holds(mean, level) != first_is_end {
            begins.swap(0, 1);
        }
    }
    ends.into_iter().zip(begins)
}

/// Where on an edge the level lies; in the middle where the outside has no value.
fn between(field: &Field, (a, b): Edge, level: f64) -> DVec3 {
    let value = |i: u32| field.values()[i as usize];
    let center = |i: u32| field.cell(i as usize).center().to_vector();
    let share = (value(a) - level) / (value(a) - value(b));
    let share = if share.is_nan() {
        0.5
    } else {
        share.clamp(0.0, 1.0)
    };
    center(a).lerp(center(b), share).normalize()
}

/// The closed chains of pieces, begun in order.
fn chains(pieces: &[(Edge, Edge)], mut next: HashMap<Edge, Edge>) -> Vec<Vec<Edge>> {
    let mut chains = Vec::new();
    for (first, _) in pieces {
        let mut chain = Vec::new();
        let mut at = *first;
        while let Some(following) = next.remove(&at) {
            chain.push(at);
            at = following;
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}
