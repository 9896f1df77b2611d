#!/usr/bin/env python3
"""Makes simulation_twin.csv: what the numpy twin of nuscope's event simulation gives, event by event.

  simulation_twin.py FOLDER [SEEDS]      FOLDER holds the twin, simulate.py

One row per recipe and seed; the layout of the detector is drawn anew for every seed, so that the spread of a
column over the seeds holds the jitter of the strings as well. Residuals are those of signal hits to the direct
light of the first particle: of its track, or of its vertex if it is a shower. Needs numpy only.
"""
import csv
import sys
from multiprocessing import Pool

import numpy as np

sys.path.insert(0, sys.argv[1])
import simulate as twin  # noqa: E402

RECIPES = {
    "muon": (None, None), "starting": (None, None), "cascade": (None, None), "orca10": (None, None),
    "bundle": (None, None), "background": (None, None),
    "muon 1 TeV": ("muon", 1e3), "muon 100 TeV": ("muon", 1e5), "cascade 10 TeV": ("cascade", 1e4),
    "orca muon 100 GeV": ("orca", 1e2), "antares muon 100 TeV": ("antares", 1e5), "icecube cascade 100 TeV": ("icecube", 1e5),
}
TOT, RESIDUAL = (5, 25, 50, 75, 95), (10, 25, 50, 75, 90)


def particles_of(name, seed):
    """(detector kind, particles); events of other detectors than ARCA's have fixed vertices of their own"""
    if name == "orca muon 100 GeV":  # long, near many modules, and with few showers: the light of the bare muon
        u = twin.unit(140, 20)
        return "orca", [dict(type="muon", pos=(np.array([0, 0, 115]) - 150 * u).tolist(), dir=u.tolist(), t=0.0, E=1e2, length=400.0)]
    if name == "antares muon 100 TeV":
        u = twin.unit(70, 40)
        return "antares", [dict(type="muon", pos=(np.array([20, 10, 280]) - 500 * u).tolist(), dir=u.tolist(), t=0.0, E=1e5, length=1000.0)]
    if name == "icecube cascade 100 TeV":
        return "icecube", [dict(type="cascade", pos=[40, -60, -250], dir=twin.unit(120, 250).tolist(), t=0.0, E=1e5)]
    kind, energy = RECIPES[name]
    return twin.demo(kind or name, energy, seed)


def row(job):
    name, seed = job
    kind, particles = particles_of(name, seed)
    det = twin.detector(kind, seed)
    ev = twin.simulate(det, particles, seed)
    s = twin.summary(ev, det)
    sig = ev["source"] >= 0
    tot = np.percentile(ev["tot"][sig], TOT) if sig.any() else [np.nan] * 5
    mean = ev["tot"][sig].mean() if sig.any() else np.nan
    res = [np.nan] * 5
    if sig.any():
        q, med = particles[0], det["medium"]
        V = ev["pos"][sig] - np.array(q["pos"])
        if q["type"] == "muon":
            L = V @ np.array(q["dir"])
            d = np.sqrt(np.maximum((V * V).sum(1) - L * L, 0))
            t = q["t"] + (L + med["K"] * d) / twin.C
        else:
            t = q["t"] + np.linalg.norm(V, axis=1) / med["vg"]
        res = np.percentile(ev["time"][sig] - t, RESIDUAL)
    return [name, seed, s["hits"], s["signal_hits"], s["triggered"], s["modules"], s["strings"], s["mask"], int(s["saturated"]),
            round(s["window_ns"], 1), round(s["noise_per_us"], 3), round(float(mean), 3), *np.round(tot, 2), *np.round(res, 2)]


if __name__ == "__main__":
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    jobs = [(name, seed) for name in RECIPES for seed in range(1, seeds + 1)]
    with Pool(2) as pool, open(__file__.replace(".py", ".csv"), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["recipe", "seed", "hits", "signal_hits", "triggered", "modules", "strings", "mask", "saturated", "window_ns", "noise_per_us", "tot_mean_ns",
                      *[f"tot_{q}" for q in TOT], *[f"residual_{q}_ns" for q in RESIDUAL]])
        for r in pool.imap(row, jobs):
            out.writerow(r)
            f.flush()
