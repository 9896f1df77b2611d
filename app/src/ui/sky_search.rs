//! The field that searches the sky: type a name or a position, step through what fits, fly there.

use eframe::egui::{self, Align2, Key, Modifiers, RichText};
use nuscope_model::{SkyFrame, coordinates};

use crate::candidates::events;
use crate::command::Command;
use crate::find::{Now, Place, Search};
use crate::notice::Notice;
use crate::plot::sky::words::drawable;
use crate::plot::text_width::{fit, text_width};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::inspector;

/// Draws the field while it is open.
pub fn sky_search_ui(ctx: &egui::Context, state: &mut State, commands: &mut Vec<Command>) {
    let Some(mut search) = state.search.take() else {
        return;
    };
    let now = Now {
        chart: &state.derived.chart,
        event: events::spot_of_event(&state.document, &state.view),
    };
    if !search.update(now) {
        let headline = "Reading the names of catalogues failed inside nuscope.";
        let help =
            "This is a fault of the program, not of your data. Built-in names are still found.";
        state
            .notices
            .push(Notice::warning(headline, vec![help.into()]));
    }
    let mut leave = ctx.input(|input| input.key_pressed(Key::Escape));
    let step = |input: &mut egui::InputState| {
        let times = |input: &mut egui::InputState, key| {
            input.count_and_consume_key(Modifiers::NONE, key) as isize
        };
        times(input, Key::ArrowDown) - times(input, Key::ArrowUp)
    };
    let stepped = ctx.input_mut(step);
    if stepped != 0 {
        search.step(stepped);
    }
    let mut taken = None;
    let window = egui::Window::new("Search the sky")
        .title_bar(false)
        .resizable(false)
        .anchor(Align2::CENTER_TOP, egui::vec2(0.0, 48.0))
        .fixed_size(egui::vec2(440.0, 360.0));
    window.show(ctx, |ui| {
        let label = ui.label("Search the sky").id;
        let edit = egui::TextEdit::singleline(&mut search.typed)
            .hint_text("TXS 0506+056 · Orion · Moon · 05:34:32 +22:00:52 · l 0 b 0")
            .char_limit(200)
            .desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label).request_focus();
        let enter = ui.input(|input| input.key_pressed(Key::Enter));
        taken = found_ui(ui, &search, stepped != 0);
        if enter && !search.busy() {
            taken = Some(search.chosen);
        }
    });
    if let Some(place) = taken.and_then(|taken| search.places.places.get(taken)) {
        commands.push(Command::Select(Some(
            place
                .selected
                .unwrap_or_else(|| inspector::selected_place(place.position)),
        )));
        commands.push(inspector::flight(place.position, place.radius_rad).into());
        leave = true;
    }
    state.search = (!leave).then_some(search);
}

/// The places that fit, and which was clicked.
fn found_ui(ui: &mut egui::Ui, search: &Search, stepped: bool) -> Option<usize> {
    let theme = theme::of(ui);
    let say = |ui: &mut egui::Ui, text: &str, color| {
        ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
    };
    if search.busy() {
        say(ui, "Reading the names of the open catalogues…", theme.weak);
        return None;
    }
    if search.typed.trim().is_empty() {
        let text = "Sources of all catalogues, stars, constellations, named candidates, Sun and Moon, positions. \
                    Arrows choose, Enter goes there, Escape leaves.";
        say(ui, text, theme.weak);
        return None;
    }
    let places = &search.places;
    let mut taken = None;
    egui::ScrollArea::vertical()
        .auto_shrink([false, true])
        .max_height(290.0)
        .show(ui, |ui| {
            for (row, place) in places.places.iter().enumerate() {
                let chosen = row == search.chosen;
                let response = place_ui(ui, place, chosen);
                if chosen && stepped {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    taken = Some(row);
                }
            }
        });
    if let Some(remark) = &places.remark {
        let color = if places.places.is_empty() {
            theme.warning
        } else {
            theme.weak
        };
        say(ui, &drawable(remark), color);
    }
    taken
}

/// One place: its name and kind, below that where it is and whose it is.
fn place_ui(ui: &mut egui::Ui, place: &Place, chosen: bool) -> egui::Response {
    let theme = theme::of(ui);
    let room = ui.available_width() - 24.0;
    let name = drawable(&place.name);
    let mut below = coordinates::degrees(place.position, SkyFrame::Equatorial, 3);
    if !place.from.is_empty() {
        below = format!("{below} · {}", drawable(&place.from));
    }
    let apart = place.apart_words();
    let font = |size| egui::FontId::proportional(size);
    let mut job = egui::text::LayoutJob::default();
    let mut add = |text: &str, size, color| {
        let format = egui::TextFormat::simple(font(size), color);
        job.append(text, 0.0, format);
    };
    add(
        &fit(&name, theme::BODY, 0.7 * room),
        theme::BODY,
        theme.text,
    );
    let kind = fit(&drawable(&place.kind), SMALL, 0.25 * room);
    add(&format!("   {kind}"), SMALL, theme.weak);
    add(
        &format!("\n{}", fit(&below, SMALL, room - text_width(&apart, SMALL))),
        SMALL,
        theme.weak,
    );
    if !apart.is_empty() {
        add(&format!(", {apart}"), SMALL, theme.warning);
    }
    let button = egui::Button::selectable(chosen, job)
        .wrap_mode(egui::TextWrapMode::Extend)
        .min_size(egui::vec2(ui.available_width(), 34.0));
    let response = ui.add(button);
    response.widget_info(|| {
        let words = format!("Go to {name}, {}, {}", place.kind, place.from);
        egui::WidgetInfo::selected(egui::Role::Button, true, chosen, words)
    });
    response
}
