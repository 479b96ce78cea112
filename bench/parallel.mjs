import { spawnSync } from 'node:child_process';

/**
 * A rival that is a command line program, started by GNU parallel.
 *
 * @param {object} rival
 * @param {string} rival.name
 * @param {string} rival.does
 * @param {string[]} rival.asked a command that prints the version
 * @param {RegExp} rival.version
 * @param {string} rival.environment variables that keep the program to one thread
 * @param {number} rival.filesAtOnce the most files to start it for
 * @param {(job: import('./questions.mjs').Job) => string} rival.line what to type after `parallel` in the source folder; `"$1"` is the
 *   output folder
 * @returns {import('./questions.mjs').Rival}
 */
export function parallelRival({ name, does, asked, version, environment, filesAtOnce, line }) {
  const found = answer(...asked).match(version)?.[0];
  const parallel = answer('parallel', '--version').match(/^GNU parallel \S+/)?.[0];
  return {
    name,
    does,
    available: () => found !== undefined && parallel !== undefined,
    version: () => `${found}, ${parallel}`,
    command: (job) => {
      // At least four starts per worker, so that no worker waits long for the last one.
      const batch = Math.min(filesAtOnce, Math.ceil(job.files / (job.workers * 4)));
      const parallelLine = `parallel --will-cite -0 -j ${job.workers} -n ${batch} ${line(job)}`;
      return ['bash', '-c', `cd "$0" && find . -type f -print0 | ${environment} ${parallelLine}`, job.sourceDir, job.outDir];
    },
  };
}

/** What a program prints; empty if it is not installed. @param {string} program @param {string[]} args */
function answer(program, ...args) {
  return String(spawnSync(program, args).stdout ?? '');
}
