import { orientRaster, orientSamples, swapsSides } from '../../pixels/orient.js';
import type { Raster } from '../../pixels/raster.js';
import type { Size } from '../../pixels/small/area-average.js';

/** A picture at a small size, for people to look at: R, G and B or grey of 8 bits, or what a JPEG stores of it. */
export type SmallPicture = Raster | SmallPlanes;

/** Y of 8 bits alone, or with Cb and Cr at half its resolution both ways, rounded up. */
export interface SmallPlanes extends Size {
  readonly planes: readonly Uint8Array[];
}

/** The size of a picture that is to fit into `most` when it is upright, before it is turned. */
export function smallSize({ width, height }: Size, orientation: number, most: Size): Size {
  const { width: across, height: down } = swapsSides(orientation) ? turnedSize(most) : most;
  const scale = Math.min(across / width, down / height);
  return { width: Math.max(Math.round(width * scale), 1), height: Math.max(Math.round(height * scale), 1) };
}

function turnedSize({ width, height }: Size): Size {
  return { width: height, height: width };
}

export function turnedUpright(picture: SmallPicture, orientation: number): SmallPicture {
  if ('samples' in picture) return orientRaster(picture, orientation);
  const half = chromaSize(picture);
  const planes = picture.planes.map((samples, i) => orientSamples({ ...(i === 0 ? picture : half), channels: 1, samples }, orientation));
  return { ...(swapsSides(orientation) ? turnedSize(picture) : { width: picture.width, height: picture.height }), planes };
}

/** The size of Cb and Cr. */
export function chromaSize({ width, height }: Size): Size {
  return { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
}
