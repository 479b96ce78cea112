import type { Picture } from './pictures/picture.js';
import { emptyPlane, type Mask, type Plane } from './raster.js';

/** Whether a smaller version holds the same kind of samples, so that tables or pixels of the whole picture suit it. */
export function isAlike(whole: Picture, smaller: Picture): boolean {
  const [one, other] = [whole.shape, smaller.shape];
  return (
    one.maxSample === other.maxSample &&
    colours(one.channels) === colours(other.channels) &&
    (whole.scalars === undefined) === (smaller.scalars === undefined)
  );
}

function colours(channels: number): number {
  return channels < 3 ? 1 : 3;
}

/** Computes a smaller version of a picture anew: each pixel is the mean of those that it represents, as far as they hold data. */
export function reduceInto(whole: Picture, smaller: Picture, withData: Mask | undefined, changing: Mask | undefined): void {
  const reduced = whole.planes('rgb').map((plane) => reducedPlane(plane, smaller.shape, withData));
  smaller.replacePlanes('rgb', reduced, changing);
}

function reducedPlane(
  plane: Plane,
  { width, height }: { readonly width: number; readonly height: number },
  withData: Mask | undefined,
): Plane {
  const samples = emptyPlane({ width, height, maxSample: plane.maxSample });
  const edge = (index: number, parts: number, size: number) => Math.floor((index * size) / parts);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [edge(y, height, plane.height), Math.max(edge(y + 1, height, plane.height), edge(y, height, plane.height) + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [edge(x, width, plane.width), Math.max(edge(x + 1, width, plane.width), edge(x, width, plane.width) + 1)];
      let [sum, count] = [0, 0];
      for (let row = top; row < bottom; row++)
        for (let at = row * plane.width + left; at < row * plane.width + right; at++) {
          if (withData && withData.samples[at] === 0) continue;
          sum += plane.samples[at]!;
          count++;
        }
      samples[y * width + x] = count === 0 ? plane.samples[top * plane.width + left]! : Math.round(sum / count);
    }
  }
  return { width, height, maxSample: plane.maxSample, samples };
}
