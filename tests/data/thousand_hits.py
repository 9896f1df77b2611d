"""A thousand hits of all event formats, as the Python readers of their communities give them.

    python3 tests/data/thousand_hits.py DATA_FOLDER > tests/data/thousand_hits.csv

Needs h5py, hdf5plugin, numpy, pandas, pyarrow and uproot. Each row is one hit, by its place in its event: time with
the t0 of its photomultiplier and the correction for slewing where the file's times lack them, ToT in nanoseconds or charge in photo-electrons, whether
a trigger used it, and where its photomultiplier is and looks (a unit vector; files round theirs to a few digits), from
the file itself or from the detector beside it.
Columns that a format does not have are empty. The last ones, of `.evt`, are photo-electrons of the simulation.
"""

import csv
import gzip
import json
import sqlite3
import struct
import sys
from pathlib import Path

import h5py
import hdf5plugin  # noqa: F401 (blosc)
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

PER_FILE = 67
DATA = Path(sys.argv[1])
SLEWING_NS = {
    float(row["tot_ns"]): float(row["slewing_ns"])
    for row in csv.DictReader(open(Path(__file__).with_name("slewing_truth.csv")))
}
# The public hits that this table follows from have none so short: these are KM3io's.
SLEWING_NS |= {0.0: 8.01, 1.0: 7.52, 2.0: 7.05, 3.0: 6.59}
KEYS = ["module", "channel", "time_ns", "amplitude", "triggered", "x", "y", "z", "dx", "dy", "dz"]


def detx(name):
    """(module, channel) -> x y z dx dy dz t0."""
    lines = [line.split("#")[0].split() for line in open(DATA / name, encoding="latin-1")]
    lines = [line for line in lines if line][3:]
    modules = int(lines.pop(0)[0])
    sensors = {}
    for _ in range(modules):
        words = lines.pop(0)
        for channel in range(int(words[-1])):
            sensors[int(words[0]), channel] = [float(word) for word in lines.pop(0)[1:8]]
    return sensors


def placed(hit, sensors, raw):
    sensor = sensors[hit["module"], hit["channel"]]
    if raw:
        hit["time_ns"] += sensor[6] - SLEWING_NS[hit["amplitude"]]
    hit.update(zip(KEYS[5:], sensor[:6]))
    return hit


def hdf5_groups(name, detector, raw):
    with h5py.File(DATA / name) as file:
        columns = {key: file["hits"][key][:] for key in ("dom_id", "channel_id", "time", "tot", "triggered", "group_id")}
        groups = file["event_info"]["group_id"]
    sensors = detx(detector)
    for event, group in enumerate(groups):
        for place, row in enumerate(np.flatnonzero(columns["group_id"] == group)):
            hit = {
                "module": int(columns["dom_id"][row]),
                "channel": int(columns["channel_id"][row]),
                "time_ns": float(columns["time"][row]),
                "amplitude": float(columns["tot"][row]),
                "triggered": int(columns["triggered"][row] != 0),
            }
            yield event, place, placed(hit, sensors, raw)


def hdf5_compound(name):
    with h5py.File(DATA / name) as file:
        hits = file["hits"][:]
        info = file["event_info"][:]
    for event, key in enumerate(info["event_id"]):
        for place, row in enumerate(hits[hits["event_id"] == key]):
            yield event, place, {
                "module": int(row["dom_id"]),
                "channel": int(row["channel_id"]),
                "time_ns": float(row["time"]),
                "amplitude": float(row["tot"]),
                "triggered": int(row["triggered"] != 0),
                **{key: float(row[field]) for key, field in zip(KEYS[5:], ("pos_x", "pos_y", "pos_z", "dir_x", "dir_y", "dir_z"))},
            }


def seatray(name):
    with h5py.File(DATA / name) as file:
        pulses = file["CalibratedPulses"][:]
        index = file["__I3Index__/CalibratedPulses"][:]
    for event, row in enumerate(index):
        for place, pulse in enumerate(pulses[row["start"] : row["stop"]]):
            om = int(pulse["om"])
            yield event, place, {
                "module": 100 * int(pulse["string"]) + (om - 1) // 3 + 1,
                "channel": (om - 1) % 3,
                "time_ns": float(pulse["time"]),
                "amplitude": float(pulse["charge"]),
                "triggered": int(pulse["isTriggered"] != 0),
            }


def offline(name, detector=None):
    import uproot

    sensors = detx(detector) if detector else None
    fields = ["dom_id", "channel_id", "t", "tot", "trig", "pos.x", "pos.y", "pos.z", "dir.x", "dir.y", "dir.z"]
    with uproot.open(DATA / name) as file:
        columns = [file["E"][f"Evt/hits/hits.{field}"].array(library="np") for field in fields]
    for event, entry in enumerate(zip(*columns)):
        for place, values in enumerate(zip(*entry)):
            hit = dict(zip(KEYS, (float(value) for value in values)))
            hit["module"], hit["channel"] = int(values[0]), int(values[1])
            hit["triggered"] = int(values[4] != 0)
            # The file with a detector beside it has whole times and no places: they are raw.
            yield event, place, placed(hit, sensors, True) if sensors else hit


def online(name, detector):
    import uproot

    sensors = detx(detector)

    def entries(branch, size):
        for number in range(branch.num_baskets):
            basket = branch.basket(number)
            for start, stop in zip(basket.byte_offsets[:-1], basket.byte_offsets[1:]):
                entry = bytes(basket.data[start + 10 : stop])
                yield [entry[i : i + 10] for i in range(0, len(entry), size)]

    with uproot.open(DATA / name) as file:
        tree = file["KM3NET_EVENT"]
        both = zip(entries(tree["snapshotHits"], 10), entries(tree["triggeredHits"], 24))
        for event, (snapshot, triggered) in enumerate(both):
            for place, bytes_ in enumerate(snapshot):
                module, channel = struct.unpack(">iB", bytes_[:5])
                time, tot = struct.unpack("<IB", bytes_[5:])
                hit = {
                    "module": module,
                    "channel": channel,
                    "time_ns": float(time),
                    "amplitude": float(tot),
                    "triggered": int(bytes_ in triggered),
                }
                yield event, place, placed(hit, sensors, True)


def event_json(name):
    for place, row in enumerate(json.load(gzip.open(DATA / name))["hits"]):
        yield 0, place, {
            "module": row["dom_id"],
            "channel": row["channel_id"],
            "time_ns": row["t"],
            "amplitude": row["tot"],
            "triggered": int(bool(row["triggered"])),
            **{key: row[field] for key, field in zip(KEYS[5:], ("pos_x", "pos_y", "pos_z", "dir_x", "dir_y", "dir_z"))},
        }


def icecube_text(name, geometry):
    places = pd.read_csv(DATA / geometry, sep=r"\s+", header=None).to_numpy()
    places = {(int(row[0]), int(row[1])): row[2:5] for row in places}
    for place, row in enumerate(pd.read_csv(DATA / name, header=None).to_numpy()):
        string, dom = int(row[3]), int(row[2])
        x, y, z = (float(value) for value in places[string, dom])
        yield 0, place, {
            "module": 100 * string + dom,
            "channel": 0,
            "time_ns": float(row[0]),
            "amplitude": float(row[1]),
            "x": x,
            "y": y,
            "z": z,
        }


def graphnet(rows):
    numbers = sorted({row["event_no"] for row in rows})
    for event, number in enumerate(numbers):
        for place, row in enumerate(row for row in rows if row["event_no"] == number):
            yield event, place, {
                "time_ns": row["dom_time"],
                "amplitude": row["charge"],
                "x": row["dom_x"],
                "y": row["dom_y"],
                "z": row["dom_z"],
            }


def graphnet_sqlite(name):
    with sqlite3.connect(DATA / name) as base:
        base.row_factory = sqlite3.Row
        yield from graphnet(list(base.execute("select * from SRTInIcePulses order by rowid")))


def graphnet_parquet(name):
    yield from graphnet(pq.read_table(DATA / name).to_pandas().reset_index().to_dict("records"))


def prometheus(name):
    for event, row in enumerate(pq.ParquetFile(DATA / name).read().to_pylist()):
        photons = row["photons"]
        for place, time in enumerate(photons["t"]):
            hit = {"time_ns": time, "amplitude": 1.0}
            hit.update({key: photons[f"sensor_pos_{key}"][place] for key in "xyz"})
            yield event, place, hit


def evt(name):
    event = place = -1
    for line in open(DATA / name, encoding="latin-1"):
        tag, _, rest = line.partition(":")
        if tag.strip() == "start_event":
            event, place = event + 1, -1
        if tag.strip() == "hit":
            place += 1
            words = rest.split()
            yield event, place, {"module": int(words[1]), "time_ns": float(words[3]), "amplitude": float(words[2])}


def main():
    arca = "km3net/detx/KM3NeT_-00000001_20171212.detx"
    orca = "km3net/detx/km3net_offline.detx"
    geometry = "icecube/geometry/icebear_detector_config.txt"
    files = [
        (prometheus, "prometheus/example_photons.parquet"),
        (graphnet_parquet, "icecube/graphnet_tables/SRTInIcePulses_0.parquet"),
        (graphnet_sqlite, "icecube/graphnet_tables/oscNext_genie_level7_v02_first_5_frames.db"),
        (hdf5_groups, "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5", orca, True),
        (hdf5_groups, "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5", arca, True),
        (hdf5_groups, "km3net/hdf5_orcasong/mupage.root.h5", arca, True),
        (hdf5_compound, "km3net/hdf5/numu_cc_test.h5"),
        (seatray, "antares/antares.h5"),
        (offline, "km3net/offline/km3net_offline.root", orca),
        (offline, "km3net/offline/mcv5.1.genhen_anumuNC.sirene.jte.jchain.aashower.sample.root"),
        (offline, "km3net/offline/orca6_offline_v9.2.root"),
        (offline, "km3net/offline/usr-sample.root"),
        (online, "km3net/online/km3net_online.root", orca),
        (event_json, "km3net/KM3-230213A/KM3-230213A_allhits.json.gz"),
        (icecube_text, "icecube/events/Ernie.txt", geometry),
        (icecube_text, "icecube/events/Kloppo.txt", geometry),
        (evt, "km3net/evt/KM3Sim.evt"),
    ]
    random = np.random.default_rng(20230213)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["file", "detector", "event", "hit", *KEYS])
    for reader, name, *options in files:
        hits = list(reader(name, *options))
        detector = options[0] if options else ""
        for i in sorted(random.permutation(len(hits))[:PER_FILE]):
            event, place, hit = hits[i]
            looks = [hit.get(key) for key in KEYS[8:]]
            if None not in looks:
                hit.update(zip(KEYS[8:], (float(value) for value in np.array(looks) / np.linalg.norm(looks))))
            out.writerow([name, detector, event, place, *(repr_of(hit.get(key)) for key in KEYS)])


def repr_of(value):
    return "" if value is None else repr(float(value)) if isinstance(value, float) else value


main()
