"""Writes graphnet_prometheus_{columns,hits,events}.csv: what pyarrow, sqlite3 and numpy find in real files.

    python graphnet_prometheus_truth.py FOLDER_OF_REAL_FILES

columns: number of values (elements of lists), their sum, the first and the last, per column of numbers; hits: 50
random hits of every file with its modules' positions; events: counts, sums and the first particle of the truth.
Angles of GraphNeT name where a particle came from, those of Prometheus where it goes.
"""

import pathlib
import random
import sqlite3
import sys

import numpy as np
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
FOLDER = sys.argv[1]
PULSES = "icecube/graphnet_tables/SRTInIcePulses_0.parquet"
TRUTH = "icecube/graphnet_tables/truth_0.parquet"
DATABASE = "icecube/graphnet_tables/oscNext_genie_level7_v02_first_5_frames.db"
PHOTONS = "prometheus/example_photons.parquet"
SCAN = "icecube/alerts_realtime/run00136662-evt000035405932-BRONZE-8_64_512.npz"
random.seed(20230213)

columns = open(HERE / "graphnet_prometheus_columns.csv", "w")
hits = open(HERE / "graphnet_prometheus_hits.csv", "w")
events = open(HERE / "graphnet_prometheus_events.csv", "w")
columns.write("file,table,column,rows,count,sum,first,last\n")
hits.write("file,event,hit,module,x,y,z,time_ns,charge_pe\n")
events.write("file,event,event_id,hits,sum_time,sum_charge,mc_tracks,pdg,energy,x,y,z,dir_x,dir_y,dir_z\n")


def column(file, table, name, rows, values):
    values = [float(value) for value in values]
    first, last = (values[0], values[-1]) if values else (0.0, 0.0)
    columns.write(f"{file},{table},{name},{rows},{len(values)},{sum(values)!r},{first!r},{last!r}\n")


def numbers(values):
    return [value for value in values if isinstance(value, (int, float))]


def direction(zenith, azimuth):
    return np.array([np.sin(zenith) * np.cos(azimuth), np.sin(zenith) * np.sin(azimuth), np.cos(zenith)])


def event(file, index, event_id, found, mc_tracks, truth):
    time, charge = sum(hit[4] for hit in found), sum(hit[5] for hit in found)
    cells = ",".join(repr(float(value)) for value in truth[1:]) if truth else ",,,,,,"
    pdg = truth[0] if truth else ""
    events.write(f"{file},{index},{event_id},{len(found)},{time!r},{charge!r},{mc_tracks},{pdg},{cells}\n")


def fifty(file, all_hits):
    for index, place, hit in sorted(random.sample(all_hits, min(50, len(all_hits))), key=lambda hit: hit[:2]):
        module, *rest = hit
        hits.write(f"{file},{index},{place},{module}," + ",".join(repr(float(value)) for value in rest) + "\n")


def graphnet(file, pulses, truth):
    """Dictionaries, one per pulse and per event of the truth."""
    found = {}
    for pulse in pulses:
        hit = (
            int(pulse["string"]) * 100 + int(pulse["dom_number"]),
            pulse["dom_x"], pulse["dom_y"], pulse["dom_z"], pulse["dom_time"], pulse["charge"],
        )
        found.setdefault(pulse["event_no"], []).append(hit)
    truths = {row["event_no"]: row for row in truth}
    all_hits = []
    for index, (event_no, of_event) in enumerate(found.items()):
        all_hits += [(index, place, hit) for place, hit in enumerate(of_event)]
        row = truths[event_no]
        position = [row[f"position_{axis}"] for axis in "xyz"]
        particle = [int(row["pid"]), row["energy"], *position, *-direction(row["zenith"], row["azimuth"])]
        event(file, index, event_no, of_event, 1, particle)
    fifty(file, all_hits)


for name in [PULSES, TRUTH]:
    table = pq.read_table(f"{FOLDER}/{name}")
    for field in table.column_names:
        values = numbers(table[field].to_pylist())
        if values:
            column(name, "", field, table.num_rows, values)
graphnet(PULSES, pq.read_table(f"{FOLDER}/{PULSES}").to_pylist(), pq.read_table(f"{FOLDER}/{TRUTH}").to_pylist())

database = sqlite3.connect(f"file:{FOLDER}/{DATABASE}?mode=ro&immutable=1", uri=True)
database.row_factory = sqlite3.Row
tables = {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in ["SRTInIcePulses", "truth"]}
for name, rows in tables.items():
    for field in rows[0]:
        values = numbers([row[field] for row in rows])
        if values:
            column(DATABASE, name, field, len(rows), values)
graphnet(DATABASE, tables["SRTInIcePulses"], tables["truth"])

all_hits = []
rows = pq.read_table(f"{FOLDER}/{PHOTONS}").to_pylist()
for structure in ["mc_truth", "photons"]:
    for field in rows[0][structure]:
        values = [row[structure][field] for row in rows]
        if isinstance(values[0], list):
            values = [value for row in values for value in row]
        column(PHOTONS, "", f"{structure}.{field}", len(rows), values)
for index, row in enumerate(rows):
    seen, truth = row["photons"], row["mc_truth"]
    names = [100 * string + sensor for string, sensor in zip(seen["string_id"], seen["sensor_id"])]
    ones = [1.0] * len(names)
    found = list(
        zip(names, seen["sensor_pos_x"], seen["sensor_pos_y"], seen["sensor_pos_z"], seen["t"], ones)
    )
    all_hits += [(index, place, hit) for place, hit in enumerate(found)]
    position = [truth[f"initial_state_{axis}"] for axis in "xyz"]
    travel = direction(truth["initial_state_zenith"], truth["initial_state_azimuth"])
    particle = [truth["initial_state_type"], truth["initial_state_energy"], *position, *travel]
    event(PHOTONS, index, index, found, 1 + len(truth["final_state_type"]), particle)
fifty(PHOTONS, all_hits)

archive = np.load(f"{FOLDER}/{SCAN}")
for name in archive.files:
    for field in archive[name].dtype.names:
        column(SCAN, name, field, len(archive[name]), archive[name][field])
