//! Unpacks the chunks of HDF5 datasets: the filters shuffle, deflate and Fletcher's checksum, in any order.
//!
//! The library does the same, but one chunk at a time, for one thread at a time, and only into types whose field
//! names are known when the program is compiled. Source: HDF5 file format specification, filter pipeline message.

use flate2::{Decompress, FlushDecompress, Status};

/// Most bytes that one byte of a deflated stream can stand for.
const MOST_DEFLATED: usize = 1032;

/// One filter of a dataset, as it was applied while writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Bytes of one significance next to each other, for elements of this size.
    Shuffle(usize),
    /// Deflate with a zlib header.
    Deflate,
    /// A checksum of four bytes at the end.
    Fletcher32,
}

/// The content of a chunk of `size` bytes; a set bit in `skipped` says that this filter was left out for it.
///
/// What went wrong is said in words.
pub(crate) fn unpack(
    packed: Vec<u8>,
    filters: &[Filter],
    skipped: u32,
    size: usize,
) -> Result<Vec<u8>, String> {
    let used = |i: usize| i >= 32 || skipped >> i & 1 == 0;
    // How many bytes go into each filter while writing.
    let mut before = Vec::with_capacity(filters.len());
    let mut bytes = size;
    for (i, filter) in filters.iter().enumerate() {
        before.push(bytes);
        if used(i) && *filter == Filter::Fletcher32 {
            bytes += 4;
        }
    }
    let mut data = packed;
    for (i, filter) in filters.iter().enumerate().rev().filter(|(i, _)| used(*i)) {
        data = match filter {
            Filter::Shuffle(element) => unshuffle(&data, *element),
            Filter::Deflate => inflate(&data, before[i])?,
            Filter::Fletcher32 => checked(data)?,
        };
    }
    if data.len() == size {
        Ok(data)
    } else {
        Err(format!(
            "a chunk has {} bytes instead of {size}",
            data.len()
        ))
    }
}

fn inflate(packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    if size / MOST_DEFLATED > packed.len() {
        return Err(format!("{} bytes cannot unpack to {size}", packed.len()));
    }
    let mut data = Vec::with_capacity(size);
    match Decompress::new(true).decompress_vec(packed, &mut data, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) => Ok(data),
        Ok(_) if data.len() < size => Err("a packed chunk ends too early".into()),
        Ok(_) => Err(format!("a chunk unpacks to more than {size} bytes")),
        Err(error) => Err(format!("a chunk cannot be unpacked: {error}")),
    }
}

/// Puts the bytes of each element together again; what is no whole element stands at the end as it was.
fn unshuffle(data: &[u8], element: usize) -> Vec<u8> {
    let count = data.len().checked_div(element).unwrap_or(0);
    if element < 2 || count < 2 {
        return data.to_vec();
    }
    let mut out = vec![0; data.len()];
    let (planes, rest) = data.split_at(count * element);
    match element {
        8 => {
            let plane = |k: usize| &planes[k * count..][..count];
            let [a, b, c, d] = [0, 1, 2, 3].map(plane);
            let [e, f, g, h] = [4, 5, 6, 7].map(plane);
            for (i, out) in out
                .as_chunks_mut::<8>()
                .0
                .iter_mut()
                .enumerate()
                .take(count)
            {
                *out = [a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]];
            }
        }
        4 => {
            let plane = |k: usize| &planes[k * count..][..count];
            let [a, b, c, d] = [0, 1, 2, 3].map(plane);
            for (i, out) in out
                .as_chunks_mut::<4>()
                .0
                .iter_mut()
                .enumerate()
                .take(count)
            {
                *out = [a[i], b[i], c[i], d[i]];
            }
        }
        _ => {
            for (k, plane) in planes.chunks_exact(count).enumerate() {
                let places = out.iter_mut().skip(k).step_by(element);
                places.zip(plane).for_each(|(out, byte)| *out = *byte);
            }
        }
    }
    out[count * element..].copy_from_slice(rest);
    out
}

/// The data before its checksum, once that is right.
fn checked(mut data: Vec<u8>) -> Result<Vec<u8>, String> {
    let Some((rest, sum)) = data.split_last_chunk::<4>() else {
        return Err("a chunk is shorter than its checksum".into());
    };
    let (expected, found) = (u32::from_le_bytes(*sum), fletcher32(rest));
    // Files of HDF5 before 1.6.3, on machines of the other byte order, have the bytes of each half swapped.
    let swapped = (found & 0x00ff_00ff) << 8 | (found & 0xff00_ff00) >> 8;
    if expected != found && expected != swapped {
        return Err("a chunk does not fit its checksum".into());
    }
    data.truncate(data.len() - 4);
    Ok(data)
}

/// Fletcher's checksum of big-endian words of 16 bits.
fn fletcher32(data: &[u8]) -> u32 {
    let (mut low, mut high) = (0_u64, 0_u64);
    let (words, rest) = data.as_chunks::<2>();
    // Sums of 64 bits hold those of so many words without overflow.
    for block in words.chunks(1 << 20) {
        for word in block {
            low += u64::from(u16::from_be_bytes(*word));
            high += low;
        }
        (low, high) = (low % 65535, high % 65535);
    }
    for byte in rest {
        low += u64::from(*byte) << 8;
        high += low;
    }
    // The library folds carries instead of dividing, and so leaves 65535 for 0 unless all is 0.
    let nothing = data.iter().all(|byte| *byte == 0);
    let folded = |sum: u64| match sum % 65535 {
        0 if !nothing => 65535,
        rest => rest as u32,
    };
    folded(high) << 16 | folded(low)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(5));
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn planes_of_bytes_become_elements_again() {
        // Elements 0x0201, 0x0403 and an odd byte.
        assert_eq!(unshuffle(&[1, 3, 2, 4, 9], 2), [1, 2, 3, 4, 9]);
        let planes: Vec<u8> = (0..16).collect();
        let eight = [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15];
        assert_eq!(unshuffle(&planes, 8), eight);
        let four = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];
        assert_eq!(unshuffle(&planes, 4), four);
        assert_eq!(unshuffle(&planes, 0), planes);
    }

    #[test]
    fn a_chunk_that_unpacks_to_another_size_is_refused() {
        let packed = deflated(&[7; 100]);
        let unpacked = |size| unpack(packed.clone(), &[Filter::Deflate], 0, size);
        assert_eq!(unpacked(100).unwrap(), [7; 100]);
        assert!(unpacked(99).unwrap_err().contains("more than 99"));
        assert!(unpacked(101).unwrap_err().contains("instead of 101"));
        assert!(unpacked(1 << 40).unwrap_err().contains("cannot unpack"));
        let cut = unpack(packed[..8].to_vec(), &[Filter::Deflate], 0, 100);
        assert!(cut.unwrap_err().contains("too early"));
    }

    #[test]
    fn filters_that_a_chunk_left_out_are_left_out() {
        let filters = [Filter::Shuffle(4), Filter::Deflate];
        let packed = deflated(&[1, 2, 3, 4]);
        assert_eq!(unpack(packed, &filters, 0, 4).unwrap(), [1, 2, 3, 4]);
        assert_eq!(unpack(vec![5; 8], &filters, 0b11, 8).unwrap(), [5; 8]);
    }

    #[test]
    fn a_wrong_checksum_is_found() {
        let mut data = b"abcde".to_vec();
        // Fletcher-32 of the big-endian words 6162 6364 6500, by hand: low 0x29c7, high 0x4fee of 65535.
        let low = (0x6162_u64 + 0x6364 + 0x6500) % 65535;
        let high = (3 * 0x6162_u64 + 2 * 0x6364 + 0x6500) % 65535;
        data.extend(((high << 16 | low) as u32).to_le_bytes());
        assert_eq!(
            unpack(data.clone(), &[Filter::Fletcher32], 0, 5).unwrap(),
            b"abcde"
        );
        data[0] ^= 1;
        let error = unpack(data, &[Filter::Fletcher32], 0, 5).unwrap_err();
        assert!(error.contains("checksum"), "{error}");
        assert!(unpack(vec![1, 2], &[Filter::Fletcher32], 0, 5).is_err());
    }
}
