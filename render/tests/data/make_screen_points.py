"""RING pixels by healpy under 10,000 points of a screen -> screen_points.csv, read by render/tests/map_values.rs.

A picture of 1000 x 600 pixels with a Hammer map (astropy's AIT) around right ascension 123.4 degrees, 456 pixels
from the middle to the edge, right ascension to the left. Point i is (1000 frac(i 0.7548776662466927),
600 frac(i 0.5698402909980532)), right and down. Each line holds 20 pixels of nside 1024; -1 is beside the map.
"""
import healpy
import numpy as np
from astropy.wcs import WCS

i = np.arange(10_000, dtype=float)
right, down = 1000 * np.mod(i * 0.7548776662466927, 1), 600 * np.mod(i * 0.5698402909980532, 1)
scale = np.degrees(2 * np.sqrt(2)) / 456
wcs = WCS(naxis=2)
wcs.wcs.ctype = ["RA---AIT", "DEC--AIT"]
wcs.wcs.crval, wcs.wcs.crpix, wcs.wcs.cdelt = [123.4, 0], [500, 300], [-scale, -scale]
ra, dec = wcs.wcs_pix2world(right, down, 1)
with np.errstate(invalid="ignore"):
    inside = np.hypot((right - 500) / 456, (down - 300) / 228) <= 1
pixels = np.full(10_000, -1)
pixels[inside] = healpy.ang2pix(1024, ra[inside], dec[inside], lonlat=True)
with open("screen_points.csv", "w") as table:
    for row in pixels.reshape(-1, 20):
        print(",".join(map(str, row)), file=table)
