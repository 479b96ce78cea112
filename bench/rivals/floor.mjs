import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program in C, compiled at the first question. @type {string | undefined} */
let program;

/** Where there is no compiler, or no header of libturbojpeg, there is no floor. */
function compiled() {
  if (program !== undefined) return program;
  const target = join(mkdtempSync(join(tmpdir(), 'imgpar-floor-')), 'floor');
  const source = fileURLToPath(new URL('../floor.c', import.meta.url));
  const { status } = spawnSync('cc', ['-O2', '-o', target, source, '-lturbojpeg']);
  program = status === 0 ? target : '';
  return program;
}

/** @type {import('../questions.mjs').Rival} */
export const floor = {
  name: 'the floor in C',
  does: 'equalises Y as stored, through libjpeg-turbo and nothing else; carries no metadata, checks nothing',
  available: () => compiled() !== '',
  version: () => String(spawnSync('pkg-config', ['--modversion', 'libturbojpeg']).stdout ?? '').trim() || 'version unknown',
  command: ({ sourceDir, outDir, workers, quality }) => [compiled(), sourceDir, outDir, `${workers}`, `${quality}`],
};
