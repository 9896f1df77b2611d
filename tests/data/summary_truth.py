"""Writes summary_truth.csv: summary frames of public KM3NeT files as km3io reads and decodes them.

    pip install "km3io==1.1.0" uproot3 uproot numba
    python summary_truth.py FOLDER_OF_REAL_FILES > summary_truth.csv

All frames of the first file, every 151st of the second one. Flags are one digit per channel, from channel 0 on; rates
are in Hz, of channels 0 to 30.
"""

import pathlib
import sys

import numpy as np

# km3io 1.1 imports uproot3, which knows these names of numpy only.
for name in ("bool", "int", "float", "object", "str"):
    if name not in vars(np):
        setattr(np, name, eval(name))
import km3io.online as online

FILES = [
    ("online/km3net_online.root", 1),
    ("online/KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root", 151),
]


def flags(word):
    return "".join(str(int(flag)) for flag in online.get_channel_flags(np.array([word]))[0])


def rate_hz(byte):
    """km3io's rate, which it compiles so that the fraction is lost, with its fraction."""
    rate = online.MINIMAL_RATE_HZ * np.exp(byte * online.RATE_FACTOR) if byte else 0.0
    assert int(rate) == online.get_rate(byte)
    return rate


folder = pathlib.Path(sys.argv[1]) / "km3net"
print("file,run,frame_index,module,white_rabbit,packets,max_sequence_number,trailer,high_rate_veto,fifo_full,rates_hz")
for name, step in FILES:
    number = 0
    for chunk in online.SummarysliceReader(str(folder / name)):
        for header, frames in zip(chunk.headers, chunk.slices):
            for frame in frames:
                number += 1
                if (number - 1) % step:
                    continue
                hrv, fifo, packets = (int(frame[word]) for word in ("hrv", "fifo", "dq_status"))
                rates = [rate_hz(int(frame[f"ch{i}"])) for i in range(31)]
                print(
                    f"km3net/{name}",
                    header["run"],
                    header["frame_index"],
                    frame["dom_id"],
                    hrv >> 31,
                    online.get_number_udp_packets(packets),
                    online.get_udp_max_sequence_number(packets),
                    int(online.has_udp_trailer(fifo)),
                    flags(hrv),
                    flags(fifo),
                    " ".join(f"{rate:.6f}" for rate in rates),
                    sep=",",
                )
