/** How a histogram is drawn with characters. */
interface Drawing {
  /** Columns of the terminal; at least a few are used. */
  readonly columns: number;
  readonly rows: number;
  /** Whether there are no blocks. */
  readonly ascii: boolean;
}

/** Parts of a row, from none to all of it. */
const blocks = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ascii = [' ', '.', ':', '|'];

/** A histogram as lines of text, from black to white, as wide as fits. The highest column is as high as all rows. */
export function histogramLines(histogram: readonly number[], { columns, rows, ascii: isAscii }: Drawing): string[] {
  const width = widthWithin(columns, histogram.length);
  const parts = isAscii ? ascii : blocks;
  const steps = parts.length - 1;
  const sums = Array.from({ length: width }, (_, column) => {
    const [from, to] = [column, column + 1].map((edge) => Math.round((edge * histogram.length) / width));
    return histogram.slice(from, to).reduce((sum, count) => sum + count, 0);
  });
  const highest = Math.max(...sums, Number.MIN_VALUE);
  // What is there at all is seen.
  const heights = sums.map((sum) => (sum === 0 ? 0 : Math.max(1, Math.round((sum / highest) * rows * steps))));
  const lines = Array.from({ length: rows }, (_, row) =>
    heights
      .map((height) => parts[Math.min(Math.max(height - (rows - 1 - row) * steps, 0), steps)])
      .join('')
      .trimEnd(),
  );
  return [...lines, (isAscii ? '-' : '▔').repeat(width)].map((line) => `  ${line}`.trimEnd());
}

/** The most columns of equal width that fit: each then stands for as many levels. */
function widthWithin(columns: number, levels: number): number {
  let width = levels;
  while (width > Math.max(columns - 4, 8) || width > 128) width /= 2;
  return width;
}
