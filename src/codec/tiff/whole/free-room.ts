/** From a byte up to, but excluding, another. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Ranges in order, joining those that touch or overlap. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const all: Array<{ start: number; end: number }> = [];
  for (const { start, end } of stretches.filter((stretch) => stretch.end > stretch.start).toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else all.push({ start, end });
  }
  return all;
}

/** The parts of ranges that are in none of the others; all in order. */
export function without(stretches: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  const taken = merged(others);
  let first = 0;
  return merged(stretches).flatMap(({ start, end }) => {
    const left: Stretch[] = [];
    let from = start;
    while (first < taken.length && taken[first]!.end <= from) first++;
    for (let index = first; index < taken.length && taken[index]!.start < end; index++) {
      if (taken[index]!.start > from) left.push({ start: from, end: taken[index]!.start });
      from = Math.max(from, taken[index]!.end);
    }
    return from < end ? [...left, { start: from, end }] : left;
  });
}

/**
 * The room in a file that is rewritten: ranges whose content is gone, and everything after its end. Positions are even, as TIFF requires,
 * unless pieces must follow each other without a gap.
 */
export class FreeRoom {
  readonly #stretches: Array<{ start: number; end: number }>;
  #first = 0;
  #end: number;

  /** @param fileBytes former size of the file; if its last bytes are free, it ends before them */
  constructor(
    stretches: readonly Stretch[],
    fileBytes: number,
    readonly alignment: 1 | 2 = 2,
  ) {
    this.#stretches = merged(stretches).map((stretch) => ({ ...stretch }));
    const last = this.#stretches.at(-1);
    if (last && last.end >= fileBytes) this.#stretches.pop();
    this.#end = last && last.end >= fileBytes ? last.start : fileBytes;
  }

  /** The current end of the file. */
  get end(): number {
    return this.#end;
  }

  /** A place for this many bytes. Consecutive requests are placed one after the other as far as they fit. */
  take(bytes: number): number {
    const last = Math.min(this.#first + mostLookedAt, this.#stretches.length);
    for (let index = this.#first; index < last; index++) {
      const stretch = this.#stretches[index]!;
      const start = this.#aligned(stretch.start);
      if (start + bytes > stretch.end) continue;
      stretch.start = start + bytes;
      while (this.#first < this.#stretches.length && this.#stretches[this.#first]!.end - this.#stretches[this.#first]!.start < 8)
        this.#first++;
      return start;
    }
    const start = this.#aligned(this.#end);
    this.#end = start + bytes;
    return start;
  }

  #aligned(position: number): number {
    return position + (position % this.alignment);
  }

  /** The remaining free ranges. */
  left(): readonly Stretch[] {
    return this.#stretches.filter(({ start, end }) => end > start);
  }
}

/** Keeps files with very many ranges from taking long. */
const mostLookedAt = 64;
