import { failureOf } from '../src/errors.js';
import { opened, type Wanted } from './opened.js';

/** What a file shows, or the message of its failure, to compare ways of reading it. */
export async function verdict(file: Uint8Array, wanted: Wanted): Promise<object | string> {
  try {
    const image = await opened(file, { ...wanted, maxPixels: 1e6 });
    const seen = image.pictures.map((picture) => ({
      ...picture.shape,
      planes: picture.planes('rgb').map(({ samples }) => samples.slice()),
    }));
    image.release();
    return seen;
  } catch (error) {
    const { code, message } = failureOf(error);
    return `${code}: ${message}`;
  }
}
