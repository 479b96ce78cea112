import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { equalizeFlags, flagsOf, listOptions, mergeOptions, statsOptions, tuneOptions } from '../src/cli/flags.js';
import { queueFlags, submitFlags } from '../src/cli/queue/args.js';
import { type Block, pages } from './pages.js';
import { nodePath, programPath, samplesFolder } from './program.js';
import { canUseRedis, type QueueServer, startRedis } from './queue-servers.js';
import { sharedThrowAwayFolder } from './throw-away.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Commands that the tests do not run here: `.ci/run` and test/package.test.ts install, build and test. */
const ofNpm = /^npm (ci|start|test|run check|install --global \.)( +#.*)?$/;

/** A block of a page: commands of a shell, one on each line, or a file. */
function stepsOf({ language, file, text }: Block): { title: string; file?: string; text: string }[] {
  if (file !== undefined) return [{ title: `writes ${file}`, file, text }];
  if (language !== 'sh') return [];
  const lines = text.split('\n').filter((line) => line !== '' && !ofNpm.test(line));
  return lines.map((line) => ({ title: line, text: endless.test(line) ? `${line} & sleep 8; kill -TERM $!; wait $!` : line }));
}

/** The server of the examples; a real one takes its place. */
const exampleQueue = 'redis://queue.example:6379';

/** What runs until somebody ends it. */
const endless = /^imgpar watch /;

const pagesWithSteps = pages.map((page) => {
  const steps = page.blocks.flatMap(stepsOf);
  return { ...page, steps, commands: steps.filter(({ file }) => file === undefined) };
});

/** Hand-written pages for users. */
const guides = pagesWithSteps.filter(({ commands }) => commands.length > 0);

test('the README and the guides name every option of equalize, list, merge, stats, tune and queues, and no other', () => {
  const named = new Set(guides.flatMap(({ text }) => Array.from(text.matchAll(/--[a-z][a-z-]+/g), ([option]) => option)));
  for (const option of ['--help', '--global', '--save-dev', '--import', '--experimental-vm-modules']) named.delete(option);
  const ofOthers = [
    flagsOf({ ...listOptions, ...mergeOptions, ...statsOptions, ...tuneOptions }),
    submitFlags,
    ...Object.values(queueFlags),
  ].flatMap(Object.keys);
  const others = new Set(ofOthers.filter((name) => !Object.hasOwn(equalizeFlags, name)));
  for (const name of others) expect(named.delete(`--${name}`)).toBe(true);
  expect([...named].sort()).toEqual(
    Object.keys(equalizeFlags)
      .map((name) => `--${name}`)
      .sort(),
  );
});

test.each(pages)('$path has no broken links', ({ path, text }) => {
  const links = Array.from(text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g), ([, link]) => link as string);
  expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
});

// The commands are for a POSIX shell, in the order of the page, in a folder that holds the samples.
describe.skipIf(process.platform === 'win32').each(guides)('$path', ({ path, steps, commands }) => {
  let folder: string;
  let queue: QueueServer | undefined;
  const needsQueue = commands.some((step) => step.text.includes(exampleQueue));
  beforeAll(async () => {
    folder = sharedThrowAwayFolder('bin/');
    if (needsQueue && canUseRedis) queue = await startRedis();
    cpSync(samplesFolder, join(folder, 'samples'), { recursive: true });
    writeFileSync(join(folder, 'bin/imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
    chmodSync(join(folder, 'bin/imgpar'), 0o755);
  });

  afterAll(() => queue?.end());

  test('has commands', () => expect(commands.length).toBeGreaterThan(path === 'README.md' ? 15 : 0));

  test.skipIf(needsQueue && !canUseRedis).each(steps)('$title', ({ file, text: written }) => {
    const text = written.replaceAll(exampleQueue, queue?.url ?? '');
    if (file !== undefined) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      return writeFileSync(join(folder, file), text);
    }
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    expect(() => execFileSync('/bin/sh', ['-c', text], { cwd: folder, env, stdio: 'pipe' })).not.toThrow();
  });
});
