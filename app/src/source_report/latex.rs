//! The report as a LaTeX table, in the shape that searches publish.

use std::fmt::Write as _;

use nuscope_scan::search::{Limits, Looked};

use super::{Report, p_words};

impl Report {
    /// A `table` environment that needs no package.
    pub fn latex(&self) -> String {
        let with_limits = self.plan.trials > 0 && self.plan.limit_trials > 0;
        let indices: &[f64] = if with_limits { &self.plan.indices } else { &[] };
        let mut text = String::new();
        for (key, value) in self.facts() {
            let value = value.replace(['\n', '\r'], " ");
            // Writing to a string cannot fail.
            writeln!(text, "% {key}: {value}").unwrap_or_default();
        }
        let columns = "r".repeat(7 + indices.len());
        text +=
            &format!("\\begin{{table}}\n\\centering\n\\begin{{tabular}}{{l{columns}}}\n\\hline\n");
        text += "Source & $\\delta$ [$^\\circ$] & $\\alpha$ [$^\\circ$] & TS & $n_s$ & $\\gamma$ & $p$ & $p_\\mathrm{post}$";
        for gamma in indices {
            text += &format!(" & $\\Phi^{{90\\%}}_{{E^{{-{gamma:.1}}}}}$");
        }
        text += " \\\\\n\\hline\n";
        for source in &self.found.sources {
            text += &self.row(source, indices.len());
        }
        text += &self.stack_row(indices.len());
        text += "\\hline\n\\end{tabular}\n";
        let flux = match (with_limits, self.spatial_because.is_empty()) {
            (false, _) => "",
            (true, true) => {
                " Limits at 90\\,\\% C.L.\\ on $\\mathrm{d}N/\\mathrm{d}E$ at 1~TeV for neutrinos and antineutrinos of one flavour, in GeV$^{-1}$\\,cm$^{-2}$\\,s$^{-1}$."
            }
            (true, false) => " Limits at 90\\,\\% C.L.\\ in expected events.",
        };
        let data = if self.simulated() {
            "Simulated candidates. "
        } else {
            ""
        };
        let p = if self.plan.trials > 0 {
            format!(
                " Local $p$ from {} trials at each declination, post-trial from {} scrambled skies.",
                self.plan.trials, self.plan.skies
            )
        } else {
            " $p$ is not calibrated.".to_owned()
        };
        let own = self.own_models();
        let convention = escaped(self.settings.convention.label());
        let time = self.settings.time.as_ref();
        let window = time.map_or(String::new(), |time| {
            let flux = match (with_limits, self.spatial_because.is_empty()) {
                (true, true) => format!(" Limits: {}.", time.flux_words()),
                _ => String::new(),
            };
            format!(" Time window: {}.{flux}", time.describe())
        });
        let window = escaped(&window);
        text +=
            &format!("\\caption{{{data}{convention}.{p}{flux}{window}{own}}}\n\\end{{table}}\n");
        text
    }

    /// What is assumed of single sources alone, and their own limits, for the caption.
    fn own_models(&self) -> String {
        let own = |source: &&Looked| !source.target.own.is_none();
        let each = self.found.sources.iter().filter(own).map(|source| {
            let limits = source.limits.get(self.plan.indices.len());
            let limit = limits.and_then(number);
            let limit = limit.map_or(String::new(), |limit| format!(", limit {limit}"));
            let words = escaped(&source.target.own.words());
            format!("{}: {words}{limit}", escaped(&source.target.name))
        });
        let each: Vec<String> = each.collect();
        match each.is_empty() {
            true => String::new(),
            false => format!(" ${{}}^{{\\dagger}}$ {}.", each.join("; ")),
        }
    }

    /// All sources in the field of view as one.
    fn stack_row(&self, indices: usize) -> String {
        let Some(stack) = &self.stack else {
            return String::new();
        };
        let dash = || "--".to_owned();
        let mut cells = vec![
            format!("all {} together", stack.sources),
            dash(),
            dash(),
            format!("{:.2}", stack.fit.ts),
            format!("{:.1}", stack.fit.n_s),
        ];
        cells.push(match stack.fit.gamma {
            gamma if gamma.is_nan() => dash(),
            gamma => format!("{gamma:.2}"),
        });
        let p = stack.p.as_ref().map(p_words);
        cells.push(p.map_or_else(dash, |words| power_of_ten(&words)));
        cells.push(dash());
        for k in 0..indices {
            let limits = stack.limits.get(k);
            cells.push(limits.and_then(number).unwrap_or_else(dash));
        }
        format!("\\hline\n{} \\\\\n", cells.join(" & "))
    }

    fn row(&self, source: &Looked, indices: usize) -> String {
        let dash = || "--".to_owned();
        let position = source.target.position;
        let mut cells = vec![
            match source.target.own.is_none() {
                true => escaped(&source.target.name),
                false => format!("{}${{}}^{{\\dagger}}$", escaped(&source.target.name)),
            },
            format!("${:.2}$", position.dec_rad.to_degrees()),
            format!("{:.2}", position.ra_rad.to_degrees()),
        ];
        if let Some(fit) = source.fit {
            cells.push(format!("{:.2}", fit.ts));
            cells.push(format!("{:.1}", fit.n_s));
            cells.push(match fit.gamma {
                gamma if gamma.is_nan() => dash(),
                gamma => format!("{gamma:.2}"),
            });
            for p in [source.local, source.post] {
                let words = p.as_ref().map(p_words);
                cells.push(words.map_or_else(dash, |words| power_of_ten(&words)));
            }
        } else {
            cells.extend((0..5).map(|_| dash()));
        }
        for k in 0..indices {
            let limits = source.limits.get(k);
            cells.push(limits.and_then(number).unwrap_or_else(dash));
        }
        cells.join(" & ") + " \\\\\n"
    }
}

fn number(limits: &Limits) -> Option<String> {
    Some(match limits.flux(limits.upper) {
        Some(flux) => power_of_ten(&format!("{flux:.1e}")),
        None => format!("{:.1}", limits.upper?),
    })
}

/// "<1.2e-3*" as `$<1.2\times10^{-3}{}^{*}$`.
fn power_of_ten(words: &str) -> String {
    let (below, rest) = match words.strip_prefix('<') {
        Some(rest) => ("<", rest),
        None => ("", words),
    };
    let (rest, tail) = match rest.strip_suffix('*') {
        Some(rest) => (rest, "{}^{*}"),
        None => (rest, ""),
    };
    let number = match rest.split_once('e') {
        Some((mantissa, power)) => format!("{mantissa}\\times10^{{{power}}}"),
        None => rest.to_owned(),
    };
    format!("${below}{number}{tail}$")
}

/// Text in which nothing is a command.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\\' => escaped += "\\textbackslash{}",
            '~' => escaped += "\\textasciitilde{}",
            '^' => escaped += "\\textasciicircum{}",
            '\u{2212}' => escaped += "$-$",
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_powers_are_set_as_such() {
        assert_eq!(escaped("1ES 0347_1 & 50%"), "1ES 0347\\_1 \\& 50\\%");
        assert_eq!(
            escaped("a\\b^2~"),
            "a\\textbackslash{}b\\textasciicircum{}2\\textasciitilde{}"
        );
        assert_eq!(power_of_ten("1.2e-13"), "$1.2\\times10^{-13}$");
        assert_eq!(power_of_ten("<2.3e-3"), "$<2.3\\times10^{-3}$");
        assert_eq!(power_of_ten("4.0e-6*"), "$4.0\\times10^{-6}{}^{*}$");
        assert_eq!(power_of_ten("0.420"), "$0.420$");
    }
}
