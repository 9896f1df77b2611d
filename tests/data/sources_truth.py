"""Sources of the built-in catalogues as their publications have them: `python sources_truth.py CATALOGUES`.

CATALOGUES is a folder with gll_psch_v13_3FHL.fit.gz (3FHL, Ajello et al. 2017) and tevcat.ecsv (TeVCat as of June 2016).
Stars are those of PyEphem (Hipparcos), at J2000 and without proper motion. Writes sources_truth.csv beside this file.
"""

import csv
import gzip
import pathlib
import sys

import ephem
import numpy as np
from astropy.io import fits
from astropy.table import Table

folder = pathlib.Path(sys.argv[1])
with gzip.open(folder / "gll_psch_v13_3FHL.fit.gz") as file:
    hdus = fits.open(file)
    fermi = Table(hdus[1].data)
    extended = Table(hdus["ExtendedSources"].data)
tev = Table.read(folder / "tevcat.ecsv", format="ascii.ecsv")
rows = []


def add(catalogue, name, ra, dec, extension="", form="", redshift="", magnitude=""):
    rows.append([catalogue, name, f"{ra:.5f}", f"{dec:.5f}", extension, form, redshift, magnitude])


for name in ["Mkn 421", "PKS 2155-304", "S5 0716+71", "NGC 1275", "3C 279", "PKS 1424+240"]:
    row = next(row for row in fermi if row["ASSOC1"].strip() == name)
    redshift = f"{row['Redshift']:.4f}" if np.isfinite(row["Redshift"]) and row["Redshift"] > 0 else ""
    add("Blazars and radio galaxies", name, row["RAJ2000"], row["DEJ2000"], redshift=redshift)
forms = {"Disk": "disc", "2D Gaussian": "gaussian", "Ring": "ring", "Map": "map"}
for name in ["IC 443", "W 44", "Cygnus Cocoon", "HB 21", "RX J1713.7-3946"]:
    row = next(row for row in extended if row["Source_Name"].strip() == name)
    size, form = f"{row['Model_SemiMajor']:.3f}", forms[row["Model_Form"].strip()]
    add("Extended gamma-ray sources", name, row["RAJ2000"], row["DEJ2000"], size, form)
for name in ["Crab", "Cassiopeia A", "M 87", "LS 5039", "HESS J1825-137"]:
    row = next(row for row in tev if row["source_name"] == name)
    add("TeV sources", name, row["ra"], row["dec"])
for name in ["Sirius", "Betelgeuse", "Vega", "Antares", "Fomalhaut", "Polaris"]:
    star = ephem.star(name)
    star.compute("2000/1/1")
    add("Bright stars", name, np.degrees(star._ra), np.degrees(star._dec), magnitude=f"{star.mag:.2f}")

with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["catalogue", "name", "ra_deg", "dec_deg", "extension_deg", "form", "redshift", "magnitude"])
    out.writerows(rows)
