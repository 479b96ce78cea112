import { colourCount, type Raster } from '../../pixels/raster.js';
import { AreaAverage, type Size } from '../../pixels/small/area-average.js';

/** A raster at a small size, of 8 bits, on grey where it is transparent; undefined if it has not as many pixels. */
export function smallRaster(raster: Raster, to: Size): Raster | undefined {
  const { width, height, channels, maxSample, samples } = raster;
  if (width < to.width || height < to.height) return undefined;
  const colours = colourCount(raster);
  const rowsAtOnce = Math.max(Math.floor(samplesAtOnce / (width * colours)), 1);
  const stride = width * colours;
  const average = new AreaAverage({ width, height, block: onePixel, channels: colours, maxSample, rowsAtOnce, stride }, to);
  for (let row = 0; row < height; row += rowsAtOnce) {
    const rows = samples.subarray(row * width * channels, (row + rowsAtOnce) * width * channels);
    if (colours === channels) average.rows.set(rows);
    else setFlattened(rows, colours, maxSample, average.rows);
    average.add(rowsAtOnce);
  }
  return { ...to, channels: colours, maxSample: 255, samples: average.finish() };
}

/** They stay in the first two caches. */
const samplesAtOnce = 1 << 17;

const onePixel: Size = { width: 1, height: 1 };

/** Pixels on the grey in the middle. Alpha is the last channel. */
function setFlattened(from: Raster['samples'], colours: number, maxSample: number, to: Raster['samples']): void {
  const grey = (maxSample * 128) / 255;
  for (let at = 0, out = 0; at < from.length; at++) {
    const alpha = from[at + colours]! / maxSample;
    for (let colour = 0; colour < colours; colour++) to[out++] = grey + alpha * (from[at++]! - grey) + 0.5;
  }
}
