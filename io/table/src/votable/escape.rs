//! The references of XML: the five predefined ones and numbered letters. No other is ever expanded.

use std::borrow::Cow;

/// Text with its references replaced; unknown ones stay as they are.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', raw.as_bytes()) else {
        return Cow::Borrowed(raw);
    };
    let mut text = String::with_capacity(raw.len());
    text.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(after) = rest.strip_prefix('&') {
        // The longest reference of interest is &#1114111;.
        let end = after.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((letter(&after[..end])?, end))) {
            Some((letter, end)) => {
                text.push(letter);
                rest = &after[end + 1..];
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        text.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(text)
}

/// The letter that a reference stands for.
pub(crate) fn letter(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// Text as XML has it, in elements and in attributes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let special = |byte: u8| matches!(byte, b'<' | b'>' | b'&' | b'"') || byte < b' ';
    if !text.bytes().any(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\n' | '\t' | '\r' => escaped += &format!("&#{};", u32::from(letter)),
            // XML has no way to write other control characters.
            letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            letter => escaped.push(letter),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_references_are_replaced_and_no_others() {
        assert_eq!(
            unescape("a &lt; &amp;&#65;&#x42; &lol; &amp &"),
            "a < &AB &lol; &amp &"
        );
        assert_eq!(unescape("&#1114112;&#xd800;"), "&#1114112;&#xd800;");
        assert_eq!(unescape("&éééééééé;"), "&éééééééé;");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[ -~\n\t\ré]{0,30}") {
            let escaped = escape(&text);
            prop_assert_eq!(unescape(&escaped), text.as_str());
        }
    }
}
