//! The directory of a zip archive, and its entries unpacked to exactly the sizes that it claims.
//!
//! Enough for what NumPy writes: stored or deflated entries, also beyond 4 GB (zip64). Source: PKWARE's APPNOTE.

use std::io::Read;

use crate::{Error, Limits, Result};

/// An entry of an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    method: u16,
    packed_bytes: u64,
    unpacked_bytes: u64,
    crc: u32,
    /// Where its own header begins.
    start: u64,
}

/// The entries of an archive, in its order.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>> {
    let bad = || {
        damaged(
            "a directory at its end",
            "none; was the transfer cut short?",
        )
    };
    // The end record is followed by a comment of at most 65,535 bytes.
    let first = bytes.len().saturating_sub(22 + 65_535);
    let end = (first..bytes.len().saturating_sub(21))
        .rev()
        .find(|at| bytes[*at..].starts_with(b"PK\x05\x06"));
    let end = end.ok_or_else(bad)?;
    let mut place = number(bytes, end + 16, 4).ok_or_else(bad)?;
    let mut count = number(bytes, end + 10, 2).ok_or_else(bad)?;
    if place == 0xffff_ffff || count == 0xffff {
        let locator = end.checked_sub(20).ok_or_else(bad)?;
        if bytes[locator..].starts_with(b"PK\x06\x07") {
            let far = number(bytes, locator + 8, 8).ok_or_else(bad)? as usize;
            count = number(bytes, far.saturating_add(32), 8).ok_or_else(bad)?;
            place = number(bytes, far.saturating_add(48), 8).ok_or_else(bad)?;
        }
    }
    let mut at = usize::try_from(place).map_err(|_| bad())?;
    let mut entries = Vec::new();
    while (entries.len() as u64) < count {
        let (entry, length) = entry(bytes, at).ok_or_else(bad)?;
        entries.push(entry);
        at += length;
    }
    Ok(entries)
}

/// The entry of the directory at `at`, and how long it is there.
fn entry(bytes: &[u8], at: usize) -> Option<(Entry, usize)> {
    if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let short = |offset: usize| number(bytes, at + offset, 2).map(|number| number as usize);
    let long = |offset: usize| number(bytes, at + offset, 4);
    let (name_bytes, extra_bytes) = (short(28)?, short(30)?);
    let extra_at = at + 46 + name_bytes;
    let name = String::from_utf8_lossy(bytes.get(at + 46..extra_at)?).into_owned();
    let mut extra = bytes.get(extra_at..extra_at + extra_bytes)?;
    let mut sizes = [long(24)?, long(20)?, long(42)?];
    while extra.len() >= 4 {
        let (tag, length) = (number(extra, 0, 2)?, number(extra, 2, 2)? as usize);
        let field = extra.get(4..4 + length)?;
        let mut far = 0;
        for size in sizes
            .iter_mut()
            .filter(|size| tag == 1 && **size == 0xffff_ffff)
        {
            *size = number(field, far, 8)?; // zip64
            far += 8;
        }
        extra = &extra[4 + length..];
    }
    let entry = Entry {
        name,
        method: short(10)? as u16,
        crc: long(16)? as u32,
        unpacked_bytes: sizes[0],
        packed_bytes: sizes[1],
        start: sizes[2],
    };
    Some((entry, 46 + name_bytes + extra_bytes + short(32)?))
}

impl Entry {
    /// The content of this entry of the archive `bytes`.
    pub(super) fn unpack(&self, bytes: &[u8], limits: &mut Limits) -> Result<Vec<u8>> {
        let Some(packed) = self.packed(bytes) else {
            let found = "one that lies beyond the end; was the transfer cut short?";
            return Err(damaged(&format!("an entry {:?}", self.name), found));
        };
        limits.take(self.unpacked_bytes, format!("array {}", self.name))?;
        let mut content = Vec::new();
        match self.method {
            0 => content.extend_from_slice(packed),
            8 => {
                let decoder = flate2::read::DeflateDecoder::new(packed);
                let mut decoder = decoder.take(self.unpacked_bytes.saturating_add(1));
                let read = decoder.read_to_end(&mut content);
                read.map_err(|error| damaged("a deflated entry", &error.to_string()))?;
            }
            method => {
                return Err(Error::Unsupported {
                    wanted: "an archive whose entries are stored or deflated",
                    found: format!("{:?} is packed by method {method}", self.name),
                });
            }
        }
        if content.len() as u64 != self.unpacked_bytes {
            let wanted = format!("{} bytes of {:?}", self.unpacked_bytes, self.name);
            return Err(damaged(&wanted, &format!("{} or more", content.len())));
        }
        let mut crc = flate2::Crc::new();
        crc.update(&content);
        if crc.sum() != self.crc {
            let wanted = format!("{:?} with its checksum", self.name);
            return Err(damaged(&wanted, "another one; its bytes have changed"));
        }
        Ok(content)
    }

    fn packed<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let at = usize::try_from(self.start).ok()?;
        let header = bytes.get(at..)?.strip_prefix(b"PK\x03\x04")?;
        let (name, extra) = (number(header, 22, 2)?, number(header, 24, 2)?);
        let content = header.get(26 + name as usize + extra as usize..)?;
        content.get(..usize::try_from(self.packed_bytes).ok()?)
    }
}

/// A number of this many bytes, lowest first.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(count)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)),
    )
}

fn damaged(wanted: &str, found: &str) -> Error {
    Error::Damaged {
        place: "the zip archive".into(),
        wanted: wanted.to_owned(),
        found: found.to_owned(),
    }
}
