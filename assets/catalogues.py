"""Makes the tables of assets/catalogues that are taken over from others' tables: `python catalogues.py CATALOGUES STARS`.

CATALOGUES is a folder with gll_psch_v13_3FHL.fit.gz (3FHL, Ajello et al. 2017) and tevcat.ecsv (TeVCat as of June 2016,
in the repository of gamma-cat); STARS is the folder data of d3-celestial 0.7.35. Makes blazars.csv, extended.csv, tev.csv,
stars.csv and constellations.csv; the other tables are typed by hand.
"""

import csv
import gzip
import json
import pathlib
import sys

import numpy as np
from astropy.io import fits
from astropy.table import Table

folder = pathlib.Path(__file__).parent / "catalogues"
catalogues, stars = map(pathlib.Path, sys.argv[1:])
HEADER = ["name", "ra_deg", "dec_deg", "extension_deg", "kind", "redshift", "aliases"]
KINDS = {
    "bll": "BL Lac",
    "fsrq": "FSRQ",
    "rdg": "radio galaxy",
    "bcu": "blazar",
    "sbg": "starburst galaxy",
    "psr": "pulsar",
    "pwn": "PWN",
    "snr": "SNR",
    "spp": "SNR or PWN",
    "hmb": "binary",
    "bin": "binary",
    "sfr": "star-forming region",
    "glc": "globular cluster",
}


def write(name, rows, header=HEADER):
    with open(folder / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def text(value):
    text = str(value).strip()
    assert not set(text) & set(',;"'), text
    return text


def number(value, decimals):
    return "" if not np.isfinite(value) else f"{value:.{decimals}f}"


with gzip.open(catalogues / "gll_psch_v13_3FHL.fit.gz") as file:
    hdus = fits.open(file)
    fermi = Table(hdus[1].data)
    extended = Table(hdus["ExtendedSources"].data)
fermi["kind"] = [KINDS.get(c.strip().lower(), "") for c in fermi["CLASS"]]

# The hundred most significant blazars and radio galaxies.
bright = fermi[[kind in ("BL Lac", "FSRQ", "radio galaxy") for kind in fermi["kind"]]]
bright.sort("Signif_Avg", reverse=True)
write(
    "blazars.csv",
    [
        [
            text(row["ASSOC1"]),
            number(row["RAJ2000"], 3),
            number(row["DEJ2000"], 3),
            "",
            row["kind"],
            number(row["Redshift"], 4) if row["Redshift"] > 0 else "",
            text(row["Source_Name"]),
        ]
        for row in bright[:100]
    ],
)

# All sources of 3FHL that are larger than its point spread, with the radius or width of their model, and which it is.
FORMS = {"Disk": "disc", "2D Gaussian": "gaussian", "Ring": "ring", "Map": "map"}
by_model = {row["Extended_Source_Name"].strip(): row for row in fermi if row["Extended_Source_Name"].strip()}
rows = []
for row in extended:
    name, size = row[0].strip(), row["Model_SemiMajor"]
    other = by_model.get(name)
    kind = other["kind"] if other is not None else ""
    aliases = []
    if other is not None:
        known = [other["ASSOC1"], other["ASSOC_TEV"], other["Source_Name"]]
        # Parts of the Large Magellanic Cloud are not its only name.
        aliases = [text(alias) for alias in known if alias.strip() not in ("", name, "LMC")]
    aliases = ";".join(dict.fromkeys(aliases))
    form = FORMS[row["Model_Form"].strip()]
    rows.append([text(name), number(row[1], 3), number(row[2], 3), number(size, 3), kind, "", aliases, form])
write("extended.csv", rows, [*HEADER, "form"])

# TeVCat without what stands in it twice: pulsars within their nebulae and sources seen by several telescopes.
TWICE = {
    "MilagroDiffuse",
    "Crab Pulsar",
    "MAGIC J0223+403",
    "MGRO J2031+41",
    "ARGO J2031+4157",
    "MAGIC J1857.2+0263",
    "MAGIC J1857.6+0297",
    "HESS J1746-285",
    "VER J1746-289",
    "Galactic Centre Ridge",
}
of_tev = {}
for row in fermi:
    of_tev.setdefault(row["ASSOC_TEV"].strip(), row)
rows = []
for row in Table.read(catalogues / "tevcat.ecsv", format="ascii.ecsv"):
    if row["source_name"] in TWICE:
        continue
    other = of_tev.get(row["source_name"])
    kind = redshift = aliases = ""
    if other is not None:
        kind, aliases = other["kind"], text(other["Source_Name"])
        redshift = number(other["Redshift"], 4) if other["Redshift"] > 0 else ""
    rows.append([text(row["source_name"]), number(row["ra"], 4), number(row["dec"], 4), "", kind, redshift, aliases])
write("tev.csv", rows)

# Stars brighter than 4.5, with their proper names and those of Bayer and Flamsteed.
names = json.load(open(stars / "starnames.json"))
# Of names that d3-celestial gives to two stars, the IAU's star; none has Grafias.
OWNERS = {
    "Alnair": 109268,
    "Atik": 17448,
    "Beemim": 20535,
    "Fawaris": 97165,
    "Grafias": 0,
    "Markab": 113963,
    "Nembus": 7607,
    "Propus": 29655,
    "Tarazed": 97278,
}
rows = []
for star in json.load(open(stars / "stars.6.json"))["features"]:
    magnitude = star["properties"]["mag"]
    if magnitude >= 4.5:
        continue
    lon, lat = star["geometry"]["coordinates"]
    known = names.get(str(star["id"]), {})
    constellation = known.get("c", "")
    bayer = [known[key].replace("undefined", "υ") for key in ("bayer", "flam") if known.get(key)]
    aliases = [f"{letter} {constellation}" for letter in bayer]
    aliases.append(f"HIP {star['id']}")
    name = known.get("name", "")
    if not name or OWNERS.get(name, star["id"]) != star["id"]:
        name = aliases.pop(0)
    colour = star["properties"]["bv"]
    rows.append([text(name), f"{lon % 360:.4f}", f"{lat:.4f}", f"{magnitude:.2f}", colour, ";".join(aliases)])
rows.sort(key=lambda row: float(row[3]))
write("stars.csv", rows, ["name", "ra_deg", "dec_deg", "magnitude", "b_v", "aliases"])

# Figures of the constellations: one line a row, its corners as pairs of right ascension and declination.
titles = {c["id"]: c["properties"]["name"] for c in json.load(open(stars / "constellations.json"))["features"]}
rows = []
for figure in json.load(open(stars / "constellations.lines.json"))["features"]:
    for line in figure["geometry"]["coordinates"]:
        corners = " ".join(f"{lon % 360:.3f} {lat:.3f}" for lon, lat in line)
        rows.append([text(titles[figure["id"]]), figure["id"], corners])
write("constellations.csv", rows, ["name", "short", "corners_deg"])
