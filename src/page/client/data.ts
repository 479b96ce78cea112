/** The rows of the page, by columns. */
export interface Data {
  readonly length: number;
  readonly names: readonly string[];
  /** Names in lower case, each ended by a line feed. */
  readonly searched: string;
  /** 0 done, 1 failed, 2 only in A, 3 only in B. */
  readonly statuses: Uint8Array;
  readonly times: Float32Array;
  /** Before and after for each of entropy, contrast, mean and clipped share; NaN if not known. */
  readonly figures: ReadonlyArray<readonly [before: Float32Array, after: Float32Array]>;
  /** How much each image was made worse. */
  readonly harms: Float32Array;
  readonly messages: Readonly<Record<number, string>>;
  /** What is known of images that were looked at, as text that nothing has parsed yet, by row. */
  readonly looks: ReadonlyMap<number, HTMLScriptElement>;
  /** What the two pictures and values are called. */
  readonly labels: { readonly before: string; readonly after: string };
  /** Whether they are the results of two runs. */
  readonly isComparison: boolean;
}

const limits = [16, 0.5, 1, 1];

export async function readData(): Promise<Data> {
  const [text, messages] = await Promise.all([unpacked('names'), unpacked('messages')]);
  const { buffer: numbers } = decoded('numbers');
  // Visible names have no line ends. Parts of one string take little time and memory.
  const list = text.split('\n');
  if (list.at(-1) === '') list.pop();
  const { length } = list;
  const { before, after } = document.getElementById('app')!.dataset as Record<'before' | 'after', string>;
  const stored = new Uint16Array(numbers, 0, length * 8);
  const column = (index: number) => {
    const values = new Float32Array(length);
    for (let row = 0; row < length; row++) {
      const value = stored[index * length + row]!;
      values[row] = value === 65535 ? Number.NaN : (value * limits[index >> 1]!) / 65534;
    }
    return values;
  };
  const figures = [0, 1, 2, 3].map((which) => [column(which * 2), column(which * 2 + 1)] as const);
  const looks = new Map<number, HTMLScriptElement>();
  for (const script of document.querySelectorAll<HTMLScriptElement>('script.look')) looks.set(Number(script.dataset.row), script);
  return {
    length,
    names: list,
    searched: text.toLowerCase(),
    figures,
    harms: harmsOf(figures, length),
    times: new Float32Array(numbers.slice(length * 16, length * 20)),
    statuses: new Uint8Array(numbers, length * 20, length),
    messages: JSON.parse(messages),
    looks,
    labels: { before, after },
    isComparison: after === 'B',
  };
}

/** As `harmOf` in Node. */
function harmsOf(figures: Data['figures'], length: number): Float32Array {
  const [[entropyBefore, entropyAfter], [contrastBefore, contrastAfter], , [clippedBefore, clippedAfter]] = figures as [
    Data['figures'][0],
    Data['figures'][0],
    Data['figures'][0],
    Data['figures'][0],
  ];
  const harms = new Float32Array(length);
  for (let row = 0; row < length; row++) {
    const worst = Math.max(
      0,
      entropyBefore[row]! - entropyAfter[row]!,
      (clippedAfter[row]! - clippedBefore[row]!) * 10,
      (contrastBefore[row]! - contrastAfter[row]!) * 5,
    );
    harms[row] = Number.isNaN(worst) ? 0 : worst;
  }
  return harms;
}

async function unpacked(id: string): Promise<string> {
  return new Response(new Blob([decoded(id)]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/** Bytes that are in the page in base64. */
function decoded(id: string): Uint8Array<ArrayBuffer> {
  const text = atob(document.getElementById(id)!.textContent!);
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
