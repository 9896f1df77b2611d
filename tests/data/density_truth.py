"""Candidates on HEALPix pixels as healpy counts them, and their heat as scipy's kernel of the sphere has it.

Writes density_truth.csv beside this file. Rows: "at", right ascension and declination in degrees; "count", nside,
pixel in RING order and how many candidates it holds (pixels with none are left out); "from", a pixel of nside 32 with
a candidate in its middle; "heat", width of the kernel in degrees, pixel of nside 32, candidates per steradian there.
"""

import csv
import pathlib

import healpy
import numpy as np
from scipy.stats import vonmises_fisher

random = np.random.default_rng(20231123)
ra = np.concatenate([random.uniform(0, 360, 1500), random.normal(80, 3, 400) % 360, [0, 0, 359.9999, 123.4]])
dec = np.concatenate([np.degrees(np.arcsin(random.uniform(-1, 1, 1500))), random.normal(-40, 2, 400), [90, -90, 0, 41.8]])
sources = random.choice(12 * 32**2, 40, replace=False)
targets = random.choice(12 * 32**2, 300, replace=False)

with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerows(["at", repr(float(a)), repr(float(d))] for a, d in zip(ra, dec))
    for nside in (1, 8, 64):
        pixels = healpy.ang2pix(nside, ra, dec, lonlat=True)
        rows.writerows(["count", nside, *row] for row in zip(*np.unique(pixels, return_counts=True)))
    rows.writerows(["from", pixel] for pixel in sources)
    middles = np.transpose(healpy.pix2vec(32, sources))
    points = np.transpose(healpy.pix2vec(32, targets))
    for sigma_deg in (4.0, 12.0):
        kappa = np.radians(sigma_deg) ** -2.0
        heat = sum(vonmises_fisher(middle, kappa).pdf(points) for middle in middles)
        rows.writerows(["heat", sigma_deg, *row] for row in zip(targets, map(float, heat)))
