"""Times nuscope's text and VOTable readers beside pandas and astropy on the same files, and prints the ratios.

    python tables_speed.py FOLDER_OF_REAL_FILES [ROWS]

The text files are the four public event lists of IceCube; the VOTables, with a million rows of six columns if ROWS
is not given, are made here. Needs cargo; builds in release.
"""

import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas
from astropy.io.votable import from_table, parse, writeto
from astropy.table import Table

warnings.simplefilter("ignore")
REAL = Path(sys.argv[1]).resolve() / "icecube"
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
LISTS = ["ps10yr/events/IC40_exp.csv", "ps3yr/IC79-2010-events.txt", "ps3yr/IC86-2011-events.txt",
         "ps3yr/IC86-2012-events.txt"]


def ours(paths):
    """Seconds, the best of three, and rows that nuscope reads."""
    command = ["cargo", "run", "-q", "--release", "-p", "nuscope-table", "--example", "read_tables", "--"]
    lines = subprocess.run([*command, *paths], check=True, cwd=Path(__file__).parent, capture_output=True, text=True)
    words = [line.split() for line in lines.stdout.splitlines()]
    return sum(float(word[0]) for word in words), sum(int(word[2]) for word in words)


def timed(read, paths, times):
    best = []
    for path in paths:
        spent = []
        for _ in range(times):
            start = time.perf_counter()
            read(path)
            spent.append(time.perf_counter() - start)
        best.append(min(spent))
    return sum(best)


def compare(name, authority, read, paths, times):
    their_s = timed(read, paths, times)
    our_s, rows = ours([str(path) for path in paths])
    print(f"{name}: {rows} rows, nuscope {our_s:.3f} s, {authority} {their_s:.3f} s, {their_s / our_s:.1f} times faster")


lists = [REAL / name for name in LISTS]
compare("text lists", "pandas (C)", lambda path: pandas.read_csv(path, sep=r"\s+", engine="c"), lists, 3)
rng = np.random.default_rng(1)
table = Table({
    "ra": rng.uniform(0, 360, ROWS), "dec": rng.uniform(-90, 90, ROWS), "mjd": rng.uniform(54000, 58000, ROWS),
    "energy": rng.uniform(2, 7, ROWS), "nhit": rng.integers(5, 200, ROWS), "id": np.arange(ROWS),
})
with tempfile.TemporaryDirectory() as folder:
    for serialisation in ["binary2", "tabledata"]:
        path = Path(folder) / f"{serialisation}.vot"
        document = from_table(table)
        document.version = "1.4"
        writeto(document, str(path), tabledata_format=serialisation)
        compare(f"VOTable {serialisation}", "astropy", lambda path: parse(str(path)), [path], 1)
