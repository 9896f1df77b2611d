"""Makes map_on_screen.f64.gz, which what nuscope reads of a map under points of the screen is checked against:
`python map_on_screen.py DATA`, with healpy and astropy, and the folder of public files.

The map is IceCube's cascade of 1 July 2020 (nside 128, RING). For each of four projections (FITS codes AIT, MOL, CAR,
SIN), whose middle and size in pixels are below, 10,000 points of the screen are turned into directions by astropy's
WCS and read by healpy. A point's place is a share of the picture's width and height, by sequences without pattern
that both programs count alike: the fractions of i times two irrational numbers. Little-endian 64-bit floats, the
projections one after the other; NaN beside the map.
"""

import gzip
import pathlib
import sys

import healpy as hp
import numpy as np
from astropy.wcs import WCS

WIDTH, HEIGHT = 1280.0, 640.0
# FITS code, half the map's width in degrees of its native plane, right ascension and declination of its middle,
# half of its width in pixels.
PROJECTIONS = (
    ("AIT", 2 * np.degrees(np.sqrt(2)), 180.0, 0.0, 500.0),
    ("MOL", 2 * np.degrees(np.sqrt(2)), 30.0, 0.0, 500.0),
    ("CAR", 180.0, 266.4, 0.0, 560.0),
    ("SIN", np.degrees(1), 95.0, -35.0, 300.0),
)
POINTS = 10_000


def inside(code, x, y):
    """Whether a place, in halves of the map's width from its middle, is on the map."""
    if code == "CAR":
        return (abs(x) < 1) & (abs(y) < 0.5)
    if code == "SIN":
        return x * x + y * y < 1
    return x * x + 4 * y * y < 1


def main():
    name = "skymaps/hese_59031_run00134244.evt000034406854.fits"
    values = hp.read_map(pathlib.Path(sys.argv[1]) / name, dtype=float)
    nside = hp.npix2nside(len(values))
    i = np.arange(1, POINTS + 1)
    across, down = (i * 0.7548776662466927) % 1.0, (i * 0.5698402909980532) % 1.0
    out = []
    for code, half_deg, ra, dec, half_px in PROJECTIONS:
        wcs = WCS(naxis=2)
        wcs.wcs.ctype = [f"RA---{code}", f"DEC--{code}"]
        wcs.wcs.crval = [ra, dec]
        wcs.wcs.crpix = [1.0, 1.0]
        wcs.wcs.cdelt = [-half_deg / half_px, half_deg / half_px]
        x, y = across * WIDTH - WIDTH / 2, HEIGHT / 2 - down * HEIGHT
        on_map = inside(code, x / half_px, y / half_px)
        found = np.full(POINTS, np.nan)
        lon, lat = wcs.wcs_pix2world(x[on_map], y[on_map], 0)
        good = np.isfinite(lon)
        assert good.all(), code
        found[on_map] = values[hp.ang2pix(nside, lon, lat, lonlat=True)]
        print(code, on_map.sum(), "points on the map")
        out.append(found)
    raw = np.concatenate(out).astype("<f8").tobytes()
    path = pathlib.Path(__file__).parent / "map_on_screen.f64.gz"
    with open(path, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(raw)


main()
