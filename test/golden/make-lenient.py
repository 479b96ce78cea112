#!/usr/bin/python3
"""Writes lenient.json: OpenCV's equalizeHist of the luma of each picture in ../fixtures/lenient, as the means of 16 × 12 fields.

OpenCV and Pillow read these files though something is wrong with them; pictures of an MPO by Pillow. Run it in this folder.
"""
import io
import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

folder = Path('../fixtures/lenient')


def fields(grey):
    return [int(round(v)) for v in cv2.resize(grey, (16, 12), interpolation=cv2.INTER_AREA).flatten().astype(float)]


def luma(bgr):
    return bgr if bgr.ndim == 2 else cv2.cvtColor(bgr, cv2.COLOR_BGR2YCrCb)[:, :, 0]


golden = {}
for path in sorted(folder.iterdir()):
    if path.suffix == '.mpo':
        with Image.open(path) as image:
            pictures = []
            for frame in range(image.n_frames):
                image.seek(frame)
                pictures.append(np.asarray(image.convert('RGB'))[:, :, ::-1].copy())
    elif path.name == 'rst_missing5.jpg':
        # OpenCV loses what stands behind the missing marker. The other files hold the same photograph.
        pictures = [cv2.imread(str(folder / 'extra1_db.jpg'))]
    else:
        pictures = [cv2.imread(str(path), cv2.IMREAD_COLOR)]
    golden[path.name] = [fields(cv2.equalizeHist(luma(picture))) for picture in pictures]
Path('lenient.json').write_text(json.dumps(golden) + '\n')
