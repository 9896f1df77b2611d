"""Reads what nuscope writes with astropy and pandas, and compares it with what they read from the original.

    python tables_written.py [OTHER.vot ...]        (needs cargo; writes into a temporary folder)
"""

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas
from astropy.io.votable import parse_single_table
from astropy.table import Table

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
ORIGINAL = HERE / "votable" / "binary2_1.4.vot"


def shown(value):
    """A cell as nested lists of plain values; None where it is masked or not a number."""
    if np.ma.is_masked(value) and np.ndim(value) == 0:
        return None
    if np.ndim(value) > 0:
        return [shown(element) for element in np.ma.asarray(value).ravel()]
    if isinstance(value, (complex, np.complexfloating)):
        return [float(value.real), float(value.imag)]
    if isinstance(value, (bytes, str)):
        return value.decode() if isinstance(value, bytes) else str(value)
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and np.isnan(value) else value


def compare(name, found, wanted):
    assert list(found.colnames) == list(wanted.colnames), name
    cells = 0
    for column in wanted.colnames:
        for row in range(len(wanted)):
            ours, theirs = shown(found[column][row]), shown(wanted[column][row])
            empty = (None, "", [])
            assert ours == theirs or (ours in empty and theirs in empty), (name, column, row, ours, theirs)
            cells += 1
    units = [[str(table[column].unit) for column in table.colnames] for table in (found, wanted)]
    assert units[0] == units[1], (name, units)
    print(f"{name}: {cells} cells equal")


def written(original, folder):
    """Lets nuscope read a file and write it in its own formats into the folder."""
    command = ["cargo", "run", "-q", "-p", "nuscope-table", "--example", "read_tables", "--"]
    subprocess.run([*command, "--write", folder, str(original)], check=True, cwd=HERE, stdout=sys.stderr)


with tempfile.TemporaryDirectory() as folder:
    wanted = parse_single_table(str(ORIGINAL)).to_table(use_names_over_ids=True)
    written(ORIGINAL, folder)
    for name in ["tabledata.vot", "binary2.vot"]:
        compare(name, parse_single_table(f"{folder}/{name}").to_table(use_names_over_ids=True), wanted)
    compare("table.ecsv", Table.read(f"{folder}/table.ecsv", format="ascii.ecsv"), wanted)
    frame = pandas.read_csv(f"{folder}/table.csv", comment="#")
    assert frame["double[deg]"].iloc[0] == wanted["double"][0] and len(frame) == len(wanted)
    assert list(frame["text"])[:1] == ["NGC 1068 <&>"]
    print("table.csv: read by pandas")
    # ECSV as astropy writes it, by way of nuscope; complex numbers stay texts there.
    wanted.remove_columns(["fcomplex", "dcomplex"])
    for delimiter in [" ", ","]:
        wanted.write(f"{folder}/original.ecsv", format="ascii.ecsv", delimiter=delimiter, overwrite=True)
        written(f"{folder}/original.ecsv", folder)
        compare(f"ECSV with {delimiter!r}", parse_single_table(f"{folder}/binary2.vot").to_table(use_names_over_ids=True), wanted)
    for path in sys.argv[1:]:
        written(path, folder)
        wanted = parse_single_table(path).to_table(use_names_over_ids=True)
        for name in ["tabledata.vot", "binary2.vot"]:
            compare(Path(path).name, parse_single_table(f"{folder}/{name}").to_table(use_names_over_ids=True), wanted)
