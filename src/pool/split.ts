import { wholeFrom1 } from './options.js';

/** A list in `n` even parts; where it does not divide evenly the first ones are longer by one. Fewer items than parts leave empty ones. */
export function split<Item>(list: readonly Item[], n: number): Item[][] {
  const parts = wholeFrom1('n', n) ?? 1;
  const length = Math.floor(list.length / parts);
  const longer = list.length % parts;
  return Array.from({ length: parts }, (_, i) => {
    const start = i * length + Math.min(i, longer);
    return list.slice(start, start + length + (i < longer ? 1 : 0));
  });
}
