/** The EXIF tag of a maker's note. */
export const makerNoteTag = 37500;

/**
 * A maker's note as it has to be where it stands elsewhere. Most makers have a directory of TIFF in it, behind a few letters; some of them count
 * the positions of its values from the beginning of the EXIF or TIFF around it, others from the beginning of the note. Only the former change.
 *
 * @param from where it stood, and @param to where it will stand, counted from the beginning of the TIFF around it
 */
export function movedMakerNote(note: Buffer, from: number, to: number): Buffer {
  const directory = from === to ? undefined : directoryIn(note, from);
  if (!directory) return note;
  const moved = Buffer.from(note);
  for (const { field, position } of directory.values) {
    if (position < from || position >= from + note.length) continue;
    if (directory.littleEndian) moved.writeUInt32LE(position - from + to, field);
    else moved.writeUInt32BE(position - from + to, field);
  }
  return moved;
}

interface Directory {
  readonly littleEndian: boolean;
  /** Values that do not fit into their fields: where the field says where they are, and that. */
  readonly values: ReadonlyArray<{ readonly field: number; readonly position: number }>;
}

/** The directory of a note whose positions count from outside of it; undefined if there is none. */
function directoryIn(note: Buffer, from: number): Directory | undefined {
  for (const start of directoryStarts) {
    for (const littleEndian of [true, false]) {
      const found = directoryAt(note, start, littleEndian);
      if (found) return countsFromOutside(found, from) ? found : undefined;
    }
  }
  return undefined;
}

/** Behind no letters (Canon, Minolta), `AOC\0`, `OLYMP\0`, `LEICA\0`, `Nikon\0`, `Panasonic\0` or `SONY DSC \0`, and what may follow these. */
const directoryStarts = [0, 6, 8, 10, 12, 14, 16, 18, 20];

/** By type; 0 for types that do not exist. */
const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

function directoryAt(note: Buffer, start: number, littleEndian: boolean): (Directory & { readonly end: number }) | undefined {
  const uint16 = (at: number) => (littleEndian ? note.readUInt16LE(at) : note.readUInt16BE(at));
  const uint32 = (at: number) => (littleEndian ? note.readUInt32LE(at) : note.readUInt32BE(at));
  if (start + 2 > note.length) return undefined;
  const count = uint16(start);
  const end = start + 2 + count * 12;
  if (count === 0 || count > mostFields || end > note.length) return undefined;
  const values: Array<{ field: number; position: number }> = [];
  for (let field = start + 2; field < end; field += 12) {
    const size = valueBytes[uint16(field + 2)] ?? 0;
    const bytes = size * uint32(field + 4);
    if (size === 0 || bytes > mostValueBytes) return undefined;
    if (bytes > 4) values.push({ field: field + 8, position: uint32(field + 8) });
  }
  return { littleEndian, values, end };
}

const mostFields = 512;
const mostValueBytes = 2 ** 24;

/** Values follow the directory: the first one is right behind it, counted from one or the other. */
function countsFromOutside({ values, end }: Directory & { readonly end: number }, from: number): boolean {
  if (values.length === 0) return false;
  const first = Math.min(...values.map(({ position }) => position));
  const [fromOutside, fromNote] = [first - from - end, first - end];
  return fromOutside >= 0 && (fromNote < 0 || fromOutside < fromNote);
}
