//! The fixed layouts in which KM3NeT's data acquisition writes itself into ROOT files.
//!
//! Headers are nested objects, each with 6 bytes in front:
//! `{{{i32 detector, i32 run, i32 frame, {u32 seconds, u32 cycles of 16 ns}}}` and, for events,
//! `, {u64 counter}, {u64 mask}, u32 overlays}`. A hit is 10 bytes: i32 module, u8 channel, u32 time in the frame in
//! nanoseconds, **little-endian**, u8 time over threshold; a triggered one 14 more: 6 of a header, u64 mask. The
//! descriptions of these classes in the files do not match their bytes.

use nuscope_model::Utc;

/// Bytes of an event's header.
pub(crate) const EVENT_HEADER_BYTES: usize = 76;
/// Bytes of a summary slice's header.
pub(crate) const SLICE_HEADER_BYTES: usize = 44;
/// Bytes of a hit.
pub(crate) const HIT_BYTES: usize = 10;
/// Bytes of a triggered hit.
pub(crate) const TRIGGERED_HIT_BYTES: usize = 24;

/// When and where something was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) det_id: i32,
    pub(crate) run_id: i32,
    pub(crate) frame_index: i32,
    /// Start of the frame.
    pub(crate) utc: Utc,
}

/// The header of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DaqHeader {
    pub(crate) stamp: Stamp,
    pub(crate) trigger_counter: u64,
    pub(crate) trigger_mask: u64,
    pub(crate) overlays: u32,
}

/// A hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DaqHit {
    pub(crate) module: i32,
    pub(crate) channel: u8,
    pub(crate) time_ns: u32,
    pub(crate) tot_ns: u8,
}

/// The `N` bytes at `at`.
fn bytes<const N: usize>(record: &[u8], at: usize) -> Option<[u8; N]> {
    record.get(at..at + N)?.try_into().ok()
}

fn u32_at(record: &[u8], at: usize) -> Option<u32> {
    bytes(record, at).map(u32::from_be_bytes)
}

fn i32_at(record: &[u8], at: usize) -> Option<i32> {
    bytes(record, at).map(i32::from_be_bytes)
}

impl Stamp {
    /// Reads the beginning of a header.
    pub(crate) fn read(record: &[u8]) -> Option<Self> {
        const CYCLE_NS: u64 = 16;
        const SECOND_NS: u64 = 1_000_000_000;
        let nanoseconds = u64::from(u32_at(record, 40)?) * CYCLE_NS;
        let seconds = u64::from(u32_at(record, 36)?) + nanoseconds / SECOND_NS;
        Some(Self {
            det_id: i32_at(record, 18)?,
            run_id: i32_at(record, 22)?,
            frame_index: i32_at(record, 26)?,
            utc: Utc {
                unix_s: seconds as i64,
                nanoseconds: (nanoseconds % SECOND_NS) as u32,
            },
        })
    }
}

impl DaqHeader {
    /// Reads the header of an event; `None` if it has another size.
    pub(crate) fn read(record: &[u8]) -> Option<Self> {
        if record.len() != EVENT_HEADER_BYTES {
            return None;
        }
        Some(Self {
            stamp: Stamp::read(record)?,
            trigger_counter: bytes(record, 50).map(u64::from_be_bytes)?,
            trigger_mask: bytes(record, 64).map(u64::from_be_bytes)?,
            overlays: u32_at(record, 72)?,
        })
    }
}

impl DaqHit {
    /// Reads a hit from its 10 bytes.
    pub(crate) fn read(record: &[u8]) -> Option<Self> {
        Some(Self {
            module: i32_at(record, 0)?,
            channel: *record.get(4)?,
            time_ns: bytes(record, 5).map(u32::from_le_bytes)?,
            tot_ns: *record.get(9)?,
        })
    }

    /// Reads a triggered hit and its mask from its 24 bytes.
    pub(crate) fn read_triggered(record: &[u8]) -> Option<(Self, u64)> {
        let mask = bytes(record, 16).map(u64::from_be_bytes)?;
        Some((Self::read(record)?, mask))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// An event's header as the data acquisition writes it; the 6 bytes in front of objects are not looked at.
    pub(crate) fn header_bytes(
        stamp: [i32; 3],
        time: [u32; 2],
        counter: u64,
        mask: u64,
    ) -> Vec<u8> {
        let mut bytes = vec![0; 18];
        stamp
            .iter()
            .for_each(|word| bytes.extend(word.to_be_bytes()));
        bytes.extend([0; 6]);
        time.iter()
            .for_each(|word| bytes.extend(word.to_be_bytes()));
        for word in [counter, mask] {
            bytes.extend([0; 6]);
            bytes.extend(word.to_be_bytes());
        }
        bytes.extend(3_u32.to_be_bytes());
        bytes
    }

    /// A hit as the data acquisition writes it.
    pub(crate) fn hit_bytes(module: i32, channel: u8, time_ns: u32, tot_ns: u8) -> Vec<u8> {
        let mut bytes = module.to_be_bytes().to_vec();
        bytes.push(channel);
        bytes.extend(time_ns.to_le_bytes());
        bytes.push(tot_ns);
        bytes
    }

    #[test]
    fn a_header_is_read_field_by_field() {
        let bytes = header_bytes(
            [133, 13288, 45029],
            [1_663_859_236, 52_553_072],
            7,
            0x8000_0016,
        );
        assert_eq!(bytes.len(), EVENT_HEADER_BYTES);
        let header = DaqHeader::read(&bytes).unwrap();
        assert_eq!(header.stamp.utc.nanoseconds, 840_849_152);
        assert_eq!(
            (header.stamp.det_id, header.stamp.frame_index),
            (133, 45029)
        );
        assert_eq!(
            (header.trigger_counter, header.trigger_mask),
            (7, 0x8000_0016)
        );
        assert_eq!(header.overlays, 3);
        assert_eq!(DaqHeader::read(&bytes[..75]), None);
    }

    #[test]
    fn a_hit_mixes_byte_orders() {
        let bytes = hit_bytes(808_476_737, 30, 0x0102_0304, 255);
        let hit = DaqHit::read(&bytes).unwrap();
        assert_eq!(
            (hit.module, hit.channel, hit.tot_ns),
            (808_476_737, 30, 255)
        );
        assert_eq!((hit.time_ns, bytes[5]), (0x0102_0304, 4));
    }
}
