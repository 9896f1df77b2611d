"""Places on a Hammer map by astropy's wcslib (AIT) -> projection.csv, read by render/src/projection.rs.

The disc coordinates are the projected ones divided by the semi-axes, 2 sqrt(2) and sqrt(2) radians.
"""
import numpy as np
from astropy.wcs import WCS

random = np.random.default_rng(20260102)
wcs = WCS(naxis=2)
wcs.wcs.ctype = ["RA---AIT", "DEC--AIT"]
wcs.wcs.crval = [0, 0]
wcs.wcs.crpix = [0, 0]
wcs.wcs.cdelt = [1, 1]
lon = random.uniform(-180, 180, 400)
lat = np.degrees(np.arcsin(random.uniform(-1, 1, 400)))
lon[:20] = random.uniform(-1e-3, 1e-3, 20)
lon[20:40] = 180 - 10 ** random.uniform(-9, 0, 20)
lat[40:60] = 90 - 10 ** random.uniform(-9, 0, 20)
x, y = wcs.wcs_world2pix(lon, lat, 0)
x, y = x + 1, y + 1  # wcs_world2pix counts from 0
with open("projection.csv", "w") as table:
    print("lon_deg,lat_deg,disc_x,disc_y", file=table)
    for row in zip(lon, lat, np.radians(x) / (2 * np.sqrt(2)), np.radians(y) / np.sqrt(2)):
        print(",".join(repr(float(value)) for value in row), file=table)
