"""Angular errors restated for another share of true directions, by scipy's Rayleigh distribution.

Writes error_levels.csv beside this file: the error, the share it holds, the share wanted, the error that holds it.
"""

import csv
import pathlib

from scipy.stats import norm, rayleigh

shares = [
    rayleigh.cdf(1.0),
    0.5,
    norm.cdf(1.0) - norm.cdf(-1.0),
    0.9,
    0.95,
    0.99,
]
with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["error_rad", "share", "wanted_share", "wanted_error_rad"])
    for number, share in enumerate(shares):
        error = 0.004 * 1.7**number
        for wanted in shares:
            scale = error / rayleigh.ppf(share)
            rows.writerow([repr(float(x)) for x in (error, share, wanted, scale * rayleigh.ppf(wanted))])
