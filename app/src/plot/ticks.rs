//! Numbers that a person would choose for an axis.

/// Round values within `low..=high`, at most `most` of them, in steps of 1, 2 or 5 times a power of ten.
///
/// Empty where the range is empty or not finite.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 || most == 0 {
        return Vec::new();
    }
    let rough = span / most as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A tick's value as text: as many decimals as the step between ticks needs, thousands set apart.
pub fn tick_text(value: f64, step: f64) -> String {
    let decimals = (-step.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.')
    {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    };
    if decimals == 0 {
        thousands_of(&text)
    } else {
        text.replace('-', "−")
    }
}

/// A count with its thousands set apart: 331,777.
pub fn thousands(count: usize) -> String {
    thousands_of(&count.to_string())
}

fn thousands_of(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", digits),
    };
    let mut text = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0.0, 10.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(-130.0, 870.0, 5), [0.0, 200.0, 400.0, 600.0, 800.0]);
        assert!(ticks(1.0, 1.0, 5).is_empty());
        assert!(ticks(f64::NAN, 1.0, 5).is_empty());
    }

    #[test]
    fn texts_have_the_decimals_of_their_step() {
        assert_eq!(tick_text(1500.0, 500.0), "1,500");
        assert_eq!(tick_text(-1500.0, 500.0), "−1,500");
        assert_eq!(tick_text(0.25, 0.05), "0.25");
        assert_eq!(tick_text(-0.0, 0.5), "0.0");
        assert_eq!(thousands(331_777), "331,777");
        assert_eq!(thousands(77), "77");
    }

    proptest! {
        #[test]
        fn ticks_stay_inside_and_bounded(low in -1e9..1e9_f64, span in 1e-6..1e9_f64, most in 1_usize..12) {
            let ticks = ticks(low, low + span, most);
            prop_assert!(ticks.len() <= most + 1);
            let slack = 1e-6 * (span + low.abs());
            for tick in ticks {
                prop_assert!(tick >= low - slack && tick <= low + span + slack);
            }
        }
    }
}
