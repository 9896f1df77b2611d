//! Lists in the cells of an ECSV table, as JSON writes them: `[1, null, 3]`, `[["a", "b"], ["c", "d"]]`.

/// How deep lists may lie in one another.
const DEEPEST: usize = 16;

/// The elements of a list, those of inner lists one after another; `None` for null. Nothing if it is no list.
pub(crate) fn elements(text: &str) -> Option<Vec<Option<String>>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    let (mut depth, mut wants_element) = (0usize, true);
    while let Some(letter) = rest.chars().next() {
        match letter {
            '[' if wants_element && depth < DEEPEST => depth += 1,
            ']' if depth > 0 => {
                depth -= 1;
                wants_element = false;
            }
            ',' if depth > 0 && !wants_element => wants_element = true,
            '"' if wants_element && depth > 0 => {
                let (element, after) = quoted(rest)?;
                found.push(Some(element));
                wants_element = false;
                rest = after;
                continue;
            }
            letter if letter.is_whitespace() => {}
            _ if wants_element && depth > 0 => {
                let end = rest.find([',', ']', '[', ' ', '\n'])?;
                let word = &rest[..end];
                found.push((word != "null").then(|| word.to_owned()));
                wants_element = false;
                rest = &rest[end..];
                continue;
            }
            _ => return None,
        }
        rest = &rest[letter.len_utf8()..];
    }
    (depth == 0 && text.trim().starts_with('[')).then_some(found)
}

/// The string at the start of `text`, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut string = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((string, &text[at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => string.push('\n'),
                't' => string.push('\t'),
                'r' => string.push('\r'),
                'u' => {
                    let code: String = (0..4).filter_map(|_| letters.next().map(|l| l.1)).collect();
                    let letter = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                    string.push(letter.unwrap_or('\u{fffd}'));
                }
                other => string.push(other),
            },
            other => string.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lists_fall_into_their_elements() {
        let shown = |text| {
            let elements: Vec<_> = elements(text)?;
            Some(
                elements
                    .iter()
                    .map(|e| e.clone().unwrap_or("-".into()))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(shown("[1,null, 2.5]").unwrap(), ["1", "-", "2.5"]);
        assert_eq!(shown("[[1,2],[3,4]]").unwrap(), ["1", "2", "3", "4"]);
        assert_eq!(
            shown("[\"a, \\\"b\\\"\", \"\\u00e9\"]").unwrap(),
            ["a, \"b\"", "é"]
        );
        assert_eq!(shown("[]").unwrap(), [""; 0]);
        for bad in ["", "1", "[1", "1]", "[1 2]", "{}", "[\"a]", "[,"] {
            assert_eq!(shown(bad), None, "{bad}");
        }
        assert_eq!(shown(&"[".repeat(100_000)), None);
    }
}
