"""Opens a FITS file with astropy and says what its tables hold, as JSON: a check that does not use our own reader.

    python3 fits_written.py TABLES.fits
"""

import json
import sys

import numpy
from astropy.io import fits


def plain(value):
    """A cell as JSON holds it; a text behind the table comes as its letters."""
    if isinstance(value, numpy.ndarray) and value.dtype.kind == "U":
        return "".join(value.tolist())
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, float) and not numpy.isfinite(value):
        return str(value)
    return value


tables = []
with fits.open(sys.argv[1], character_as_bytes=False) as file:
    file.verify("exception")
    for table in file[1:]:
        columns = {}
        for column in table.columns:
            values = [plain(value) for value in table.data[column.name]]
            if column.null is not None:
                values = [None if value == column.null else value for value in values]
            columns[column.name] = {"unit": column.unit, "values": values}
        cards = {key: str(table.header[key]) for key in table.header if key not in ("COMMENT", "HISTORY", "")}
        remarks = [str(line) for line in table.header.get("HISTORY", [])]
        tables.append({"name": table.name, "columns": columns, "cards": cards, "history": remarks})
print(json.dumps(tables))
