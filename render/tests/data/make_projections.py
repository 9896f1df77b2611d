"""Places on maps by astropy's wcslib and by Matplotlib -> projections.csv, read by render/src/projection/tests.rs.

Directions come from a formula that the test repeats: point i has longitude 2 pi (frac(i 0.7548776662466927 + 0.5)
- 1/2) and sine of the latitude 2 frac(i 0.5698402909980532 + 0.5) - 1. Every 250th of the 100,000 points is in the
table, with its place in radians of an undistorted map; and for every thousand points the sums of their x and y, so
that the test compares all of them. Matplotlib's Mollweide stops iterating at 1e-3 and is left out.
"""
import numpy as np
from astropy.wcs import WCS
from matplotlib.projections.geo import AitoffAxes, HammerAxes

N = 100_000
i = np.arange(N, dtype=float)
lon = 2 * np.pi * (np.mod(i * 0.7548776662466927 + 0.5, 1) - 0.5)
lat = np.arcsin(2 * np.mod(i * 0.5698402909980532 + 0.5, 1) - 1)


def wcs(code):
    w = WCS(naxis=2)
    w.wcs.ctype = [f"RA---{code}", f"DEC--{code}"]
    w.wcs.crval, w.wcs.crpix, w.wcs.cdelt = [0, 0], [0, 0], [1, 1]
    x, y = w.wcs_world2pix(np.degrees(lon), np.degrees(lat), 1)
    return np.radians(x), np.radians(y)


def matplotlib(transform):
    return transform.transform_non_affine(np.column_stack([lon, lat])).T


ahead = np.cos(lat) * np.cos(lon)
everywhere = np.ones(N, bool)
maps = [
    ("hammer", "astropy AIT", wcs("AIT"), everywhere),
    ("hammer", "matplotlib", matplotlib(HammerAxes.HammerTransform(60)), everywhere),
    # Matplotlib leaves the doubling of x to the axes' aspect.
    ("aitoff", "matplotlib", matplotlib(AitoffAxes.AitoffTransform(60)) * [[2], [1]], everywhere),
    ("mollweide", "astropy MOL", wcs("MOL"), everywhere),
    ("globe", "astropy SIN", wcs("SIN"), ahead > 0),
    ("gnomonic", "astropy TAN", wcs("TAN"), ahead > np.cos(np.radians(70))),
    ("platecarree", "astropy CAR", wcs("CAR"), everywhere),
]
with open("projections.csv", "w") as table:
    print("projection,authority,first,points,x_rad,y_rad", file=table)
    for key, authority, (x, y), seen in maps:
        x, y = np.where(seen, x, 0), np.where(seen, y, 0)
        for step, count in ((250, 1), (1000, 1000)):
            for first in range(0, N, step):
                block = slice(first, first + count)
                if seen[block].any():
                    print(f"{key},{authority},{first},{count},{x[block].sum():.9f},{y[block].sum():.9f}", file=table)
