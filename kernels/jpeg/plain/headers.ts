// The headers of a plain file: baseline or extended, of 8 bits, grey or YCbCr, in a single scan, with no segments but those that are kept
// as they stand. What is unusual, or could make a decoder object, is no plain file. All addresses lie in the file.

/** The components, `componentBytes` each. */
export const components: usize = memory.data(3 * 8, 8);
export const componentBytes: usize = 8;

@inline export function id(component: usize): u32 { return load<u8>(component); }
/** Sampling factors, across and down. */
@inline export function across(component: usize): i32 { return load<u8>(component, 1); }
@inline export function down(component: usize): i32 { return load<u8>(component, 2); }
/** The numbers of its tables. */
@inline export function quantiser(component: usize): u32 { return load<u8>(component, 3); }
@inline export function dcNumber(component: usize): u32 { return load<u8>(component, 4); }
@inline export function acNumber(component: usize): u32 { return load<u8>(component, 5); }

/** Their number, 1 or 3, and the address after the last one. */
export let count: i32 = 0;
export let componentsEnd: usize = 0;

export let width: i32 = 0;
export let height: i32 = 0;
/** MCUs between restart markers; 0 if there are none. */
export let restartInterval: i32 = 0;
/** Where the APPn and COM segments end, which follow the first marker; and where the coded data begins. */
export let segmentsEnd: usize = 0;
export let scanStart: usize = 0;

/** Where the 64 steps of each quantiser are; and the codes by class (DC first) and number, as in a DHT segment. 0 for none. */
const quantisers: usize = memory.data(4 * 4, 16);
const codes: usize = memory.data(8 * 4, 16);
const codeBytes: usize = memory.data(8 * 4, 16);

@inline export function stepsOf(component: usize): usize { return load<u32>(quantisers + (quantiser(component) << 2)); }
@inline export function dcSlot(component: usize): usize { return dcNumber(component) << 2; }
@inline export function acSlot(component: usize): usize { return (acNumber(component) + 4) << 2; }
@inline export function codeAt(slot: usize): usize { return load<u32>(codes + slot); }
@inline export function codeLength(slot: usize): usize { return load<u32>(codeBytes + slot); }

@inline function number(at: usize): i32 { return (<i32>load<u8>(at) << 8) | <i32>load<u8>(at, 1); }

/** Reads the headers of a file that ends with its end marker. Returns whether it is a plain one. */
export function readHeaders(file: usize, end: usize): bool {
  if (end - file < 4 || load<u16>(file) != 0xd8ff || load<u16>(end - 2) != 0xd9ff) return false;
  memory.fill(quantisers, 0, 16);
  memory.fill(codes, 0, 32);
  count = 0;
  restartInterval = 0;
  let hasJfif = false;
  segmentsEnd = file + 2;
  let at = file + 2;
  while (true) {
    if (load<u8>(at) != 0xff) return false;
    const marker = <u32>load<u8>(at, 1);
    const from = at + 4;
    const next = at + 2 + number(at + 2);
    // The coded data and the end marker follow.
    if (next < from || next + 2 > end) return false;
    if (marker >= 0xe0) {
      if (at != segmentsEnd || !isKept(marker, from, next)) return false;
      segmentsEnd = next;
      if (marker == 0xe0 && isJfif(from, next)) {
        // Of another major version decoders warn.
        if (next - from < 14 || load<u8>(from, 5) != 1) return false;
        hasJfif = true;
      }
    } else if (marker == 0xdb) {
      if (!readQuantisers(from, next)) return false;
    } else if (marker == 0xc4) {
      if (!readCodes(from, next)) return false;
    } else if (marker == 0xc0 || marker == 0xc1) {
      if (count > 0 || !readFrame(from, next)) return false;
    } else if (marker == 0xdd) {
      if (next != from + 2) return false;
      restartInterval = number(from);
    } else {
      scanStart = next;
      return marker == 0xda && readScan(from, next) && (count == 1 || hasJfif || !isRgb());
    }
    at = next;
  }
}

/** Whether no change of the picture concerns a segment: APP0, ICC profiles, APP13 and comments. */
function isKept(marker: u32, from: usize, end: usize): bool {
  if (marker == 0xe0 || marker == 0xed || marker == 0xfe) return true;
  // ICC_PROFILE and a 0.
  return marker == 0xe2 && end - from >= 12 && load<u64>(from) == 0x464f52505f434349 && load<u32>(from, 8) == 0x00454c49;
}

function isJfif(from: usize, end: usize): bool { return end - from >= 5 && load<u32>(from) == 0x4649464a && load<u8>(from, 4) == 0; }

function readQuantisers(from: usize, end: usize): bool {
  for (; from < end; from += 65) {
    // Of 8 bits, with a number from 0 to 3.
    const kind = <usize>load<u8>(from);
    if (kind > 3 || from + 65 > end) return false;
    store<u32>(quantisers + (kind << 2), from + 1);
  }
  return true;
}

function readCodes(from: usize, end: usize): bool {
  while (from < end) {
    const kind = <usize>load<u8>(from);
    const slot = ((kind >> 4) << 4) + ((kind & 15) << 2);
    if (kind >> 4 > 1 || (kind & 15) > 3 || from + 17 > end) return false;
    let symbols = 0;
    let next = 0;
    for (let length = 0; length < 16; length++) {
      const some = <i32>load<u8>(from + length, 1);
      symbols += some;
      next += some;
      // Prefixes suffice, and none is all ones.
      if (some > 0 && next >= 2 << length) return false;
      next <<= 1;
    }
    if (symbols == 0 || symbols > 256 || from + 17 + symbols > end) return false;
    if (kind >> 4 == 0) for (let i = 0; i < symbols; i++) if (load<u8>(from + i, 17) > 15) return false;
    store<u32>(codes + slot, from + 1);
    store<u32>(codeBytes + slot, 16 + symbols);
    from += 17 + symbols;
  }
  return true;
}

function readFrame(from: usize, end: usize): bool {
  if (end - from < 6) return false;
  count = load<u8>(from, 5);
  if ((count != 1 && count != 3) || end - from != 6 + 3 * count || load<u8>(from) != 8) return false;
  height = number(from + 1);
  width = number(from + 3);
  componentsEnd = components + <usize>count * componentBytes;
  from += 6;
  for (let component = components; component < componentsEnd; component += componentBytes, from += 3) {
    const sampling = load<u8>(from, 1);
    store<u8>(component, load<u8>(from));
    store<u8>(component, sampling >> 4, 1);
    store<u8>(component, sampling & 15, 2);
    store<u8>(component, load<u8>(from, 2), 3);
    if (across(component) < 1 || across(component) > 4 || down(component) < 1 || down(component) > 4 || quantiser(component) > 3) return false;
    for (let other = components; other < component; other += componentBytes) if (id(other) == id(component)) return false;
  }
  return width > 0 && height > 0;
}

/** All components in one scan, in their order, with tables for each. */
function readScan(from: usize, end: usize): bool {
  if (count == 0 || load<u8>(from) != count || end != from + 4 + 2 * count) return false;
  if (load<u8>(end - 3) != 0 || load<u8>(end - 2) != 63 || load<u8>(end - 1) != 0) return false;
  let blocks = 0;
  from++;
  for (let component = components; component < componentsEnd; component += componentBytes, from += 2) {
    const numbers = load<u8>(from, 1);
    if (load<u8>(from) != id(component) || numbers >> 4 > 3 || (numbers & 15) > 3) return false;
    store<u8>(component, numbers >> 4, 4);
    store<u8>(component, numbers & 15, 5);
    if (!stepsOf(component) || !codeAt(dcSlot(component)) || !codeAt(acSlot(component))) return false;
    // Luma has the highest sampling.
    if (across(component) > across(components) || down(component) > down(components)) return false;
    blocks += across(component) * down(component);
  }
  return count == 1 || blocks <= 10;
}

function isRgb(): bool {
  return id(components) == 0x52 && id(components + componentBytes) == 0x47 && id(components + 2 * componentBytes) == 0x42;
}
