import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Raster } from '../../src/pixels/raster.js';

interface GoldenOutput {
  /** The path of the picture it was made from, below this folder. */
  readonly input: string;
  /** The program and its function, such as `cv2.equalizeHist`. */
  readonly op: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly output: { readonly file: string };
}

/** What `operation` made of every picture that it was tried on, as [name of the picture, input file, output file, parameters]. */
export function goldenPairs(operation: string): [picture: string, input: string, output: string, params: GoldenOutput['params']][] {
  // The file's own README says that it has this shape.
  const { outputs } = goldenJson('manifest.json') as { outputs: GoldenOutput[] };
  return outputs
    .filter(({ op }) => op === operation)
    .map(({ input, output, params }) => [input.replace(/^in\/|\.png$/g, ''), input, output.file, params]);
}

export function goldenJson(file: string): unknown {
  return JSON.parse(readFileSync(goldenPath(file), 'utf8'));
}

/** The samples of a PNG of this folder, with the channels and the depth that the file has. */
export async function goldenRaster(file: string): Promise<Raster> {
  const image = sharp(goldenPath(file));
  const { depth, channels: fileChannels } = await image.metadata();
  const grey = fileChannels < 3;
  if (depth === 'ushort') image.toColourspace(grey ? 'grey16' : 'rgb16');
  else image.toColourspace(grey ? 'b-w' : 'srgb');
  const { data, info } = await image.raw({ depth: depth === 'ushort' ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data);
  return {
    width: info.width,
    height: info.height,
    // sharp gives PNGs one to four channels.
    channels: info.channels as Raster['channels'],
    maxSample: depth === 'ushort' ? 65535 : 255,
    samples: depth === 'ushort' ? new Uint16Array(bytes.buffer) : bytes,
  };
}

function goldenPath(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
