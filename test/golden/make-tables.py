#!/usr/bin/python3
"""Writes tables.json: the tables of OpenCV and numpy for the images in in/. Run it in this folder; it needs cv2 and numpy."""
import glob, hashlib, json, os
import cv2
import numpy as np


def table_of(before, after, levels):
    """The new level for each level; -1 for a level that does not occur."""
    table = np.full(levels, -1)
    table[before.ravel()] = after.ravel()
    return table.tolist()


def luma_table(path):
    """The table that OpenCV's equalizeHist applies to Y of its YCrCb."""
    y = cv2.cvtColor(cv2.imread(path, cv2.IMREAD_COLOR), cv2.COLOR_BGR2YCrCb)[..., 0]
    return table_of(y, cv2.equalizeHist(y), 256)


def luma_samples(dtype, count):
    """Pixels [R, G, B, Y], with Y as OpenCV computes it."""
    top = np.iinfo(dtype).max
    pixels = np.random.default_rng(1).integers(0, top, (1, count, 3), dtype, endpoint=True)
    pixels[0, :8] = [[r, g, b] for r in (0, top) for g in (0, top) for b in (0, top)]
    y = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)[..., :1]
    return np.concatenate([pixels, y], axis=2)[0].tolist()


def equalized_16(samples):
    """equalizeHist's formula with 65,536 levels, in 32-bit floats."""
    counts = np.bincount(samples.ravel(), minlength=65536)
    lowest = np.flatnonzero(counts)[0]
    if counts[lowest] == samples.size:
        return samples
    scale = np.float32(65535) / np.float32(samples.size - counts[lowest])
    sums = np.cumsum(counts) - counts[lowest]
    table = np.rint(sums.astype(np.float32) * scale).clip(0, 65535).astype(np.uint16)
    return table[samples]


def he_16(path):
    before = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    assert before.dtype == np.uint16 and before.ndim == 2
    after = equalized_16(before)
    used = np.unique(before, return_index=True)[1]
    some = used[np.linspace(0, len(used) - 1, min(len(used), 12)).astype(int)]
    return {
        "sha256": hashlib.sha256(after.astype("<u2").tobytes()).hexdigest(),
        "levels": [[int(before.ravel()[i]), int(after.ravel()[i])] for i in some],
    }


def each(pattern, make):
    return {os.path.basename(path): make(path) for path in sorted(glob.glob(pattern))}


with open("tables.json", "w") as file:
    result = {
        "versions": {"opencv": cv2.__version__, "numpy": np.__version__},
        "lumaTables": each("in/rgb-*.png", luma_table),
        "lumaSamples8": luma_samples(np.uint8, 200),
        "lumaSamples16": luma_samples(np.uint16, 200),
        "he16": each("in/gray16-*.png", he_16),
    }
    json.dump(result, file, separators=(",", ":"))
