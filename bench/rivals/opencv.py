"""Equalises the luma of every image of a folder with OpenCV, one subset of the files a process."""

import os
import sys
from multiprocessing import Pool

import cv2
import numpy


def equalize_subset(job):
    names, source_dir, out_dir, quality = job
    cv2.setNumThreads(1)
    for name in names:
        image = cv2.imread(os.path.join(source_dir, name), cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH)
        cv2.imwrite(os.path.join(out_dir, name), equalize(image), [cv2.IMWRITE_JPEG_QUALITY, quality])


def equalize(image):
    if image.dtype == numpy.uint16:
        return equalize_deep(image)
    if image.ndim == 2:
        return cv2.equalizeHist(image)
    ycrcb = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
    planes = list(cv2.split(ycrcb))
    planes[0] = cv2.equalizeHist(planes[0])
    return cv2.cvtColor(cv2.merge(planes), cv2.COLOR_YCrCb2BGR)


def equalize_deep(image):
    """The same for 16 bits, which OpenCV's own function does not take."""
    counts = numpy.bincount(image.ravel(), minlength=65536)
    below = numpy.cumsum(counts)
    first = counts[numpy.flatnonzero(counts)[0]]
    table = numpy.rint((below - first) * (65535 / max(image.size - first, 1))).clip(0, 65535).astype(numpy.uint16)
    return table[image]


if __name__ == "__main__":
    source_dir, out_dir, workers, quality = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    names = sorted(os.listdir(source_dir))
    with Pool(workers) as pool:
        pool.map(equalize_subset, [(names[i::workers], source_dir, out_dir, quality) for i in range(workers)], chunksize=1)
