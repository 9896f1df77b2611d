"""Makes the table of UT1 - TAI in io/model/src/ut1.rs, and ut1_truth.csv, which it is checked against.

    pip install astropy
    python3 ut1_truth.py

UT1 - TAI has no leap seconds, so that it can be read between the lines of a table. Source: IERS Bulletin B, as
the package astropy-iers-data carries it. The script prints the table and the worst error of reading between its
lines; it fails if that is beyond 0.03 s.
"""

from pathlib import Path

import numpy as np
from astropy.time import Time
from astropy.utils import iers

FIRST_MJD, STEP_DAYS = 50_814, 90
iers.conf.auto_download = False


def tables(bulletin, mjd):
    """UT1 - TAI and UT1 - UTC in seconds."""
    utc = Time(mjd, format="mjd", scale="utc")
    ut1_utc = bulletin.ut1_utc(utc).to_value("s")
    tai_utc = np.round((utc.tai.jd1 - utc.jd1 + utc.tai.jd2 - utc.jd2) * 86_400)
    return ut1_utc - tai_utc, ut1_utc


bulletin = iers.IERS_B.open()
last_mjd = bulletin["MJD"][-1].value
mjd = np.arange(FIRST_MJD, last_mjd, STEP_DAYS)
table = np.round(tables(bulletin, mjd)[0], 3)
print(f"{len(table)} values every {STEP_DAYS} days from MJD {FIRST_MJD}:")
print(", ".join(f"{value:.3f}" for value in table))

days = np.arange(FIRST_MJD, mjd[-1])
exact, ut1_utc = tables(bulletin, days)
worst = np.abs(np.interp(days, mjd, table) - exact).max()
print(f"worst error {worst:.4f} s")
assert worst < 0.03

with open(Path(__file__).with_suffix(".csv"), "w") as file:
    print(f"# IERS Bulletin B to MJD {last_mjd:.0f}; made by ut1_truth.py", file=file)
    print("mjd,ut1_minus_utc_s", file=file)
    for day, value in list(zip(days, ut1_utc))[::97]:
        print(f"{day:.0f},{value:.6f}", file=file)
