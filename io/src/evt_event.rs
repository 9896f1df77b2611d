//! The lines of one event of an `.evt` file.
//!
//! ```text
//! hit_raw:    id pmt amplitude time
//! hit:        id pmt photo-electrons time type track …
//! track_in:   id x y z dx dy dz energy time particle [length …]
//! track_fit:  id x y z dx dy dz energy time …
//! neutrino:   as track_in, then Bjorken x and y, channel, particle, current; or as track_in (Corant)
//! ```
//!
//! Hits name photomultipliers by their global numbers. Simulated particles lie in the frame of the simulation, whose
//! origin the header's `coord_origin` gives in the detector's: with it 934 hits of a public file are within
//! -10..20 ns of the light of their muons, without it 13. The amplitude of a raw hit is a time over threshold if
//! all of the event are whole, else a charge. A neutrino's particle is always of the Particle Data Group.
//!
//! Sources: public files of KM3NeT; km3pipe `io/evt.py` for the names of the values.

use glam::DVec3;
use nuscope_model::event::time_zero_ns;
use nuscope_model::{AmplitudeUnit, Direction, Event, Hit, McHit, ModuleId, Track};

use crate::Warnings;
use crate::common_rows::{add_numbers, given, make_particle};
use crate::geant_codes::pdg_of_geant;
use crate::read_evt::{tag_and_values, whole, words};

/// What a file's header and its lines together say about all of its events.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conventions {
    /// Where the simulation has its origin, in the detector's frame.
    pub(crate) origin_m: DVec3,
    /// Whether particles of tracks are numbered by the Particle Data Group, not by GEANT.
    pub(crate) pdg_codes: bool,
}

/// The values of a `neutrino` line that has Bjorken's x and y before its particle.
const LONG_NEUTRINO: usize = 14;

/// Lines that could not be used.
#[derive(Debug, Default)]
struct LeftOut {
    hits: usize,
    resting: usize,
    tracks: usize,
}

/// Reads the lines between `start_event` and `end_event`; the header is left to who knows the file.
pub(crate) fn read_event(lines: &[u8], conventions: &Conventions) -> Event {
    let mut event = Event {
        hits_by_pmt_id: true,
        ..Event::default()
    };
    let mut left_out = LeftOut::default();
    let mut all_whole = true;
    for line in lines.split(|byte| *byte == b'\n') {
        let Some((tag, values)) = tag_and_values(line) else {
            continue;
        };
        match tag {
            b"hit_raw" => match read_hit(values) {
                Some(hit) => {
                    all_whole &= hit.amplitude.fract() == 0.0;
                    event.hits.push(hit);
                }
                None => left_out.hits += 1,
            },
            b"hit" => match read_mc_hit(values) {
                Some(hit) => event.mc_hits.push(hit),
                None => left_out.hits += 1,
            },
            b"neutrino" | b"track_in" => {
                match read_particle(values, tag == b"neutrino", conventions) {
                    Some(Ok(track)) => event.mc_tracks.push(track),
                    Some(Err(Resting)) => left_out.resting += 1,
                    None => left_out.tracks += 1,
                }
            }
            b"track_fit" => match read_fit(values) {
                Some(track) => event.tracks.push(track),
                None => left_out.tracks += 1,
            },
            _ => {}
        }
    }
    let mut warnings = Warnings::default();
    if event.hits.is_empty() && !event.mc_hits.is_empty() {
        event.hits = event.mc_hits.iter().map(shown).collect();
        all_whole = false;
        warnings.add("the event has photo-electrons, not hits: they are shown as hits");
    }
    event.amplitude_unit = match all_whole {
        true => AmplitudeUnit::TotNs,
        false => AmplitudeUnit::ChargePe,
    };
    event.time_zero_ns = time_zero_ns(&event.hits);
    left_out.tell(&mut warnings);
    event.warnings = warnings.0;
    event
}

impl LeftOut {
    fn tell(&self, warnings: &mut Warnings) {
        warnings.count(
            self.hits,
            "hit left out: it lacks a photomultiplier, a time or a size",
            "hits left out: they lack a photomultiplier, a time or a size",
        );
        warnings.count(
            self.resting,
            "simulated particle without a direction (at rest) is not shown",
            "simulated particles without a direction (at rest) are not shown",
        );
        warnings.count(
            self.tracks,
            "track left out: it lacks a place, an energy or a time",
            "tracks left out: they lack a place, an energy or a time",
        );
    }
}

/// A finite number.
pub(crate) fn finite(word: &[u8]) -> Option<f64> {
    nuscope_table::text::number(word).filter(|value| value.is_finite())
}

fn read_hit(values: &[u8]) -> Option<Hit> {
    let mut words = words(values).skip(1);
    let pmt_id = u32::try_from(whole(words.next()?)?).ok()?;
    let amplitude = finite(words.next()?)? as f32;
    let time_ns = finite(words.next()?)?;
    (amplitude.is_finite() && amplitude >= 0.0).then_some(Hit {
        module: ModuleId(pmt_id),
        channel: 0,
        time_ns,
        amplitude,
        trigger_mask: 0,
    })
}

fn read_mc_hit(values: &[u8]) -> Option<McHit> {
    let hit = read_hit(values)?;
    Some(McHit {
        pmt_id: hit.module.0,
        time_ns: hit.time_ns,
        charge_pe: hit.amplitude,
        origin: words(values).nth(5).and_then(whole).unwrap_or(0),
    })
}

/// A photo-electron as a hit.
fn shown(hit: &McHit) -> Hit {
    Hit {
        module: ModuleId(hit.pmt_id),
        channel: 0,
        time_ns: hit.time_ns,
        amplitude: hit.charge_pe,
        trigger_mask: 0,
    }
}

/// A particle that does not move.
struct Resting;

/// A track, and the values that stand after its time.
type Line<'a> = (Result<Track, Resting>, Vec<&'a [u8]>);

/// Position, direction, energy and time, and the values after them; `None` if one is missing.
fn read_line(values: &[u8]) -> Option<Line<'_>> {
    let mut words = words(values).skip(1);
    let mut numbers = [0.0; 8];
    for number in &mut numbers {
        *number = finite(words.next()?)?;
    }
    let [x, y, z, dx, dy, dz, energy_gev, time_ns] = numbers;
    let track = Direction::from_travel(DVec3::new(dx, dy, dz)).map(|direction| Track {
        energy_gev: given(energy_gev),
        ..Track::line(DVec3::new(x, y, z), direction, time_ns)
    });
    Some((track.ok_or(Resting), words.collect()))
}

fn read_particle(
    values: &[u8],
    neutrino: bool,
    conventions: &Conventions,
) -> Option<Result<Track, Resting>> {
    let (track, further) = read_line(values)?;
    let mut track = match track {
        Ok(track) => track,
        Err(resting) => return Some(Err(resting)),
    };
    let long = neutrino && further.len() + 9 == LONG_NEUTRINO;
    let code = whole(further.get(if long { 3 } else { 0 })?)?;
    let pdg = match neutrino || conventions.pdg_codes {
        true => i32::try_from(code).unwrap_or(0),
        false => pdg_of_geant(code),
    };
    make_particle(&mut track, pdg);
    track.position_m += conventions.origin_m;
    if !track.position_m.is_finite() {
        return None;
    }
    // The neutrino is counted apart from the particles that it made; photo-electrons name these.
    if !neutrino {
        add_numbers(&mut track, words(values).next().and_then(whole), None);
    }
    // Corant writes what the particle came from in these places.
    if let (false, [_, length_m]) = (neutrino, &further[..]) {
        track.length_m = finite(length_m).filter(|length_m| *length_m > 0.0);
    }
    Some(Ok(track))
}

fn read_fit(values: &[u8]) -> Option<Track> {
    let (track, further) = read_line(values)?;
    let mut track = track.ok()?;
    track.name = "track_fit".into();
    let numbers = further.iter().map(|word| finite(word));
    track.details = (9..)
        .zip(numbers)
        .filter_map(|(place, value)| Some((format!("value {place}"), value?)))
        .collect();
    Some(track)
}
