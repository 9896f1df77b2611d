//! Compresses blocks as ROOT does.

use std::io::Write;

/// A compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // their names say it
pub enum Packing {
    None,
    Zlib,
    Xz,
    Lz4,
    Zstd,
    Deflate,
}

impl Packing {
    /// Every compression but none.
    pub const ALL: [Self; 5] = [Self::Zlib, Self::Xz, Self::Lz4, Self::Zstd, Self::Deflate];
}

/// `plain` as a chain of this many compressed blocks; as it is for no compression.
pub fn pack(plain: &[u8], packing: Packing, blocks: usize) -> Vec<u8> {
    if packing == Packing::None || plain.is_empty() {
        return plain.to_vec();
    }
    let mut packed = Vec::new();
    for part in plain.chunks(plain.len().div_ceil(blocks)) {
        let (tag, body) = block(part, packing);
        packed.extend_from_slice(tag);
        packed.push(8);
        for size in [body.len(), part.len()] {
            packed.extend_from_slice(&(size as u32).to_le_bytes()[..3]);
        }
        packed.extend(body);
    }
    packed
}

fn block(plain: &[u8], packing: Packing) -> (&'static [u8; 2], Vec<u8>) {
    let level = flate2::Compression::default();
    match packing {
        Packing::None => (b"--", plain.to_vec()),
        Packing::Zlib => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(plain).expect("memory");
            (b"ZL", encoder.finish().expect("memory"))
        }
        Packing::Deflate => {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(plain).expect("memory");
            (b"CS", encoder.finish().expect("memory"))
        }
        Packing::Xz => {
            let options = lzma_rust2::XzOptions::with_preset(1);
            let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("memory");
            encoder.write_all(plain).expect("memory");
            (b"XZ", encoder.finish().expect("memory"))
        }
        Packing::Lz4 => {
            let checksum = [0; 8]; // not looked at
            let body = lz4_flex::block::compress(plain);
            (b"L4", [&checksum[..], &body].concat())
        }
        Packing::Zstd => {
            let level = ruzstd::encoding::CompressionLevel::Fastest;
            (b"ZS", ruzstd::encoding::compress_to_vec(plain, level))
        }
    }
}
