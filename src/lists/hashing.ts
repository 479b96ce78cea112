// Hashes of 64 bits in two halves, as numbers of 64 bits are slow.

interface Halves {
  readonly high: number;
  readonly low: number;
}

/** Spreads a whole number up to 2^53 over 64 bits. */
export function hashOfNumber(number: number): Halves {
  const [bottom, top] = [number >>> 0, Math.floor(number / 2 ** 32)];
  const low = mixed(bottom ^ Math.imul(top, 0x9e3779b1) ^ 0x243f6a88);
  return { low, high: mixed(low ^ Math.imul(bottom, 0x85ebca77) ^ top ^ 0x13198a2e) };
}

/** The finalizer of MurmurHash3. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
