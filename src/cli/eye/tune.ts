import { usage } from '../../errors.js';
import { requireReplaceable } from '../../history/replaceable.js';
import { visible } from '../../report/visible.js';
import { writeAtomic } from '../../storage/write-atomic.js';
import { openForTuning } from '../../tune/open-images.js';
import { type NamedImage, pageText } from '../../tune/page-text.js';
import { servePage } from '../../tune/serve.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import type { Output } from '../output.js';

/** What `imgpar tune` is asked for. */
export interface TuneRequest {
  readonly images: readonly string[];
  /** The file to write the page to. */
  readonly html: string | undefined;
}

/** Pixels of an image in a page that is a file. */
const mostPixels = 8_000_000;

/** Serves the page until a signal ends it, or writes it to a file. @returns the exit code */
export async function performTune({ images: paths, html }: TuneRequest, stdout: Output): Promise<number> {
  const images: NamedImage[] = [];
  for (const name of paths) {
    const image = await openForTuning(name);
    if (html !== undefined && (image.maxSample !== 255 || image.width * image.height > mostPixels))
      throw usage(
        `${name} has ${image.width} × ${image.height} pixels of ${image.maxSample === 255 ? 8 : 16} bits; a page in a file takes images of at most ` +
          '8 megapixels of 8 bits; without --html, imgpar tune shows it',
      );
    images.push({ name, image });
  }
  if (html === '-') {
    await stdout.write(pageText(images, true));
    return EXIT.ok;
  }
  if (html !== undefined) {
    requireReplaceable('--html', html);
    writeAtomic(html, Buffer.from(pageText(images, true)), { owner: { token: 'tune', id: process.pid } });
    process.stderr.write(`wrote ${visible(html)}\n`);
    return EXIT.ok;
  }
  const ending = interruption({ tell: () => {} });
  const page = await servePage(images);
  try {
    await stdout.write(`${page.url}\n`);
    process.stderr.write('open this address in a browser on this machine; Ctrl-C ends\n');
    const { signal } = ending.signals;
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await page.close();
    ending.close();
  }
  return EXIT.ok;
}
