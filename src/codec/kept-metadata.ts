import type { AvifFile } from './avif/boxes.js';
import type { EncodeOptions } from './codec.js';
import { type Header, pagesOf, unsupported } from './container.js';
import { exifOrientation, uprightExif } from './exif.js';
import type { ImageFormat } from './formats.js';
import { type GifFile, strippedGif } from './gif/blocks.js';
import { type JpegFile, jpegMetadata, strippedJpeg, uprightJpeg, withoutJpegGainMap } from './jpeg/segments.js';
import { uprightXmp } from './metadata.js';
import { type PngFile, pngMetadata, strippedPng, uprightPng } from './png/chunks.js';
import { pageOrientation, strippedTiff, type TiffFile, uprightTiff } from './tiff/tags.js';
import { strippedWebp, uprightWebp, type WebpFile, webpMetadata } from './webp/chunks.js';

/** A file taken apart, by format. */
interface Sources {
  readonly jpeg: JpegFile;
  readonly png: PngFile;
  readonly webp: WebpFile;
  readonly tiff: TiffFile;
  readonly avif: AvifFile;
  readonly gif: GifFile;
}
type Source = Sources[ImageFormat];

/** What is carried into the result besides the pixels: everything, or what the options leave of it. */
export function carried(format: ImageFormat, source: Source, options: EncodeOptions): Source {
  if (source.gainMap && !options.dropGainMap)
    throw unsupported('the image has an HDR gain map, which would no longer fit it; leave it out with --drop-gainmap');
  const plain = source.gainMap && 'segments' in source ? withoutJpegGainMap(source) : source;
  // A source has been taken apart by the parser of its format, here and below, so it is what `Sources` says of that.
  return options.strip ? (strippers[format] as Change)(plain) : plain;
}

type Change = (source: Source) => Source;

const strippers: { readonly [Format in ImageFormat]: (source: Sources[Format]) => Sources[Format] } = {
  jpeg: strippedJpeg,
  png: strippedPng,
  webp: strippedWebp,
  tiff: strippedTiff,
  avif: (source) => ({ ...source, exif: undefined, xmp: undefined }),
  gif: strippedGif,
};

/** The orientation that each page states: 1 upright … 8. The decoder of AVIF turns the picture itself. */
export function orientationsOf(format: ImageFormat, source: Source): number[] {
  const all = (orientations[format] as (source: Source) => number | number[])(source);
  return typeof all === 'number' ? pagesOf(source).map(() => all) : all;
}

const orientations: { readonly [Format in ImageFormat]: (source: Sources[Format]) => number | number[] } = {
  jpeg: (source) => exifOrientation(jpegMetadata(source).exif),
  png: (source) => exifOrientation(pngMetadata(source).exif),
  webp: (source) => exifOrientation(webpMetadata(source).exif),
  tiff: (source) => source.pages.map(pageOrientation),
  avif: () => 1,
  gif: () => 1,
};

/** The file stating, wherever it does, that it stands upright; `swapped` where width and height change places by that. */
export function upright(format: ImageFormat, source: Source, swapped: boolean): Source {
  return (uprighters[format] as (source: Source, swapped: boolean) => Source)(source, swapped);
}

const uprighters: { readonly [Format in ImageFormat]: (source: Sources[Format], swapped: boolean) => Sources[Format] } = {
  jpeg: uprightJpeg,
  png: uprightPng,
  webp: uprightWebp,
  tiff: uprightTiff,
  avif: (source) => ({ ...source, exif: source.exif && uprightExif(source.exif), xmp: source.xmp && uprightXmp(source.xmp) }),
  gif: (source) => source,
};

/** The header of a page whose sides have changed places. */
export function withSidesSwapped<Kind extends Header>(header: Kind): Kind {
  const { width, height } = header.shape;
  return { ...header, shape: { ...header.shape, width: height, height: width } };
}
