import { figureOf, harmsOf } from '../stored-figures.js';
import { endsOf } from './name-search.js';

/** The rows of the page, by columns. */
export interface Data {
  readonly length: number;
  /** Of all images, of which these may be the first. */
  readonly total: number;
  /** Names as one text, each ended by a line feed. Strings of their own would keep the garbage collector busy. */
  readonly lines: string;
  /** 0 done, 1 failed, 2 only in A, 3 only in B. */
  readonly statuses: Uint8Array;
  /** In milliseconds; NaN if not known. */
  readonly times: Float32Array;
  /** How much each image was made worse; NaN if not known. */
  readonly harms: Float32Array;
  readonly messages: Readonly<Record<number, string>>;
  /** What is known of images that were looked at, as text that nothing has parsed yet, by row; empty until all of the page has come. */
  readonly looks: Map<number, HTMLScriptElement>;
  /** What the two pictures and values are called. */
  readonly labels: { readonly before: string; readonly after: string };
  /** Whether they are the results of two runs. */
  readonly isComparison: boolean;
  /** @returns one of entropy, contrast, mean and clipped share, by its number; NaN if not known */
  figure(which: number, when: 'before' | 'after', row: number): number;
  name(row: number): string;
  /** @returns -1 if there is none of that name */
  rowNamed(name: string): number;
}

/** @param prefix of the columns: `first-` for the rows that come before all others, in a long list */
export async function readData(prefix = ''): Promise<Data> {
  const [lines, messages] = await Promise.all([unpacked(`${prefix}names`), unpacked(`${prefix}messages`)]);
  const numbers = decoded(`${prefix}numbers`);
  // Of each image 8 figures in 2 bytes, its time in 4, and its status in one.
  const length = numbers.length / 21;
  const { before, after, total } = document.getElementById('app')!.dataset as Record<'before' | 'after' | 'total', string>;
  const stored = new Uint16Array(numbers.buffer, 0, length * 8);
  // Visible names have no line ends.
  const ends = endsOf(lines, length);
  const name = (row: number) => lines.slice(row === 0 ? 0 : ends[row - 1]! + 1, ends[row]);
  return {
    length,
    total: Number(total),
    lines,
    harms: harmsOf(stored, length),
    times: new Float32Array(numbers.buffer, length * 16, length),
    statuses: numbers.subarray(length * 20),
    messages: JSON.parse(messages),
    looks: new Map(),
    labels: { before, after },
    isComparison: after === 'B',
    figure: (which, when, row) => figureOf(stored[(which * 2 + (when === 'before' ? 0 : 1)) * length + row]!, which),
    name,
    rowNamed(wanted) {
      const row = ends.indexOf(lines.indexOf(`\n${wanted}\n`)) + 1;
      return row < length && name(row) === wanted ? row : -1;
    },
  };
}

/** Notes what was looked at, which comes after the program in the page. */
export function readLooks({ looks }: Data): void {
  for (const script of document.querySelectorAll<HTMLScriptElement>('script.look')) looks.set(Number(script.dataset.row), script);
}

/** Without a `Blob`, which would make a way through the browser's other process. */
async function unpacked(id: string): Promise<string> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const [text] = await Promise.all([new Response(readable).text(), writer.write(decoded(id)), writer.close()]);
  return text;
}

/** Bytes that are in the page in base64. */
function decoded(id: string): Uint8Array<ArrayBuffer> {
  const coded = document.getElementById(id)!.textContent!;
  // Not in browsers from before 2025.
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromBase64) return fromBase64.call(Uint8Array, coded);
  const text = atob(coded);
  const bytes = new Uint8Array(text.length);
  // Ten times as fast as `Uint8Array.from` with a function.
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** What the page shows of an image that was looked at. */
export interface ShownLook {
  readonly before?: string;
  readonly after?: string;
  readonly histograms: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly curves?: { readonly highest: number; readonly planes: ReadonlyArray<readonly number[]> };
}

export function lookOf({ looks }: Data, row: number): ShownLook | undefined {
  const script = looks.get(row);
  return script && JSON.parse(script.textContent!);
}

export const pictureUrl = (jpeg: string): string => `data:image/jpeg;base64,${jpeg}`;
