"""Makes coordinates_utm.csv and coordinates_sky.csv, which nuscope's sites are checked against.

    pip install astropy pyproj
    python3 coordinates_truth.py [ROWS]

coordinates_utm.csv: random points of the UTM grid, both hemispheres and all zones, with latitude, longitude and
meridian convergence by PROJ (EPSG 326xx and 327xx).

coordinates_sky.csv: random directions, moments and sites. A source at zenith and azimuth (counter-clockwise from
the frame's x axis) is at altitude 90° - zenith and azimuth 90° - azimuth + convergence (north over east), and its
position in the ICRS is that of astropy's AltAz frame without air pressure, with UT1 and polar motion of the IERS.
Days with a leap second are left out: how long a share of such a day is, an MJD does not say.
"""

import sys
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.coordinates import AltAz, EarthLocation, SkyCoord
from astropy.time import Time
from astropy.utils import iers
from pyproj import Proj, Transformer

iers.conf.auto_download = False
rows = int(sys.argv[1]) if len(sys.argv) > 1 else 300
folder = Path(__file__).parent
random = np.random.default_rng(230213)

SITES = {
    "ARCA": ("33N", 587600.0, 4016800.0, -3450.0),
    "ORCA": ("32N", 256500.0, 4743000.0, -2440.0),
    "ANTARES": ("32N", 268221.6, 4742381.9, -2500.0),
}


def from_grid(zone, easting, northing):
    """Latitude, longitude and convergence in degrees."""
    number, south = int(zone[:-1]), zone.endswith("S")
    code = (32700 if south else 32600) + number
    longitude, latitude = Transformer.from_crs(code, 4326, always_xy=True).transform(easting, northing)
    factors = Proj(code).get_factors(longitude, latitude)
    return latitude, longitude, factors.meridian_convergence


with open(folder / "coordinates_utm.csv", "w") as file:
    print("# by PROJ; made by coordinates_truth.py", file=file)
    print("zone,easting_m,northing_m,latitude_deg,longitude_deg,convergence_deg", file=file)
    for _ in range(rows):
        zone = f"{random.integers(1, 61)}{random.choice(['N', 'S'])}"
        latitude = random.uniform(0, 80) * (1 if zone.endswith("N") else -1)
        # Wide of the zone by half a degree, where it is a few hundred kilometres wide.
        easting = 500_000 + random.uniform(-3.5, 3.5) * 111_320 * np.cos(np.radians(latitude))
        northing = abs(latitude) * 110_900
        northing = northing if zone.endswith("N") else 10_000_000 - northing
        easting, northing = round(easting, 3), round(northing, 3)
        truth = ",".join(f"{value:.12f}" for value in from_grid(zone, easting, northing))
        print(f"{zone},{easting},{northing},{truth}", file=file)

names = random.choice([*SITES, "IceCube"], rows)
# Uniform on the sphere, and in time from 1998 to 2026.
zenith = np.degrees(np.arccos(random.uniform(-1, 1, rows))).round(6)
azimuth = random.uniform(0, 360, rows).round(6)
mjd = random.uniform(50_814, 61_250, rows).round(7)
days = [Time(np.floor(mjd) + i, format="mjd", scale="utc").tai for i in (0, 1)]
mjd += 10 * ((days[1] - days[0]).to_value("s") > 86_400.5)
with open(folder / "coordinates_sky.csv", "w") as file:
    print("# by astropy; made by coordinates_truth.py", file=file)
    print("site,zenith_deg,azimuth_deg,mjd,ra_deg,dec_deg,l_deg,b_deg", file=file)
    for name in [*SITES, "IceCube"]:
        chosen = np.flatnonzero(names == name)
        if name == "IceCube":
            latitude, longitude, convergence, height = -89.9944, -62.6081, 62.6081, 883.92
        else:
            latitude, longitude, convergence = from_grid(*SITES[name][:3])
            height = SITES[name][3]
        frame = AltAz(
            obstime=Time(mjd[chosen], format="mjd", scale="utc"),
            location=EarthLocation(lon=longitude * u.deg, lat=latitude * u.deg, height=height * u.m),
        )
        seen = SkyCoord(
            alt=(90 - zenith[chosen]) * u.deg,
            az=(90 - azimuth[chosen] + convergence) * u.deg,
            frame=frame,
        )
        icrs, galactic = seen.icrs, seen.galactic
        for i, ra, dec, l, b in zip(chosen, icrs.ra.deg, icrs.dec.deg, galactic.l.deg, galactic.b.deg):
            position = f"{ra:.8f},{dec:.8f},{l:.8f},{b:.8f}"
            print(f"{name},{zenith[i]:.6f},{azimuth[i]:.6f},{mjd[i]:.7f},{position}", file=file)
