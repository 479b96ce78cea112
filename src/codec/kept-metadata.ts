import { type Header, unsupported } from './container.js';
import type { FormatCodec } from './format-codec.js';

/** What to leave out of a file. */
interface Omissions {
  readonly strip: boolean;
  readonly dropGainMap: boolean;
  readonly gainMap: 'refuse' | 'drop' | 'recompute';
}

/** The parts of the file, besides the pixels, that the options keep. */
export function keptFile<File extends Header>(codec: FormatCodec<File>, file: File, { strip, dropGainMap, gainMap }: Omissions): File {
  const isKept = gainMap === 'recompute' && codec.withoutGainMap !== undefined;
  if (file.gainMap && !dropGainMap && !isKept) {
    const cure = codec.withoutGainMap
      ? 'keep it with --gainmap recompute, or remove it with --drop-gainmap'
      : 'remove it with --drop-gainmap';
    throw unsupported(`the image has an HDR gain map, which would not fit the result; ${cure}`);
  }
  // Its gains are factors of the levels below them, so it fits the result as it is.
  const plain = file.gainMap && codec.withoutGainMap && (strip || !isKept) ? codec.withoutGainMap(file) : file;
  return strip ? codec.stripped(plain) : plain;
}
