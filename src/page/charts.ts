/** Charts as SVG text, of numbers only: the same in Node and in a browser. */

const width = 256;
const height = 96;

/** Two histograms over each other: before as an area, after as a line. */
export function histogramChart(before: readonly number[], after: readonly number[]): string {
  const most = Math.max(1, quantile([...before, ...after], 0.98));
  const points = (shares: readonly number[]) =>
    shares.map(
      (share, index) => `${round((index * width) / (shares.length - 1))},${round(height - (Math.min(share, most) * height) / most)}`,
    );
  return (
    `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="Histograms of luma before and after">` +
    `<path class="before" d="M0,${height}L${points(before).join('L')}L${width},${height}Z"/>` +
    `<polyline class="after" points="${points(after).join(' ')}"/></svg>`
  );
}

/** Tables of levels, from the lowest at the bottom left. */
export function curveChart(planes: ReadonlyArray<readonly number[]>, highest: number): string {
  const line = (levels: readonly number[], plane: number) =>
    `<polyline class="curve${planes.length > 1 ? ` plane${plane}` : ''}" points="${levels
      .map((level, index) => `${index},${round(255 - (level * 255) / Math.max(highest, 1))}`)
      .join(' ')}"/>`;
  return `<svg viewBox="0 0 255 255" role="img" aria-label="What each level became"><path class="even" d="M0,255L255,0"/>${planes.map(line).join('')}</svg>`;
}

/** One high peak, of a black border for one, would flatten everything else. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
