//! The part of YAML that heads an ECSV table: maps, lists and scalars, in blocks and in braces.
//!
//! Tags and anchors are skipped: an ordered map is a list of maps of one key each, and [`Node::entries`] takes
//! both for a map. Everything is text; what is a number is for the reader to say.

/// How deep maps and lists may lie in one another.
const DEEPEST: usize = 24;

/// A value of any shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A word, number or sentence.
    Scalar(String),
    /// Values by key, in order.
    Map(Vec<(String, Node)>),
    /// Values in order.
    List(Vec<Node>),
}

impl Node {
    /// The value of this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .into_iter()
            .find(|(name, _)| *name == key)
            .map(|(_, node)| node)
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a map, or of a list of maps.
    pub(crate) fn entries(&self) -> Vec<(&str, &Node)> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .map(|(key, node)| (key.as_str(), node))
                .collect(),
            Self::List(nodes) if nodes.iter().all(|node| matches!(node, Self::Map(_))) => {
                nodes.iter().flat_map(Self::entries).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The node on one line.
    pub(crate) fn show(&self) -> String {
        match self {
            Self::Scalar(text) => text.clone(),
            Self::Map(entries) => {
                let shown: Vec<_> = entries
                    .iter()
                    .map(|(key, node)| format!("{key}: {}", node.show()))
                    .collect();
                format!("{{{}}}", shown.join(", "))
            }
            Self::List(nodes) => {
                let shown: Vec<_> = nodes.iter().map(Self::show).collect();
                format!("[{}]", shown.join(", "))
            }
        }
    }
}

/// Parses a document; what is wrong with it, in words, if it is none.
pub(crate) fn parse(lines: &[&str]) -> Result<Node, String> {
    let indented = lines.iter().map(|line| {
        let text = line.trim_start_matches(' ');
        (line.len() - text.len(), text.trim_end())
    });
    let lines = indented.filter(|(_, text)| !text.is_empty() && !text.starts_with("# "));
    let mut parser = Blocks {
        lines: lines.collect(),
        at: 0,
    };
    let node = parser.block(0, DEEPEST)?;
    match parser.lines.get(parser.at) {
        Some((_, text)) => Err(format!("{text:?} out of place")),
        None => Ok(node),
    }
}

/// Lines with their indentation.
struct Blocks<'a> {
    lines: Vec<(usize, &'a str)>,
    at: usize,
}

impl<'a> Blocks<'a> {
    fn peek(&self) -> Option<(usize, &'a str)> {
        self.lines.get(self.at).copied()
    }

    /// The map or list that starts at this line, or a scalar.
    fn block(&mut self, least: usize, deeper: usize) -> Result<Node, String> {
        let deeper = deeper.checked_sub(1).ok_or("maps in maps without end")?;
        let Some((indent, text)) = self.peek().filter(|(indent, _)| *indent >= least) else {
            return Ok(Node::Scalar(String::new()));
        };
        if is_item(text) {
            let mut nodes = Vec::new();
            while let Some((_, text)) = self
                .peek()
                .filter(|line| line.0 == indent && is_item(line.1))
            {
                let rest = text[1..].trim_start();
                let inner = indent + text.len() - rest.len();
                if rest.is_empty() {
                    self.at += 1;
                    nodes.push(self.block(indent + 1, deeper)?);
                } else if key_of(rest).is_some() || is_item(rest) {
                    self.lines[self.at] = (inner, rest);
                    nodes.push(self.block(inner, deeper)?);
                } else {
                    nodes.push(self.value(rest, indent, deeper)?);
                }
            }
            return Ok(Node::List(nodes));
        }
        if key_of(text).is_none() {
            return self.value(text, least.saturating_sub(1), deeper);
        }
        let mut entries = Vec::new();
        while let Some((_, text)) = self.peek().filter(|line| line.0 == indent) {
            let Some((key, rest)) = key_of(text) else {
                break;
            };
            let rest = untagged(rest);
            let node = if rest.is_empty() {
                self.at += 1;
                // A list may stand as far to the left as its key.
                let list = self
                    .peek()
                    .is_some_and(|(i, text)| i == indent && is_item(text));
                self.block(if list { indent } else { indent + 1 }, deeper)?
            } else {
                self.value(rest, indent, deeper)?
            };
            entries.push((key, node));
        }
        Ok(Node::Map(entries))
    }

    /// A value that starts with `first` on this line, and may go on in lines that are further in.
    fn value(&mut self, first: &str, indent: usize, deeper: usize) -> Result<Node, String> {
        self.at += 1;
        let first = untagged(first);
        let literal = first.starts_with(['|', '>']);
        let mut text = if literal {
            String::new()
        } else {
            first.to_owned()
        };
        let mut open = Open::default();
        open.scan(first);
        let is_flow = first.starts_with(['{', '[', '"', '\'']);
        while let Some((_, more)) = self.peek().filter(|line| {
            if is_flow {
                !open.closed()
            } else {
                line.0 > indent
            }
        }) {
            self.at += 1;
            match text.strip_suffix('\\') {
                Some(kept) if open.quote == Some('"') => text.truncate(kept.len()),
                _ if text.is_empty() => {}
                _ => text.push(if first.starts_with('|') { '\n' } else { ' ' }),
            }
            text.push_str(more);
            open.scan(more);
        }
        if !is_flow {
            return Ok(Node::Scalar(text.trim_end().to_owned()));
        }
        let mut flow = Flow { rest: &text };
        let node = flow.node(deeper)?;
        match flow.rest.trim_start() {
            "" => Ok(node),
            rest if rest.starts_with('#') => Ok(node),
            rest => Err(format!("{rest:?} after a value")),
        }
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// The key of `key: value`, and the value; quoted keys too.
fn key_of(text: &str) -> Option<(String, &str)> {
    if text.starts_with(['{', '[']) {
        return None;
    }
    if text.starts_with(['"', '\'']) {
        let mut flow = Flow { rest: text };
        let key = flow.quoted().ok()?;
        let rest = flow.rest.trim_start().strip_prefix(':')?;
        return (rest.is_empty() || rest.starts_with(' ')).then(|| (key, rest.trim_start()));
    }
    let (key, rest) = match text.split_once(": ") {
        Some((key, rest)) => (key, rest.trim_start()),
        None => (text.strip_suffix(':')?, ""),
    };
    Some((key.trim_end().to_owned(), rest))
}

/// A value without its tags and anchors.
fn untagged(mut text: &str) -> &str {
    while text.starts_with(['!', '&']) {
        text = text
            .split_once(' ')
            .map_or("", |(_, rest)| rest.trim_start());
    }
    text
}

/// What is still open in a value of several lines.
#[derive(Default)]
struct Open {
    depth: usize,
    quote: Option<char>,
    inside: bool,
    escaped: bool,
}

impl Open {
    fn scan(&mut self, text: &str) {
        for letter in text.chars() {
            match self.quote {
                Some('"') if self.escaped => self.escaped = false,
                Some('"') if letter == '\\' => self.escaped = true,
                Some(quote) => {
                    if letter == quote {
                        self.quote = None;
                    }
                }
                None => match letter {
                    '"' | '\'' if !self.inside => {
                        self.quote = Some(letter);
                        self.inside = true;
                    }
                    // A doubled mark goes on with its text.
                    '\'' if text.contains("''") => {}
                    '{' | '[' => {
                        self.depth += 1;
                        self.inside = false;
                    }
                    '}' | ']' => self.depth = self.depth.saturating_sub(1),
                    ',' | ':' => self.inside = false,
                    ' ' => {}
                    _ => self.inside = true,
                },
            }
        }
        self.escaped = false;
    }

    fn closed(&self) -> bool {
        self.depth == 0 && self.quote.is_none()
    }
}

/// A value in braces, brackets or quotation marks.
struct Flow<'a> {
    rest: &'a str,
}

impl Flow<'_> {
    fn skip(&mut self, letter: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(letter) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn node(&mut self, deeper: usize) -> Result<Node, String> {
        let deeper = deeper.checked_sub(1).ok_or("maps in maps without end")?;
        self.rest = untagged(self.rest.trim_start());
        if self.skip('{') {
            let mut entries = Vec::new();
            while !self.skip('}') {
                let key = self.scalar()?;
                let node = match self.skip(':') {
                    true => self.node(deeper)?,
                    false => Node::Scalar(String::new()),
                };
                entries.push((key, node));
                if !self.skip(',') && !self.rest.trim_start().starts_with('}') {
                    return Err("a brace that is not closed".into());
                }
            }
            return Ok(Node::Map(entries));
        }
        if self.skip('[') {
            let mut nodes = Vec::new();
            while !self.skip(']') {
                nodes.push(self.node(deeper)?);
                if !self.skip(',') && !self.rest.trim_start().starts_with(']') {
                    return Err("a bracket that is not closed".into());
                }
            }
            return Ok(Node::List(nodes));
        }
        self.scalar().map(Node::Scalar)
    }

    fn scalar(&mut self) -> Result<String, String> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(['"', '\'']) {
            return self.quoted();
        }
        let ends = |(at, letter): &(usize, char)| {
            let after = &self.rest[at + letter.len_utf8()..];
            matches!(letter, ',' | '}' | ']' | '{' | '[')
                || *letter == ':' && (after.is_empty() || after.starts_with([' ', ',', '}', ']']))
        };
        let end = self.rest.char_indices().find(ends);
        let (text, rest) = self
            .rest
            .split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        match rest.starts_with(['{', '[']) {
            true => Err("a bracket inside a word".into()),
            false => Ok(text.trim_end().to_owned()),
        }
    }

    fn quoted(&mut self) -> Result<String, String> {
        let mut letters = self.rest.char_indices().peekable();
        let quote = letters.next().map(|(_, quote)| quote);
        let mut text = String::new();
        while let Some((at, letter)) = letters.next() {
            if Some(letter) == quote {
                let doubled = letters.peek().is_some_and(|(_, next)| Some(*next) == quote);
                if letter == '\'' && doubled {
                    letters.next();
                    text.push('\'');
                    continue;
                }
                self.rest = &self.rest[at + 1..];
                return Ok(text);
            }
            if letter != '\\' || quote != Some('"') {
                text.push(letter);
                continue;
            }
            let Some((_, escape)) = letters.next() else {
                break;
            };
            let digits = match escape {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let code: String = (0..digits)
                .filter_map(|_| letters.next().map(|(_, digit)| digit))
                .collect();
            let coded = || u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            text.push(match escape {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                'N' => '\u{85}',
                '_' => '\u{a0}',
                'x' | 'u' | 'U' => coded().unwrap_or('\u{fffd}'),
                other => other,
            });
        }
        Err("a quotation mark that is not closed".into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Result<String, String> {
        let lines: Vec<_> = text.lines().collect();
        parse(&lines).map(|node| node.show())
    }

    #[test]
    fn blocks_and_braces_mean_the_same() {
        let expected = "{a: [{name: x, unit: m / s}, {name: it's}], b: , c: {d: 1, e: [1, 2]}}";
        let braces = "a:\n- {name: x, unit: m / s}\n- {name: it's}\nb:\nc: {d: 1, e: [1, 2]}";
        assert_eq!(shown(braces).unwrap(), expected);
        let blocks = "a:\n  - name: x\n    unit: m / s\n  - name: 'it''s'\nb: ''\nc: !!omap\n- d: 1\n- e:\n  - 1\n  - 2";
        assert_eq!(
            shown(blocks).unwrap(),
            "{a: [{name: x, unit: m / s}, {name: it's}], b: , c: [{d: 1}, {e: [1, 2]}]}"
        );
    }

    #[test]
    fn long_values_go_on_in_the_next_line() {
        let text = "- {name: ra, description: Right Ascension\n    (J2000)}\n- \"a \\\n  \\ b\\u00e9\"\n- one\n  two";
        assert_eq!(
            shown(text).unwrap(),
            "[{name: ra, description: Right Ascension (J2000)}, a  bé, one two]"
        );
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        for text in ["a: {b: 1", "a: \"x", "- [1, 2", "a: 1\n  b: 2\nc"] {
            assert!(shown(text).is_err(), "{text}");
        }
        assert!(shown(&"[".repeat(1000)).is_err());
        assert!(shown(&"- ".repeat(1000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-a:{}\\[\\], '\"\\\\#!&\n]{0,60}") {
            shown(&text).ok();
        }
    }
}
