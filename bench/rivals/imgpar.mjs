import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

/** The built program of this repository. @type {import('../questions.mjs').Rival} */
export const imgpar = {
  name: 'imgpar',
  does: 'equalises luma',
  available: () => existsSync(program),
  version: () => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
  command: ({ sourceDir, outDir, workers, quality, method, scans }) =>
    imgparCommand(
      'equalize',
      sourceDir,
      outDir,
      '--method',
      method,
      '--workers',
      `${workers}`,
      '--quality',
      `${quality}`,
      '--scans',
      scans,
      '--progress',
      'none',
    ),
};

/** @param {string[]} args */
export function imgparCommand(...args) {
  return [process.execPath, program, ...args];
}
