// Interleaved samples, each channel on its own. Alpha comes last and is only checked for zero.
import { counts, chunk, tables } from './layout';

/** Adds every colour sample to the histogram of its colour, except in pixels with alpha 0. */
export function countChannels8(pixels: i32, channels: i32): void {
  if (channels == 2) countEach<u8>(pixels, 1, 2);
  else if (channels == 3) countEach<u8>(pixels, 3, 3);
  else countEach<u8>(pixels, 3, 4);
}

export function countChannels16(pixels: i32, channels: i32): void {
  if (channels == 2) countEach<u16>(pixels, 1, 2);
  else if (channels == 3) countEach<u16>(pixels, 3, 3);
  else countEach<u16>(pixels, 3, 4);
}

/** Maps every colour sample through the table of its colour. */
export function mapChannels8(pixels: i32, channels: i32): void {
  if (channels == 2) mapEach<u8>(pixels, 1, 2);
  else if (channels == 3) mapEach<u8>(pixels, 3, 3);
  else mapEach<u8>(pixels, 3, 4);
}

export function mapChannels16(pixels: i32, channels: i32): void {
  if (channels == 2) mapEach<u16>(pixels, 1, 2);
  else if (channels == 3) mapEach<u16>(pixels, 3, 3);
  else mapEach<u16>(pixels, 3, 4);
}

@inline
function countEach<T>(pixels: i32, colours: i32, channels: i32): void {
  for (let at = chunk, end = chunk + pixels * channels * sizeof<T>(); at < end; at += channels * sizeof<T>()) {
    const visible: u32 = channels == colours ? 1 : u32(load<T>(at + colours * sizeof<T>()) != 0);
    count<T>(load<T>(at), 0, visible);
    if (colours == 3) {
      count<T>(load<T>(at, sizeof<T>()), 1, visible);
      count<T>(load<T>(at, 2 * sizeof<T>()), 2, visible);
    }
  }
}

@inline
function count<T>(level: T, colour: usize, by: u32): void {
  const at = counts + colour * (sizeof<T>() == 1 ? 1024 : 262144) + (<usize>level << 2);
  store<u32>(at, load<u32>(at) + by);
}

@inline
function mapEach<T>(pixels: i32, colours: i32, channels: i32): void {
  for (let at = chunk, end = chunk + pixels * channels * sizeof<T>(); at < end; at += channels * sizeof<T>()) {
    store<T>(at, mapped<T>(load<T>(at), 0));
    if (colours == 3) {
      store<T>(at, mapped<T>(load<T>(at, sizeof<T>()), 1), sizeof<T>());
      store<T>(at, mapped<T>(load<T>(at, 2 * sizeof<T>()), 2), 2 * sizeof<T>());
    }
  }
}

@inline
function mapped<T>(level: T, colour: usize): T {
  return load<T>(tables + colour * 131072 + <usize>level * sizeof<T>());
}
