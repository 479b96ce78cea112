import { parallelRival } from '../parallel.mjs';

export const mogrify = parallelRival({
  name: 'ImageMagick',
  does: '`mogrify -equalize` under GNU parallel: one curve from the intensity for all channels',
  asked: ['mogrify', '-version'],
  version: /ImageMagick \S+/,
  environment: 'MAGICK_THREAD_LIMIT=1',
  filesAtOnce: 64,
  line: ({ format, quality, progressive }) =>
    `mogrify -path "$1" -equalize ${format === 'jpg' ? `-quality ${quality}` : ''} ${progressive ? '-interlace JPEG' : ''}`,
});
