//! Reads SQLite databases, such as GraphNeT's, as tables; never writes, not even a journal.
//!
//! The file is opened as one that nobody changes (`immutable`), so SQLite takes no lock and leaves nothing beside
//! it. Only stored columns of ordinary tables are read: views, triggers, virtual tables and computed columns are
//! programs that a file brings along, and are left alone.

mod columns;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, Row, Statement, ToSql};

use self::columns::ColumnBuilder;
use crate::{Error, Limits, Progress, Result, Table};

/// What every SQLite database begins with.
pub const MAGIC: &[u8] = b"SQLite format 3\0";

/// Instructions of SQLite's machine between two looks at the clock.
const INSTRUCTIONS: i32 = 100_000;
/// How many looks it may take to find one row: some seconds.
const MOST_LOOKS: usize = 5_000;
/// Rows after which progress is told and memory is counted.
const BATCH: usize = 4096;

/// A database that is open for reading.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    tables: Vec<TableInfo>,
    warnings: Vec<String>,
    /// Looks since the last row.
    looks: Arc<AtomicUsize>,
}

/// A table of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// The names of its stored columns, in order.
    pub columns: Vec<String>,
    /// The columns by which rows are found without looking at all of them.
    pub indexed: Vec<String>,
    /// Whether its rows have a number, `rowid`.
    pub numbered: bool,
}

/// Which rows and columns of a table to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Select<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The columns; empty for all. `rowid` is the number of a row.
    pub columns: &'a [&'a str],
    /// Only rows that have this integer in this column.
    pub key: Option<(&'a str, i64)>,
    /// Only rows with these numbers, the last included.
    pub rows: Option<(i64, i64)>,
    /// Order by this column, which must be indexed.
    pub order: Option<&'a str>,
}

/// Reads all tables of a database.
///
/// # Errors
/// As [`Database::open`] and [`Database::read`].
pub fn read_sqlite(path: &Path, limits: &mut Limits, progress: &Progress) -> Result<Vec<Table>> {
    let database = Database::open(path)?;
    let mut tables = Vec::new();
    for info in database.tables() {
        let select = Select {
            table: &info.name,
            ..Select::default()
        };
        tables.push(database.read(&select, limits, progress)?);
    }
    if let Some(first) = tables.first_mut() {
        first.warnings.extend_from_slice(database.warnings());
    }
    Ok(tables)
}

impl Database {
    /// Opens a database and reads which tables it has.
    ///
    /// # Errors
    /// If it is no SQLite database or damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = check_header(path)?;
        let Some(uri) = uri(path) else {
            return Err(Error::Unsupported {
                wanted: "a path that is text",
                found: "this one is not; rename the file".into(),
            });
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(uri, flags).map_err(told)?;
        // One value is no longer than the file that holds it.
        let longest = i32::try_from(bytes).unwrap_or(1_000_000_000);
        let longest = longest.clamp(1_000_000, 1_000_000_000);
        let safe = || -> rusqlite::Result<()> {
            connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
            connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
            connection.execute_batch("PRAGMA query_only = 1; PRAGMA cell_size_check = 1")
        };
        safe().map_err(told)?;
        let looks = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&looks);
        let handler = move || seen.fetch_add(1, Relaxed) > MOST_LOOKS;
        let handled = connection.progress_handler(INSTRUCTIONS, Some(handler));
        handled.map_err(told)?;
        let mut database = Self {
            connection,
            tables: Vec::new(),
            warnings: Vec::new(),
            looks,
        };
        database.list().map_err(told)?;
        let mut journal = path.as_os_str().to_owned();
        journal.push("-wal");
        if std::fs::metadata(journal).is_ok_and(|data| data.len() > 0) {
            database.warnings.push(
                "the latest changes are in the file that ends in -wal and are not read; close the program that \
                 writes the database first"
                    .into(),
            );
        }
        Ok(database)
    }

    /// The ordinary tables, in the order in which they were made.
    pub fn tables(&self) -> &[TableInfo] {
        &self.tables
    }

    /// What is left alone, in sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads rows of a table; every column is of the type of its content.
    ///
    /// # Errors
    /// If the database is damaged there, the rows take too much memory, or nobody waits any more.
    pub fn read(&self, select: &Select, limits: &mut Limits, progress: &Progress) -> Result<Table> {
        let mut whole = Table::default();
        self.blocks(select, usize::MAX, limits, progress, &mut |block| {
            whole = block;
            Ok(())
        })?;
        Ok(whole)
    }

    /// Reads rows of a table and hands them on in blocks of at most `rows`; an empty one if there are none.
    ///
    /// # Errors
    /// As [`Database::read`], and those of `each`.
    pub fn blocks(
        &self,
        select: &Select,
        rows: usize,
        limits: &mut Limits,
        progress: &Progress,
        each: &mut dyn FnMut(Table) -> Result<()>,
    ) -> Result<()> {
        let info = self.tables.iter().find(|info| info.name == select.table);
        let Some(info) = info else {
            return Err(Error::Damaged {
                place: "the database".into(),
                wanted: format!("a table {:?}", select.table),
                found: "none of this name".into(),
            });
        };
        let columns: Vec<&str> = match select.columns {
            [] => info.columns.iter().map(String::as_str).collect(),
            columns => columns.to_vec(),
        };
        let total = self.highest_row(info, select);
        let (sql, values) = statement(&columns, select);
        let mut statement = self.connection.prepare(&sql).map_err(told)?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        self.looks.store(0, Relaxed);
        let mut cursor = statement.query(values.as_slice()).map_err(told)?;
        let mut builders: Vec<ColumnBuilder> = Vec::new();
        let (mut done, mut in_block, mut at_hand) = (0, 0, limits.clone());
        loop {
            let row = cursor.next().map_err(told)?;
            if in_block == 0 {
                at_hand = limits.clone();
                builders = columns.iter().map(|_| ColumnBuilder::default()).collect();
            }
            let Some(row) = row else {
                if in_block > 0 || done == 0 {
                    *limits = at_hand;
                    each(table(&info.name, &columns, builders))?;
                }
                return Ok(());
            };
            self.looks.store(0, Relaxed);
            if done % BATCH == 0 {
                progress.step(done, total.max(done + 1))?;
                let bytes = (BATCH * columns.len() * 8) as u64;
                at_hand.take(bytes, format!("table {}", info.name))?;
            }
            let text_bytes = push(row, &mut builders).map_err(told)?;
            if text_bytes > 0 {
                at_hand.take(text_bytes, format!("texts of table {}", info.name))?;
            }
            done += 1;
            in_block += 1;
            if in_block == rows {
                in_block = 0;
                let full = std::mem::take(&mut builders);
                each(table(&info.name, &columns, full))?;
            }
        }
    }

    /// The highest number of a row, for a share of what is done; 0 where it takes long to know.
    fn highest_row(&self, info: &TableInfo, select: &Select) -> usize {
        if !info.numbered || select.key.is_some() || select.rows.is_some() {
            return 0;
        }
        let sql = format!("SELECT MAX(rowid) FROM {}", quoted(&info.name));
        let highest = self.connection.query_row(&sql, [], |row| row.get(0));
        usize::try_from(highest.unwrap_or(0i64)).unwrap_or(0)
    }

    /// Reads which tables there are.
    fn list(&mut self) -> rusqlite::Result<()> {
        let sql = "SELECT type, name, sql FROM sqlite_schema \
                   WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let mut statement = self.connection.prepare(sql)?;
        let mut left_alone = Vec::new();
        let names = names(&mut statement, |row| {
            let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
            let sql: Option<String> = row.get(2)?;
            let start = sql.unwrap_or_default().to_ascii_uppercase();
            let ordinary = kind == "table" && !start.trim_start().starts_with("CREATE VIRTUAL");
            if !ordinary {
                left_alone.push(name.clone());
            }
            Ok(ordinary.then_some(name))
        })?;
        drop(statement);
        for name in names {
            let info = self.describe(name)?;
            self.tables.push(info);
        }
        if !left_alone.is_empty() {
            self.warnings.push(format!(
                "views and virtual tables are not read: {}",
                left_alone.join(", ")
            ));
        }
        Ok(())
    }

    fn describe(&self, name: String) -> rusqlite::Result<TableInfo> {
        let pragma = |pragma: &str, name: &str| format!("PRAGMA {pragma}({})", quoted(name));
        let mut indexed = Vec::new();
        let mut statement = self.connection.prepare(&pragma("table_xinfo", &name))?;
        let columns = names(&mut statement, |row| {
            let (column, kind): (String, String) = (row.get(1)?, row.get(2)?);
            let (key, hidden): (i64, i64) = (row.get(5)?, row.get(6)?);
            if key == 1 && kind.eq_ignore_ascii_case("integer") {
                indexed.push(column.clone());
            }
            Ok((hidden == 0).then_some(column))
        })?;
        let mut statement = self.connection.prepare(&pragma("index_list", &name))?;
        let indices = names(&mut statement, |row| {
            let partial: i64 = row.get(4)?;
            Ok((partial == 0).then_some(row.get(1)?))
        })?;
        for index in indices {
            let mut statement = self.connection.prepare(&pragma("index_info", &index))?;
            let first = names(&mut statement, |row| {
                let place: i64 = row.get(0)?;
                Ok(if place == 0 { row.get(2)? } else { None })
            })?;
            indexed.extend(first);
        }
        let numbers = format!("SELECT rowid FROM {} LIMIT 0", quoted(&name));
        let numbered = self.connection.prepare(&numbers).is_ok();
        Ok(TableInfo {
            name,
            columns,
            indexed,
            numbered,
        })
    }
}

/// The names that `each` row has.
fn names(
    statement: &mut Statement,
    mut each: impl FnMut(&Row) -> rusqlite::Result<Option<String>>,
) -> rusqlite::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        names.extend(each(row)?);
    }
    Ok(names)
}

/// A query and the values for its question marks.
fn statement(columns: &[&str], select: &Select) -> (String, Vec<i64>) {
    let names: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    let table = quoted(select.table);
    let mut sql = format!("SELECT {} FROM {table}", names.join(", "));
    let (mut terms, mut values) = (Vec::new(), Vec::new());
    if let Some((column, value)) = select.key {
        terms.push(format!("{} = ?", quoted(column)));
        values.push(value);
    }
    if let Some((first, last)) = select.rows {
        terms.push("rowid BETWEEN ? AND ?".to_owned());
        values.extend([first, last]);
    }
    if !terms.is_empty() {
        sql = format!("{sql} WHERE {}", terms.join(" AND "));
    }
    if let Some(column) = select.order {
        sql = format!("{sql} ORDER BY {}", quoted(column));
    }
    (sql, values)
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Adds a row to the columns; returns how many bytes its texts take.
fn push(row: &Row, builders: &mut [ColumnBuilder]) -> rusqlite::Result<u64> {
    let mut bytes = 0;
    for (i, builder) in builders.iter_mut().enumerate() {
        bytes += builder.push(row.get_ref(i)?);
    }
    Ok(bytes)
}

fn table(name: &str, columns: &[&str], builders: Vec<ColumnBuilder>) -> Table {
    let mut table = Table {
        name: name.to_owned(),
        ..Table::default()
    };
    for (column, builder) in columns.iter().zip(builders) {
        let (values, warning) = builder.finish(column);
        table.columns.push(crate::Column::new(*column, "", values));
        table.warnings.extend(warning);
    }
    table
}

/// The path as a URI that says that nobody changes the file; `None` if it is no text.
fn uri(path: &Path) -> Option<String> {
    let mut uri = "file:".to_owned();
    let path = path.to_str()?;
    if cfg!(windows) && path.get(1..2) == Some(":") {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'_' | b'-' | b'~' | b':' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?mode=ro&immutable=1");
    Some(uri)
}

/// The size of the file, which must be that of the pages it claims: SQLite takes a cut one for what is left.
fn check_header(path: &Path) -> Result<u64> {
    let io = |source| Error::Io {
        action: "open the file",
        source,
    };
    let file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut header = Vec::new();
    file.take(100).read_to_end(&mut header).map_err(io)?;
    if header.len() < 100 || !header.starts_with(MAGIC) {
        return Err(damaged(OTHER_KIND));
    }
    let page_bytes = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes => u64::from(bytes),
    };
    let pages = u32::from_be_bytes([header[28], header[29], header[30], header[31]]);
    // Programs before SQLite 3.7 left the number of pages as it was: then the two counters differ.
    if header[24..28] == header[92..96] && page_bytes * u64::from(pages) > bytes {
        return Err(damaged(CUT_SHORT));
    }
    Ok(bytes)
}

const OTHER_KIND: &str = "another kind of file, or an encrypted one";
const CUT_SHORT: &str = "a damaged one; was its transfer cut short?";

fn damaged(found: &str) -> Error {
    Error::Damaged {
        place: "the database".into(),
        wanted: "an SQLite database".into(),
        found: found.to_owned(),
    }
}

/// An error of SQLite, in our words.
fn told(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => damaged(OTHER_KIND),
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => damaged(CUT_SHORT),
        Some(rusqlite::ErrorCode::OperationInterrupted) => {
            damaged("one that goes on without yielding a row")
        }
        _ => damaged(&error.to_string()),
    }
}

#[cfg(test)]
mod tests;
