"""Makes reduce_truth.csv, which nuscope's reduced lists are checked against.

    pip install astropy h5py km3io
    python3 reduce_truth.py DATA_FOLDER

One row for each event with a muon fit of three public files: a simulation as KM3NeT HDF5 (its `best_jmuon`, joined
by group_id, at a date of our choice because it has none), and ORCA as offline ROOT, recorded and simulated run by
run (km3io's best_jmuon, at the event's own time). Positions are astropy's: AltAz without air pressure, from ARCA or
ORCA, whose place and convergence are those of PROJ.
"""

import sys
from pathlib import Path

import astropy.units as u
import h5py
import km3io
import numpy as np
from astropy.coordinates import AltAz, EarthLocation, SkyCoord
from astropy.time import Time
from astropy.utils import iers
from km3io.definitions import fitparameters

iers.conf.auto_download = False
data = Path(sys.argv[1])

# Latitude, longitude, height, convergence of the UTM grid.
ARCA = (36.292200522, 15.975552398, -3450.0, 0.577469575)
ORCA = (42.800839645, 6.022280579, -2440.0, -2.024209240)
STAND_IN_MJD = 59_000.25


def position(site, direction, time):
    """Right ascension, declination, zenith and azimuth in degrees."""
    latitude, longitude, height, convergence = site
    source = -np.array(direction) / np.linalg.norm(direction)
    zenith = np.degrees(np.arccos(source[2]))
    azimuth = np.degrees(np.arctan2(source[1], source[0])) % 360
    place = EarthLocation(lon=longitude * u.deg, lat=latitude * u.deg, height=height * u.m)
    seen = SkyCoord(
        alt=(90 - zenith) * u.deg,
        az=(90 - azimuth + convergence) * u.deg,
        frame=AltAz(obstime=time, location=place),
    ).icrs
    return seen.ra.deg, seen.dec.deg, zenith, azimuth


def hdf5_rows(name):
    file = h5py.File(data / name)
    fits, info = file["reco/best_jmuon"][:], file["event_info"][:]
    groups, triggered = file["hits/group_id"][:], file["hits/triggered"][:]
    time = Time(STAND_IN_MJD, format="mjd", scale="utc")
    for fit in fits:
        event = info[info["group_id"] == fit["group_id"]][0]
        direction = [fit["dir_x"], fit["dir_y"], fit["dir_z"]]
        hits = np.count_nonzero(triggered[groups == fit["group_id"]])
        numbers = np.degrees(fit["JGANDALF_BETA0_RAD"]), fit["E"], fit["likelihood"]
        yield event["event_id"], event["run_id"], STAND_IN_MJD, hits, numbers, position(ARCA, direction, time)


def root_rows(name):
    file = km3io.OfflineReader(str(data / name))
    for event in file:
        jmuon = [
            i
            for i in range(len(event.tracks.rec_type))
            if event.tracks.rec_type[i] == 4000 and any(1 <= s <= 99 for s in event.tracks.rec_stages[i])
        ]
        if not jmuon:
            continue
        tracks = event.tracks
        best = max(jmuon, key=lambda i: (len(tracks.rec_stages[i]), tracks.lik[i]))
        time = Time(event.t_sec, event.t_ns * 1e-9, format="unix", scale="utc")
        fitinf = np.array(tracks.fitinf[best])
        beta0 = np.degrees(fitinf[fitparameters.JGANDALF_BETA0_RAD])
        direction = [tracks.dir_x[best], tracks.dir_y[best], tracks.dir_z[best]]
        hits = np.count_nonzero(np.array(event.hits.trig))
        numbers = beta0, tracks.E[best], tracks.lik[best]
        yield event.id, event.run_id, time.mjd, hits, numbers, position(ORCA, direction, time)


with open(Path(__file__).with_suffix(".csv"), "w") as out:
    print("# made by reduce_truth.py", file=out)
    print("file,event,run,mjd,hits,beta0_deg,energy_gev,likelihood,ra_deg,dec_deg,zenith_deg,azimuth_deg", file=out)
    for name, rows in [
        ("km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5", hdf5_rows),
        ("km3net/offline/km3net_offline.root", root_rows),
        ("km3net/offline/orca6_offline_v9.2.root", root_rows),
    ]:
        for event, run, mjd, hits, numbers, angles in rows(name):
            first = f"{name},{event},{run},{mjd:.9f},{hits}"
            numbers = ",".join(f"{float(value):.9g}" for value in numbers)
            print(first, numbers, ",".join(f"{value:.8f}" for value in angles), sep=",", file=out)
