#!/usr/bin/env python3
"""Fits the same positions on the same lists with skyllh and with this crate, in turns, and compares processor time and TS.

usage: beside_skyllh.py ICECUBE_FOLDER FOUR_LISTS [TURNS]

ICECUBE_FOLDER holds ps10yr, ps3yr and txs; FOUR_LISTS is the built example (cargo build --release --example four_lists).
Needs skyllh 26.1 (pip install skyllh), numpy and scipy.

What runs is skyllh's own analysis of public data (publicdata_ps.time_integrated_ps.create_analysis: Rayleigh point spread,
energies of a signal at the declination of the source, a box of 10 degrees, L-BFGS in n_s and gamma) on IC40 of the 10-year
release and IC79, IC86-2011 and IC86-2012 of the 3-year release, with the areas and good runs of the 10-year release and a
least angular error of 0.2 degrees. Smearing matrices are not among the files: figure S4 of the TXS 0506+056 release is
written as one, with one bin of declination, point spread and angular error. A position costs change_source and unblind; the
energies of a signal, which skyllh prepares for one declination at a time (create_analysis), are not counted. Here a position
costs everything, one at a time: search and fit, and energies of a signal at its declination, too; or without those, where
they are taken at the declinations of the candidates, which is done once for the whole sky.

Twice:
* as it comes: skyllh's bins of energy (those of IC86-2011, which hold all candidates) and declination, P_B smoothed and
  splined, P_S splined, areas in steps. For the speed; TS differ as the densities do.
* the same densities: skyllh gets this crate's bins, areas between the middles of their bins, true energies in thirds of a
  bin, and energies at the middles of their bins; P_B is looked up in its histogram, P_S is normalised by the sum of its bins.
  For the TS: what is left is skyllh's parabola in gamma, its box, and its integral of the area over a bin.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import logging  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402
from skyllh.analyses.i3.publicdata_ps import signalpdf, time_integrated_ps, utils  # noqa: E402
from skyllh.core.binning import BinningDefinition  # noqa: E402
from skyllh.core.config import Config  # noqa: E402
from skyllh.core.random import RandomStateService  # noqa: E402
from skyllh.core.source_model import PointLikeSource  # noqa: E402
from skyllh.datasets.i3.PublicData_10y_ps import create_dataset_collection  # noqa: E402

LISTS = {"IC40": "ps10yr/events/IC40_exp.csv", "IC79": "ps3yr/IC79-2010-events.txt",
         "IC86_I": "ps3yr/IC86-2011-events.txt", "IC86_II": "ps3yr/IC86-2012-events.txt"}

# NGC 1068, and where else it comes to lie.
DECLINATIONS = (-0.01, -60.0, -30.0, 20.0, 50.0)
RIGHT_ASCENSIONS = (40.67, 112.67, 184.67, 256.67, 328.67)

# The bins of figure S4, with an empty one at either end: skyllh's splines run from middle to middle.
PROXY_EDGES = 2.4 + 0.2 * np.arange(25)

# Parts of a bin of true energy, and bins of sin(declination), where areas are drawn finer.
PARTS, BANDS = 3, 100


def rows(path):
    """The numbers of a table with a line of titles or remarks; commas and colons count as blanks."""
    found = []
    for line in open(path):
        try:
            found.append([float(word) for word in line.replace(",", " ").replace(":", " ").split()])
        except ValueError:
            continue
    return np.array(found)


def write(path, titles, table):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    np.savetxt(path, table, fmt="%.10g", header=titles, comments="# ")


def finer(table):
    """An area drawn between the middles of its bins of sin(declination), in parts of its bins of energy."""
    energy = np.unique(table[:, :2])
    dec = np.unique(table[:, 2:4])
    area = np.zeros((len(energy) - 1, len(dec) - 1))
    area[np.searchsorted(energy, table[:, :2].mean(1)) - 1, np.searchsorted(dec, table[:, 2:4].mean(1)) - 1] = table[:, 4]
    middles = np.convolve(np.sin(np.radians(dec)), [0.5, 0.5], "valid")
    bands = np.linspace(-1, 1, BANDS + 1)
    edges = np.degrees(np.arcsin(bands))
    found = []
    for low, high, areas in zip(energy, energy[1:], area):
        parts = np.round(np.linspace(low, high, PARTS + 1), 6)
        between = np.interp(np.convolve(bands, [0.5, 0.5], "valid"), middles, areas)
        found += [[a, b, *place] for a, b in zip(parts, parts[1:]) for place in zip(edges, edges[1:], between)]
    return np.array(found)


def smearing(figure, energy=None):
    """Figure S4 as a smearing matrix: on its own bins of energy, or on parts of others, each by its middle."""
    low = figure[:, 0] + 3
    if energy is None:
        bins = [(row[0] + 3, row[1] + 3, row[2:]) for row in figure]
    else:
        at = np.clip(np.searchsorted(low, np.convolve(energy, [0.5, 0.5], "valid")) - 1, 0, len(low) - 1)
        parts = [np.round(np.linspace(a, b, PARTS + 1), 6) for a, b in zip(energy, energy[1:])]
        bins = [(a, b, figure[i, 2:]) for i, part in zip(at, parts) for a, b in zip(part, part[1:])]
    return [[a, b, -90, 90, PROXY_EDGES[k], PROXY_EDGES[k + 1], 0, 180, 0, 180, share / shares.sum()]
            for a, b, shares in bins for k, share in enumerate([0, *shares, 0])]


def release(source, folder, same):
    """Writes the files as skyllh wants them."""
    figure = rows(f"{source}/txs/Fig_S4_tabulated.txt")
    for season, events in LISTS.items():
        candidates = rows(f"{source}/{events}")
        candidates[:, 2] = np.maximum(candidates[:, 2], 0.2)
        area = rows(f"{source}/ps10yr/irfs/{season}_effectiveArea.csv")
        table = smearing(figure)
        if same:
            candidates[:, 1] = 2.7 + 0.2 * np.clip(np.floor((candidates[:, 1] - 2.6) / 0.2 + 1e-9), 0, 21)
            table = smearing(figure, np.unique(area[:, :2]))
            area = finer(area)
        write(f"{folder}/events/{season}_exp.csv", "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg] Azimuth[deg] Zenith[deg]", candidates)
        write(f"{folder}/uptime/{season}_exp.csv", "MJD_start[days] MJD_stop[days]", rows(f"{source}/ps10yr/uptime/{season}_exp.csv"))
        write(f"{folder}/irfs/{season}_effectiveArea.csv",
              "log10(E_nu/GeV)_min log10(E_nu/GeV)_max Dec_nu_min[deg] Dec_nu_max[deg] A_Eff[cm^2]", area)
        write(f"{folder}/irfs/{season}_smearing.csv",
              "log10(E_nu/GeV)_min log10(E_nu/GeV)_max Dec_nu_min[deg] Dec_nu_max[deg] log10(E/GeV)_min log10(E/GeV)_max "
              "PSF_min[deg] PSF_max[deg] AngErr_min[deg] AngErr_max[deg] Fractional_Counts", table)


def our_bands():
    """The bins of sin(declination) that this crate uses for lists of the whole sky."""
    edge = np.sin(np.radians(-5.0))
    return np.unique(np.r_[np.linspace(-1, -0.2, 11), np.linspace(-0.2, edge, 5), np.linspace(edge, 0.2, 6), np.linspace(0.2, 1, 10)])


class LookedUp(time_integrated_ps.PDDataBackgroundI3EnergyPDF):
    """P_B as its histogram has it."""

    def initialize_for_new_trial(self, tdm, tl=None, **kwargs):
        at = [np.digitize(tdm[name], bins.binedges) - 1 for name, bins in zip(("log_energy", "sin_dec"), self.binnings)]
        self._pd = self._hist_logE_sinDec[tuple(at)]


class Summed(utils.FctSpline1D):
    """P_S whose bins add up to 1."""

    def __init__(self, f, x_binedges, norm=False, **kwargs):
        super().__init__(f, x_binedges, norm, **kwargs)
        if norm:
            self.norm = float(np.sum(f * np.diff(x_binedges)))


def analysis(folder, dec_deg, same):
    """skyllh's analysis for sources at a declination."""
    cfg = Config()
    sets = create_dataset_collection(cfg=cfg, base_path=folder, sub_path_fmt="release").get_datasets(list(LISTS))
    for data in sets:
        if same:
            data.replace_binning_definition(BinningDefinition("sin_dec", our_bands()))
        data.replace_binning_definition(BinningDefinition("log_energy", PROXY_EDGES if same else np.arange(1.0, 10.51, 0.125)))
    source = PointLikeSource(ra=0.0, dec=np.radians(dec_deg))
    return time_integrated_ps.create_analysis(cfg=cfg, datasets=sets, source=source, construct_sig_generator=False)


def theirs(folder, same, turns):
    """TS, n_s, gamma and processor times of the turns at every position."""
    found = {}
    for dec in DECLINATIONS:
        made = analysis(folder, dec, same)
        for ra in RIGHT_ASCENSIONS:
            spent = []
            for _ in range(turns):
                start = time.process_time()
                made.change_source(PointLikeSource(ra=np.radians(ra), dec=np.radians(dec)))
                ts, best, _ = made.unblind(minimizer_rss=RandomStateService(1))
                spent.append(1e6 * (time.process_time() - start))
            found[ra, dec] = (float(ts), best["ns"], best["gamma"], spent)
    return found


def here(program, source, file, *options):
    """The same fits by the example, and microseconds per position: least and median of its turns."""
    text = subprocess.run([program, source, "--rayleigh", *options, "fits", file, "7"], check=True, capture_output=True, text=True).stdout
    fits, spent = {}, None
    for line in text.splitlines():
        words = line.replace(",", " ").split()
        if line.startswith("#"):
            spent = float(words[words.index("least") + 1]), float(words[words.index("median") + 1])
        else:
            ra, dec, *fit = map(float, words)
            fits[ra, dec] = fit
    return fits, spent


def compare(found, fits):
    print("    RA     dec |  skyllh TS    n_s gamma |   here TS    n_s gamma |     dTS")
    difference = []
    for (ra, dec), (ts, n_s, gamma, _) in found.items():
        mine = fits[ra, dec]
        difference.append(abs(mine[0] - ts))
        print(f"{ra:6.2f} {dec:7.2f} | {ts:10.3f} {n_s:6.2f} {gamma:5.2f} | {mine[0]:9.3f} {mine[1]:6.2f} {mine[2]:5.2f} | {mine[0] - ts:7.3f}")
    print(f"|dTS|: median {np.median(difference):.4f}, largest {np.max(difference):.4f} of {len(difference)}")


def main(source, program, turns=3):
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        places = f"{folder}/positions.txt"
        with open(places, "w") as f:
            f.writelines(f"{ra} {dec}\n" for dec in DECLINATIONS for ra in RIGHT_ASCENSIONS)
        print("skyllh as it comes")
        release(source, f"{folder}/release", same=False)
        ways = {"energies at the source": ["--source"], "energies at the candidates": []}
        before = {way: here(program, source, places, *options) for way, options in ways.items()}
        found = theirs(folder, False, turns)
        after = {way: here(program, source, places, *options) for way, options in ways.items()}
        fits = before["energies at the source"][0]
        compare(found, fits)
        spent = np.array([s for *_, s in found.values()])
        least, median = spent.min(axis=1).mean(), np.median(spent)
        print(f"processor time of a position: skyllh least {least:.0f} us, median {median:.0f} us")
        for way in ways:
            us = min(before[way][1][0], after[way][1][0]), max(before[way][1][1], after[way][1][1])
            print(f"  here, {way}: least {us[0]:.1f} us, median {us[1]:.1f} us; ratio {least / us[0]:.0f} (least), {median / us[1]:.0f} (median)", flush=True)
        print("\nskyllh with the same densities")
        release(source, f"{folder}/release", same=True)
        time_integrated_ps.BlockSmoothingFilter = lambda nbins: None
        time_integrated_ps.PDDataBackgroundI3EnergyPDF = LookedUp
        signalpdf.FctSpline1D = Summed
        compare(theirs(folder, True, 1), fits)


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
