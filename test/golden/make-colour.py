#!/usr/bin/python3
"""Writes colour.json: the results of OpenCV and scikit-image for single pixels. Run it in this folder; it needs cv2, skimage and numpy."""
import json
import cv2
import numpy as np
import skimage
from skimage import color

count = 160
random = np.random.default_rng(3)


def pixels(dtype):
    """Random pixels, dark ones, and the corners of the cube."""
    top = np.iinfo(dtype).max
    rgb = random.integers(0, top, (count, 3), np.int64, endpoint=True)
    rgb[:8] = [[r, g, b] for r in (0, top) for g in (0, top) for b in (0, top)]
    rgb[8:40] //= 16
    return rgb


def levels(dtype):
    return random.integers(0, np.iinfo(dtype).max, (count, 1), np.int64, endpoint=True)


def ycrcb(dtype):
    """[R, G, B, new Y, R', G', B']"""
    rgb, y = pixels(dtype), levels(dtype)
    there = cv2.cvtColor(rgb[None].astype(dtype), cv2.COLOR_RGB2YCrCb)
    there[0, :, :1] = y
    back = cv2.cvtColor(there, cv2.COLOR_YCrCb2RGB)[0]
    return np.hstack([rgb, y, back]).tolist()


def lab(dtype):
    """[R, G, B, L* as a level, the amount added, R', G', B'], all unrounded except the amount"""
    top = np.iinfo(dtype).max
    rgb = pixels(dtype)
    there = color.rgb2lab(rgb / top)
    level = there[:, :1] / 100 * top
    # Away from the ends, so that no level leaves 0..top.
    added = np.rint(np.clip(level + random.integers(-top // 4, top // 4, (count, 1)), 20, top - 20) - level)
    there[:, :1] += added * 100 / top
    back = np.array([xyz2rgb(color.lab2xyz(pixel)) for pixel in there]) * top
    return np.hstack([rgb, level, added, back]).round(3).tolist()


def xyz2rgb(xyz):
    return np.clip(color.xyz2rgb(xyz), 0, 1)


def hsv(dtype):
    """[R, G, B, new V, R', G', B' unrounded]"""
    top = np.iinfo(dtype).max
    rgb, v = pixels(dtype), levels(dtype)
    there = color.rgb2hsv(rgb / top)
    there[:, 2:] = v / top
    return np.hstack([rgb, v, color.hsv2rgb(there) * top]).round(3).tolist()


with open("colour.json", "w") as file:
    made = {f"{make.__name__}{bits}": make(dtype) for make in (ycrcb, lab, hsv) for bits, dtype in ((8, np.uint8), (16, np.uint16))}
    json.dump({"versions": {"opencv": cv2.__version__, "skimage": skimage.__version__}, **made}, file, separators=(",", ":"))
