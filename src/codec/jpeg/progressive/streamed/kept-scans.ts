/** Coded data of scans that waits until the scans before are written: in blocks, which are used again. */
export class KeptScans<Scan> {
  readonly #kept = new Map<Scan, Kept>();
  readonly #empty: Uint8Array[] = [];
  #mayCome: number;

  /** @param mostBytes of all scans together */
  constructor(mostBytes: number) {
    this.#mayCome = Math.floor(mostBytes / blockBytes);
  }

  /** Whether anything is kept of a scan. */
  has(scan: Scan): boolean {
    return this.#kept.has(scan);
  }

  /** Begins a scan. */
  begin(scan: Scan): void {
    this.#kept.set(scan, { blocks: [], bytes: 0 });
  }

  /** Whether there is room for more of a scan. */
  hasRoom(scan: Scan, bytes: number): boolean {
    const kept = this.#kept.get(scan)!;
    return kept.bytes + bytes <= blockBytes * (kept.blocks.length + this.#empty.length + this.#mayCome);
  }

  /** Keeps more of a scan. There must be room for it. */
  add(scan: Scan, data: Uint8Array): void {
    const kept = this.#kept.get(scan)!;
    for (let done = 0; done < data.length; ) {
      const used = kept.bytes % blockBytes;
      if (used === 0) kept.blocks.push(this.#block());
      const some = data.subarray(done, done + blockBytes - used);
      kept.blocks.at(-1)!.set(some, used);
      kept.bytes += some.length;
      done += some.length;
    }
  }

  #block(): Uint8Array {
    const empty = this.#empty.pop();
    if (!empty) this.#mayCome--;
    return empty ?? new Uint8Array(blockBytes);
  }

  /** Yields what is kept of a scan, and forgets it. */
  *take(scan: Scan): Generator<Uint8Array> {
    const { blocks, bytes } = this.#kept.get(scan)!;
    for (const [i, block] of blocks.entries()) yield block.subarray(0, bytes - i * blockBytes);
    this.forget(scan);
  }

  forget(scan: Scan): void {
    this.#empty.push(...this.#kept.get(scan)!.blocks);
    this.#kept.delete(scan);
  }
}

interface Kept {
  readonly blocks: Uint8Array[];
  bytes: number;
}

const blockBytes = 1 << 16;
