//! A field for a number that refuses what is outside its range, and says so beside it.
//!
//! What was typed stays as it was typed; the number in use changes only where it is a sound one.

use eframe::egui::{self, Id, RichText, TextEdit, vec2};

use crate::theme::{self, SMALL};

/// What stands in a field, and the number that it was typed for.
#[derive(Clone, Debug, Default)]
struct Typed {
    of: Option<f64>,
    text: String,
}

/// A number as people type it.
fn number(text: &str) -> Result<f64, String> {
    let sound = text.trim().replace('−', "-").replace(',', ".");
    match sound.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ if sound.is_empty() => Err("a number is wanted".into()),
        _ => Err(format!("a number is wanted, {:?} is none", text.trim())),
    }
}

/// Draws the field with the name that it is found by; the new number if a sound one was typed, and what is refused.
pub fn number_ui(
    ui: &mut egui::Ui,
    name: &str,
    value: Option<f64>,
    (width, hint): (f32, &str),
    check: impl Fn(f64) -> Result<(), String>,
) -> (Option<f64>, Option<String>) {
    let id = Id::unique(("number", name));
    let mut typed: Typed = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
    if typed.of != value || (value.is_none() && typed.text.is_empty()) {
        typed.of = value;
        typed.text = value.map_or(String::new(), |value| value.to_string());
    }
    let edit = TextEdit::singleline(&mut typed.text)
        .id(id.with("field"))
        .char_limit(24)
        .hint_text(hint)
        .desired_width(width);
    let height = ui.spacing().interact_size.y;
    let response = ui.add_sized(vec2(width, height), edit);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
        info.current_text_value = Some(typed.text.clone());
        info
    });
    let blank = value.is_none() && typed.text.trim().is_empty();
    let found = number(&typed.text).and_then(|found| check(found).map(|()| found));
    let mut taken = None;
    let refused = match found {
        _ if blank => None,
        Ok(found) => {
            if value != Some(found) && response.changed() {
                (typed.of, taken) = (Some(found), Some(found));
            }
            None
        }
        Err(why) => Some(match value {
            Some(value) => format!("{why}; {value} stays"),
            None => why,
        }),
    };
    ui.data_mut(|data| data.insert_temp(id, typed));
    (taken, refused)
}

/// What was refused, in words below or beside its field.
pub fn refused_ui(ui: &mut egui::Ui, refused: Option<String>) {
    if let Some(words) = refused {
        let text = RichText::new(words)
            .size(SMALL)
            .color(theme::of(ui).warning);
        ui.add(egui::Label::new(text).wrap());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(number(" 0.5 "), Ok(0.5));
        assert_eq!(number("−3"), Ok(-3.0));
        assert_eq!(number("2,5"), Ok(2.5));
        assert_eq!(number("1e5"), Ok(1e5));
        assert_eq!(number(""), Err("a number is wanted".into()));
        assert!(number("ten").is_err() && number("NaN").is_err() && number("inf").is_err());
    }
}
