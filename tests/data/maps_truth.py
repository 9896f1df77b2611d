"""Writes small maps and regions of every kind to maps/, and maps_truth.csv: what healpy, astropy and mocpy read.

    python maps_truth.py FOLDER_OF_REAL_FILES > maps_truth.csv

Rows of `what`:
  value     the value of a column of the map's own pixels at a position
  drawn     the value of the map as it is drawn, at the centre of one of its pixels
  area      area of a region, or of a share of a map's density (column: the share), in square degrees
  inside    1 where a region holds a position, else 0
Positions are right ascension and declination (ICRS) in degrees; galactic and ecliptic ones are astropy's.
"""

import gzip
import io
import pathlib
import sys

import astropy.units as u
import healpy
import numpy as np
from astropy.coordinates import BarycentricMeanEcliptic, Galactic, SkyCoord
from astropy.io import fits
from mocpy import MOC

REAL = pathlib.Path(sys.argv[1])
HERE = pathlib.Path(__file__).parent
MAPS = HERE / "maps"
MAPS.mkdir(exist_ok=True)
random = np.random.default_rng(20261122)
UNSEEN = -1.6375e30


def positions(count):
    ra = random.uniform(0, 360, count)
    dec = np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    return [(float(f"{a:.6f}"), float(f"{d:.6f}")) for a, d in zip(ra, dec)]


def lonlat(frame, ra, dec):
    """Longitude and latitude of a frame in degrees."""
    place = SkyCoord(ra, dec, unit="deg", frame="icrs")
    if frame == "G":
        place = place.transform_to(Galactic())
        return place.l.deg, place.b.deg
    if frame == "E":
        place = place.transform_to(BarycentricMeanEcliptic(equinox="J2000"))
        return place.lon.deg, place.lat.deg
    return ra, dec


def row(name, what, column, ra, dec, value):
    print(f"{name},{what},{column},{ra!r},{dec!r},{float(value)!r}")


def write(name, columns, **cards):
    """A map with these columns and cards."""
    table = fits.BinTableHDU.from_columns(columns)
    table.header["PIXTYPE"] = "HEALPIX"
    for key, value in cards.items():
        table.header[key] = value
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(content)
    packed = name.endswith(".gz")
    (MAPS / name).write_bytes(gzip.compress(content.getvalue(), mtime=0) if packed else content.getvalue())


def whole(name, arrays, nest, frame="C", count=40, drawn=None):
    """Rows of a map of the whole sky."""
    for column, values in arrays.items():
        nside = int(np.sqrt(len(values) / 12))
        places = positions(count)
        if drawn:
            pixels = random.integers(0, 12 * drawn**2, count)
            places = [tuple(map(float, healpy.pix2ang(drawn, pixel, lonlat=True))) for pixel in pixels]
        for ra, dec in places:
            lon, lat = lonlat(frame, ra, dec)
            value = values[healpy.ang2pix(nside, lon, lat, nest=nest, lonlat=True)]
            row(name, "drawn" if drawn else "value", column, ra, dec, value)


def ring(nside):
    return np.round(random.normal(size=12 * nside**2), 3)


print("file,what,column,ra_deg,dec_deg,value")

# RING, integers, with a masked one and a scale.
counts = np.arange(192, dtype=">i4")
column = fits.Column("COUNTS", "J", array=counts, unit="event", null=7)
write("ring_int.fits", [column], ORDERING="RING", COORDSYS="C", NSIDE=4)
whole("maps/ring_int.fits", {"COUNTS": np.where(counts == 7, np.nan, counts)}, False)

# NESTED, doubles and floats, masked by HEALPix's own value and by BAD_DATA.
a, b = ring(4), ring(4).astype("f4")
masked_a, masked_b = a.copy(), b.copy()
masked_a[10], masked_b[11] = UNSEEN, -1e25
columns = [fits.Column("A", "D", array=masked_a, unit="1/sr"), fits.Column("B", "E", array=masked_b)]
write("nested_double.fits", columns, ORDERING="NESTED", COORDSYS="C", NSIDE=4, BAD_DATA=-1e25)
a[10], b[11] = np.nan, np.nan
whole("maps/nested_double.fits", {"A": a, "B": b}, True)

# Many pixels in a row, compressed, and no word on order, frame or nside.
values = ring(16).astype("f4")
write("many_in_a_row.fits.gz", [fits.Column("T", "1024E", array=values.reshape(3, 1024))])
whole("maps/many_in_a_row.fits.gz", {"T": values}, False)

# Pixels of other frames.
values = ring(4)
write("galactic_ring.fits", [fits.Column("I", "D", array=values)], ORDERING="RING", COORDSYS="G", NSIDE=4)
whole("maps/galactic_ring.fits", {"I": values}, False, "G")
whole("maps/galactic_ring.fits", {"I": values}, False, "G", drawn=16)
values = ring(4)
write("ecliptic_nested.fits", [fits.Column("I", "D", array=values)], ORDERING="NESTED", COORDSYS="E", NSIDE=4)
whole("maps/ecliptic_nested.fits", {"I": values}, True, "E")
whole("maps/ecliptic_nested.fits", {"I": values}, True, "E", drawn=16)

# An nside that is no power of two.
values = ring(6)
write("ring_nside6.fits", [fits.Column("I", "D", array=values)], ORDERING="RING", COORDSYS="C", NSIDE=6)
whole("maps/ring_nside6.fits", {"I": values}, False, drawn=32)

# A part of the sky as healpy writes it, and by FIRSTPIX.
values = np.full(768, UNSEEN)
values[healpy.query_disc(8, healpy.ang2vec(200, -30, lonlat=True), 0.5)] = 1.5
values[5] = 2.5
healpy.write_map(
    MAPS / "partial_ring.fits", values, coord="C", partial=True, overwrite=True, dtype=np.float64, column_names=["P"]
)
whole("maps/partial_ring.fits", {"P": np.where(values == UNSEEN, np.nan, values)}, False, count=80)
values = np.full(768, np.nan)
values[100:300] = np.arange(200)
cards = dict(ORDERING="NESTED", COORDSYS="C", NSIDE=8, FIRSTPIX=100, LASTPIX=299, OBJECT="PARTIAL")
write("partial_first_last.fits", [fits.Column("P", "D", array=values[100:300])], **cards)
whole("maps/partial_first_last.fits", {"P": values}, True, count=80)


def multi_order(name, table, columns, count, shares):
    """Rows of a map in NUNIQ order; cells are found one order after another."""
    uniq = table["UNIQ"].astype("i8")
    order = (np.floor(np.log2(uniq)) / 2 - 1).astype(int)
    pixel = uniq - 4 ** (order + 1)
    area = 4 * np.pi / (12 * 4.0**order)
    known = {(o, p): i for i, (o, p) in enumerate(zip(order.tolist(), pixel.tolist()))}
    near = [i for i in np.argsort(-table[columns[0]])[: count // 4]]
    near = [healpy.pix2ang(2 ** order[i], pixel[i], nest=True, lonlat=True) for i in near]
    for ra, dec in positions(count) + [(float(ra), float(dec)) for ra, dec in near]:
        for o in sorted(set(order.tolist())):
            i = known.get((o, int(healpy.ang2pix(2**o, ra, dec, nest=True, lonlat=True))))
            if i is not None:
                for column in columns:
                    row(name, "value", column, ra, dec, table[column][i])
                break
        else:
            row(name, "value", columns[0], ra, dec, np.nan)
    drawn = 2 ** min(max(order), 9)
    finest = order.max()
    first = pixel * 4 ** (finest - order)
    last = (pixel + 1) * 4 ** (finest - order)
    chosen = [healpy.ang2pix(drawn, ra, dec, nest=True, lonlat=True) for ra, dec in positions(count) + near]
    for here in chosen:
        each = 4 ** (finest - int(np.log2(drawn)))
        inside = np.minimum(last, (here + 1) * each) - np.maximum(first, here * each)
        values = table[columns[0]]
        weight = np.where((inside > 0) & ~np.isnan(values), inside, 0)
        mean = np.sum(weight * np.nan_to_num(values)) / weight.sum() if weight.sum() else np.nan
        ra, dec = (float(angle) for angle in healpy.pix2ang(drawn, here, nest=True, lonlat=True))
        row(name, "drawn", columns[0], ra, dec, mean)
    values = table[columns[0]]
    densest = np.argsort(-values, kind="stable")
    content = np.cumsum((values * area)[densest])
    for share in shares:
        cells = np.searchsorted(content, share * content[-1]) + 1
        square_degrees = float(np.degrees(np.degrees(area[densest][:cells].sum())))
        row(name, "area", share, 0.0, 0.0, square_degrees)


uniq = [4 + i for i in range(12) if i != 3] + [16 + 12 + i for i in (0, 1, 2)] + [64 + 60 + i for i in range(4)]
uniq = random.permutation(uniq)
density = np.round(random.uniform(0.1, 1, len(uniq)), 3)
columns = [fits.Column("UNIQ", "K", array=uniq), fits.Column("PROBDENSITY", "D", array=density, unit="sr-1")]
write("multi_order.fits", columns, ORDERING="NUNIQ", COORDSYS="C", MOCORDER=2, INDXSCHM="EXPLICIT")
multi_order("maps/multi_order.fits", {"UNIQ": uniq, "PROBDENSITY": density}, ["PROBDENSITY"], 60, [0.5, 0.9])

# Real maps.
name = "skymaps/bayestar.multiorder.fits"
with fits.open(REAL / name) as file:
    table = file[1].data
    names = ["PROBDENSITY", "DISTMU", "DISTSIGMA", "DISTNORM"]
    multi_order(name, {key: np.array(table[key]) for key in ["UNIQ"] + names}, names, 200, [0.5, 0.9, 0.99])
for name in ["skymaps/hese_59031_run00134244.evt000034406854.fits", "skymaps/hats_test.fits"]:
    values, header = healpy.read_map(REAL / name, nest=False, dtype=np.float32, h=True)
    whole(name, {dict(header)["TTYPE1"].strip(): values}, False, count=200)

# Regions.
region = MOC.from_cone(120 * u.deg, -20 * u.deg, radius=8 * u.deg, max_depth=8)
region = region.union(MOC.from_cone(0.5 * u.deg, 89 * u.deg, radius=3 * u.deg, max_depth=7))
region = region.union(MOC.from_cone(359 * u.deg, 5 * u.deg, radius=12 * u.deg, max_depth=6))
region.save(MAPS / "moc_range.fits", format="fits", overwrite=True)
region.serialize("fits", v1_compatible=True).writeto(MAPS / "moc_nuniq.fits", overwrite=True)
region.save(MAPS / "moc.txt", format="ascii", overwrite=True)
region.save(MAPS / "moc.json", format="json", overwrite=True)
near = [(float(120 + x), float(-20 + y)) for x, y in random.uniform(-9, 9, (150, 2)).round(4)]
near += [(float(x % 360), float(y)) for x, y in random.uniform((-14, -8), (12, 18), (150, 2)).round(4)]
places = positions(100) + near
inside = region.contains_lonlat([ra for ra, _ in places] * u.deg, [dec for _, dec in places] * u.deg)
area = float(np.degrees(np.degrees(region.sky_fraction * 4 * np.pi)))
for name in ["moc_range.fits", "moc_nuniq.fits", "moc.txt", "moc.json"]:
    row(f"maps/{name}", "area", "", 0.0, 0.0, area)
for (ra, dec), value in zip(places, inside):
    for name in ["moc_range.fits", "moc_nuniq.fits", "moc.txt", "moc.json"]:
        row(f"maps/{name}", "inside", "", ra, dec, value)
