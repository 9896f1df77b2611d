//! Names of KM3NeT trigger bits.
//!
//! Source: km3net-dataformat v3.6.2, trigger definitions (value = 1 << bit).

/// A trigger bit and what shifters call it.
pub const TRIGGER_BITS: [(u32, &str); 5] = [
    (1, "3DShower"),
    (2, "MXShower"),
    (4, "3DMuon"),
    (5, "NanoBeacon"),
    (31, "factory limit"),
];

/// The names of all bits set in `mask`, lowest first; bits without a name read "bit n".
pub fn trigger_names(mask: u64) -> Vec<String> {
    (0..64)
        .filter(|bit| mask >> bit & 1 == 1)
        .map(|bit| {
            TRIGGER_BITS
                .iter()
                .find(|(known, _)| *known == bit)
                .map_or_else(|| format!("bit {bit}"), |(_, name)| (*name).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mask_22_is_both_showers_and_the_muon() {
        assert_eq!(trigger_names(22), ["3DShower", "MXShower", "3DMuon"]);
        assert_eq!(trigger_names(1), ["bit 0"]);
        assert!(trigger_names(0).is_empty());
    }
}
