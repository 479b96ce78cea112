"""Equalises the luma of every image of a folder with OpenCV, one subset of the files per process."""

import json
import os
import sys
from multiprocessing import Pool

import cv2
import numpy


def equalize_subset(subset):
    names, job = subset
    cv2.setNumThreads(1)
    options = [cv2.IMWRITE_JPEG_QUALITY, job["quality"], cv2.IMWRITE_JPEG_PROGRESSIVE, int(job["progressive"])]
    for name in names:
        image = cv2.imread(os.path.join(job["sourceDir"], name), cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH)
        cv2.imwrite(os.path.join(job["outDir"], name), equalize(image, equalizer(job["method"])), options if name.endswith(".jpg") else [])


def equalizer(method):
    return cv2.createCLAHE(3.0, (8, 8)).apply if method == "clahe" else cv2.equalizeHist


def equalize(image, equalize_plane):
    if image.dtype == numpy.uint16:
        return equalize_deep(image)
    if image.ndim == 2:
        return equalize_plane(image)
    ycrcb = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
    planes = list(cv2.split(ycrcb))
    planes[0] = equalize_plane(planes[0])
    return cv2.cvtColor(cv2.merge(planes), cv2.COLOR_YCrCb2BGR)


def equalize_deep(image):
    """The same for 16 bits, which OpenCV's own function does not support."""
    counts = numpy.bincount(image.ravel(), minlength=65536)
    below = numpy.cumsum(counts)
    first = counts[numpy.flatnonzero(counts)[0]]
    table = numpy.rint((below - first) * (65535 / max(image.size - first, 1))).clip(0, 65535).astype(numpy.uint16)
    return table[image]


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    names, workers = sorted(os.listdir(job["sourceDir"])), job["workers"]
    with Pool(workers) as pool:
        pool.map(equalize_subset, [(names[i::workers], job) for i in range(workers)], chunksize=1)
