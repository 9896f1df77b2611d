//! Processor time of this process, of all of its threads, as Linux tells it.

/// Processor time so far in seconds; NaN elsewhere than on Linux.
pub fn cpu_s() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let spent = tasks.flatten().map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    let spent: Option<f64> = spent.sum();
    spent
        .filter(|ns| *ns > 0.0)
        .map_or(f64::NAN, |ns| 1e-9 * ns)
}

/// How long something takes by [`cpu_s`], several times: least and median.
pub fn least_and_median(repeats: usize, mut what: impl FnMut()) -> [f64; 2] {
    let mut spent: Vec<f64> = (0..repeats.max(1))
        .map(|_| {
            let start = cpu_s();
            what();
            cpu_s() - start
        })
        .collect();
    spent.sort_by(f64::total_cmp);
    [spent[0], spent[spent.len() / 2]]
}
