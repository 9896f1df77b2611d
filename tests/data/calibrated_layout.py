"""Writes calibrated_layout.h5: KM3NeT events of format 5.1 with calibrated hits that carry their places.

    python calibrated_layout.py calibrated_layout.h5

No public file has places of hits, but calibrated ones of KM3NeT do: columns pos_*, dir_* and t0 beside the others.
The columns of /hits are packed in the three ways that are met: shuffle, deflate and checksum in PyTables' order and in
h5py's, and blosc; one is a bit field (PyTables' BoolCol), one big-endian. Event 0 has whole times and t0, event 1 has
neither t0 nor places and whole times, event 2 neither and times with fractions.
"""

import sys

import h5py
import hdf5plugin
import numpy as np

events, per_event = 3, 40
count = events * per_event
group = np.repeat(np.arange(events), per_event)
number = np.arange(count)
first = group == 0
columns = {
    "dom_id": 1000 + number // 10,
    "channel_id": (number % 10).astype("u1"),
    "time": 1e7 + 13.0 * number + np.where(group == 2, 0.25, 0.0),
    "tot": (20 + number % 90).astype(">i4"),
    "t0": np.where(first, 100.0, 0.0),
    "group_id": group,
}
angle = 0.1 * number
for axis, value in zip("xyz", [np.cos(angle), np.sin(angle), 0 * angle]):
    columns[f"dir_{axis}"] = np.where(first, value, 0.0)
    middle = {"x": 50.0, "y": -20.0, "z": 0.0}[axis] + (36.0 * (number // 10) if axis == "z" else 0.0)
    columns[f"pos_{axis}"] = np.where(first, middle + 0.2 * value, 0.0).astype("f4")

with h5py.File(sys.argv[1], "w", libver="earliest") as file:
    file.attrs["format_version"] = np.bytes_("5.1")
    info = np.zeros(events, dtype=[("event_id", "i8"), ("group_id", "i8"), ("run_id", "i4")])
    info["event_id"] = info["group_id"] = range(events)
    file["event_info"] = info
    hits = file.create_group("hits")
    packed = {"chunks": (32,), "shuffle": True, "compression": "gzip", "fletcher32": True}
    for i, (name, values) in enumerate(columns.items()):
        if i % 3 == 2:
            hits.create_dataset(name, data=values, chunks=(32,), **hdf5plugin.Blosc(cname="zstd"))
        elif i % 3 == 1:
            plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plist.set_chunk((32,))
            plist.set_fletcher32()
            plist.set_shuffle()
            plist.set_deflate(5)
            space = h5py.h5s.create_simple((count,), (h5py.h5s.UNLIMITED,))
            kind = h5py.h5t.py_create(np.dtype(values.dtype))
            column = h5py.h5d.create(hits.id, name.encode(), kind, space, plist)
            column.write(h5py.h5s.ALL, h5py.h5s.ALL, np.ascontiguousarray(values))
        else:
            hits.create_dataset(name, data=values, **packed)
    bits = h5py.h5d.create(hits.id, b"triggered", h5py.h5t.STD_B8LE, h5py.h5s.create_simple((count,)))
    bits.write(h5py.h5s.ALL, h5py.h5s.ALL, (number % 3 == 0).astype("u1"), mtype=h5py.h5t.STD_B8LE)
    index = np.zeros(events, dtype=[("index", "i8"), ("n_items", "i8")])
    index["index"], index["n_items"] = np.arange(events) * per_event, per_event
    hits["_indices"] = index
