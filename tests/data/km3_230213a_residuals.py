"""Writes km3_230213a_residuals.f64.gz: when the light of the muon of KM3-230213A was due at each of its hits.

    python km3_230213a_residuals.py FOLDER_OF_REAL_FILES

For all 28,086 hits, in file order, five little-endian float64: residual in ns, distance to the track in m, way of the
photon in m, place of its emission along the track in m, cosine of the impact angle (-1: straight from ahead). The
constants and the steps are those of km3pipe's `physics.py` and KM3io.jl's `cherenkov`: first the triangle of track,
emission and sensor, then the two times; nothing of K. Positions, directions and times are those of the hits' file.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np

C = 0.299792458
N_PHASE, N_GROUP = 1.3499, 1.3499 + 0.0298
COS = 1 / N_PHASE
SIN = np.sqrt(1 - COS**2)

with gzip.open(f"{sys.argv[1]}/km3net/KM3-230213A/KM3-230213A_allhits.json.gz") as file:
    event = json.load(file)
track = event["reconstructed_track"]


def vectors(rows, name):
    return np.array([[row[f"{name}_{axis}"] for axis in "xyz"] for row in rows])


position, direction = vectors([track], "pos")[0], vectors([track], "dir")[0]
direction /= np.linalg.norm(direction)
at, looks = vectors(event["hits"], "pos"), vectors(event["hits"], "dir")
looks /= np.linalg.norm(looks, axis=1)[:, None]

away = at - position
along = away @ direction
distance = np.sqrt((away**2).sum(axis=1) - along**2)
photon = distance / SIN
emission = along - distance / (SIN / COS)
expected = track["t"] + emission / C + photon / (C / N_GROUP)
residual = np.array([hit["t"] for hit in event["hits"]]) - expected
travel = away - emission[:, None] * direction
travel /= np.linalg.norm(travel, axis=1)[:, None]
impact = (travel * looks).sum(axis=1)

rows = np.stack([residual, distance, photon, emission, impact], axis=1).astype("<f8")
assert rows.shape == (28086, 5) and np.isfinite(rows).all()
with gzip.GzipFile(Path(__file__).with_suffix(".f64.gz"), "wb", mtime=0) as file:
    file.write(rows.tobytes())
