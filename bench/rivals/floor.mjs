import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {import('../questions.mjs').Rival} */
export const floor = {
  name: 'floor in C',
  does: '`floor.c`, as many processes as workers: Y as stored through a table, by libjpeg-turbo and nothing else; carries no metadata, checks nothing',
  available: () => compiled() !== undefined,
  version: () => compiled()?.version ?? '',
  command: ({ sourceDir, outDir, workers, quality, progressive }) => [
    compiled()?.program ?? '',
    ...[sourceDir, outDir, workers, quality, progressive ? 'progressive' : 'baseline'].map(String),
  ],
};

/** Built at the first question; null without a compiler, or without the header of libturbojpeg. */
let made;

/** The program, and the library it calls. */
function compiled() {
  made ??= compile() ?? null;
  return made ?? undefined;
}

/** Builds it with the library that imgpar loads, if possible, else with the system's. */
function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'imgpar-floor-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'floor');
  const source = fileURLToPath(new URL('../floor.c', import.meta.url));
  const libraries = imgparLibraries().map((path) => ({
    flags: [path, `-Wl,-rpath,${dirname(path)}`],
    version: `libjpeg-turbo ${versionIn(path)}, the library that imgpar loads`,
  }));
  const system = { flags: ['-lturbojpeg'], version: `libjpeg-turbo ${systemVersion()} of the system, not the one that imgpar loads` };
  for (const { flags, version } of [...libraries, system]) {
    const { status } = spawnSync('cc', ['-O2', '-o', program, source, ...flags]);
    // Without arguments it prints its usage, unless its library cannot be loaded.
    if (status === 0 && spawnSync(program).status === 64) return { program, version };
  }
  return undefined;
}

/** In the order of `src/codec/jpeg/turbo.ts`. */
function imgparLibraries() {
  return [process.env.IMGPAR_TURBOJPEG, ...carriedLibraries()].filter((path) => path !== undefined && existsSync(path));
}

function carriedLibraries() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('@julusian/jpeg-turbo/package.json'));
    return ['', '-musl'].map((libc) => join(folder, 'prebuilds', `jpeg-turbo-linux-${process.arch}${libc}`, 'libturbojpeg.so.0'));
  } catch {
    return [];
  }
}

/** @param {string} library */
const versionIn = (library) => readFileSync(library, 'latin1').match(/libjpeg-turbo version (\S+)/)?.[1] ?? '';

const systemVersion = () => String(spawnSync('pkg-config', ['--modversion', 'libturbojpeg']).stdout ?? '').trim();
