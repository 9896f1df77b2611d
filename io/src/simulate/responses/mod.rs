//! Built-in detector responses.
