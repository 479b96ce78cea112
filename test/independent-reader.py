"""Reads images without any code of imgpar or libvips, and describes their content.

    independent-reader.py describe FILE...      a JSON list: width, height, channels, maxSample, distinct levels, sha256 of the samples
    independent-reader.py inverse FILE...       the same, for the image with every colour sample inverted (alpha unchanged)
    independent-reader.py frames FILE...        a JSON list: how often an animation is played (0: endlessly), and for each frame its
                                                delay in milliseconds and the sha256 of the image shown, as RGBA
    independent-reader.py pages FILE...         a JSON list of the pages of TIFFs: like describe, for each page
    independent-reader.py upright FILE...       the same, for the image turned and mirrored as its orientation says
    independent-reader.py facts FILE...         a JSON list: format, size, bits, bands and profile (its sha256) of each page, delays and
                                                plays of an animation, sha256 of alpha, and whether 16 bits have more than 256 levels
    independent-reader.py difference FILE FILE  a JSON list: mean and largest absolute difference of the samples
    independent-reader.py tiff FILE...          a JSON list of the pages of TIFFs: kind, shape and bytes (base64) of the samples, and all tags as text
    independent-reader.py jpegs MODE QUALITY... a JSON list: JPEGs of noise in that mode (L, RGB) that Pillow writes, in base64

Samples are interleaved, row by row, 16-bit ones little-endian. Palettes become RGB, or RGBA if they are transparent.
"""
import base64
import hashlib
import io
import itertools
import json
import struct
import sys
import zlib

import numpy
import tifffile
from PIL import Image, ImageOps, ImageSequence


def read(path):
    with open(path, 'rb') as file:
        head = file.read(32)
    if head[:4] == b'\x89PNG' and head[24] == 16 and head[28] == 0:
        return read_png16(path)
    if head[:2] in (b'II', b'MM'):
        return read_tiff(path)
    return read_pillow(path)


def read_pillow(path, number=0):
    image = Image.open(path)
    image.seek(number)
    if image.mode == '1':
        image = image.convert('L')
    if image.mode == 'P':
        image = image.convert('RGBA' if 'transparency' in image.info else 'RGB')
    if image.format == 'GIF' and image.mode == 'L':
        image = image.convert('RGB')
    if image.mode == 'RGB' and 'transparency' in image.info:
        image = image.convert('RGBA')
    return numpy.asarray(image)


def read_tiff(path, number=0):
    """Falls back to Pillow for files that tifffile cannot decompress without more packages (fax, JPEG)."""
    try:
        with tifffile.TiffFile(path) as file:
            page = file.pages[number]
            samples = page.asarray()
            if int(page.planarconfig) == 2 and samples.ndim == 3:
                samples = numpy.moveaxis(samples, 0, -1)
            if samples.dtype == bool:
                samples = samples.astype(numpy.uint8) * 255
            if int(page.photometric) == 0:
                samples = numpy.iinfo(samples.dtype).max - samples
            if int(page.photometric) == 3:
                samples = (page.colormap[:, samples] >> 8).astype(numpy.uint8)
                samples = numpy.moveaxis(samples, 0, -1)
            if page.extrasamples and int(page.extrasamples[0]) == 1:
                samples = unpremultiplied(samples)
            return samples
    except ValueError:
        return read_pillow(path, number)


def unpremultiplied(samples):
    top = numpy.iinfo(samples.dtype).max
    alpha = samples[..., -1:].astype(float)
    colours = numpy.divide(samples[..., :-1] * float(top), alpha, out=numpy.zeros(samples[..., :-1].shape), where=alpha > 0)
    return numpy.concatenate([numpy.clip(colours, 0, top).astype(samples.dtype), samples[..., -1:]], axis=-1)


def read_png16(path):
    """Reads 16-bit PNGs, none of them interlaced, as Pillow reduces 16-bit colour to 8 bits."""
    with open(path, 'rb') as file:
        data = file.read()
    position, parts = 8, []
    while position < len(data):
        length, kind = struct.unpack('>I4s', data[position:position + 8])
        content = data[position + 8:position + 8 + length]
        if kind == b'IHDR':
            width, height, _, colour = struct.unpack('>IIBB', content[:10])
        if kind == b'IDAT':
            parts.append(content)
        position += length + 12
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    step = channels * 2
    raw = zlib.decompress(b''.join(parts))
    above, rows = bytearray(width * step), []
    for y in range(height):
        start = y * (width * step + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width * step])
        for i in range(len(row)):
            left = row[i - step] if i >= step else 0
            up_left = above[i - step] if i >= step else 0
            up = above[i]
            if kind == 1:
                add = left
            elif kind == 2:
                add = up
            elif kind == 3:
                add = (left + up) // 2
            elif kind == 4:
                guess = left + up - up_left
                add = min((left, up, up_left), key=lambda value: abs(guess - value))
            else:
                add = 0
            row[i] = (row[i] + add) & 255
        rows.append(bytes(row))
        above = row
    samples = numpy.frombuffer(b''.join(rows), '>u2').astype(numpy.uint16)
    return samples.reshape(height, width, channels) if channels > 1 else samples.reshape(height, width)


def normalized(samples):
    samples = numpy.asarray(samples)
    if samples.dtype not in (numpy.uint8, numpy.uint16):
        samples = samples.astype(numpy.uint16)
    return samples[:, :, None] if samples.ndim == 2 else samples


def frames_of(path):
    image = Image.open(path)
    frames = []
    for frame in ImageSequence.Iterator(image):
        samples = numpy.asarray(frame.convert('RGBA')).copy()
        # The colour of fully transparent pixels is invisible.
        samples[samples[..., 3] == 0] = 0
        delay = image.info.get('duration', 0)
        frames.append({'delay': delay, 'sha256': hashlib.sha256(samples.tobytes()).hexdigest()})
    loop = image.info.get('loop')
    # Pillow gives the count in a GIF, which is that of repetitions after the first showing.
    plays = (1 if loop is None else loop + 1 if loop else 0) if image.format == 'GIF' else loop
    return {'plays': plays, 'width': image.width, 'height': image.height, 'frames': frames}


def pages_of(path):
    with tifffile.TiffFile(path) as file:
        count = len(file.pages)
    return [describe_samples(read_tiff(path, number), False) for number in range(count)]


def read_upright(path):
    """Turns an image upright; Pillow does so unasked for a TIFF, and on request for other files."""
    image = Image.open(path)
    image.load()
    return numpy.asarray(image if image.format == 'TIFF' else ImageOps.exif_transpose(image))


def describe(path, command):
    samples = read_upright(path) if command == 'upright' else read(path)
    return describe_samples(samples, command == 'inverse')


def describe_samples(samples, invert):
    samples = normalized(samples)
    top = int(numpy.iinfo(samples.dtype).max)
    channels = samples.shape[2]
    colours = channels - 1 if channels % 2 == 0 else channels
    if invert:
        samples = samples.copy()
        samples[:, :, :colours] = top - samples[:, :, :colours]
    return {
        'width': samples.shape[1],
        'height': samples.shape[0],
        'channels': channels,
        'maxSample': top,
        'distinct': len(numpy.unique(samples[:, :, :colours])),
        'sha256': hashlib.sha256(samples.astype(samples.dtype.newbyteorder('<')).tobytes()).hexdigest(),
    }


def difference(first, second):
    a, b = (normalized(read(path)).astype(int) for path in (first, second))
    gap = numpy.abs(a - b)
    return [float(gap.mean()), int(gap.max())]


def facts(path):
    """Leaves out what cannot be read: null, or nothing at all."""
    try:
        with open(path, 'rb') as file:
            head = file.read(32)
        if head[:2] in (b'II', b'MM'):
            return {**tiff_facts(path), **sample_facts(path)}
        if head[:4] == b'\x89PNG':
            found = png_facts(head)
        else:
            found = pillow_facts(path)
        with Image.open(path) as image:
            profile = image.info.get('icc_profile')
            animated = getattr(image, 'n_frames', 1) > 1
        found['profile'] = hashlib.sha256(profile).hexdigest() if profile else None
        if animated:
            shown = frames_of(path)
            found.update(pages=len(shown['frames']), delays=[frame['delay'] for frame in shown['frames']], plays=shown['plays'])
        return {**found, **sample_facts(path)}
    except Exception as error:
        return {'unread': str(error)[:200]}


def png_facts(head):
    width, height, depth, colour = struct.unpack('>IIBB', head[16:26])
    bands = {0: 'grey', 2: 'RGB', 3: 'palette', 4: 'grey and alpha', 6: 'RGB and alpha'}[colour]
    return {'format': 'PNG', 'width': width, 'height': height, 'depth': depth, 'bands': bands, 'pages': 1}


def pillow_facts(path):
    bands = {'1': 'grey', 'I': 'grey', 'L': 'grey', 'RGB': 'RGB', 'RGBA': 'RGB and alpha', 'CMYK': 'CMYK', 'P': 'palette'}
    with Image.open(path) as image:
        mode = 'P' if image.format == 'GIF' else image.mode
        depth = {'1': 1, 'I': 16}.get(mode, 8)
        return {'format': image.format, 'width': image.width, 'height': image.height, 'depth': depth, 'bands': bands.get(mode, mode), 'pages': 1}


def tiff_facts(path):
    names = {0: 'grey', 1: 'grey', 2: 'RGB', 3: 'palette', 5: 'CMYK', 6: 'RGB', 8: 'Lab', 9: 'Lab'}
    with tifffile.TiffFile(path) as file:
        pages = [
            {
                'width': page.imagewidth,
                'height': page.imagelength,
                'depth': page.bitspersample if isinstance(page.bitspersample, int) else page.bitspersample[0],
                'bands': names.get(int(page.photometric), 'other') + (' and alpha' if page.extrasamples else ''),
                'profile': hashlib.sha256(page.tags[34675].value).hexdigest() if 34675 in page.tags else None,
            }
            # Directories may be circular.
            for page in itertools.islice(file.pages, 1000)
        ]
        first, *others = pages
        big = 'BigTIFF' if file.is_bigtiff else 'TIFF'
    different = [page for page in others if page != first]
    return {'format': big, **first, 'pages': len(pages), **({'otherPages': others} if different else {})}


def sample_facts(path):
    with open(path, 'rb') as file:
        head = file.read(32)
    # Pillow reduces these to 8 bits.
    if head[:4] == b'\x89PNG' and head[24] == 16 and head[28] == 1:
        return {}
    try:
        samples = normalized(read(path))
    except Exception:
        return {}
    many = samples.dtype == numpy.uint16 and len(numpy.unique(samples)) > 256
    hasAlpha = samples.shape[2] in (2, 4) and not (pillow_mode(path) == 'CMYK')
    plane = samples[..., -1]
    opaque = hasAlpha and plane.min() == numpy.iinfo(samples.dtype).max
    alpha = ('opaque' if opaque else hashlib.sha256(plane.tobytes()).hexdigest()) if hasAlpha else None
    return {'alpha': alpha, 'manyLevels': bool(many)}


def pillow_mode(path):
    try:
        with Image.open(path) as image:
            return image.mode
    except Exception:
        return None


def jpeg(mode, quality):
    buffer = io.BytesIO()
    Image.effect_noise((16, 16), 50).convert(mode).save(buffer, 'JPEG', quality=quality)
    return base64.b64encode(buffer.getvalue()).decode()


def tiff_pages(path):
    with tifffile.TiffFile(path) as file:
        return [
            {
                'dtype': samples.dtype.name,
                'shape': samples.shape,
                'samples': base64.b64encode(numpy.ascontiguousarray(samples.astype(samples.dtype.newbyteorder('<'))).tobytes()).decode(),
                'tags': {str(tag.code): str(tag.value) for tag in page.tags},
            }
            for page in file.pages
            for samples in [tiff_samples(path, page)]
        ]


def tiff_samples(path, page):
    try:
        return page.asarray()
    except ValueError:
        # It unpacks LZW and some differences with another package only.
        from osgeo import gdal
        samples = gdal.Open(path).ReadAsArray()
        return samples.transpose(1, 2, 0) if samples.ndim == 3 else samples


command, *files = sys.argv[1:]
if command == 'difference':
    print(json.dumps(difference(*files)))
elif command in ('frames', 'pages'):
    print(json.dumps([(frames_of if command == 'frames' else pages_of)(file) for file in files]))
elif command == 'facts':
    print(json.dumps([facts(file) for file in files]))
elif command == 'tiff':
    print(json.dumps([tiff_pages(file) for file in files]))
elif command == 'jpegs':
    print(json.dumps([jpeg(files[0], int(quality)) for quality in files[1:]]))
else:
    print(json.dumps([describe(file, command) for file in files]))
