"""Equalises every image of a folder with Pillow, one subset of the files a process."""

import os
import sys
from multiprocessing import Pool

from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None


def equalize_subset(job):
    names, source_dir, out_dir, quality = job
    for name in names:
        with Image.open(os.path.join(source_dir, name)) as image:
            ImageOps.equalize(image).save(os.path.join(out_dir, name), quality=quality)


if __name__ == "__main__":
    source_dir, out_dir, workers, quality = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    names = sorted(os.listdir(source_dir))
    with Pool(workers) as pool:
        pool.map(equalize_subset, [(names[i::workers], source_dir, out_dir, quality) for i in range(workers)], chunksize=1)
