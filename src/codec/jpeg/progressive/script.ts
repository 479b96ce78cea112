import type { Frame, Scan } from '../coder/frame.js';

/**
 * Whether the scans of a progressive image bring every bit of every coefficient once, from the highest to the lowest, DC first: what all
 * encoders do. Decoders show anything else as well as they can, so they have the verdict on it.
 */
export function isWholeScript({ components, scans }: Frame): boolean {
  const known = components.map(() => new Int8Array(64).fill(unknown));
  for (const scan of scans)
    for (const { index } of scan.components) {
      const bits = known[index]!;
      if (scan.first > 0 && bits[0] === unknown) return false;
      const before = scan.highBit === 0 ? unknown : scan.highBit;
      for (let place = scan.first; place <= scan.last; place++) {
        if (bits[place] !== before) return false;
        bits[place] = scan.lowBit;
      }
    }
  return known.every((bits) => bits.every((lowest) => lowest === 0));
}

const unknown = -1;

/** The scans of AC of one component. */
export function acScansOf({ scans }: Frame, component: number): Scan[] {
  return scans.filter(({ first, components }) => first > 0 && components[0]!.index === component);
}

/** The scans of DC that code luma, which may be interleaved with other components. */
export function lumaDcScansOf({ scans }: Frame): Scan[] {
  return scans.filter((scan) => scan.first === 0 && codesLuma(scan));
}

export function codesLuma({ components }: Scan): boolean {
  return components[0]!.index === 0;
}
