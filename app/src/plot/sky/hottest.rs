//! A ring around the hottest pixel of a map of significance, with its value.

use super::labels::Rank;
use super::{Sheet, SkyScene};

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let Some(values) = scene.map else {
        return;
    };
    if !values.significance {
        return;
    }
    let hottest = values
        .values
        .iter()
        .enumerate()
        .filter(|(_, value)| !value.is_nan())
        .max_by(|a, b| a.1.total_cmp(b.1));
    let Some((pixel, value)) = hottest.filter(|(_, value)| **value > 0.0) else {
        return;
    };
    let position = nuscope_model::healpix::center_of(values.nside, pixel as u64);
    let Some(at) = sheet.place(position.to_vector()) else {
        return;
    };
    let color = sheet.theme.selection;
    sheet.circle(at, 11.0, 1.5, color);
    let text = match values.unit.as_str() {
        "" => format!("hottest: {value:.2}"),
        remark => format!("hottest: {value:.2} ({remark})"),
    };
    sheet.beside(at, 12.0, &text, color, Rank::Hottest);
}
