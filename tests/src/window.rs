//! The real program in a real window: a display of its own, clicks by label, pictures of the screen.
//!
//! The display is Xvfb, the mouse is xdotool, pictures come from ImageMagick's `import`; `tests/run` installs them.
//! No test knows where a button lies: with `NUSCOPE_PRINT_WIDGETS=1` the program prints `widget "Sky" x y w h`, in
//! pixels of its window, whenever its layout changes. All waiting ends, in a panic that tells what was printed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use image::RgbImage;

use crate::data::{self, workspace};

/// How long a window, a button or a picture may take to appear on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running process, asked to end when it goes out of scope.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Asked first, so that the display tidies up its lock; then made to.
        let id = self.0.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        let deadline = Instant::now() + Duration::from_secs(5);
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The lines that a process printed so far.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// Keeps reading `pipe` on a thread of its own until it is closed.
    fn follow(&self, pipe: impl Read + Send + 'static) {
        let lines = Arc::clone(&self.0);
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                lines.lock().expect("no reader panics").push(line);
            }
        });
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("no reader panics").clone()
    }
}

/// Asks `look` every 50 ms until it has an answer or `patience` is over.
fn wait_for<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    loop {
        let seen = look();
        if seen.is_some() || Instant::now() > deadline {
            return seen;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A screen that nobody sees, of its own for each test.
pub struct Display {
    _server: Process,
    name: String,
}

impl Display {
    /// Starts one of `width` × `height` pixels. `None`, said aloud, where the machine cannot.
    ///
    /// # Panics
    /// If the tools are there but the display does not come up.
    pub fn start(width: u32, height: u32) -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        for tool in ["Xvfb", "xdotool", "import"] {
            if !std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()) {
                data::skipped(&format!("{tool} on this machine"));
                return None;
            }
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen"])
            .args(["0", &format!("{width}x{height}x24")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb can be started");
        let lines = Lines::default();
        lines.follow(server.stdout.take().expect("its output is piped"));
        let server = Process(server);
        let number = wait_for(PATIENCE, || lines.all().pop()).expect("Xvfb names its display");
        Some(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }

    /// Runs a tool on this display; what it printed, or `None` if it failed.
    fn tool(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = Command::new(program)
            .args(arguments)
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .output()
            .expect("the tools were found before");
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(words)
    }
}

/// The place of a button on the screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    x: f64,
    y: f64,
}

/// The program, started on a display, with its window up.
pub struct Window<'a> {
    display: &'a Display,
    program: Process,
    printed: Lines,
    complained: Lines,
    id: String,
    _settings: tempfile::TempDir,
}

impl<'a> Window<'a> {
    /// Starts `program` with `arguments` and waits for its window.
    ///
    /// # Panics
    /// If no window comes up.
    pub fn open<S: AsRef<OsStr>>(display: &'a Display, program: &Path, arguments: &[S]) -> Self {
        Self::open_with(display, program, arguments, &[])
    }

    /// The same with variables of the environment.
    ///
    /// # Panics
    /// If no window comes up.
    pub fn open_with<S: AsRef<OsStr>>(
        display: &'a Display,
        program: &Path,
        arguments: &[S],
        variables: &[(&str, &OsStr)],
    ) -> Self {
        // Nothing remembered from earlier runs, nothing left behind.
        let settings = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(program)
            .args(arguments)
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("NUSCOPE_PRINT_WIDGETS", "1")
            .envs(
                [
                    "HOME",
                    "XDG_DATA_HOME",
                    "XDG_CONFIG_HOME",
                    "XDG_CACHE_HOME",
                    "XDG_RUNTIME_DIR",
                ]
                .map(|name| (name, settings.path())),
            )
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let (printed, complained) = (Lines::default(), Lines::default());
        printed.follow(child.stdout.take().expect("its output is piped"));
        complained.follow(child.stderr.take().expect("its output is piped"));
        let mut window = Self {
            display,
            program: Process(child),
            printed,
            complained,
            id: String::new(),
            _settings: settings,
        };
        let search = ["search", "--onlyvisible", "--name", "^nuscope"];
        let found = wait_for(PATIENCE, || {
            let ids = display.tool("xdotool", &search)?;
            ids.lines().next().map(str::to_owned)
        });
        window.id = found.unwrap_or_else(|| window.give_up("no window came up"));
        window
    }

    /// Clicks the middle of the button `label` with the left mouse button, once it is there.
    ///
    /// # Panics
    /// If no such button appears.
    pub fn click(&self, label: &str) {
        let place = wait_for(PATIENCE, || self.resting_place(label))
            .unwrap_or_else(|| self.give_up(&format!("no button {label:?}")));
        self.click_at(place.x, place.y);
    }

    /// Presses a key, or several at once: `ctrl+s`.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn press(&self, keys: &str) {
        for step in [&["windowfocus", &self.id][..], &["key", keys]] {
            let done = self.display.tool("xdotool", step);
            assert!(done.is_some(), "xdotool {step:?} failed");
            std::thread::sleep(Duration::from_millis(150));
        }
    }

    /// Types a text into what has the focus.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn type_text(&self, text: &str) {
        let step = ["type", "--delay", "40", text];
        assert!(self.display.tool("xdotool", &step).is_some(), "{step:?}");
    }

    /// Clicks a place of the window, in pixels, with the left mouse button.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn click_at(&self, x: f64, y: f64) {
        let (x, y) = (x.to_string(), y.to_string());
        let steps: [&[&str]; 3] = [
            &["mousemove", "--window", &self.id, &x, &y],
            &["mousedown", "1"],
            &["mouseup", "1"],
        ];
        for step in steps {
            let done = self.display.tool("xdotool", step);
            assert!(done.is_some(), "xdotool {step:?} failed");
            // A hand is not faster: the program sees the pointer arrive, press and let go in different frames.
            std::thread::sleep(Duration::from_millis(150));
        }
    }

    /// Drags with the left mouse button held from corner to corner, in pixels of the window.
    ///
    /// # Panics
    /// If the tool fails or there are no corners.
    pub fn drag(&self, corners: &[(f64, f64)]) {
        let step = |words: &[&str]| {
            let done = self.display.tool("xdotool", words);
            assert!(done.is_some(), "xdotool {words:?} failed");
            // Press, moves and release have to be seen in different frames, on a busy machine too.
            std::thread::sleep(Duration::from_millis(350));
        };
        for (number, (x, y)) in corners.iter().enumerate() {
            let (x, y) = (x.round().to_string(), y.round().to_string());
            step(&["mousemove", "--window", &self.id, &x, &y]);
            if number == 0 {
                step(&["mousedown", "1"]);
            }
        }
        step(&["mouseup", "1"]);
    }

    /// Turns the wheel forwards by so many notches at a place, in pixels of the window.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn scroll(&self, (x, y): (f64, f64), notches: u32) {
        let (x, y) = (x.round().to_string(), y.round().to_string());
        let step = |words: &[&str]| {
            let done = self.display.tool("xdotool", words);
            assert!(done.is_some(), "xdotool {words:?} failed");
            std::thread::sleep(Duration::from_millis(150));
        };
        step(&["mousemove", "--window", &self.id, &x, &y]);
        for _ in 0..notches {
            step(&["click", "4"]);
        }
    }

    /// Holds a key down for a while.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn hold(&self, key: &str, time: Duration) {
        for (step, pause) in [
            (&["windowfocus", &self.id][..], Duration::from_millis(150)),
            (&["keydown", key], time),
            (&["keyup", key], Duration::from_millis(150)),
        ] {
            assert!(self.display.tool("xdotool", step).is_some(), "{step:?}");
            std::thread::sleep(pause);
        }
    }

    /// Makes the window so large, in pixels.
    ///
    /// # Panics
    /// If the tool fails.
    pub fn resize(&self, width: u32, height: u32) {
        let (width, height) = (width.to_string(), height.to_string());
        let step = ["windowsize", &self.id, &width, &height];
        assert!(self.display.tool("xdotool", &step).is_some(), "{step:?}");
    }

    /// Fails if the program has ended.
    ///
    /// # Panics
    /// If it has, with everything it said.
    pub fn must_run(&mut self) {
        if !matches!(self.program.0.try_wait(), Ok(None)) {
            self.give_up("the program has ended");
        }
    }

    /// Left, top, width and height of what has this name, in pixels of the window, once it is there.
    ///
    /// # Panics
    /// If it never is.
    pub fn rect(&self, label: &str) -> [f64; 4] {
        let seen = wait_for(PATIENCE, || rect_in(&self.printed.all(), label));
        seen.unwrap_or_else(|| self.give_up(&format!("no {label:?}")))
    }

    /// The first words of the last name printed that ends with `end`.
    pub fn words_before(&self, end: &str) -> Option<String> {
        let lines = self.printed.all();
        let mut names = lines.iter().rev().filter_map(|line| {
            let name = line.strip_prefix("widget \"")?.split('"').next()?;
            name.strip_suffix(end).map(str::to_owned)
        });
        names.next()
    }

    /// Where a button is, provided that it stayed there for a moment.
    fn resting_place(&self, label: &str) -> Option<Place> {
        let before = place_in(&self.printed.all(), label)?;
        std::thread::sleep(Duration::from_millis(300));
        (place_in(&self.printed.all(), label)? == before).then_some(before)
    }

    /// Waits until the program has printed a line that holds `words`.
    ///
    /// # Panics
    /// If it does not within `patience`.
    pub fn wait_for_line(&self, words: &str, patience: Duration) {
        let seen = wait_for(patience, || {
            self.printed
                .all()
                .iter()
                .any(|line| line.contains(words))
                .then_some(())
        });
        seen.unwrap_or_else(|| self.give_up(&format!("no line {words:?}")));
    }

    /// Takes pictures of the screen until `wanted` likes one that has come to rest, and keeps that one as
    /// `target/test-pictures/NAME.png`.
    ///
    /// # Panics
    /// If no picture is liked; the last one is kept all the same.
    pub fn picture(&self, name: &str, wanted: impl Fn(&RgbImage) -> bool) -> RgbImage {
        let folder = workspace().join("target/test-pictures");
        std::fs::create_dir_all(&folder).expect("target can be written");
        let file = folder.join(format!("{name}.png"));
        let to = file.to_str().expect("a plain path");
        let mut last = None;
        let liked = wait_for(PATIENCE, || {
            self.display.tool("import", &["-window", "root", to])?;
            let picture = image::open(&file).ok()?.into_rgb8();
            let rests = last.replace(picture.clone()).as_ref() == Some(&picture);
            (rests && wanted(&picture)).then_some(picture)
        });
        liked.unwrap_or_else(|| self.give_up(&format!("the picture is not as wanted: {file:?}")))
    }

    /// Fails the test, with everything the program said.
    fn give_up(&self, what: &str) -> ! {
        let printed = self.printed.all().join("\n");
        let complained = self.complained.all().join("\n");
        panic!("{what}\n--- printed:\n{printed}\n--- complained:\n{complained}");
    }
}

/// Left, top, width and height of the button `label` by the last line that names it.
fn rect_in(lines: &[String], label: &str) -> Option<[f64; 4]> {
    let start = format!("widget {label:?} ");
    let last = lines.iter().rev().find_map(|l| l.strip_prefix(&start))?;
    let numbers: Vec<f64> = last
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    numbers.try_into().ok()
}

/// The middle of the button `label`.
fn place_in(lines: &[String], label: &str) -> Option<Place> {
    let [x, y, width, height] = rect_in(lines, label)?;
    Some(Place {
        x: (x + width / 2.0).round(),
        y: (y + height / 2.0).round(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_where_it_was_last_seen() {
        let lines = [
            r#"widget "Sky" 0 0 10 10"#,
            r#"widget "Sky view" 500 0 10 10"#,
            r#"widget "Sky" 100 20.5 50 11"#,
            "scan done",
        ]
        .map(String::from);
        let place = place_in(&lines, "Sky");
        assert_eq!(place, Some(Place { x: 125.0, y: 26.0 }));
        assert_eq!(place_in(&lines, "Event"), None);
    }
}
