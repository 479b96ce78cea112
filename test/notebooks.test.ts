import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { canUse } from './needs.js';
import { type Cell, filesBeside, type Notebook, notebookOf, type Output, writeWorkspace } from './notebooks.js';
import { type Program, programs, root } from './samples.js';
import { sharedThrowAwayFolder } from './throw-away.js';

// The notebooks of samples/notebooks, in the kernels that people have. This test also writes them: WRITE_NOTEBOOKS=1 npx vitest run test/notebooks.test.ts

const stored = join(root, 'samples/notebooks');
const isWriting = process.env.WRITE_NOTEBOOKS !== undefined;

const readNotebook = (folder: string, name: string): Notebook => JSON.parse(readFileSync(join(folder, `${name}.ipynb`), 'utf8'));
const textOf = (notebook: Notebook) => `${JSON.stringify(notebook, undefined, 1)}\n`;
/** Notebooks store texts as lists of lines. */
const joined = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text ?? ''));

const withoutOutputs = ({ cells }: Pick<Notebook, 'cells'>) =>
  cells.map(({ outputs: _, execution_count: __, source, ...cell }) => ({ ...cell, source: joined(source) }));

test('modules of workers beside the notebooks are those of the programs', () => {
  mkdirSync(stored, { recursive: true });
  for (const [name, text] of filesBeside()) {
    if (isWriting) writeFileSync(join(stored, name), text);
    expect(readFileSync(join(stored, name), 'utf8'), name).toBe(text);
  }
});

test.skipIf(isWriting).each(programs)('%s.ipynb has the cells of its program, and no error among its outputs', (name) => {
  const { cells } = readNotebook(stored, name);
  expect(withoutOutputs({ cells })).toEqual(withoutOutputs(notebookOf(name)));
  expect(cells.flatMap(errorsOf)).toEqual([]);
});

const errorsOf = ({ outputs = [] }: { readonly outputs?: readonly Output[] }) =>
  outputs.filter(({ output_type, name }) => output_type === 'error' || name === 'stderr');

/** The kernels, and the programs that they are. `.ci/run` installs them, and the Jupyter that talks to them. */
const tools = process.env.IMGPAR_TEST_TOOLS ?? '';
const tool = (path: string) => join(tools, 'node_modules', path);
const python = '/usr/bin/python3';
const kernels = {
  tslab: [process.execPath, tool('tslab/bin/tslab'), 'kernel', '--config-path', '{connection_file}'],
  deno: [tool(`@deno/linux-${process.arch}-glibc/deno`), 'jupyter', '--kernel', '--conn', '{connection_file}'],
};
const hasJupyter = existsSync(tool('tslab')) && spawnSync(python, ['-c', 'import nbclient, nbconvert']).status === 0;
const canRun = process.platform === 'linux' && (process.env.CI !== undefined || hasJupyter);

/** Runs all notebooks in a kernel. @returns the folder that has them now, with a page of each */
async function runIn(kernel: keyof typeof kernels): Promise<string> {
  const folder = sharedThrowAwayFolder(`jupyter/kernels/${kernel}/`);
  const place = writeWorkspace(folder);
  for (const name of programs) writeFileSync(join(place, `${name}.ipynb`), textOf(notebookOf(name)));
  const spec = { argv: kernels[kernel], display_name: kernel, language: 'typescript' };
  writeFileSync(join(folder, `jupyter/kernels/${kernel}/kernel.json`), JSON.stringify(spec));
  const { CI, ...env } = process.env;
  const home = { HOME: folder, JUPYTER_PATH: join(folder, 'jupyter'), DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1' };
  await promisify(execFile)(python, [join(root, 'test/run-notebooks.py'), kernel, place, ...programs], { env: { ...env, ...home } });
  return place;
}

/** What a cell shows, without times and without what depends on which worker was faster. */
function shown({ outputs = [] }: Cell): string[] {
  const texts = outputs.filter(({ output_type }) => output_type === 'stream').map(({ text }) => joined(text));
  const others = outputs.filter(({ output_type }) => output_type !== 'stream').map(essence);
  const lines = texts
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('more than one try: '));
  // A worker that starts late may find nothing left to do.
  return [...lines, ...new Set(others.sort())];
}

function essence({ output_type, data, ...output }: Output): string {
  if (output_type !== 'display_data') return JSON.stringify({ output_type, data, ...output });
  const html = joined(data?.['text/html']);
  const state = /data-state="(\w+)"/.exec(html)?.[1] ?? 'nothing';
  const text = html
    .replace(/<[^>]*>/g, '')
    .replace(/ \[\d.*/, '')
    .replace(/ +/g, ' ');
  return `${state}: ${text.replace(/^worker \d.*/, 'worker')}`;
}

describe.skipIf(!canRun).each(Object.keys(kernels) as (keyof typeof kernels)[])('in the kernel of %s', (kernel) => {
  let place: string;
  beforeAll(async () => {
    place = await runIn(kernel);
    if (!isWriting || kernel !== 'tslab') return;
    for (const name of programs) writeFileSync(join(stored, `${name}.ipynb`), textOf(readNotebook(place, name)));
  }, 300_000);

  test.each(programs)('%s.ipynb shows what is stored', (name: Program) => {
    const { cells } = readNotebook(place, name);
    expect(cells.flatMap(errorsOf)).toEqual([]);
    expect(cells.map(shown)).toEqual(readNotebook(stored, name).cells.map(shown));
  });

  test('no output needs a script or a widget, and all are small', () => {
    for (const { outputs = [] } of programs.flatMap((name) => readNotebook(place, name).cells)) {
      for (const { data = {} } of outputs) {
        expect(Object.keys(data).filter((type) => !['text/html', 'text/plain'].includes(type))).toEqual([]);
        expect(joined(data['text/html'])).not.toMatch(/<script|<iframe|\son\w+=/i);
        expect(joined(data['text/html']).length).toBeLessThan(1_000);
      }
    }
  });

  test.skipIf(!canUse('chromium'))('the exported page shows finished bars in green, and a failed one in red', async () => {
    const page = join(place, 'bars.html');
    const script = `<script>document.body.dataset.bars = JSON.stringify([...document.querySelectorAll('.imgpar-progress')].map((bar) => [
      bar.textContent.split(':')[0], bar.dataset.state, getComputedStyle(bar.querySelector('span span')).backgroundColor, bar.offsetHeight > 0]));</script>`;
    writeFileSync(page, readFileSync(page, 'utf8').replace(/<\/body>(?![\s\S]*<\/body>)/, `${script}</body>`));
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(place, 'profile')}`,
      '--host-resolver-rules=MAP * ~NOTFOUND',
    ];
    const { stdout } = await promisify(execFile)('chromium', [...flags, '--dump-dom', pathToFileURL(page).href], {
      timeout: 60_000,
      maxBuffer: 2 ** 26,
    });
    const found = /data-bars="([^"]*)"/.exec(stdout)?.[1]?.replaceAll('&quot;', '"') ?? 'null';
    const bars: [string, string, string, boolean][] = JSON.parse(found);
    expect(bars.length).toBeGreaterThan(12);
    for (const [name, state, colour, isVisible] of bars) {
      const expected = name === 'failing' ? ['failed', 'rgb(244, 67, 54)'] : ['done', 'rgb(76, 175, 80)'];
      expect([name, state, colour, isVisible]).toEqual([name, ...expected, true]);
    }
    expect(bars.map(([name]) => name)).toContain('failing');
  });
});
