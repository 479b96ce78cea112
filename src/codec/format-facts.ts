import { isInstalled } from '../installed.js';
import type { Format } from './format.js';
import { type FormatTable, formats } from './formats.js';

/** What the table of formats says about one of them, in words. */
export interface FormatFacts {
  /** The name that `--format` uses. */
  readonly name: string;
  readonly title: string;
  readonly extensions: readonly string[];
  /** The library that reads it. */
  readonly reader: string;
  /** The package that must be installed before it can be read; undefined if it can be. */
  readonly missing: string | undefined;
  /** Which images are written in it. */
  readonly written: string;
  /** What it can hold of an image from another format, besides 8-bit grey and RGB. */
  readonly holds: readonly string[];
  readonly largestSide: number;
}

export function formatFacts(table: FormatTable = formats): FormatFacts[] {
  return Object.entries(table).map(([name, format]) => ({
    name,
    title: format.title,
    extensions: format.extensions,
    reader: readerOf(format),
    missing: missingPackage(format),
    written: { any: 'yes', itself: `only what was ${format.title}`, none: 'no' }[format.writes],
    holds: format.writes === 'any' ? holdingsOf(format) : [],
    largestSide: format.holds.largestSide,
  }));
}

function readerOf({ reader }: Format): string {
  return typeof reader === 'string' ? reader : `${reader.package}, if you install it (${reader.licence})`;
}

function missingPackage({ reader }: Format): string | undefined {
  return typeof reader === 'string' || isInstalled(reader.package, import.meta.url) ? undefined : reader.package;
}

function holdingsOf({ holds }: Format): string[] {
  const words = {
    sixteenBits: '16 bits',
    transparency: 'transparency',
    cmyk: 'CMYK',
    animation: 'animation',
    profile: 'colour profile',
    exif: 'EXIF',
  };
  return Object.entries(words).flatMap(([key, word]) => (holds[key as keyof typeof words] ? [word] : []));
}
