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

/** Spreads a text over 64 bits; the same on every machine. */
export function hashOfText(text: string): Halves {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(((high << 5) | (high >>> 27)) ^ unit, 0x27d4eb2f);
  }
  const first = mixed(low ^ (high >>> 16));
  return { low: first, high: mixed(high ^ first) };
}

/** The finalizer of MurmurHash3. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
