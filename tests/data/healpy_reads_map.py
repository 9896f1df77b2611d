"""Opens a map with healpy and says what it finds there, as JSON: a check that does not use our own reader.

    python3 healpy_reads_map.py MAP.fits
"""

import json
import sys

import healpy
import numpy

columns, header = healpy.read_map(sys.argv[1], field=None, h=True)
header = dict(header)
ts = columns[0]
hottest = int(numpy.nanargmax(ts))
ra_deg, dec_deg = healpy.pix2ang(healpy.get_nside(ts), hottest, lonlat=True)
print(
    json.dumps(
        {
            "columns": [header[f"TTYPE{i + 1}"].strip() for i in range(len(columns))],
            "ordering": header["ORDERING"],
            "nside": int(healpy.get_nside(ts)),
            "masked": int(numpy.isnan(ts).sum()),
            "ra_deg": float(ra_deg),
            "dec_deg": float(dec_deg),
            "ts": float(ts[hottest]),
            "data_kind": header["DATAKIND"],
            "p_value": header["PVALUE"],
        }
    )
)
