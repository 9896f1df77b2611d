#!/usr/bin/env python3
"""Makes responses_twin.json: what the Python twin of nuscope's built-in responses gives.

  responses_twin.py FOLDER      FOLDER holds the twin, responses.py, with its coefficients in responses/

Exact values: yields per unit norm of E^-2 and E^-2.5 at declinations -60, -30, 0 and 30 degrees, areas at
(x, declination) = (4, 30), (5, -30), (6, -60), share and density of the background at sin(declination) -0.5, the angular
error there for a normal deviate of 0.5, and quantiles of the energy proxy. Distributions: shares below up to 40 grid
points of 200,000 simulated candidates of background (all sky and south) and signal (declination -43.4 and 30 degrees).
Needs numpy and scipy.
"""
import json
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import responses as twin  # noqa: E402

N = 200_000


def exact(name):
    r = twin.load(name)
    y = 1.6 if name == "ANTARES_tracks" else 4.0
    tables = []
    for x in (2.5, 3.5, 4.55, 5.95, 7.15):
        for s in (None, -0.5, 0.5):
            yy, q = r.proxy_table(x, s)
            c = np.r_[0, np.cumsum(q)]
            tables.append([x, s, *np.interp([0.1, 0.5, 0.9], c, np.r_[yy - 0.01, yy[-1] + 0.01])])
    signal_sigma = [float(r.sigma(np.array(y), np.array(s), 0.5, x=np.array(5.0))) for s in (-0.5, 0.5)]
    return dict(yields={g: [float(r.yield_per_norm(d, float(g))) for d in (-60, -30, 0, 30)] for g in ("2", "2.5")},
                areas_cm2=[float(r.effective_area(x, np.sin(np.radians(d)))) for x, d in ((4, 30), (5, -30), (6, -60))],
                proxy_cdf=float(r.background_proxy_cdf(y, np.array(-0.5))), density=float(r.background_sin_dec_pdf(np.array(-0.5))),
                sigma_deg=float(r.sigma(np.array(y), np.array(-0.5), 0.5)), signal_sigma_deg=signal_sigma, proxy_tables=tables)


def shares(values):
    """shares of the values up to each grid point; points lie a hair above values, so that whole numbers count"""
    grid = np.unique(np.quantile(values, np.linspace(0.01, 0.99, 40))) + 1e-9
    grid = np.array([float(f"{g:.10g}") for g in grid])
    return dict(grid=grid.tolist(), share=[round(float((values <= g).mean()), 6) for g in grid])


def distributions(name, k):
    r, out = twin.load(name), {}
    for label, south in (("background", False), ("southern background", True)):
        b = r.simulate_background(N, np.random.default_rng([1, k, south]), south)
        out[label] = dict(sin_dec=shares(np.sin(np.radians(b["dec"]))), proxy=shares(b["proxy"]), sigma_deg=shares(b["sigma"]))
    for dec in (-43.4, 30.0):
        s = r.simulate_signal(N, 100.0, dec, 2.0, np.random.default_rng([2, k, dec < 0]))
        out[f"signal at {dec:g}"] = dict(proxy=shares(s["proxy"]), sigma_deg=shares(s["sigma"]), log10_energy=shares(s["log10_energy"]), psi_deg=shares(s["psi"]))
    return out


if __name__ == "__main__":
    table = {name: dict(exact=exact(name), distributions=distributions(name, k)) for k, name in enumerate(twin.NAMES)}
    with open(__file__.replace(".py", ".json"), "w") as f:
        f.write("{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(v)}" for name, v in table.items()) + "\n}\n")
