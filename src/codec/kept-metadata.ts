import { type Header, unsupported } from './container.js';
import type { FormatCodec } from './format-codec.js';

/** What to leave out of a file. */
interface Omissions {
  readonly strip: boolean;
  readonly dropGainMap: boolean;
}

/** The parts of the file, besides the pixels, that the options keep. */
export function keptFile<File extends Header>(codec: FormatCodec<File>, file: File, { strip, dropGainMap }: Omissions): File {
  if (file.gainMap && !dropGainMap)
    throw unsupported('the image has an HDR gain map, which would not fit the result; remove it with --drop-gainmap');
  const plain = file.gainMap && codec.withoutGainMap ? codec.withoutGainMap(file) : file;
  return strip ? codec.stripped(plain) : plain;
}
