//! KM3NeT's trigger bits: their numbers, their names, and what each looks for.
//!
//! Source: km3net-dataformat v3.6.2, trigger definitions (value = 1 << bit). Files that only say "triggered" set bit 0,
//! which no trigger has.

/// One trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its bit in trigger masks.
    pub bit: u32,
    /// What shifters call it.
    pub name: &'static str,
    /// What the data format calls it.
    pub definition: &'static str,
    /// What it looks for.
    pub about: &'static str,
}

impl Trigger {
    /// The mask with its bit alone.
    pub fn mask(self) -> u64 {
        1 << self.bit
    }
}

/// All triggers that have a name, by bit.
pub const TRIGGERS: [Trigger; 5] = [
    Trigger {
        bit: 1,
        name: "3DShower",
        definition: "JTRIGGER3DSHOWER",
        about: "coincidences near one point, as a shower makes them",
    },
    Trigger {
        bit: 2,
        name: "MXShower",
        definition: "JTRIGGERMXSHOWER",
        about: "a coincidence with single hits around it, for faint showers",
    },
    Trigger {
        bit: 4,
        name: "3DMuon",
        definition: "JTRIGGER3DMUON",
        about: "coincidences along a line, as a muon makes them",
    },
    Trigger {
        bit: 5,
        name: "NanoBeacon",
        definition: "JTRIGGERNB",
        about: "flashes of the calibration lamps",
    },
    Trigger {
        bit: 31,
        name: "factory limit",
        definition: "FACTORY_LIMIT",
        about: "as many hits as the trigger takes: the event may go on",
    },
];

/// The name of a bit; "bit n" where it has none.
pub fn trigger_name(bit: u32) -> String {
    let known = TRIGGERS.iter().find(|trigger| trigger.bit == bit);
    known.map_or_else(|| format!("bit {bit}"), |trigger| trigger.name.to_owned())
}

/// The names of all bits set in `mask`, lowest first; bits without a name read "bit n".
pub fn trigger_names(mask: u64) -> Vec<String> {
    bits(mask).map(trigger_name).collect()
}

/// All bits set in `mask`, lowest first.
pub fn bits(mask: u64) -> impl Iterator<Item = u32> {
    (0..u64::BITS).filter(move |bit| mask >> bit & 1 == 1)
}

/// The bit that people mean by "3DMuon", "JTRIGGER3DMUON", "nano beacon" or "bit 7": letters' case, spaces and the
/// words `JTRIGGER` and `TRIGGER` do not matter. `None` if no trigger is called so.
pub fn trigger_bit(name: &str) -> Option<u32> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_ascii_alphanumeric());
        let plain: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let shorter = plain
            .strip_prefix("jtrigger")
            .or_else(|| plain.strip_prefix("trigger"));
        shorter.map_or(plain.clone(), str::to_owned)
    };
    let wanted = plain(name);
    if let Some(number) = wanted.strip_prefix("bit") {
        return number.parse().ok().filter(|bit| *bit < u64::BITS);
    }
    let called =
        |trigger: &&Trigger| plain(trigger.name) == wanted || plain(trigger.definition) == wanted;
    TRIGGERS.iter().find(called).map(|trigger| trigger.bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mask_22_is_both_showers_and_the_muon() {
        assert_eq!(trigger_names(22), ["3DShower", "MXShower", "3DMuon"]);
        assert_eq!(trigger_names(1), ["bit 0"]);
        assert!(trigger_names(0).is_empty());
        assert_eq!(bits(1 << 63 | 5).collect::<Vec<_>>(), [0, 2, 63]);
    }

    #[test]
    fn bits_have_the_values_of_the_data_format() {
        let masks = TRIGGERS.map(Trigger::mask);
        assert_eq!(masks, [2, 4, 16, 32, 0x8000_0000]);
    }

    #[test]
    fn triggers_are_known_by_every_name_that_people_use() {
        for (name, bit) in [
            ("3DMuon", 4),
            ("3dmuon", 4),
            ("JTRIGGER3DMUON", 4),
            ("trigger 3D muon", 4),
            ("JTriggerMXShower", 2),
            ("3D_SHOWER", 1),
            ("NanoBeacon", 5),
            ("NB", 5),
            ("factory limit", 31),
            ("FACTORY_LIMIT", 31),
            ("bit 0", 0),
            ("bit63", 63),
        ] {
            assert_eq!(trigger_bit(name), Some(bit), "{name}");
        }
        for name in ["", "muon", "bit", "bit 64", "bit x", "µ"] {
            assert_eq!(trigger_bit(name), None, "{name}");
        }
        for trigger in TRIGGERS {
            assert_eq!(trigger_bit(&trigger_name(trigger.bit)), Some(trigger.bit));
        }
        assert_eq!(trigger_bit(&trigger_name(9)), Some(9));
    }
}
