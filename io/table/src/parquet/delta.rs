//! How many numbers a run of differences claims, and where it ends.
//!
//! Parquet's encoding DELTA_BINARY_PACKED: block size, miniblocks per block, count and first value; then blocks,
//! each with its least difference and the width in bits of every miniblock. The `parquet` crate makes room for as
//! many as are claimed, so the claim is looked at first.

use super::thrift::Thrift;

/// How many numbers the run claims to have.
pub(super) fn count(bytes: &[u8]) -> Option<u64> {
    let mut thrift = Thrift::new(bytes);
    thrift.varint().ok()?;
    thrift.varint().ok()?;
    thrift.varint().ok()
}

/// Where the run ends.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let mut thrift = Thrift::new(bytes);
    let block = thrift.varint().ok()?;
    let miniblocks = thrift.varint().ok().filter(|count| *count > 0)?;
    let mut left = thrift.varint().ok()?.saturating_sub(1);
    thrift.int().ok()?;
    let per_miniblock = usize::try_from(block / miniblocks).ok()?;
    if per_miniblock == 0 || miniblocks > bytes.len() as u64 {
        return None;
    }
    let mut at = thrift.at();
    while left > 0 {
        let mut thrift = Thrift::new(bytes.get(at..)?);
        thrift.int().ok()?;
        at += thrift.at();
        let widths = bytes.get(at..at.checked_add(miniblocks as usize)?)?;
        at += widths.len();
        for width in widths {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(per_miniblock as u64);
            at = at.checked_add((usize::from(*width).checked_mul(per_miniblock)?) / 8)?;
        }
        if at > bytes.len() {
            return None;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_one_number_has_no_block() {
        // 128 per block, 4 miniblocks, 1 number, which is 7
        let bytes = [0x80, 0x01, 4, 1, 14, 99];
        assert_eq!((count(&bytes), end(&bytes)), (Some(1), Some(5)));
    }

    #[test]
    fn blocks_are_passed_by_their_widths() {
        // 5 numbers: one block, least difference 1, widths 2, 0, 0, 0: 32 numbers of 2 bits are 8 bytes
        let mut bytes = vec![0x80, 0x01, 4, 5, 0, 2, 2, 0, 0, 0];
        bytes.extend([0; 8]);
        assert_eq!(end(&bytes), Some(18));
        assert_eq!(end(&bytes[..17]), None);
        assert_eq!(end(&[0x80, 0x01, 0, 5, 0]), None);
    }
}
