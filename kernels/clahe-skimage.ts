// Contrast limited adaptive histogram equalisation as scikit-image defines it: levels in 256 bins, tiles that make greys of 14 bits of them.
//
// As with the other kernels of adaptive equalisation, the caller divides the memory. A chunk is whole rows, one after another; 16 bytes after
// it may be read and written. `bins` holds the bin of each level as a byte.

/** Stores the lowest and the highest of some levels, as 32-bit numbers. Both are there before, from earlier samples. */
export function range8(from: usize, samples: i32, range: usize): void {
  let lowest = i8x16.splat(<i8>load<u32>(range));
  let highest = i8x16.splat(<i8>load<u32>(range, 4));
  const end = from + samples;
  for (; from + 16 <= end; from += 16) {
    const levels = v128.load(from);
    lowest = i8x16.min_u(lowest, levels);
    highest = i8x16.max_u(highest, levels);
  }
  for (; from < end; from++) {
    const level = i8x16.splat(load<i8>(from));
    lowest = i8x16.min_u(lowest, level);
    highest = i8x16.max_u(highest, level);
  }
  for (let shift = 8; shift > 0; shift >>= 1) {
    const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const turned = v128.and(i8x16.add(lanes, i8x16.splat(<i8>shift)), i8x16.splat(15));
    lowest = i8x16.min_u(lowest, i8x16.swizzle(lowest, turned));
    highest = i8x16.max_u(highest, i8x16.swizzle(highest, turned));
  }
  store<u32>(range, i8x16.extract_lane_u(lowest, 0));
  store<u32>(range, i8x16.extract_lane_u(highest, 0), 4);
}

export function range16(from: usize, samples: i32, range: usize): void {
  let lowest = i16x8.splat(<i16>load<u32>(range));
  let highest = i16x8.splat(<i16>load<u32>(range, 4));
  const end = from + (samples << 1);
  for (; from + 16 <= end; from += 16) {
    const levels = v128.load(from);
    lowest = i16x8.min_u(lowest, levels);
    highest = i16x8.max_u(highest, levels);
  }
  for (; from < end; from += 2) {
    const level = v128.load16_splat(from);
    lowest = i16x8.min_u(lowest, level);
    highest = i16x8.max_u(highest, level);
  }
  lowest = i16x8.min_u(lowest, i16x8.shuffle(lowest, lowest, 4, 5, 6, 7, 0, 1, 2, 3));
  highest = i16x8.max_u(highest, i16x8.shuffle(highest, highest, 4, 5, 6, 7, 0, 1, 2, 3));
  lowest = i16x8.min_u(lowest, i16x8.shuffle(lowest, lowest, 2, 3, 0, 1, 4, 5, 6, 7));
  highest = i16x8.max_u(highest, i16x8.shuffle(highest, highest, 2, 3, 0, 1, 4, 5, 6, 7));
  store<u32>(range, min(i16x8.extract_lane_u(lowest, 0), i16x8.extract_lane_u(lowest, 1)));
  store<u32>(range, max(i16x8.extract_lane_u(highest, 0), i16x8.extract_lane_u(highest, 1)), 4);
}

/**
 * Adds the rows of a chunk to the counts of the tiles side by side. A tile has four histograms of 256 bins, so that equal neighbours do not
 * wait for each other's store.
 */
export function countBins8(chunk: usize, width: i32, rows: i32, tileWidth: i32, bins: usize, counts: usize): void {
  countBins<u8>(chunk, width, rows, tileWidth, bins, counts);
}

export function countBins16(chunk: usize, width: i32, rows: i32, tileWidth: i32, bins: usize, counts: usize): void {
  countBins<u16>(chunk, width, rows, tileWidth, bins, counts);
}

/** Adds the columns of the padding, which lie in the last tile: column `width + i` shows column `sources[i]`, a 32-bit number. */
export function countPaddingBins8(chunk: usize, width: i32, rows: i32, sources: usize, columns: i32, bins: usize, counts: usize): void {
  countPadding<u8>(chunk, width, rows, sources, columns, bins, counts);
}

export function countPaddingBins16(chunk: usize, width: i32, rows: i32, sources: usize, columns: i32, bins: usize, counts: usize): void {
  countPadding<u16>(chunk, width, rows, sources, columns, bins, counts);
}

/**
 * What the four tiles around a cell make of each bin, side by side as 64-bit floats, for every cell of a row. `upper` and `lower` are the
 * first maps of two rows of tiles, each of 256 16-bit greys.
 */
export function binTables(upper: usize, lower: usize, tiles: i32, cells: i32, to: usize): void {
  for (let cell = 0; cell < cells; cell++) {
    const near = max(cell - 1, 0) << 9;
    const far = min(cell, tiles - 1) << 9;
    for (let bin: usize = 0; bin < 512; bin += 2, to += 32) {
      store<f64>(to, <f64>load<u16>(upper + near + bin));
      store<f64>(to, <f64>load<u16>(upper + far + bin), 8);
      store<f64>(to, <f64>load<u16>(lower + near + bin), 16);
      store<f64>(to, <f64>load<u16>(lower + far + bin), 24);
    }
  }
}

/**
 * Blends the rows of a chunk to 16-bit greys. `starts` holds the first column of every cell and the end of the last one. `shares` holds the
 * shares of the nearer and the farther tile for every column, `rowShares` those of the upper and the lower tiles for every row, as pairs of
 * 64-bit floats.
 */
export function blendBins8(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize, bins: usize, tables: usize,
): void {
  blendRows<u8>(chunk, to, width, rows, starts, cells, shares, rowShares, bins, tables);
}

export function blendBins16(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize, bins: usize, tables: usize,
): void {
  blendRows<u16>(chunk, to, width, rows, starts, cells, shares, rowShares, bins, tables);
}

/** Looks 16-bit greys up in a table of levels. */
export function spread8(from: usize, to: usize, samples: i32, table: usize): void {
  for (let end = to + samples; to < end; to++, from += 2) store<u8>(to, load<u8>(table + <usize>load<u16>(from)));
}

export function spread16(from: usize, to: usize, samples: i32, table: usize): void {
  for (let end = to + (samples << 1); to < end; to += 2, from += 2) store<u16>(to, load<u16>(table + (<usize>load<u16>(from) << 1)));
}

@inline
function binOf<T>(at: usize, bins: usize): usize {
  return <usize>load<u8>(bins + <usize>load<T>(at));
}

@inline
function countBins<T>(chunk: usize, width: i32, rows: i32, tileWidth: i32, bins: usize, counts: usize): void {
  for (let left = 0; left < width; left += tileWidth, counts += 4096) {
    const samples = min(tileWidth, width - left);
    for (let row = 0; row < rows; row++) {
      let at = chunk + <usize>(row * width + left) * sizeof<T>();
      const end = at + <usize>samples * sizeof<T>();
      for (; at + 4 * sizeof<T>() <= end; at += 4 * sizeof<T>()) {
        const a = counts + (binOf<T>(at, bins) << 2);
        const b = counts + (binOf<T>(at + sizeof<T>(), bins) << 2);
        const c = counts + (binOf<T>(at + 2 * sizeof<T>(), bins) << 2);
        const d = counts + (binOf<T>(at + 3 * sizeof<T>(), bins) << 2);
        store<u32>(a, load<u32>(a) + 1);
        store<u32>(b, load<u32>(b, 1024) + 1, 1024);
        store<u32>(c, load<u32>(c, 2048) + 1, 2048);
        store<u32>(d, load<u32>(d, 3072) + 1, 3072);
      }
      for (; at < end; at += sizeof<T>()) countOne<T>(at, bins, counts);
    }
  }
}

@inline
function countPadding<T>(chunk: usize, width: i32, rows: i32, sources: usize, columns: i32, bins: usize, counts: usize): void {
  for (let row = 0; row < rows; row++) {
    const from = chunk + <usize>(row * width) * sizeof<T>();
    for (let i = 0; i < columns; i++) countOne<T>(from + <usize>load<u32>(sources + (i << 2)) * sizeof<T>(), bins, counts);
  }
}

@inline
function countOne<T>(at: usize, bins: usize, counts: usize): void {
  const bin = counts + (binOf<T>(at, bins) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
}

@inline
function blendRows<T>(
  chunk: usize, to: usize, width: i32, rows: i32, starts: usize, cells: i32, shares: usize, rowShares: usize, bins: usize, tables: usize,
): void {
  for (let row = 0; row < rows; row++, rowShares += 16, chunk += <usize>width * sizeof<T>(), to += <usize>width << 1) {
    const upper = v128.load64_splat(rowShares);
    const lower = v128.load64_splat(rowShares, 8);
    let table = tables;
    for (let cell = 0; cell < cells; cell++, table += 8192) {
      // The end of a block of four is written anew by the next cell, and that of the last cell by the next row.
      const end = load<u32>(starts + (cell << 2), 4);
      for (let x = load<u32>(starts + (cell << 2)); x < end; x += 4) {
        const at = chunk + x * sizeof<T>();
        const columns = shares + (x << 4);
        const a = blendOne(table + (binOf<T>(at, bins) << 5), columns, upper, lower);
        const b = blendOne(table + (binOf<T>(at + sizeof<T>(), bins) << 5), columns + 16, upper, lower);
        const c = blendOne(table + (binOf<T>(at + 2 * sizeof<T>(), bins) << 5), columns + 32, upper, lower);
        const d = blendOne(table + (binOf<T>(at + 3 * sizeof<T>(), bins) << 5), columns + 48, upper, lower);
        const aboveAb = i32x4.shuffle(a, b, 0, 4, 1, 5);
        const aboveCd = i32x4.shuffle(c, d, 0, 4, 1, 5);
        const belowAb = i32x4.shuffle(a, b, 2, 6, 3, 7);
        const belowCd = i32x4.shuffle(c, d, 2, 6, 3, 7);
        const above = f32x4.add(i64x2.shuffle(aboveAb, aboveCd, 0, 2), i64x2.shuffle(aboveAb, aboveCd, 1, 3));
        const three = f32x4.add(above, i64x2.shuffle(belowAb, belowCd, 0, 2));
        const greys = i32x4.trunc_sat_f32x4_s(f32x4.add(three, i64x2.shuffle(belowAb, belowCd, 1, 3)));
        v128.store64_lane(to + (x << 1), i16x8.narrow_i32x4_u(greys, greys), 0);
      }
    }
  }
}

/** What each of the four tiles adds to a grey: products of 64-bit floats, rounded to 32 bits. */
@inline
function blendOne(entry: usize, columns: usize, upper: v128, lower: v128): v128 {
  const shares = v128.load(columns);
  const above = f64x2.mul(v128.load(entry), f64x2.mul(shares, upper));
  const below = f64x2.mul(v128.load(entry, 16), f64x2.mul(shares, lower));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(above), f32x4.demote_f64x2_zero(below), 0, 2);
}
