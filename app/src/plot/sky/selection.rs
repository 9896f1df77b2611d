//! A cross at a selected place, a ring of its angular error at a selected candidate.

use eframe::egui::vec2;
use nuscope_model::Quantity;

use super::catalogues::size;
use super::labels::Rank;
use super::words::drawable;
use super::{Sheet, SkyScene};
use crate::catalogues;
use crate::ui::inspector;
use crate::view::Selected;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let color = sheet.theme.selection;
    match scene.view.selected {
        Some(Selected::Candidate { sample, index }) => {
            let sample = scene.document.samples.get(sample);
            let Some(sample) = sample.filter(|sample| index < sample.len()) else {
                return;
            };
            let error = sample
                .column(Quantity::AngularErrorRad)
                .map(|values| values[index]);
            let own = !scene.look().errors.shown;
            if let Some(radius) = error
                .filter(|_| own)
                .filter(|radius| *radius > 0.0 && *radius < 1.5)
            {
                sheet.ring(sample.position(index), radius, 1.5, color);
            }
        }
        Some(selected @ Selected::Source { .. }) => {
            let Some((_, source)) = catalogues::source(scene.document, selected) else {
                return;
            };
            let Some(at) = sheet.place(source.position.to_vector()) else {
                return;
            };
            // Its size is drawn with its catalogue only if that is.
            size(sheet, source, 1.2, color);
            sheet.circle(at, 7.0, 1.5, color);
            let name = drawable(&source.name).into_owned();
            sheet
                .labels
                .retain(|label| label.text != name || label.at != at);
            // A search may have named it with its p-values.
            let mut labels = sheet.labels.iter();
            if !labels.any(|label| label.at == at && label.rank == Rank::Selected) {
                sheet.beside(at, 8.0, &name, color, Rank::Selected);
            }
        }
        Some(selected @ Selected::Place { .. }) => {
            let position = inspector::place_of(selected);
            let Some(at) = position.and_then(|at| sheet.place(at.to_vector())) else {
                return;
            };
            for arm in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                let arm = vec2(arm.0, arm.1);
                let ends = vec![at + 4.0 * arm, at + 11.0 * arm];
                sheet.drawing.line(ends, 1.5, color);
            }
        }
        _ => {}
    }
}
