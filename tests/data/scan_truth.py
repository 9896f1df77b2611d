#!/usr/bin/env python3
"""Writes scan_truth.csv: TS and n_s of fixed positions, by the float64 reference without any angular cut.

usage: scan_truth.py REFERENCE_FOLDER > scan_truth.csv

REFERENCE_FOLDER holds llh_ref.py and fit.py, the plain numpy/scipy reference of the likelihood; the events are
the real public lists it reads (IC40 of the IceCube 10-year release; IC79, IC86-2011 and IC86-2012 of the
3-year release). Positions: 200 uniform on the sky with |dec| < 85 degrees from a fixed seed, then the places
where an index over the sky goes wrong: both ends of right ascension, the declinations next to the mask, the
edge of the background's bins at -5 degrees, and one known source (NGC 1068).
"""
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
from fit import SpatialFit  # noqa: E402
from llh_ref import real_samples  # noqa: E402

rng = np.random.default_rng(20261122)
ra = rng.uniform(0, 360, 200)
dec = np.degrees(np.arcsin(rng.uniform(-1, 1, 200) * np.sin(np.radians(85))))
special = [(0.0, 10.0), (359.9999, 10.0), (0.5, -40.0), (359.5, -40.0), (120.0, 84.9), (240.0, -84.9),
           (0.001, 84.5), (359.999, -84.5), (80.0, -5.0), (200.0, -4.9), (40.67, -0.01)]
positions = [(float(f"{r:.4f}"), float(f"{d:.4f}")) for r, d in [*zip(ra, dec), *special]]
samples = real_samples()
print("# float64 reference without cut, W = 1, f_j = N_j / sum N; samples " + " ".join(f"{s.name}:{s.N}" for s in samples))
print("ra_deg,dec_deg,ts,n_s")
for ra_deg, dec_deg in positions:
    fit = SpatialFit(samples, np.radians(ra_deg), np.radians(dec_deg), radius=None)
    ts, n_s, _ = fit.fit(fixed_gamma=2.0)
    print(f"{ra_deg:.4f},{dec_deg:.4f},{ts:.9f},{n_s:.7f}", flush=True)
