//! `nuscope sky`: candidates and a map on the sky as a picture.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::{ColumnArgs, keep_inputs, open_all, open_one, size};
use crate::picture;
use crate::scene::sky::quantities;
use crate::view::{ErrorLevel, ErrorLook, MapQuantity, Mode, ShownAs, View};

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
    /// Where to save the picture (PNG).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "1600x1000", value_name = "WxH", value_parser = size)]
    size: (u32, u32),
    /// Draw on a light ground.
    #[arg(long)]
    light: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

fn quantity(text: &str) -> Result<&'static str, String> {
    match text {
        "error" => Ok("error_deg"),
        "energy" => Ok("energy_gev"),
        "hits" => Ok("hits"),
        "date" => Ok("mjd"),
        _ => Err("error, energy, hits or date is wanted".into()),
    }
}

fn shown_as(text: &str) -> Result<ShownAs, String> {
    match text {
        "auto" => Ok(ShownAs::Automatic),
        "dots" => Ok(ShownAs::Dots),
        "density" => Ok(ShownAs::Density),
        "heat" => Ok(ShownAs::Heat),
        _ => Err("dots, density, heat or auto is wanted".into()),
    }
}

fn error_level(text: &str) -> Result<ErrorLevel, String> {
    let number = |level: &ErrorLevel| {
        level
            .label()
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let found = ErrorLevel::ALL
        .into_iter()
        .find(|level| number(level) == text);
    let all: Vec<_> = ErrorLevel::ALL.iter().map(number).collect();
    found.ok_or_else(|| format!("one of {} is wanted", all.join(", ")))
}

impl Sky {
    /// Draws the picture.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, self.files.iter().chain(&self.map))?;
        let options = self.columns.options();
        let mut document = open_all(&self.files, &options)?;
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
        let empty = document.samples.is_empty()
            && document.catalogues.is_empty()
            && document.maps.is_empty()
            && document.regions.is_empty();
        if empty {
            let format = document
                .files
                .first()
                .map_or("nothing", |file| file.format.as_str());
            bail!(
                "candidates, a catalogue, a map or a region are wanted, but this is {format}: {:?}",
                self.files[0]
            );
        }
        let mut view = View {
            mode: Mode::Sky,
            dark: !self.light,
            ..Default::default()
        };
        view.sky.color_by = self.color_by.map(str::to_owned);
        view.sky.crowd.shown_as = self.shown_as.unwrap_or_default();
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
        let picture = picture::picture(&document, &view, self.size)?;
        picture::save(&picture, &self.out)?;
        say!("{}", self.out.display());
        Ok(())
    }
}
