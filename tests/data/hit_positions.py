"""Writes hit_positions.csv: where 100 hits of a real file are, straight from the text of its DETX.

    python hit_positions.py FOLDER_OF_REAL_FILES > hit_positions.csv

A hit's channel is the place of its photomultiplier among the lines of its module.
"""

import sys

import h5py

EVENTS = "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5"
DETECTOR = "km3net/detx/KM3NeT_-00000001_20171212.detx"

lines = {}
rest = iter(open(f"{sys.argv[1]}/{DETECTOR}").read().split("\n")[4:])
for head in rest:
    if head.strip():
        module, _, _, count = head.split()
        lines[int(module)] = [next(rest).split() for _ in range(int(count))]

file = h5py.File(f"{sys.argv[1]}/{EVENTS}")
indices = file["hits/_indices"][:]
print("event,hit,module,channel,pmt_id,x,y,z,dir_x,dir_y,dir_z")
for n in range(100):
    event = n % len(indices)
    start, items = indices[event]
    hit = (n * 7919) % items
    module = file["hits/dom_id"][start + hit]
    channel = file["hits/channel_id"][start + hit]
    pmt = lines[module][channel]
    print(",".join(str(word) for word in [event, hit, module, channel, *pmt[:7]]))
