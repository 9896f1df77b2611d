//! Unpacks a page of a Parquet file to exactly the size that its header claims, and never to more.

use std::io::Read;

use parquet::basic::Compression;

/// Why a page could not be unpacked.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Its bytes are damaged.
    Damaged(String),
    /// It is packed in a way that cannot be unpacked here.
    Unknown(&'static str),
}

/// Unpacks `packed`, which must yield `size` bytes.
pub(super) fn unpack(
    packed: &[u8],
    size: usize,
    compression: Compression,
) -> Result<Vec<u8>, Trouble> {
    let unpacked = match compression {
        Compression::UNCOMPRESSED => packed.to_vec(),
        _ if size == 0 => Vec::new(),
        Compression::SNAPPY => {
            let claimed = snap::raw::decompress_len(packed).map_err(damaged)?;
            check(claimed, size)?;
            let mut unpacked = vec![0; size];
            let mut decoder = snap::raw::Decoder::new();
            let bytes = decoder.decompress(packed, &mut unpacked).map_err(damaged)?;
            unpacked.truncate(bytes);
            unpacked
        }
        Compression::GZIP(_) => {
            let mut unpacked = Vec::new();
            let decoder = flate2::read::MultiGzDecoder::new(packed);
            let mut decoder = decoder.take(size as u64 + 1);
            decoder.read_to_end(&mut unpacked).map_err(damaged)?;
            unpacked
        }
        Compression::ZSTD(_) => zstd::bulk::decompress(packed, size).map_err(damaged)?,
        Compression::LZ4_RAW => raw_lz4(packed, size)?,
        Compression::LZ4 => match framed_lz4(packed, size) {
            Some(unpacked) => unpacked,
            None => raw_lz4(packed, size)?,
        },
        Compression::BROTLI(_) => return Err(Trouble::Unknown("Brotli")),
        Compression::LZO => return Err(Trouble::Unknown("LZO")),
    };
    check(unpacked.len(), size)?;
    Ok(unpacked)
}

fn check(found: usize, wanted: usize) -> Result<(), Trouble> {
    if found == wanted {
        return Ok(());
    }
    Err(Trouble::Damaged(format!(
        "a page that unpacks to {found} bytes instead of {wanted}"
    )))
}

fn damaged(error: impl std::fmt::Display) -> Trouble {
    Trouble::Damaged(error.to_string())
}

/// One block of LZ4, without a frame.
fn raw_lz4(packed: &[u8], size: usize) -> Result<Vec<u8>, Trouble> {
    let mut unpacked = vec![0; size];
    let bytes = lz4_flex::block::decompress_into(packed, &mut unpacked).map_err(damaged)?;
    unpacked.truncate(bytes);
    Ok(unpacked)
}

/// Blocks of LZ4, each after its two sizes, as Hadoop frames them; `None` if they are not framed so.
fn framed_lz4(mut packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let number = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize);
    let mut unpacked = Vec::new();
    while !packed.is_empty() {
        let claimed = number(packed.get(..4)?)?;
        let length = number(packed.get(4..8)?)?;
        let block = packed.get(8..8usize.checked_add(length)?)?;
        if claimed > size - unpacked.len() {
            return None;
        }
        unpacked.extend(raw_lz4(block, claimed).ok()?);
        packed = &packed[8 + length..];
    }
    (unpacked.len() == size).then_some(unpacked)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    #[test]
    fn what_unpacks_to_more_than_it_claims_is_stopped() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; 10_000_000]).unwrap();
        let gzip = encoder.finish().unwrap();
        let kind = Compression::GZIP(Default::default());
        let error = unpack(&gzip, 1000, kind).unwrap_err();
        assert!(matches!(error, Trouble::Damaged(_)), "{error:?}");
        let zstd = zstd::bulk::compress(&vec![0; 10_000_000], 3).unwrap();
        let kind = Compression::ZSTD(Default::default());
        assert!(unpack(&zstd, 1000, kind).is_err());
        assert_eq!(unpack(&zstd, 10_000_000, kind).unwrap().len(), 10_000_000);
    }

    #[test]
    fn lz4_is_read_with_and_without_hadoop_s_frames() {
        let text = b"DOM 42 DOM 42 DOM 42 DOM 42";
        let raw = lz4_flex::block::compress(text);
        let mut framed = (text.len() as u32).to_be_bytes().to_vec();
        framed.extend((raw.len() as u32).to_be_bytes());
        framed.extend(&raw);
        assert_eq!(
            unpack(&raw, text.len(), Compression::LZ4_RAW).unwrap(),
            text
        );
        assert_eq!(unpack(&raw, text.len(), Compression::LZ4).unwrap(), text);
        assert_eq!(unpack(&framed, text.len(), Compression::LZ4).unwrap(), text);
    }

    #[test]
    fn brotli_is_named() {
        let error = unpack(b"x", 9, Compression::BROTLI(Default::default())).unwrap_err();
        assert!(matches!(error, Trouble::Unknown("Brotli")), "{error:?}");
    }
}
