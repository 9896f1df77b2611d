//! From what people call an event to its place in the file: "frame 127, trigger 3", "127/3", "event 12345", "12".
//!
//! Two numbers are a frame and a trigger. One number alone is the place in the file, which the browser shows too;
//! where the file has fewer events it is the file's own number.

use nuscope_model::EventHeader;

use crate::plot::ticks::thousands;

/// What was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wanted {
    run: Option<i64>,
    frame: Option<i64>,
    trigger: Option<i64>,
    event: Option<i64>,
    place: Option<i64>,
}

/// The place in the file of the event that `text` means.
///
/// # Errors
/// A sentence on what was not understood, or what the file has instead.
pub fn find(text: &str, headers: &[EventHeader]) -> Result<usize, String> {
    let wanted = read(text)?;
    if headers.is_empty() {
        return Err("No file with events is open.".to_owned());
    }
    if let Some(event) = wanted.event {
        let found = headers.iter().position(|header| header.event_id == event);
        return found.ok_or_else(|| {
            let ids = headers.iter().map(|header| header.event_id);
            format!("There is no event {event}: {}.", range("event", ids))
        });
    }
    if let Some(place) = wanted.place {
        let at = usize::try_from(place)
            .ok()
            .and_then(|place| place.checked_sub(1));
        let by_place = at.filter(|at| *at < headers.len());
        let by_number = || headers.iter().position(|header| header.event_id == place);
        return by_place.or_else(by_number).ok_or_else(|| {
            format!(
                "There is no event {place}: the file has {}.",
                thousands(headers.len())
            )
        });
    }
    of_frame(wanted, headers)
}

fn of_frame(wanted: Wanted, headers: &[EventHeader]) -> Result<usize, String> {
    let in_run = |header: &&EventHeader| wanted.run.is_none_or(|run| header.run_id == Some(run));
    if let Some(run) = wanted.run
        && !headers.iter().any(|header| header.run_id == Some(run))
    {
        let runs = headers.iter().filter_map(|header| header.run_id);
        return Err(format!("There is no run {run}: {}.", range("run", runs)));
    }
    let Some(frame) = wanted.frame else {
        let found = headers.iter().position(|header| in_run(&header));
        return found.ok_or_else(|| "A frame and a trigger are wanted, such as 127/3.".to_owned());
    };
    let frames = || {
        headers
            .iter()
            .filter(in_run)
            .filter_map(|header| header.frame_index)
    };
    if !frames().any(|found| found == frame) {
        return Err(match frames().next() {
            Some(_) => format!("There is no frame {frame}: {}.", range("frame", frames())),
            None => {
                "The events of this file have no frame numbers: ask for an event by its number."
                    .to_owned()
            }
        });
    }
    let in_frame = |header: &&EventHeader| in_run(header) && header.frame_index == Some(frame);
    let Some(trigger) = wanted.trigger else {
        let found = headers.iter().position(|header| in_frame(&header));
        return found.ok_or_else(|| format!("There is no frame {frame}."));
    };
    let found = headers
        .iter()
        .position(|header| in_frame(&header) && header.trigger_counter == Some(trigger));
    found.ok_or_else(|| {
        let triggers = headers
            .iter()
            .filter(in_frame)
            .filter_map(|header| header.trigger_counter);
        let mut triggers: Vec<_> = triggers.collect();
        triggers.sort_unstable();
        let some: Vec<_> = triggers.iter().take(12).map(i64::to_string).collect();
        let more = if triggers.len() > 12 {
            " and others"
        } else {
            ""
        };
        match some.as_slice() {
            [] => format!("Frame {frame} is there, but its events have no trigger numbers."),
            [only] => format!("Frame {frame} has no trigger {trigger}, only trigger {only}."),
            some => format!(
                "Frame {frame} has no trigger {trigger}, but the triggers {}{more}.",
                some.join(", ")
            ),
        }
    })
}

/// "the frames run from 12 to 2345", or that there is none.
fn range(one: &str, numbers: impl Iterator<Item = i64> + Clone) -> String {
    match (numbers.clone().min(), numbers.max()) {
        (Some(low), Some(high)) if low == high => format!("the only {one} is {low}"),
        (Some(low), Some(high)) => format!("the {one}s run from {low} to {high}"),
        _ => format!("the file has no numbers of {one}s"),
    }
}

/// Words with numbers, numbers alone.
fn read(text: &str) -> Result<Wanted, String> {
    const HELP: &str = "Write a frame and a trigger, such as 127/3, or the number of an event.";
    let mut wanted = Wanted::default();
    let mut word: Option<String> = None;
    let mut alone = Vec::new();
    let separated = text.replace([',', '/', ';', ':', '#', '=', '·'], " ");
    for part in separated.split_whitespace() {
        match part.parse::<i64>() {
            Ok(number) => {
                let place = match word.take().as_deref() {
                    None => {
                        alone.push(number);
                        continue;
                    }
                    Some("run" | "r") => &mut wanted.run,
                    Some("frame" | "f") => &mut wanted.frame,
                    Some("trigger" | "counter" | "t") => &mut wanted.trigger,
                    Some("event" | "id" | "e") => &mut wanted.event,
                    Some("place") => &mut wanted.place,
                    Some(other) => return Err(format!("\"{other}\" is not understood. {HELP}")),
                };
                *place = Some(number);
            }
            // "trigger counter 3" and "frame index 127" are said too.
            Err(_)
                if matches!(part, "counter" | "index" | "number" | "no." | "of" | "and")
                    && word.is_some() => {}
            Err(_) if matches!(part, "and") => {}
            Err(_) => word = Some(part.to_lowercase()),
        }
    }
    if let Some(word) = word {
        return Err(match word.parse::<f64>() {
            Ok(_) => format!("{word} is not a whole number. {HELP}"),
            Err(_) => format!("A number is missing after \"{word}\". {HELP}"),
        });
    }
    match (alone.as_slice(), wanted.frame) {
        ([], _) => {}
        ([trigger], Some(_)) if wanted.trigger.is_none() => wanted.trigger = Some(*trigger),
        ([frame], None) if wanted.trigger.is_some() || wanted.run.is_some() => {
            wanted.frame = Some(*frame)
        }
        ([place], None) if wanted == Wanted::default() => wanted.place = Some(*place),
        ([frame, trigger], None) if wanted.trigger.is_none() => {
            wanted.frame = Some(*frame);
            wanted.trigger = Some(*trigger);
        }
        _ => return Err(format!("These are too many numbers. {HELP}")),
    }
    if wanted == Wanted::default() {
        return Err(HELP.to_owned());
    }
    if wanted.trigger.is_some() && wanted.frame.is_none() {
        return Err(
            "Which frame is the trigger in? Write 127/3 for frame 127, trigger 3.".to_owned(),
        );
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Frames 10 to 13 with triggers 0 to 2 each, events numbered from 100.
    fn headers() -> Vec<EventHeader> {
        let header = |place: i64| EventHeader {
            event_id: 100 + place,
            run_id: Some(7),
            frame_index: Some(10 + place / 3),
            trigger_counter: Some(place % 3),
            ..EventHeader::default()
        };
        (0..12).map(header).collect()
    }

    #[test]
    fn events_are_found_by_all_their_names() {
        let headers = headers();
        for text in [
            "11/2",
            "frame 11, trigger 2",
            "Frame 11 / trigger counter 2",
            "frame index 11 and trigger counter 2",
            "f 11 t 2",
            "11 2",
            "run 7 frame 11 trigger 2",
            "frame 11 2",
            "event 105",
            "event number 105",
            "id=105",
            "6",
            "#6",
            "105",
            "place 6",
        ] {
            assert_eq!(find(text, &headers), Ok(5), "{text}");
        }
        assert_eq!(find("frame 12", &headers), Ok(6));
        assert_eq!(find("run 7", &headers), Ok(0));
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let headers = headers();
        let mut single = headers.clone();
        single.truncate(1);
        let plain = [EventHeader::default()];
        let said: Vec<String> = [
            ("11/9", &headers[..]),
            ("11/9", &single[..]),
            ("10/9", &single[..]),
            ("99/0", &headers),
            ("99/0", &plain),
            ("run 8 11/0", &headers),
            ("event 5", &headers),
            ("13", &headers),
            ("0", &headers),
            ("", &headers),
            ("trigger 3", &headers),
            ("frame", &headers),
            ("frame x", &headers),
            ("colour 3", &headers),
            ("1/2/3", &headers),
            ("1.5", &headers),
            ("12", &[]),
        ]
        .into_iter()
        .map(|(text, headers)| match find(text, headers) {
            Ok(place) => format!("{text}: place {place}"),
            Err(sentence) => format!("{text}: {sentence}"),
        })
        .collect();
        insta::assert_snapshot!(said.join("\n"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}") {
            if let Ok(place) = find(&text, &headers()) {
                prop_assert!(place < 12);
            }
        }
    }
}
