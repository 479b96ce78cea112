// Takes interleaved samples apart into planes of one colour each, and puts them together. All layouts are the same loop, by masks.
import { chunk, levels } from './layout';

/** Bytes between the planes in `levels`: no chunk has more bytes of one of three colours, and blocks divide it. */
export const planeBytes: i32 = 16384;

/** For each colour, and each of up to four vectors of a block of pixels, which bytes go into a vector of that colour. */
const apart: usize = memory.data(3 * 4 * 16, 16);

/** For each of these vectors, and each colour, the bytes that come from there; and for each, which of its own bytes stay. */
const together: usize = memory.data(4 * 3 * 16, 16);
const stays: usize = memory.data(4 * 16, 16);

/** Makes the masks for a layout. A block is as many pixels as a vector holds samples. */
export function prepareChannels(channels: i32, sampleBytes: i32): void {
  memory.fill(apart, 0xff, 3 * 4 * 16);
  memory.fill(together, 0xff, 4 * 3 * 16);
  memory.fill(stays, 0, 4 * 16);
  const colours = channels < 3 ? 1 : 3;
  for (let at = 0; at < channels << 4; at++) {
    const vector = at >> 4;
    const sample = at / sampleBytes;
    const colour = sample % channels;
    if (colour >= colours) {
      store<u8>(stays + at, 0xff);
      continue;
    }
    const inPlane = (sample / channels) * sampleBytes + (at % sampleBytes);
    store<u8>(apart + ((colour * 4 + vector) << 4) + inPlane, <u8>(at & 15));
    store<u8>(together + ((vector * 3 + colour) << 4) + (at & 15), <u8>inPlane);
  }
}

/** Takes the colours of the chunk apart, into `levels` and behind it. */
export function takeApart(pixels: i32, channels: i32, sampleBytes: i32): void {
  const colours = channels < 3 ? 1 : 3;
  const end = levels + pixels * sampleBytes;
  for (let to = levels, block = chunk; to < end; to += 16, block += <usize>channels << 4) {
    for (let colour = 0, masks = apart, plane = to; colour < colours; colour++, masks += 64, plane += planeBytes) {
      let samples = i8x16.swizzle(v128.load(block), v128.load(masks));
      for (let vector: usize = 16; vector < <usize>channels << 4; vector += 16)
        samples = v128.or(samples, i8x16.swizzle(v128.load(block + vector), v128.load(masks + vector)));
      v128.store(plane, samples);
    }
  }
}

/** Puts colours in `levels` and behind it into the chunk, whose alpha stays. */
export function putTogether(pixels: i32, channels: i32, sampleBytes: i32): void {
  const colours = channels < 3 ? 1 : 3;
  const end = levels + pixels * sampleBytes;
  for (let from = levels, block = chunk; from < end; from += 16, block += <usize>channels << 4) {
    for (let vector: usize = 0, masks = together; vector < <usize>channels << 4; vector += 16, masks += 48) {
      let samples = v128.and(v128.load(block + vector), v128.load(stays + vector));
      for (let colour = 0, mask = masks, plane = from; colour < colours; colour++, mask += 16, plane += planeBytes)
        samples = v128.or(samples, i8x16.swizzle(v128.load(plane), v128.load(mask)));
      v128.store(block + vector, samples);
    }
  }
}
