/** The number of tiles an image is divided into. */
export interface Tiles {
  /** Side by side. */
  readonly columns: number;
  /** One above the other. */
  readonly rows: number;
}

/** The tiles of a plane along both axes, and which of them each sample uses. */
export interface TileGrid {
  readonly x: TileAxis;
  readonly y: TileAxis;
}

/** One axis of the grid. Positions and sizes are in samples. */
export interface TileAxis {
  readonly size: number;
  readonly tileSize: number;
  /** The number of tiles, from the first, that any sample uses; the others lie in the padding. At most `size` + 1. */
  readonly tiles: number;
  /** The share of the farther tile in a sample's level, 0..1, as a 32-bit float; the nearer tile gives the rest. */
  readonly shares: Float32Array;
  /**
   * Where cells begin, and the end of the last one. All samples of cell c lie between the centres of tiles c − 1 and c, and use those two.
   * In the first and the last cell the two are the same tile.
   */
  readonly cellStarts: Uint32Array;
}

/**
 * Tiles of equal size, laid out as in OpenCV's CLAHE: if either axis is not divisible by its number of tiles, both get `tiles − size %
 * tiles` samples of padding at the end, so a divisible axis gets a whole extra `tiles`.
 */
export function tileGrid({ width, height }: { readonly width: number; readonly height: number }, { columns, rows }: Tiles): TileGrid {
  const divides = width % columns === 0 && height % rows === 0;
  const padded = (size: number, tiles: number) => (divides ? size : size + tiles - (size % tiles));
  return {
    x: tileAxis(width, padded(width, columns), columns),
    y: tileAxis(height, padded(height, rows), rows),
  };
}

/** The two tiles that cell `index` of an axis uses. */
export function tilesOfCell({ tiles }: TileAxis, index: number): { near: number; far: number } {
  return { near: Math.max(index - 1, 0), far: Math.min(index, tiles - 1) };
}

/**
 * The sample shown at a position in the padding: the image is mirrored at its last sample, which is not repeated, back and forth
 * (BORDER_REFLECT_101). Positions inside the image stand for themselves.
 */
export function mirrored(position: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const offset = position % period;
  return offset < size ? offset : period - offset;
}

/** OpenCV computes positions in 32-bit floats, which affects the final rounding, hence `Math.fround` after every step. */
function tileAxis(size: number, paddedSize: number, tiles: number): TileAxis {
  const tileSize = paddedSize / tiles;
  const inverse = Math.fround(1 / tileSize);
  const shares = new Float32Array(size);
  const cellStarts: number[] = [];
  for (let at = 0; at < size; at++) {
    const position = Math.fround(Math.fround(at * inverse) - 0.5);
    const near = Math.floor(position);
    shares[at] = position - near;
    while (cellStarts.length < near + 2) cellStarts.push(at);
  }
  const cells = cellStarts.length;
  return { size, tileSize, tiles: Math.min(cells, tiles), shares, cellStarts: Uint32Array.from([...cellStarts, size]) };
}
