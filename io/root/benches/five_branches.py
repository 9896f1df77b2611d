#!/usr/bin/env python3
"""Times uproot on what `five_branches.rs` reads, and runs that beside it: five_branches.py FILE...

Prints the median of 51 rounds of each and their ratio. Needs uproot and awkward.
"""
import os
import statistics
import subprocess
import sys
import time

import uproot

NAMES = ["hits/hits.t", "hits/hits.dom_id", "hits/hits.tot", "trks/trks.E", "trks/trks.fitinf"]


def read(path):
    with uproot.open(path) as f:
        tree = f["E"]
        return [tree[f"Evt/{name}"].array() for name in NAMES]


def main(paths):
    paths = [os.path.abspath(path) for path in paths]
    here = os.path.dirname(os.path.abspath(__file__))
    ours = subprocess.run(["cargo", "bench", "-q", "-p", "nuscope-root", "--bench", "five_branches", "--", *paths],
                          cwd=here, check=True, capture_output=True, text=True).stdout
    print(ours, end="")
    ours = [float(line.split()[1]) for line in ours.splitlines() if line.startswith("nuscope-root")]
    for path, ms in zip(paths, ours):
        read(path)  # what uproot compiles once
        times = []
        for _ in range(51):
            start = time.perf_counter()
            read(path)
            times.append(1e3 * (time.perf_counter() - start))
        median = statistics.median(times)
        print(f"uproot {uproot.__version__} {median:.3f} ms, {median / ms:.0f} times as long: {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
