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
  return weightsOf(
    count,
    Math.ceil(width) + 1,
    Math.ceil(span),
    (position, sample) => {
      const [begin, end] = [position * width, position === count - 1 ? span : (position + 1) * width];
      return Math.min(end, sample + 1) - Math.max(begin, sample);
    },
    (position) => position * width,
  );
});

/** Linear between the centres of samples, and by a wider triangle where positions are farther from each other than samples. */
export const linearWeights = remembered((count: number, span: number, samples: number): Weights => {
  const width = span / count;
  const radius = Math.max(width, 1);
  const centre = (position: number) => (position + 0.5) * width - 0.5;
  return weightsOf(
    count,
    Math.ceil(2 * radius) + 1,
    samples,
    (position, sample) => radius - Math.abs(sample - centre(position)),
    (position) => Math.ceil(centre(position) - radius),
  );
});

/** Images of a folder are of few sizes, so weights are kept for the next ones: 5 kB each. They must not change. */
function remembered<Numbers extends readonly number[]>(make: (...numbers: Numbers) => Weights): (...numbers: Numbers) => Weights {
  const known = new Map<string, Weights>();
  return (...numbers) => {
    const key = numbers.join(' ');
    const weights = known.get(key) ?? make(...numbers);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, weights);
    return weights;
  };
}

const mostRemembered = 64;

function weightsOf(
  count: number,
  most: number,
  samples: number,
  weight: (position: number, sample: number) => number,
  first: (position: number) => number,
): Weights {
  const taps = Math.ceil(most / 4) * 4;
  const from = new Uint32Array(count);
  const weights = new Float32Array(count * taps);
  for (let position = 0; position < count; position++) {
    const start = Math.min(Math.max(Math.floor(first(position)), 0), Math.max(samples - most, 0));
    from[position] = start;
    let sum = 0;
    for (let tap = 0; tap < most && start + tap < samples; tap++)
      sum += weights[position * taps + tap] = Math.max(weight(position, start + tap), 0);
    for (let tap = 0; tap < taps; tap++) weights[position * taps + tap]! /= sum;
  }
  return { from, weights, taps };
}
