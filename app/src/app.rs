//! The window: one frame polls the jobs, draws bars, panels and views, and then does what was asked.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Frame, Margin, Panel, Rect};
use nuscope_io::OpenOptions;

use crate::apply::{apply, poll};
use crate::catalogues;
use crate::command::{Command, offers};
use crate::handover::{Handover, PlannedLoss};
use crate::notice::Notice;
use crate::playback::Playback;
use crate::state::State;
use crate::theme;
use crate::ui::event_view::{EventView, is_flight_key};
use crate::ui::sky_view::SkyMapView;
use crate::ui::widget_report::WidgetReport;
use crate::ui::{
    analysis_window, data_panel, data_table, export, go_to, hovered, inspector, notices, palette,
    question, sky_search, sky_time, status_bar, table_view, timeline, top_bar, tray, welcome,
};
use crate::view::{Mode, View};
use crate::viewport::Graphics;

/// Narrower than this, side panels fold away to leave the view some room.
const NARROW: f32 = 760.0;

/// Height that the tray leaves to the view, in points.
const VIEW: f32 = 150.0;

/// Key under which the view is kept between sessions.
const VIEW_KEY: &str = "view";

/// The window's program.
pub struct App {
    /// Everything that is not on the GPU.
    pub state: State,
    graphics: Graphics,
    event_view: EventView,
    sky_view: SkyMapView,
    pointer: String,
    dark: Option<bool>,
    title: String,
    handover: Handover,
    planned_loss: PlannedLoss,
    /// The replay under way and the moment that it showed last.
    replay: Option<(Playback, f32)>,
    /// The same of the sky.
    sky_replay: Option<(Playback, f64)>,
}

impl App {
    /// A program with `open` being opened; the demo if there is nothing to open.
    ///
    /// # Errors
    /// If the window has no GPU to draw with.
    pub fn new(creation: &eframe::CreationContext<'_>, open: Vec<PathBuf>) -> Result<Self, NoGpu> {
        Self::with_handover(creation, open, Handover::default())
    }

    /// A program that goes on where the window before it lost its GPU, if `handover` holds anything.
    ///
    /// # Errors
    /// If the window has no GPU to draw with.
    pub fn with_handover(
        creation: &eframe::CreationContext<'_>,
        open: Vec<PathBuf>,
        handover: Handover,
    ) -> Result<Self, NoGpu> {
        let graphics = Graphics::of_window(creation.wgpu_render_state.as_ref().ok_or(NoGpu)?);
        let ctx = &creation.egui_ctx;
        WidgetReport::install(ctx);
        handover.awake(ctx);
        let state = match handover.take() {
            Some(state) => state,
            None => {
                let view = creation
                    .storage
                    .and_then(|storage| eframe::get_value::<View>(storage, VIEW_KEY))
                    .unwrap_or_default();
                let mut state = State::new(view, handover.wake());
                if open.is_empty() {
                    state.welcome = true;
                    apply(&mut state, Command::OpenDemo);
                } else {
                    apply(&mut state, Command::Open(open, OpenOptions::default()));
                }
                state
            }
        };
        Ok(Self {
            planned_loss: match handover.happened() {
                true => PlannedLoss::default(),
                false => PlannedLoss::of_environment(),
            },
            handover,
            event_view: EventView::new(&graphics),
            sky_view: SkyMapView::new(&graphics),
            state,
            graphics,
            pointer: String::new(),
            dark: None,
            title: String::new(),
            replay: None,
            sky_replay: None,
        })
    }

    /// Bytes sent to the GPU by the 3D view since the start.
    pub fn event_bytes(&self) -> u64 {
        self.event_view.uploaded_bytes()
    }

    /// Draws everything and collects what was asked for.
    fn draw(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        let state = &mut self.state;
        let theme = theme::theme(state.view.dark);
        let bar = Frame::NONE
            .fill(theme.panel)
            .inner_margin(Margin::symmetric(12, 0));
        Panel::top("top bar")
            .exact_size(top_bar::HEIGHT)
            .frame(bar)
            .show(ui, |ui| top_bar::top_bar_ui(ui, state, commands));
        Panel::bottom("status bar")
            .exact_size(status_bar::HEIGHT)
            .frame(bar)
            .show(ui, |ui| {
                status_bar::status_bar_ui(ui, state, &self.pointer, commands)
            });
        let room = ui.available_width() > NARROW;
        let side = Frame::NONE
            .fill(theme.panel)
            .inner_margin(Margin::symmetric(12, 4));
        // Side by side, the event's time comes first: it has the replay of nanoseconds.
        let of_event = match state.view.mode {
            Mode::Event => true,
            Mode::Sky => false,
            Mode::Both => state.document.event.is_some(),
        };
        let has_time = of_event || state.derived.candidates.times.is_some();
        if state.view.timeline && has_time && ui.available_height() > 320.0 {
            Panel::bottom("time line")
                .exact_size(timeline::HEIGHT)
                .frame(side)
                .show(ui, |ui| match of_event {
                    true => timeline::timeline_ui(ui, state, commands),
                    false => sky_time::sky_time_ui(ui, state, commands),
                });
        }
        if state.view.data_panel && room {
            Panel::left("data")
                .resizable(false)
                .exact_size(data_panel::WIDTH)
                .frame(side)
                .show(ui, |ui| {
                    // What has no room is cut, so that the panel's edge does not run into the tray.
                    let rect = ui.available_rect_before_wrap();
                    let mut ui_within = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                    data_panel::data_panel_ui(&mut ui_within, state, commands);
                    ui.advance_cursor_after_rect(rect);
                });
        }
        if state.view.inspector && room {
            Panel::right("inspector")
                .resizable(false)
                .exact_size(inspector::WIDTH)
                .frame(side)
                .show(ui, |ui| {
                    egui::ScrollArea::vertical()
                        .auto_shrink(false)
                        .show(ui, |ui| inspector::inspector_ui(ui, state, commands));
                });
        }
        let height = ui.available_height();
        if state.view.tray.open && height > tray::LEAST + VIEW {
            Panel::bottom("tray")
                .resizable(true)
                .default_size(tray::HEIGHT.min(0.5 * height))
                .size_range(tray::LEAST..=height - VIEW)
                .frame(side)
                .show(ui, |ui| tray::tray_ui(ui, state, commands));
        }
        let view = Frame::NONE.fill(theme.background);
        let shown = egui::CentralPanel::default()
            .frame(view)
            .show(ui, |ui| self.views_ui(ui, commands));
        let rect = shown.response.rect;
        let ctx = ui.ctx().clone();
        let state = &mut self.state;
        if state.welcome && state.document.event.is_some() {
            welcome::welcome_ui(&ctx, rect, commands);
        }
        if let Some(question) = &mut state.question {
            question::question_ui(&ctx, question, commands);
        }
        notices::notices_ui(&ctx, rect, state, commands);
        table_view::table_view_ui(&ctx, state, commands);
        export::export_ui(&ctx, state, commands);
        analysis_window::analysis_window_ui(&ctx, state, commands);
        palette::palette_ui(&ctx, state, commands);
        go_to::go_to_ui(&ctx, state, commands);
        sky_search::sky_search_ui(&ctx, state, commands);
    }

    /// The view or views in the middle.
    fn views_ui(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        let state = &mut self.state;
        let document = Arc::clone(&state.document);
        // The sky alone can be looked at, with what is built in.
        let sky = state.view.mode == Mode::Sky && catalogues::some_built_in(&state.view.sky);
        if document.files.is_empty() && !state.busy() && !sky {
            welcome::nothing_open_ui(ui, commands);
            return;
        }
        let (event, sky) = (&mut self.event_view, &mut self.sky_view);
        let (graphics, view, derived) = (&self.graphics, &mut state.view, &state.derived);
        self.pointer = match view.mode {
            Mode::Event => event.ui(ui, graphics, &document, view, derived, commands),
            Mode::Sky => sky.ui(ui, graphics, &document, view, derived, commands),
            Mode::Both => {
                let rect = ui.available_rect_before_wrap();
                let (left, right) = rect.split_left_right_at_fraction(0.5);
                let mut part = |rect: Rect| {
                    ui.new_child(
                        egui::UiBuilder::new().max_rect(rect.shrink2(egui::vec2(0.5, 0.0))),
                    )
                };
                let mut left = part(left);
                let mut right = part(right);
                let words = event.ui(&mut left, graphics, &document, view, derived, commands);
                let other = sky.ui(&mut right, graphics, &document, view, derived, commands);
                ui.advance_cursor_after_rect(rect);
                if words.is_empty() { other } else { words }
            }
        };
        state.pointed = match view.mode {
            Mode::Event => None,
            Mode::Sky | Mode::Both => sky.pointed(),
        };
    }

    /// Keys that belong to commands, unless something is being typed.
    fn keys(&self, ctx: &egui::Context, commands: &mut Vec<Command>) {
        let flies = self.state.view.steering.flying && self.state.view.mode != Mode::Sky;
        let typing = ctx.egui_wants_keyboard_input() && !data_table::has_keyboard(ctx);
        let mut offers = offers();
        // The toolkit lets Ctrl+Z answer to Ctrl+Shift+Z too: those with Shift have to be asked first.
        offers.sort_by_key(|offer| offer.shortcut.is_none_or(|keys| !keys.modifiers.shift));
        for offer in offers {
            let Some(shortcut) = offer.shortcut else {
                continue;
            };
            if typing && shortcut.modifiers.is_none() {
                continue;
            }
            if flies && shortcut.modifiers.is_none() && is_flight_key(shortcut.logical_key) {
                continue;
            }
            if ctx.input_mut(|input| input.consume_shortcut(&shortcut))
                && top_bar::possible(&self.state, &offer.command)
            {
                commands.push(offer.command);
            }
        }
    }

    /// Brings the table in view up to date; events that are read in the background come in.
    fn update_lists(&mut self) {
        let state = &mut self.state;
        let reading = state.jobs.event.is_some();
        let (document, view) = (&state.document, &state.view);
        state.here.pointed = state.pointed;
        state.here.update(document, view, &state.wake);
        let fit = document.fit.as_ref();
        state
            .fitting
            .update(fit, state.analysis_window, &state.wake);
        state
            .lists
            .update(document, view, &state.derived, reading, &state.wake);
    }

    /// Files that were dropped on the window.
    fn drops(&self, ctx: &egui::Context, commands: &mut Vec<Command>) {
        let paths: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !paths.is_empty() {
            commands.push(Command::Open(paths, OpenOptions::default()));
        }
    }

    /// Moves the replay to where the clock on the wall wants it.
    fn play(&mut self, ctx: &egui::Context) {
        let state = &mut self.state;
        let Some(shown) = state.document.event.as_ref().filter(|_| state.playing) else {
            self.replay = None;
            return;
        };
        let clip = shown.times.clip(&state.view.time);
        let now_s = ctx.input(|input| input.time);
        let replay = match self.replay {
            Some((replay, cursor)) if state.view.cursor_ns == Some(cursor) => {
                replay.with(clip, now_s)
            }
            // It begins, or somebody moved the cursor meanwhile.
            _ => Playback::start(clip, now_s, state.view.cursor_ns),
        };
        let cursor = replay.moment(now_s) as f32;
        state.view.cursor_ns = Some(cursor);
        state.playing = !replay.ended(now_s);
        self.replay = Some((replay, cursor));
        ctx.request_repaint();
    }

    /// Moves the replay of the sky to where the clock on the wall wants it.
    fn play_sky(&mut self, ctx: &egui::Context) {
        let state = &mut self.state;
        let times = state.derived.candidates.times.clone();
        let Some(times) = times.filter(|_| state.playing_sky) else {
            self.sky_replay = None;
            return;
        };
        let clip = times.clip(&state.view.sky_time);
        let now_s = ctx.input(|input| input.time);
        let replay = match self.sky_replay {
            Some((replay, cursor)) if state.view.sky_cursor == Some(cursor) => {
                replay.with(clip, now_s)
            }
            // It begins, or somebody moved the cursor meanwhile.
            _ => {
                let cursor = state.view.sky_cursor.map(|cursor| times.of_marker(cursor));
                Playback::start(clip, now_s, cursor)
            }
        };
        let cursor = times.base + replay.moment(now_s);
        state.view.sky_cursor = Some(cursor);
        state.playing_sky = !replay.ended(now_s);
        self.sky_replay = Some((replay, cursor));
        ctx.request_repaint();
    }

    /// Bytes sent to the GPU by the sky map since the start.
    pub fn sky_bytes(&self) -> u64 {
        self.sky_view.uploaded_bytes()
    }

    /// Whether this window is of no use any more: its GPU is lost, and a new window takes everything over.
    fn gives_way(&mut self, ctx: &egui::Context) -> bool {
        if !self.handover.is_empty() {
            return true;
        }
        let device = &self.graphics.gpu.device;
        self.planned_loss.strike(ctx, device, false);
        // A driver tells of a loss when it is asked.
        self.graphics.gpu.device.poll(wgpu::PollType::Poll).ok();
        match self.graphics.gpu.check() {
            Ok(()) => false,
            Err(nuscope_render::Error::Lost { reason }) => {
                self.leave(&reason);
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                // The toolkit must not paint on a lost device: this pass is drawn again, empty.
                ctx.request_discard("the GPU is lost");
                true
            }
            Err(error) => {
                let headline = "The graphics driver refused something: the picture may be wrong.";
                self.state.notices.push(Notice::error(headline, &error));
                false
            }
        }
    }

    /// Leaves the state to the next window.
    fn leave(&mut self, reason: &str) {
        let idle = State::new(View::default(), Arc::new(|| {}));
        let mut state = std::mem::replace(&mut self.state, idle);
        let headline =
            "The graphics device was lost. The window was built anew; everything is as it was.";
        let reason = (!reason.is_empty()).then(|| format!("The driver says: {reason}"));
        state
            .notices
            .push(Notice::warning(headline, reason.into_iter().collect()));
        self.handover.put(state);
    }

    /// Keeps theme and window title as the state wants them.
    fn dress(&mut self, ctx: &egui::Context) {
        if self.dark != Some(self.state.view.dark) {
            self.dark = Some(self.state.view.dark);
            theme::install(ctx, self.state.view.dark);
        }
        let title = match self.state.document.files.last() {
            Some(file) => {
                let name = file
                    .path
                    .file_name()
                    .unwrap_or(file.path.as_os_str())
                    .to_string_lossy();
                let demo = file.is_demo();
                format!(
                    "nuscope: {}",
                    if demo {
                        "built-in demo (simulated)".into()
                    } else {
                        name
                    }
                )
            }
            None => "nuscope".into(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// The window has no GPU, not even a software one.
#[derive(Debug, thiserror::Error)]
#[error(
    "nuscope draws with the GPU, and the window has none: install a Vulkan driver (on Debian and Ubuntu \
     `apt install mesa-vulkan-drivers` brings a software one)"
)]
pub struct NoGpu;

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        if self.gives_way(&ctx) {
            return;
        }
        let mut commands = Vec::new();
        poll(&mut self.state);
        self.dress(&ctx);
        self.play(&ctx);
        self.play_sky(&ctx);
        let fields = self.state.palette.is_some()
            || self.state.go_to.is_some()
            || self.state.search.is_some();
        if !fields && self.state.question.is_none() {
            self.keys(&ctx, &mut commands);
        }
        self.drops(&ctx, &mut commands);
        let state = &mut self.state;
        state
            .derived
            .update_soon(&state.document, &state.view, &state.wake);
        self.update_lists();
        self.draw(ui, &mut commands);
        hovered::settle(&ctx);
        for command in commands {
            apply(&mut self.state, command);
            // What a command changed is seen at once, not at the next move of the mouse.
            ctx.request_repaint();
        }
        if let Some(text) = self.state.clipboard.take() {
            ctx.copy_text(text);
        }
        if self.gives_way(&ctx) {
            return;
        }
        let now_s = ctx.input(|input| input.time);
        self.state
            .history
            .feed_state(now_s, &self.state.view.undoable());
        let jobs = &self.state.jobs;
        let searching = self.state.source_search.busy();
        if jobs.open.is_some() || jobs.scan.is_some() || jobs.export.is_some() || searching {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
        let device = &self.graphics.gpu.device;
        self.planned_loss.strike(&ctx, device, true);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if self.handover.is_empty() {
            eframe::set_value(storage, VIEW_KEY, &self.state.view.for_next_session());
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // The toolkit panics where it paints on a lost device.
        if !std::thread::panicking() || !self.handover.is_empty() {
            return;
        }
        self.graphics.gpu.device.poll(wgpu::PollType::Poll).ok();
        if let Some(reason) = self.graphics.gpu.lost() {
            self.leave(&reason);
        }
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// If there is no display or no GPU.
pub fn run(open: Vec<PathBuf>) -> anyhow::Result<()> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("nuscope")
        .with_app_id("nuscope")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([640.0, 400.0])
        .with_drag_and_drop(true);
    let handover = Handover::default();
    let mut losses = 0;
    loop {
        let options = eframe::NativeOptions {
            viewport: viewport.clone(),
            ..Default::default()
        };
        let (open, carried) = (open.clone(), handover.clone());
        let create: eframe::AppCreator<'_> = Box::new(|creation| {
            let mut app = App::with_handover(creation, open, carried)?;
            app.state.calibrating.allowed = true;
            Ok(Box::new(app))
        });
        let begin = Instant::now();
        handover
            .outlive(|| eframe::run_native("nuscope", options, create))
            .map_err(|error| anyhow::anyhow!("cannot open a window: {}", reason(&error)))?;
        if handover.is_empty() {
            return Ok(());
        }
        losses = if begin.elapsed() < SOON {
            losses + 1
        } else {
            1
        };
        anyhow::ensure!(
            losses < MOST_LOSSES,
            "the graphics device was lost {losses} times in a row: look at the driver, or choose another with \
             WGPU_BACKEND or WGPU_ADAPTER_NAME"
        );
    }
}

/// A window whose GPU is lost sooner counts as one that never came up.
const SOON: Duration = Duration::from_secs(10);

/// So many windows in a row may lose their GPU at once.
const MOST_LOSSES: u32 = 3;

/// Why no window came up, in words for its user, and what can be done without one.
fn reason(error: &eframe::Error) -> String {
    let text = error.to_string();
    if !matches!(
        error,
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_)
    ) {
        return text;
    }
    // The window library puts its own source file and line before what the system said.
    let said = text
        .rsplit_once(".rs:")
        .and_then(|(_, tail)| tail.split_once(": "))
        .map_or(text.as_str(), |(_, said)| said);
    format!(
        "{}; without a display, `nuscope event` and `nuscope sky` draw pictures",
        said.trim_end_matches('.')
    )
}
