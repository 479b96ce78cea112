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
  const rgba = new Uint8ClampedArray(width * height * 4);
  const looks = Math.min(Math.max(Math.ceil(1 / view.scale), 1), most);
  const columns = positions(width, looks, view.left, view.scale, image.width);
  const lines = positions(height, looks, view.top, view.scale, image.height);
  const add = result.isLuma ? addByLuma(image, image.luma!, result.samples) : addSamples(image, result.samples);
  const sums = new Float64Array(width * 4);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let look = 0; look < looks; look++) add(sums, lines[row * looks + look]! * image.width, columns, looks);
    for (let at = 0, to = row * width * 4; at < sums.length; at += 4, to += 4) {
      const weight = sums[at + 3]!;
      if (weight === 0) continue;
      rgba[to] = sums[at]! / weight;
      rgba[to + 1] = sums[at + 1]! / weight;
      rgba[to + 2] = sums[at + 2]! / weight;
      rgba[to + 3] = (weight * 255) / looks ** 2;
    }
  }
  return rgba;
}

/** For each pixel along one side of a view, the pixels of the image that it looks at. */
function positions(pixels: number, looks: number, first: number, scale: number, size: number): Uint32Array {
  return Uint32Array.from({ length: pixels * looks }, (_, at) =>
    Math.min(Math.max(Math.floor(first + (at + 0.5) / looks / scale), 0), size - 1),
  );
}

/** Adds pixels of a line of the image to the sums of red, green, blue and weight. */
type Add = (sums: Float64Array, line: number, columns: Uint32Array, looks: number) => void;

function addSamples({ channels, maxSample, levels = maxSample + 1 }: TunedImage, samples: Samples): Add {
  const scale = 255 / (levels - 1);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const alpha = channels % 2 === 0 ? channels - 1 : undefined;
  return (sums, line, columns, looks) => {
    for (let column = 0, look = 0, to = 0; column < columns.length; column++) {
      const from = (line + columns[column]!) * channels;
      const weight = alpha === undefined ? 1 : samples[from + alpha]! / maxSample;
      sums[to]! += samples[from]! * scale * weight;
      sums[to + 1]! += samples[from + green]! * scale * weight;
      sums[to + 2]! += samples[from + blue]! * scale * weight;
      sums[to + 3]! += weight;
      if (++look === looks) [look, to] = [0, to + 4];
    }
  };
}

/** As decoders show a file whose luma has changed: red, green and blue move by as much, and are clamped. Such files have 8 bits and no alpha. */
function addByLuma({ channels, samples }: TunedImage, before: Samples, after: Samples): Add {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const clamped = (level: number) => (level < 0 ? 0 : level > 255 ? 255 : level);
  return (sums, line, columns, looks) => {
    for (let column = 0, look = 0, to = 0; column < columns.length; column++) {
      const pixel = line + columns[column]!;
      const from = pixel * channels;
      const more = after[pixel]! - before[pixel]!;
      sums[to]! += clamped(samples[from]! + more);
      sums[to + 1]! += clamped(samples[from + green]! + more);
      sums[to + 2]! += clamped(samples[from + blue]! + more);
      sums[to + 3]! += 1;
      if (++look === looks) [look, to] = [0, to + 4];
    }
  };
}
