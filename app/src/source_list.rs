//! Lists of sources: what a catalogue gives a search, and all sources of a list fitted as one.

use anyhow::Context as _;
use nuscope_model::catalogue::Extension;
use nuscope_model::{Catalogue, Source};
use nuscope_scan::search::Plan;
use nuscope_scan::stack::{Stack, Stacked};
use nuscope_scan::stack_limits::stack_limits;
use nuscope_scan::targets::Target;
use nuscope_scan::{Kept, OwnModel, Shape, Sight, Watch};

use crate::source_report::StackFit;

/// The weights of sources of equal flux.
pub const EQUAL: &str = "equal";

/// The sources of a catalogue, with the numbers of a column as weights; extended if that is wanted.
pub fn of_catalogue(catalogue: &Catalogue, column: Option<&str>, extensions: bool) -> Vec<Target> {
    let weights = column.and_then(|name| catalogue.extra(name));
    let target = |(row, source): (usize, &Source)| Target {
        name: source.name.clone(),
        position: source.position,
        weight: weights.and_then(|weights| weights.values.get(row).copied()),
        own: OwnModel {
            shape: shape_of(source).filter(|_| extensions),
            ..OwnModel::default()
        },
    };
    catalogue.sources.iter().enumerate().map(target).collect()
}

/// How many sources of a catalogue are extended.
pub fn extended_in(catalogue: &Catalogue) -> usize {
    let wide = |source: &&Source| shape_of(source).is_some();
    catalogue.sources.iter().filter(wide).count()
}

/// What is said where extended sources are looked at as points.
pub fn taken_for_points(extended: usize) -> String {
    format!(
        "{extended} sources are extended in their catalogue and looked at as points; --extensions takes them as they are"
    )
}

/// The shape of an extended source: a disc or a Gaussian as its catalogue says, the disc that holds a ring or a map, and a
/// Gaussian where nothing is said. In thousandths of a degree, so that like sources share a likelihood.
fn shape_of(source: &Source) -> Option<Shape> {
    let wide = |rad: &f64| rad.is_finite() && rad.to_degrees() > 5e-4;
    let rad = source.extension_rad.filter(wide)?;
    let rad = ((1e3 * rad.to_degrees()).round() / 1e3).to_radians();
    Some(match source.extension {
        Extension::Disc | Extension::Ring | Extension::Map => Shape::Disc { radius_rad: rad },
        Extension::Gaussian | Extension::Unknown => Shape::Gaussian { sigma_rad: rad },
    })
}

/// All sources that are in the field of view as one, with p-value and limits as the plan has them; `None` if `watch`
/// cancelled.
///
/// # Errors
/// If a source has no weight, or they cannot be stacked.
pub fn stacked(
    kept: &mut Kept<'_>,
    targets: &[Target],
    weights: &str,
    plan: &Plan,
    watch: &dyn Watch,
) -> anyhow::Result<Option<StackFit>> {
    let likelihood = kept.likelihood();
    let (mut sources, mut alike) = (Vec::new(), 0);
    for target in targets {
        if likelihood.sight(target.position.dec_rad) != Sight::Open {
            continue;
        }
        let weight = match weights {
            EQUAL => 1.0,
            column => target.weight.with_context(|| {
                let name = &target.name;
                format!("no column {column:?} gives {name} a weight; \"equal\" needs none")
            })?,
        };
        let position = target.position;
        alike += usize::from(!target.own.is_none());
        sources.push(Stacked { position, weight });
    }
    let stack = Stack::new(likelihood, &sources)?;
    let fit = stack.fit();
    let (mut p, mut limits) = (None, Vec::new());
    if plan.skies > 0 {
        let Some(skies) = kept.stack(&stack, plan.skies, watch) else {
            return Ok(None);
        };
        p = skies.estimate(fit.ts);
        if plan.trials > 0 && plan.limit_trials > 0 {
            watch.stage("limits of the stack");
            let Some(of_stack) = stack_limits(kept, &stack, (fit.ts, &skies), plan, watch) else {
                return Ok(None);
            };
            limits = of_stack;
        }
    }
    let remark = match alike {
        0 => String::new(),
        alike => format!(
            "{alike} of them have a shape or spectrum of their own, which a stack does not use"
        ),
    };
    Ok(Some(StackFit {
        weights: weights.to_owned(),
        sources: sources.len(),
        fit,
        p,
        limits,
        remark,
    }))
}
