"""Writes small responses as gamma-ray astronomy lays them out to irf/, and irf_truth.csv: what astropy reads there.

    python irf_truth.py > irf_truth.csv

km3net.fits has the habits of km3irf: edges of single precision in GeV and rad, TDIM, rings that add up to 1 in the
plane, a dispersion of shares, and a background. plain.fits has those of the format's text: TeV and deg, ETRUE, no
TDIM, rings on the sphere, densities, and an area whose TDIM contradicts the format. Medians are of the cumulative
sum, interpolated in the area of a ring. Numbers i, j, k count energy, theta and the third axis.
"""

import pathlib

import astropy.units as u
import numpy as np
from astropy.io import fits

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(11)
ENERGY, THETA = np.array([100, 1e4, 1e6, 1e8]), np.arccos([1, 0.2, -1])
RAD = np.array([0, 0.1, 0.5, 2, 30, 180])
MIGRA = np.logspace(-2, 1, 5)


def axis(name, edges, unit, form):
    return [
        fits.Column(f"{name}_{end}", f"{edges.size - 1}{form}", unit=unit, array=[part])
        for end, part in (("LO", edges[:-1]), ("HI", edges[1:]))
    ]


def table(name, kind, axes, value, unit, array, dim):
    shape = str(array.shape[::-1]).replace(" ", "") if dim is True else dim
    column = fits.Column(value, f"{array.size}D", unit=unit, dim=shape, array=[array if dim else array.ravel()])
    hdu = fits.BinTableHDU.from_columns(sum(axes, []) + [column], name=name)
    hdu.header["HDUCLASS"], hdu.header["HDUCLAS1"], hdu.header["HDUCLAS2"] = "GADF", "RESPONSE", kind
    return hdu


def areas(flat):
    edges = np.radians(RAD)
    return np.diff(np.pi * edges**2 if flat else -2 * np.pi * np.cos(edges))


def write(file, energy, theta, form, dim, flat, shares, area_unit, etrue):
    spread = random.uniform(0, 1, (RAD.size - 1, theta[0].size - 1, energy[0].size - 1)) * RAD[:0:-1, None, None] ** 3
    spread /= (spread * areas(flat)[:, None, None]).sum(0)
    spread[:, 1, 2] = 0
    migra = random.uniform(0, 1, (theta[0].size - 1, MIGRA.size - 1, energy[0].size - 1))
    width = np.ones(MIGRA.size - 1) if shares else np.diff(MIGRA)
    migra /= (migra * width[:, None]).sum(1, keepdims=True)
    area = random.uniform(0, 1000, (theta[0].size - 1, energy[0].size - 1))
    area[0, 0] = 0
    e, t = axis("ENERG", *energy, form), axis("THETA", *theta, form)
    true, m, r = axis(etrue, *energy, form), axis("MIGRA", MIGRA, "", form), axis("RAD", RAD, "deg", form)
    hdus = [
        table("AREA", "EFF_AREA", [e, t], "EFFAREA", area_unit, area, dim),
        table("SPREAD", "RPSF", [e, t, r], "RPSF", "sr-1", spread, dim),
        table("DISPERSION", "EDISP", [true, m, t], "MATRIX", "", migra, dim),
    ]
    if dim:
        hdus.append(table("BACKGROUND", "BKG", [e, t], "BKG", "MeV-1 sr-1 s-1", area.T, dim))
    else:
        hdus.append(table("TURNED", "EFF_AREA", [e, t], "EFFAREA", "m2", area.T, True))
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(HERE / "irf" / file, overwrite=True)


def told(file, flat, shares):
    with fits.open(HERE / "irf" / file) as hdus:
        for name in ("AREA", "SPREAD", "DISPERSION"):
            columns, row = hdus[name].columns, hdus[name].data[0]

            def edges(axis, unit):
                low, high = row[f"{axis}_LO"].astype(float), row[f"{axis}_HI"].astype(float)
                found = np.append(low, high[-1])
                return (found * u.Unit(columns[f"{axis}_LO"].unit or "")).to_value(unit)

            def say(what, values):
                for place in np.ndindex(values.shape):
                    i, j, k = (*place, "", "")[:3]
                    print(f"{file},{name},{what},{i},{j},{k},{float(values[place])!r}")

            energy = edges("ETRUE" if "ETRUE_LO" in columns.names else "ENERG", u.GeV)
            theta = edges("THETA", u.rad)
            sizes = (theta.size - 1, energy.size - 1)
            say("log10_energy", np.log10(energy))
            say("theta_rad", theta)
            if name == "AREA":
                say("area_cm2", (row["EFFAREA"].reshape(sizes) * u.Unit(columns["EFFAREA"].unit)).to_value(u.cm**2).T)
            elif name == "SPREAD":
                rad = edges("RAD", u.rad)
                density = row["RPSF"].reshape(rad.size - 1, *sizes)
                ring = np.pi * rad**2 if flat else 2 * np.pi * (1 - np.cos(rad))
                medians = np.full(sizes, np.nan)
                for place in np.ndindex(sizes):
                    share = np.append(0, np.cumsum(density[:, *place] * np.diff(ring)))
                    if share[-1] > 0:
                        inside = np.interp(share[-1] / 2, share, ring)
                        medians[place] = np.sqrt(inside / np.pi) if flat else np.arccos(1 - inside / (2 * np.pi))
                say("rad_rad", rad)
                say("per_sr", density.transpose(2, 1, 0))
                say("median_rad", medians.T)
            else:
                migra = edges("MIGRA", "")
                share = row["MATRIX"].reshape(sizes[0], migra.size - 1, sizes[1])
                share = share if shares else share * np.diff(migra)[:, None]
                medians = np.empty(sizes)
                for j, i in np.ndindex(sizes):
                    inside = np.append(0, np.cumsum(share[j, :, i]))
                    medians[j, i] = np.interp(inside[-1] / 2, inside, migra)
                say("migration", migra)
                say("share", share.transpose(2, 0, 1))
                say("median", medians.T)


(HERE / "irf").mkdir(exist_ok=True)
write("km3net.fits", (ENERGY, "GeV"), (THETA, "rad"), "E", True, True, True, "m2", "ENERG")
write("plain.fits", (ENERGY / 1e3, "TeV"), (np.degrees(THETA), "deg"), "D", None, False, False, "cm2", "ETRUE")
print("file,table,what,i,j,k,value")
told("km3net.fits", True, True)
told("plain.fits", False, False)
