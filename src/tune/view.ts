import type { Samples } from '../pixels/raster.js';
import type { Result, TunedImage } from './engine.js';

/** What a view shows of an image. */
export interface View {
  /** The corner of the image at the top left of the view, in pixels of the image; may lie between two. */
  readonly left: number;
  readonly top: number;
  /** In pixels of the view, which the image covers. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the view for one of the image. */
  readonly scale: number;
}

/**
 * Lines and columns of the image that a smaller view looks at for each of its own. Their average shows no patterns that are not there; all
 * of them would take seconds for large images.
 */
const most = 4;

/**
 * The part of a result that a view shows, for a canvas: red, green, blue and alpha of 8 bits. From a scale of 1 on, pixels have the very
 * levels of the result. Levels of more than 8 bits are shown by their upper ones, so that what was dark stays dark.
 */
export function drawn(image: TunedImage, result: Pick<Result, 'samples' | 'isLuma'>, view: View): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = view;
  const looks = Math.min(Math.max(Math.ceil(1 / view.scale), 1), most);
  const columns = positions(width, looks, view.left, view.scale, image.width);
  const lines = positions(height, looks, view.top, view.scale, image.height).map((line) => line * image.width);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const drawRow = result.isLuma
    ? rowByLuma(image, result.samples)
    : image.channels % 2 === 0
      ? rowWithAlpha(image, result.samples)
      : rowOf(image, result.samples);
  for (let row = 0; row < height; row++)
    drawRow(rgba.subarray(row * width * 4, (row + 1) * width * 4), lines.subarray(row * looks, (row + 1) * looks), columns);
  return rgba;
}

/** For each pixel along one side of a view, the pixels of the image that it looks at. */
function positions(pixels: number, looks: number, first: number, scale: number, size: number): Uint32Array {
  return Uint32Array.from({ length: pixels * looks }, (_, at) =>
    Math.min(Math.max(Math.floor(first + (at + 0.5) / looks / scale), 0), size - 1),
  );
}

/** Draws a row of the view: each pixel looks at as many columns as there are lines, which are given by their first pixel. */
type DrawRow = (rgba: Uint8ClampedArray, lines: Uint32Array, columns: Uint32Array) => void;

function rowOf({ channels, maxSample, levels = maxSample + 1 }: TunedImage, samples: Samples): DrawRow {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  return (rgba, lines, columns) => {
    const looks = lines.length;
    const share = 255 / (levels - 1) / looks ** 2;
    for (let to = 0, first = 0; to < rgba.length; to += 4, first += looks) {
      let [r, g, b] = [0, 0, 0];
      for (const line of lines)
        for (let look = first; look < first + looks; look++) {
          const from = (line + columns[look]!) * channels;
          r += samples[from]!;
          g += samples[from + green]!;
          b += samples[from + blue]!;
        }
      rgba[to] = r * share;
      rgba[to + 1] = g * share;
      rgba[to + 2] = b * share;
      rgba[to + 3] = 255;
    }
  };
}

/** Pixels count as much as they can be seen. */
function rowWithAlpha({ channels, maxSample, levels = maxSample + 1 }: TunedImage, samples: Samples): DrawRow {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  return (rgba, lines, columns) => {
    const looks = lines.length;
    for (let to = 0, first = 0; to < rgba.length; to += 4, first += looks) {
      let [r, g, b, weight] = [0, 0, 0, 0];
      for (const line of lines)
        for (let look = first; look < first + looks; look++) {
          const from = (line + columns[look]!) * channels;
          const alpha = samples[from + channels - 1]!;
          r += samples[from]! * alpha;
          g += samples[from + green]! * alpha;
          b += samples[from + blue]! * alpha;
          weight += alpha;
        }
      if (weight === 0) continue;
      const share = 255 / (levels - 1);
      rgba[to] = (r / weight) * share;
      rgba[to + 1] = (g / weight) * share;
      rgba[to + 2] = (b / weight) * share;
      rgba[to + 3] = (weight * 255) / maxSample / looks ** 2;
    }
  };
}

/** As decoders show a file whose luma has changed: red, green and blue move by as much, and are clamped. Such files have 8 bits and no alpha. */
function rowByLuma({ channels, samples, luma }: TunedImage, after: Samples): DrawRow {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const before = luma!;
  const clamped = (level: number) => (level < 0 ? 0 : level > 255 ? 255 : level);
  return (rgba, lines, columns) => {
    const looks = lines.length;
    const share = 1 / looks ** 2;
    for (let to = 0, first = 0; to < rgba.length; to += 4, first += looks) {
      let [r, g, b] = [0, 0, 0];
      for (const line of lines)
        for (let look = first; look < first + looks; look++) {
          const pixel = line + columns[look]!;
          const from = pixel * channels;
          const more = after[pixel]! - before[pixel]!;
          r += clamped(samples[from]! + more);
          g += clamped(samples[from + green]! + more);
          b += clamped(samples[from + blue]! + more);
        }
      rgba[to] = r * share;
      rgba[to + 1] = g * share;
      rgba[to + 2] = b * share;
      rgba[to + 3] = 255;
    }
  };
}
