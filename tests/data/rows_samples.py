"""Writes the small files rows_samples.{parquet,db,npz}, rows_brotli.parquet and rows_samples.csv: what is in them.

    python rows_samples.py

The Parquet file has a column of every kind and packing that pyarrow writes, in three row groups; the database is laid
out as GraphNeT's; the archive has a structured array beside plain ones. rows_samples.csv has one line per column and
row, as pyarrow, sqlite3 and numpy read them: numbers in full, lists between brackets, nothing for what is missing.
"""

import csv
import datetime
import decimal
import pathlib
import sqlite3

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
ROWS = 9


def some(values):
    """Every fourth value is missing."""
    return [None if i % 4 == 1 else value for i, value in enumerate(values)]


rows = range(ROWS)
epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
columns = {
    "bool": pa.array(some(i % 3 == 0 for i in rows)),
    "int8": pa.array([i - 4 for i in rows], pa.int8()),
    "uint32": pa.array(some(4_000_000_000 + i for i in rows), pa.uint32()),
    "int64": pa.array(some(2**62 + i for i in rows), pa.int64()),
    "delta": pa.array([i * i * 1000 - 7 for i in rows], pa.int64()),
    "half": pa.array(np.arange(ROWS, dtype=np.float16) / np.float16(4)),
    "float": pa.array(some(i / 4 for i in rows), pa.float32()),
    "split": pa.array([i / 7 for i in rows], pa.float64()),
    "decimal": pa.array(some(decimal.Decimal(i * 25 - 50) / 100 for i in rows), pa.decimal128(20, 2)),
    "day": pa.array([datetime.date(1970, 1, 1) + datetime.timedelta(days=i) for i in rows]),
    "moment": pa.array([epoch + datetime.timedelta(microseconds=i) for i in rows], pa.timestamp("us", "UTC")),
    "text": pa.array(some("ν" * (i % 3) + str(i) for i in rows)),
    "delta_text": pa.array([f"string {i % 2} module {i}" for i in rows]),
    "list": pa.array(some([float(j) for j in range(i % 3)] for i in rows), pa.large_list(pa.float64())),
    "deep": pa.array([[[i, None], []] if i % 2 else [] for i in rows], pa.list_(pa.list_(pa.int64()))),
    "mc": pa.array([{"energy": i / 2, "vertex": {"x": float(i)}} if i % 3 else None for i in rows]),
    "hits": pa.array([[{"t": float(j), "id": j} for j in range(i % 3)] for i in rows]),
}
table = pa.table(columns)
packing = {name: ["snappy", "gzip", "zstd", "lz4", "none"][i % 5] for i, name in enumerate(columns)}
encodings = {
    "delta": "DELTA_BINARY_PACKED",
    "split": "BYTE_STREAM_SPLIT",
    "delta_text": "DELTA_BYTE_ARRAY",
    "text": "DELTA_LENGTH_BYTE_ARRAY",
}
dictionary = ["float", "int64", "list.list.element", "uint32"]
paths = [
    "bool", "int8", "uint32", "int64", "delta", "half", "float", "split", "decimal", "day", "moment", "text",
    "delta_text", "list.list.element", "deep.list.element.list.element", "mc.energy", "mc.vertex.x",
    "hits.list.element.t", "hits.list.element.id",
]
pq.write_table(
    table,
    HERE / "rows_samples.parquet",
    row_group_size=4,
    data_page_version="2.0",
    compression={path: packing[path.split(".")[0]] for path in paths},
    use_dictionary=dictionary,
    column_encoding=encodings,
    store_schema=False,
)
pq.write_table(pa.table({"x": [1.0]}), HERE / "rows_brotli.parquet", compression="brotli", store_schema=False)

path = HERE / "rows_samples.db"
path.unlink(missing_ok=True)
database = sqlite3.connect(path)
database.executescript(
    """
    PRAGMA page_size = 512;
    CREATE TABLE Pulses (event_no NOT NULL, dom_x FLOAT, dom_y FLOAT, dom_z FLOAT, dom_time FLOAT, charge FLOAT,
                         string FLOAT, dom_number FLOAT, hlc FLOAT);
    INSERT INTO Pulses VALUES (3, 1, 2, 3, 10, 0.5, 36, 55, 0), (9, 4, 5, 6, 20, 1, 36, 56, 1),
                              (3, 4, 5, 6, 30, NULL, 36, 56, 1);
    CREATE INDEX by_event ON Pulses (event_no);
    CREATE TABLE truth (event_no INTEGER PRIMARY KEY, azimuth FLOAT, zenith FLOAT, energy FLOAT, position_x FLOAT,
                        position_y FLOAT, position_z FLOAT, pid FLOAT, RunID FLOAT);
    INSERT INTO truth VALUES (9, 1, 2, 30, 0, 0, 0, 14, 140);
    """
)
database.commit()
database.execute("VACUUM")

scan = np.zeros(3, dtype=[("index", "<i8"), ("llh", ">f8"), ("xyz", "<f4", (3,)), ("name", "U4")])
scan["index"], scan["llh"], scan["name"] = [-1, 0, 2**40], [0.5, np.nan, 2.5], ["a", "νν", ""]
scan["xyz"] = np.arange(9).reshape(3, 3) / 2
np.savez_compressed(
    HERE / "rows_samples.npz",
    scan=scan,
    ra=np.array([1.5, 2.5]),
    grid=np.asfortranarray(np.arange(6, dtype=np.uint16).reshape(2, 3)),
    flag=np.array([True, False]),
)


def shown(value):
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (list, np.ndarray)):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, datetime.datetime):
        return str((value - epoch) // datetime.timedelta(microseconds=1))
    if isinstance(value, datetime.date):
        return str((value - datetime.date(1970, 1, 1)).days)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def flat(name, values):
    """The columns of a column: structures come apart, also within lists."""
    first = next((value for value in values if value not in (None, [])), None)
    if isinstance(first, dict):
        for field in first:
            inner = [None if value is None else value[field] for value in values]
            yield from flat(f"{name}.{field}", inner)
    elif isinstance(first, list) and isinstance(first[0], dict):
        for field in first[0]:
            yield f"{name}.{field}", [[item[field] for item in value] for value in values]
    else:
        # A missing list is an empty one.
        lists = isinstance(first, list)
        yield name, [[] if lists and value is None else value for value in values]


with open(HERE / "rows_samples.csv", "w", newline="") as out:
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["file", "table", "column", "row", "value"])
    read = pq.read_table(HERE / "rows_samples.parquet")
    for name in read.column_names:
        for column, values in flat(name, read[name].to_pylist()):
            for row, value in enumerate(values):
                writer.writerow(["rows_samples.parquet", "", column, row, shown(value)])
    for name in ["Pulses", "truth"]:
        cursor = database.execute(f"SELECT * FROM {name}")
        names = [column[0] for column in cursor.description]
        for row, values in enumerate(cursor.fetchall()):
            for column, value in zip(names, values):
                writer.writerow(["rows_samples.db", name, column, row, shown(value)])
    archive = np.load(HERE / "rows_samples.npz")
    for name in archive.files:
        array = archive[name]
        for column in array.dtype.names or [""]:
            table, values = (name, array[column]) if column else ("", array)
            for row, value in enumerate(values):
                writer.writerow(["rows_samples.npz", table, column or name, row, shown(value)])
database.close()
