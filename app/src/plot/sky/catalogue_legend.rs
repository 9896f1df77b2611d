//! Which mark is which catalogue and which line is which, with their sources, in the corner below the sky at the right.

use eframe::egui::{Align2, Color32, Rect, pos2, vec2};
use nuscope_io::built_in::{CATALOGUES, LINES};

use super::catalogues::on_ground;
use super::labels::VEIL;
use super::words::drawable;
use super::{Sheet, SkyScene};
use crate::catalogues;
use crate::plot::drawing::Form;
use crate::plot::text_width::{fit, text_width};
use crate::plot::ticks::thousands;
use crate::theme::SMALL;
use crate::view::CatalogueId;

/// Height of a row in points.
const ROW: f32 = 15.0;

/// Space between the rows and the edge.
const MARGIN: f32 = 16.0;

/// In a narrower picture only names are written, without where they come from.
const NARROW: f32 = 900.0;

/// More opened catalogues are not named one by one.
const MOST: usize = 12;

/// A row: its mark, or a stroke of a line, its name and where it comes from.
struct Row {
    form: Option<Form>,
    color: Color32,
    name: String,
    credit: String,
}

fn rows(sheet: &Sheet<'_>, scene: &SkyScene<'_>) -> Vec<Row> {
    let (document, look) = (scene.document, scene.look());
    let mut rows = Vec::new();
    for (id, catalogue) in catalogues::shown(document, look) {
        rows.push(Row {
            form: Some(catalogues::form(id)),
            color: on_ground(catalogues::color(document, look, id), sheet.theme),
            name: format!(
                "{}, {}",
                drawable(&catalogue.name),
                count_words(id, catalogue.len())
            ),
            credit: match id {
                CatalogueId::BuiltIn(place) => CATALOGUES[place].reference.to_owned(),
                CatalogueId::Opened(_) => String::new(),
            },
        });
    }
    if rows.len() > MOST {
        let rest = rows.split_off(MOST - 1);
        let color = sheet.theme.weak;
        let name = format!("and {} catalogues more", rest.len());
        rows.push(Row {
            form: None,
            color,
            name,
            credit: String::new(),
        });
    }
    for (place, row) in LINES.iter().enumerate() {
        if catalogues::line_is_shown(look, place) && row.name != catalogues::GALACTIC_PLANE {
            rows.push(Row {
                form: None,
                color: on_ground(catalogues::line_color(look, place), sheet.theme),
                name: row.name.to_owned(),
                credit: row.reference.to_owned(),
            });
        }
    }
    rows
}

/// How many sources are listed, and whether there are more of their kind.
fn count_words(id: CatalogueId, count: usize) -> String {
    let selection = match id {
        CatalogueId::BuiltIn(place) => CATALOGUES[place].selection,
        CatalogueId::Opened(_) => false,
    };
    match selection {
        true => format!("a selection of {}", thousands(count)),
        false => thousands(count),
    }
}

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let rows = rows(sheet, scene);
    let rect = sheet.rect();
    let narrow = rect.width() < NARROW;
    // Half of the picture at most; a small one is for the sky alone.
    let most = ((0.5 * rect.height()) / ROW) as usize;
    if rows.is_empty() || rows.len() > most || rect.width() < 300.0 {
        return;
    }
    let room = 0.5 * rect.width();
    let halo = sheet.theme.background.gamma_multiply(0.7);
    let veil = sheet.theme.background.gamma_multiply(VEIL);
    let right = rect.right() - MARGIN;
    let mut y = rect.bottom() - 25.0 - ROW * (rows.len() - 1) as f32;
    for row in rows {
        let mark = pos2(right - 6.0, y);
        let credit = match narrow {
            true => String::new(),
            false => fit(&row.credit, SMALL, room),
        };
        let name = fit(&row.name, SMALL, room);
        let [wide, name_wide] = [&credit, &name].map(|text| text_width(text, SMALL));
        let end = right - 20.0;
        let name_end = if wide > 0.0 { end - wide - 8.0 } else { end };
        let row_rect = Rect::from_min_max(
            pos2(name_end - name_wide - 4.0, y - 0.5 * ROW),
            pos2(right + 4.0, y + 0.5 * ROW),
        );
        sheet.taken.push(row_rect);
        sheet.drawing.rect(row_rect, veil);
        match row.form {
            Some(form) => sheet.drawing.point(mark, 3.2, form, row.color),
            None => {
                let ends = vec![mark - vec2(7.0, 0.0), mark + vec2(6.0, 0.0)];
                sheet.drawing.line(ends, 1.5, row.color);
            }
        }
        let middle = Align2::RIGHT_CENTER;
        let (weak, text) = (sheet.theme.weak, sheet.theme.text);
        let drawing = &mut sheet.drawing;
        drawing.text_with_halo(pos2(end, y), middle, credit, SMALL, weak, halo);
        drawing.text_with_halo(pos2(name_end, y), middle, name, SMALL, text, halo);
        y += ROW;
    }
}
