//! Counts in equal bins.

/// Counts of values within a range, in equal bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Lower edge of the first bin.
    pub low: f32,
    /// Upper edge of the last bin.
    pub high: f32,
    /// One count per bin.
    pub counts: Vec<u32>,
}

impl Histogram {
    /// Counts `values` that lie within `low..=high`; others, NaN among them, are left out.
    pub fn new(values: impl Iterator<Item = f32>, low: f32, high: f32, bins: usize) -> Self {
        let mut counts = vec![0; bins.max(1)];
        let last = counts.len() - 1;
        let scale = counts.len() as f32 / (high - low).max(f32::MIN_POSITIVE);
        for value in values.filter(|value| (low..=high).contains(value)) {
            counts[(((value - low) * scale) as usize).min(last)] += 1;
        }
        Self { low, high, counts }
    }

    /// The highest count.
    pub fn peak(&self) -> u32 {
        self.counts.iter().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_edges_count_and_strangers_do_not() {
        let values = [0.0, 0.9, 1.0, 4.0, -0.1, 4.1, f32::NAN];
        let histogram = Histogram::new(values.into_iter(), 0.0, 4.0, 4);
        assert_eq!(histogram.counts, [2, 1, 0, 1]);
        assert_eq!(histogram.peak(), 2);
    }

    #[test]
    fn a_range_without_width_is_one_bin_full() {
        let histogram = Histogram::new([5.0, 5.0].into_iter(), 5.0, 5.0, 3);
        assert_eq!(histogram.counts.iter().sum::<u32>(), 2);
    }
}
