"""Writes every_type.fits, and fits_tables_truth.csv: what astropy reads from it and from a real catalogue.

    python fits_tables_truth.py FOLDER_OF_REAL_FILES > fits_tables_truth.csv

One row per element: `element` counts those of a list, from 0; it is empty for a column of single values. A missing
value is empty. The rows `cards` hold a keyword in `column`.
"""

import pathlib
import sys

import numpy as np
from astropy.io import fits

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(7)
rows = 5


def ragged(dtype):
    return np.array([random.integers(0, 9, n).astype(dtype) for n in (2, 0, 3, 1, 4)], dtype=object)


integers = np.array([1, -2, 3, -4, 5])
columns = [
    fits.Column("bool", "L", array=np.array([True, False, True, True, False])),
    fits.Column("bits", "11X", array=random.integers(0, 2, (rows, 11)).astype(bool)),
    fits.Column("byte", "B", array=np.arange(rows, dtype="u1") * 60),
    fits.Column("signed_byte", "B", bzero=-128, array=integers.astype("i1")),
    fits.Column("short", "I", array=integers.astype("i2"), null=3, unit="ns"),
    fits.Column("unsigned_short", "I", bzero=2**15, array=np.array([0, 1, 2**15, 2**16 - 1, 7], dtype="u2")),
    fits.Column("int", "J", array=integers.astype("i4") * 10**8),
    fits.Column("unsigned_int", "J", bzero=2**31, array=np.array([0, 1, 2**31, 2**32 - 1, 7], dtype="u4")),
    fits.Column("long", "K", array=integers * (2**60 + 1)),
    fits.Column("unsigned_long", "K", bzero=2**63, array=np.array([0, 1, 2**62, 2**63 - 1, 7], dtype="u8")),
    fits.Column("scaled", "D", bscale=0.25, bzero=10.0, array=np.array([10.0, 10.25, 9.5, 11, 12])),
    fits.Column("text", "12A", array=np.array(["Mkn 421", "", "it's", "a/b", "  two blanks"])),
    fits.Column("texts", "12A", dim="(4,3)", array=np.array([["a", "bb", "ccc"]] * 4 + [["", "x", "dddd"]])),
    fits.Column("float", "E", array=random.normal(size=rows).astype("f4"), unit="GeV"),
    fits.Column("double", "D", array=np.array([1e300, -0.1, np.nan, np.inf, 5e-324])),
    fits.Column("complex", "C", array=(random.normal(size=rows) + 1j).astype("c8")),
    fits.Column("double_complex", "M", array=random.normal(size=rows) + 2j),
    fits.Column("matrix", "6D", dim="(3,2)", array=random.normal(size=(rows, 2, 3))),
    fits.Column("shorts", "3I", array=random.integers(-9, 9, (rows, 3)).astype("i2")),
    fits.Column("ragged", "PJ()", array=ragged("i4")),
    fits.Column("ragged_double", "QD()", array=ragged("f8")),
]
table = fits.BinTableHDU.from_columns(columns, name="EVERY")
table.header["LONG"] = "a text that does not fit on one card, " * 5
table.header["HIERARCH long keyword"] = "value"
table.header["NUMBER"] = -1.5e-7
ascii_columns = [
    fits.Column("name", "A8", array=np.array(["Vela", "Crab"])),
    fits.Column("count", "I6", array=np.array([-12, 345])),
    fits.Column("flux", "E14.6", array=np.array([1.5e-12, -2.25])),
]
image = fits.ImageHDU(np.zeros((3, 4), dtype="f4"), name="PICTURE")
ascii_table = fits.TableHDU.from_columns(ascii_columns, name="ASCII")
primary = fits.PrimaryHDU()
primary.header["TELESCOP"] = "KM3NeT"
fits.HDUList([primary, image, table, ascii_table]).writeto(HERE / "every_type.fits", overwrite=True)


def element(value):
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (str, np.str_)):
        return str(value)
    if isinstance(value, (np.integer, int)):
        return str(int(value))
    return repr(float(value))


def write(name, table, column, rows, null=None):
    values = table.data[column]
    for i in rows:
        value = values[i]
        if null is not None and value == null:
            print(f"{name},{table.name},{column},{i},,")
        elif isinstance(value, (complex, np.complexfloating)):
            print(f"{name},{table.name},{column},{i},0,{element(value.real)}")
            print(f"{name},{table.name},{column},{i},1,{element(value.imag)}")
        elif np.ndim(value) == 0:
            print(f"{name},{table.name},{column},{i},,{element(value)}")
        else:
            for j, one in enumerate(np.ravel(value)):
                print(f"{name},{table.name},{column},{i},{j},{element(one)}")


print("file,table,column,row,element,value")
with fits.open(HERE / "every_type.fits") as file:
    for table in (file["EVERY"], file["ASCII"]):
        for column in table.columns:
            write("every_type.fits", table, column.name, range(len(table.data)), column.null or None)
    for keyword in ("LONG", "long keyword", "NUMBER"):
        print(f"every_type.fits,EVERY,{keyword},cards,,{str(file['EVERY'].header[keyword]).replace(',', ';').strip()}")
name = "catalogs/gll_psch_v13_3FHL.fit.gz"
with fits.open(f"{sys.argv[1]}/{name}") as file:
    for table in file[1:]:
        if not isinstance(table, fits.BinTableHDU):
            continue
        chosen = sorted(set(random.integers(0, len(table.data), 12).tolist()) | {0, len(table.data) - 1})
        for column in table.columns.names:
            write(name, table, column, chosen)
