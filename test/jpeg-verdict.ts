import { failureOf } from '../src/errors.js';
import { opened, type Wanted } from './opened.js';

/** What becomes of a JPEG that is opened and written again. */
export async function verdictOf(file: Buffer, wanted: Wanted): Promise<string> {
  try {
    // A changed size may be enormous.
    const image = await opened(file, { ...wanted, maxPixels: 1e6 });
    await image.encode();
    image.release();
    return `accepted: ${image.pictures[0]!.shape.width} × ${image.pictures[0]!.shape.height}`;
  } catch (error) {
    const { code, message } = failureOf(error);
    return `${code}: ${message}`;
  }
}
