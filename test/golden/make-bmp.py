#!/usr/bin/python3
"""Writes bmp.json: how ImageMagick reads the files in ../images/bmp, and the results of OpenCV's equalizeHist for them.

Run it in this folder; it needs ImageMagick, cv2, numpy and Pillow. With --make it first writes the files that no available program can.
"""
import hashlib
import json
import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

folder = Path('../images/bmp')


# ---- files ----

def make():
    rgb = np.asarray(Image.open(folder / 'rgb-24.bmp'))
    grey = np.asarray(Image.open(folder / 'rgb-24.bmp').convert('L'))
    Image.fromarray(grey).save(folder / 'grey-8.bmp', dpi=(254, 127))
    quantized = Image.fromarray(rgb).quantize(180)
    quantized.save(folder / 'palette-8.bmp')
    few = np.asarray(Image.fromarray(rgb).quantize(14))
    colours = np.array(Image.fromarray(rgb).quantize(14).getpalette()[:42]).reshape(14, 3)
    entries = b''.join(bytes([b, g, r, 0]) for r, g, b in colours)
    height, width, _ = rgb.shape
    write('rle-4.bmp', info(width, height, 4, 2, colours=14), entries, runs_of_4(few))
    write('rle-8-moves.bmp', info(width, height, 8, 1, colours=14), entries, runs_with_moves(few))
    triples = b''.join(row[:, ::-1].tobytes() + bytes(-width * 3 % 4) for row in rgb)
    write('top-down.bmp', info(width, -height, 24, 0), b'', triples)
    words = (rgb.astype(int) * 1023 + 127) // 255
    packed = (words[:, :, 0] << 20) | (words[:, :, 1] << 10) | words[:, :, 2] | (1 << 30)
    masks = struct.pack('<4I', 0x3ff00000, 0xffc00, 0x3ff, 0xc0000000)
    v4 = info(width, height, 32, 3, length=108) + masks + b'BGRs' + bytes(48)
    write('ten-bits.bmp', v4, b'', packed[::-1].astype('<u4').tobytes())
    write_words('rgb-555.bmp', info(width, height, 16, 0), packed_words(rgb, [5, 5, 5]))
    masks_565 = struct.pack('<3I', 0xf800, 0x7e0, 0x1f)
    write_words('rgb-565.bmp', info(width, height, 16, 3) + masks_565, packed_words(rgb, [5, 6, 5]))
    unused = (rgb.astype(int)[:, :, 0] << 16) | (rgb.astype(int)[:, :, 1] << 8) | rgb[:, :, 2] | (0x5a << 24)
    write('unused-byte.bmp', info(width, height, 32, 0), b'', unused[::-1].astype('<u4').tobytes())
    profile = Path('../images/display-p3.jpg').read_bytes().split(b'ICC_PROFILE\0\1\1', 1)[1]
    profile = profile[:struct.unpack('>I', profile[:4])[0]]
    bottom_up = b''.join(row[:, ::-1].tobytes() + bytes(-width * 3 % 4) for row in rgb[::-1])
    v5 = info(width, height, 24, 0, length=124, image_bytes=len(bottom_up)) + bytes(16) + b'DEBM' + bytes(48)
    v5 += struct.pack('<4I', 4, 124 + len(bottom_up), len(profile), 0)
    write('profile.bmp', v5, b'', bottom_up + profile)
    indices = np.asarray(quantized)
    os2 = info(width, height, 8, 0, length=64, colours=180) + bytes(24)
    own = np.array(quantized.getpalette()[:540]).reshape(180, 3)
    rows = b''.join(row.tobytes() + bytes(-width % 4) for row in indices[::-1])
    write('os2-second.bmp', os2, b''.join(bytes([b, g, r, 0]) for r, g, b in own), rows)


def packed_words(rgb, bits):
    levels = [(rgb.astype(int)[:, :, c] * (2 ** bits[c] - 1) + 127) // 255 for c in range(3)]
    return (levels[0] << bits[1] + bits[2]) | (levels[1] << bits[2]) | levels[2]


def write_words(name, header, words):
    pixels = np.pad(words[::-1], ((0, 0), (0, words.shape[1] % 2))).astype('<u2').tobytes()
    write(name, header, b'', pixels)


def info(width, height, bits, compression, length=40, colours=0, image_bytes=0):
    return struct.pack('<IiiHHIIiiII', length, width, height, 1, bits, compression, image_bytes, 3780, 3780, colours, 0)


def write(name, header, palette, pixels):
    offset = 14 + len(header) + len(palette)
    head = b'BM' + struct.pack('<IHHI', offset + len(pixels), 0, 0, offset)
    (folder / name).write_bytes(head + header + palette + pixels)


def runs_of_4(indices):
    """Encoded runs, with every third row literal."""
    out = b''
    for y, row in enumerate(indices[::-1]):
        if y % 3 == 2:
            digits = list(row) + [0] * (-len(row) % 4)
            out += bytes([0, len(row)]) + bytes((a << 4) | b for a, b in zip(digits[::2], digits[1::2]))
        else:
            x = 0
            while x < len(row):
                pair = row[x], row[min(x + 1, len(row) - 1)]
                count = 1
                while x + count < len(row) and row[x + count] == pair[count % 2]:
                    count += 1
                out += bytes([count, (pair[0] << 4) | pair[1]])
                x += count
        out += b'\0\0'
    return out + b'\0\1'


def runs_with_moves(indices):
    """Skips index 0 where it occurs three or more times in a row, and two whole rows."""
    out = b''
    height, width = indices.shape
    skip = 0
    for y, row in enumerate(indices[::-1]):
        if y in (5, 6):
            skip += 1
            continue
        if skip:
            out += bytes([0, 2, 0, skip])
            skip = 0
        x = 0
        while x < width:
            count = 1
            while x + count < width and row[x + count] == row[x]:
                count += 1
            out += bytes([0, 2, count, 0]) if row[x] == 0 and count >= 3 else bytes([count, row[x]])
            x += count
        out += b'\0\0'
    return out + b'\0\1'


# ---- what they hold ----

def samples(path, channels, depth):
    kind = {1: 'gray', 3: 'rgb', 4: 'rgba'}[channels]
    raw = subprocess.run(['convert', str(path), '-depth', str(depth), f'{kind}:-'], capture_output=True, check=True).stdout
    return np.frombuffer(raw, '<u2' if depth == 16 else 'u1').reshape(23, 37, channels).astype(int)


def by_pillow(path, channels):
    try:
        return np.asarray(Image.open(path).convert({1: 'L', 3: 'RGB', 4: 'RGBA'}[channels])).reshape(23, 37, channels).astype(int)
    except OSError as error:
        print(path.name, error)
        return None


def equalized(channel, counted, top):
    histogram = np.bincount(channel[counted], minlength=top + 1)
    lowest = histogram[np.flatnonzero(histogram)[0]]
    if counted.sum() == lowest:
        return channel
    scale = np.float32(top) / np.float32(counted.sum() - lowest)
    table = np.rint((np.cumsum(histogram) - lowest).clip(0).astype(np.float32) * scale).clip(0, top).astype(int)
    if top == 255 and counted.all():
        assert (table[channel] == cv2.equalizeHist(channel.astype(np.uint8))).all()
    return table[channel]


# Pillow 9.4 misreads literal runs of 4 bits, and moves.
misread = ('rle-4.bmp', 'rle-8-moves.bmp')
# Bits of each channel, if not 8.
bits = {'rgb-555.bmp': [5, 5, 5], 'rgb-565.bmp': [5, 6, 5], 'alpha-4444.bmp': [4, 4, 4, 4], 'ten-bits.bmp': [10, 10, 10, 2]}
grey = ('grey-8.bmp', 'grey-4.bmp', 'bitmap-1.bmp', 'os2-bitmap-1.bmp')
alpha = ('alpha-32.bmp', 'alpha-4444.bmp', 'ten-bits.bmp')


def picture(path):
    name = path.name
    channels = 1 if name in grey else 4 if name in alpha else 3
    depth = 16 if name == 'ten-bits.bmp' else 8
    top = 2 ** depth - 1
    read = samples(path, channels, depth)
    other = by_pillow(path, channels)
    if name == 'os2-second.bmp':
        # ImageMagick 6 expects three bytes per entry in its palette, which only OS/2's first header has.
        read = other
    elif other is not None and name not in misread:
        assert np.abs(other - read).max() <= (8 if name in bits else 0), name
    levels = [2 ** b - 1 for b in bits.get(name, [])] or [top] * channels
    # ImageMagick 6 fills the missing bits of a level with zeros or with the level's own bits, instead of taking the nearest level.
    stored = np.stack([read[:, :, c] >> depth - int(levels[c]).bit_length() for c in range(channels)], 2)
    spread = np.stack([(stored[:, :, c] * top * 2 + levels[c]) // (2 * levels[c]) for c in range(channels)], 2)
    counted = spread[:, :, 3] > 0 if channels == 4 else np.ones(spread.shape[:2], bool)
    result = spread.copy()
    for c in range(min(channels, 3)):
        new = equalized(spread[:, :, c], counted, top)
        level = (new * levels[c] * 2 + top) // (2 * top)
        result[:, :, c] = (level * top * 2 + levels[c]) // (2 * levels[c])
    return {'width': read.shape[1], 'height': read.shape[0], 'channels': channels, 'depth': depth, 'read': digest(spread), 'equalized': digest(result)}


def digest(levels):
    return hashlib.sha256(levels.astype('>u2').tobytes()).hexdigest()


if '--make' in sys.argv:
    make()
Path('bmp.json').write_text(json.dumps({path.name: picture(path) for path in sorted(folder.glob('*.bmp'))}, indent=1) + '\n')
