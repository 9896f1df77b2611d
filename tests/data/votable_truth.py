"""Writes small VOTables of every datatype, version and serialisation with astropy, and what astropy reads from them.

    python votable_truth.py FOLDER [REAL.vot ...]

FOLDER gets the files and truth.json: for every file and column the cells, null where astropy masks them; elements of
arrays one after another, complex numbers as pairs. Real files are only read: theirs go to truth_real.json.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from astropy.io.votable import parse
from astropy.io.votable.tree import CooSys, Field, Info, Param, Resource, TableElement, VOTableFile

warnings.simplefilter("ignore")

FIELDS = [
    ("flag", dict(datatype="boolean")),
    ("bit", dict(datatype="bit")),
    ("bits", dict(datatype="bit", arraysize="11")),
    ("byte", dict(datatype="unsignedByte")),
    ("short", dict(datatype="short", unit="m")),
    ("int", dict(datatype="int")),
    ("long", dict(datatype="long")),
    ("text", dict(datatype="char", arraysize="*")),
    ("four", dict(datatype="char", arraysize="4")),
    ("wide", dict(datatype="unicodeChar", arraysize="*")),
    ("float", dict(datatype="float")),
    ("double", dict(datatype="double", unit="deg", ucd="pos.eq.ra")),
    ("fcomplex", dict(datatype="floatComplex")),
    ("dcomplex", dict(datatype="doubleComplex")),
    ("pair", dict(datatype="int", arraysize="2")),
    ("grid", dict(datatype="double", arraysize="2x2")),
    ("some", dict(datatype="short", arraysize="*")),
    ("flags", dict(datatype="boolean", arraysize="3")),
]
WIDTHS = dict(boolean=bool, bit=bool, short=np.int16, int=np.int32, double=np.float64)
ROWS = [
    (True, True, [1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1], 255, -32768, 2**31 - 1, 2**63 - 1, "NGC 1068 <&>", "abcd", "α & Ω", 0.3,
     10.684793123456789, 1 - 2j, 1e300 + 0.1j, [1, -2], [[1.5, 2.5], [-3.5, 1e-300]], [1, 2, 3], [True, False, True]),
    (False, False, [0] * 11, 0, 7, -5, -(2**62), "", "ab", "", float("inf"), float("-inf"), 0j, 1j, [0, 7],
     [[0.0, -0.0], [1.0, 2.0]], [], [False, False, True]),
    (True, True, [1] * 11, 1, 5, 99, 1, "x", "a", "é", float("nan"), float("nan"), 3 + 0j, -1j, [5, 5],
     [[1.0, 1.0], [1.0, 1.0]], [-7], [True, True, True]),
]


def write(path, version, serialisation):
    document = VOTableFile(version=version)
    resource = Resource(type="results")
    document.resources.append(resource)
    resource.coordinate_systems.append(CooSys(ID="sys", system="ICRS", equinox="J2000"))
    resource.infos.append(Info(name="citation", value="a & b"))
    table = TableElement(document, name="all")
    resource.tables.append(table)
    table.params.append(Param(document, name="radius", datatype="double", value=3.5, unit="deg"))
    for name, how in FIELDS:
        field = Field(document, name=name, ID=name, **how)
        if name == "int":
            field.values.null = 99
        if name == "double":
            field.ref = "sys"
            field.description = "a description"
        table.fields.append(field)
    table.create_arrays(len(ROWS))
    for i, row in enumerate(ROWS):
        # astropy writes the elements of arrays in the width that they have here.
        cells = [np.ma.array(cell, mask=np.zeros(np.shape(cell), bool), dtype=WIDTHS[how["datatype"]])
                 if isinstance(cell, list) else cell for cell, (_, how) in zip(row, FIELDS)]
        table.array[i] = tuple(cells)
    table.array.mask[2]["int"] = True
    table.format = serialisation
    document.to_xml(str(path), compressed=False)


def cell(value, datatype):
    if np.ma.is_masked(value) and np.all(np.ma.getmaskarray(value)) and np.ndim(value) == 0:
        return None
    if isinstance(value, (str, bytes, np.str_)):
        return value.decode() if isinstance(value, bytes) else str(value)
    if np.ndim(value) > 0:
        return [item for element in np.ma.asarray(value).ravel() for item in [cell(element, datatype)]]
    if isinstance(value, (complex, np.complexfloating)):
        wide = np.float32 if "float" in datatype else np.float64
        return [float(wide(value.real)), float(wide(value.imag))]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    return None if np.isnan(value) else value if np.isfinite(value) else repr(value)


def cells(path):
    found = {}
    for table in parse(str(path)).iter_tables():
        for field in table.fields:
            column = table.array[field.ID]
            found[field.name] = [cell(column[i], field.datatype) for i in range(len(column))]
    return found


folder = Path(sys.argv[1])
truth = {}
for version in ["1.1", "1.2", "1.3", "1.4", "1.5"]:
    for serialisation in ["tabledata", "binary", "binary2"]:
        if serialisation == "binary2" and version < "1.3":
            continue
        path = folder / f"{serialisation}_{version}.vot"
        write(path, version, serialisation)
        truth[path.name] = cells(path)
(folder / "truth.json").write_text(json.dumps(truth, indent=None, separators=(",", ":")).replace('"tabledata', '\n"tabledata')
                                   .replace('"binary', '\n"binary') + "\n")
if len(sys.argv) > 2:
    real = {Path(path).name: cells(path) for path in sys.argv[2:]}
    (folder / "truth_real.json").write_text(json.dumps(real) + "\n")
