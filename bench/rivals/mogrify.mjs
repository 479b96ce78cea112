import { spawnSync } from 'node:child_process';

/** Most files that one `mogrify` is started for. */
const largestBatch = 64;

/** @type {import('../questions.mjs').Rival} */
export const mogrify = {
  name: 'mogrify under GNU parallel',
  does: 'one curve from the intensity for all channels, one thread a worker',
  available: () => firstLine('mogrify', '-version') !== '' && firstLine('parallel', '--version') !== '',
  version: () =>
    `${firstLine('mogrify', '-version').match(/ImageMagick \S+/)?.[0]}, ${firstLine('parallel', '--version').replace('parallel ', 'parallel, ')}`,
  command: ({ sourceDir, outDir, files, workers, quality }) => {
    // Four batches a worker at least, so that no worker waits long for the last one.
    const batch = Math.min(largestBatch, Math.ceil(files / (workers * 4)));
    const script = `find "$0" -type f -print0 | MAGICK_THREAD_LIMIT=1 parallel --will-cite -0 -j ${workers} -n ${batch} mogrify -path "$1" -equalize -quality ${quality}`;
    return ['bash', '-c', script, sourceDir, outDir];
  },
};

/** @param {string} program @param {string} flag */
function firstLine(program, flag) {
  const { status, stdout } = spawnSync(program, [flag]);
  return status === 0 ? (String(stdout).split('\n')[0] ?? '') : '';
}
