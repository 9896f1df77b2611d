//! The only file that names a colour of the window, and the sizes that text and spacing come in.
//!
//! Deep sea below, night sky above: quiet surroundings in which the data are the only bright thing. One
//! accent colour marks what can be acted on; warm and cold colours belong to data.

use eframe::egui::{
    self, Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals, vec2,
};

/// The colours of one mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    /// Behind everything.
    pub background: Color32,
    /// Side panels and bars.
    pub panel: Color32,
    /// Buttons and rows that stand out from a panel.
    pub raised: Color32,
    /// Text.
    pub text: Color32,
    /// Units, captions, secondary text.
    pub weak: Color32,
    /// Lines and hints that must not draw the eye.
    pub faint: Color32,
    /// What can be acted on.
    pub accent: Color32,
    /// What is selected.
    pub selection: Color32,
    /// What is compared with what residuals refer to.
    pub compared: Color32,
    /// The light of showers.
    pub light: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Errors.
    pub error: Color32,
    /// Sea near the camera.
    pub sea_near: Color32,
    /// Sea far away.
    pub sea_far: Color32,
    /// Sea bed.
    pub sea_bed: Color32,
    /// Borders of regions on the sky.
    pub region: Color32,
    /// The simulation's truth.
    pub truth: Color32,
    /// Hits in figures by what triggered: muon or unnamed, shower, mixed, other.
    pub triggers: [Color32; 4],
    /// Photomultipliers that are dead, out of sync, with a high-rate veto, with a full buffer.
    /// Source: Okabe and Ito, Color Universal Design, 2008; told apart by the colour-blind too.
    pub marks: [Color32; 4],
    /// Contours of maps, from the innermost to the outermost.
    pub contours: [Color32; 3],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// For dark rooms and big screens; the default.
pub const DARK: Theme = Theme {
    background: rgb(0x06_121B),
    panel: rgb(0x0B_1C28),
    raised: rgb(0x12_293A),
    text: rgb(0xE3_EEF4),
    weak: rgb(0x9D_B4C2),
    faint: rgb(0x5E_7787),
    accent: rgb(0x35_C6C0),
    selection: rgb(0xFF_D166),
    compared: rgb(0xF0_7FD8),
    light: rgb(0x9C_D2FF),
    warning: rgb(0xF4_A259),
    error: rgb(0xEF_5B5B),
    sea_near: rgb(0x0A_2A3C),
    sea_far: rgb(0x04_1019),
    sea_bed: rgb(0x0E_2A2E),
    region: rgb(0xB9_A4FF),
    truth: rgb(0xFF_FFFF),
    triggers: [
        rgb(0xFF_8A5B),
        rgb(0x5B_B8F5),
        rgb(0xD5_8CE6),
        rgb(0x7B_D88F),
    ],
    marks: [
        rgb(0xE8_5D04),
        rgb(0xCC_79A7),
        rgb(0xF0_E442),
        rgb(0x56_B4E9),
    ],
    contours: [rgb(0xFF_FFFF), rgb(0x7F_E3FF), rgb(0x5B_9BFF)],
};

/// For bright rooms.
pub const LIGHT: Theme = Theme {
    background: rgb(0xF4_F7F9),
    panel: rgb(0xFF_FFFF),
    raised: rgb(0xEA_F0F4),
    text: rgb(0x10_222E),
    weak: rgb(0x4A_6170),
    faint: rgb(0x84_99A6),
    accent: rgb(0x0B_8F8A),
    selection: rgb(0xC9_8A00),
    compared: rgb(0xA8_2C93),
    light: rgb(0x4A_9BD6),
    warning: rgb(0xC4_661F),
    error: rgb(0xC0_392B),
    sea_near: rgb(0xDD_EAF0),
    sea_far: rgb(0xF6_FAFC),
    sea_bed: rgb(0xC9_D6D3),
    region: rgb(0x6B_4FC9),
    truth: rgb(0x10_222E),
    triggers: [
        rgb(0xD1_491B),
        rgb(0x00_72B2),
        rgb(0x9A_3FB5),
        rgb(0x2E_8B57),
    ],
    marks: [
        rgb(0xC2_4A00),
        rgb(0xA8_4D85),
        rgb(0xB8_9C00),
        rgb(0x00_72B2),
    ],
    contours: [rgb(0x10_222E), rgb(0x0B_6FA8), rgb(0x3D_8BE0)],
};

/// For white paper.
pub const PAPER: Theme = Theme {
    background: rgb(0xFF_FFFF),
    text: rgb(0x10_1418),
    weak: rgb(0x3A_4650),
    faint: rgb(0x7C_8892),
    selection: rgb(0x00_4CB3),
    ..LIGHT
};

impl Theme {
    /// A colour that was chosen for a dark ground, dark enough to be seen on this one.
    ///
    /// On light grounds the contrast is at least 2.5 to 1. Source: WCAG 2.1, relative luminance.
    pub fn ink(&self, color: Color32) -> Color32 {
        const MOST: f32 = 1.05 / 2.5 - 0.05;
        let luminance = |color: Color32| {
            let [r, g, b, _] = egui::Rgba::from(color.to_opaque()).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let found = luminance(color);
        if luminance(self.background) < 0.5 || found <= MOST {
            return color;
        }
        let [r, g, b, a] = color.to_srgba_unmultiplied();
        // The luminance goes about with the power 2.2 of what stands in a file.
        let factor = (MOST / found).powf(1.0 / 2.2);
        let darker = |channel: u8| (f32::from(channel) * factor) as u8;
        Color32::from_rgba_unmultiplied(darker(r), darker(g), darker(b), a)
    }
}

/// Small text: captions, ticks, units.
pub const SMALL: f32 = 11.0;
/// Body text.
pub const BODY: f32 = 13.0;
/// Headings.
pub const HEADING: f32 = 16.0;

impl Theme {
    /// The colour of a contour by its place among so many, counted from the innermost.
    pub fn contour(&self, place: usize, count: usize) -> Color32 {
        let [first, middle, last] = self.contours;
        match 2 * place {
            _ if count < 2 => middle,
            at if at < count => first.lerp_to_gamma(middle, at as f32 / (count - 1) as f32),
            at => middle.lerp_to_gamma(last, at as f32 / (count - 1) as f32 - 1.0),
        }
    }
}

/// The theme of the mode that `dark` names.
pub fn theme(dark: bool) -> &'static Theme {
    if dark { &DARK } else { &LIGHT }
}

/// The theme that `ui` is drawn in.
pub fn of(ui: &egui::Ui) -> &'static Theme {
    theme(ui.visuals().dark_mode)
}

/// A colour as the GPU takes it: red, green, blue within 0..=1, as displayed.
pub fn gpu(color: Color32) -> [f32; 3] {
    [color.r(), color.g(), color.b()].map(|channel| f32::from(channel) / 255.0)
}

/// Sets sizes and colours of all widgets.
pub fn install(ctx: &egui::Context, dark: bool) {
    let theme = theme(dark);
    ctx.set_theme(if dark {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    });
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, SMALL, FontFamily::Proportional),
            (TextStyle::Body, BODY, FontFamily::Proportional),
            (TextStyle::Button, BODY, FontFamily::Proportional),
            (TextStyle::Heading, HEADING, FontFamily::Proportional),
            (TextStyle::Monospace, BODY, FontFamily::Monospace),
        ]
        .map(|(name, size, family)| (name, FontId::new(size, family)))
        .into();
        style.spacing.item_spacing = vec2(8.0, 6.0);
        style.spacing.button_padding = vec2(10.0, 4.0);
        style.spacing.interact_size.y = 24.0;
        style.spacing.window_margin = Margin::same(12);
        style.spacing.slider_width = 130.0;
        style.interaction.selectable_labels = false;
        style.animation_time = 0.12;
        style.visuals = visuals(theme, dark);
    });
}

/// The widget colours of a theme.
fn visuals(theme: &Theme, dark: bool) -> Visuals {
    let mut visuals = if dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let corner = CornerRadius::same(4);
    visuals.panel_fill = theme.panel;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = Stroke::new(1.0, theme.raised);
    visuals.window_corner_radius = corner;
    visuals.menu_corner_radius = corner;
    visuals.extreme_bg_color = theme.background;
    visuals.faint_bg_color = theme.raised.gamma_multiply(0.5);
    visuals.weak_text_color = Some(theme.weak);
    visuals.hyperlink_color = theme.accent;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.error;
    visuals.selection.bg_fill = theme.accent.gamma_multiply(0.35);
    visuals.selection.stroke = Stroke::new(1.0, theme.text);
    visuals.slider_trailing_fill = true;
    let widgets = &mut visuals.widgets;
    for (state, fill, text) in [
        (&mut widgets.noninteractive, theme.panel, theme.text),
        (&mut widgets.inactive, theme.raised, theme.text),
        (
            &mut widgets.hovered,
            theme.accent.gamma_multiply(0.30),
            theme.text,
        ),
        (
            &mut widgets.active,
            theme.accent.gamma_multiply(0.55),
            theme.text,
        ),
        (&mut widgets.open, theme.raised, theme.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::NONE;
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = corner;
        state.expansion = 0.0;
    }
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, theme.raised);
    visuals
}
