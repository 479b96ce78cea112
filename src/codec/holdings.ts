import { isInstalled } from '../installed.js';
import { unsupported } from './container.js';
import { hasTransparency, type Rasters } from './encoding.js';
import { exifOrientation } from './exif.js';
import type { Format } from './format.js';
import type { ForeignPicture } from './format-codec.js';
import { formats, imageFormats } from './formats.js';
import type { Metadata } from './metadata.js';

/** Refuses to convert an image to a format that cannot hold it: nothing may be lost unasked. */
export function refuseLoss({ title, holds }: Format, picture: ForeignPicture, rasters: Rasters): void {
  const [raster] = rasters;
  const { width, height } = raster;
  if (rasters.length > 1 && !(holds.animation && picture.animation && picture.shape.maxSample === 255))
    throw unsupported(`the image has ${rasters.length} pages or frames, but ${title} can hold only one of them; keep the source format`);
  if (Math.max(width, height) > holds.largestSide)
    throw unsupported(`the image is ${width} × ${height} pixels, but ${title} holds at most ${holds.largestSide} per side`);
  if (picture.space === 'lab') throw unsupported('the image is CIELab, which imgpar writes only as TIFF; keep the source format');
  if (picture.space === 'cmyk' && !holds.cmyk)
    throw unsupported(`the image is CMYK, which ${title} cannot hold; choose ${formatsThatHold('cmyk')}`);
  if (raster.maxSample === 65535 && !holds.sixteenBits)
    throw unsupported(
      `the image has ${picture.bitsPerSample} bits per sample, which ${title} cannot hold; choose ${formatsThatHold('sixteenBits')}`,
    );
  if (!holds.transparency && picture.space !== 'cmyk' && hasTransparency(raster))
    throw unsupported(`the image is transparent, which ${title} cannot hold; choose ${formatsThatHold('transparency')}`);
  if (!holds.exif && exifOrientation(picture.metadata.exif) > 1)
    throw unsupported(`the image has an orientation tag, which ${title} cannot hold; turn its pixels with --auto-orient`);
}

/** Tells which metadata another format has no place for, a sentence each. */
export function leftOut({ title, holds }: Format, metadata: () => Metadata, strip: boolean): string[] {
  if (holds.profile && holds.exif) return [];
  const { icc, exif } = metadata();
  const sentence = (what: string) => `${what} is left out, because ${title} has no place for it`;
  return [...(icc && !holds.profile ? [sentence('the colour profile')] : []), ...(exif && !holds.exif && !strip ? [sentence('EXIF')] : [])];
}

/** Refuses a format whose reader is not installed, and one that is not written where it would be kept. */
export function refuseUnusable({ title, reader, writes }: Format, isKept: boolean): void {
  if (typeof reader === 'object' && !isReaderInstalled(reader.package))
    throw unsupported(
      `${title} is read by the package ${reader.package} (${reader.licence}), which imgpar comes without; install it beside imgpar: npm install ${reader.package}`,
    );
  if (writes === 'none' && isKept)
    throw unsupported(`${title} is read, but not written; choose another format: ${choices.map((name) => `--format ${name}`).join(', ')}`);
}

const choices = imageFormats.filter((name) => formats[name].writes === 'any');

const installed = new Map<string, boolean>();

/** Remembers, as to look for a package takes longer than to read a small file. */
function isReaderInstalled(name: string): boolean {
  const known = installed.get(name) ?? isInstalled(name, import.meta.url);
  installed.set(name, known);
  return known;
}

function formatsThatHold(what: 'cmyk' | 'sixteenBits' | 'transparency'): string {
  const names = imageFormats.filter((name) => formats[name].holds[what] && formats[name].writes === 'any');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
