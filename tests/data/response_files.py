"""Writes a small smearing in the format of IceCube's 10-year release, and response_files.csv: what numpy makes of it
and of the responses in irf/km3net.fits at the latitude of ARCA.

    python response_files.py > response_files.csv

The smearing has bins of its own for each true energy and declination, as the release has; bins of the muon's energy
that lie across the edges of the 22 bins are shared out evenly over their width. Areas and energies by zenith are
averaged over 40,000 hour angles; energies by 2,000 true energies within each bin.
"""

import pathlib

import numpy as np
import pandas as pd
from astropy.io import fits

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(5)
LATITUDE = np.radians(36.27)

# --- smearing
NAMES = [
    "log10(E_nu/GeV)_min", "log10(E_nu/GeV)_max", "Dec_nu_min[deg]", "Dec_nu_max[deg]", "log10(E/GeV)_min",
    "log10(E/GeV)_max", "PSF_min[deg]", "PSF_max[deg]", "AngErr_min[deg]", "AngErr_max[deg]", "Fractional_Counts",
]  # fmt: skip
rows = []
for energy in (2.0, 2.5, 3.0):
    for dec in ((-90, -10), (-10, 10), (10, 90)):
        muon = random.uniform(1.5, 5) + np.linspace(0, random.uniform(0.5, 4), 5)
        psf, error = np.sort(random.uniform(0.1, 9, 4)), np.sort(random.uniform(0.2, 3, 4))
        share = random.uniform(0, 1, (4, 3, 3)) * (random.uniform(0, 1, (4, 3, 3)) > 0.3)
        share /= share.sum()
        for (i, j, k), value in np.ndenumerate(share):
            edges = (*muon[i : i + 2], *psf[j : j + 2], *error[k : k + 2])
            rows.append((energy, energy + 0.5, *dec, *np.round(edges, 3), round(value, 8)))
table = pd.DataFrame(rows, columns=NAMES)
(HERE / "smearing").mkdir(exist_ok=True)
with open(HERE / "smearing" / "IC40_smearing.csv", "w") as out:
    out.write("# " + "   ".join(NAMES) + "\n")
    for row in table.itertuples(index=False):
        out.write(" ".join(f"{value:13.8g}" for value in row) + "\n")

EDGES = np.array([1.0, *(2.8 + 0.2 * np.arange(21)), 9.0])


def overlap(low, high):
    inside = np.clip(np.minimum(high, EDGES[1:]) - np.maximum(low, EDGES[:-1]), 0, None)
    return inside / (high - low)


print("what,i,j,k,value")
table = table[table["Fractional_Counts"] > 0]
for (i, (_, energy)), group in [((n, key), g) for n, (key, g) in enumerate(table.groupby([NAMES[0], NAMES[2]]))]:
    found = sum(r[10] * overlap(r[4], r[5]) for r in group.itertuples(index=False))
    for k, value in enumerate(found):
        print(f"smearing,{i // 3},{i % 3},{k},{float(value)!r}")

# --- by zenith
with fits.open(HERE / "irf" / "km3net.fits") as hdus:
    area, dispersion = hdus["AREA"].data[0], hdus["DISPERSION"].data[0]
    area = {name: np.asarray(area[name], float) for name in ("ENERG_LO", "ENERG_HI", "THETA_LO", "THETA_HI", "EFFAREA")}
    names = ("ENERG_LO", "ENERG_HI", "MIGRA_LO", "MIGRA_HI", "THETA_LO", "THETA_HI", "MATRIX")
    dispersion = {name: np.asarray(dispersion[name], float) for name in names}
HOURS = np.pi * (np.arange(40_000) + 0.5) / 40_000
STEPS = 200
PROXY = np.round(0.2 * np.arange(round((np.log10(area["ENERG_LO"][0]) - 1) / 0.2), 1 + round((np.log10(area["ENERG_HI"][-1]) + 1) / 0.2)), 9)


def theta_bin(response, dec):
    cosine = np.sin(LATITUDE) * np.sin(dec) + np.cos(LATITUDE) * np.cos(dec) * np.cos(HOURS)
    edges = np.append(response["THETA_LO"], response["THETA_HI"][-1])
    return np.clip(np.searchsorted(edges, np.arccos(cosine)) - 1, 0, edges.size - 2)


for j in (0, 37, 99, 100, 128, 199):
    dec = np.arcsin(-1 + (2 * j + 1) / STEPS)
    at_area, at_dispersion = theta_bin(area, dec), theta_bin(dispersion, dec)
    for i in range(area["ENERG_LO"].size):
        over_day = area["EFFAREA"][at_area, i]
        print(f"area,{i},{j},0,{float(1e4 * over_day.mean())!r}")
        # Shares of bins, as in this file's dispersion; the weight of a zenith angle is its area.
        weight = over_day if over_day.sum() > 0 else np.ones(HOURS.size)
        low, high = np.log10(dispersion["ENERG_LO"][i]), np.log10(dispersion["ENERG_HI"][i])
        true = low + (high - low) * (np.arange(2000) + 0.5) / 2000
        total = np.zeros(PROXY.size - 1)
        for theta in range(dispersion["THETA_LO"].size):
            share = dispersion["MATRIX"][theta, :, i]
            each = np.zeros(PROXY.size - 1)
            for value, a, b in zip(share, np.log10(dispersion["MIGRA_LO"]), np.log10(dispersion["MIGRA_HI"])):
                edges = np.concatenate(([-99], PROXY[1:-1], [99]))
                below = np.clip((edges[:, None] - true - a) / (b - a), 0, 1).mean(1)
                each += value * np.diff(below)
            if each.sum() > 0:
                total += weight[at_dispersion == theta].sum() / weight.sum() * each / each.sum()
        for k, value in enumerate(total):
            print(f"energies,{i},{j},{k},{float(value)!r}")
