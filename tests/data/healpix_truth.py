"""Writes healpix_truth.csv: what healpy reads from real maps at every n-th pixel in RING order.

    python healpix_truth.py FOLDER_OF_REAL_FILES > healpix_truth.csv
"""

import sys

import healpy
import numpy as np

FILES = [("skymaps/hese_59031_run00134244.evt000034406854.fits", 1009), ("skymaps/hats_test.fits", 1)]

print("file,nside,pixel,value")
for name, step in FILES:
    values = healpy.read_map(f"{sys.argv[1]}/{name}", nest=False, dtype=np.float32)
    for pixel in range(0, len(values), step):
        print(f"{name},{healpy.get_nside(values)},{pixel},{float(values[pixel])!r}")
