"""Times h5py on a KM3NeT HDF5 file, for the bench beside this script, which calls it.

    python time_h5py.py FILE

Prints milliseconds, medians of 15 runs: headers and the hits of the first event; the same with its simulated hits,
particles and fits; all columns of all hits.
"""

import statistics
import sys
import time

import h5py


def columns(group, rows):
    return [group[name][rows] for name in group if not name.startswith("_")]


def first_hits():
    with h5py.File(sys.argv[1]) as file:
        headers, index = file["event_info"][:], file["hits/_indices"][:]
        first, count = index[0]
        return headers, columns(file["hits"], slice(first, first + count))


def first_event():
    with h5py.File(sys.argv[1]) as file:
        headers = file["event_info"][:]
        for name in ["hits", "mc_hits"]:
            if name not in file:
                continue
            first, count = file[f"{name}/_indices"][:][0]
            columns(file[name], slice(first, first + count))
        for name in ["mc_tracks", "reco/tracks", "reco/rec_stages"]:
            if name in file:
                rows = file[name][:]
                rows[rows["group_id"] == headers["group_id"][0]]


def all_hits():
    with h5py.File(sys.argv[1]) as file:
        return columns(file["hits"], slice(None))


def median_ms(run):
    times = []
    for _ in range(15):
        start = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


print(median_ms(first_hits), median_ms(first_event), median_ms(all_hits))
