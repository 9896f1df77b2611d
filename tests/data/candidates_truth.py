"""Writes candidates_truth.csv: rows and sums of the columns of real candidate lists, read by numpy.

    python candidates_truth.py FOLDER_OF_REAL_FILES > candidates_truth.csv

Sums are of the numbers as they stand in the files (degrees, MJD, log10 GeV); -1 where a file has no such column.
"""

import math
import sys

import numpy as np

PUBLIC = {"mjd": 0, "log10_energy": 1, "sigma": 2, "ra": 3, "dec": 4, "azimuth": 5, "zenith": 6}
FILES = [
    ("icecube/ps10yr/events/IC40_exp.csv", PUBLIC),
    ("icecube/ps3yr/IC79-2010-events.txt", PUBLIC),
    ("icecube/ps3yr/IC86-2011-events.txt", PUBLIC),
    ("icecube/ps3yr/IC86-2012-events.txt", PUBLIC),
    ("icecube/txs/events_IC86b.txt", {"mjd": 0, "ra": 1, "dec": 2, "sigma": 3, "log10_energy": 4}),
]
COLUMNS = ["ra", "dec", "sigma", "log10_energy", "mjd", "azimuth", "zenith"]

print("file,name,rows,last_ra,last_dec," + ",".join(COLUMNS))
for path, columns in FILES:
    text = open(f"{sys.argv[1]}/{path}").read().splitlines()[1:]
    table = np.array([[float(word) for word in line.split()] for line in text if line.strip()])
    sums = [math.fsum(table[:, columns[name]]) if name in columns else -1 for name in COLUMNS]
    stem = path.split("/")[-1].rsplit(".", 1)[0]
    name = stem.replace("_exp", "").replace("-events", "").replace("events_", "")
    last = [float(table[-1, columns["ra"]]), float(table[-1, columns["dec"]])]
    print(",".join(str(value) for value in [path, name, len(table), *last, *(repr(float(value)) for value in sums)]))
