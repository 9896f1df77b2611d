"""What every real file holds, counted by the libraries that its community reads it with.

    python3 tests/data/every_file_truth.py DATA_FOLDER > tests/data/every_file_truth.json

Needs astropy, h5py, hdf5plugin, healpy, numpy, pandas, pyarrow and uproot. Where no library reads a format (DETX, DATX,
EVT, .geo, event JSON, the 10-byte hits of KM3NeT's online files), its few lines of layout are decoded right here.
`every_file.rs` compares the table with `nuscope info --json --deep`.
"""

import gzip
import json
import sqlite3
import struct
import sys
import warnings
from pathlib import Path
from xml.etree import ElementTree

import h5py
import hdf5plugin  # noqa: F401 (blosc)
import healpy
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from astropy.io import ascii as ascii_tables
from astropy.io import fits
from astropy.io.votable import parse_single_table

warnings.simplefilter("ignore")


# --- full events ---------------------------------------------------------------------------------------------------


def km3net_hdf5(path):
    with h5py.File(path) as file:
        info = file["event_info"]
        truth = {"events": len(info)}
        hits = file["hits"]
        one_table = isinstance(hits, h5py.Dataset)
        triggered = hits["triggered"][:]
        truth["hits"] = len(triggered)
        truth["triggered"] = int(np.count_nonzero(triggered))
        mc = file["mc_hits"]
        truth["mc_hits"] = len(mc) if one_table else len(mc["time"])
        truth["mc_tracks"] = len(file["mc_tracks"])
        if "det_id" in info.dtype.names:
            truth["det_id"] = int(info["det_id"][0])
        return {"events": truth}


def seatray_hdf5(path):
    with h5py.File(path) as file:
        pulses = file["CalibratedPulses"][:]
        fits_ = file["AafitFinalFit"][:]
        return {
            "events": {
                "events": len(file["__I3Index__/CalibratedPulses"]),
                "hits": len(pulses),
                "triggered": int(np.count_nonzero(pulses["isTriggered"])),
                "tracks": int(np.count_nonzero(fits_["exists"] == 1)),
            }
        }


def offline_root(path):
    import uproot  # its arrays register with pyarrow, so it comes as late as can be

    with uproot.open(path) as file:
        tree = file["E"]

        def lengths(branch):
            array = tree[branch].array(library="np")
            return int(sum(len(entry) for entry in array))

        trig = tree["Evt/hits/hits.trig"].array(library="np")
        return {
            "events": {
                "events": int(tree.num_entries),
                "hits": lengths("Evt/hits/hits.tot"),
                "triggered": int(sum(np.count_nonzero(entry) for entry in trig)),
                "mc_hits": lengths("Evt/mc_hits/mc_hits.a"),
                "tracks": lengths("Evt/trks/trks.E"),
                "mc_tracks": lengths("Evt/mc_trks/mc_trks.E"),
                "det_id": int(tree["Evt/det_id"].array(library="np")[0]),
            }
        }


def online_root(path):
    """uproot miscounts these branches, so the raw bytes of an entry are cut by the fixed layout."""
    import uproot

    with uproot.open(path) as file:
        tree = file["KM3NET_EVENT"]
        truth = {"events": int(tree.num_entries), "hits": 0, "triggered": 0}
        for branch, size, key in (("snapshotHits", 10, "hits"), ("triggeredHits", 24, "triggered")):
            for number in range(tree[branch].num_baskets):
                basket = tree[branch].basket(number)
                ends = basket.byte_offsets
                for start, stop in zip(ends[:-1], ends[1:]):
                    entry = bytes(basket.data[start:stop])
                    (count,) = struct.unpack(">i", entry[6:10])
                    assert len(entry) == 10 + size * count, (branch, len(entry), count)
                    truth[key] += count
        return {"events": truth}


def dst_root(path):
    import uproot

    with uproot.open(path) as file:
        coords = file["T"]
        ra = coords["coords/trackfit_ra"].array(library="np")
        dec = coords["coords/trackfit_dec"].array(library="np")
        mjd = coords["coords/mjd"].array(library="np")
        kept = (ra != -999) & (dec != -999)
        return {
            "sample": {
                "candidates": int(kept.sum()),
                "sum_ra_deg": float(np.degrees(ra[kept] % (2 * np.pi)).sum()),
                "sum_dec_deg": float(np.degrees(dec[kept]).sum()),
                "sum_mjd": float(mjd[kept].sum()),
            }
        }


def event_json(path):
    event = json.load(gzip.open(path))
    hits = event["hits"]
    return {
        "events": {
            "events": 1,
            "hits": len(hits),
            "triggered": sum(1 for hit in hits if hit["triggered"]),
            "tracks": 1,
        }
    }


def evt(path):
    truth = {"events": 0, "mc_hits": 0}
    for line in open(path, encoding="latin-1"):
        tag = line.split(":")[0].strip()
        truth["events"] += tag == "start_event"
        truth["mc_hits"] += tag == "hit"
    return {"events": truth}


def icecube_pulses(path):
    return {"events": {"events": 1, "hits": len(pd.read_csv(path, header=None))}}


def millipede(path):
    return {"events": {"events": 1, "hits": 0}}


def graphnet_sqlite(path):
    with sqlite3.connect(path) as base:
        hits, events = base.execute(
            "select count(*), count(distinct event_no) from SRTInIcePulses"
        ).fetchone()
        truth = base.execute("select count(*) from truth").fetchone()[0]
    return {"events": {"events": max(events, truth), "hits": hits, "mc_tracks": truth}}


def graphnet_parquet(path):
    table = pq.read_table(path).to_pandas().reset_index()
    return {"events": {"events": int(table["event_no"].nunique()), "hits": len(table)}}


def prometheus_parquet(path):
    events = pq.ParquetFile(path).read().to_pylist()
    hits = sum(len(event["photons"]["t"]) for event in events)
    return {"events": {"events": len(events), "hits": hits}}


# --- detectors -----------------------------------------------------------------------------------------------------


def detx(path):
    words = [line.split("#")[0].split() for line in open(path, encoding="latin-1")]
    words = [line for line in words if line]
    first = words.pop(0)
    version = int(first[1][1:]) if first[1][0] in "vV" else 1
    modules = int(first[1]) if version == 1 else 0
    if version > 1:
        words = words[2:]
        modules = int(words.pop(0)[0])
    bases = sensors = 0
    for _ in range(modules):
        count = int(words.pop(0)[-1])
        bases += count == 0
        sensors += count
        del words[:count]
    assert not words
    return detector(int(first[0]), modules, bases, sensors)


def datx(path):
    data = open(path, "rb").read()
    place = 0

    def take(layout):
        nonlocal place
        values = struct.unpack_from("<" + layout, data, place)
        place += struct.calcsize("<" + layout)
        return values if len(values) > 1 else values[0]

    def text():
        nonlocal place
        length = take("i")
        place += length

    while data[place : place + 4] == b"####":
        place += 4
        text()
    det_id = take("i")
    text()
    take("dd")
    for _ in range(3):
        text()
    take("ddd")
    modules = take("i")
    bases = sensors = 0
    for _ in range(modules):
        take("iii8di")
        count = take("i")
        bases += count == 0
        sensors += count
        place += 64 * count
    assert place == len(data), (place, len(data))
    return detector(det_id, modules, bases, sensors)


def detector_json(path):
    modules = json.load(gzip.open(path))
    sensors = sum(len(module["pmts"]) for module in modules)
    bases = sum(1 for module in modules if not module["pmts"])
    return detector(None, len(modules), bases, sensors)


def geo(path):
    text = open(path).read().split("### Modules ###")[1]
    modules = len([line for line in text.splitlines() if line.strip()])
    return detector(None, modules, 0, modules)


def icecube_geometry(path):
    modules = len(pd.read_csv(path, sep=r"\s+", header=None))
    return detector(None, modules, 0, modules)


def detector(det_id, modules, bases, sensors):
    truth = {"modules": modules, "bases": bases, "photomultipliers": sensors}
    if det_id is not None:
        truth["det_id"] = det_id
    return {"detector": truth}


# --- candidates, catalogues, maps, responses -----------------------------------------------------------------------


def sample(ra_deg, dec_deg, mjd=None):
    truth = {
        "candidates": len(ra_deg),
        "sum_ra_deg": float(np.sum(np.asarray(ra_deg, float) % 360)),
        "sum_dec_deg": float(np.sum(np.asarray(dec_deg, float))),
    }
    if mjd is not None:
        truth["sum_mjd"] = float(np.sum(np.asarray(mjd, float)))
    return {"sample": truth}


def votable(path):
    table = parse_single_table(path).to_table()
    return sample(table["RA"], table["Decl"], table["MJD"])


def icecube_events(path):
    table = pd.read_csv(path, sep=r"\s+", comment="#", header=None if path.name != "IC40_exp.csv" else 0)
    values = table.to_numpy(float)
    return sample(values[:, 3], values[:, 4], values[:, 0])


def txs(path):
    values = np.loadtxt(path, skiprows=1)
    return sample(values[:, 1], values[:, 2], values[:, 0])


def icecat(path):
    table = pd.read_csv(path)
    return sample(table["RA"], table["DEC"], table["EVENTMJD"])


def catalogue(ra_deg, dec_deg):
    return {
        "catalogue": {
            "sources": len(ra_deg),
            "sum_ra_deg": float(np.sum(np.asarray(ra_deg, float) % 360)),
            "sum_dec_deg": float(np.sum(np.asarray(dec_deg, float))),
        }
    }


def benchmark_objects(path):
    table = pd.read_csv(path, comment="#")
    return {"catalogue": {"sources": len(table)}}


def voevent(path):
    position = next(element for element in ElementTree.parse(path).iter() if element.tag.endswith("Value2"))
    return sample([float(position.find("C1").text)], [float(position.find("C2").text)])


def third_fhl(path):
    table = fits.open(path)[1].data
    return catalogue(table["RAJ2000"], table["DEJ2000"])


def tevcat(path):
    table = ascii_tables.read(path, format="ecsv")
    return catalogue(table["ra"], table["dec"])


def icecube_sources(path):
    table = pd.read_csv(path)
    return catalogue(table["Ra"], table["Dec"])


def map_column(name, values):
    finite = np.isfinite(values)
    return {
        "name": name,
        "values": len(values),
        "masked": int(np.isnan(values).sum()),
        "infinite": int(np.isinf(values).sum()),
        "sum": float(values[finite].sum()),
    }


def fits_map(path):
    header = fits.open(path)[1].header
    table = fits.open(path)[1].data
    values = {name: np.asarray(table[name], float).ravel() for name in table.names if name != "UNIQ"}
    columns = [map_column(name, column) for name, column in values.items()]
    if header.get("ORDERING") == "NUNIQ":
        return {"cells": {"cells": len(table), "columns": columns}}
    return {"map": {"nside": int(header["NSIDE"]), "columns": columns}}


def scan_npz(path):
    """Finer pixels paint over coarser ones; whatever then shows of a row is cut into the largest NESTED cells."""
    arrays = np.load(path)
    levels = sorted((int(name.removeprefix("nside-")), arrays[name]) for name in arrays.files)
    finest = levels[-1][0]
    owner = np.full(12 * finest**2, -1)
    first = 0
    for nside, level in levels:
        within = (finest // nside) ** 2
        places = healpy.ring2nest(nside, level["index"])
        owner.reshape(-1, within)[places] = np.arange(first, first + len(level))[:, None]
        first += len(level)
    rows = np.concatenate([level for _, level in levels])
    cells = []
    while len(owner) > 12:
        groups = owner.reshape(-1, 4)
        whole = (groups == groups[:, :1]).all(axis=1)
        cells.append(groups[~whole].ravel())
        owner = np.where(whole, groups[:, 0], -1)
    cells = np.concatenate([*cells, owner])
    cells = cells[cells >= 0]
    llh = rows["llh"]
    values = {"delta llh": llh - llh.min(), "llh": llh, "E_in": rows["E_in"], "E_tot": rows["E_tot"]}
    columns = [map_column(name, column[cells]) for name, column in values.items()]
    return {"cells": {"cells": len(cells), "columns": columns}}


def uptime(path):
    values = np.loadtxt(path, skiprows=1)
    return {"uptime": {"runs": len(values), "days": float((values[:, 1] - values[:, 0]).sum())}}


def effective_area(path):
    with open(path) as file:
        start = 0 if file.readline().startswith("#") else 1
    values = np.loadtxt(path, skiprows=start)
    scale = 1.0 if start == 1 else 1e4  # the 10-year release gives cm2, the 3-year one m2
    return {"response": {"bins": len(values), "sum_cm2": float(values[:, 4].sum() * scale)}}


def angular_resolution(path):
    return {"response": {"bins": len(np.loadtxt(path))}}


def rows(count):
    return {"table": {"rows": int(count)}}


def csv_rows(path, header):
    return rows(len(pd.read_csv(path, header=header, comment="#")))


REFUSED = {"refused": True}

TRUTH = {
    "MANIFEST.csv": lambda path: csv_rows(path, 0),
    "antares/antares.h5": seatray_hdf5,
    "antares/*.vot": votable,
    "antares/visibility_map_equatorial_antares.csv": lambda path: csv_rows(path, None),
    "catalogs/gll_psch_v13_3FHL.fit.gz": third_fhl,
    "catalogs/icecube_10yr_sources_ppd.csv": icecube_sources,
    "catalogs/tevcat.ecsv": tevcat,
    "icecube/alerts_realtime/*.npz": scan_npz,
    "icecube/events/millipede*": millipede,
    "icecube/events/*.txt": icecube_pulses,
    "icecube/geometry/*": icecube_geometry,
    "icecube/graphnet_tables/SRT*.parquet": graphnet_parquet,
    "icecube/graphnet_tables/truth*.parquet": lambda path: rows(pq.read_table(path).num_rows),
    "icecube/graphnet_tables/*.db": graphnet_sqlite,
    "icecube/icecat/*.csv": icecat,
    "icecube/ps10yr/events/*": icecube_events,
    "icecube/ps10yr/irfs/*": effective_area,
    "icecube/ps10yr/uptime/*": uptime,
    "icecube/ps3yr/*-AngRes.txt": angular_resolution,
    "icecube/ps3yr/*-TabulatedAeff.txt": effective_area,
    "icecube/ps3yr/*-events.txt": icecube_events,
    "icecube/txs/Fig*": lambda path: rows(sum(not line.startswith("#") for line in open(path))),
    "icecube/txs/events*": txs,
    "km3net/KM3-230213A/*allhits.json.gz": event_json,
    "*.xml": voevent,
    "km3net/KM3-230213A/detector.dynamical.datx": datx,
    "km3net/KM3-230213A/detector.json.gz": detector_json,
    "km3net/astro/ARCA_astro_objects*": benchmark_objects,
    "km3net/astro/*": lambda path: {"asks": "the unit of its coordinates, which no header says"},
    "km3net/detx/*": detx,
    "km3net/dst/*": dst_root,
    "km3net/evt/*": evt,
    "km3net/hdf5/*": km3net_hdf5,
    "km3net/hdf5_orcasong/processed*": lambda path: rows(h5py.File(path)["x"].shape[0]),
    "km3net/hdf5_orcasong/*": km3net_hdf5,
    "km3net/offline/*": offline_root,
    "km3net/online/*": online_root,
    "prometheus/*.parquet": prometheus_parquet,
    "prometheus/*.geo": geo,
    "skymaps/*": fits_map,
    "*README*": lambda path: REFUSED,
    "icecube/ps10yr/readme.txt": lambda path: REFUSED,
}


def truth_of(folder, path):
    name = path.relative_to(folder)
    for pattern, count in TRUTH.items():
        if name.full_match(pattern) if hasattr(name, "full_match") else name.match(pattern):
            return count(path)
    return None


def main(folder):
    told = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            told[str(path.relative_to(folder))] = truth_of(folder, path)
    json.dump(told, sys.stdout, indent=1)
    print()


main(Path(sys.argv[1]))
