import { parallelRival } from '../parallel.mjs';

export const graphicsmagick = parallelRival({
  name: 'GraphicsMagick',
  does: '`gm mogrify -equalize` under GNU parallel: R, G and B each on its own',
  asked: ['gm', 'version'],
  version: /GraphicsMagick \S+/,
  environment: 'OMP_NUM_THREADS=1',
  filesAtOnce: 64,
  line: ({ format, quality, progressive }) =>
    `gm mogrify -output-directory "$1" -equalize ${format === 'jpg' ? `-quality ${quality}` : ''} ${progressive ? '-interlace Line' : ''}`,
});
