//! From what people call a place on the sky to where it is: sources of all catalogues, shown or not, stars,
//! constellations, named candidates, the event on display, Sun and Moon, and coordinates.
//!
//! Names are read once, when the search is opened. What bears the same name twice is told twice, with how far apart it
//! is: lists often disagree by less than anybody sees, and sometimes by more.

mod search;

use std::sync::Arc;

use nuscope_io::built_in::CATALOGUES;
use nuscope_model::source_names::{Fit, Found};
use nuscope_model::{Catalogue, Equatorial, Source, SourceNames, solar_system};

use crate::catalogues;
use crate::document::Document;
use crate::plot::ticks::thousands;
use crate::sky_chart::typed::{self, TypedPlace};
use crate::sky_chart::{Chart, moment_words};
use crate::view::{CatalogueId, Selected};

pub use search::Search;

/// More places are not listed.
const MOST: usize = 40;

/// Sources nearer to each other than this are at one place, in degrees.
const SAME_DEG: f64 = 1e-4;

/// Where names come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Catalogue(CatalogueId),
    Constellations,
    Sample(usize),
}

/// All names that can be looked for.
pub struct Names {
    names: SourceNames<Arc<Catalogue>>,
    origins: Vec<Origin>,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// What it is: "BL Lac", "star", "constellation".
    pub kind: String,
    /// Where that is from: the name of its catalogue or sample.
    pub from: String,
    /// Where it is.
    pub position: Equatorial,
    /// How large it is, in radians; 0 for a point.
    pub radius_rad: f64,
    /// How far it is from another of the same name, in radians, and whose that is.
    pub apart: Option<(f64, String)>,
    /// What selecting it means; a place on the sky if nothing.
    pub selected: Option<Selected>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// The places, the best first.
    pub places: Vec<Place>,
    /// What must be said of them, or of there being none.
    pub remark: Option<String>,
}

/// What is known of the moment besides the names.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// The frame of coordinates that do not name theirs, and the moment and site that Sun and Moon are looked for at.
    pub chart: &'a Chart,
    /// Where the event on display points.
    pub event: Option<Equatorial>,
}

impl Names {
    /// Number of sources that a document would be searched for.
    pub fn count(document: &Document) -> usize {
        let opened: usize = document.catalogues.iter().map(|list| list.len()).sum();
        let named: usize = document
            .samples
            .iter()
            .map(|sample| sample.names.len())
            .sum();
        opened + named
    }

    /// The names of all catalogues, constellations and candidates.
    pub fn of(document: &Document) -> Self {
        let mut lists = Vec::new();
        for id in catalogues::ids(document) {
            if let Some(catalogue) = catalogues::get(document, id) {
                lists.push((Origin::Catalogue(id), Arc::clone(catalogue)));
            }
        }
        lists.push((Origin::Constellations, Arc::new(constellations())));
        for (place, sample) in document.samples.iter().enumerate() {
            let named = sample.names.iter().take(sample.len()).enumerate();
            let sources = named.map(|(i, name)| Source {
                name: name.clone(),
                position: sample.position(i),
                ..Source::default()
            });
            let list = Catalogue {
                name: sample.name.clone(),
                sources: sources.collect(),
                ..Catalogue::default()
            };
            if !list.is_empty() {
                lists.push((Origin::Sample(place), Arc::new(list)));
            }
        }
        let (origins, lists): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
        Self {
            names: SourceNames::new(lists),
            origins,
        }
    }

    /// The places that fit what was typed, the best first.
    pub fn find(&self, typed: &str, now: Now<'_>) -> Places {
        let typed = typed.trim();
        if typed.is_empty() {
            return Places::default();
        }
        let mut places = bodies(typed, now);
        places.extend(event(typed, now));
        // Whether a text is coordinates is plain from it, so that no name is in their way.
        if let Ok(read) = typed::read(typed, now.chart) {
            places.push(coordinates_typed(typed, &read));
        }
        let found = self.names.find(typed, MOST + 1);
        let more = found.len() > MOST;
        let named = found
            .iter()
            .take(MOST)
            .filter(|found| is_somewhere(found.source.position));
        let first = places.len();
        places.extend(named.map(|found| self.place(found)));
        tell_apart(&mut places[first..]);
        let remark = match (places.is_empty(), more) {
            (true, _) => Some(self.nothing(typed)),
            (false, true) => Some(format!(
                "These are the first {MOST}: type more of the name."
            )),
            (false, false) => None,
        };
        Places { places, remark }
    }

    /// What is said where nothing was found.
    fn nothing(&self, typed: &str) -> String {
        let count: usize = self.names.catalogues().iter().map(|list| list.len()).sum();
        let looked = format!(
            "Nothing is called \"{typed}\" among {} names",
            thousands(count)
        );
        match self.names.closest(typed) {
            Some(near) => format!("{looked}; the nearest spelling is {}.", near.name),
            None => format!(
                "{looked}. Positions are read as 17:45:40 -29:00:28, 266.417 -29.008 or l 0 b 0."
            ),
        }
    }

    fn place(&self, found: &Found<'_>) -> Place {
        let catalogue = &self.names.catalogues()[found.catalogue];
        let origin = self.origins[found.catalogue];
        let (source, index) = (found.source, found.place);
        let kind = match origin {
            Origin::Catalogue(CatalogueId::BuiltIn(place))
                if CATALOGUES[place].name == "Bright stars" =>
            {
                "star"
            }
            Origin::Catalogue(_) => &source.kind,
            Origin::Constellations => "constellation",
            Origin::Sample(_) => "candidate",
        };
        let selected = match origin {
            Origin::Catalogue(catalogue) => Some(Selected::Source { catalogue, index }),
            Origin::Constellations => None,
            Origin::Sample(sample) => Some(Selected::Candidate { sample, index }),
        };
        Place {
            name: match found.name == source.name {
                true => source.name.clone(),
                false => format!("{} ({})", source.name, found.name),
            },
            kind: kind.to_owned(),
            from: catalogue.name.clone(),
            position: source.position,
            radius_rad: source.extension_rad.unwrap_or(0.0),
            // For now the fit and the name that fits; told in words once all are known.
            apart: (found.fit <= Fit::SameButSigns).then(|| (f64::NAN, found.name.to_owned())),
            selected,
        }
    }
}

fn is_somewhere(position: Equatorial) -> bool {
    position.ra_rad.is_finite() && position.dec_rad.is_finite()
}

/// Says of those that bear the very name that was typed how far they are from the first of them.
fn tell_apart(places: &mut [Place]) {
    let mut first: Option<(Equatorial, String)> = None;
    for place in places {
        let whole = place.apart.take().is_some();
        if !whole {
            continue;
        }
        match &first {
            None => first = Some((place.position, place.from.clone())),
            Some((position, from)) => {
                let apart_rad = place.position.separation_rad(*position);
                place.apart = Some((apart_rad, from.clone()));
            }
        }
    }
}

impl Place {
    /// How far it is from another one of its name, in words; empty where there is none.
    pub fn apart_words(&self) -> String {
        match &self.apart {
            Some((apart_rad, from)) if apart_rad.to_degrees() < SAME_DEG => {
                format!("at the place that {from} has")
            }
            Some((apart_rad, from)) => {
                format!("{} from that of {from}", degrees_words(*apart_rad))
            }
            None => String::new(),
        }
    }
}

/// An angle in degrees with as many digits as it needs.
fn degrees_words(angle_rad: f64) -> String {
    match angle_rad.to_degrees() {
        degrees if degrees >= 1.0 => format!("{degrees:.1}°"),
        degrees if degrees >= 0.01 => format!("{degrees:.2}°"),
        degrees => format!("{degrees:.4}°"),
    }
}

/// The constellations as a catalogue.
fn constellations() -> Catalogue {
    Catalogue {
        name: catalogues::CONSTELLATIONS.to_owned(),
        sources: catalogues::constellations().to_vec(),
        ..Catalogue::default()
    }
}

/// Sun and Moon, if what was typed begins their names.
fn bodies(typed: &str, now: Now<'_>) -> Vec<Place> {
    let begins = |name: &str| {
        let typed = typed.to_lowercase();
        let typed = typed.strip_prefix("the ").unwrap_or(&typed);
        typed.len() > 1 && name.to_lowercase().starts_with(typed)
    };
    let Ok(overhead) = &now.chart.overhead else {
        return Vec::new();
    };
    let site = now.chart.site;
    let place = |(name, body): (&str, solar_system::Body)| Place {
        name: name.to_owned(),
        kind: "solar system".into(),
        from: format!("from {} at {}", site.name(), moment_words(overhead.utc)),
        position: body.position,
        radius_rad: body.radius_rad,
        apart: None,
        selected: None,
    };
    let bodies = overhead.bodies(site).filter(|(name, _)| begins(name));
    bodies.map(place).collect()
}

/// Where the event on display points, if what was typed begins its name.
fn event(typed: &str, now: Now<'_>) -> Option<Place> {
    let typed = typed.to_lowercase();
    let position = now
        .event
        .filter(|_| typed.len() > 1 && "event on display".starts_with(&typed))?;
    Some(Place {
        name: "Event on display".into(),
        kind: "event".into(),
        from: "where its best fit points".into(),
        position,
        radius_rad: 0.0,
        apart: None,
        selected: None,
    })
}

fn coordinates_typed(typed: &str, read: &TypedPlace) -> Place {
    Place {
        name: typed.to_owned(),
        kind: "position".into(),
        from: format!("coordinates: {}", read.frame.name()),
        position: read.position,
        radius_rad: read.uncertain_rad,
        apart: None,
        selected: None,
    }
}

#[cfg(test)]
mod tests;
