import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyOfSources } from './copy-of-sources.js';
import { nodePath } from './program.js';

// Adding a method takes one file and one line in the table of methods. Everything else follows.

const file = `import { number } from '../../values/kinds.js';
import { defaultsOf, parameter, type ValuesOf } from '../../values/parameters.js';
import { tableOf } from '../table.js';
import type { TableMethod } from './method.js';

const parameters = { exponent: parameter(number(0.1, 10), 2, 'the power that levels are raised to') };

/** Gamma: levels raised to a power. */
export const power: TableMethod<ValuesOf<typeof parameters>> = {
  kind: 'table',
  name: 'power',
  summary: 'raises the levels to a power, for the sake of an example',
  defaults: defaultsOf(parameters),
  parameters,
  table(histogram, { exponent }) {
    const top = histogram.length - 1;
    return tableOf(histogram.length, (level) => Math.round(top * (level / top) ** exponent));
  },
};
`;

const root = fileURLToPath(new URL('..', import.meta.url));

describe('a new method with a parameter is one file and one line', () => {
  let folder: string;
  let from: ReturnType<typeof copyOfSources>['load'];

  beforeAll(() => {
    const copy = copyOfSources();
    ({ folder, load: from } = copy);
    copy.add('pixels/methods/power.ts', file);
    const table = 'pixels/methods/methods.ts';
    copy.edit(table, 'import ', "import { power } from './power.js';\nimport ");
    copy.edit(table, 'stretch, match]', 'stretch, match, power]');
  });

  test('and is typed', { timeout: 120_000 }, () => {
    const use =
      "import { power } from './pixels/methods/power.js';\n// @ts-expect-error the parameter is a number\npower.table(new Uint32Array(256), { exponent: 'two' });\n";
    writeFileSync(join(folder, 'src/use.ts'), use);
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/use.ts'] }));
    execFileSync(nodePath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' });
  });

  test('and appears in the help', async () => {
    const { parseArgs } = await from('cli/args.ts');
    const { text } = parseArgs(['equalize', '--help'], 200);
    expect(text).toContain('For power: the power that levels are raised to [default: 2]');
    expect(text).toMatch(/--method .*power/);
  });

  test('and its parameter is checked', async () => {
    const [{ parseArgs }, { checkOptions }] = await Promise.all([from('cli/args.ts'), from('options/resolve.ts')]);
    const command = (...args: string[]) => parseArgs(['equalize', 'in', 'out', '--method', 'power', ...args]);
    expect(() => command('--exponent', '11')).toThrow('--exponent is "11", expected a number from 0.1 to 10');
    expect(() => checkOptions(command('--param', 'exponent=11').options)).toThrow('expected a number from 0.1 to 10');
    expect(() => checkOptions({ sources: 'in', destination: 'out', operation: { method: 'power', params: { exponent: 'x' } } })).toThrow(
      'exponent of method \'power\' is "x"',
    );
    expect(checkOptions(command('--exponent', '3').options).operation.params).toEqual({ exponent: 3 });
  });

  test('and its parameter is part of the fingerprint', async () => {
    const modules = await Promise.all([from('cli/args.ts'), from('options/resolve.ts'), from('history/fingerprint.ts')]);
    const [{ parseArgs }, { checkOptions }, { decisionsOf, fingerprintOf }] = modules;
    const fingerprint = (...args: string[]) =>
      fingerprintOf(decisionsOf(checkOptions(parseArgs(['equalize', 'in', 'out', '--method', 'power', ...args]).options)));
    expect(fingerprint('--exponent', '2')).toBe(fingerprint());
    expect(fingerprint('--param', 'exponent=2')).toBe(fingerprint());
    expect(fingerprint('--exponent', '3')).not.toBe(fingerprint());
  });

  test('and equalises', async () => {
    const { equalizeImage } = await from('worker/equalize-image.ts');
    const image = readFileSync(join(root, 'samples/moon.png'));
    const [square, cube] = [
      await equalizeImage(image, { operation: { method: 'power' } }),
      await equalizeImage(image, { operation: { method: 'power', params: { exponent: 3 } } }),
    ];
    expect(square).not.toEqual(cube);
  });
});
