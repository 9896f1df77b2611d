//! nuscope: an event display, sky map and likelihood scan for neutrino telescopes.
//!
//! Loaded data are a [`document::Document`], what the user sets is a [`view::View`]; every change is a
//! [`command::Command`] done by [`apply::apply`]. Window, command line and tests share the same drawing.

pub mod analysis;
pub mod app;
pub mod apply;
pub mod built_in_response;
pub mod candidates;
pub mod catalogues;
pub mod cli;
pub mod command;
pub mod crowd;
pub mod derived;
pub mod derived_tracks;
pub mod detectors;
pub mod dialog;
pub mod document;
pub mod filter;
pub mod find;
pub mod fit_data;
pub mod fit_sample;
pub mod fit_words;
pub mod fitting;
pub mod go_to;
pub mod grid;
pub mod handover;
pub mod hit_values;
pub mod job;
pub mod likelihood_here;
pub mod lists;
pub mod live;
pub mod maps;
pub mod movie;
pub mod notice;
pub mod open_analysis;
pub mod open_maps;
pub mod partial;
pub mod picture;
pub mod playback;
pub mod plot;
mod relative_path;
pub mod save_analysis;
pub mod scan_place;
pub mod scene;
pub mod session;
pub mod sky_chart;
pub mod source_report;
pub mod spread;
pub mod state;
pub mod summaries;
pub mod theme;
pub mod trial_folder;
pub mod ui;
pub mod user_track;
pub mod view;
pub mod viewport;
