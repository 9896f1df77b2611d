//! What the program has to say to its user: one sentence, details on demand.

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something was done, as asked.
    Note,
    /// Something was done, but not quite as asked: data were skipped or repaired.
    Warning,
    /// Something asked for did not happen.
    Error,
}

/// One message. It stays until it is dismissed, unless it is only a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// What happened, in one sentence.
    pub headline: String,
    /// Everything further, one sentence a line; may be empty.
    pub details: Vec<String>,
}

impl Notice {
    /// Something was done, as asked.
    pub fn note(headline: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            headline: headline.into(),
            details: Vec::new(),
        }
    }

    /// Something was done, but not quite as asked.
    pub fn warning(headline: impl Into<String>, details: Vec<String>) -> Self {
        Self {
            severity: Severity::Warning,
            headline: headline.into(),
            details,
        }
    }

    /// Something asked for did not happen: `error` with all its causes.
    pub fn error(headline: impl Into<String>, error: &dyn std::error::Error) -> Self {
        let mut details = vec![error.to_string()];
        let mut cause = error.source();
        while let Some(deeper) = cause {
            // Messages often quote their cause already; saying it twice helps nobody.
            let text = deeper.to_string();
            if !details.iter().any(|line| line.contains(&text)) {
                details.push(text);
            }
            cause = deeper.source();
        }
        Self {
            severity: Severity::Error,
            headline: headline.into(),
            details,
        }
    }

    /// The whole message as text for the clipboard.
    pub fn text(&self) -> String {
        let mut text = self.headline.clone();
        for line in &self.details {
            text.push('\n');
            text.push_str(line);
        }
        text
    }
}
