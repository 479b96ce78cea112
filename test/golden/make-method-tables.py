#!/usr/bin/python3
"""Writes method-tables.json: the results of the formulas of bbhe, dsihe, bright, stretch and match for the grey images in in/.
Written from the formulas, on sorted pixels and in integers instead of on histograms. Run it in this folder; it needs cv2 and numpy."""
import glob, hashlib, json, os
from fractions import Fraction
from math import floor
import cv2
import numpy as np


def read(path):
    return cv2.imread(path, cv2.IMREAD_UNCHANGED)


def at_or_below(pixels, level):
    return int(np.searchsorted(pixels, level, side="right"))


def half_up(fraction):
    return floor(fraction + Fraction(1, 2))


def in_parts(pixels, lasts):
    """Equalises each part of the sorted pixels from its first level to its last."""

    def becomes(level):
        first = 0
        for last in lasts:
            if level <= last:
                part = pixels[(pixels >= first) & (pixels <= last)]
                return first + half_up(Fraction((last - first) * at_or_below(part, level), len(part)))
            first = last + 1

    return becomes


def bbhe(pixels, top):
    return in_parts(pixels, [sum(map(int, pixels)) // len(pixels), top])


def nearest_rank(pixels, share):
    """The smallest pixel with at least this share of the pixels up to and including it (numpy's 'inverted_cdf')."""
    return int(pixels[max(-(-share.numerator * len(pixels) // share.denominator) - 1, 0)])


def dsihe(pixels, top):
    return in_parts(pixels, [nearest_rank(pixels, Fraction(1, 2)), top])


def bright(pixels, top):
    return in_parts(pixels, [nearest_rank(pixels, Fraction(1, 3)), nearest_rank(pixels, Fraction(2, 3)), top])


def stretch(pixels, top, low=Fraction("0.0035"), high=Fraction("0.9965")):
    black, white = nearest_rank(pixels, low), nearest_rank(pixels, high)
    if black == white:
        return lambda level: level
    return lambda level: half_up(Fraction((min(max(level, black), white) - black) * top, white - black))


def match(pixels, top):
    """Matches the levels of gray-moon.png, or of gray16-coloc.png for 16 bits."""
    reference = np.sort(read("in/gray-moon.png" if top == 255 else "in/gray16-coloc.png").ravel())
    return lambda level: nearest_rank(reference, Fraction(at_or_below(pixels, level), len(pixels)))


def tables(path):
    before = read(path)
    top = int(np.iinfo(before.dtype).max)
    pixels = np.sort(before.ravel())
    levels = [int(level) for level in np.unique(pixels)]
    some = [levels[i] for i in np.linspace(0, len(levels) - 1, min(len(levels), 8)).astype(int)]

    def of(method):
        becomes = method(pixels, top)
        table = [becomes(level) for level in levels]
        return {
            "levels": [[level, becomes(level)] for level in some],
            "sha256": hashlib.sha256(np.array(table, "<u2").tobytes()).hexdigest(),
        }

    return {method.__name__: of(method) for method in (bbhe, dsihe, bright, stretch, match)}


with open("method-tables.json", "w") as file:
    result = {
        "versions": {"numpy": np.__version__},
        "sha256": "of the new levels of all used levels, in ascending order, 16 bits each, little-endian",
        "tables": {os.path.basename(path): tables(path) for path in sorted(glob.glob("in/gray*.png"))},
    }
    json.dump(result, file, separators=(",", ":"))
