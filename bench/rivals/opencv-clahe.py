"""Prints the CPU milliseconds that OpenCV's CLAHE takes for a plane: opencv-clahe.py FILE WIDTH HEIGHT BITS SECONDS"""

import resource
import sys

import cv2
import numpy

file, width, height, bits, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
cv2.setNumThreads(1)
plane = numpy.fromfile(file, numpy.uint8 if bits == 8 else numpy.uint16).reshape(height, width)
clahe = cv2.createCLAHE(3.0, (8, 8))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


clahe.apply(plane)
start, rounds = cpu_seconds(), 0
while cpu_seconds() - start < seconds:
    clahe.apply(plane)
    rounds += 1
print((cpu_seconds() - start) / rounds * 1000)
