/**
 * The discrete cosine transform of JPEG and its inverse in plain code, exactly as `jidctint.c` and `jfdctint.c` of libjpeg (Loeffler,
 * Ligtenberg and Moschytz, 1989, with 12 multiplications). They define what `kernels/jpeg/dct.ts` must do.
 *
 * A block is 64 coefficients, row by row; a tile is its 64 samples, column by column.
 */
export function tileOf(block: Int16Array, steps: Uint16Array): Uint8Array {
  const terms = new Int32Array(64);
  for (let i = 0; i < 64; i++) terms[i] = block[i]! * steps[i]!;
  for (let column = 0; column < 8; column++) inversePass(terms, column, 8, factorBits - passBits);
  for (let row = 0; row < 8; row++) inversePass(terms, row * 8, 1, factorBits + passBits + 3);
  const tile = new Uint8Array(64);
  for (let i = 0; i < 64; i++) tile[(i % 8) * 8 + (i >> 3)] = Math.min(Math.max(terms[i]! + 128, 0), 255);
  return tile;
}

/** The quantised coefficients of a tile. */
export function blockOf(tile: Uint8Array, steps: Uint16Array): Int16Array {
  const terms = new Int32Array(64);
  for (let i = 0; i < 64; i++) terms[i] = tile[(i % 8) * 8 + (i >> 3)]! - 128;
  for (let row = 0; row < 8; row++) forwardPass(terms, row * 8, 1, true);
  for (let column = 0; column < 8; column++) forwardPass(terms, column, 8, false);
  return Int16Array.from(terms, (term, i) => {
    // The transform scales by 8.
    const divisor = 8 * steps[i]!;
    return Math.sign(term) * Math.floor((Math.abs(term) + divisor / 2) / divisor);
  });
}

const factorBits = 13;
/** Bits of the fraction that the first pass leaves to the second one. */
const passBits = 2;

// The irrational factors, in 13 bits.
const [f0298, f0390, f0541, f0765, f0899, f1175] = [2446, 3196, 4433, 6270, 7373, 9633] as const;
const [f1501, f1847, f1961, f2053, f2562, f3072] = [12299, 15137, 16069, 16819, 20995, 25172] as const;

function descaled(term: number, bits: number): number {
  return (term + (1 << (bits - 1))) >> bits;
}

/** Transforms eight terms in place. */
function inversePass(terms: Int32Array, at: number, step: number, bits: number): void {
  const term = (i: number) => terms[at + i * step]!;
  const even = (term(2) + term(6)) * f0541;
  const [outer, inner] = [even + term(2) * f0765, even - term(6) * f1847];
  const [sum, difference] = [(term(0) + term(4)) << factorBits, (term(0) - term(4)) << factorBits];
  const tops = [sum + outer, difference + inner, difference - inner, sum - outer];
  const odd = (term(7) + term(3) + term(5) + term(1)) * f1175;
  const [z1, z2] = [-(term(7) + term(1)) * f0899, -(term(5) + term(3)) * f2562];
  const [z3, z4] = [odd - (term(7) + term(3)) * f1961, odd - (term(5) + term(1)) * f0390];
  const bottoms = [term(1) * f1501 + z1 + z4, term(3) * f3072 + z2 + z3, term(5) * f2053 + z2 + z4, term(7) * f0298 + z1 + z3];
  for (let i = 0; i < 4; i++) {
    terms[at + i * step] = descaled(tops[i]! + bottoms[i]!, bits);
    terms[at + (7 - i) * step] = descaled(tops[i]! - bottoms[i]!, bits);
  }
}

/** Transforms eight terms in place. */
function forwardPass(terms: Int32Array, at: number, step: number, isFirst: boolean): void {
  const term = (i: number) => terms[at + i * step]!;
  const [t0, t1, t2, t3] = [term(0) + term(7), term(1) + term(6), term(2) + term(5), term(3) + term(4)];
  const [t7, t6, t5, t4] = [term(0) - term(7), term(1) - term(6), term(2) - term(5), term(3) - term(4)];
  const [t10, t13, t11, t12] = [t0 + t3, t0 - t3, t1 + t2, t1 - t2];
  const put = (i: number, value: number) => {
    terms[at + i * step] = value;
  };
  const bits = isFirst ? factorBits - passBits : factorBits + passBits;
  put(0, isFirst ? (t10 + t11) << passBits : descaled(t10 + t11, passBits));
  put(4, isFirst ? (t10 - t11) << passBits : descaled(t10 - t11, passBits));
  const even = (t12 + t13) * f0541;
  put(2, descaled(even + t13 * f0765, bits));
  put(6, descaled(even - t12 * f1847, bits));
  const odd = (t4 + t6 + t5 + t7) * f1175;
  const [z1, z2] = [-(t4 + t7) * f0899, -(t5 + t6) * f2562];
  const [z3, z4] = [odd - (t4 + t6) * f1961, odd - (t5 + t7) * f0390];
  put(7, descaled(t4 * f0298 + z1 + z3, bits));
  put(5, descaled(t5 * f2053 + z2 + z4, bits));
  put(3, descaled(t6 * f3072 + z2 + z3, bits));
  put(1, descaled(t7 * f1501 + z1 + z4, bits));
}
