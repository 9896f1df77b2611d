"""Compares maps and regions with copies in FITS as healpy, astropy and mocpy read both; fails where they differ.

    python3 maps_converted.py ORIGINAL COPY [ORIGINAL COPY ...]

One line per pair that is the same.
"""

import sys

import healpy
import numpy as np
from astropy.io import fits
from mocpy import MOC


def once(header):
    """Every keyword stands once, and says where the copy comes from."""
    keywords = [key for key in header if key not in ("COMMENT", "HISTORY", "CONTINUE", "")]
    assert len(keywords) == len(set(keywords)), keywords
    assert header["INPUT1"] and len(header["SHA256_1"]) == 64


def region(original, copy):
    assert MOC.load(original, "fits") == MOC.load(copy, "fits")
    assert fits.getval(copy, "MOCVERS", 1) == "2.0"


def cells(original, copy):
    a, b = fits.getdata(original, 1), fits.getdata(copy, 1)
    i, j = np.argsort(a["UNIQ"]), np.argsort(b["UNIQ"])
    for name in a.names:
        np.testing.assert_array_equal(a[name][i], b[name][j])


def scan(original, copy):
    """Every pixel of the finest step keeps its likelihood, and of the others as much as is not covered."""
    levels = np.load(original)
    copied = fits.getdata(copy, 1)
    order = np.log2(copied["UNIQ"] // 4).astype(int) // 2
    known = dict(zip(copied["UNIQ"], copied["llh"]))
    finest = max(int(name.split("-")[1]) for name in levels.files)
    pixels = levels[f"nside-{finest}"]
    nested = healpy.ring2nest(finest, pixels["index"].astype(int))
    assert (1 << order.max()) == finest
    for pixel, llh in zip(nested, pixels["llh"]):
        assert known[4 * finest**2 + pixel] == llh
    area = (4.0 ** -order.astype(float)).sum() / 12
    assert abs(area - 1) < 1e-12, area


def masked(values, table, name):
    """Values with NaN where the header says that there is none."""
    column = table.columns[name]
    values = np.asarray(values, dtype=float)
    values[values < -1e20] = np.nan
    if column.null is not None:
        values[values == column.null] = np.nan
    return values


def pixels(original, copy):
    before, after = fits.open(original)[1], fits.open(copy)[1]
    assert before.header["COORDSYS"][0] == after.header["COORDSYS"]
    names = [name for name in before.columns.names if name not in ("PIXEL", "PIX")]
    for field, name in enumerate(names):
        a = masked(healpy.read_map(original, field=field, dtype=None), before, name)
        b = masked(healpy.read_map(copy, field=field, dtype=None), after, name)
        np.testing.assert_array_equal(a, b, err_msg=f"{original} {name}")


for original, copy in zip(sys.argv[1::2], sys.argv[2::2]):
    header = fits.getheader(copy, 1)
    once(header)
    if original.endswith(".npz"):
        scan(original, copy)
    elif "MOCVERS" in header:
        region(original, copy)
    elif header["ORDERING"] == "NUNIQ":
        cells(original, copy)
    else:
        pixels(original, copy)
    print("same", copy)
