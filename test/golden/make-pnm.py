#!/usr/bin/python3
"""Writes pnm.json: how netpbm reads the files in ../images/pnm, and the results of OpenCV's equalizeHist for each channel.

Run it in this folder; it needs netpbm, cv2 and numpy. Levels are hashed as 16-bit big-endian numbers; 1 in a bitmap is white.
"""
import hashlib
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np


def pictures(path):
    """[(levels of shape height x width x channels, maxval, has alpha)] as netpbm reads them."""
    files = subprocess.run(['pamtopam'], stdin=open(path, 'rb'), capture_output=True, check=True).stdout
    found = []
    while files:
        head, files = files.split(b'ENDHDR\n', 1)
        field = dict(line.split(None, 1) for line in head.decode().splitlines()[1:])
        shape = [int(field[name]) for name in ('HEIGHT', 'WIDTH', 'DEPTH')]
        maxval = int(field['MAXVAL'])
        dtype = '>u2' if maxval > 255 else 'u1'
        count = int(np.prod(shape)) * np.dtype(dtype).itemsize
        found.append((np.frombuffer(files[:count], dtype).reshape(shape).astype(int), maxval, 'ALPHA' in field['TUPLTYPE']))
        files = files[count:]
    return found


def equalized(channel, counted, top):
    """The formula of cv2.equalizeHist, also for 16 bits and for pixels that are not counted."""
    histogram = np.bincount(channel[counted], minlength=top + 1)
    lowest = histogram[np.flatnonzero(histogram)[0]]
    scale = np.float32(top) / np.float32(counted.sum() - lowest)
    table = np.rint((np.cumsum(histogram) - lowest).clip(0).astype(np.float32) * scale).clip(0, top).astype(int)
    if top == 255 and counted.all():
        assert (table[channel] == cv2.equalizeHist(channel.astype(np.uint8))).all()
    return table[channel]


def page(levels, maxval, has_alpha):
    top = 65535 if maxval > 255 else 255
    spread = (levels * top * 2 + maxval) // (2 * maxval)
    colours = levels.shape[2] - has_alpha
    counted = levels[:, :, -1] > 0 if has_alpha else np.ones(levels.shape[:2], bool)
    result = levels.copy()
    for channel in range(colours):
        samples = equalized(spread[:, :, channel], counted, top)
        result[:, :, channel] = (samples * maxval * 2 + top) // (2 * top)
    height, width, channels = levels.shape
    return {'width': width, 'height': height, 'channels': channels, 'maxval': maxval, 'read': digest(levels), 'equalized': digest(result)}


def digest(levels):
    return hashlib.sha256(levels.astype('>u2').tobytes()).hexdigest()


files = sorted(Path('../images/pnm').iterdir())
Path('pnm.json').write_text(json.dumps({file.name: [page(*picture) for picture in pictures(file)] for file in files}, indent=1) + '\n')
