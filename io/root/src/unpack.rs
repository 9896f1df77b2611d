//! Compressed records: a chain of blocks, each with nine bytes in front.
//!
//! ```text
//! tag (2 letters) | method (1 byte) | packed size (3 bytes, little-endian) | plain size (likewise) | data
//! ```
//!
//! Memory grows block by block (at most 16 MiB each), after the block's bytes were seen to be there: a record that
//! claims to be huge fails before it costs anything. An xz block gets a dictionary no larger than its plain size,
//! because nothing can be further back than that; the size its header asks for is never allocated.

use std::io::Read;

use flate2::{Decompress, FlushDecompress};

use crate::{Error, Result};

/// Bytes in front of a block.
const HEAD: usize = 9;

/// Unpacks a chain of blocks into `size` bytes.
pub(crate) fn unpack(mut packed: &[u8], size: usize) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    while plain.len() < size {
        let Some((head, rest)) = packed.split_first_chunk::<HEAD>() else {
            return Err(Error::damaged("compressed data end too early"));
        };
        let three = |at: usize| {
            usize::from(head[at]) | usize::from(head[at + 1]) << 8 | usize::from(head[at + 2]) << 16
        };
        let (packed_size, plain_size) = (three(3), three(6));
        let (Some(body), true) = (
            rest.get(..packed_size),
            plain_size > 0 && plain_size <= size - plain.len(),
        ) else {
            return Err(Error::damaged("the sizes of a compressed block disagree"));
        };
        let start = plain.len();
        plain.resize(start + plain_size, 0);
        let found = block([head[0], head[1]], body, &mut plain[start..])?;
        if found != plain_size {
            return Err(Error::damaged(format!(
                "a compressed block has {found} bytes, {plain_size} are announced"
            )));
        }
        packed = &rest[packed_size..];
    }
    Ok(plain)
}

/// Unpacks one block and returns how many bytes came out; never more than `plain` holds.
fn block(tag: [u8; 2], body: &[u8], plain: &mut [u8]) -> Result<usize> {
    match &tag {
        b"ZL" => inflate(body, plain, true),
        b"CS" => inflate(body, plain, false),
        b"XZ" => unpack_xz(body, plain),
        b"L4" => {
            // The first 8 bytes are a checksum.
            let body = body.get(8..).unwrap_or_default();
            lz4_flex::block::decompress_into(body, plain).map_err(damaged_block)
        }
        b"ZS" => {
            let mut decoder = ruzstd::decoding::FrameDecoder::new();
            decoder.set_max_window_size(32 << 20);
            decoder.decode_all(body, plain).map_err(damaged_block)
        }
        _ => Err(Error::unsupported(format!(
            "a compression called {:?}; ZL, XZ, L4, ZS and CS are read",
            String::from_utf8_lossy(&tag)
        ))),
    }
}

fn damaged_block(error: impl std::fmt::Display) -> Error {
    Error::damaged(format!("a compressed block is damaged ({error})"))
}

fn inflate(body: &[u8], plain: &mut [u8], zlib_header: bool) -> Result<usize> {
    let mut inflater = Decompress::new(zlib_header);
    inflater
        .decompress(body, plain, FlushDecompress::Finish)
        .map_err(damaged_block)?;
    Ok(inflater.total_out() as usize)
}

/// Unpacks an xz stream of one block and one filter, which is what ROOT writes.
fn unpack_xz(body: &[u8], plain: &mut [u8]) -> Result<usize> {
    let data =
        lzma2_of_xz(body).ok_or_else(|| damaged_block("an xz header that ROOT does not write"))?;
    let dictionary = plain.len().next_power_of_two().max(4096) as u32;
    let mut reader = lzma_rust2::Lzma2Reader::new(data, dictionary, None);
    let mut found = 0;
    while found < plain.len() {
        match reader.read(&mut plain[found..]).map_err(damaged_block)? {
            0 => break,
            n => found += n,
        }
    }
    Ok(found)
}

/// The LZMA2 data behind the headers of an xz stream (12 bytes) and of its first block.
///
/// Source: "The .xz File Format", version 1.1.0, sections 2.1 and 3.1.
fn lzma2_of_xz(body: &[u8]) -> Option<&[u8]> {
    let block = body.strip_prefix(b"\xfd7zXZ\0")?.get(6..)?;
    let size = (usize::from(*block.first()?) + 1) * 4;
    let (header, data) = block.split_at_checked(size)?;
    let flags = header[1];
    if flags & 0x03 != 0 {
        return None; // more than one filter
    }
    let mut fields = &header[2..];
    for present in [flags & 0x40, flags & 0x80] {
        if present != 0 {
            fields = skip_varint(fields)?;
        }
    }
    const LZMA2: u8 = 0x21;
    (*fields.first()? == LZMA2).then_some(data)
}

/// Steps over an integer of seven bits per byte.
fn skip_varint(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    bytes.get(end + 1..)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_files::{Packing, pack};
    use proptest::prelude::*;

    fn sample() -> Vec<u8> {
        (0..5000_u32).flat_map(|i| (i / 7).to_be_bytes()).collect()
    }

    #[test]
    fn every_compression_gives_back_what_went_in() {
        for packing in Packing::ALL {
            for blocks in [1, 3] {
                let packed = pack(&sample(), packing, blocks);
                let plain = unpack(&packed, sample().len()).unwrap();
                assert!(plain == sample(), "{packing:?} in {blocks} blocks");
            }
        }
    }

    #[test]
    fn a_block_that_lies_about_its_size_is_refused() {
        for packing in Packing::ALL {
            let packed = pack(&sample(), packing, 1);
            assert!(unpack(&packed, sample().len() + 1).is_err(), "{packing:?}");
            assert!(unpack(&packed, sample().len() - 1).is_err(), "{packing:?}");
            assert!(unpack(&packed[..packed.len() / 2], sample().len()).is_err());
            let mut short = packed.clone();
            short[6] -= 1; // one byte fewer than the block holds
            assert!(unpack(&short, sample().len()).is_err(), "{packing:?}");
        }
        assert!(unpack(b"", 1 << 40).is_err());
        assert!(unpack(b"XX\x08\x01\0\0\x01\0\0x", 1).is_err());
    }

    #[test]
    fn an_xz_header_cannot_ask_for_a_large_dictionary() {
        let mut packed = pack(&sample(), Packing::Xz, 1);
        // Tag and sizes (9), stream header (12), size, flags, filter, length of properties: then the dictionary.
        packed[9 + 12 + 4] = 40; // 4 GiB
        assert!(unpack(&packed, sample().len()).unwrap() == sample());
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0_usize..20_000, byte: u8, which in 0..Packing::ALL.len()) {
            let mut packed = pack(&sample(), Packing::ALL[which], 2);
            let at = at % packed.len();
            packed[at] = byte;
            if let Ok(plain) = unpack(&packed, sample().len()) {
                prop_assert_eq!(plain.len(), sample().len());
            }
        }
    }
}
