"""Writes km3net_hdf5_truth.csv: what h5py finds in real KM3NeT HDF5 files, one row per event.

    python km3net_hdf5_truth.py FOLDER_OF_REAL_FILES > km3net_hdf5_truth.csv

Simulated times are put on the clock of the hits by t + mc_time - (frame_index - 1) * 1e8 (KM3io, TimeConverter).
Tracks are those of /reco/tracks with a direction; best_stages is the number of stages of the one with most stages
and then the highest likelihood, best_energy its energy.
"""

import math
import sys

import h5py
import numpy as np

FILES = [
    "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5",
    "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5",
    "km3net/hdf5_orcasong/mupage.root.h5",
]

print(
    "file,event,event_id,run_id,det_id,frame_index,trigger_counter,trigger_mask,overlays,unix_s,nanoseconds,hits,"
    "triggered,sum_time,sum_tot,sum_module,sum_channel,mc_hits,sum_mc_time,sum_mc_charge,mc_tracks,sum_mc_energy,"
    "sum_mc_track_time,sum_pdg,tracks,sum_energy,sum_dir_z,sum_stage,best_stages,best_energy"
)
for name in FILES:
    file = h5py.File(f"{sys.argv[1]}/{name}")
    info = file["event_info"][:]
    hits = {column: file[f"hits/{column}"][:] for column in file["hits"] if not column.startswith("_")}
    mc = {column: file[f"mc_hits/{column}"][:] for column in file["mc_hits"] if not column.startswith("_")}
    particles = file["mc_tracks"][:]
    pdg = particles["pdgid" if "pdgid" in particles.dtype.names else "type"]
    reco = file["reco/tracks"][:] if "reco" in file else None
    stages = file["reco/rec_stages"][:] if "reco" in file else None
    for i, event in enumerate(info):
        group = event["group_id"]
        shift = event["mc_time"] - (event["frame_index"] - 1) * 1e8
        own = hits["group_id"] == group
        mc_own = mc["group_id"] == group
        row = [name, i, event["event_id"], event["run_id"], event["det_id"], event["frame_index"]]
        row += [event["trigger_counter"], event["trigger_mask"], event["overlays"]]
        row += [event["timestamp"], event["nanoseconds"]]
        row += [own.sum(), (hits["triggered"][own] != 0).sum(), math.fsum(hits["time"][own])]
        row += [hits["tot"][own].sum(), hits["dom_id"][own].astype("i8").sum(), hits["channel_id"][own].sum()]
        row += [mc_own.sum(), math.fsum(mc["time"][mc_own] + shift), math.fsum(mc["a"][mc_own])]
        particle = particles[particles["group_id"] == group]
        row += [len(particle), math.fsum(particle["energy"]), math.fsum(particle["time"] + shift)]
        row += [pdg[particles["group_id"] == group].sum()]
        if reco is None:
            row += [0, 0, 0, 0, 0, 0]
        else:
            track = reco[reco["group_id"] == group]
            track = track[np.abs(track["dir_x"]) + np.abs(track["dir_y"]) + np.abs(track["dir_z"]) > 0]
            stage = stages[stages["group_id"] == group]
            count = {idx: (stage["idx"] == idx).sum() for idx in track["idx"]}
            kept = np.isin(stage["idx"], track["idx"])
            best = max(track, key=lambda t: (count[t["idx"]], t["likelihood"]))
            row += [len(track), math.fsum(track["E"]), math.fsum(track["dir_z"]), stage["rec_stage"][kept].sum()]
            row += [count[best["idx"]], best["E"]]
        print(",".join(f"{float(value)!r}" if isinstance(value, (float, np.floating)) else str(value) for value in row))
