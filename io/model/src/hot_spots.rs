//! The hottest spots of a map: its highest local maxima, no two of them near each other.
//!
//! A cell is a local maximum where none around it is higher. Where equal cells lie together, they are one maximum if
//! nothing around all of them is higher, and the one nearest to their middle stands for them; a map of one value has
//! none. Spots are then taken from the highest on, leaving out those within a distance of a higher one.

use glam::DVec3;
use rayon::prelude::*;

use crate::Equatorial;
use crate::field::Field;

/// A local maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HotSpot {
    /// The centre of its cell.
    pub position: Equatorial,
    /// The value there.
    pub value: f64,
    /// The place of its cell in the field.
    pub cell: usize,
}

/// What a cell is among those around it.
#[derive(Clone, Copy, PartialEq)]
enum Rank {
    Peak,
    /// As high as some around it, and none is higher.
    Level,
    Lower,
}

impl Field {
    /// Up to `most` local maxima for which `keep` holds, highest first, each more than `apart_rad` from the others.
    pub fn hot_spots(
        &self,
        apart_rad: f64,
        most: usize,
        keep: impl Fn(Equatorial, f64) -> bool,
    ) -> Vec<HotSpot> {
        choose(&self.maxima(), apart_rad, most, keep)
    }

    /// The hottest spots of the northern and of the southern sky (declination from 0 on, and below), as
    /// [`Field::hot_spots`] finds them.
    pub fn hot_spots_by_hemisphere(&self, apart_rad: f64, most: usize) -> [Vec<HotSpot>; 2] {
        let maxima = self.maxima();
        [true, false].map(|north| {
            choose(&maxima, apart_rad, most, |position, _| {
                (position.dec_rad >= 0.0) == north
            })
        })
    }

    /// All local maxima, highest first.
    fn maxima(&self) -> Vec<HotSpot> {
        let values = self.values();
        let ranks: Vec<Rank> = (0..values.len())
            .into_par_iter()
            .map(|i| self.rank(i))
            .collect();
        let spot = |cell: usize| HotSpot {
            position: self.center(cell),
            value: values[cell],
            cell,
        };
        let peaks = (0..values.len()).filter(|i| ranks[*i] == Rank::Peak);
        let mut maxima: Vec<HotSpot> = peaks.map(spot).collect();
        let mut seen = vec![false; values.len()];
        for i in (0..values.len()).filter(|i| ranks[*i] == Rank::Level) {
            if !std::mem::replace(&mut seen[i], true) {
                maxima.extend(self.plateau(i, &ranks, &mut seen).map(spot));
            }
        }
        maxima.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.cell.cmp(&b.cell)));
        maxima
    }

    fn rank(&self, i: usize) -> Rank {
        let here = self.values()[i];
        if here.is_nan() {
            return Rank::Lower;
        }
        let mut rank = Rank::Peak;
        self.for_each_around(i, |other| {
            let value = self.values()[other];
            if value > here {
                rank = Rank::Lower;
            } else if value == here && rank == Rank::Peak {
                rank = Rank::Level;
            }
        });
        rank
    }

    /// The middle of the equal cells around `first`; `None` if a higher one touches them, or nothing lower.
    fn plateau(&self, first: usize, ranks: &[Rank], seen: &mut [bool]) -> Option<usize> {
        let here = self.values()[first];
        let (mut members, mut highest, mut bordered) = (vec![first], true, false);
        let mut at = 0;
        while let Some(member) = members.get(at).copied() {
            highest &= ranks[member] == Rank::Level;
            self.for_each_around(member, |other| {
                let value = self.values()[other];
                if value == here && !std::mem::replace(&mut seen[other], true) {
                    members.push(other);
                }
                bordered |= value != here;
            });
            at += 1;
        }
        if !highest || !bordered {
            return None;
        }
        let center = |i: usize| self.center(i).to_vector();
        let middle: DVec3 = members.iter().map(|i| center(*i)).sum();
        let along = |i: &usize| center(*i).dot(middle);
        members
            .into_iter()
            .max_by(|a, b| along(a).total_cmp(&along(b)).then(b.cmp(a)))
    }
}

fn choose(
    maxima: &[HotSpot],
    apart_rad: f64,
    most: usize,
    keep: impl Fn(Equatorial, f64) -> bool,
) -> Vec<HotSpot> {
    let mut chosen: Vec<HotSpot> = Vec::new();
    for spot in maxima {
        if chosen.len() == most {
            break;
        }
        let near = |other: &HotSpot| other.position.separation_rad(spot.position) <= apart_rad;
        if keep(spot.position, spot.value) && !chosen.iter().any(near) {
            chosen.push(*spot);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::field::PixelOrder;
    use crate::{SkyFrame, healpix};

    /// A map of smooth hills: height, position, width in degrees.
    fn hills(nside: u32, hills: &[(f64, f64, f64, f64)]) -> Field {
        let height = |pixel: u64| -> f64 {
            let here = healpix::center_of(nside, pixel);
            let of = |(height, ra_deg, dec_deg, width_deg): &(f64, f64, f64, f64)| {
                let away = here.separation_rad(Equatorial::from_degrees(*ra_deg, *dec_deg));
                height * (-0.5 * (away.to_degrees() / width_deg).powi(2)).exp()
            };
            hills.iter().map(of).sum()
        };
        let values: Vec<f64> = (0..healpix::pixels(nside)).map(height).collect();
        Field::new(SkyFrame::Equatorial, nside, PixelOrder::Ring, &values).unwrap()
    }

    #[test]
    fn spots_are_told_by_hemisphere_highest_first_and_apart() {
        let field = hills(
            64,
            &[
                (9.0, 0.0, 30.0, 3.0),
                (8.0, 0.0, 40.0, 3.0),
                (5.0, 180.0, 60.0, 3.0),
                (7.0, 90.0, -50.0, 3.0),
            ],
        );
        let [north, south] = field.hot_spots_by_hemisphere(15.0_f64.to_radians(), 9);
        let at = |spots: &[HotSpot], i: usize, ra_deg: f64, dec_deg: f64| {
            let away = spots[i]
                .position
                .separation_rad(Equatorial::from_degrees(ra_deg, dec_deg));
            assert!(away.to_degrees() < 0.8, "{:?}", spots[i]);
        };
        at(&north, 0, 0.0, 30.0);
        at(&north, 1, 180.0, 60.0);
        at(&south, 0, 90.0, -50.0);
        let close = field.hot_spots(1.0_f64.to_radians(), 2, |_, _| true);
        at(&close, 1, 0.0, 40.0);
        assert_eq!(field.hot_spots(0.1, 5, |_, value| value > 8.5).len(), 1);
    }

    #[test]
    fn one_value_everywhere_has_no_spot_and_a_plateau_has_one() {
        let spots = |values: &[f64]| {
            let field = Field::new(SkyFrame::Equatorial, 8, PixelOrder::Ring, values).unwrap();
            field.hot_spots(0.0, 10, |_, _| true)
        };
        assert!(spots(&[0.0; 768]).is_empty());
        assert!(spots(&[f64::NAN; 768]).is_empty());
        let mut values = [-1.0; 768];
        let center = healpix::pixel_at(8, Equatorial::from_degrees(100.0, 20.0)) as usize;
        let around = cdshealpix::nested::get(3)
            .neighbours(healpix::nested_from_ring(8, center as u64), true);
        for nested in around.values_vec() {
            values[healpix::ring_from_nested(8, nested) as usize] = 4.0;
        }
        let found = spots(&values);
        assert_eq!(found.len(), 1);
        assert_eq!(healpix::pixel_at(8, found[0].position) as usize, center);
        values[center] = 5.0;
        assert_eq!(spots(&values)[0].value, 5.0);
        // A plateau that leads up to something higher is none.
        assert_eq!(spots(&values).len(), 1);
    }
}
