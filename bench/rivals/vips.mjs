import { parallelRival } from '../parallel.mjs';

/** One start per file, as the program takes only one. Uses its fastest equalisation; on luma it would take seven starts. */
export const vips = parallelRival({
  name: 'libvips',
  does: '`vips hist_equal` under GNU parallel: R, G and B each on its own',
  asked: ['vips', '--version'],
  version: /vips-\S+/,
  environment: 'VIPS_CONCURRENCY=1',
  filesAtOnce: 1,
  line: (job) => `vips hist_equal {} "$1/{/}${saving(job)}"`,
});

/** @param {import('../questions.mjs').Job} job */
function saving({ format, quality, progressive }) {
  if (format === 'jpg') return `[Q=${quality}${progressive ? ',interlace' : ''}]`;
  return format === 'tif' ? '[compression=lzw,predictor=horizontal]' : '';
}
