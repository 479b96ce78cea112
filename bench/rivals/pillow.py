"""Equalises every image of a folder with Pillow, one subset of the files per process."""

import json
import os
import sys
from multiprocessing import Pool

from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None


def equalize_subset(subset):
    names, job = subset
    for name in names:
        with Image.open(os.path.join(job["sourceDir"], name)) as image:
            ImageOps.equalize(image).save(os.path.join(job["outDir"], name), **options(name, image, job))


def options(name, image, job):
    if name.endswith(".jpg"):
        return {"quality": job["quality"], "progressive": job["progressive"]}
    return {"compression": image.info["compression"]} if name.endswith(".tif") else {}


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    names, workers = sorted(os.listdir(job["sourceDir"])), job["workers"]
    with Pool(workers) as pool:
        pool.map(equalize_subset, [(names[i::workers], job) for i in range(workers)], chunksize=1)
