// Contrast limited adaptive histogram equalisation as OpenCV defines it, sample for sample.
//
// Unlike for the other kernels, the caller says where things are and divides the memory from `freeFrom` on, because tables and chunks
// depend on the sizes of image and tiles. A chunk is whole rows of the image, one after another; 16 bytes after it and after the column
// shares may be read. The tables of a row of tiles follow each other, with 256 or 65,536 levels each.

/** The first byte that no other kernel uses. */
export const freeFrom: usize = __heap_base;

/**
 * Adds the rows of a chunk to the counts of the tiles side by side. Samples where the mask, a chunk of bytes, is 0 are not counted; address
 * 0 means no mask. A tile has four histograms with 8-bit levels, so that equal neighbours do not wait for each other's store, and one with
 * 16-bit levels, where neighbours are seldom equal and more would not fit the L2 cache.
 */
export function countTiles8(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize): void {
  countTiles<u8>(chunk, mask, width, rows, tileWidth, counts);
}

export function countTiles16(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize): void {
  countTiles<u16>(chunk, mask, width, rows, tileWidth, counts);
}

/** Adds the columns of the padding to the right of the image: column `width + i` shows column `sources[i]`, a 32-bit number. */
export function countPadding8(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize, sources: usize, columns: i32): void {
  countPadding<u8>(chunk, mask, width, rows, tileWidth, counts, sources, columns);
}

export function countPadding16(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize, sources: usize, columns: i32): void {
  countPadding<u16>(chunk, mask, width, rows, tileWidth, counts, sources, columns);
}

/**
 * Makes the table of every tile in a row from its counts, and clears these. `samples` is the number of samples per tile, or 0 with a mask.
 */
export function tileTables8(counts: usize, tiles: i32, samples: u32, clipLimit: f64, tables: usize): void {
  for (let tile = 0; tile < tiles; tile++, counts += 4096, tables += 256) {
    addPartialCounts(counts);
    tileTable<u8>(counts, samples, clipLimit, tables);
  }
}

export function tileTables16(counts: usize, tiles: i32, samples: u32, clipLimit: f64, tables: usize): void {
  for (let tile = 0; tile < tiles; tile++, counts += 262144, tables += 131072) tileTable<u16>(counts, samples, clipLimit, tables);
}

/**
 * Blends the rows of a chunk with the tables of two rows of tiles. `starts` holds the first column of every cell and the end of the last
 * one; cell c lies between the centres of tiles c − 1 and c. `shares` holds the farther tile's share for every column, `rowShares` that of
 * the lower tiles for every row, as 32-bit floats.
 */
export function blend8(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize,
  upper: usize, lower: usize, tiles: i32,
): void {
  for (let cell = 0; cell < cells; cell++) {
    const near = max(cell - 1, 0) << 8;
    const far = min(cell, tiles - 1) << 8;
    blendCell<u8>(false, chunk, to, width, rows, starts + (cell << 2), shares, rowShares, upper + near, upper + far, lower + near, lower + far);
  }
}

export function blend16(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize,
  upper: usize, lower: usize, tiles: i32,
): void {
  for (let cell = 0; cell < cells; cell++) {
    const near = max(cell - 1, 0) << 17;
    const far = min(cell, tiles - 1) << 17;
    blendCell<u16>(false, chunk, to, width, rows, starts + (cell << 2), shares, rowShares, upper + near, upper + far, lower + near, lower + far);
  }
}

/**
 * The same with the tables of a row of cells, where one load fetches all four levels that a sample needs. Milliseconds per megapixel: 8
 * bits 0.43 instead of 0.84, 16 bits 0.57 instead of 0.85 while the tables are in the cache, more when they are not. Making the tables pays
 * if a cell has more samples than about half of the levels.
 */
export function blendByCells8(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize, cellTables: usize,
): void {
  for (let cell = 0; cell < cells; cell++, cellTables += 4096) {
    blendCell<u8>(true, chunk, to, width, rows, starts + (cell << 2), shares, rowShares, cellTables, 0, 0, 0);
  }
}

export function blendByCells16(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize, cellTables: usize,
): void {
  for (let cell = 0; cell < cells; cell++, cellTables += 524288) {
    blendCell<u16>(true, chunk, to, width, rows, starts + (cell << 2), shares, rowShares, cellTables, 0, 0, 0);
  }
}

/** What the four tiles around a cell make of each level, side by side, for every cell of a row: 32-bit floats. */
export function cellTables8(upper: usize, lower: usize, tiles: i32, cells: i32, to: usize): void {
  for (let cell = 0; cell < cells; cell++) {
    const near = max(cell - 1, 0) << 8;
    const far = min(cell, tiles - 1) << 8;
    for (let level: usize = 0; level < 256; level += 4, to += 64) {
      const aboveNear = fourFloats(upper + near + level);
      const aboveFar = fourFloats(upper + far + level);
      const belowNear = fourFloats(lower + near + level);
      const belowFar = fourFloats(lower + far + level);
      const aboveLow = i32x4.shuffle(aboveNear, aboveFar, 0, 4, 1, 5);
      const aboveHigh = i32x4.shuffle(aboveNear, aboveFar, 2, 6, 3, 7);
      const belowLow = i32x4.shuffle(belowNear, belowFar, 0, 4, 1, 5);
      const belowHigh = i32x4.shuffle(belowNear, belowFar, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(aboveLow, belowLow, 0, 2));
      v128.store(to, i64x2.shuffle(aboveLow, belowLow, 1, 3), 16);
      v128.store(to, i64x2.shuffle(aboveHigh, belowHigh, 0, 2), 32);
      v128.store(to, i64x2.shuffle(aboveHigh, belowHigh, 1, 3), 48);
    }
  }
}

/** The same as 16-bit numbers; otherwise they would not fit the L2 cache. */
export function cellTables16(upper: usize, lower: usize, tiles: i32, cells: i32, to: usize): void {
  for (let cell = 0; cell < cells; cell++) {
    const near = max(cell - 1, 0) << 17;
    const far = min(cell, tiles - 1) << 17;
    for (let level: usize = 0; level < 131072; level += 16, to += 64) {
      const aboveNear = v128.load(upper + near + level);
      const aboveFar = v128.load(upper + far + level);
      const belowNear = v128.load(lower + near + level);
      const belowFar = v128.load(lower + far + level);
      const aboveLow = i16x8.shuffle(aboveNear, aboveFar, 0, 8, 1, 9, 2, 10, 3, 11);
      const aboveHigh = i16x8.shuffle(aboveNear, aboveFar, 4, 12, 5, 13, 6, 14, 7, 15);
      const belowLow = i16x8.shuffle(belowNear, belowFar, 0, 8, 1, 9, 2, 10, 3, 11);
      const belowHigh = i16x8.shuffle(belowNear, belowFar, 4, 12, 5, 13, 6, 14, 7, 15);
      v128.store(to, i32x4.shuffle(aboveLow, belowLow, 0, 4, 1, 5));
      v128.store(to, i32x4.shuffle(aboveLow, belowLow, 2, 6, 3, 7), 16);
      v128.store(to, i32x4.shuffle(aboveHigh, belowHigh, 0, 4, 1, 5), 32);
      v128.store(to, i32x4.shuffle(aboveHigh, belowHigh, 2, 6, 3, 7), 48);
    }
  }
}

@inline
function fourFloats(from: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load_zero<u32>(from))));
}

@inline
function countTiles<T>(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize): void {
  for (let left = 0; left < width; left += tileWidth, counts += countBytes<T>()) {
    const samples = min(tileWidth, width - left);
    for (let row = 0; row < rows; row++) {
      const first = <usize>(row * width + left);
      const from = chunk + first * sizeof<T>();
      if (mask) countRunInMask<T>(from, mask + first, samples, counts);
      else if (sizeof<T>() == 1) countRun8(from, samples, counts);
      else countRun16(from, samples, counts);
    }
  }
}

/** Bytes between the counts of one tile and the next. */
@inline
function countBytes<T>(): i32 {
  return sizeof<T>() == 1 ? 4 * 1024 : 262144;
}

@inline
function countRun8(from: usize, samples: i32, counts: usize): void {
  const end = from + samples;
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const a = counts + (<usize>load<u8>(at) << 2);
    const b = counts + (<usize>load<u8>(at, 1) << 2);
    const c = counts + (<usize>load<u8>(at, 2) << 2);
    const d = counts + (<usize>load<u8>(at, 3) << 2);
    store<u32>(a, load<u32>(a) + 1);
    store<u32>(b, load<u32>(b, 1024) + 1, 1024);
    store<u32>(c, load<u32>(c, 2048) + 1, 2048);
    store<u32>(d, load<u32>(d, 3072) + 1, 3072);
  }
  for (; at < end; at++) count<u8>(at, counts, 1);
}

@inline
function countRun16(from: usize, samples: i32, counts: usize): void {
  const end = from + (samples << 1);
  let at = from;
  for (; at + 4 <= end; at += 4) {
    count<u16>(at, counts, 1);
    count<u16>(at + 2, counts, 1);
  }
  if (at < end) count<u16>(at, counts, 1);
}

@inline
function countRunInMask<T>(from: usize, mask: usize, samples: i32, counts: usize): void {
  for (let i: usize = 0; i < <usize>samples; i++) count<T>(from + i * sizeof<T>(), counts, u32(load<u8>(mask + i) != 0));
}

@inline
function count<T>(at: usize, counts: usize, by: u32): void {
  const bin = counts + (<usize>load<T>(at) << 2);
  store<u32>(bin, load<u32>(bin) + by);
}

@inline
function countPadding<T>(chunk: usize, mask: usize, width: i32, rows: i32, tileWidth: i32, counts: usize, sources: usize, columns: i32): void {
  for (let i = 0; i < columns; i++) {
    const column = load<u32>(sources + (i << 2));
    const tile = (width + i) / tileWidth;
    for (let row = 0; row < rows; row++) {
      const at = <usize>(row * width + column);
      count<T>(chunk + at * sizeof<T>(), counts + tile * countBytes<T>(), mask ? u32(load<u8>(mask + at) != 0) : 1);
    }
  }
}

/** Leaves the sum in the first of the four histograms and 0 in the others. */
@inline
function addPartialCounts(counts: usize): void {
  const none = i32x4.splat(0);
  for (let at = counts, end = counts + 1024; at < end; at += 16) {
    const first = i32x4.add(v128.load(at), v128.load(at, 1024));
    v128.store(at, i32x4.add(first, i32x4.add(v128.load(at, 2048), v128.load(at, 3072))));
    v128.store(at, none, 1024);
    v128.store(at, none, 2048);
    v128.store(at, none, 3072);
  }
}

@inline
function tileTable<T>(histogram: usize, samples: u32, clipLimit: f64, to: usize): void {
  const levels = 1 << (sizeof<T>() * 8);
  const end = histogram + (levels << 2);
  const counted = samples ? samples : sumOf(histogram, end);
  if (counted == 0) return identity<T>(to);

  let everyBin: u32 = 0;
  if (clipLimit > 0) {
    const limit = <u32>min(max<f64>((clipLimit * counted) / levels, 1), counted);
    const excess = counted - cutAt(limit, histogram, end);
    everyBin = excess / levels;
    raiseSome(histogram, excess % levels, levels);
  }
  cumulate<T>(histogram, end, everyBin, <f32>(levels - 1) / <f32>counted, to);
}

@inline
function identity<T>(to: usize): void {
  for (let level = 0; level < 1 << (sizeof<T>() * 8); level++) store<T>(to + level * sizeof<T>(), <T>level);
}

@inline
function sumOf(histogram: usize, end: usize): u32 {
  let sum = i32x4.splat(0);
  for (let at = histogram; at < end; at += 16) sum = i32x4.add(sum, v128.load(at));
  return sumOfLanes(sum);
}

/** Cuts every bin at the limit and returns the sum of what is left. */
@inline
function cutAt(limit: u32, histogram: usize, end: usize): u32 {
  const limits = i32x4.splat(limit);
  let sum = i32x4.splat(0);
  for (let at = histogram; at < end; at += 16) {
    const bins = i32x4.min_u(v128.load(at), limits);
    v128.store(at, bins);
    sum = i32x4.add(sum, bins);
  }
  return sumOfLanes(sum);
}

@inline
function sumOfLanes(sums: v128): u32 {
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
}

/** Adds one to that many bins, evenly spaced from the first one. */
@inline
function raiseSome(histogram: usize, bins: u32, levels: u32): void {
  if (bins == 0) return;
  const step = <usize>(levels / bins) << 2;
  for (let at = histogram; bins > 0; bins--, at += step) store<u32>(at, load<u32>(at) + 1);
}

/**
 * The running sum times the scale, rounded, for every level. Needs no clamping, as the last sum is the number of samples. Clears the bins.
 */
@inline
function cumulate<T>(histogram: usize, end: usize, everyBin: u32, scale: f32, to: usize): void {
  const raise = i32x4.splat(everyBin);
  const scales = f32x4.splat(scale);
  const none = i32x4.splat(0);
  let sum = none;
  for (let at = histogram; at < end; at += 16, to += 4 * sizeof<T>()) {
    let bins = i32x4.add(v128.load(at), raise);
    v128.store(at, none);
    bins = i32x4.add(bins, i32x4.shuffle(none, bins, 3, 4, 5, 6));
    bins = i32x4.add(bins, i32x4.shuffle(none, bins, 2, 3, 4, 5));
    bins = i32x4.add(bins, sum);
    sum = i32x4.shuffle(bins, bins, 3, 3, 3, 3);
    storeFour<T>(to, integers(f32x4.mul(f32x4.convert_i32x4_s(bins), scales)));
  }
}

/**
 * The nearest integers, halves to even, of floats from 0 to 65,535: adding 2^23 leaves no room for a fraction, so the addition rounds, and
 * the integer is in the low bits.
 */
@inline
function integers(values: v128): v128 {
  return v128.and(f32x4.add(values, f32x4.splat(8388608)), i32x4.splat(0xffff));
}

/** The lowest bits of four integers that are small enough. */
@inline
function narrow<T>(values: v128): v128 {
  const words = i16x8.narrow_i32x4_u(values, values);
  return sizeof<T>() == 1 ? i8x16.narrow_i16x8_u(words, words) : words;
}

@inline
function storeFour<T>(to: usize, values: v128): void {
  if (sizeof<T>() == 1) v128.store_lane<u32>(to, narrow<T>(values), 0);
  else v128.store_lane<u64>(to, narrow<T>(values), 0);
}

/** `aboveNear` and so on are tables of tiles, or the first of them is the table of the cell. `start` is the address of its columns. */
@inline
function blendCell<T>(
  byCell: bool, chunk: usize, to: usize, width: i32, rows: i32, start: usize, shares: usize, rowShares: usize,
  aboveNear: usize, aboveFar: usize, belowNear: usize, belowFar: usize,
): void {
  const first = load<u32>(start);
  const end = load<u32>(start, 4);
  for (let row = 0; row < rows; row++) {
    const lower = f32x4.splat(load<f32>(rowShares + (row << 2)));
    const upper = f32x4.sub(f32x4.splat(1), lower);
    const from = chunk + row * width * sizeof<T>();
    const into = to + row * width * sizeof<T>();
    let x = first;
    for (; x + 4 <= end; x += 4) {
      storeFour<T>(into + x * sizeof<T>(), blendFour<T>(byCell, from, x, shares, upper, lower, aboveNear, aboveFar, belowNear, belowFar));
    }
    if (x == end) continue;
    if (first + 4 <= end) {
      // Some samples are written twice, which does no harm, as they are not blended in place.
      x = end - 4;
      storeFour<T>(into + x * sizeof<T>(), blendFour<T>(byCell, from, x, shares, upper, lower, aboveNear, aboveFar, belowNear, belowFar));
    } else {
      for (; x < end; x++) {
        const four = blendFour<T>(byCell, from, x, shares, upper, lower, aboveNear, aboveFar, belowNear, belowFar);
        store<T>(into + x * sizeof<T>(), <T>i32x4.extract_lane(four, 0));
      }
    }
  }
}

/** Interpolates near and far, then above and below, in OpenCV's order of 32-bit operations, which decides how the result rounds. */
@inline
function blendFour<T>(
  byCell: bool, from: usize, x: u32, shares: usize, upper: v128, lower: v128,
  aboveNear: usize, aboveFar: usize, belowNear: usize, belowFar: usize,
): v128 {
  const a = <usize>load<T>(from + x * sizeof<T>());
  const b = <usize>load<T>(from + x * sizeof<T>(), sizeof<T>());
  const c = <usize>load<T>(from + x * sizeof<T>(), 2 * sizeof<T>());
  const d = <usize>load<T>(from + x * sizeof<T>(), 3 * sizeof<T>());
  const far = v128.load(shares + (x << 2));
  const near = f32x4.sub(f32x4.splat(1), far);
  let above: v128;
  let below: v128;
  if (byCell) {
    const ea = cellEntry<T>(aboveNear, a);
    const eb = cellEntry<T>(aboveNear, b);
    const ec = cellEntry<T>(aboveNear, c);
    const ed = cellEntry<T>(aboveNear, d);
    const aboveAb = i32x4.shuffle(ea, eb, 0, 4, 1, 5);
    const aboveCd = i32x4.shuffle(ec, ed, 0, 4, 1, 5);
    const belowAb = i32x4.shuffle(ea, eb, 2, 6, 3, 7);
    const belowCd = i32x4.shuffle(ec, ed, 2, 6, 3, 7);
    above = mix(i64x2.shuffle(aboveAb, aboveCd, 0, 2), near, i64x2.shuffle(aboveAb, aboveCd, 1, 3), far);
    below = mix(i64x2.shuffle(belowAb, belowCd, 0, 2), near, i64x2.shuffle(belowAb, belowCd, 1, 3), far);
  } else {
    above = mix(fourEntries<T>(aboveNear, a, b, c, d), near, fourEntries<T>(aboveFar, a, b, c, d), far);
    below = mix(fourEntries<T>(belowNear, a, b, c, d), near, fourEntries<T>(belowFar, a, b, c, d), far);
  }
  return integers(mix(above, upper, below, lower));
}

@inline
function mix(first: v128, firstShare: v128, second: v128, secondShare: v128): v128 {
  return f32x4.add(f32x4.mul(first, firstShare), f32x4.mul(second, secondShare));
}

/** What the four tiles make of one level. */
@inline
function cellEntry<T>(table: usize, level: usize): v128 {
  if (sizeof<T>() == 1) return v128.load(table + (level << 4));
  return f32x4.convert_i32x4_s(v128.load_ext<u16>(table + (level << 3)));
}

/** What one tile makes of four levels. */
@inline
function fourEntries<T>(table: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  const none = i32x4.splat(0);
  const one = v128.load_lane<T>(table + a * sizeof<T>(), none, 0);
  const two = v128.load_lane<T>(table + b * sizeof<T>(), one, <u8>(4 / sizeof<T>()));
  const three = v128.load_lane<T>(table + c * sizeof<T>(), two, <u8>(8 / sizeof<T>()));
  return f32x4.convert_i32x4_s(v128.load_lane<T>(table + d * sizeof<T>(), three, <u8>(12 / sizeof<T>())));
}
