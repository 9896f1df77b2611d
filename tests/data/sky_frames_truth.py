"""Makes sky_frames_static.csv, sky_frames_horizon.csv and sky_frames_bodies.csv, which nuscope's frames are checked
against: `python sky_frames_truth.py`, with astropy and pyerfa.

sky_frames_static.csv: random positions and the poles in galactic (ERFA icrs2g), ecliptic of J2000 (ERFA eqec06) and
supergalactic coordinates (ERFA icrs2g, then astropy's rotation from galactic to supergalactic).
sky_frames_horizon.csv: altitude and azimuth by astropy (no refraction), with UT1 - UTC and the pole from the IERS,
at the sites as nuscope has them.
sky_frames_bodies.csv: Sun and Moon from the Earth's centre and from the sites. astropy gives apparent places of its
built-in ephemerides (ERFA epv00 and moon98); ERFA's aticq takes the aberration off them. Also the Moon's altitude
and azimuth at the sites, by astropy.
"""

import pathlib

import erfa
import numpy as np
from astropy import units as u
from astropy.coordinates import GCRS, AltAz, EarthLocation, Galactic, SkyCoord, Supergalactic, get_body
from astropy.time import Time
from astropy.utils import iers

folder = pathlib.Path(__file__).parent
random = np.random.default_rng(20260217)
iers.conf.auto_download = False

SITES = {
    "ARCA": (36.292201, 15.975552, -3450.0),
    "ORCA": (42.800840, 6.022281, -2440.0),
    "ANTARES": (42.798917, 6.165701, -2500.0),
    "IceCube": (-89.9944, -62.6081, 883.92),
}


def sphere(n):
    return random.uniform(0, 2 * np.pi, n), np.arcsin(random.uniform(-1, 1, n))


def deg(x):
    return np.degrees(x)


ra, dec = sphere(296)
ra = np.concatenate([ra, [0.0, 0.0, 3.0, 6.2831853]])
dec = np.concatenate([dec, [np.pi / 2, -np.pi / 2, 0.0, 0.0]])
with open(folder / "sky_frames_static.csv", "w") as file:
    file.write("# by ERFA and astropy; made by sky_frames_truth.py\n")
    file.write("ra_deg,dec_deg,l_deg,b_deg,ecl_lon_deg,ecl_lat_deg,sgl_deg,sgb_deg\n")
    for a, d in zip(ra, dec):
        l, b = erfa.icrs2g(a, d)
        lon, lat = erfa.eqec06(2451545.0, 0.0, a, d)
        sg = SkyCoord(Galactic(l=l * u.rad, b=b * u.rad)).transform_to(Supergalactic())
        row = [deg(x) for x in (a, d, l, b, lon, lat)] + [sg.sgl.deg, sg.sgb.deg]
        file.write(",".join(f"{x:.12f}" for x in row) + "\n")

with open(folder / "sky_frames_horizon.csv", "w") as file:
    file.write("# by astropy; made by sky_frames_truth.py\n")
    file.write("site,mjd,ut1_minus_utc_s,pole_x_arcsec,pole_y_arcsec,ra_deg,dec_deg,altitude_deg,azimuth_deg\n")
    for name, (lat, lon, height) in SITES.items():
        place = EarthLocation.from_geodetic(lon * u.deg, lat * u.deg, height * u.m)
        a, d = sphere(60)
        mjd = np.round(random.uniform(51544, 60900, 60), 7)
        for i in range(60):
            time = Time(mjd[i], format="mjd", scale="utc")
            table = iers.earth_orientation_table.get()
            x, y = (c.to_value(u.arcsec) for c in table.pm_xy(time))
            frame = AltAz(obstime=time, location=place, pressure=0 * u.hPa)
            seen = SkyCoord(a[i] * u.rad, d[i] * u.rad).transform_to(frame)
            row = [mjd[i], float(time.delta_ut1_utc), x, y, deg(a[i]), deg(d[i]), seen.alt.deg, seen.az.deg]
            file.write(name + "," + ",".join(f"{v:.10f}" for v in row) + "\n")


def astrometric(direction, astrom):
    """ICRS place in degrees without aberration and deflection, from an apparent GCRS vector."""
    # aticq starts from CIRS: go there by the frame's own rotation.
    cirs = astrom["bpn"] @ (direction / np.linalg.norm(direction))
    ri, di = erfa.c2s(cirs)
    r, d = erfa.aticq(ri, di, astrom)
    return deg(erfa.anp(r)), deg(d)


with open(folder / "sky_frames_bodies.csv", "w") as file:
    file.write("# by astropy and ERFA; made by sky_frames_truth.py\n")
    file.write("site,mjd,ut1_minus_utc_s,body,ra_deg,dec_deg,distance_m,altitude_deg,azimuth_deg\n")
    for mjd in np.round(random.uniform(51544, 60900, 24), 6):
        time = Time(mjd, format="mjd", scale="utc")
        tt = time.tt
        dut1 = float(time.delta_ut1_utc)
        for body in ("sun", "moon"):
            for name in ["centre", *SITES]:
                altaz = (np.nan, np.nan)
                if name == "centre":
                    apparent = get_body(body, time, ephemeris="builtin")
                    astrom = erfa.apci13(tt.jd1, tt.jd2)[0]
                else:
                    lat, lon, height = SITES[name]
                    place = EarthLocation.from_geodetic(lon * u.deg, lat * u.deg, height * u.m)
                    apparent = get_body(body, time, place, ephemeris="builtin")
                    seen = apparent.transform_to(AltAz(obstime=time, location=place, pressure=0 * u.hPa))
                    altaz = (seen.alt.deg, seen.az.deg)
                    utc = time.utc
                    astrom = erfa.apco13(
                        utc.jd1, utc.jd2, dut1, np.radians(lon), np.radians(lat), height, 0, 0, 0, 0, 0, 0.5
                    )[0]
                vector = apparent.cartesian.xyz.to_value(u.m)
                a, d = astrometric(vector, astrom)
                distance = np.linalg.norm(vector)
                file.write(f"{name},{mjd:.6f},{dut1:.7f},{body},{a:.9f},{d:.9f},{distance:.0f},")
                file.write(",".join(f"{v:.8f}" for v in altaz) + "\n")
