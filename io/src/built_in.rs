//! What the program knows of the sky without any file: catalogues of sources, stars, and lines for orientation.
//!
//! Every table is a file of `assets/catalogues` and one row here, which says what it is and where it comes from: what
//! is drawn or written from it can be cited. A position that could not be checked is not in it.

mod lines;
mod tables;

use nuscope_model::{Catalogue, SkyLine};

/// A built-in catalogue.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInCatalogue {
    /// What to call it.
    pub name: &'static str,
    /// What is in it, in one sentence.
    pub what: &'static str,
    /// Who measured or collected it.
    pub source: &'static str,
    /// Where that is published.
    pub reference: &'static str,
    /// Whether it is a selection out of a longer list.
    pub selection: bool,
    text: &'static str,
}

/// Built-in lines.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInLines {
    /// What to call them.
    pub name: &'static str,
    /// What they show, in one sentence.
    pub what: &'static str,
    /// Where their shape is published, or how it is defined.
    pub reference: &'static str,
    make: fn() -> Vec<SkyLine>,
}

/// All built-in catalogues, in the order in which they are offered.
pub const CATALOGUES: [BuiltInCatalogue; 7] = [
    BuiltInCatalogue {
        name: "Southern neutrino candidates",
        what: "Sources of the southern sky that ANTARES, and ANTARES with IceCube, looked at for neutrinos: a \
               selection of 40 out of their lists, with positions that could be checked.",
        source: "ANTARES and IceCube Collaborations; positions of TeVCat, of the radio reference frame and of SIMBAD",
        reference: "arXiv:1402.2809, arXiv:1511.02149, arXiv:2001.04412",
        selection: true,
        text: include_str!("../../assets/catalogues/southern_candidates.csv"),
    },
    BuiltInCatalogue {
        name: "Blazars and radio galaxies",
        what: "The hundred most significant active galaxies of Fermi-LAT's catalogue above 10 GeV, 3FHL.",
        source: "Fermi-LAT Collaboration",
        reference: "Ajello et al. 2017, ApJS 232, 18",
        selection: true,
        text: include_str!("../../assets/catalogues/blazars.csv"),
    },
    BuiltInCatalogue {
        name: "Galaxies",
        what: "Nearby active and starburst galaxies, radio galaxies and the Local Group.",
        source: "NASA/IPAC Extragalactic Database and SIMBAD",
        reference: "Wenger et al. 2000, A&AS 143, 9",
        selection: true,
        text: include_str!("../../assets/catalogues/galaxies.csv"),
    },
    BuiltInCatalogue {
        name: "Galactic sources",
        what: "Supernova remnants with their mean radius, pulsar wind nebulae, binaries and star clusters.",
        source: "D. A. Green's catalogue of supernova remnants; SIMBAD",
        reference: "Green 2019, JApA 40, 36; Wenger et al. 2000, A&AS 143, 9",
        selection: true,
        text: include_str!("../../assets/catalogues/galactic.csv"),
    },
    BuiltInCatalogue {
        name: "TeV sources",
        what: "Sources of gamma rays at TeV energies known in June 2016; classes and redshifts where 3FHL has them.",
        source: "TeVCat, by S. Wakely and D. Horan, in the repository of gamma-cat",
        reference: "Wakely & Horan 2008, ICRC 3, 1341",
        selection: false,
        text: include_str!("../../assets/catalogues/tev.csv"),
    },
    BuiltInCatalogue {
        name: "Extended gamma-ray sources",
        what: "All extended sources of Fermi-LAT's 3FHL, with the radius of a disk, the width of a Gaussian, or the \
               half-width of a map.",
        source: "Fermi-LAT Collaboration",
        reference: "Ajello et al. 2017, ApJS 232, 18",
        selection: false,
        text: include_str!("../../assets/catalogues/extended.csv"),
    },
    BuiltInCatalogue {
        name: "Bright stars",
        what: "Stars brighter than magnitude 4.5, with magnitude and colour B - V, at epoch 2000.",
        source: "Hipparcos, by way of d3-celestial",
        reference: "Olaf Frohn, d3-celestial 0.7.35",
        selection: false,
        text: include_str!("../../assets/catalogues/stars.csv"),
    },
];

/// All built-in lines, in the order in which they are offered.
pub const LINES: [BuiltInLines; 6] = [
    BuiltInLines {
        name: "Celestial equator",
        what: "Declination 0 in the ICRS.",
        reference: "by definition",
        make: lines::equator,
    },
    BuiltInLines {
        name: "Galactic plane",
        what: "Galactic latitude 0.",
        reference: "Blaauw et al. 1960, MNRAS 121, 123, in the ICRS as Hipparcos defines it",
        make: lines::galactic_plane,
    },
    BuiltInLines {
        name: "Ecliptic",
        what: "The mean ecliptic of J2000.",
        reference: "Capitaine et al. 2003, A&A 412, 567 (IAU 2006)",
        make: lines::ecliptic,
    },
    BuiltInLines {
        name: "Supergalactic plane",
        what: "Supergalactic latitude 0: the plane of nearby galaxies.",
        reference: "de Vaucouleurs et al. 1991, Third Reference Catalogue of Bright Galaxies",
        make: lines::supergalactic_plane,
    },
    BuiltInLines {
        name: "Fermi bubbles",
        what: "Ellipses of the bubbles' extent, 50° high and 40° wide, above and below the Galactic Centre; their \
               true edges are up to some degrees off.",
        reference: "Su, Slatyer & Finkbeiner 2010, ApJ 724, 1044",
        make: lines::fermi_bubbles,
    },
    BuiltInLines {
        name: "Constellations",
        what: "Figures of the 88 constellations of the IAU.",
        reference: "Olaf Frohn, d3-celestial 0.7.35",
        make: lines::constellations,
    },
];

/// The built-in catalogue of this name, in any case.
pub fn catalogue(name: &str) -> Option<&'static BuiltInCatalogue> {
    CATALOGUES
        .iter()
        .find(|one| one.name.eq_ignore_ascii_case(name))
}

/// The built-in lines of this name, in any case.
pub fn lines(name: &str) -> Option<&'static BuiltInLines> {
    LINES.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

impl BuiltInCatalogue {
    /// Number of its sources, counted without reading them.
    pub fn rows(&self) -> usize {
        self.text.lines().count().saturating_sub(1)
    }

    /// Its sources; those of a row that cannot be read are left out, and a test sees to it that there is none.
    pub fn load(&self) -> Catalogue {
        tables::catalogue(self.name, self.text)
    }
}

impl BuiltInLines {
    /// Its lines.
    pub fn load(&self) -> Vec<SkyLine> {
        (self.make)()
    }
}

#[cfg(test)]
mod tests;
