//! The panels of the window, one per file. Each takes the state it reads and a list to add commands to.

pub mod cuts;
pub mod data_panel;
pub mod detector_choice;
pub mod event_view;
pub mod export;
pub mod inspector;
pub mod notices;
pub mod palette;
pub mod plot_pointer;
pub mod plots_panel;
pub mod question;
pub mod range_handles;
pub mod sky_catalogues;
pub mod sky_sheet;
pub mod sky_view;
pub mod status_bar;
pub mod table_view;
pub mod timeline;
pub mod top_bar;
pub mod tray;
pub mod welcome;
pub mod widget_report;
