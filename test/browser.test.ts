import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { canUse } from './needs.js';
import { throwAwayFolder } from './throw-away.js';

const built = fileURLToPath(new URL('../dist/progress/index.js', import.meta.url));

/** A program that uses `imgpar/progress`, as a bundler makes it for pages: one script, and whatever it still imports. */
async function bundled(program: string): Promise<{ code: string; imports: readonly string[] }> {
  const entry = join(throwAwayFolder(), 'page.js');
  writeFileSync(entry, `import { progress, range, write } from ${JSON.stringify(built)};\n${program}`);
  const bundle = await rolldown({ input: entry, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'iife' });
  return { code: output[0].code, imports: [...output[0].imports, ...output[0].dynamicImports] };
}

const toConsole = `
  for (const i of range(3, { desc: 'three' }));
  write('between');
  const bar = progress(undefined, { total: 2 });
  bar.update();
  try { bar.update(); progress([], { barFormat: '{nothing}' }); } catch (error) { console.log(error.code, error.message); }
  bar.close();
`;

test('a bundle for pages imports nothing of Node', async () => {
  const { imports } = await bundled(toConsole);
  expect(imports).toEqual([]);
});

test('where there is nothing of Node, bars go to the console', async () => {
  const { code } = await bundled(toConsole);
  const logged: string[] = [];
  const page = { console: { log: (...values: unknown[]) => logged.push(values.join(' ')) }, performance, setInterval, clearInterval };
  runInContext(code, createContext(page));
  expect(logged).toEqual([
    expect.stringMatching(/^three: 100%\|█{10}\| 3\/3 /),
    'between',
    'usage barFormat is "{nothing}": the format string names {nothing}, which does not exist',
    expect.stringMatching(/^100%\|█{10}\| 2\/2 /),
  ]);
});

const hasChromium = canUse('chromium');

/** The page's document once its program has ended, as Chromium has it. */
async function documentOf(program: string): Promise<string> {
  const folder = throwAwayFolder();
  const { code } = await bundled(program);
  const page = join(folder, 'page.html');
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><div id="bars"></div><script>${code.replaceAll('</script', '<\\/script')}</script>`,
  );
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--virtual-time-budget=10000',
  ];
  const { stdout } = await promisify(execFile)('chromium', [...flags, '--dump-dom', pathToFileURL(page).href], { timeout: 60_000 });
  return stdout;
}

test.skipIf(!hasChromium)(
  'in Chromium bars are drawn in an element of the page, green when they are done, red when they have failed',
  async () => {
    const document = await documentOf(`
    const file = document.getElementById('bars');
    for (const i of range(4, { file, desc: 'done <b>' }));
    const failed = progress(undefined, { file, desc: 'failed', total: 4 });
    failed.update();
    failed.fail();
    progress(undefined, { file, desc: 'running', total: 4 }).update(2);
    for (const i of range(4, { file, desc: 'gone', leave: false }));
    document.body.dataset.states = JSON.stringify([...file.querySelectorAll('.imgpar-progress')].map((bar) => [
      bar.dataset.state, bar.textContent.split(' [')[0].replace(/ +/g, ' '), getComputedStyle(bar.querySelector('span span')).backgroundColor,
    ]));
  `);
    const states = /data-states="([^"]*)"/.exec(document)?.[1]?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    expect(JSON.parse(states ?? 'null')).toEqual([
      ['done', 'done <b>: 100% 4/4', 'rgb(76, 175, 80)'],
      ['failed', 'failed: 25% 1/4', 'rgb(244, 67, 54)'],
      ['running', 'running: 0% 0/4', 'rgb(33, 150, 243)'],
    ]);
  },
);
