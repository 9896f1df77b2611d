"""Makes sky_contours.csv and sky_contours_inside.csv, which nuscope's contours of real maps are checked against:
`python sky_contours_truth.py DATA`, with healpy, and the folder of public files.

The maps are IceCube's cascade of 1 July 2020 (nside 128, RING, probability per pixel) and LIGO's and Virgo's G347305
(GW190814; multi-order, probability per steradian, here spread over pixels of nside 2048). A credible region is the
smallest set of pixels whose probabilities add up to the share; regions of values are the pixels from a value on.
sky_contours.csv: the area in square degrees and how many sources of three catalogues lie in pixels of the region.
sky_contours_inside.csv: the names of those of TeVCat.
"""

import csv
import gzip
import pathlib
import sys

import healpy as hp
import numpy as np
from astropy.io import fits
from astropy.table import Table

folder = pathlib.Path(__file__).parent
data = pathlib.Path(sys.argv[1])


def icecube():
    return hp.read_map(data / "skymaps/hese_59031_run00134244.evt000034406854.fits", nest=True, dtype=float)


def ligo():
    rows = fits.getdata(data / "skymaps/bayestar.multiorder.fits")
    order = (np.log2(rows["UNIQ"]) // 2 - 1).astype(int)
    pixel = rows["UNIQ"] - (4 << (2 * order))
    out = np.zeros(hp.nside2npix(2048))
    for k, p, value in zip(order, pixel, rows["PROBDENSITY"]):
        size = 4 ** (11 - k)
        out[p * size : (p + 1) * size] = value
    return out


def catalogues():
    tevcat = Table.read(data / "catalogs/tevcat.ecsv", format="ascii.ecsv")
    yield "tevcat", list(tevcat["source_name"]), np.array(tevcat["ra"]), np.array(tevcat["dec"])
    with gzip.open(data / "catalogs/gll_psch_v13_3FHL.fit.gz") as file:
        rows = fits.open(file)[1].data
        ra, dec = rows["RAJ2000"].astype(float), rows["DEJ2000"].astype(float)
        yield "3fhl", list(rows["Source_Name"]), ra, dec
    with open(data / "catalogs/icecube_10yr_sources_ppd.csv") as file:
        rows = list(csv.DictReader(file))
        ra, dec = (np.array([float(row[name]) for row in rows]) for name in ("Ra", "Dec"))
        yield "icecube10", [row["Name"] for row in rows], ra, dec


with open(folder / "sky_contours.csv", "w") as file, open(folder / "sky_contours_inside.csv", "w") as names_file:
    file.write("# by healpy; made by sky_contours_truth.py\n")
    file.write("map,kind,asked,area_deg2,tevcat,3fhl,icecube10\n")
    names_file.write("# by healpy; made by sky_contours_truth.py\n")
    names_file.write("map,kind,asked,name\n")
    lists = list(catalogues())
    for name, values in (("icecube", icecube()), ("ligo", ligo())):
        nside = hp.npix2nside(len(values))
        order = np.argsort(-values, kind="stable")
        sums = np.cumsum(values[order]) / values.sum()
        top = values.max()
        regions = [("credible", share, order[: np.searchsorted(sums, share) + 1]) for share in (0.5, 0.9, 0.99)]
        regions += [("value", level, np.flatnonzero(values >= level)) for level in (0.3 * top, 0.03 * top)]
        for kind, asked, pixels in regions:
            inside = np.zeros(len(values), bool)
            inside[pixels] = True
            row = [name, kind, f"{asked:.10e}", f"{len(pixels) * hp.nside2pixarea(nside, degrees=True):.6f}"]
            for catalogue, names, ra, dec in lists:
                held = inside[hp.ang2pix(nside, ra, dec, nest=True, lonlat=True)]
                row.append(str(held.sum()))
                if catalogue == "tevcat":
                    for i in np.flatnonzero(held):
                        names_file.write(f"{name},{kind},{asked:.10e},{names[i]}\n")
            file.write(",".join(row) + "\n")
