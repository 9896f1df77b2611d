//! Which string a photomultiplier hangs on, where a file says only where it is: modules closer together than 5 m,
//! seen from above, hang on one string.

use std::collections::HashMap;

use glam::DVec2;

/// Distance of two photomultipliers of one string as seen from above, at most, in metres.
const STRING_M: f64 = 5.0;

/// Strings by their feet, which are looked up in cells of the size of a string.
#[derive(Debug, Default)]
pub(crate) struct StringFeet {
    cells: HashMap<[i64; 2], Vec<(DVec2, i32)>>,
    count: i32,
}

impl StringFeet {
    /// The number of the string, counted from 1, of what is seen here from above.
    pub(crate) fn number(&mut self, foot_m: DVec2) -> i32 {
        let [x, y] = (foot_m / STRING_M)
            .floor()
            .to_array()
            .map(|cell| cell as i64);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
        for (dx, dy) in around {
            let cell = [x.saturating_add(dx), y.saturating_add(dy)];
            let mut feet = self.cells.get(&cell).into_iter().flatten();
            if let Some((_, number)) = feet.find(|(foot, _)| foot.distance(foot_m) < STRING_M) {
                return *number;
            }
        }
        self.count += 1;
        let feet = self.cells.entry([x, y]).or_default();
        feet.push((foot_m, self.count));
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_close_together_is_one_string() {
        let mut feet = StringFeet::default();
        let at = [
            (0.0, 0.0),
            (30.0, 0.0),
            (-0.4, 0.3),
            (34.9, 0.0),
            (-3e300, 0.0),
        ];
        let numbers = at.map(|(x, y)| feet.number(DVec2::new(x, y)));
        assert_eq!(numbers, [1, 2, 1, 2, 3]);
    }
}
