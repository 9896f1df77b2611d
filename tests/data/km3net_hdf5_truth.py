"""Writes what h5py finds in real KM3NeT and SeaTray HDF5 files, for comparison with nuscope's readers.

    python km3net_hdf5_truth.py FOLDER… > km3net_hdf5_truth.csv
    python km3net_hdf5_truth.py --hits FOLDER… > hdf5_hits_truth.csv
    python km3net_hdf5_truth.py --fits FOLDER… > hdf5_fits_truth.csv

The first has one row per event (some events of the largest files), the second some hits and the third some fits of
each file, drawn at random. Files are looked for in the folders in turn; `hdf5plugin` unpacks those packed by blosc.

Simulated times are put on the clock of the hits by t + mc_time - (frame_index - 1) * 1e8 (KM3io, TimeConverter), or
t + mc_time mod 1e8 in files without a frame_index. Particles and tracks are those with a direction, the latter of /reco/tracks, of the tables of
format 5.0 (one per stage) and of format 4 (one per program); best_stages is the number of stages of the one with most
stages and then the highest likelihood, best_energy its energy.
"""

import math
import os
import random
import sys

import h5py
import hdf5plugin  # noqa: F401
import numpy as np

FILES = [
    "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5",
    "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5",
    "km3net/hdf5_orcasong/mupage.root.h5",
    "km3net/hdf5/numu_cc_test.h5",
    "km3net/hdf5/basic_analysis_sample.h5",
    "km3net/hdf5/test_event_info.h5",
    "km3net/hdf5/geamon.h5",
    "km3net/hdf5/mupage_ARCA.h5",
    "km3net/hdf5/atmospheric_muons_sample.h5",
    "km3net/online/events_sample.h5",
]
SEATRAY = "antares/antares.h5"
STAGES = {
    "jmuonprefit": [1],
    "jmuonsimplex": [1, 2],
    "jmuongandalf": [1, 2, 3],
    "gandalf": [1, 2, 3],
    "rlns": [],
}
HITS_PER_FILE = 130
FITS_PER_FILE = 40
EVENTS_PER_FILE = 40


class Table:
    """A compound dataset or a group of columns."""

    def __init__(self, item):
        if isinstance(item, h5py.Dataset):
            rows = item[:]
            self.columns = {name: rows[name] for name in rows.dtype.names}
        else:
            self.columns = {name: item[name][:] for name in item if not name.startswith("_")}

    def __getitem__(self, name):
        return self.columns[name]

    def first(self, *names):
        """The first column of these names that there is."""
        return next((self.columns[name] for name in names if name in self.columns), None)

    def of(self, key, value):
        return self.where(self.columns[key] == value)

    def where(self, own):
        part = object.__new__(Table)
        part.columns = {name: values[own] for name, values in self.columns.items()}
        return part

    def __len__(self):
        return len(next(iter(self.columns.values())))


def find(name):
    for folder in sys.argv[1:]:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return h5py.File(path)
    raise SystemExit(f"{name} is in none of the folders")


def text(value):
    if value is None or (isinstance(value, (float, np.floating)) and math.isnan(value)):
        return ""
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)


def line(values):
    print(",".join(text(value) for value in values))


def positive(values):
    """The sum of what is an energy: zero and NaN stand for none."""
    return math.fsum(value for value in values if value > 0)


def tracks_of(file, key, group):
    """Fits of an event: table, place in it, position, direction, time, energy, likelihood, stages."""
    found = []
    for name in ["tracks", *STAGES]:
        if f"reco/{name}" not in file:
            continue
        rows = Table(file[f"reco/{name}"]).of(key, group)
        if name == "tracks":
            stage = Table(file["reco/rec_stages"]).of(key, group)
            chain = [list(stage["rec_stage"][stage["idx"] == idx]) for idx in rows["idx"]]
        else:
            chain = [STAGES[name]] * len(rows)
        time = rows.first("t", "time")
        energy = rows.first("E", "energy", "energy_muon", "jenergy_energy")
        quality = rows.first("likelihood", "lik", "quality")
        for i in range(len(rows)):
            direction = [rows[f"dir_{axis}"][i] for axis in "xyz"]
            if not any(direction):
                continue
            found.append({
                "table": name,
                "position": [rows[f"pos_{axis}"][i] for axis in "xyz"],
                "direction": direction,
                "time": None if time is None else time[i],
                "energy": energy[i],
                "likelihood": None if quality is None else quality[i],
                "stages": chain[i],
            })
    return found


def summary():
    print(
        "file,events,event,event_id,run_id,det_id,frame_index,trigger_counter,trigger_mask,overlays,unix_s,nanoseconds,"
        "hits,triggered,sum_time,sum_tot,sum_module,sum_channel,mc_hits,sum_mc_time,sum_mc_charge,mc_tracks,"
        "sum_mc_energy,sum_mc_track_time,sum_pdg,tracks,sum_energy,sum_dir_z,sum_stage,best_stages,best_energy"
    )
    for name in FILES:
        file = find(name)
        info = Table(file["event_info"])
        key = "group_id" if "group_id" in info.columns else "event_id"
        tables = {table: Table(file[table]) for table in ["hits", "mc_hits", "mc_tracks"] if table in file}
        step = max(1, len(info) // EVENTS_PER_FILE)
        for i in range(0, len(info), step):
            given = lambda *names: None if info.first(*names) is None else info.first(*names)[i]
            known = lambda value, least=0: value if value is not None and value >= least else None
            group = info[key][i]
            frame = given("frame_index")
            mc_time = given("mc_time", "mc_t")
            shift = 0.0
            if mc_time is not None:
                shift = mc_time % 1e8 if frame is None else mc_time - (max(int(frame), 1) - 1) * 1e8
            detector = given("det_id")
            row = [name, len(info), i, given("event_id"), known(given("run_id"))]
            row += [None if detector == 0 else detector, known(frame, 1)]
            row += [known(given("trigger_counter")), given("trigger_mask") or 0, known(given("overlays"))]
            row += [known(given("timestamp", "utc_seconds")), known(given("nanoseconds", "utc_nanoseconds"))]
            if "hits" in tables:
                hits = tables["hits"].of(key, group)
                row += [len(hits), (hits["triggered"] != 0).sum(), math.fsum(hits["time"]), hits["tot"].sum(dtype="i8")]
                row += [hits["dom_id"].sum(dtype="i8"), hits["channel_id"].sum(dtype="i8")]
            else:
                row += [0] * 6
            if "mc_hits" in tables:
                hits = tables["mc_hits"].of(key, group)
                row += [len(hits), math.fsum(hits["time"] + shift), math.fsum(hits["a"])]
            else:
                row += [0] * 3
            if "mc_tracks" in tables:
                particles = tables["mc_tracks"].of(key, group)
                particles = particles.where(np.any([particles[f"dir_{axis}"] != 0 for axis in "xyz"], axis=0))
                row += [len(particles), positive(particles["energy"]), math.fsum(particles["time"] + shift)]
                row += [int(particles.first("pdgid", "type").sum())]
            else:
                row += [0] * 4
            tracks = tracks_of(file, key, group)
            row += [len(tracks), positive(track["energy"] for track in tracks)]
            row += [math.fsum(track["direction"][2] for track in tracks)]
            row += [sum(sum(track["stages"]) for track in tracks)]
            number = lambda value: -math.inf if value is None or math.isnan(value) else value
            best = max(tracks, key=lambda track: (len(track["stages"]), number(track["likelihood"])), default=None)
            row += [len(best["stages"]), best["energy"] if best["energy"] > 0 else None] if best else [0, None]
            line(row)


def some_hits():
    print("file,event,hit,module,channel,time_ns,amplitude,triggered")
    for name in FILES:
        file = find(name)
        if "hits" not in file:
            continue
        info, hits = Table(file["event_info"]), Table(file["hits"])
        key = "group_id" if "group_id" in info.columns else "event_id"
        places = {group: i for i, group in enumerate(info[key])}
        for row in sorted(random.sample(range(len(hits)), HITS_PER_FILE)):
            group = hits[key][row]
            first = np.flatnonzero(hits[key] == group)
            values = [name, places[group], int(np.searchsorted(first, row)), hits["dom_id"][row]]
            values += [hits["channel_id"][row], float(hits["time"][row]), hits["tot"][row]]
            line(values + [int(hits["triggered"][row] != 0)])
    file = find(SEATRAY)
    pulses, index = file["CalibratedPulses"][:], file["__I3Index__/CalibratedPulses"][:]
    for row in sorted(random.sample(range(len(pulses)), 2 * HITS_PER_FILE)):
        pulse = pulses[row]
        event = int(np.searchsorted(index["stop"], row, side="right"))
        storey, sensor = divmod(int(pulse["om"]) - 1, 3)
        module = int(pulse["string"]) * 100 + storey + 1
        values = [SEATRAY, event, row - int(index["start"][event]), module, sensor, pulse["time"]]
        line(values + [max(pulse["charge"], 0.0), pulse["isTriggered"]])


def some_fits():
    print("file,event,table,x,y,z,dir_x,dir_y,dir_z,time_ns,energy_gev,likelihood")
    for name in FILES:
        file = find(name)
        if "reco" not in file:
            continue
        info = Table(file["event_info"])
        key = "group_id" if "group_id" in info.columns else "event_id"
        for event in sorted(random.sample(range(len(info)), min(FITS_PER_FILE, len(info)))):
            tracks = tracks_of(file, key, info[key][event])
            if tracks:
                track = random.choice(tracks)
                values = [name, event, track["table"], *track["position"], *track["direction"], track["time"]]
                line(values + [track["energy"] if track["energy"] > 0 else None, track["likelihood"]])
    file = find(SEATRAY)
    pulses, index = file["CalibratedPulses"][:], file["__I3Index__/CalibratedPulses"][:]
    for fit in file["AafitFinalFit"][:]:
        if fit["exists"] != 1:
            continue
        own = [pulses[key] == fit[key] for key in ["Run", "Event", "TriggerCounter"]]
        first = np.flatnonzero(np.logical_and.reduce(own))[0]
        event = int(np.searchsorted(index["stop"], first, side="right"))
        # The angles say where a particle comes from.
        zenith, azimuth = fit["zenith"], fit["azimuth"]
        travel = [-math.sin(zenith) * math.cos(azimuth), -math.sin(zenith) * math.sin(azimuth), -math.cos(zenith)]
        line([SEATRAY, event, "AafitFinalFit", *fit[["x", "y", "z"]], *travel, fit["time"], None, fit["quality"]])


if __name__ == "__main__":
    random.seed(20260728)
    task = {"--hits": some_hits, "--fits": some_fits}.get(sys.argv[1], summary)
    sys.argv = [sys.argv[0], *(folder for folder in sys.argv[1:] if not folder.startswith("--"))]
    task()
