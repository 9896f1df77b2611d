//! Where the 31 photomultipliers of a KM3NeT module look.
//!
//! They sit in one at the bottom and five rings of six. Channels are numbered as the experiment does, not ring
//! by ring. Source: our own reading of the public detector files; the real modules of the ARCA and ORCA files
//! agree within 0.04° after the best rotation of each about the vertical.

use glam::DVec3;

/// Distance of a photocathode from the centre of its module, in metres.
pub const PMT_RADIUS_M: f64 = 0.20;

/// Number of photomultipliers in a module.
pub const PMTS: usize = 31;

/// A ring: zenith angle in degrees, azimuth of its first entry in degrees, and its channels every 60°.
type Ring = (f64, f64, [usize; 6]);

/// The five rings, from the lowest to the highest.
const RINGS: [Ring; 5] = [
    (148.21, 30.0, [19, 14, 18, 26, 24, 25]),
    (123.71, 0.0, [21, 13, 17, 20, 28, 29]),
    (107.16, 30.0, [15, 12, 16, 27, 30, 23]),
    (72.84, 0.0, [6, 10, 11, 1, 2, 3]),
    (56.29, 30.0, [8, 9, 7, 5, 0, 4]),
];

/// The channel that looks straight down.
const BOTTOM_CHANNEL: usize = 22;

/// Unit vector of a zenith angle and azimuth in degrees: z up, azimuth counter-clockwise from x.
pub(super) fn unit_vector(zenith_deg: f64, azimuth_deg: f64) -> DVec3 {
    let (sin_zenith, cos_zenith) = zenith_deg.to_radians().sin_cos();
    let (sin_azimuth, cos_azimuth) = azimuth_deg.to_radians().sin_cos();
    DVec3::new(
        sin_zenith * cos_azimuth,
        sin_zenith * sin_azimuth,
        cos_zenith,
    )
}

/// Unit vectors along which the photomultipliers look, by channel, for a module that is not turned.
pub fn directions() -> [DVec3; PMTS] {
    let mut looks = [DVec3::NEG_Z; PMTS];
    looks[BOTTOM_CHANNEL] = DVec3::NEG_Z;
    for (zenith_deg, first_azimuth_deg, channels) in RINGS {
        for (k, channel) in channels.into_iter().enumerate() {
            looks[channel] = unit_vector(zenith_deg, first_azimuth_deg + 60.0 * k as f64);
        }
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_its_own_direction() {
        let looks = directions();
        for (i, a) in looks.iter().enumerate() {
            assert!((a.length() - 1.0).abs() < 1e-12);
            for b in &looks[..i] {
                assert!(a.angle_between(*b).to_degrees() > 25.0);
            }
        }
    }

    #[test]
    fn nineteen_look_down_and_twelve_look_up() {
        let down = directions().iter().filter(|look| look.z < 0.0).count();
        assert_eq!((down, PMTS - down), (19, 12));
    }
}
