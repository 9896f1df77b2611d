#!/usr/bin/env python3
"""What uproot reads from KM3NeT's ROOT files, column by column, as checksums: root_truth.csv.

    root_truth.py DATA > root_truth.csv

DATA is a folder with `km3net/{offline,online,dst,...}`, as `tests/run` lays the package km3net-testdata 0.4.31 out.
Columns: file, tree, column, number of values, first and last value, and the first 16 digits of the SHA-256 of all
values as little-endian f64, followed by the number of values of each entry, likewise. Nested lists have the number
of lists of each entry and then the length of each list.

Columns called `events:...` are what a reader of events must return, over all events: simulated times are moved onto
the clock of the hits, and hits of the data acquisition have the trigger mask of the triggered hit with the same
module, channel, time and time over threshold. The data acquisition's classes are read by explicit layouts, because
uproot's own choice follows descriptions that do not match the bytes.

Needs uproot 5, awkward and numpy.
"""
import hashlib
import os
import sys

import awkward as ak
import numpy as np
import uproot

FILES = """
dst/mcv5.1.km3_numuCC.ALL.dst.bdt.10events.root
dst/mcv6.gsg_numu-CCHEDIS_1e2-1e8GeV.sirene.jte.jchain.aashower.dst.bdt_trk.bdt_casc.10events.root
dst/orca4_sample.root
dst/orca6_sample.root
gseagen/DAT000001.gSeaGen.1.aa.root
gseagen/gseagen_v7.0.0_numuCC_diffuse.aa.root
mupage/mcv8.1.mupage_tuned_100G.sirene.jterbr00013288.10.root
offline/empty_events.root
offline/km3net_offline.root
offline/mcv5.0.DAT004340.propa.sirene.jte.jchain.aanet.4340.root
offline/mcv5.0.gsg_elec-CC_10-100GeV.km3sim.JDK.jte.jmergefit.orca.aanet.909.evtsample.root
offline/mcv5.1.genhen_anumuNC.sirene.jte.jchain.aashower.sample.root
offline/mcv5.11r2.gsg_muonCChigherE-CC_50-5000GeV.km3_AAv1.jterbr00004695.jchain.aanet.498.root
offline/mcv6.0.gsg_muon_highE-CC_50-500GeV.km3sim.jterbr00008357.jorcarec.aanet.905.root
offline/mcv6.gsg_nue-CCHEDIS_1e4-1e6GeV.sirene.jte.jchain.aanet.1.root
offline/multiHead.root
offline/muon_cc_events.root
offline/numucc.root
offline/orca6_offline_v9.2.root
offline/usr-sample.root
online/KM3NeT_00000049_00008456.summaryslice-167941.root
online/KM3NeT_00000133_JDAQEvent.root
online/KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root
online/events_sample.root
online/km3net_online.root
online/muon_cc_daqevents.root
online/summaryslices.root
""".split()

HIT = [("dom_id", ">i4"), ("channel_id", "u1"), ("t", "<u4"), ("tot", "u1")]
TRIGGERED = HIT + [("bytes", ">u4"), ("version", ">u2"), ("trig", ">u8")]
STAMP = [("a", "V18"), ("det_id", ">i4"), ("run_id", ">i4"), ("frame_index", ">i4"), ("b", "V6"), ("s", ">u4"), ("cycles", ">u4")]
EVENT = STAMP + [("c", "V6"), ("trigger_counter", ">u8"), ("d", "V6"), ("trigger_mask", ">u8"), ("overlays", ">u4")]
FRAME = [("dom_id", ">i4"), ("status", ">u4", 5), ("rates", "u1", 31)]


def row(file, tree, column, values, *counts):
    """One row of the table, of flat values and the lists of counts that cut them."""
    values = np.asarray(values).astype("<f8")
    digest = hashlib.sha256(values.tobytes())
    for count in counts:
        digest.update(np.asarray(count).astype("<f8").tobytes())
    ends = [repr(float(values[i])) for i in (0, -1)] if len(values) else ["", ""]
    print(",".join([file, tree, column, str(len(values)), *ends, digest.hexdigest()[:16]]))


def columns(file, tree):
    """Every column of numbers, lists of numbers and lists of lists of numbers that uproot can read."""
    for path, branch in tree.items(recursive=True):
        # Branches of classes that write themselves come by their own layouts; headings have no data.
        if "DAQ" in path or branch.interpretation is None or "AsGrouped" in repr(branch.interpretation):
            continue
        try:
            a = branch.array()
        except Exception:
            continue
        kind = str(ak.type(a))
        if any(word in kind for word in ("string", "{", "union", "?", "unknown")):
            continue
        if kind.count("var *") == 2:
            inner = ak.flatten(a, axis=1)
            row(file, tree.name, path, ak.to_numpy(ak.flatten(inner, axis=1)), ak.num(a, axis=1), ak.num(inner, axis=1))
        elif kind.count("*") <= 2 or kind.count("var *") == 1:
            flat = ak.to_numpy(ak.flatten(a, axis=None))
            each = ak.flatten(a, axis=2) if a.ndim == 3 else a  # elements that are arrays of one length
            counts = ak.num(each, axis=1) if a.ndim > 1 else np.ones(len(a))
            row(file, tree.name, path, flat, counts)


def records(branch, layout, header_bytes=10):
    inner = uproot.AsDtype(np.dtype(layout))
    return branch.array(uproot.AsJagged(inner, header_bytes=header_bytes), library="np")


def offline_events(file, tree):
    n = ak.to_numpy(ak.num(tree["Evt/hits/hits.dom_id"].array(), axis=1))
    for name in ("dom_id", "channel_id", "t", "tot", "trig"):
        values = ak.to_numpy(ak.flatten(tree[f"Evt/hits/hits.{name}"].array()))
        if name == "t" and len(values) and not values.any():
            values = ak.to_numpy(ak.flatten(tree["Evt/hits/hits.tdc"].array()))
        row(file, "E", f"events:hits.{name}", values, n)
    keep = with_direction(tree, "trks")
    for name in ("pos.x", "pos.y", "pos.z", "t", "lik", "rec_type"):
        a = tree[f"Evt/trks/trks.{name}"].array()[keep]
        flat = ak.to_numpy(ak.flatten(a))
        flat = np.where(np.isnan(flat), np.nan, flat)  # one of the many numbers that are none
        row(file, "E", f"events:trks.{name}", flat, ak.num(a, axis=1))
    stages = tree["Evt/trks/trks.rec_stages"].array()[keep]
    inner = ak.flatten(stages, axis=1)
    row(file, "E", "events:trks.rec_stages", ak.to_numpy(ak.flatten(inner, axis=1)), ak.num(stages, axis=1), ak.num(inner, axis=1))
    fitinf = ak.flatten(tree["Evt/trks/trks.fitinf"].array()[keep], axis=1)
    # Number 0 of Jpp's fits is an angle, which is none if it is not positive and finite.
    jpp = ak.flatten(tree["Evt/trks/trks.rec_type"].array()[keep]) == 4000
    angle = (ak.local_index(fitinf, axis=1) == 0) & jpp
    fitinf = fitinf[~(angle & ~((fitinf > 0) & (fitinf < np.inf)))]
    flat = ak.to_numpy(ak.flatten(fitinf, axis=1))
    row(file, "E", "events:trks.fitinf", flat[~np.isnan(flat)])
    frame = np.maximum(tree["Evt/frame_index"].array(library="np"), 1)
    simulation(file, tree, tree["Evt/mc_t"].array(library="np") - (frame - 1.0) * 1e8)
    for name in ("id", "frame_index", "trigger_counter", "trigger_mask", "overlays"):
        values = tree[f"Evt/{name}"].array(library="np")
        row(file, "E", f"events:{name}", values)
    seconds = tree["Evt/t/t.fSec"].array(library="np").astype("f8")
    nanoseconds = tree["Evt/t/t.fNanoSec"].array(library="np").astype("f8")
    known = (seconds > 0) & (nanoseconds >= 0) & (nanoseconds < 1e9)  # else the file has no moment there
    row(file, "E", "events:utc", np.stack([seconds * known, np.abs(nanoseconds * known)], axis=1).ravel())


def with_direction(tree, name):
    """Which tracks have a direction: the others cannot be drawn and are left out, which a reader must count."""
    x, y, z = (tree[f"Evt/{name}/{name}.dir.{axis}"].array() for axis in "xyz")
    norm = x * x + y * y + z * z
    return (norm > 0) & (norm < np.inf)


def simulation(file, tree, shift):
    hits = tree["Evt/mc_hits/mc_hits.t"].array()
    row(file, "E", "events:mc_hits.t", ak.to_numpy(ak.flatten(hits + shift)), ak.num(hits, axis=1))
    for name in ("pmt_id", "a", "origin"):
        a = tree[f"Evt/mc_hits/mc_hits.{name}"].array()
        # Amplitudes are held with 32 bits.
        flat = ak.to_numpy(ak.flatten(a)).astype("f4" if name == "a" else "f8")
        row(file, "E", f"events:mc_hits.{name}", flat, ak.num(a, axis=1))
    keep = with_direction(tree, "mc_trks")
    tracks = tree["Evt/mc_trks/mc_trks.t"].array()[keep]
    row(file, "E", "events:mc_trks.t", ak.to_numpy(ak.flatten(tracks + shift)), ak.num(tracks, axis=1))
    for name in ("type", "pos.x", "pos.z"):
        a = tree[f"Evt/mc_trks/mc_trks.{name}"].array()[keep]
        row(file, "E", f"events:mc_trks.{name}", ak.to_numpy(ak.flatten(a)), ak.num(a, axis=1))


def online_events(file, tree, simulated):
    headers = tree["KM3NETDAQ::JDAQEventHeader"].array(uproot.AsDtype(np.dtype(EVENT)), library="np")
    for name in ("frame_index", "trigger_counter", "trigger_mask", "overlays", "run_id", "det_id"):
        row(file, "KM3NET_EVENT", f"events:{name}", headers[name])
    nanoseconds = headers["cycles"].astype("f8") * 16
    row(file, "KM3NET_EVENT", "events:utc", np.stack([headers["s"].astype("f8"), nanoseconds], axis=1).ravel())
    snapshot, triggered = records(tree["snapshotHits"], HIT), records(tree["triggeredHits"], TRIGGERED)
    count = [len(hits) for hits in snapshot]
    for name, _ in HIT:
        row(file, "KM3NET_EVENT", f"events:hits.{name}", np.concatenate([hits[name] for hits in snapshot]), count)
    masks = []
    for hits, used in zip(snapshot, triggered):
        known = {}
        for hit in used:
            key = tuple(hit[name] for name, _ in HIT)
            known[key] = known.get(key, 0) | int(hit["trig"])
        masks += [known.get(tuple(hit), 0) for hit in hits]
    row(file, "KM3NET_EVENT", "events:hits.trig", np.array(masks, "u8"), count)
    if simulated is not None:
        shift = simulated["Evt/mc_t"].array(library="np") - (headers["frame_index"] - 1.0) * 1e8
        simulation(file, simulated, shift)


def summary_slices(file, tree):
    headers = tree["KM3NETDAQ::JDAQSummarysliceHeader"].array(uproot.AsDtype(np.dtype(STAMP)), library="np")
    row(file, "KM3NET_SUMMARYSLICE", "slices:frame_index", headers["frame_index"])
    frames = records(tree["vector<KM3NETDAQ::JDAQSummaryFrame>"], FRAME)
    counts = [len(frame) for frame in frames]
    for name, *_ in FRAME:
        values = np.concatenate([frame[name].ravel() for frame in frames])
        row(file, "KM3NET_SUMMARYSLICE", f"slices:{name}", values, counts)


def reduced(file, tree):
    a = {name: tree[f"coords/{name}"].array(library="np") for name in ("trackfit_ra", "trackfit_dec", "mjd")}
    fit = a["trackfit_ra"] != -999
    row(file, "T", "sample:ra_rad", np.mod(a["trackfit_ra"][fit], 2 * np.pi))
    row(file, "T", "sample:dec_rad", a["trackfit_dec"][fit])
    row(file, "T", "sample:mjd", a["mjd"][fit])
    row(file, "T", "sample:hits", tree["sum_trig_hits/nhits"].array(library="np")[fit])


def main(data):
    print("file,tree,column,values,first,last,sha256")
    for name in FILES:
        file = f"km3net/{name}"
        with uproot.open(os.path.join(data, file)) as f:
            trees = {key.split(";")[0] for key, kind in f.classnames().items() if kind == "TTree"}
            full = {key: f[key] for key in trees if f[key].num_entries}
            events, online = full.get("E"), full.get("KM3NET_EVENT")
            for key in ("E", "T"):
                if key in full:
                    columns(file, full[key])
            if "T" in full and "coords" in full["T"]:
                reduced(file, full["T"])
            elif online is not None:
                online_events(file, online, events)
            elif events is not None:
                offline_events(file, events)
            if "KM3NET_SUMMARYSLICE" in full:
                summary_slices(file, full["KM3NET_SUMMARYSLICE"])
        print(file, file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
