import type { Reading } from '../../pixels/reading.js';
import { unsupported } from '../container.js';
import { type IfdEntry, numbersOf, photometrics, tags } from './directory.js';

/** The roles of the bands of a page. */
export interface BandRoles {
  /** Samples per pixel. */
  readonly count: number;
  /** How many of them, from the first, are colours. */
  readonly colours: 1 | 3 | 4;
  /** The band of transparency; `multiplied` if the colours are premultiplied by it. */
  readonly alpha?: { readonly band: number; readonly multiplied: boolean };
  /** Bands of no stated meaning besides the colours: near infrared, another channel. */
  readonly others: readonly number[];
}

export function readBandRoles(entries: readonly IfdEntry[], photometric: number, choice: Reading['alpha'] = 'auto'): BandRoles {
  const count = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
  const colours = coloursOf(entries, photometric, count);
  const meanings = numbersOf(entries, tags.extraSamples);
  const extra = Array.from({ length: count - colours }, (_, index) => colours + index);
  const alpha = alphaOf(extra, meanings, choice);
  const isAlphaOfColours =
    alpha !== undefined && colours !== 4 && photometric !== photometrics.cieLab && photometric !== photometrics.iccLab;
  return {
    count,
    colours,
    ...(isAlphaOfColours && { alpha: { band: alpha, multiplied: meanings[alpha - colours] === 1 } }),
    others: extra.filter((band) => !isAlphaOfColours || band !== alpha),
  };
}

/** TIFF 6.0: 1 is alpha with premultiplied colours, 2 alpha without; 0, and an unstated meaning, is anything. */
function alphaOf(extra: readonly number[], meanings: readonly number[], choice: Reading['alpha']): number | undefined {
  if (choice === 'none') return undefined;
  if (choice === 'last') return extra.at(-1);
  return extra.find((_, index) => meanings[index] === 1 || meanings[index] === 2);
}

function coloursOf(entries: readonly IfdEntry[], photometric: number, count: number): BandRoles['colours'] {
  const refused = refusedPhotometrics[photometric];
  if (refused) throw unsupported(`the image is ${refused}; expected grey, RGB, CMYK or CIELab`);
  const colours = {
    [photometrics.separated]: 4,
    [photometrics.rgb]: 3,
    [photometrics.yCbCr]: 3,
    [photometrics.cieLab]: 3,
    [photometrics.iccLab]: 3,
  }[photometric] as BandRoles['colours'] | undefined;
  const isOtherInks = photometric === photometrics.separated && (numbersOf(entries, tags.inkSet)[0] ?? 1) !== 1;
  if (isOtherInks || (colours === 4 && count < 4)) throw unsupported(`the TIFF has ${count} inks or channels; expected C, M, Y and K`);
  if (photometric > photometrics.iccLab)
    throw unsupported(`the TIFF has samples with PhotometricInterpretation ${photometric}; expected grey, RGB, CMYK or CIELab`);
  if (count < (colours ?? 1)) throw unsupported(`the TIFF has ${count} channels; expected the three of a colour image, or grey`);
  if (count > mostBands) throw unsupported(`the TIFF has ${count} bands; expected ${mostBands} at most`);
  return colours ?? 1;
}

/** More than hyperspectral cameras have. */
const mostBands = 1024;

const refusedPhotometrics: Readonly<Record<number, string>> = {
  10: 'ITULab',
  32844: 'LogL',
  32845: 'LogLuv',
};
