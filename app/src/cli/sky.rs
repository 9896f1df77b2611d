//! `nuscope sky`: candidates and a map on the sky as a picture or a figure.

pub(super) mod choices;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use nuscope_model::Equatorial;
use nuscope_render::Projection;

use choices::{
    catalogue, center, error_level, frame, moment, percent, projection, quantity, shown_as, site,
    style,
};

use super::{ColumnArgs, keep_inputs, open_more, open_one, size};
use crate::derived::Derived;
use crate::document::Document;
use crate::picture;
use crate::plot::save::{Format, write_wide};
use crate::plot::sky::{Page, figure};
use crate::scene::sky::quantities;
use crate::session::{Session, is_session};
use crate::view::{
    ChartFrame, ErrorLevel, ErrorLook, FigureStyle, MapQuantity, Mode, ShownAs, SkyMoment,
    Telescope, View,
};

/// Draw candidates and a map on the sky as a picture.
#[derive(Debug, Args)]
pub struct Sky {
    /// Candidate lists, catalogues and maps.
    #[arg(required_unless_present = "map")]
    files: Vec<PathBuf>,
    /// A HEALPix map to lay over them (FITS).
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Which column of the map; `p` is −log₁₀ of its local p-values.
    #[arg(long, value_name = "COLUMN", requires = "map")]
    show: Option<String>,
    /// What colours the candidates: error, energy, hits, date; the sample does if nothing is said.
    #[arg(long, value_name = "COLUMN", value_parser = quantity)]
    color_by: Option<&'static str>,
    /// What candidates are drawn as: dots, density, heat, or auto.
    #[arg(long = "as", value_name = "FORM", value_parser = shown_as)]
    shown_as: Option<ShownAs>,
    /// Draw the errors that hold this share of true directions: 39.3, 50, 68.3, 90, 95 or 99 (per cent).
    #[arg(long, value_name = "PERCENT", value_parser = error_level)]
    errors: Option<ErrorLevel>,
    /// Draw contours of the map that hold these shares of the probability, in per cent, as 50,90.
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = percent)]
    contours: Vec<f64>,
    /// How the sphere is spread over the map: hammer, aitoff, mollweide, globe, gnomonic, plate-carree.
    #[arg(long, value_name = "NAME", value_parser = projection)]
    projection: Option<Projection>,
    /// The frame that is drawn: equatorial, galactic, ecliptic, supergalactic, or horizon (of --site at --utc).
    #[arg(long, value_name = "NAME", value_parser = frame)]
    frame: Option<ChartFrame>,
    /// The site whose horizon is meant: ARCA, ORCA, ANTARES, IceCube.
    #[arg(long, value_name = "NAME", value_parser = site)]
    site: Option<Telescope>,
    /// The moment for horizons, as 2024-05-01T12:00:00 or as an MJD; the clock's if nothing is said.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    utc: Option<String>,
    /// A built-in catalogue or built-in lines to draw, by a part of the name, such as tev; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = catalogue)]
    catalogue: Vec<&'static str>,
    /// What is in the middle, as RA,DEC in degrees.
    #[arg(long, value_name = "RA,DEC", value_parser = center, allow_hyphen_values = true)]
    center: Option<(f64, f64)>,
    /// How much is magnified; 1 shows the whole sky.
    #[arg(long, value_name = "FACTOR")]
    zoom: Option<f64>,
    /// Draw a figure for a page instead of the window's picture: paper, talk, exhibit.
    #[arg(long, value_name = "STYLE", value_parser = style)]
    style: Option<FigureStyle>,
    /// Where to save it: a name that ends in .png, .svg or .pdf. Opening it again shows the same.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Size in pixels; of .svg and .pdf only the proportions.
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(u32, u32)>,
    /// Draw on a light ground.
    #[arg(long)]
    light: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

impl Sky {
    /// Draws the picture.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, self.files.iter().chain(&self.map))?;
        let format = Format::of(&self.out)?;
        let (document, mut view) = self.open()?;
        let color_by = self.color_by.map(str::to_owned);
        view.sky.color_by = color_by.or(view.sky.color_by);
        view.sky.crowd.shown_as = self.shown_as.unwrap_or(view.sky.crowd.shown_as);
        if let Some(level) = self.errors {
            view.sky.errors = ErrorLook { shown: true, level };
        }
        if let (Some(name), Some(map)) = (&self.show, document.map(&view.sky)) {
            let wanted = |quantity: &MapQuantity| match quantity {
                MapQuantity::MinusLog10P => name.eq_ignore_ascii_case("p"),
                MapQuantity::Column(column) => column.eq_ignore_ascii_case(name),
            };
            let Some(quantity) = quantities(&map.map).into_iter().find(wanted) else {
                let names: Vec<_> = map
                    .map
                    .columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .collect();
                let path = self.map.as_deref().unwrap_or("".as_ref());
                bail!(
                    "the map has no column {name} with a number in it, it has {}: {path:?}",
                    names.join(", ")
                );
            };
            view.sky.map_quantity = quantity;
        }
        self.aim(&document, &mut view);
        if self.style.is_none() && format == Format::Png {
            let size = self.size.unwrap_or((1600, 1000));
            let picture = picture::picture(&document, &view, size)?;
            let folder = self.out.parent().unwrap_or("".as_ref());
            let session = Session::of(&document, &view).seen_from(folder);
            picture::save_with(&picture, Some(&session), &self.out)?;
        } else {
            let style = self.style.unwrap_or(view.export.figure);
            view.export.figure = style;
            let mut derived = Derived::default();
            derived.update(&document, &view);
            let page = Page::for_file(style, format, self.size);
            let figure = figure(&document, &view, &derived, &page);
            write_wide(&figure, &self.out, page.width_px)?;
        }
        say!("{}", self.out.display());
        Ok(())
    }

    /// Turns the sky to what is wanted, and lays over it what is wanted.
    fn aim(&self, document: &Document, view: &mut View) {
        let look = &mut view.sky;
        let names = self.catalogue.iter().map(|name| (*name).to_owned());
        look.catalogues.built_in.extend(names);
        if !self.contours.is_empty() {
            look.maps.contours.on = true;
            look.maps.contours.percent.clone_from(&self.contours);
        }
        look.observer.site = self.site.unwrap_or(look.observer.site);
        if let Some(utc) = &self.utc {
            look.observer.moment = SkyMoment::Typed;
            look.observer.typed.clone_from(utc);
        }
        if let Some(frame) = self.frame {
            look.frame = frame;
            look.view.center_lon_rad = frame.middle_lon_rad();
        }
        look.view.projection = self.projection.unwrap_or(look.view.projection);
        look.view.zoom = self.zoom.unwrap_or(look.view.zoom);
        if let Some((ra, dec)) = self.center {
            let mut derived = Derived::default();
            derived.update(document, view);
            let sky = &mut view.sky.view;
            sky.frame_from_sky = derived.chart.frame_from_sky;
            sky.center_on(Equatorial::from_degrees(ra, dec).to_vector());
        }
        view.sky.view.clamp();
    }

    /// What the files hold and how it is looked at: a session's own view, or one of the sky.
    fn open(&self) -> anyhow::Result<(Document, View)> {
        let options = self.columns.options();
        let session = self.files.iter().find(|path| is_session(path));
        let (document, view) = match session {
            Some(path) => {
                let mut remarks = Vec::new();
                let opened = Session::read(path)?.open(&mut remarks)?;
                for remark in remarks {
                    eprintln!("warning: {remark}: {path:?}");
                }
                opened
            }
            None => {
                let view = View {
                    mode: Mode::Sky,
                    dark: !self.light,
                    ..Default::default()
                };
                (Document::default(), view)
            }
        };
        let others = self.files.iter().filter(|path| !is_session(path));
        let mut document = open_more(document, others, &options)?;
        if let Some(path) = &self.map {
            let loaded = open_one(path, &options)?;
            if loaded.map.is_none() {
                bail!(
                    "a sky map is wanted, but this is {}: {path:?}",
                    loaded.format
                );
            }
            document = document.with(loaded, &mut Vec::new());
        }
        if !document.has_sky() {
            let format = document
                .files
                .first()
                .map_or("nothing", |file| file.format.as_str());
            bail!(
                "candidates, a catalogue, a map or a region are wanted, but this is {format}: {:?}",
                self.files[0]
            );
        }
        Ok((document, view))
    }
}
