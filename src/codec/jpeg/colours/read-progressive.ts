import type { LentRaster } from '../../buffer-pool.js';
import type { Frame } from '../coder/frame.js';
import { hasOwnCoder, spaces, suitsProgressive } from '../progressive/image.js';
import { type ReadImage, readImage } from '../progressive/read.js';
import { setWords, type Workspace } from '../progressive/workspace.js';
import { rowByRow } from '../quality.js';
import { type ColourKernels, takeColourKernels } from './kernels.js';
import { lendPixels, PixelRows } from './pixel-rows.js';
import { mostBytes, Planes, roomFor } from './planes.js';

/** The same for a progressive JPEG, whose scans our coder of these files reads. */
export function readProgressive(file: Uint8Array, frame: Frame): LentRaster | undefined {
  const [first] = frame.components;
  if (!hasOwnCoder() || !suitsProgressive(frame) || first!.across !== frame.across || first!.down !== frame.down) return undefined;
  let bytes = 0;
  const planes = new Planes(frame, false, (room) => {
    bytes += roomFor(room);
    return bytes - roomFor(room);
  });
  if (bytes > mostBytes) return undefined;
  const space = spaces.take();
  const image = readImage(space, file, frame, true);
  const kernels = image && takeColourKernels(bytes);
  const lent = kernels && lendPixels(frame);
  if (lent) givePixels(space, frame, image, planes, kernels, lent.raster.samples as Uint8Array);
  kernels?.release();
  spaces.release(space);
  return lent;
}

/** Goes through rows of MCUs: tiles to planes, and these to pixels. */
function givePixels(
  space: Workspace,
  frame: Frame,
  { tiles, others }: ReadImage,
  planes: Planes,
  { wasm, start }: ColourKernels,
  samples: Uint8Array,
): void {
  const { components } = frame;
  const widest = Math.max(...components.map(({ columns }) => columns));
  const [row, strip] = [space.take(64 * widest), space.take(64 * widest)];
  const steps = components.map((component) => {
    const at = space.take(128);
    setWords(space.bytes, at, rowByRow(component.steps));
    return at;
  });
  const from = space.bytes;
  const to = new Uint8Array(wasm.memory.buffer);
  const pixels = new PixelRows(frame, planes, { wasm, start }, samples);
  planes.begin(wasm, start);
  const isSingle = components.length === 1;
  const mcuRows = Math.ceil(frame.height / (8 * planes.down));
  for (let mcuRow = 0; mcuRow < mcuRows; mcuRow++) {
    planes.moveTo(wasm, start, mcuRow);
    for (const [i, { columns, rows, ...component }] of components.entries()) {
      const { at, stride } = planes.rowsOf(i, start);
      const down = isSingle ? 1 : component.down;
      const grid = others[i - 1];
      for (let y = 0; y < down && mcuRow * down + y < rows; y++) {
        const blockRow = mcuRow * down + y;
        if (grid) space.wasm.blockRowToTiles(grid.at + grid.step * grid.stride * blockRow, columns, steps[i]!, row, space.histograms);
        space.wasm.tilesToRows(grid ? row : tiles + 64 * columns * blockRow, columns, strip);
        for (let line = 0; line < 8; line++) {
          const first = strip + 8 * columns * line;
          to.set(from.subarray(first, first + 8 * columns), at + stride * (8 * y + line));
        }
      }
    }
    pixels.giveMcuRow(mcuRow);
  }
}
