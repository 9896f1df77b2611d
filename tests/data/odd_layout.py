"""Writes odd_layout.h5: KM3NeT events of format 5.0 laid out as no writer of today does, but as readers must expect.

    python odd_layout.py odd_layout.h5

Fields in reverse order, small and big-endian integers, a bit field (PyTables' BoolCol) between them, hits as one
compound table without an index and with group_id out of order, calibrated times that are all zero beside raw ones,
and tracks in one table per stage of the fit.
"""

import sys

import h5py
import numpy as np


def table(file, name, columns):
    """A compound dataset of these (name, type, values); type "bits" is a bit field of one byte."""
    length = len(columns[0][2])
    sizes = [1 if kind == "bits" else np.dtype(kind).itemsize for _, kind, _ in columns]
    bitfield = h5py.h5t.create(h5py.h5t.COMPOUND, sum(sizes))
    rows = np.zeros(length, dtype=[(key, "u1" if kind == "bits" else kind) for key, kind, _ in columns])
    offset = 0
    for (key, kind, values), size in zip(columns, sizes):
        member = h5py.h5t.STD_B8LE if kind == "bits" else h5py.h5t.py_create(np.dtype(kind))
        bitfield.insert(key.encode(), offset, member)
        rows[key] = values
        offset += size
    space = h5py.h5s.create_simple((length,))
    dataset = h5py.h5d.create(file.id, name.encode(), bitfield, space)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, rows, mtype=bitfield)


with h5py.File(sys.argv[1], "w", libver="earliest") as file:
    file.attrs["format_version"] = np.bytes_("5.0")
    table(file, "event_info", [
        ("weight_w1", "<f4", [1.5, 2.5]),
        ("trigger_mask", ">u2", [22, 4]),
        ("run_id", "<u8", [77, 77]),
        ("is_good", "bits", [1, 0]),
        ("mc_time", ">f4", [3e8, 3e8]),
        ("frame_index", "i1", [4, 4]),
        ("event_id", ">i4", [8, 9]),
        ("group_id", "<u2", [0, 1]),
    ])
    table(file, "hits", [
        ("triggered", "bits", [1, 0, 1, 0]),
        ("tot", "u1", [20, 30, 40, 255]),
        ("time", "<f8", [0, 0, 0, 0]),
        ("tdc", ">i4", [101, 102, 103, 104]),
        ("channel_id", "i1", [0, 1, 2, 30]),
        ("dom_id", ">u4", [11, 12, 13, 808972698]),
        ("group_id", ">i2", [1, 0, 0, 1]),
    ])
    file.create_group("reco")
    direction = [("dir_x", ">f4", [0.0, 0]), ("dir_y", "<f8", [0.0, 0]), ("dir_z", "<f4", [-1.0, 1])]
    place = [("pos_x", "<f8", [1.0, 2]), ("pos_y", "<f8", [3.0, 4]), ("pos_z", "<f8", [5.0, 6])]
    for name, likelihood in [("jmuonprefit", 10.0), ("jmuongandalf", 20.0)]:
        table(file, f"reco/{name}", [
            ("JGANDALF_BETA0_RAD", "<f8", [0.25, np.nan]),
            ("likelihood", "<f4", [likelihood, likelihood]),
            ("energy", "<f8", [0.0, 1000.0]),
            ("time", "<f8", [50.0, 60.0]),
            ("rec_type", ">i2", [4000, 4000]),
            *direction,
            *place,
            ("group_id", "<i4", [1, 0]),
        ])
    table(file, "mc_tracks", [
        ("is_cc", "bits", [1, 1, 0]),
        ("type", "<f8", [-14, 13, 22]),
        ("energy", "<f4", [100.0, 90.0, 1.0]),
        ("time", "<f8", [7.0, 7.0, 7.0]),
        *[(key, kind, [*values, values[0]]) for key, kind, values in direction + place],
        ("group_id", "<i8", [0, 0, 1]),
    ])
