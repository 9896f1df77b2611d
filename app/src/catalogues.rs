//! The catalogues that there are: those that the program brings, read when they are first needed, and the user's own.
//!
//! A built-in table never changes while the program runs, so it is kept for all windows once it was read: all of them
//! take a few milliseconds, less than a frame.

mod around;
mod nearest;

use std::sync::{Arc, OnceLock};

use glam::DVec3;
use nuscope_io::built_in::{CATALOGUES, LINES};
use nuscope_model::{Catalogue, Equatorial, SkyLine, Source};

use crate::document::Document;
use crate::plot::drawing::Form;
use crate::view::{CatalogueId, Selected, SkyLook};

pub use around::{Around, NearCandidate};
pub use nearest::{Near, nearest};

/// The built-in lines that are the galactic plane, which is switched with the centre of the galaxy.
pub const GALACTIC_PLANE: &str = "Galactic plane";

/// The built-in lines that are figures of constellations.
pub const CONSTELLATIONS: &str = "Constellations";

/// How a catalogue looks unless its user says otherwise.
#[derive(Clone, Copy, Debug)]
struct Look {
    color: [u8; 3],
    form: Form,
}

/// Looks of the built-in catalogues, in their order.
const LOOKS: [Look; CATALOGUES.len()] = [
    look([255, 209, 102], Form::OpenTriangle),
    look([200, 160, 255], Form::OpenDiamond),
    look([255, 150, 200], Form::Ring),
    look([150, 230, 120], Form::OpenSquare),
    look([255, 125, 105], Form::Cross),
    look([120, 215, 235], Form::OpenStar),
    look([240, 238, 225], Form::Disc),
];

/// Colours of the built-in lines, in their order.
const LINE_COLORS: [[u8; 3]; LINES.len()] = [
    [130, 170, 190],
    [170, 190, 205],
    [230, 190, 90],
    [150, 200, 150],
    [210, 140, 220],
    [110, 150, 190],
];

/// Looks of opened catalogues, one after the other.
const OPENED: [Look; 4] = [
    look([255, 105, 97], Form::OpenDiamond),
    look([200, 160, 255], Form::OpenSquare),
    look([150, 230, 120], Form::OpenTriangle),
    look([255, 200, 90], Form::Ring),
];

const fn look(color: [u8; 3], form: Form) -> Look {
    Look { color, form }
}

/// The built-in catalogue at this place; read now if nobody has asked for it before.
pub fn built_in(place: usize) -> Option<&'static Arc<Catalogue>> {
    static LOADED: [OnceLock<Arc<Catalogue>>; CATALOGUES.len()] =
        [const { OnceLock::new() }; CATALOGUES.len()];
    let loaded = LOADED.get(place)?;
    Some(loaded.get_or_init(|| Arc::new(CATALOGUES[place].load())))
}

/// The built-in lines at this place; made now if nobody has asked for them before.
pub fn lines(place: usize) -> Option<&'static [SkyLine]> {
    static LOADED: [OnceLock<Vec<SkyLine>>; LINES.len()] = [const { OnceLock::new() }; LINES.len()];
    let loaded = LOADED.get(place)?;
    Some(loaded.get_or_init(|| LINES[place].load()))
}

/// The constellations as sources: the middle of their figures, and how far these reach from there.
pub fn constellations() -> &'static [Source] {
    static FIGURES: OnceLock<Vec<Source>> = OnceLock::new();
    FIGURES.get_or_init(|| {
        let place = LINES.iter().position(|row| row.name == CONSTELLATIONS);
        figures(place.and_then(lines).unwrap_or_default())
    })
}

/// Figures of several lines each, with the middle of all of their corners.
fn figures(lines: &[SkyLine]) -> Vec<Source> {
    let mut figures: Vec<(&str, Vec<DVec3>)> = Vec::new();
    for line in lines {
        let known = figures.iter_mut().find(|(name, _)| *name == line.name);
        match known {
            Some((_, corners)) => corners.extend(line.vectors()),
            None => figures.push((&line.name, line.vectors())),
        }
    }
    let figure = |(name, corners): (&str, Vec<DVec3>)| {
        let middle = corners.iter().sum::<DVec3>().try_normalize()?;
        let far = corners.iter().map(|corner| corner.angle_between(middle));
        Some(Source {
            name: name.to_owned(),
            position: Equatorial::from_vector(middle),
            extension_rad: Some(far.fold(0.0, f64::max)),
            ..Source::default()
        })
    };
    figures.into_iter().filter_map(figure).collect()
}

/// A catalogue of a document, or a built-in one.
pub fn get(document: &Document, id: CatalogueId) -> Option<&Arc<Catalogue>> {
    match id {
        CatalogueId::BuiltIn(place) => built_in(place),
        CatalogueId::Opened(place) => document.catalogues.get(place),
    }
}

/// A source that is selected, with its catalogue.
pub fn source(document: &Document, selected: Selected) -> Option<(&Arc<Catalogue>, &Source)> {
    let Selected::Source { catalogue, index } = selected else {
        return None;
    };
    let catalogue = get(document, catalogue)?;
    Some((catalogue, catalogue.sources.get(index)?))
}

/// What a catalogue is called.
pub fn name(document: &Document, id: CatalogueId) -> &str {
    match id {
        CatalogueId::BuiltIn(place) => CATALOGUES.get(place).map_or("", |row| row.name),
        CatalogueId::Opened(place) => document
            .catalogues
            .get(place)
            .map_or("", |catalogue| &catalogue.name),
    }
}

/// How many sources a catalogue has; a built-in one is not read for that.
pub fn rows(document: &Document, id: CatalogueId) -> usize {
    match id {
        CatalogueId::BuiltIn(place) => CATALOGUES.get(place).map_or(0, |row| row.rows()),
        CatalogueId::Opened(place) => document.catalogues.get(place).map_or(0, |one| one.len()),
    }
}

/// Where a catalogue comes from, in words that a figure can say; `None` for one that was opened.
pub fn credit(id: CatalogueId) -> Option<String> {
    let CatalogueId::BuiltIn(place) = id else {
        return None;
    };
    let row = CATALOGUES.get(place)?;
    Some(format!("{}: {}", row.source, row.reference))
}

/// Whether a catalogue is drawn.
pub fn is_shown(document: &Document, look: &SkyLook, id: CatalogueId) -> bool {
    let name = name(document, id);
    match id {
        CatalogueId::BuiltIn(_) => look.catalogues.shows(name),
        CatalogueId::Opened(_) => !look.hidden_catalogues.iter().any(|hidden| hidden == name),
    }
}

/// The colour of a catalogue.
pub fn color(document: &Document, look: &SkyLook, id: CatalogueId) -> [u8; 3] {
    let chosen = look.catalogues.colors.get(name(document, id));
    chosen.copied().unwrap_or(of(id).color)
}

/// The colour of the built-in lines at a place.
pub fn line_color(look: &SkyLook, place: usize) -> [u8; 3] {
    let chosen = LINES
        .get(place)
        .and_then(|row| look.catalogues.colors.get(row.name));
    chosen
        .copied()
        .unwrap_or(LINE_COLORS[place % LINE_COLORS.len()])
}

/// Whether the built-in lines at a place are drawn.
pub fn line_is_shown(look: &SkyLook, place: usize) -> bool {
    LINES.get(place).is_some_and(|row| match row.name {
        GALACTIC_PLANE => look.galaxy,
        name => look.catalogues.shows(name),
    })
}

/// Whether any built-in catalogue or line is drawn that the user switched on.
pub fn some_built_in(look: &SkyLook) -> bool {
    !look.catalogues.built_in.is_empty()
}

/// What the sources of a catalogue are drawn as.
pub fn form(id: CatalogueId) -> Form {
    of(id).form
}

fn of(id: CatalogueId) -> Look {
    match id {
        CatalogueId::BuiltIn(place) => LOOKS[place % LOOKS.len()],
        CatalogueId::Opened(place) => OPENED[place % OPENED.len()],
    }
}

/// All catalogues: the user's own, then the built-in ones.
pub fn ids(document: &Document) -> impl Iterator<Item = CatalogueId> + use<> {
    let opened = (0..document.catalogues.len()).map(CatalogueId::Opened);
    opened.chain((0..CATALOGUES.len()).map(CatalogueId::BuiltIn))
}

/// The catalogues that are drawn; the others are not read for that.
pub fn shown<'a>(
    document: &'a Document,
    look: &'a SkyLook,
) -> impl Iterator<Item = (CatalogueId, &'a Arc<Catalogue>)> {
    let shown = ids(document).filter(|id| is_shown(document, look, *id));
    shown.filter_map(|id| Some((id, get(document, id)?)))
}

/// Catalogues one after the other, as a table lists them.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The catalogues.
    pub parts: Vec<(CatalogueId, Arc<Catalogue>)>,
}

impl PartialEq for Listed {
    /// Whether both list the very same catalogues.
    fn eq(&self, other: &Self) -> bool {
        let mut pairs = self.parts.iter().zip(&other.parts);
        self.parts.len() == other.parts.len()
            && pairs.all(|((a, one), (b, other))| a == b && Arc::ptr_eq(one, other))
    }
}

impl Listed {
    /// Those that are drawn.
    pub fn shown(document: &Document, look: &SkyLook) -> Self {
        let parts = shown(document, look).map(|(id, catalogue)| (id, Arc::clone(catalogue)));
        Self {
            parts: parts.collect(),
        }
    }

    /// Number of sources in all of them.
    pub fn len(&self) -> usize {
        self.parts
            .iter()
            .map(|(_, catalogue)| catalogue.len())
            .sum()
    }

    /// Whether there is no source.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source at a place among all.
    pub fn at(&self, place: usize) -> Option<Selected> {
        let mut index = place;
        for (catalogue, of) in &self.parts {
            if index < of.len() {
                let catalogue = *catalogue;
                return Some(Selected::Source { catalogue, index });
            }
            index -= of.len();
        }
        None
    }

    /// The place of a source among all.
    pub fn place_of(&self, selected: Option<Selected>) -> Option<usize> {
        let Some(Selected::Source { catalogue, index }) = selected else {
            return None;
        };
        let mut first = 0;
        for (id, of) in &self.parts {
            if *id == catalogue {
                return (index < of.len()).then_some(first + index);
            }
            first += of.len();
        }
        None
    }
}

#[cfg(test)]
#[path = "catalogues/tests.rs"]
mod tests;
