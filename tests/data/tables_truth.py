"""Writes tables_truth.csv: what every reduced public file holds, as astropy and pandas read it.

One row per column: the file, whether it is a list of candidates, a catalogue or a table of a response, its name,
the column, the number of values that are numbers (or, for texts, that are not empty), and their sum (or the
number of letters) in the unit of the column's name. Run it with the folder of the public files as argument.
"""

import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from astropy.io.votable import parse
from astropy.table import Table

data = Path(sys.argv[1])
out = open(Path(__file__).with_suffix(".csv"), "w")
out.write("# made by tables_truth.py\nfile,part,name,rows,column,count,sum\n")


def numbers(file, part, name, rows, column, values):
    values = np.asarray(np.ma.filled(np.ma.asarray(values, float), np.nan), float)
    good = values[np.isfinite(values)]
    out.write(f"{file},{part},{name},{rows},{column},{len(good)},{math.fsum(good)!r}\n")


def texts(file, part, name, rows, column, values):
    values = ["" if value is None or value is np.ma.masked else str(value).strip() for value in values]
    count = sum(value != "" for value in values)
    letters = sum(len(value) for value in values)
    out.write(f"{file},{part},{name},{rows},{column},{count},{letters}\n")


# IceCube, ten and three years: blanks between cells, units in the header.
for file, name in [
    ("icecube/ps10yr/events/IC40_exp.csv", "IC40"),
    ("icecube/ps3yr/IC79-2010-events.txt", "IC79-2010"),
    ("icecube/ps3yr/IC86-2011-events.txt", "IC86-2011"),
    ("icecube/ps3yr/IC86-2012-events.txt", "IC86-2012"),
]:
    head = open(data / file).readline().lstrip("#").split()
    table = pd.read_csv(data / file, sep=r"\s+", skiprows=1, names=head)
    for column, title in [
        ("ra_deg", "RA[deg]"),
        ("dec_deg", "Dec[deg]"),
        ("sigma_deg", "AngErr[deg]"),
        ("log10_energy", "log10(E/GeV)"),
        ("mjd", "MJD[days]"),
        ("azimuth_deg", "Azimuth[deg]"),
        ("zenith_deg", "Zenith[deg]"),
    ]:
        numbers(file, "sample", name, len(table), column, table[title])

file = "icecube/txs/events_IC86b.txt"
table = pd.read_csv(data / file, sep=r"\s+")
for column, title in [
    ("ra_deg", "Ra_deg"),
    ("dec_deg", "Dec_deg"),
    ("sigma_deg", "Unc_deg"),
    ("log10_energy", "log10(Ereco)"),
    ("mjd", "MJD"),
]:
    numbers(file, "sample", "IC86b", len(table), column, table[title])

# IceCat-1: energies in TeV, errors of 90 %.
file = "icecube/icecat/IceCube_Gold_Bronze_Tracks.csv"
name = "IceCube_Gold_Bronze_Tracks"
table = pd.read_csv(data / file, keep_default_na=False)
rows = len(table)
for column, title in [
    ("ra_deg", "RA"),
    ("dec_deg", "DEC"),
    ("mjd", "EVENTMJD"),
    ("signalness", "SIGNAL"),
    ("ra_plus_deg", "RA_ERR_PLUS"),
    ("ra_minus_deg", "RA_ERR_MINUS"),
    ("dec_plus_deg", "DEC_ERR_PLUS"),
    ("dec_minus_deg", "DEC_ERR_MINUS"),
    ("extra FAR", "FAR"),
    ("extra RUNID", "RUNID"),
    ("extra EVENTID", "EVENTID"),
    ("extra THRGOING_SCR", "THRGOING_SCR"),
]:
    numbers(file, "sample", name, rows, column, table[title])
numbers(file, "sample", name, rows, "log10_energy", np.log10(table["ENERGY"] * 1e3))
texts(file, "sample", name, rows, "name", table["NAME"])
for title in ["I3TYPE", "START"]:
    texts(file, "sample", name, rows, f"label {title}", table[title])

# ANTARES from the Virtual Observatory; Beta and positions are in degrees.
for stem in [
    "ANTARES_2007-2017_cone43_35_r3",
    "ANTARES_2007-2017_cone43_35_r35",
    "ANTARES_pyvo_ESCAPE_school",
    "hyantis_example3_fallback",
]:
    file = f"antares/{stem}.vot"
    table = parse(data / file).get_first_table().to_table(use_names_over_ids=True)
    for column, title in [
        ("ra_deg", "RA"),
        ("dec_deg", "Decl"),
        ("sigma_deg", "Beta"),
        ("hits", "Nhit"),
        ("mjd", "MJD"),
        ("extra _r", "_r"),
    ]:
        numbers(file, "sample", stem, len(table), column, table[title])
    texts(file, "sample", stem, len(table), "name", table["ID"])

# Catalogues.
file = "catalogs/gll_psch_v13_3FHL.fit.gz"
for name in ["LAT_Point_Source_Catalog", "ExtendedSources"]:
    table = Table.read(data / file, hdu=name)
    numbers(file, "catalogue", name, len(table), "ra_deg", table["RAJ2000"])
    numbers(file, "catalogue", name, len(table), "dec_deg", table["DEJ2000"])
    texts(file, "catalogue", name, len(table), "name", table["Source_Name"])
    if name == "ExtendedSources":
        numbers(file, "catalogue", name, len(table), "extension_deg", table["Model_SemiMajor"])
    else:
        numbers(file, "catalogue", name, len(table), "error_deg", table["Conf_95_SemiMajor"])
        numbers(file, "catalogue", name, len(table), "redshift", table["Redshift"])
        texts(file, "catalogue", name, len(table), "kind", table["CLASS"])
        numbers(file, "catalogue", name, len(table), "extra Flux", table["Flux"])
        texts(file, "catalogue", name, len(table), "label ASSOC1", table["ASSOC1"])

file = "catalogs/tevcat.ecsv"
table = Table.read(data / file, format="ascii.ecsv")
numbers(file, "catalogue", "tevcat", len(table), "ra_deg", table["ra"])
numbers(file, "catalogue", "tevcat", len(table), "dec_deg", table["dec"])
texts(file, "catalogue", "tevcat", len(table), "name", table["source_name"])
numbers(file, "catalogue", "tevcat", len(table), "extra source_id", table["source_id"])

file = "catalogs/icecube_10yr_sources_ppd.csv"
name = "icecube_10yr_sources_ppd"
table = pd.read_csv(data / file)
for column, title in [
    ("ra_deg", "Ra"),
    ("dec_deg", "Dec"),
    ("extra TS", "TS"),
    ("extra ns", "ns"),
    ("extra gamma", "gamma"),
    ("extra -Log(p-value)", "-Log(p-value)"),
]:
    numbers(file, "catalogue", name, len(table), column, table[title])
texts(file, "catalogue", name, len(table), "name", table["Name"])

# Responses and good runs.
for name in ["IC40", "IC59", "IC79", "IC86_I", "IC86_II"]:
    file = f"icecube/ps10yr/irfs/{name}_effectiveArea.csv"
    table = pd.read_csv(data / file, sep=r"\s+")
    numbers(file, "area", name, len(table), "area_cm2", table["Aeff"])
    weight = table["Aeff"] * (table["logEmax_nu"] - table["logEmin_nu"]) * (table["decmax"] - table["decmin"])
    numbers(file, "area", name, len(table), "area_cm2 deg", weight)
for name in ["IC79-2010", "IC86-2011", "IC86-2012"]:
    file = f"icecube/ps3yr/{name}-TabulatedAeff.txt"
    head = ["e0", "e1", "c0", "c1", "m2"]
    table = pd.read_csv(data / file, sep=r"\s+", comment="#", names=head)
    numbers(file, "area", name, len(table), "area_cm2", table["m2"] * 1e4)
    weight = table["m2"] * 1e4 * np.log10(table["e1"] / table["e0"]) * (table["c1"] - table["c0"])
    numbers(file, "area", name, len(table), "area_cm2 cos", weight)
    file = f"icecube/ps3yr/{name}-AngRes.txt"
    table = pd.read_csv(data / file, sep=r"\s+", comment="#", names=["e0", "e1", "deg"])
    numbers(file, "resolution", name, len(table), "median_deg", table["deg"])
for name in ["IC40", "IC79", "IC86_I", "IC86_II"]:
    file = f"icecube/ps10yr/uptime/{name}_exp.csv"
    table = pd.read_csv(data / file, sep=r"\s+")
    days = table["MJD_stop[days]"] - table["MJD_start[days]"]
    numbers(file, "uptime", name, len(table), "days", days)
    numbers(file, "uptime", name, len(table), "start_mjd", table["MJD_start[days]"])
out.close()
