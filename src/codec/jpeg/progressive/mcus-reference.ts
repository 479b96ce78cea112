import type { Frame } from '../coder/frame.js';
import type { Coefficients } from './coefficients.js';
import type { ScanScript } from './script.js';

/** The blocks of each MCU of a scan, in order, and the place of their components in it. */
export function blocksOfMcus(
  { components }: Pick<Frame, 'components'>,
  scan: Pick<ScanScript, 'components' | 'columns' | 'rows'>,
  coefficients: readonly Coefficients[],
): Array<Array<{ readonly block: Int16Array; readonly order: number }>> {
  return Array.from({ length: scan.columns * scan.rows }, (_, mcu) => {
    const [mcuX, mcuY] = [mcu % scan.columns, Math.floor(mcu / scan.columns)];
    return scan.components.flatMap(({ index }, order) => {
      // A component by itself has no MCUs but blocks.
      const { across, down } = scan.components.length === 1 ? { across: 1, down: 1 } : components[index]!;
      return Array.from({ length: across * down }, (__, i) => {
        const [x, y] = [mcuX * across + (i % across), mcuY * down + Math.floor(i / across)];
        const { stride, values } = coefficients[index]!;
        const at = 64 * (y * stride + x);
        return { block: values.subarray(at, at + 64), order };
      });
    });
  });
}
