"""Writes hit_origins.csv: how many hits of simulated files have a photo-electron within 20 ns.

    python hit_origins.py FOLDER_OF_REAL_FILES > hit_origins.csv

Photo-electrons are on the simulation's clock: mc_time, less the beginning of the frame (100 ms each, counted from 1),
is to be added. Columns: files, hits, hits with an origin, triggered ones among them, sum of the origins' numbers.
"""

import sys

import h5py
import numpy as np

WINDOW_NS = 20.0
DETECTOR = "km3net/detx/KM3NeT_-00000001_20171212.detx"
FILES = [
    "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5",
    "km3net/hdf5_orcasong/mupage.root.h5",
]

pmt_of = {}
lines = iter(open(f"{sys.argv[1]}/{DETECTOR}").read().split("\n")[4:])
for head in lines:
    if head.strip():
        module, _, _, count = head.split()
        for channel in range(int(count)):
            pmt_of[int(module), channel] = int(next(lines).split()[0])

print("file,detector,hits,with_origin,triggered,sum")
for name in FILES:
    file = h5py.File(f"{sys.argv[1]}/{name}")
    counts = [0, 0, 0, 0]
    for i, info in enumerate(file["event_info"][:]):
        shift = info["mc_time"] - (info["frame_index"] - 1) * 1e8
        start, items = file["mc_hits/_indices"][i]
        rows = slice(start, start + items)
        photons = {}
        for pmt, time, origin in zip(*(file[f"mc_hits/{c}"][rows] for c in ("pmt_id", "time", "origin"))):
            photons.setdefault(int(pmt), []).append((time + shift, int(origin)))
        start, items = file["hits/_indices"][i]
        rows = slice(start, start + items)
        columns = (file[f"hits/{c}"][rows] for c in ("dom_id", "channel_id", "time", "triggered"))
        for module, channel, time, triggered in zip(*columns):
            counts[0] += 1
            own = photons.get(pmt_of.get((int(module), int(channel))), [])
            if own:
                away, origin = min((abs(t - time), origin) for t, origin in own)
                if away <= WINDOW_NS:
                    counts[1] += 1
                    counts[2] += int(triggered != 0)
                    counts[3] += origin
    print(",".join([name, DETECTOR, *map(str, counts)]))
