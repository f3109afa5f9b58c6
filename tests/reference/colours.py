"""Makes colours.json: matplotlib's colour maps and petroff10, and distances of colours as colorspacious has them.

    pip install matplotlib colorspacious
    python tests/reference/colours.py > tests/reference/colours.json

Distances are Euclidean in CAM02-UCS (Luo et al. 2006); kinds of colour vision as Machado et al. 2009 simulate them, severity 100.
"""

import itertools
import json

import colorspacious
import matplotlib
import numpy as np

KINDS = {"normal": None, "deuteranopia": "deuteranomaly", "protanopia": "protanomaly", "tritanopia": "tritanomaly"}


def hexed(rgb):
    return "".join(f"{round(float(c) * 255):02x}" for c in rgb[:3])


def simulated(colours, kind):
    rgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (0, 2, 4)] for c in colours])
    if KINDS[kind] is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": KINDS[kind], "severity": 100}
    return np.clip(colorspacious.cspace_convert(rgb, space, "sRGB1"), 0, 1)


def ucs(colours, kind):
    return colorspacious.cspace_convert(simulated(colours, kind), "sRGB1", "CAM02-UCS")


def least(colours, kind):
    points = ucs(colours, kind)
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(points, 2))


petroff10 = [hexed(matplotlib.colors.to_rgb(c)) for c in matplotlib.color_sequences["petroff10"]]
okabe_ito = "000000 e69f00 56b4e9 009e73 f0e442 0072b2 d55e00 cc79a7".split()
tab10 = [hexed(matplotlib.colors.to_rgb(c)) for c in matplotlib.color_sequences["tab10"]]
samples = ["3f90da", "d9480f", "0b4a8f", "c9d5e6", "ffa90e", "92dadd", "000000", "ffffff", "7d8591"]
print(
    json.dumps(
        {
            "made_with": {"matplotlib": matplotlib.__version__, "colorspacious": colorspacious.__version__},
            "viridis": [hexed(matplotlib.colormaps["viridis"](i)) for i in range(256)],
            "cividis": [hexed(matplotlib.colormaps["cividis"](i)) for i in range(256)],
            "petroff10": petroff10,
            "okabe_ito": okabe_ito,
            "tab10": tab10,
            "least_distance": {
                name: {kind: round(least(colours, kind), 3) for kind in KINDS}
                for name, colours in [("petroff10", petroff10), ("okabe_ito", okabe_ito), ("tab10", tab10)]
            },
            "cam02_ucs": {
                kind: {c: [round(float(v), 4) for v in p] for c, p in zip(samples, ucs(samples, kind))} for kind in KINDS
            },
        },
        indent=None,
        separators=(", ", ": "),
    ).replace('], "', '],\n"').replace('}, "', '},\n"')
)
