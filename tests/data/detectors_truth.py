"""Writes detectors_truth.csv: real detector files of every kind, read here by separate, plain parsers.

    python detectors_truth.py FOLDER_OF_REAL_FILES [FOLDER_OF_UNPACKED_km3net-testdata/data] > detectors_truth.csv

The first row of a file (kind "sums") has its number of modules, bases, strings and photomultipliers and the sums over
all photomultipliers; the further rows ("sensor") are photomultipliers drawn at random with a fixed seed. Directions
are scaled to length 1. No position or number goes through anything but `float`, `int` and `struct`.
"""

import csv
import gzip
import json
import math
import os
import random
import struct
import sys

HERE = [
    "km3net/detx/detx_v1.detx",
    "km3net/detx/detx_v2.detx",
    "km3net/detx/detx_v3.detx",
    "km3net/detx/detx_v4.detx",
    "km3net/detx/detx_v5.detx",
    "km3net/detx/km3net_offline.detx",
    "km3net/detx/KM3NeT_00000049_20200707.detx",
    "km3net/detx/KM3NeT_-00000001_20171212.detx",
    "km3net/KM3-230213A/detector.dynamical.datx",
    "km3net/KM3-230213A/detector.json.gz",
    "prometheus/arca.geo",
    "prometheus/gvd.geo",
    "prometheus/pone_triangle.geo",
    "icecube/geometry/icebear_detector_config.txt",
]
# In the package km3net-testdata only.
PACKAGE = [
    "detx/detx_v3_whitespace.detx",
    "detx/detx_v5_invalid_multiline_comments.detx",
    "detx/km3net_jul13_90m_r1494_corrected.detx",
    "detx/orca_115strings_av20min17mhorizontal_18OMs_alt9mvertical_v2.detx",
    "detx/orca_115strings_av23min20mhorizontal_18OMs_alt9mvertical_v1.detx",
    "detx/D_ORCA006_t.A02181836.p.A02181837.r.A02182001.detx",
    "detx/KM3NeT_00000133_20221025.detx",
    "datx/KM3NeT_00000133_20221025.datx",
    "detector_geometry/KM3NeT_00000232.detector.datx",
]


def detx(path):
    lines, quoted = [], False
    for line in open(path):
        text = line.strip()
        odd = text.count('\\"') % 2 == 1
        if quoted:
            quoted = not odd
        elif text.startswith("#"):
            quoted = odd
        elif text:
            lines.append(text.split())
    words = iter(lines)
    first = next(words)
    version = int(first[1][1:]) if first[1][0] in "vV" else 1
    count = first[1]
    if version > 1:
        next(words)
        next(words)
        count = next(words)[0]
    modules = []
    for _ in range(int(count)):
        head = next(words)
        pmts = []
        for _ in range(int(head[-1])):
            pmt = next(words)
            pmts.append((int(pmt[0]), *map(float, pmt[1:8])))
        modules.append((int(head[0]), int(head[1]), pmts))
    assert not list(words)
    return f"DETX detector v{version}", first[0], modules


def datx(path):
    data = open(path, "rb").read()
    at = 0

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def text():
        return take(f"{take('i')}s").decode()

    while data[at : at + 4] == b"####":
        at += 4
        text()
    det_id, version = take("i"), text()
    take("2d")
    text(), text(), text()
    take("3d")
    modules = []
    for _ in range(take("i")):
        module, string, _ = take("3i")
        take("8d")
        take("i")
        modules.append((module, string, [take("i7di")[:8] for _ in range(take("i"))]))
    assert at == len(data)
    return f"DATX detector {version.lower()}", det_id, modules


def published_json(path):
    modules = []
    for module in json.load(gzip.open(path)):
        names = ["id", "pos_x", "pos_y", "pos_z", "dir_x", "dir_y", "dir_z"]
        pmts = [(*(pmt[name] for name in names), 0.0) for pmt in module["pmts"]]
        modules.append((module["id"], module["detection_unit"], pmts))
    return "JSON detector", "", modules


def geo(path):
    text = open(path).read()
    medium, rows = text.split("### Modules ###")
    assert "Medium:\twater" in medium and "DOM Radius [cm]:\t30" in medium
    modules = []
    for line in rows.split("\n"):
        if line:
            x, y, z, string, place = line.split("\t")
            number = 100 * int(string) + int(place)
            pmt = (number, float(x), float(y), float(z), 0.0, 0.0, 0.0, 0.0)
            modules.append((number, int(string), [pmt]))
    return "Prometheus detector, modules of 30 cm radius", "", modules


def icecube(path):
    modules = []
    for line in open(path):
        string, place, x, y, z = line.split()
        number = 100 * int(string) + int(place)
        modules.append((number, int(string), [(number, float(x), float(y), float(z), 0.0, 0.0, 0.0, 0.0)]))
    return "IceCube geometry", "", modules


def read(path):
    kinds = {".detx": detx, ".datx": datx, ".gz": published_json, ".geo": geo, ".txt": icecube}
    return kinds[os.path.splitext(path)[1]](path)


def unit(pmt):
    length = math.sqrt(sum(value * value for value in pmt[4:7]))
    return [value / length if length else 0.0 for value in pmt[4:7]]


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow("file,kind,format,det_id,modules,bases,strings,pmts,module,channel,pmt_id,x,y,z,dx,dy,dz,t0".split(","))
files = [(name, f"{sys.argv[1]}/{name}") for name in HERE]
if len(sys.argv) > 2:
    files += [(f"km3net/{name}", f"{sys.argv[2]}/{name}") for name in PACKAGE]
for name, path in files:
    form, det_id, modules = read(path)
    bases = sum(not pmts for _, _, pmts in modules)
    strings = len({string for _, string, _ in modules})
    every = [(module, channel, pmt) for module, _, pmts in modules for channel, pmt in enumerate(pmts)]
    form = form.replace(",", "")
    sums = [math.fsum(pmt[i] for _, _, pmt in every) for i in (1, 2, 3)]
    sums += [math.fsum(unit(pmt)[i] for _, _, pmt in every) for i in (0, 1, 2)]
    sums += [math.fsum(pmt[7] for _, _, pmt in every)]
    counts = [len(modules), bases, strings, len(every)]
    out.writerow([name, "sums", form, det_id, *counts, "", "", "", *map(repr, sums)])
    for module, channel, pmt in random.Random(name).sample(every, 18 if len(every) < 20 else 20):
        values = [*pmt[1:4], *unit(pmt), pmt[7]]
        out.writerow([name, "sensor", form, det_id, *counts, module, channel, pmt[0], *map(repr, values)])
