#!/usr/bin/env python3
"""Writes transient_truth.csv and transient_truth_days.csv: fits in time windows by the float64 reference, with good runs.

usage: transient_truth.py REFERENCE_FOLDER

REFERENCE_FOLDER holds llh_ref.py, the plain numpy/scipy reference of the likelihood, and ../data/icecube the real public
lists that it reads (those of energy_truth.py) with the good runs of the 10-year release. The term of time is written here:
signal over background gets T phi(t) / integral of phi over the good runs, 0 outside of them, and a yield that integral
instead of T; phi is 1 in a box, and exp(-x^2/2) up to 4 sigma in a Gaussian, which scipy.integrate.quad adds up. Nothing is
cut in angle: candidates outside of the window, whose signal is 0, go in by their number, which changes nothing.
Positions: 60 uniform on the sky with |dec| < 85 degrees from a fixed seed, 20 at candidates of any of the windows that are
well measured and of high energy, so that there is something to fit, and three known sources.
Days: of good runs inside, and as many at full brightness, by window and sample.
"""
import os
import sys

import numpy as np
from scipy.integrate import quad
from scipy.interpolate import CubicSpline

sys.path.insert(0, sys.argv[1])
import llh_ref  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LISTS = {"IC40": ("ps10yr/events/IC40_exp.csv", 1), "IC79": ("ps3yr/IC79-2010-events.txt", 0),
         "IC86_I": ("ps3yr/IC86-2011-events.txt", 0), "IC86_II": ("ps3yr/IC86-2012-events.txt", 0)}
# Across the end of one season and the beginning of the next; across two lists that overlap by some weeks; within one list.
WINDOWS = {"box": ("box", 55600.0, 55800.0), "gaussian": ("gaussian", 56050.0, 30.0), "days": ("box", 54700.25, 54710.25)}


def phi(window, t):
    kind, a, b = window
    t = np.asarray(t, float)
    if kind == "box":
        return ((t >= a) & (t <= b)).astype(float)
    return np.where(np.abs(t - a) <= 4 * b, np.exp(-0.5 * ((t - a) / b) ** 2), 0.0)


def span(window):
    kind, a, b = window
    return (a, b) if kind == "box" else (a - 4 * b, a + 4 * b)


class Timed:
    """What a window makes of one sample: the factor of each candidate, and days."""

    def __init__(self, sample, window):
        folder = llh_ref.D
        path, skip = LISTS[sample.name]
        table = np.loadtxt(f"{folder}/{path}", skiprows=skip)
        mjd = table[np.argsort(np.radians(table[:, 4]), kind="stable"), 0]
        assert len(mjd) == sample.N
        runs = np.loadtxt(f"{folder}/ps10yr/uptime/{sample.name}_exp.csv", skiprows=1)
        self.live = (runs[:, 1] - runs[:, 0]).sum()
        assert abs(self.live * llh_ref.DAY / sample.T - 1) < 1e-12
        good = np.zeros(sample.N, bool)
        self.inside = self.effective = 0.0
        low, high = span(window)
        for start, stop in runs:
            good |= (mjd >= start) & (mjd <= stop)
            start, stop = max(start, low), min(stop, high)
            if stop > start:
                self.inside += stop - start
                self.effective += quad(lambda t: float(phi(window, t)), start, stop, epsabs=1e-14, epsrel=1e-11)[0]
        self.outside = int((~good).sum())
        self.factor = good * phi(window, mjd) * (self.live / self.effective if self.effective > 0 else 0.0)


class TimedFit(llh_ref.Fit):
    def __init__(self, samples, times, ra, dec):
        super().__init__(samples, ra, dec, radius=None)
        kept = []
        for (ratio, band, energy), time in zip(self.ev, times):
            on = time.factor > 0
            kept.append((ratio[on] * time.factor[on], band[on], energy[on]))
        self.ev = kept
        share = np.array([max(time.effective / time.live, 1e-300) for time in times])
        yields = np.array([[np.log(max(s.Y(dec, g), 1e-300)) for g in llh_ref.GAM] for s in samples])
        self.lY = CubicSpline(llh_ref.GAM, yields + np.log(share)[:, None], axis=1)


def positions(samples, all_times):
    rng = np.random.default_rng(20261124)
    ra = rng.uniform(0, 360, 60)
    dec = np.degrees(np.arcsin(rng.uniform(-1, 1, 60) * np.sin(np.radians(85))))
    found = list(zip(ra, dec))
    near = []
    for times in all_times.values():
        for sample, time in zip(samples, times):
            on = np.where((time.factor > 0) & (sample.sigma < np.radians(1)) & (np.abs(sample.dec) < np.radians(84)))[0]
            for k in on[np.argsort(-sample.logE[on])][:3]:
                near.append((np.degrees(sample.ra[k]) + 0.1, np.degrees(sample.dec[k]) - 0.1))
    found += near[:20]
    found += [(77.358, 5.693), (40.67, -0.01), (359.95, 10.0)]
    return [(float(f"{r % 360:.4f}"), float(f"{d:.4f}")) for r, d in found]


def main():
    samples = llh_ref.real_samples()
    times = {name: [Timed(sample, window) for sample in samples] for name, window in WINDOWS.items()}
    about = "# float64 reference without cut; samples " + " ".join(f"{s.name}:{s.N}" for s in samples)
    with open(f"{HERE}/transient_truth_days.csv", "w") as f:
        print(about, "window,sample,live_days,inside_days,effective_days,candidates,outside_runs", sep="\n", file=f)
        for name, each in times.items():
            for s, t in zip(samples, each):
                print(f"{name},{s.name},{t.live:.9f},{t.inside:.9f},{t.effective:.9f},{(t.factor > 0).sum()},{t.outside}", file=f)
    with open(f"{HERE}/transient_truth.csv", "w") as f:
        print(about, "window,ra_deg,dec_deg,index,ts,n_s,gamma", sep="\n", file=f)
        for name, each in times.items():
            for ra, dec in positions(samples, times):
                fit = TimedFit(samples, each, np.radians(ra), np.radians(dec))
                for index in (None, 2.0):
                    ts, n_s, gamma = fit.fit(fixed_gamma=index)
                    print(f"{name},{ra:.4f},{dec:.4f},{index or 'free'},{ts:.9f},{n_s:.7f},{gamma:.6f}", file=f, flush=True)


if __name__ == "__main__":
    main()
