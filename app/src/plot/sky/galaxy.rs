//! The plane and the centre of our galaxy.

use std::f64::consts::FRAC_PI_2;

use nuscope_model::Galactic;

use super::labels::Rank;
use super::{Sheet, SkyScene};
use crate::plot::drawing::{Form, Shape};

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    if !scene.look().galaxy {
        return;
    }
    let pole = Galactic {
        l_rad: 0.0,
        b_rad: FRAC_PI_2,
    };
    let color = sheet.theme.weak.gamma_multiply(0.55);
    sheet.ring(pole.to_equatorial(), FRAC_PI_2, 1.0, color);
    let center = Galactic::default().to_equatorial().to_vector();
    if let Some(at) = sheet.place(center) {
        sheet.drawing.add(Shape::Point {
            at,
            radius: 5.0,
            form: Form::Cross,
            color: sheet.theme.text,
        });
        sheet.beside(at, 6.0, "galactic centre", sheet.theme.text, Rank::Guide);
    }
}
