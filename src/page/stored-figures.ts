/** How figures lie in a page, for those that write and read them: as shares of the most that each can be, in 16 bits. */

/** The most that each figure can be, in the order of `figureNames`. */
const limits = [16, 0.5, 1, 1] as const;

/** Stands for the most. */
const full = 65534;
/** Stands for a figure that is not known. */
export const unknownFigure = 65535;

export function storedFigure(value: number, which: number): number {
  return Math.round((Math.min(value, limits[which]!) * full) / limits[which]!);
}

/** NaN if it is not known. */
export function figureOf(stored: number, which: number): number {
  return stored === unknownFigure ? Number.NaN : (stored * limits[which]!) / full;
}

/**
 * How much each image was made worse, as `harmOf` has it, but for the rounding of what is stored; NaN if it is not known.
 *
 * @param stored a column of figures before and one after for each figure, in the order of `figureNames`
 */
export function harmsOf(stored: Uint16Array, length: number): Float32Array<ArrayBuffer> {
  const harms = new Float32Array(length).fill(Number.NaN);
  const [bits, contrast, share] = [limits[0] / full, (limits[1] * 5) / full, (limits[3] * 10) / full];
  for (let row = 0; row < length; row++) {
    // Of each picture either all figures are known or none.
    if (stored[row] === unknownFigure || stored[length + row] === unknownFigure) continue;
    const entropyLost = (stored[row]! - stored[length + row]!) * bits;
    const contrastLost = (stored[length * 2 + row]! - stored[length * 3 + row]!) * contrast;
    const clipped = (stored[length * 7 + row]! - stored[length * 6 + row]!) * share;
    harms[row] = Math.max(0, entropyLost, contrastLost, clipped);
  }
  return harms;
}
