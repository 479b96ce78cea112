import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {import('../questions.mjs').Rival} */
export const floor = {
  name: 'floor in C',
  does: '`floor.c`, as many processes as workers: Y as stored through a table, by libjpeg-turbo and nothing else; carries no metadata, checks nothing',
  available: () => compiled() !== undefined,
  version: () => compiled()?.version ?? '',
  command: ({ sourceDir, outDir, workers, quality, scans }) => [
    compiled()?.program ?? '',
    ...[sourceDir, outDir, workers, quality, scans].map(String),
  ],
};

/** Built at the first question; null without a compiler, or without the header of libturbojpeg. */
let made;

/** The program, and the library it calls. */
function compiled() {
  made ??= compile() ?? null;
  return made ?? undefined;
}

/** Builds it with the system's library. */
function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'imgpar-floor-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'floor');
  const source = fileURLToPath(new URL('../floor.c', import.meta.url));
  const { status } = spawnSync('cc', ['-O2', '-o', program, source, '-lturbojpeg']);
  // Without arguments it prints its usage, unless its library cannot be loaded.
  const works = status === 0 && spawnSync(program).status === 64;
  return works ? { program, version: `libjpeg-turbo ${systemVersion()} of the system` } : undefined;
}

const systemVersion = () => String(spawnSync('pkg-config', ['--modversion', 'libturbojpeg']).stdout ?? '').trim();
