"""Makes test/tiff: small TIFFs as tifffile, GDAL and exiftool write them, and what OpenCV, scikit-image and numpy make of their pixels.

    /usr/bin/python3 test/golden/make-tiff.py        (python3-opencv, python3-tifffile, python3-skimage, gdal-bin, libtiff-tools, exiftool)

The pictures are made here and free of rights (CC0); the maker's note is that of test/images/maker-notes.jpg.
"""
import base64
import json
import os
import struct
import subprocess

import cv2
import numpy
import tifffile
from skimage import exposure

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, '..', 'tiff')
random = numpy.random.default_rng(16)
height, width = 40, 48
golden = {}


def at(name):
    return os.path.join(folder, name)


def ramp(low, high, noise=2.0):
    y, x = numpy.mgrid[0:height, 0:width]
    share = 0.7 * (x / width) ** 2 + 0.3 * y / height
    return low + (high - low) * share + random.normal(0, noise, share.shape)


def keep(name, samples):
    samples = numpy.ascontiguousarray(samples)
    golden[name] = {'dtype': samples.dtype.name, 'shape': samples.shape, 'samples': base64.b64encode(samples.tobytes()).decode()}


def write(name, samples, **options):
    tifffile.imwrite(at(name), samples, **{'metadata': None, **options})


def translate(source, name, *options):
    subprocess.run(['gdal_translate', '-q', at(source), at(name), *(part for option in options for part in ('-co', option))], check=True)


def rank(levels, top):
    """The table of OpenCV's formula for any number of levels."""
    counts = numpy.bincount(levels.ravel(), minlength=top + 1)
    sums = numpy.cumsum(counts)
    lowest = counts[numpy.nonzero(counts)[0][0]]
    scale = numpy.float32(top / numpy.float32(sums[-1] - lowest))
    return numpy.minimum(numpy.rint((sums - lowest).clip(0).astype('f4') * scale), top).astype(int)


def spread(values, low, high):
    """What becomes of numbers that are seen as 65,536 levels from the lowest to the highest."""
    real = values.astype('f8')
    levels = numpy.floor((real - low) / (high - low) * 65535 + 0.5).astype(int)
    new = rank(levels, 65535)[levels]
    result = low * (1 - new / 65535) + high * (new / 65535)
    if values.dtype.kind != 'f':
        result = numpy.floor(result + 0.5)
    return numpy.where(new == levels, real, result).astype(values.dtype)


# ---- bands ----
red, green, blue, infrared = (ramp(low, high).clip(0, 255).astype('u1') for low, high in ((20, 90), (60, 140), (10, 60), (0, 200)))
infrared[25:] = 0
rgb = numpy.stack([red, green, blue], 2)
write('rgb.tif', rgb, photometric='rgb')
write('rgb-nir.tif', numpy.dstack([rgb, infrared]), photometric='rgb', extrasamples=[0])
colours = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb), cv2.COLOR_YCrCb2RGB)
ycrcb = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
ycrcb[:, :, 0] = cv2.equalizeHist(ycrcb[:, :, 0])
keep('rgb-nir.tif', numpy.dstack([cv2.cvtColor(ycrcb, cv2.COLOR_YCrCb2RGB), infrared]))
keep('rgb-nir.tif all', numpy.dstack([cv2.cvtColor(ycrcb, cv2.COLOR_YCrCb2RGB), cv2.equalizeHist(infrared)]))
translate('rgb-nir.tif', 'rgb-nir-jpeg.tif', 'COMPRESS=JPEG', 'PHOTOMETRIC=RGB', 'ALPHA=NO')
write('bands-3.tif', rgb, photometric='minisblack', planarconfig='contig', extrasamples=[0, 0])
keep('bands-3.tif', numpy.dstack([cv2.equalizeHist(band) for band in (red, green, blue)]))
translate('bands-3.tif', 'bands-3-separate-tiled-lzw.tif', 'INTERLEAVE=BAND', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16', 'COMPRESS=LZW', 'PREDICTOR=2', 'PHOTOMETRIC=MINISBLACK')
deep = [ramp(100, high, 9).clip(0).astype('u2') for high in (900, 4000, 9000, 30000)]
write('bands-4-16-big-endian.tif', numpy.stack(deep, 2), photometric='minisblack', planarconfig='contig', extrasamples=[0, 0, 0], byteorder='>')
keep('bands-4-16-big-endian.tif', numpy.dstack([rank(band, 65535)[band].astype('u2') for band in deep]))

# ---- numbers ----
numbers = ramp(-3.5, 120, 1).astype('f4')
for name, values in {
    'float32': numbers, 'float64': ramp(0, 1e-3, 1e-5), 'float16': ramp(-1, 1, 0.01).astype('f2'), 'int16': ramp(-900, 2500).astype('i2'),
    'int8': ramp(-90, 90).astype('i1'), 'uint32': ramp(70000, 4000000, 500).astype('u4'), 'int32': ramp(-5e6, 5e6, 5000).astype('i4'),
}.items():
    write(f'{name}.tif', values, photometric='minisblack')
    if name != 'float16':
        keep(f'{name}.tif', spread(values, float(values.min()), float(values.max())))
keep('float32.tif skimage', exposure.equalize_hist(numbers))
keep('float64.tif skimage', exposure.equalize_hist(tifffile.imread(at('float64.tif'))))
small = (numbers / 200).astype('f4')
write('float32-small.tif', small, photometric='minisblack')
keep('float32-small.tif clahe skimage', exposure.equalize_adapthist(small))
keep('float64.tif clahe skimage', exposure.equalize_adapthist(tifffile.imread(at('float64.tif'))))
limited = numbers.copy()
inside = (numbers >= 10) & (numbers <= 50)
limited[inside] = spread(numbers[inside], 10, 50)
keep('float32.tif range 10,50', limited)
translate('float32.tif', 'float32-predictor-3-tiled.tif', 'COMPRESS=DEFLATE', 'PREDICTOR=3', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16')
translate('int16.tif', 'int16-lzw-bigtiff.tif', 'COMPRESS=LZW', 'PREDICTOR=2', 'BIGTIFF=YES')
subprocess.run(['tiffcp', '-f', 'lsb2msb', '-c', 'lzw', at('int16.tif'), at('int16-fill-order-2.tif')], check=True)
holes = numbers.copy()
holes[3:6, 3:9] = numpy.nan
holes[0, :3] = numpy.inf, -numpy.inf, -9999
holes[10:20, :7] = -9999
write('float32-holes.tif', holes, photometric='minisblack', extratags=[(42113, 's', 6, '-9999', True)])
valid = numpy.isfinite(holes) & (holes != -9999)
filled = holes.copy()
filled[valid] = spread(holes[valid], float(holes[valid].min()), float(holes[valid].max()))
keep('float32-holes.tif', filled)

# ---- no data ----
grey = ramp(10, 120).clip(1, 254).astype('u1')
for missing in (0, 255, 77):
    holed = grey.copy()
    holed[grey == missing] = 78
    holed[8:20, 5:30] = missing
    write(f'nodata-{missing}.tif', holed, photometric='minisblack', extratags=[(42113, 's', len(str(missing)) + 1, str(missing), True)])
    result = holed.copy()
    inside = holed != missing
    result[inside] = cv2.equalizeHist(holed[inside].reshape(1, -1)).ravel()
    result[inside & (result == missing)] = missing + 1 if missing < 255 else 254
    keep(f'nodata-{missing}.tif', result)

# ---- twelve bits ----
twelve = ramp(30, 2600, 20).clip(0, 4095).astype('u2')
write('12-bits.tif', twelve, photometric='minisblack')
write('12-bits-stated.tif', twelve, photometric='minisblack', extratags=[(281, 'H', 1, 4095, True)])
keep('12-bits.tif', rank(twelve, 4095)[twelve].astype('u2'))

# ---- reduced resolution, masks, clouds ----
large = numpy.kron(ramp(100, 9000, 20).clip(0).astype('u2'), numpy.ones((2, 2), 'u2'))
geo = [(33550, 'd', 3, (10, 10, 0), True), (33922, 'd', 6, (0, 0, 0, 5e5, 4e6, 0), True), (34735, 'H', 16, (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633), True)]
write('plain-geo.tif', large, photometric='minisblack', extratags=geo)
subprocess.run(['gdal_translate', '-q', '-of', 'COG', at('plain-geo.tif'), at('cog.tif'), '-co', 'BLOCKSIZE=128', '-co', 'COMPRESS=DEFLATE', '-co', 'OVERVIEW_RESAMPLING=AVERAGE', '-co', 'OVERVIEW_COUNT=1', '-co', 'OVERVIEWS=IGNORE_EXISTING'], check=True)
half = large[::2, ::2]
with tifffile.TiffWriter(at('overview-and-mask.tif')) as tif:
    tif.write(large, photometric='minisblack', metadata=None, rowsperstrip=16)
    tif.write(half, photometric='minisblack', metadata=None, subfiletype=1)
    tif.write(large > 500, photometric=4, metadata=None, subfiletype=4)
os.remove(at('plain-geo.tif'))

# ---- positions in tags ----
write('uic.tif', large[:24, :24], photometric='minisblack', software='MetaMorph 2.0', rowsperstrip=5)
data = bytearray(open(at('uic.tif'), 'rb').read())
text = b'A name of some stage\0'
data += struct.pack('<I', len(text)) + text + struct.pack('<II', 3, 7)
where = len(data) - 8 - len(text) - 4
pairs = [0, 1, 1, 96, 2, 1655, 3, 1, 4, len(data) - 8, 6, len(data) - 8, 7, where, 11, 128]
table = len(data)
data += struct.pack(f'<{len(pairs)}I', *pairs)
first = struct.unpack('<I', data[4:8])[0]
count = struct.unpack('<H', data[first:first + 2])[0]
fields = data[first + 2:first + 2 + count * 12] + struct.pack('<HHII', 33628, 4, len(pairs) // 2 * 2, table)
struct.pack_into('<I', data, 4, len(data))
data += struct.pack('<H', count + 1) + fields + struct.pack('<I', 0)
open(at('uic.tif'), 'wb').write(data)
write('maker-notes.tif', rgb, photometric='rgb', compression='deflate', rowsperstrip=8)
subprocess.run(['exiftool', '-q', '-overwrite_original', '-tagsfromfile', os.path.join(here, '..', 'images', 'maker-notes.jpg'), '-make', '-model', '-makernotes', '-exif:all', '-unsafe', '-icc_profile=', at('maker-notes.tif')], check=True)

# ---- statements about levels ----
tifffile.imwrite(at('imagej.tif'), numpy.stack([twelve, twelve // 2]), imagej=True, metadata={'axes': 'CYX', 'mode': 'composite', 'min': 100.0, 'max': 4000.0, 'Ranges': (100.0, 4000.0, 50.0, 2000.0), 'Labels': ['a', 'b']})
write('gdal-statistics.tif', twelve, photometric='minisblack', extratags=[(42112, 's', 0, '<GDALMetadata>\n  <Item name="STATISTICS_MAXIMUM" sample="0">2600</Item>\n  <Item name="STATISTICS_MEAN" sample="0">900</Item>\n  <Item name="SENSOR">a</Item>\n</GDALMetadata>\n', True)])
tifffile.imwrite(at('significant-bits.ome.tif'), twelve + 4000, metadata={'axes': 'YX', 'SignificantBits': 12})
tifffile.imwrite(at('twelve-bits.ome.tif'), numpy.stack([twelve, twelve // 3]), metadata={'axes': 'CYX', 'SignificantBits': 12})

# ---- others ----
write('sample-format-4.tif', grey, photometric='minisblack', extratags=[(339, 'H', 1, 4, True)])
write('no-photometric.tif', grey, photometric='minisblack')
data = bytearray(open(at('no-photometric.tif'), 'rb').read())
first = struct.unpack('<I', data[4:8])[0]
count = struct.unpack('<H', data[first:first + 2])[0]
fields = [data[first + 2 + i * 12:first + 14 + i * 12] for i in range(count)]
kept = b''.join(field for field in fields if struct.unpack('<H', field[:2])[0] != 262)
data[first:first + 2 + count * 12 + 4] = struct.pack('<H', count - 1) + kept + struct.pack('<I', 0) + bytes(12)
open(at('no-photometric.tif'), 'wb').write(data)
keep('no-photometric.tif', cv2.equalizeHist(grey))
greys = (numpy.arange(256) * 257).astype('u2')
write('grey-palette.tif', grey, photometric='palette', colormap=numpy.stack([greys[::-1]] * 3))
keep('grey-palette.tif', cv2.equalizeHist(255 - grey))

json.dump(golden, open(at('golden.json'), 'w'), indent=0)
