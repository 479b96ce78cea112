"""The figures of pictures, with NumPy alone: entropy, RMS contrast, mean and share of clipped pixels of luma.

usage: figures.py FILE ...      (8-bit grey and RGB, 16-bit grey PNG files)
Prints for each file the figures as JSON, in the order of the files.
"""
import json
import sys

import numpy as np
from PIL import Image


def luma(a):
    if a.ndim == 2:
        return a.astype(np.int64)
    r, g, b = (a[..., i].astype(np.int64) for i in range(3))
    return (4899 * r + 9617 * g + 1868 * b + 8192) >> 14


def figures(path):
    image = Image.open(path)
    highest = 65535 if image.mode.startswith("I") else 255
    y = luma(np.array(image))
    counts = np.bincount(y.ravel(), minlength=highest + 1)
    p = counts[counts > 0] / y.size
    return {
        "entropyBits": float(-(p * np.log2(p)).sum()),
        "rmsContrast": float((y / highest).std()),
        "mean": float((y / highest).mean()),
        "clippedShare": float(np.mean((y == 0) | (y == highest))),
    }


print(json.dumps([figures(path) for path in sys.argv[1:]]))
