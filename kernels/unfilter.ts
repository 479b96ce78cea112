// Reverses the filters of PNG rows: each byte is its prediction from neighbours already restored, plus what is stored (PNG, section 9). So
// a pixel waits for the one to its left and the one above. Four rows are done at once, each one pixel behind the row above: what one step
// restored is then, for the next step, what lies to the left, and shifted by a row, what lies above.

/** For each kind of prediction, a mask of the rows that use it: the pixel to the left, above, the mean of both, Paeth's. */
let bySub: v128 = i64x2.splat(0);
let byUp: v128 = i64x2.splat(0);
let byMean: v128 = i64x2.splat(0);
let byPaeth: v128 = i64x2.splat(0);

/**
 * Turns consecutive rows, each after its filter number, into rows without it. The row above the first one precedes the first result. May
 * read and write three more rows after the end, and 16 bytes before and after everything.
 *
 * Returns whether all filters are known; if not, the output is meaningless.
 */
export function unfilterRows(from: usize, rowBytes: i32, rows: i32, bytesPerPixel: i32, to: usize): bool {
  for (let row = 0; row < rows; row++) if (load<u8>(from + row * (rowBytes + 1)) > 4) return false;
  const together = bytesPerPixel > 4 ? 2 : 4;
  for (let row = 0; row < rows; row += together) {
    chooseFilters(from, rowBytes, min(together, rows - row), together);
    if (!v128.any_true(v128.or(v128.or(bySub, byMean), byPaeth))) addAbove(from, rowBytes, min(together, rows - row), to);
    else if (bytesPerPixel == 1) unfilterPixelsOf1(from, rowBytes, to);
    else if (bytesPerPixel == 2) unfilterPixelsOf2(from, rowBytes, to);
    else if (bytesPerPixel == 3) unfilterPixelsOf3(from, rowBytes, to);
    else if (bytesPerPixel == 4) unfilterPixelsOf4(from, rowBytes, to);
    else if (bytesPerPixel == 6) unfilterPixelsOf6(from, rowBytes, to);
    else unfilterPixelsOf8(from, rowBytes, to);
    from += together * (rowBytes + 1);
    to += together * rowBytes;
  }
  return true;
}

/** Rows after the last one are copied unfiltered, whatever they hold. */
function chooseFilters(from: usize, rowBytes: i32, rows: i32, together: i32): void {
  const filters = memory.data(16, 16);
  for (let byte = 0; byte < 16; byte++) {
    const row = byte / (16 / together);
    store<u8>(filters + byte, row < rows ? load<u8>(from + row * (rowBytes + 1)) : 0);
  }
  const chosen = v128.load(filters);
  bySub = i8x16.eq(chosen, i8x16.splat(1));
  byUp = i8x16.eq(chosen, i8x16.splat(2));
  byMean = i8x16.eq(chosen, i8x16.splat(3));
  byPaeth = i8x16.eq(chosen, i8x16.splat(4));
}

/** Rows without a filter, or predicted from above, where no pixel waits for the one to its left. */
function addAbove(from: usize, rowBytes: i32, rows: i32, to: usize): void {
  for (let row = 0; row < rows; row++, from += rowBytes + 1, to += rowBytes) {
    if (load<u8>(from) == 0) memory.copy(to, from + 1, rowBytes);
    else for (let i = 0; i < rowBytes; i += 16) v128.store(to + i, i8x16.add(v128.load(from + 1 + i), v128.load(to - rowBytes + i)));
  }
}

// One function per pixel size, so that only those in use are compiled for speed.

function unfilterPixelsOf1(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 1, to);
}

function unfilterPixelsOf2(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 2, to);
}

function unfilterPixelsOf3(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 3, to);
}

function unfilterPixelsOf4(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 4, to);
}

function unfilterPixelsOf6(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 6, to);
}

function unfilterPixelsOf8(from: usize, rowBytes: i32, to: usize): void {
  unfilterTogether(from, rowBytes, 8, to);
}

@inline
function unfilterTogether(from: usize, rowBytes: i32, size: i32, to: usize): void {
  const together = size > 4 ? 2 : 4;
  const above = to - rowBytes;
  const pixels = rowBytes / size;
  const sub = bySub;
  const up = byUp;
  const mean = byMean;
  const paeth = byPaeth;
  const hasPlain = v128.any_true(v128.or(sub, up));
  const hasMean = v128.any_true(mean);
  const hasPaeth = v128.any_true(paeth);
  let found = i64x2.splat(0);
  let upLeft = i64x2.splat(0);
  from++;
  const steps = pixels + together - 1;
  for (let step = 0; step < steps; step++) {
    const over = aboveOf(found, above + step * size, size);
    const left = found;
    found = storedAt(from, rowBytes, step, size);
    // Every step takes the same branches, so they cost nothing.
    if (hasPaeth) found = i8x16.add(found, v128.and(closest(left, over, upLeft), paeth));
    if (hasPlain) found = i8x16.add(found, v128.or(v128.and(left, sub), v128.and(over, up)));
    if (hasMean) found = i8x16.add(found, v128.and(meanOf(left, over), mean));
    upLeft = over;
    // A row that has not started must give zeros to those that have; one that has ended must not write into the next.
    if (step < together - 1) found = v128.and(found, begun(step, size));
    if (step >= together - 1 && step < pixels - 1) write(found, to, rowBytes, step, size);
    else writeInside(found, to, rowBytes, step, size, pixels);
  }
}

/**
 * What lies above each pixel: for the first row the given row, for the others what the row above restored one step ago. The given one is
 * taken from the end of sixteen bytes, so that a single shift of two registers does it all.
 */
@inline
function aboveOf(found: v128, above: usize, size: i32): v128 {
  if (size > 4) return i8x16.shuffle(v128.load(above - 8), found, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
  return i8x16.shuffle(v128.load(above - 12), found, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
}

/** The pixel of each row whose turn it is. */
@inline
function storedAt(from: usize, rowBytes: i32, step: i32, size: i32): v128 {
  const stride = rowBytes + 1 - size;
  const at = from + step * size;
  if (size > 4) return v128.load_lane<u64>(at + stride, v128.load_zero<u64>(at), 1);
  let pixels = v128.load_zero<u32>(at);
  pixels = v128.load_lane<u32>(at + stride, pixels, 1);
  pixels = v128.load_lane<u32>(at + 2 * stride, pixels, 2);
  return v128.load_lane<u32>(at + 3 * stride, pixels, 3);
}

/** avgr_u rounds up where PNG rounds down. */
@inline
function meanOf(left: v128, up: v128): v128 {
  return i8x16.sub(i8x16.avgr_u(left, up), v128.and(v128.xor(left, up), i8x16.splat(1)));
}

/**
 * The one of the three that is closest to left + up − upLeft. With the distances of up and of left from upLeft: left if the first is
 * smaller, otherwise up; but if upLeft lies between them, one must be smaller than half of the other, or it is upLeft. The same as in
 * `filter.ts`, written so that the pixel to the left is needed as late as possible.
 */
@inline
function closest(left: v128, up: v128, upLeft: v128): v128 {
  const toLeft = apart(up, upLeft);
  const toUp = apart(left, upLeft);
  const between = v128.xor(i8x16.ge_u(up, upLeft), i8x16.ge_u(left, upLeft));
  const isLeft = atMost(i8x16.add_sat_u(toLeft, v128.and(toLeft, between)), toUp);
  const isUp = atMost(i8x16.add_sat_u(toUp, v128.and(toUp, between)), toLeft);
  return v128.bitselect(left, v128.bitselect(up, upLeft, isUp), isLeft);
}

@inline
function apart(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}

@inline
function atMost(a: v128, b: v128): v128 {
  return i8x16.eq(i8x16.min_u(a, b), a);
}

/** Ones in the rows that have started by this step. */
@inline
function begun(step: i32, size: i32): v128 {
  const rows = size > 4 ? i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1) : i8x16(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
  return i8x16.le_s(rows, i8x16.splat(<i8>step));
}

/** Writes the pixel of each row; for a pixel of three bytes also one more byte, which the next pixel corrects. */
@inline
function write(found: v128, to: usize, rowBytes: i32, step: i32, size: i32): void {
  const stride = rowBytes - size;
  const at = to + step * size;
  if (size > 4) {
    v128.store_lane<u64>(at, found, 0);
    v128.store_lane<u64>(at + stride, found, 1);
  } else if (size > 2) {
    v128.store_lane<u32>(at, found, 0);
    v128.store_lane<u32>(at + stride, found, 1);
    v128.store_lane<u32>(at + 2 * stride, found, 2);
    v128.store_lane<u32>(at + 3 * stride, found, 3);
  } else if (size == 2) {
    v128.store_lane<u16>(at, found, 0);
    v128.store_lane<u16>(at + stride, found, 2);
    v128.store_lane<u16>(at + 2 * stride, found, 4);
    v128.store_lane<u16>(at + 3 * stride, found, 6);
  } else {
    v128.store_lane<u8>(at, found, 0);
    v128.store_lane<u8>(at + stride, found, 4);
    v128.store_lane<u8>(at + 2 * stride, found, 8);
    v128.store_lane<u8>(at + 3 * stride, found, 12);
  }
}

/** The same for rows that have started and not ended, without an extra byte. */
function writeInside(found: v128, to: usize, rowBytes: i32, step: i32, size: i32, pixels: i32): void {
  const bytes = memory.data(16, 16);
  v128.store(bytes, found);
  const together = size > 4 ? 2 : 4;
  for (let row = 0; row < together; row++) {
    const pixel = step - row;
    if (pixel < 0 || pixel >= pixels) continue;
    memory.copy(to + row * rowBytes + pixel * size, bytes + row * (16 / together), size);
  }
}
