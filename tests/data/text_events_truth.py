"""Writes text_events_truth.csv: events of JSON, .evt and IceCube text files, read here by plain parsers.

    python text_events_truth.py FOLDER_OF_REAL_FILES [FOLDER_OF_UNPACKED_km3net-testdata/data] > text_events_truth.csv

Kinds of rows, with what stands in v1, v2, …:

    event   hits, triggered hits, photo-electrons, fits, simulated tracks, sum of hit times, sum of amplitudes
    hit     number of the hit, module (of .evt files the photomultiplier), channel, time, amplitude, triggered,
            x y z dx dy dz (JSON only; directions scaled to length 1)
    track   number of the track, x y z dx dy dz time energy (empty where none is given)

Simulated tracks of .evt files are moved by `coord_origin`; those without a direction are left out.
"""

import csv
import gzip
import json
import math
import random
import sys

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["file", "event", "kind", *(f"v{i}" for i in range(1, 13))])


def unit(vector):
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]


def write(name, event, hits, triggered, electrons, fits, tracks):
    sums = [math.fsum(hit[2] for hit in hits), math.fsum(hit[3] for hit in hits)]
    counts = [len(hits), triggered, electrons, fits, 0 if fits else len(tracks)]
    rows = [["event", *counts, *sums]]
    for i in sorted(random.Random(f"{name} {event}").sample(range(len(hits)), min(20, len(hits)))):
        rows.append(["hit", i, *hits[i]])
    for i, track in enumerate(tracks[:3]):
        rows.append(["track", i, *track])
    for row in rows:
        cells = [repr(value) if isinstance(value, float) else value for value in row]
        out.writerow([name, event, *cells, *[""] * (13 - len(cells))])


name = "km3net/KM3-230213A/KM3-230213A_allhits.json.gz"
published = json.load(gzip.open(f"{sys.argv[1]}/{name}"))
place = ["pos_x", "pos_y", "pos_z"]
look = ["dir_x", "dir_y", "dir_z"]
hits = []
for hit in published["hits"]:
    where = [hit[key] for key in place] + unit([hit[key] for key in look])
    hits.append([hit["dom_id"], hit["channel_id"], float(hit["t"]), float(hit["tot"]), int(hit["triggered"]), *where])
fit = published["reconstructed_track"]
fit = [*(fit[key] for key in place), *unit([fit[key] for key in look]), fit["t"], ""]
write(name, 0, hits, sum(hit[4] for hit in hits), 0, 1, [fit])

for name in ["icecube/events/Ernie.txt", "icecube/events/Kloppo.txt"]:
    hits = []
    for line in open(f"{sys.argv[1]}/{name}"):
        time, charge, dom, string, _ = line.split(",")
        hits.append([100 * int(string) + int(dom), 0, float(time), float(charge), 0])
    write(name, 0, hits, 0, 0, 0, [])

name = "icecube/events/millipede_133644_43767651_track.csv"
rows = [[float(row[key]) for key in ("energy", "time", "x", "y", "z")] for row in csv.DictReader(open(f"{sys.argv[1]}/{name}"))]
way = unit([rows[-1][i] - rows[0][i] for i in (2, 3, 4)])
bright = [[*row[2:], *way, row[1], row[0]] for row in rows if row[0] >= 1]
write(name, 0, [], 0, 0, len(bright) + 1, bright)


def evt(name, path, most):
    event, in_event, origin, number = None, False, [0.0, 0.0, 0.0], 0
    for line in open(path):
        tag, colon, values = line.partition(":")
        values = values.split()
        if not colon:
            continue
        if tag == "coord_origin":
            origin = [float(value) for value in values]
        elif tag == "start_event":
            in_event, raw, electrons, tracks = True, [], [], []
        elif tag == "end_event" and in_event:
            in_event = False
            write(name, number, raw or electrons, 0, len(electrons), 0, tracks)
            number += 1
            if number == most:
                return
        elif tag == "hit_raw":
            raw.append([int(values[1]), 0, float(values[3]), float(values[2]), 0])
        elif tag == "hit":
            electrons.append([int(values[1]), 0, float(values[3]), float(values[2]), 0])
        elif tag in ("neutrino", "track_in"):
            numbers = [float(value) for value in values[1:9]]
            if any(numbers[3:6]):
                moved = [a + b for a, b in zip(numbers[:3], origin)]
                tracks.append([*moved, *unit(numbers[3:6]), numbers[7], numbers[6]])


for name, most in [("km3net/evt/KM3Sim.evt", 100), ("km3net/evt/example_numuNC.evt", 1)]:
    evt(name, f"{sys.argv[1]}/{name}", most)
if len(sys.argv) > 2:
    # In the package km3net-testdata only.
    for name in [
        "evt/example_numuCC.evt",
        "evt/corant_5.1.9.evt",
        "evt/example_corant_propa.evt",
        "gseagen/gseagen_v7.0.0_numuCC_diffuse.evt",
        "mupage/mcv5.0.mupage_1G.5.evt",
    ]:
        evt(f"km3net/{name}", f"{sys.argv[2]}/{name}", 5)
