#!/usr/bin/env python3
"""Writes energy_truth.csv and energy_truth_yields.csv: fits with energy by the float64 reference, without any angular cut.

usage: energy_truth.py REFERENCE_FOLDER

REFERENCE_FOLDER holds llh_ref.py, the plain numpy/scipy reference of the likelihood; the events are the real public
lists it reads (IC40 of the IceCube 10-year release; IC79, IC86-2011 and IC86-2012 of the 3-year release), with the
effective areas and good runs of the 10-year release and the smearing of figure S4 of the TXS 0506+056 release.
Positions: 200 uniform on the sky with |dec| < 85 degrees from a fixed seed, then the places where an index over the
sky goes wrong and one known source (NGC 1068). At each: a point and a Gaussian source of 0.5 degrees, each with a free
index, 2.0 and 2.5. Yields: expected events per unit norm at 1 TeV (GeV^-1 cm^-2 s^-1) by sample, declination and index.
"""
import os
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
from llh_ref import Fit, real_samples  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def positions():
    rng = np.random.default_rng(20261123)
    ra = rng.uniform(0, 360, 200)
    dec = np.degrees(np.arcsin(rng.uniform(-1, 1, 200) * np.sin(np.radians(85))))
    special = [(0.0, 10.0), (359.9999, 10.0), (0.5, -40.0), (359.5, -40.0), (120.0, 84.9), (240.0, -84.9),
               (0.001, 84.5), (359.999, -84.5), (80.0, -5.0), (200.0, -4.9), (40.67, -0.01), (214.8, -30.69), (48.52, 34.59), (265.2128, 55.1079)]
    return [(float(f"{r:.4f}"), float(f"{d:.4f}")) for r, d in [*zip(ra, dec), *special]]


def main():
    samples = real_samples()
    about = "# float64 reference without cut; samples " + " ".join(f"{s.name}:{s.N}" for s in samples)
    with open(f"{HERE}/energy_truth_yields.csv", "w") as f:
        print(about, "sample,dec_deg,gamma,yield", sep="\n", file=f)
        for s in samples:
            for dec in (-84.0, -60.0, -30.3, -5.0, -0.01, 12.5, 45.0, 84.0):
                for gamma in (1.0, 1.95, 2.0, 2.5, 3.17, 4.0):
                    print(f"{s.name},{dec},{gamma},{s.Y(np.radians(dec), gamma):.12e}", file=f)
    with open(f"{HERE}/energy_truth.csv", "w") as f:
        print(about, "ra_deg,dec_deg,extension_deg,index,ts,n_s,gamma", sep="\n", file=f)
        for ra, dec in positions():
            for extension in (0.0, 0.5):
                fit = Fit(samples, np.radians(ra), np.radians(dec), radius=None, ext=np.radians(extension))
                for index in (None, 2.0, 2.5):
                    ts, n_s, gamma = fit.fit(fixed_gamma=index)
                    print(f"{ra:.4f},{dec:.4f},{extension},{index or 'free'},{ts:.9f},{n_s:.7f},{gamma:.6f}", file=f, flush=True)


if __name__ == "__main__":
    main()
