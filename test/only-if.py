"""The span between the 1st and the 99th percentile of luma as a fraction of all levels, with NumPy alone: what skimage's is_low_contrast compares.

usage: only-if.py FILE ...      (8-bit and 16-bit grey PNG files)
"""
import json
import sys

import numpy as np
from PIL import Image


def span(path):
    image = Image.open(path)
    low, high = np.percentile(np.array(image), [1, 99])
    return float((high - low) / (65535 if image.mode.startswith("I") else 255))


print(json.dumps([span(path) for path in sys.argv[1:]]))
