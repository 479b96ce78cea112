import type { Frame } from '../coder/frame.js';

/** The coefficients of a component: blocks of 64, each row by row, with those that pad the last MCUs. */
export interface Coefficients {
  /** Blocks from one row to the next. */
  readonly stride: number;
  readonly values: Int16Array;
}

/** Room for the coefficients of each component, all 0. */
export function noCoefficients({
  width,
  height,
  components,
  across,
  down,
}: Pick<Frame, 'width' | 'height' | 'components' | 'across' | 'down'>): Coefficients[] {
  const [mcuColumns, mcuRows] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))];
  return components.map((component) => {
    const stride = mcuColumns * component.across;
    return { stride, values: new Int16Array(64 * stride * mcuRows * component.down) };
  });
}
