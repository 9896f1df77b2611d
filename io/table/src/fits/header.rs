//! The parts of a FITS file: what each header says, and where its data lie.
//!
//! Data that are cut short are kept as far as they go, because the rows before the cut are sound.

use std::collections::HashMap;
use std::ops::Range;

use super::cards::{BLOCK, Card, parse_header};

/// What one header says.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Its cards, in order.
    pub cards: Vec<Card>,
    places: HashMap<String, usize>,
}

/// A header and its data.
#[derive(Clone, Debug)]
pub struct Part {
    /// What is said about the data.
    pub header: Header,
    /// Where the data lie, as far as the file goes.
    pub data: Range<usize>,
    /// How many bytes of data the header claims.
    pub claimed_bytes: u64,
}

impl Header {
    /// A header of these cards; where a keyword is written twice, the first counts.
    pub fn new(cards: Vec<Card>) -> Self {
        let mut places = HashMap::with_capacity(cards.len());
        for (place, card) in cards.iter().enumerate() {
            places
                .entry(card.keyword.to_ascii_uppercase())
                .or_insert(place);
        }
        Self { cards, places }
    }

    /// The value of a keyword as it stands; quotes are gone.
    pub fn text(&self, keyword: &str) -> Option<&str> {
        Some(&self.cards[*self.places.get(keyword)?].value)
    }

    /// The card of a keyword.
    pub fn card(&self, keyword: &str) -> Option<&Card> {
        Some(&self.cards[*self.places.get(keyword)?])
    }

    /// A whole number that is not negative.
    pub fn number(&self, keyword: &str) -> Option<u64> {
        self.text(keyword)?.parse().ok()
    }

    /// A real number; FITS may write its exponent with D.
    pub fn real(&self, keyword: &str) -> Option<f64> {
        parse_real(self.text(keyword)?)
    }

    /// The value of a keyword in capitals, without blanks around it; empty if it is not there.
    pub fn upper(&self, keyword: &str) -> String {
        let text = self.text(keyword).unwrap_or_default();
        text.trim().to_ascii_uppercase()
    }

    /// Whether a keyword is set to true.
    pub fn is_true(&self, keyword: &str) -> bool {
        self.text(keyword) == Some("T")
    }

    /// Bytes of the data behind the header; `None` if it does not say, or they cannot be that many.
    fn data_bytes(&self) -> Option<u64> {
        let axes = self.number("NAXIS").filter(|axes| *axes <= 999)?;
        if axes == 0 {
            return Some(0);
        }
        let bits = self.text("BITPIX")?.parse::<i64>().ok()?.unsigned_abs();
        let groups = self.is_true("GROUPS") && self.number("NAXIS1") == Some(0);
        let mut items: u64 = 1;
        for axis in 1 + u64::from(groups)..=axes {
            items = items.checked_mul(self.number(&format!("NAXIS{axis}"))?)?;
        }
        let items = items.checked_add(self.number("PCOUNT").unwrap_or(0))?;
        (bits / 8)
            .checked_mul(items)?
            .checked_mul(self.number("GCOUNT").unwrap_or(1))
    }
}

/// A real number as FITS writes it: with an exponent of E or D.
pub fn parse_real(text: &str) -> Option<f64> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.replace(['D', 'd'], "E").parse().ok())
}

/// All parts of a FITS file, and a sentence about why there may be more that cannot be read.
pub fn parts(bytes: &[u8]) -> (Vec<Part>, Option<String>) {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let rest = &bytes[start..];
        if !parts.is_empty() && rest.len() < 8 || !rest.starts_with(b"XTENSION") && start > 0 {
            // Records behind the last extension are allowed; most are padding.
            let padding = rest.iter().all(|byte| matches!(byte, 0 | b' '));
            let sentence = format!("{} bytes behind the last extension left out", rest.len());
            return (parts, (!padding).then_some(sentence));
        }
        let Some((cards, data)) = parse_header(bytes, start) else {
            let sentence = format!("cut short: the header at byte {start} has no END");
            return (parts, Some(sentence));
        };
        let header = Header::new(cards);
        let Some(claimed_bytes) = header.data_bytes() else {
            let sentence = format!("the header at byte {start} does not say how many data follow");
            return (parts, Some(sentence));
        };
        let there = bytes.len().saturating_sub(data) as u64;
        let taken = claimed_bytes.min(there) as usize;
        let data = data.min(bytes.len());
        parts.push(Part {
            header,
            data: data..data + taken,
            claimed_bytes,
        });
        if claimed_bytes > there {
            let sentence = format!("cut short: {there} of {claimed_bytes} bytes of data are there");
            return (parts, Some(sentence));
        }
        // The last block need not be padded for its data to be whole.
        start = (data + taken).next_multiple_of(BLOCK);
    }
    (parts, None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::cards::HeaderWriter;
    use super::*;

    fn image(bytes: usize) -> Vec<u8> {
        let mut header = HeaderWriter::default();
        header.number("SIMPLE", "T", "");
        header.number("BITPIX", 8, "");
        header.number("NAXIS", 1, "");
        header.number("NAXIS1", bytes, "");
        header.finish()
    }

    #[test]
    fn parts_are_found_behind_one_another_and_padding_is_none() {
        let mut file = image(10);
        file.resize(2 * BLOCK, 0);
        let mut extension = image(0);
        extension[..20].copy_from_slice(b"XTENSION= 'IMAGE   '");
        file.extend(extension);
        file.extend([0; BLOCK]);
        let (found, why) = parts(&file);
        assert_eq!((found.len(), why), (2, None));
        assert_eq!(found[0].data, BLOCK..BLOCK + 10);
        assert_eq!(found[1].header.text("XTENSION"), Some("IMAGE"));
    }

    #[test]
    fn what_is_cut_is_said() {
        let mut file = image(10_000);
        file.resize(BLOCK + 100, 0);
        let (found, why) = parts(&file);
        assert_eq!(found[0].data.len(), 100);
        assert!(why.unwrap().contains("100 of 10000 bytes"));
        let (found, why) = parts(&file[..300]);
        assert_eq!(found.len(), 0);
        assert!(why.unwrap().contains("no END"));
    }

    #[test]
    fn exponents_may_be_written_with_d() {
        assert_eq!(parse_real(" 1.5D3"), Some(1500.0));
        assert_eq!(parse_real("x"), None);
    }
}
