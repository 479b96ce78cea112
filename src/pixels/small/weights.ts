/** What each of several positions takes of the samples around it, which are as many for each. */
export interface Weights {
  readonly from: Uint32Array;
  /** Position by position. Each position's make 1. */
  readonly weights: Float32Array;
  /** How many weights each has: a multiple of 4, of which the last ones are 0. */
  readonly taps: number;
}

/**
 * Of all samples that a position covers, as much as it covers.
 *
 * @param count positions beside each other
 * @param span samples that they cover together, which may end within the last one
 */
export const boxWeights = remembered((count: number, span: number): Weights => {
  const width = span / count;
  const made = room(count, Math.ceil(width) + 1);
  for (let position = 0; position < count; position++) {
    const begin = position * width;
    const end = position === count - 1 ? span : (position + 1) * width;
    const first = place(made, position, begin, Math.ceil(span));
    for (let tap = 0; tap < made.most; tap++)
      made.weights[position * made.taps + tap] = Math.min(end, first + tap + 1) - Math.max(begin, first + tap);
    normalise(made, position, Math.ceil(span));
  }
  return made;
});

/** Linear between the centres of samples, and by a wider triangle where positions are farther from each other than samples. */
export const linearWeights = remembered((count: number, span: number, samples: number): Weights => {
  const width = span / count;
  const radius = Math.max(width, 1);
  const made = room(count, Math.ceil(2 * radius) + 1);
  for (let position = 0; position < count; position++) {
    const centre = (position + 0.5) * width - 0.5;
    const first = place(made, position, Math.ceil(centre - radius), samples);
    for (let tap = 0; tap < made.most; tap++) made.weights[position * made.taps + tap] = radius - Math.abs(first + tap - centre);
    normalise(made, position, samples);
  }
  return made;
});

/** Images of a folder are of few sizes, so weights are kept for the next ones: 5 kB each. They must not change. */
function remembered<Numbers extends readonly number[]>(make: (...numbers: Numbers) => Weights): (...numbers: Numbers) => Weights {
  // By a sum of the numbers, as texts of fractions take as long as the weights of a small picture.
  const known = new Map<number, { readonly numbers: Numbers; readonly weights: Weights }>();
  return (...numbers) => {
    let key = 0;
    for (const number of numbers) key = key * 1021 + number;
    const found = known.get(key);
    if (found?.numbers.every((number, i) => number === numbers[i])) return found.weights;
    const weights = make(...numbers);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { numbers, weights });
    return weights;
  };
}

const mostRemembered = 64;

interface Made extends Weights {
  /** How many weights can be other than 0. */
  readonly most: number;
}

function room(count: number, most: number): Made {
  const taps = Math.ceil(most / 4) * 4;
  return { from: new Uint32Array(count), weights: new Float32Array(count * taps), taps, most };
}

/** Begins with a sample, or with an earlier one where there are too few after it. @returns with which */
function place({ from, most }: Made, position: number, first: number, samples: number): number {
  from[position] = Math.min(Math.max(Math.floor(first), 0), Math.max(samples - most, 0));
  return from[position];
}

/** Leaves out what is below 0, and what lies beyond the last sample; the others then make 1. */
function normalise({ from, weights, taps, most }: Made, position: number, samples: number): void {
  const start = position * taps;
  let sum = 0;
  for (let tap = 0; tap < most; tap++) {
    const weight = from[position]! + tap < samples ? Math.max(weights[start + tap]!, 0) : 0;
    weights[start + tap] = weight;
    sum += weight;
  }
  for (let tap = 0; tap < most; tap++) weights[start + tap]! /= sum;
}
