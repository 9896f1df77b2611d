//! What tables of all kinds are taken for, and what is said about them.
#![allow(clippy::unwrap_used)]

use nuscope_model::{Containment, EventKind, Provenance, Quantity, Sample};
use nuscope_table::text;
use proptest::prelude::*;

use super::*;
use crate::{Progress, test_support};

fn open_as(text: &[u8], answers: &[(&str, &str)]) -> Result<Loaded> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.txt");
    std::fs::write(&path, text).unwrap();
    crate::read_candidates::read(&Reading {
        path: &path,
        options: &test_support::answers(answers),
        progress: &Progress::default(),
    })
}

fn open(text: &str) -> Result<Loaded> {
    open_as(text.as_bytes(), &[])
}

fn sample(loaded: &Loaded) -> &Sample {
    assert_eq!(loaded.samples.len(), 1, "{loaded:?}");
    &loaded.samples[0]
}

fn degrees(values: &[f64]) -> Vec<f64> {
    let rounded = |value: &f64| (value.to_degrees() * 1e9).round() / 1e9;
    values.iter().map(rounded).collect()
}

#[test]
fn the_public_antares_header_needs_no_units() {
    let text = "ANTARES public data 2007 2017\nDecl\tRA\tNhit\tBeta\tMJD\n19.5\t68.2\t40\t0.4\t54000.5\n\
                -60.0\t26.5\t41\t0.5\t54001.25\n";
    let loaded = open(text).unwrap();
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let sample = sample(&loaded);
    assert_eq!(degrees(&sample.ra_rad), [68.2, 26.5]);
    assert_eq!(degrees(&sample.dec_rad), [19.5, -60.0]);
    assert_eq!(sample.column(Quantity::Hits), Some(&[40.0, 41.0][..]));
    let errors = sample.column(Quantity::AngularErrorRad).unwrap();
    assert_eq!(degrees(errors), [0.4, 0.5]);
    assert_eq!(sample.error_containment, Containment::SIGMA);
    assert_eq!(sample.column(Quantity::Mjd), Some(&[54000.5, 54001.25][..]));
}

#[test]
fn a_line_of_units_below_the_names_is_understood() {
    let text = "_RAJ2000;_DEJ2000;Emu\ndeg;deg;TeV\n------;------;---\n10.5;-20.25;3\n";
    let loaded = open(text).unwrap();
    assert_eq!(degrees(&sample(&loaded).ra_rad), [10.5]);
    assert_eq!(degrees(&sample(&loaded).dec_rad), [-20.25]);
    assert_eq!(sample(&loaded).extras[0].name, "Emu");
    assert_eq!(sample(&loaded).extras[0].values, [3.0]);
}

#[test]
fn hours_radians_and_sexagesimal_columns_are_converted() {
    let loaded = open("RA[hour],Dec[rad]\n6,0.5\n").unwrap();
    let sample_rad = (sample(&loaded).ra_rad[0], sample(&loaded).dec_rad[0]);
    assert_eq!(sample_rad, (std::f64::consts::FRAC_PI_2, 0.5));
    // SkyCoord("05:09:25.96 +05:41:35.33", unit=("hourangle", "deg")) of astropy.
    for text in [
        "# RA[hms] Dec[dms]\n05:09:25.96 +05:41:35.33\n",
        "RA,Dec\n05h09m25.96s,+05d41m35.33s\n",
        "RA,Dec\n05:09:25.96,+05:41:35.33\n",
        "RA,Dec\n05 09 25.96,+05 41 35.33\n",
        "RA[h:m:s],Dec[d:m:s]\n05 09 25.96,+05 41 35.33\n",
    ] {
        let loaded = open(text).unwrap();
        assert_eq!(degrees(&sample(&loaded).ra_rad), [77.358_166_667], "{text}");
        assert_eq!(degrees(&sample(&loaded).dec_rad), [5.693_147_222], "{text}");
    }
    let loaded = open("RA,Dec\n77d21m29.4s,-00:30:00\n").unwrap();
    assert_eq!(degrees(&sample(&loaded).ra_rad), [77.358_166_667]);
    assert_eq!(degrees(&sample(&loaded).dec_rad), [-0.5]);
}

#[test]
fn rows_that_cannot_be_used_are_counted_and_the_first_is_named() {
    let text = "RA[deg] Dec[deg] Nhit\n1 2 3\nnan 2 3\n1 91 3\n# note\n1 2 x\n400 -90 nan\n";
    let loaded = open(text).unwrap();
    assert_eq!(degrees(&sample(&loaded).ra_rad), [1.0, 40.0]);
    assert!(sample(&loaded).column(Quantity::Hits).unwrap()[1].is_nan());
    let expected =
        "3 of 5 rows skipped: the first is row 2: the right ascension is not a finite number";
    assert_eq!(loaded.warnings.to_string(), expected);
    let loaded = open("RA[deg],Dec[deg]\n1,junk\n1,2\n3,4\n").unwrap();
    let expected = "1 of 3 rows skipped: row 1: \"junk\" is no declination";
    assert_eq!(loaded.warnings.to_string(), expected);
}

#[test]
fn a_list_without_a_usable_row_is_refused() {
    let error = open("RA[deg],Dec[deg]\n1,91\n1,92\n")
        .unwrap_err()
        .to_string();
    let expected = "a candidate table without any usable rows; all 2 rows were skipped, \
                    the first is row 1: the declination is 91°, beyond ±90°";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn coordinates_and_errors_without_a_unit_are_asked_for() {
    let asked = |text: &str| match open(text) {
        Err(Error::WhichColumn { question, .. }) => *question,
        other => panic!("a question is wanted, not {other:?}"),
    };
    let question = asked("RA Dec[deg] Nhit\n1 2 7\n3 4 8\n");
    assert_eq!(question.wanted, ["ra"]);
    assert_eq!(question.columns, ["RA", "Dec[deg]", "Nhit"]);
    assert_eq!(question.rows, ["1 2 7", "3 4 8"]);
    assert_eq!(asked("RA[deg] Dec[deg] AngErr\n1 2 3\n").wanted, ["sigma"]);
    assert_eq!(asked("ra dec unc\n1 2 3\n").wanted, ["ra", "dec", "sigma"]);
    assert_eq!(asked("1 2 3\n4 5 6\n").wanted, ["ra", "dec"]);
}

#[test]
fn an_error_may_be_left_out_by_its_user() {
    let text = b"RA[deg] Dec[deg] AngErr\n1 2 3\n";
    let loaded = open_as(text, &[("sigma", "-")]).unwrap();
    assert_eq!(sample(&loaded).column(Quantity::AngularErrorRad), None);
    assert_eq!(sample(&loaded).extras[0].values, [3.0]);
    let loaded = open_as(text, &[("sigma", "AngErr[deg]"), ("containment", "90%")]).unwrap();
    assert_eq!(
        sample(&loaded).error_containment,
        Containment::new(0.9).unwrap()
    );
}

#[test]
fn a_table_without_a_header_is_read_by_numbers() {
    let answers = [("ra", "2[deg]"), ("dec", "1[rad]")];
    let loaded = open_as(b"0.5 180\n0.25 90\n", &answers).unwrap();
    assert_eq!(degrees(&sample(&loaded).ra_rad), [180.0, 90.0]);
    assert_eq!(sample(&loaded).dec_rad, [0.5, 0.25]);
}

#[test]
fn a_matrix_is_never_taken_for_candidates() {
    let row: Vec<String> = (0..30).map(|i| format!("{}.5", i)).collect();
    let loaded = open(&format!("{0}\n{0}\n", row.join(" "))).unwrap();
    assert_eq!((loaded.samples.len(), loaded.tables.len()), (0, 1));
    let loaded = open(",energy,time,x,y,z\n0,0.5,8812.1,595.5,600.7,-127.8\n").unwrap();
    assert_eq!((loaded.samples.len(), loaded.tables.len()), (0, 1));
}

#[test]
fn answers_that_do_not_fit_say_what_would() {
    for (key, choice, said) in [
        ("right", "RA[deg]", "the keys are ra, dec, sigma"),
        ("ra", "3[deg]", "the columns are RA, Dec[deg]"),
        (
            "ra",
            "RA",
            "its unit is not stated; deg, rad, hour, hms or dms is wanted",
        ),
        ("ra", "RA[GeV]", "\"gev\" is no unit of an angle"),
        ("ra", "Dec[deg]", "it stands for the same as dec"),
        ("kind", "stars", "candidates, catalogue or table is wanted"),
        ("containment", "120", "sigma, 50, 68 or 90 is wanted"),
    ] {
        let error = open_as(b"RA Dec[deg]\n1 2\n", &[("dec", "Dec"), (key, choice)]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn error_radii_carry_their_share() {
    for (title, fraction) in [
        ("r90[deg]", 0.9),
        ("src_error_50[deg]", 0.5),
        ("AngErr68[deg]", 0.68),
    ] {
        let loaded = open(&format!("RA[deg],Dec[deg],MJD,{title}\n1,2,55000,3\n")).unwrap();
        let sample = sample(&loaded);
        assert_eq!(
            sample.error_containment,
            Containment::new(fraction).unwrap()
        );
        let sigma = sample.sigma_rad().unwrap()[0].to_degrees();
        let expected = 3.0 / (-2.0 * (1.0 - fraction).ln()).sqrt();
        assert!((sigma / expected - 1.0).abs() < 1e-14, "{title}: {sigma}");
    }
}

#[test]
fn a_sample_made_a_table_reads_back_the_same() {
    let text = "NAME,EVENTMJD,RA[deg],DEC[deg],ENERGY[TeV],AngErr90[deg],run,note,type\nIC1,55000.5,1.25,-2.5,100,1.5,7,a b,track\nIC2,55001.5,3,4,1000,2.5,8,,cascade\n";
    let mut first = sample(&open(text).unwrap()).clone();
    first.livetime_days = Some(12.5);
    let reading = Reading {
        path: Path::new("a.fits"),
        options: &OpenOptions::default(),
        progress: &Progress::default(),
    };
    let table = crate::table_of(&first, &[]);
    let loaded = interpret(vec![table], "FITS".into(), &reading).unwrap();
    let again = Sample {
        checksum: first.checksum.clone(),
        ..sample(&loaded).clone()
    };
    assert_eq!(again, first);
}

#[test]
fn names_without_dates_make_a_catalogue() {
    let text = "Name,RA[deg],Dec[deg],Class,z,Extension[deg],Flux[1e-12]\nM 31,10.5,41,gal,-0.001,1.5,7\nX,1,2,,,,\n";
    let loaded = open(text).unwrap();
    let catalogue = &loaded.catalogues[0];
    let first = &catalogue.sources[0];
    assert_eq!((first.name.as_str(), first.kind.as_str()), ("M 31", "gal"));
    assert_eq!(first.position.dec_rad.to_degrees(), 41.0);
    assert_eq!(first.redshift, Some(-0.001));
    assert_eq!(first.extension_rad, Some(1.5_f64.to_radians()));
    assert_eq!(catalogue.sources[1].redshift, None);
    assert_eq!(catalogue.extra("flux[1e-12]").unwrap().values[0], 7.0);
    let with_dates = text.replace("Class", "MJD").replace("gal", "55000");
    assert_eq!(sample(&open(&with_dates).unwrap()).names, ["M 31", "X"]);
    let loaded = open_as(text.as_bytes(), &[("kind", "candidates")]).unwrap();
    assert_eq!(sample(&loaded).len(), 2);
    let loaded = open_as(text.as_bytes(), &[("kind", "table")]).unwrap();
    assert_eq!(loaded.tables[0].rows(), 2);
}

#[test]
fn tracks_and_cascades_are_told_apart_where_a_column_does() {
    let text = "RA[deg],Dec[deg],MJD,type\n1,2,3,track\n1,2,3,EM shower\n1,2,3,?\n";
    let loaded = open(text).unwrap();
    let expected = [EventKind::Track, EventKind::Cascade, EventKind::Unknown];
    assert_eq!(sample(&loaded).kinds, expected);
}

#[test]
fn the_main_position_of_a_cone_search_is_in_degrees() {
    let mut table = Table {
        columns: vec![
            Column::new("x", "", Values::Number(vec![1.5])),
            Column::new("y", "", Values::Number(vec![-2.5])),
            Column::new("e_x", "mas", Values::Number(vec![9.0])),
        ],
        ..Table::default()
    };
    table.columns[0].ucd = "POS_EQ_RA_MAIN".into();
    table.columns[1].ucd = "POS_EQ_DEC_MAIN".into();
    table.columns[2].ucd = "stat.error;pos.eq.ra".into();
    let reading = Reading {
        path: Path::new("a.vot"),
        options: &OpenOptions::default(),
        progress: &Progress::default(),
    };
    let loaded = interpret(vec![table.clone()], "VOTable".into(), &reading).unwrap();
    assert_eq!(degrees(&sample(&loaded).ra_rad), [1.5]);
    assert_eq!(sample(&loaded).extras[0].name, "e_x");
    // The descriptor of today says nothing about units.
    table.columns[0].ucd = "pos.eq.ra;meta.main".into();
    assert!(interpret(vec![table], "VOTable".into(), &reading).is_err());
}

#[test]
fn names_come_from_comments_or_from_the_files_name() {
    assert_eq!(name_of(Path::new("x/IC86_I_exp.csv")), "IC86_I");
    assert_eq!(name_of(Path::new("IC86-2011-events.txt")), "IC86-2011");
    assert_eq!(name_of(Path::new("events_IC86b.txt")), "IC86b");
    assert_eq!(name_of(Path::new("PublicData_0717.dat")), "PublicData_0717");
    assert_eq!(name_of(Path::new("IC40_effectiveArea.csv")), "IC40");
    let text = "# nuscope candidates: my list\n# simulated by nuscope, not recorded\nRA[deg],Dec[deg]\n1,2\n";
    let loaded = open(text).unwrap();
    let sample = sample(&loaded);
    assert_eq!(
        (sample.name.as_str(), sample.provenance),
        ("my list", Provenance::Simulated)
    );
}

#[test]
fn effective_areas_of_both_releases_are_in_square_centimetres() {
    let ten = "logEmin_nu  logEmax_nu  decmin decmax  Aeff\n2.0 2.2 -90 0 1.5\n2.2 2.4 -90 0 2.5\n2.0 2.2 0 90 0\n2.2 2.4 0 90 4\n";
    let area = &open(ten).unwrap().effective_areas[0];
    assert_eq!(area.at(2.3, -0.5), 2.5);
    assert_eq!(area.area_cm2, [1.5, 0.0, 2.5, 4.0]);
    let three = "#  E_min[GeV]   E_max[GeV] cos(zenith)_min cos(zenith)_max       Aeff[m^2]\n100 1000 -1 0 2e-4\n100 1000 0 1 0\n";
    let area = &open(three).unwrap().effective_areas[0];
    assert_eq!(area.log10_energy_edges, [2.0, 3.0]);
    assert_eq!(area.at(2.5, -0.5), 2.0);
    let readme = "log10(E_nu/GeV)_min log10(E_nu/GeV)_max Dec_nu_min[deg] Dec_nu_max[deg] A_Eff[cm^2]\n2 3 -90 90 7\n";
    assert_eq!(open(readme).unwrap().effective_areas[0].area_cm2, [7.0]);
    let holes = three.replace("0 1 0\n", "0.5 1 0\n");
    let loaded = open(&holes).unwrap();
    assert_eq!((loaded.effective_areas.len(), loaded.tables.len()), (0, 1));
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("leave a gap or overlap at 0.5")
    );
}

#[test]
fn the_smearing_of_the_ten_year_release_is_read_as_its_readme_says() {
    let text = "log10(E_nu/GeV)_min log10(E_nu/GeV)_max Dec_nu_min[deg] Dec_nu_max[deg] log10(E/GeV)_min \
                log10(E/GeV)_max PSF_min[deg] PSF_max[deg] AngErr_min[deg] AngErr_max[deg] Fractional_Counts\n\
                2.0 2.5 -90 -10 1.5 2.0 0.1 0.4 0.2 0.5 0.75\n2.0 2.5 -90 -10 2.0 2.5 0.4 0.9 0.5 0.8 0.25\n";
    let smearing = open(text).unwrap().smearings[0].clone();
    assert_eq!(smearing.len(), 2);
    assert_eq!(smearing.log10_true_energy[1], [2.0, 2.5]);
    assert_eq!(smearing.log10_energy[0], [1.5, 2.0]);
    assert_eq!(degrees(&smearing.psf_rad[1]), [0.4, 0.9]);
    assert_eq!(smearing.fraction, [0.75, 0.25]);
    assert_eq!(smearing.check(), Ok(0));
}

#[test]
fn a_table_of_sources_asks_nothing_about_a_spectral_beta() {
    let loaded =
        open("Source_Name,RAJ2000[deg],DEJ2000[deg],beta,Conf_95_SemiMajor[deg]\nA,1,2,0.5,0.25\n");
    let loaded = loaded.unwrap();
    let catalogue = &loaded.catalogues[0];
    assert_eq!(catalogue.extra("beta").unwrap().values, [0.5]);
    assert_eq!(catalogue.error_containment, Containment::new(0.95).unwrap());
    assert_eq!(catalogue.sources[0].error_rad, Some(0.25_f64.to_radians()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_lists_never_panic(
        changes in prop::collection::vec((0usize..160, any::<u8>()), 0..12),
        kind in 0usize..4,
    ) {
        let texts: [&[u8]; 4] = [
            b"NAME,EVENTMJD,RA,DEC,RA_ERR_PLUS,RA_ERR_MINUS,DEC_ERR_PLUS,DEC_ERR_MINUS,I3TYPE,ENERGY\nIC1,55000.5,1,2,1,1,1,1,gfu-gold,100\n",
            b"MJD_start[days] MJD_stop[days]\n54562.3 54562.7\n54562.8 54563.0\n",
            b"E_min[GeV] E_max[GeV] cos(zenith)_min cos(zenith)_max Aeff[m^2]\n100 1000 -1 0 2e-4\n100 1000 0 1 0\n",
            b"RA,Dec,Unc_deg\n05h09m25.96s,+05d41m35s,0.5\n05h09m25.96s,+05d41m35s,0.5\n",
        ];
        let mut bytes = texts[kind].to_vec();
        for (at, byte) in changes {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        let reading = Reading {
            path: Path::new("a"),
            options: &OpenOptions::default(),
            progress: &Progress::default(),
        };
        let mut limits = reading.limits(bytes.len());
        if let Ok(table) = text::read_text(&bytes, &mut limits, reading.progress) {
            let _ = interpret(vec![table], "text".into(), &reading);
        }
    }
}
