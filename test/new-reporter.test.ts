import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { copyOfSources } from './copy-of-sources.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// Adding a reporter takes one file and one line in the table of progress styles. Everything else follows.

const file = `import type { Writable } from 'node:stream';
import type { Reporter } from '../events.js';

/** A dot for each image that is done. */
export function dotsReporter(stdout: Writable): Reporter {
  return ({ type }) => {
    if (type === 'image-done') stdout.write('.');
  };
}
`;

const line = "  dots: { writesData: true, start: async ({ stdout }) => (await import('./dots.js')).dotsReporter(stdout) },\n";

describe('a new reporter takes one file and one line', () => {
  let load: ReturnType<typeof copyOfSources>['load'];

  beforeAll(() => {
    const copy = copyOfSources();
    copy.add('report/dots.ts', file);
    copy.edit('report/progress-styles.ts', '  none: {', `${line}  none: {`);
    load = copy.load;
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('and appears in the help', async () => {
    const { parseArgs } = await load('cli/args.ts');
    expect(parseArgs(['equalize', '--help'], 200).text).toMatch(/--progress .*\bdots\b/);
  });

  test('and its name is accepted, and suggested', async () => {
    const { parseArgs } = await load('cli/args.ts');
    expect(parseArgs(['equalize', 'in', 'out', '--progress', 'dots']).progress).toBe('dots');
    expect(() => parseArgs(['equalize', 'in', 'out', '--progress', 'dost'])).toThrow('did you mean dots?');
  });

  test('and shows a run', async () => {
    const { main } = await load('cli/main.ts');
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'src'), ['1.png', '2.png', '3.png']);
    const shown = capture(process.stdout);
    const told = capture(process.stderr);
    expect(await main(['equalize', join(folder, 'src'), join(folder, 'out'), '--progress', 'dots', '--workers', '1'])).toBe(0);
    expect(shown.join('')).toBe('...');
    expect(told.join('')).toContain('3 ');
  });
});

/** Captures everything written to a stream from now on; nothing reaches the stream. */
function capture(stream: NodeJS.WriteStream): string[] {
  const written: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((text, ...others) => {
    written.push(String(text));
    for (const settle of others) if (typeof settle === 'function') settle();
    return true;
  });
  return written;
}
