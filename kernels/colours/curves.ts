// Curves of any depth, as the plain version looks them up.
import { light } from './layout';

/** The light of the sample at an address. */
@inline
export function lightOf<T>(at: usize): f64 {
  return load<f64>((<usize>load<T>(at) << 3) + light);
}

/** The level of a rising curve at a value. */
@inline
export function nearestLevel<T>(value: f64, borders: usize, starts: usize): i32 {
  if (value <= 0) return 0;
  if (value >= 1) return (sizeof<T>() == 1 ? 255 : 65535);
  let level = <usize>load<u16>((<usize>(value * 65536) << 1) + starts);
  while (value >= load<f64>((level << 3) + borders, 8)) level++;
  return <i32>level;
}
