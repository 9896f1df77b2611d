//! Says on standard output where every labelled widget is, for tests that click in a real window.
//!
//! Switched on by the environment variable `NUSCOPE_PRINT_WIDGETS`. The places come from the same
//! accessibility tree that screen readers use, so a test finds a button as a person does: by its name.

use std::collections::BTreeMap;

use eframe::egui;

/// Name of the environment variable that switches the report on.
pub const VARIABLE: &str = "NUSCOPE_PRINT_WIDGETS";

/// Prints `widget "NAME" x y width height`, in pixels of the window, whenever a widget appears or moves.
#[derive(Debug, Default)]
pub struct WidgetReport {
    printed: BTreeMap<String, [i32; 4]>,
}

impl WidgetReport {
    /// Starts the report if the environment asks for it.
    pub fn install(ctx: &egui::Context) {
        if std::env::var_os(VARIABLE).is_some() {
            ctx.enable_accesskit();
            ctx.add_plugin(Self::default());
        }
    }
}

impl egui::Plugin for WidgetReport {
    fn debug_name(&self) -> &'static str {
        "widget report"
    }

    fn output_hook(&mut self, ctx: &egui::Context, output: &mut egui::FullOutput) {
        let Some(update) = &output.platform_output.accesskit_update else {
            return;
        };
        let scale = f64::from(ctx.pixels_per_point());
        let mut seen = BTreeMap::new();
        for (_, node) in &update.nodes {
            let name = node.label().or_else(|| node.value());
            let (Some(name), Some(bounds)) = (name, node.bounds()) else {
                continue;
            };
            // Widgets that were never laid out have no place.
            if ![bounds.x0, bounds.y0, bounds.x1, bounds.y1]
                .iter()
                .all(|edge| edge.is_finite())
            {
                continue;
            }
            let place = [bounds.x0, bounds.y0, bounds.width(), bounds.height()];
            seen.insert(
                name.to_owned(),
                place.map(|value| (value * scale).round() as i32),
            );
        }
        for (name, [x, y, width, height]) in &seen {
            if self.printed.get(name) != Some(&[*x, *y, *width, *height]) {
                println!("widget {name:?} {x} {y} {width} {height}");
            }
        }
        self.printed = seen;
    }
}
