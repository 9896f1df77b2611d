//! The rows of an HDF5 dataset, straight from the bytes of its file.
//!
//! The library says where the chunks of a dataset lie; they are read and unpacked here, several at a time, and the
//! last ones are kept. This needs no Rust type for a row, so that compound tables of any fields can be read, and
//! waits for no lock. What is stored in an unusual way (other filters, chunks that were never written, compact,
//! external and virtual datasets) is left for the library: [`Stored::direct`] is false.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hdf5::plist::dataset_create::Layout;
use rayon::prelude::*;

use crate::error::grouped;
use crate::hdf5_again::Opening;
use crate::hdf5_unpack::{Filter, unpack};
use crate::{Error, Result};

/// Bytes of unpacked chunks that each dataset keeps, so that neighbouring events need no second pass.
const KEPT_BYTES: usize = 2 << 20;

/// Chunks that are not worth the threads.
const FEW_CHUNKS: usize = 4;

/// The bytes of a file, shared by its datasets.
#[derive(Debug)]
pub(crate) struct Bytes {
    file: Mutex<File>,
    path: PathBuf,
    /// Lives as long as anything of the file is open.
    _opening: Arc<Opening>,
}

impl Bytes {
    /// Opens `path`, which the library opens as `opening` says.
    pub(crate) fn open(path: &Path, opening: Arc<Opening>) -> Result<Self> {
        let io = |source| Error::io("open the file", source, path);
        Ok(Self {
            file: Mutex::new(File::open(path).map_err(io)?),
            path: path.to_owned(),
            _opening: opening,
        })
    }

    fn read(&self, address: u64, bytes: usize) -> std::io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(address))?;
        let mut data = Vec::new();
        // Grows with what is there, whatever was claimed.
        Read::by_ref(&mut *file)
            .take(bytes as u64)
            .read_to_end(&mut data)?;
        match data.len() == bytes {
            true => Ok(data),
            false => Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// A dataset of rows.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The dataset, for the library.
    pub(crate) dataset: hdf5::Dataset,
    /// What it is called in the file, with a slash before it.
    name: String,
    bytes: Arc<Bytes>,
    /// Number of rows.
    pub(crate) rows: usize,
    /// Bytes of an unpacked row.
    pub(crate) row_bytes: usize,
    layout: Layout,
    /// Rows of a chunk; 0 where it has none.
    chunk_rows: usize,
    filters: Option<Vec<Filter>>,
    place: OnceLock<Option<Place>>,
    kept: Mutex<VecDeque<(usize, Arc<Vec<u8>>)>>,
}

/// Where the rows lie.
#[derive(Debug)]
enum Place {
    /// One after another from this address on.
    Whole(u64),
    /// In these chunks, in their order.
    Chunks(Vec<Chunk>),
}

#[derive(Clone, Copy, Debug, Default)]
struct Chunk {
    address: u64,
    bytes: usize,
    skipped: u32,
}

/// What is known of a dataset when it is opened.
pub(crate) struct Opened {
    /// The dataset.
    pub(crate) dataset: hdf5::Dataset,
    /// Its name, with a slash before it.
    pub(crate) name: String,
    /// Its dimensions.
    pub(crate) shape: Vec<usize>,
    /// Bytes of one element.
    pub(crate) element_bytes: usize,
    /// How it is laid out.
    pub(crate) layout: Layout,
    /// Dimensions of its chunks.
    pub(crate) chunk: Option<Vec<usize>>,
    /// Its filters, in the order in which they were applied.
    pub(crate) filters: Vec<hdf5::filters::Filter>,
}

impl Opened {
    /// Whether each of its elements has fields.
    pub(crate) fn is_compound(&self) -> bool {
        let dtype = self.dataset.dtype().and_then(|dtype| dtype.to_descriptor());
        matches!(dtype, Ok(hdf5::types::TypeDescriptor::Compound(_)))
    }
}

impl Stored {
    /// The rows of a dataset of one dimension.
    pub(crate) fn new(opened: Opened, bytes: Arc<Bytes>) -> Self {
        let row_bytes = opened.element_bytes;
        let filter = |filter: &hdf5::filters::Filter| match filter {
            hdf5::filters::Filter::Shuffle => Some(Filter::Shuffle(row_bytes)),
            hdf5::filters::Filter::Deflate(_) => Some(Filter::Deflate),
            hdf5::filters::Filter::Fletcher32 => Some(Filter::Fletcher32),
            _ => None,
        };
        Self {
            rows: opened.shape.first().copied().unwrap_or(0),
            row_bytes,
            layout: opened.layout,
            chunk_rows: match opened.chunk.as_deref() {
                Some([rows]) => *rows,
                _ => 0,
            },
            filters: opened.filters.iter().map(filter).collect(),
            dataset: opened.dataset,
            name: opened.name,
            bytes,
            place: OnceLock::new(),
            kept: Mutex::default(),
        }
    }

    /// Whether its rows can be had without the library.
    pub(crate) fn direct(&self) -> bool {
        self.place().is_some()
    }

    /// Whether its rows can probably be had without the library: what is known before its chunks are looked for.
    pub(crate) fn may_be_direct(&self) -> bool {
        self.filters.is_some() && matches!(self.layout, Layout::Contiguous | Layout::Chunked)
    }

    /// Unpacks and keeps the chunks of a few rows; errors are left for who reads them.
    pub(crate) fn warm(&self, rows: &Range<usize>) {
        let Some(Place::Chunks(chunks)) = self.place() else {
            return;
        };
        let last = rows.end.min(self.rows).div_ceil(self.chunk_rows);
        let first = rows.start / self.chunk_rows;
        let wanted = chunks.iter().enumerate().take(last).skip(first);
        wanted.for_each(|(number, chunk)| drop(self.chunk(*chunk, number, true)));
    }

    /// Rows that are unpacked together; all of them where there are no chunks.
    pub(crate) fn chunk_rows(&self) -> usize {
        match self.chunk_rows {
            0 => self.rows.max(1),
            rows => rows,
        }
    }

    fn place(&self) -> Option<&Place> {
        self.place.get_or_init(|| self.find()).as_ref()
    }

    /// Asks the library where the rows are.
    fn find(&self) -> Option<Place> {
        self.filters.as_ref()?;
        match self.layout {
            Layout::Contiguous => Some(Place::Whole(self.dataset.offset()?)),
            Layout::Chunked if self.chunk_rows > 0 && self.row_bytes > 0 => {
                let count = self.rows.div_ceil(self.chunk_rows);
                // An index of more chunks than the file has bytes is one of chunks that were never written.
                if count as u64 > std::fs::metadata(&self.bytes.path).ok()?.len() {
                    return None;
                }
                let mut chunks = vec![Chunk::default(); count];
                let visited = self.dataset.chunks_visit(|info| {
                    let row = info.offset.first().copied().unwrap_or(0);
                    let chunk = usize::try_from(row).map(|row| row / self.chunk_rows);
                    if let Some(chunk) = chunk.ok().and_then(|chunk| chunks.get_mut(chunk)) {
                        *chunk = Chunk {
                            address: info.addr,
                            bytes: info.size as usize,
                            skipped: info.filter_mask,
                        };
                    }
                    0
                });
                let written = chunks.iter().all(|chunk| chunk.bytes > 0);
                (visited.is_ok() && written).then_some(Place::Chunks(chunks))
            }
            _ => None,
        }
    }

    /// Hands the bytes of `rows` to `decode`, chunk by chunk, each with its part of the result.
    ///
    /// To be asked for only where it is [`Stored::direct`].
    pub(crate) fn decode<T: Clone + Default + Send>(
        &self,
        rows: Range<usize>,
        decode: impl Fn(&[u8], &mut [T]) + Sync,
    ) -> Result<Vec<T>> {
        let rows = rows.start.min(self.rows)..rows.end.min(self.rows);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        match self.place() {
            Some(Place::Chunks(chunks)) => self.decode_chunks(chunks, rows, decode),
            Some(Place::Whole(address)) => {
                let first = address.saturating_add((rows.start * self.row_bytes) as u64);
                let bytes = rows.len() * self.row_bytes;
                let data = self.bytes.read(first, bytes);
                let data = data.map_err(|error| self.failed(&rows, error.to_string()))?;
                let mut out = vec![T::default(); rows.len()];
                decode(&data, &mut out);
                Ok(out)
            }
            None => Err(self.failed(&rows, "it is not stored row by row".into())),
        }
    }

    fn decode_chunks<T: Clone + Default + Send>(
        &self,
        chunks: &[Chunk],
        rows: Range<usize>,
        decode: impl Fn(&[u8], &mut [T]) + Sync,
    ) -> Result<Vec<T>> {
        let (first, last) = (
            rows.start / self.chunk_rows,
            (rows.end - 1) / self.chunk_rows,
        );
        let many = last - first >= FEW_CHUNKS;
        let piece = |chunk: usize, out: &mut [T]| -> Result<()> {
            let start = chunk * self.chunk_rows;
            let own = rows.start.max(start) - start..rows.end.min(start + self.chunk_rows) - start;
            let whole = own.len() == self.chunk_rows;
            let data = self.chunk(chunks[chunk], chunk, !(many && whole));
            let data = data.map_err(|detail| self.failed(&rows, detail))?;
            decode(
                &data[own.start * self.row_bytes..own.end * self.row_bytes],
                out,
            );
            Ok(())
        };
        let mut out = vec![T::default(); rows.len()];
        let mut pieces = Vec::with_capacity(last - first + 1);
        let mut rest = &mut out[..];
        for chunk in first..=last {
            let start = rows.start.max(chunk * self.chunk_rows);
            let end = rows.end.min((chunk + 1) * self.chunk_rows);
            let (own, others) = rest.split_at_mut(end - start);
            pieces.push((chunk, own));
            rest = others;
        }
        match many {
            true => pieces
                .into_par_iter()
                .try_for_each(|(chunk, out)| piece(chunk, out))?,
            false => pieces
                .into_iter()
                .try_for_each(|(chunk, out)| piece(chunk, out))?,
        }
        Ok(out)
    }

    /// An unpacked chunk, kept from the last time or read now.
    fn chunk(
        &self,
        chunk: Chunk,
        number: usize,
        keep: bool,
    ) -> std::result::Result<Arc<Vec<u8>>, String> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, data)) = lock().iter().find(|(kept, _)| *kept == number) {
            return Ok(data.clone());
        }
        let packed = self.bytes.read(chunk.address, chunk.bytes);
        let packed = packed.map_err(|error| error.to_string())?;
        let size = self.chunk_rows * self.row_bytes;
        let filters = self.filters.as_deref().unwrap_or_default();
        let data = Arc::new(unpack(packed, filters, chunk.skipped, size)?);
        if keep {
            let mut kept = lock();
            let most = (KEPT_BYTES / size.max(1)).max(1);
            while kept.len() >= most {
                kept.pop_front();
            }
            kept.push_back((number, data.clone()));
        }
        Ok(data)
    }

    fn failed(&self, rows: &Range<usize>, detail: String) -> Error {
        Error::Hdf5 {
            action: format!(
                "read rows {} to {} of {}",
                grouped(rows.start),
                grouped(rows.end),
                self.name
            ),
            detail,
            path: self.bytes.path.clone(),
        }
    }
}
