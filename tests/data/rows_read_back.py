"""Reads a Parquet file with pyarrow and says what it holds, as JSON: a check that does not use our own reader.

    python3 rows_read_back.py TABLE.parquet
"""

import json
import sys

import pyarrow.parquet

table = pyarrow.parquet.read_table(sys.argv[1])
notes = table.schema.metadata or {}
print(
    json.dumps(
        {
            "columns": {name: table[name].to_pylist() for name in table.column_names},
            "notes": {key.decode(): value.decode() for key, value in notes.items()},
        }
    )
)
