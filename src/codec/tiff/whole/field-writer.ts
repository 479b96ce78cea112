import { type IfdEntry, readerOf, swapBytes } from '../directory.js';
import type { TiffFile } from '../tags.js';
import type { FreeRoom } from './free-room.js';
import { swap } from './samples.js';

/** Writes directories in their old places as far as there is room, and the values of fields that have changed. */
export class FieldWriter {
  readonly #size: number;
  readonly #inlineBytes: number;
  /** Where each written directory links to the next one. */
  readonly #links = new Map<number, number>();
  /** The number of fields with their value at a position: some writers let fields of equal value share it. */
  readonly #sharers = new Map<number, number>();

  constructor(
    readonly file: TiffFile,
    readonly room: FreeRoom,
    readonly put: (at: number, bytes: Uint8Array) => void,
  ) {
    this.#size = file.big ? 20 : 12;
    this.#inlineBytes = file.big ? 8 : 4;
    for (const { valueAt = -1 } of file.directories.flat()) this.#sharers.set(valueAt, (this.#sharers.get(valueAt) ?? 0) + 1);
  }

  write(directory: number, entries: readonly IfdEntry[]): void {
    const { content, big, directories, positions } = this.file;
    const at = positions[directory]!;
    const former = directories[directory]!;
    const reader = readerOf(content);
    const oldCount = big ? reader.uint64(at) : reader.uint16(at);
    const head = big ? 8 : 2;
    const raw = Array.from({ length: oldCount }, (_, index) => {
      const field = at + head + index * this.#size;
      return { tag: reader.uint16(field), bytes: content.subarray(field, field + this.#size) };
    });
    const known = new Set(former.map(({ tag }) => tag));
    const kept = new Set(former);
    const wanted = new Map(entries.map((entry) => [entry.tag, entry]));
    // Unreadable fields stay unchanged, too.
    const fields = raw.filter(({ tag }) => (known.has(tag) ? wanted.has(tag) && kept.has(wanted.get(tag)!) : !wanted.has(tag)));
    for (const entry of wanted.values()) {
      if (!kept.has(entry)) fields.push({ tag: entry.tag, bytes: this.#field(entry, former) });
    }
    fields.sort((a, b) => a.tag - b.tag);
    const nextAt = at + head + oldCount * this.#size;
    const next = content.subarray(nextAt, nextAt + this.#inlineBytes);
    const count = this.#number(fields.length, head);
    const bytes = Buffer.concat([count, ...fields.map((field) => field.bytes), next, Buffer.alloc(this.#inlineBytes - next.length)]);
    const isMoved = fields.length > oldCount || next.length < this.#inlineBytes;
    const place = isMoved ? this.room.take(bytes.length) : at;
    this.put(place, bytes);
    this.#links.set(directory, place + bytes.length - this.#inlineBytes);
    if (isMoved) this.#relink(directory, place);
  }

  #field(entry: IfdEntry, former: readonly IfdEntry[]): Buffer {
    const { tag, type: kind, count, data } = entry;
    const field = Buffer.alloc(this.#size);
    this.#number(tag, 2).copy(field, 0);
    this.#number(kind, 2).copy(field, 2);
    this.#number(count, this.#inlineBytes).copy(field, 4);
    const value = swap(Buffer.from(data), this.file.littleEndian ? 1 : swapBytes[kind]!);
    const valueField = this.#size - this.#inlineBytes;
    if (value.length <= this.#inlineBytes) value.copy(field, valueField);
    else {
      const was = former.find((other) => other.tag === tag);
      const fits =
        was?.valueAt !== undefined &&
        was.data.length > this.#inlineBytes &&
        value.length <= was.data.length &&
        this.#sharers.get(was.valueAt) === 1;
      const at = fits ? was.valueAt! : this.room.take(value.length);
      this.put(at, value);
      this.#number(at, this.#inlineBytes).copy(field, valueField);
    }
    return field;
  }

  /** Makes the header, or the previous directory, point to a directory that moved. */
  #relink(directory: number, moved: number): void {
    const { content, big, positions } = this.file;
    const link = this.#number(moved, this.#inlineBytes);
    if (directory === 0) {
      this.put(big ? 8 : 4, link);
      return;
    }
    const { uint16, uint64 } = readerOf(content);
    const before = positions[directory - 1]!;
    this.put(this.#links.get(directory - 1) ?? (big ? before + 8 + uint64(before) * 20 : before + 2 + uint16(before) * 12), link);
  }

  #number(value: number, bytes: number): Buffer {
    const { littleEndian } = this.file;
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8) littleEndian ? buffer.writeBigUInt64LE(BigInt(value)) : buffer.writeBigUInt64BE(BigInt(value));
    else if (littleEndian) buffer.writeUIntLE(value, 0, bytes);
    else buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  }
}
