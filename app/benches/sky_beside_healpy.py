#!/usr/bin/env python3
"""CPU time of the same figure made by nuscope and by healpy's mollview.

A map of nside 64, a graticule and 10,000 candidates, 1,000 pixels wide, Mollweide: once as PNG by both, and once as
PDF by nuscope. Each program is a process of its own, imports and all; the CPU time is that of all its threads.

Usage: sky_beside_healpy.py NUSCOPE    (a Python with healpy, matplotlib and numpy)
"""

import os
import resource
import subprocess
import sys
import tempfile

MAKE = """
import numpy as np, healpy as hp
rng = np.random.default_rng(3)
ra = rng.uniform(0, 360, 10_000); dec = np.degrees(np.arcsin(rng.uniform(-1, 1, 10_000)))
np.savetxt("list.csv", np.c_[ra, dec], delimiter=",", header="ra_deg,dec_deg", comments="", fmt="%.5f")
hp.write_map("map.fits", hp.smoothing(rng.normal(size=12 * 64**2), sigma=0.05), coord="C", overwrite=True, dtype=float)
"""

HEALPY = """
import numpy as np, healpy as hp
import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt
ra, dec = np.loadtxt("list.csv", delimiter=",", skiprows=1, unpack=True)
hp.mollview(hp.read_map("map.fits"), title="", xsize=1000, fig=plt.figure(figsize=(10, 6)).number)
hp.graticule()
hp.projscatter(ra, dec, lonlat=True, s=1)
plt.savefig("healpy.png", dpi=100)
"""


def cpu_s(command, folder, repeats=5):
    """The least CPU time of several runs, in seconds."""
    best = float("inf")
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main():
    nuscope = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", MAKE], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        sky = [nuscope, "sky", "list.csv", "--map", "map.fits", "--projection", "mollweide", "--style", "paper"]
        rows = {
            "healpy, PNG": cpu_s([sys.executable, "-c", HEALPY], folder),
            "import alone": cpu_s([sys.executable, "-c", "import healpy, matplotlib.pyplot"], folder),
            "nuscope, PDF": cpu_s([*sky, "--out", "n.pdf"], folder),
            "nuscope, SVG": cpu_s([*sky, "--out", "n.svg"], folder),
            "nuscope, PNG": cpu_s([*sky, "--size", "1000x600", "--out", "n.png"], folder),
        }
        healpy = rows["healpy, PNG"]
        for name, seconds in rows.items():
            print(f"{name:14} {seconds:6.2f} s CPU   healpy's is {healpy / seconds:5.1f} times that")


if __name__ == "__main__":
    main()
