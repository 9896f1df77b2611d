"""Directions and their RING pixels by healpy -> healpix.csv, read by render/src/healpix.rs."""
import healpy
import numpy as np

random = np.random.default_rng(20260101)
with open("healpix.csv", "w") as table:
    print("nside,x,y,z,ring", file=table)
    for nside in (1, 2, 3, 8, 64, 100, 512, 2048):
        z = random.uniform(-1, 1, 300)
        z[:40] = 1 - 10 ** random.uniform(-12, -1, 40)  # close to the poles
        z[40:80] = -z[:40]
        z[80:100] = random.uniform(0.6, 0.72, 20)  # where the zones meet
        z[100:120] = -z[80:100]
        lon = random.uniform(0, 2 * np.pi, 300)
        across = np.sqrt((1 - z) * (1 + z))
        unit = np.array([across * np.cos(lon), across * np.sin(lon), z]).T
        for (x, y, z), ring in zip(unit, healpy.vec2pix(nside, *unit.T)):
            print(f"{nside},{x!r},{y!r},{z!r},{ring}".replace("np.float64(", "").replace(")", ""), file=table)
