"""Writes slewing_truth.csv: how much the public hit times of KM3-230213A were corrected, by time over threshold.

    python slewing_truth.py FOLDER_OF_REAL_FILES > slewing_truth.csv

The file gives the raw time (tdc) and the corrected one (t) of each hit. Their difference is the offset of the
photomultiplier less the correction; of two hits on one photomultiplier the offset cancels. The scale is fixed by
the saturated hits (255 ns): -9.04 ns.
"""

import gzip
import json
import sys
from collections import defaultdict

SATURATED_NS = -9.04

with gzip.open(f"{sys.argv[1]}/km3net/KM3-230213A/KM3-230213A_allhits.json.gz") as file:
    hits = json.load(file)["hits"]
by_pmt = defaultdict(list)
for hit in hits:
    by_pmt[hit["dom_id"], hit["channel_id"]].append((hit["tot"], hit["t"] - hit["tdc"]))

# Photomultipliers are chained: one with a known value gives the offset, and so the values of its other hits.
known = {255: SATURATED_NS}
grew = True
while grew:
    grew = False
    for found in by_pmt.values():
        offset = next((shift + known[tot] for tot, shift in found if tot in known), None)
        for tot, shift in found if offset is not None else []:
            if tot not in known:
                known[tot] = offset - shift
                grew = True
for found in by_pmt.values():
    offsets = [shift + known[tot] for tot, shift in found if tot in known]
    assert not offsets or max(offsets) - min(offsets) < 1e-3

print("tot_ns,slewing_ns")
for tot in sorted(known):
    print(f"{tot},{known[tot]:.2f}")
