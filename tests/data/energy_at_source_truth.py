#!/usr/bin/env python3
"""Writes energy_at_source_truth.csv: fits with the energies of a signal at the declination of the source, and the Gaussian
of the sphere, by the float64 reference, without any angular cut.

usage: energy_at_source_truth.py REFERENCE_FOLDER

As energy_truth.py, but W is P_S at the source's declination over P_B of the candidate's band, and S has the factor
psi/sin(psi); the index is free. Positions: those that app/scan/benches/beside_skyllh.py fits.
"""
import os
import sys

import numpy as np
from scipy.interpolate import CubicSpline

sys.path.insert(0, sys.argv[1])
from llh_ref import GAM, Fit, real_samples  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


class AtSource(Fit):
    def __init__(self, samples, ra, dec):
        super().__init__(samples, ra, dec, radius=None, psf="rayleigh")
        signal = [np.array([s.ps_energy(np.array([np.sin(dec)]), gamma)[0] for gamma in GAM]) for s in samples]
        self.ln_signal = [CubicSpline(GAM, np.log(rows)) for rows in signal]

    def X(self, gamma):
        parts = zip(self.samples, self.ev, self.f(gamma), self.ln_signal)
        return [((r * np.exp(ln(gamma))[bins] / s.PB[bands, bins] - 1) / s.N * share, share, s.N, len(r))
                for s, (r, bands, bins), share, ln in parts]


def main():
    samples = real_samples()
    with open(f"{HERE}/energy_at_source_truth.csv", "w") as f:
        print("# float64 reference without cut; samples " + " ".join(f"{s.name}:{s.N}" for s in samples),
              "ra_deg,dec_deg,ts,n_s,gamma", sep="\n", file=f)
        for dec in (-0.01, -60.0, -30.0, 20.0, 50.0):
            for ra in (40.67, 112.67, 184.67, 256.67, 328.67):
                ts, n_s, gamma = AtSource(samples, np.radians(ra), np.radians(dec)).fit()
                print(f"{ra},{dec},{ts:.9f},{n_s:.7f},{gamma:.6f}", file=f, flush=True)


if __name__ == "__main__":
    main()
