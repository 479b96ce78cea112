/** The rows of the page, by columns. */
export interface Data {
  readonly length: number;
  readonly names: readonly string[];
  /** Lower case, for the filter. */
  readonly keys: readonly string[];
  readonly failed: Uint8Array;
  readonly times: Float32Array;
  /** Before and after for each of entropy, contrast, mean and clipped share; NaN if not known. */
  readonly figures: ReadonlyArray<readonly [before: Float32Array, after: Float32Array]>;
  /** How much each image was made worse. */
  readonly harms: Float32Array;
  readonly messages: Readonly<Record<number, string>>;
  /** What is known of images that were looked at, as text that nothing has parsed yet, by row. */
  readonly looks: ReadonlyMap<number, HTMLScriptElement>;
}

const limits = [16, 0.5, 1, 1];

export async function readData(): Promise<Data> {
  const [names, numbers, messages] = await Promise.all([unpacked('names'), unpacked('numbers'), unpacked('messages')]);
  const decoder = new TextDecoder();
  const list: string[] = JSON.parse(decoder.decode(names));
  const { length } = list;
  const stored = new Uint16Array(numbers, 0, length * 8);
  const column = (index: number) =>
    Float32Array.from(stored.subarray(index * length, (index + 1) * length), (value) =>
      value === 65535 ? Number.NaN : (value * limits[index >> 1]!) / 65534,
    );
  const figures = [0, 1, 2, 3].map((which) => [column(which * 2), column(which * 2 + 1)] as const);
  const looks = new Map<number, HTMLScriptElement>();
  for (const script of document.querySelectorAll<HTMLScriptElement>('script.look')) looks.set(Number(script.dataset.row), script);
  return {
    length,
    names: list,
    keys: list.map((name) => name.toLowerCase()),
    figures,
    harms: harmsOf(figures, length),
    times: new Float32Array(numbers.slice(length * 16, length * 20)),
    failed: new Uint8Array(numbers, length * 20, length),
    messages: JSON.parse(decoder.decode(messages)),
    looks,
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
  return Float32Array.from({ length }, (_, row) => {
    const worst = Math.max(
      0,
      entropyBefore[row]! - entropyAfter[row]!,
      (clippedAfter[row]! - clippedBefore[row]!) * 10,
      (contrastBefore[row]! - contrastAfter[row]!) * 5,
    );
    return Number.isNaN(worst) ? 0 : worst;
  });
}

async function unpacked(id: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(document.getElementById(id)!.textContent!), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
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

export const pictureUrl = (webp: string): string => `data:image/webp;base64,${webp}`;
