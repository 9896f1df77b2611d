"""Writes detx_truth.csv: modules of real DETX files, read here by a separate, minimal parser.

    python detx_truth.py FOLDER_OF_REAL_FILES > detx_truth.csv

One row per module for every 17th module of large files, all of small ones; the first row of a file has the totals.
Up to version 3 a module is where the axes of its photomultipliers meet (least squares by numpy), or the mean of
their positions where that is further away than twice the largest distance of a photomultiplier from the mean.
"""

import math
import sys

import numpy as np

FILES = [
    "km3net/detx/detx_v1.detx",
    "km3net/detx/detx_v2.detx",
    "km3net/detx/detx_v3.detx",
    "km3net/detx/detx_v4.detx",
    "km3net/detx/detx_v5.detx",
    "km3net/detx/km3net_offline.detx",
    "km3net/detx/KM3NeT_00000049_20200707.detx",
    "km3net/detx/KM3NeT_-00000001_20171212.detx",
]


def parse(path):
    lines = [line.split() for line in open(path) if line.strip() and not line.lstrip().startswith("#")]
    words = iter(lines)
    first = next(words)
    version = int(first[1][1:]) if first[1][0] in "vV" else 1
    origin = ["", "", "", ""]
    count = first[1]
    if version > 1:
        next(words)
        origin = next(words)[2:]
        count = next(words)[0]
    modules = []
    for _ in range(int(count)):
        head = next(words)
        pmts = np.array([[float(word) for word in next(words)[:8]] for _ in range(int(head[-1]))])
        modules.append((head, pmts))
    return version, first[0], origin, modules


def position(version, head, pmts):
    if version >= 4:
        return np.array([float(word) for word in head[3:6]])
    places = pmts[:, 1:4]
    mean = places.mean(axis=0)
    looks = pmts[:, 4:7] / np.linalg.norm(pmts[:, 4:7], axis=1)[:, None]
    rows = [np.eye(3) - np.outer(u, u) for u in looks]
    right = [row @ (place - mean) for row, place in zip(rows, places)]
    solution = np.linalg.lstsq(np.vstack(rows), np.concatenate(right), rcond=None)[0]
    spread = np.linalg.norm(places - mean, axis=1).max()
    return mean + solution if np.linalg.norm(solution) <= 2 * spread else mean


print("file,version,det_id,zone,easting,northing,height,modules,pmts,id,string,floor,x,y,z,own_pmts,sum_pmt,sum_t0")
for name in FILES:
    version, det_id, origin, modules = parse(f"{sys.argv[1]}/{name}")
    total = sum(len(pmts) for _, pmts in modules)
    step = 17 if len(modules) > 20 else 1
    for head, pmts in modules[::step]:
        xyz = [f"{float(value)!r}" for value in position(version, head, pmts)]
        sums = [math.fsum(pmts[:, 1:4].ravel()), math.fsum(pmts[:, 7])] if len(pmts) else [0, 0]
        row = [name, version, det_id, *origin, len(modules), total, *head[:3], *xyz, len(pmts)]
        print(",".join(str(value) for value in row + [f"{float(value)!r}" for value in sums]))
