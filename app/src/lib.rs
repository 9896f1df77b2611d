//! nuscope: an event display, sky map and likelihood scan for neutrino telescopes.
