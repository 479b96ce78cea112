import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imgpar, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const plugin = (name: string) => fileURLToPath(new URL(`fixtures/plugins/${name}.mjs`, import.meta.url));
const gamma = join(samplesFolder, 'plugins/gamma.mjs');

/** A folder `src` of small grey pictures, one of them black. */
async function pictures(count: number): Promise<string> {
  const folder = throwAwayFolder('src/');
  const png = (level: number) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: { r: level, g: level, b: level } } }).png();
  const [grey, black] = await Promise.all([png(100).toBuffer(), png(0).toBuffer()]);
  for (let index = 0; index < count; index++) writeFileSync(join(folder, 'src', `${index}.png`), index === 7 ? black : grey);
  return folder;
}

test("a user's method runs in the workers", async () => {
  const folder = throwAwayFolder();
  const { code } = await imgpar(['equalize', join(samplesFolder, 'moon.png'), 'out', '--method', gamma], { cwd: folder });
  expect(code).toBe(0);
  const [before, after] = await Promise.all([sharp(join(samplesFolder, 'moon.png')).stats(), sharp(join(folder, 'out/moon.png')).stats()]);
  const distance = (mean: number) => Math.abs(mean - 127.5);
  expect(distance(after.channels[0]!.mean)).toBeLessThan(distance(before.channels[0]!.mean) / 2);
});

test.each([
  ['throws', 'plugin', /too dark for me/, []],
  // Long enough for the other images, even when many programs share few cores and the workers have just started.
  ['loops', 'timeout', /longer than 6 s/, ['--timeout', '6']],
  ['segfaults', 'worker-crashed', /SIGSEGV/, []],
  ['aborts', 'worker-crashed', /SIGABRT/, []],
  ['devours', 'worker-crashed', /out of memory/, ['--max-memory', '512MiB']],
  ['hoards', 'worker-crashed', /out of memory: the workers use \d+ MiB, more than the limit of 768 MiB/, ['--max-memory', '512MiB']],
])('a method that %s fails only its image, of 500', async (name, code, message, options) => {
  const folder = await pictures(500);
  const args = ['equalize', 'src', 'out', '--method', plugin(name), '--progress', 'json', ...options];
  const ended = await imgpar(args, { cwd: folder });
  expect(ended.code).toBe(1);
  const { summary } = JSON.parse(ended.stdout.trimEnd().split('\n').at(-1)!);
  expect(summary).toMatchObject({ done: 499, failed: 1, failedByCode: { [code]: 1 } });
  expect(summary.failures[0].source).toMatch(/7\.png$/);
  expect(summary.failures[0].failure.message).toMatch(message);
  expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.png'))).toHaveLength(499);
});

test('a method that returns no table fails with what was expected', async () => {
  const folder = await pictures(1);
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--method', plugin('short')], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('a Uint8Array of 3, expected a Uint8Array of 256') });
});

test.each([
  ['exports no method', plugin('no-method'), /does not export a method; expected a default export/],
  ['is not there', './nowhere.mjs', /expected a file that exists/],
])('a module that %s stops the run before it starts', async (_, method, message) => {
  await expectRefusal(await pictures(1), method, message);
});

const table = 'table: (histogram) => new Uint8Array(histogram.length)';
const good = `{ kind: 'table', name: 'good', defaults: {}, ${table} }`;

test.each([
  ['is no module', 'export default {', /mine\.mjs cannot be loaded/],
  ['throws nothing', 'throw null', /mine\.mjs cannot be loaded: null/],
  ['throws what cannot be read', 'throw { toString() { throw 1 } }', /mine\.mjs cannot be loaded: something that cannot be read/],
  ['ends its thread', 'process.exit(0)', /mine\.mjs cannot be loaded: .*process\.exit/],
  ['ends its process', "process.kill(process.pid, 'SIGKILL'); for (;;);", /mine\.mjs cannot be loaded: the worker process died/],
  ['has a getter that throws', 'export default { get kind() { throw new Error("not today") } }', /cannot be read: not today/],
  ['is a proxy that throws', 'export default new Proxy({}, { get() { throw new Error("no") } })', /cannot be read: no/],
  ['exports null', 'export default null', /does not export a method; .*kind is undefined/],
  ['has another kind', `export default { ...${good}, kind: 'row' }`, /does not export a method; .*kind is "row"/],
  ['has no name', `export default { ...${good}, name: '' }`, /name is "", expected 1 to 100 characters/],
  ['has a name without end', `export default { ...${good}, name: 'x'.repeat(1e6) }`, /name is a string of 1000000, expected/],
  ['has a summary that is no text', `export default { ...${good}, summary: 5 }`, /summary is 5, expected/],
  ['has no defaults', `export default { ...${good}, defaults: null }`, /defaults is null, expected an object/],
  ['has a table instead of a function', `export default { ...${good}, table: new Uint8Array(256) }`, /table is a Uint8Array of 256/],
  ['has a number for a check', `export default { ...${good}, check: 1 }`, /check is 1, expected a function/],
  ['refuses its parameters', `export default { ...${good}, check() { throw new Error('too few') } }`, /rejects its parameters: too few/],
])('a module that %s is refused before the run starts', async (_, code, message) => {
  const folder = await pictures(1);
  writeFileSync(join(folder, 'mine.mjs'), code);
  await expectRefusal(folder, './mine.mjs', message);
});

test.each([
  ['never ends', 'for (;;);'],
  ['waits for ever', 'await new Promise(() => {})'],
])('a module that %s while loading is refused once the time limit for an image is over', async (_, code) => {
  const folder = await pictures(1);
  writeFileSync(join(folder, 'mine.mjs'), code);
  await expectRefusal(folder, './mine.mjs', /mine\.mjs did not load within 2 s; .*raise --timeout$/m, '--timeout', '2');
});

test('parameters and tables that a method does not support are refused once', async () => {
  const folder = await pictures(3);
  writeFileSync(join(folder, 'mine.mjs'), `export default ${good}`);
  await expectRefusal(folder, './mine.mjs', /method 'good' has no parameter 'tiles', it takes: none/, '--tiles', '2x2');
  await expectRefusal(folder, plugin('loops'), /cannot share a table: scope set is not possible/, '--scope', 'set');
});

describe("parameters of a user's method", () => {
  const rows = "parameters: { gain: { default: 2, min: 1, max: 9, help: 'how steep' }, kind: { default: 'a', words: ['a', 'b'] } }";
  const withRows = `export default { kind: 'table', name: 'mine', ${rows}, ${table} }`;

  test('appear in the help of a run that names it', async () => {
    const folder = throwAwayFolder();
    writeFileSync(join(folder, 'mine.mjs'), withRows);
    const { code, stdout } = await imgpar(['equalize', '--method', './mine.mjs', '--help'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('Parameters of the method mine, each as --param NAME=VALUE:');
    expect(stdout).toMatch(/^ {2}gain {2}how steep: a number from 1 to 9 \[default: 2\]$/m);
    expect(stdout).toMatch(/^ {2}kind {2}one of: a, b \[default: a\]$/m);
  });

  test.each([
    ['gain=12', /gain of method 'mine' is "12", expected a number from 1 to 9/],
    ['kind=c', /kind of method 'mine' is "c", expected one of: a, b/],
    ['gian=2', /method 'mine' has no parameter 'gian', did you mean 'gain'\?/],
    ['gain', /--param is "gain", expected a name and a value, such as tiles=8x8/],
  ])('are checked: --param %s', async (param, message) => {
    const folder = await pictures(1);
    writeFileSync(join(folder, 'mine.mjs'), withRows);
    await expectRefusal(folder, './mine.mjs', message, '--param', param);
  });

  test('reach it as values, whether declared or not', async () => {
    const folder = await pictures(1);
    const check = 'check(params) { throw new Error(JSON.stringify(params)) }';
    const code = `export default { kind: 'table', name: 'mine', ${rows}, defaults: { bare: 1, list: [] }, ${check}, ${table} }`;
    writeFileSync(join(folder, 'mine.mjs'), code);
    const given = ['gain=3.5', 'bare=7', 'list=[1,2]'].flatMap((param) => ['--param', param]);
    await expectRefusal(folder, './mine.mjs', /\{"gain":3.5,"kind":"a","bare":7,"list":\[1,2\]\}/, ...given);
  });

  test.each([
    ['{ gain: {} }', /parameters\.gain\.default is undefined, expected a value/],
    ["{ gain: { default: 1, min: '0' } }", /parameters\.gain\.min is "0", expected a number/],
    ['5', /parameters is 5, expected an object/],
  ])('cannot be declared as %s', async (parameters, message) => {
    const folder = await pictures(1);
    writeFileSync(
      join(folder, 'mine.mjs'),
      `export default { kind: 'table', name: 'mine', defaults: {}, parameters: ${parameters}, ${table} }`,
    );
    await expectRefusal(folder, './mine.mjs', message);
  });
});

test('an unknown colour treatment is refused once', async () => {
  const folder = await pictures(3);
  const code = `export default { ...${good}, defaults: { dialect: 'mine' }, colour: () => 'infrared' }`;
  writeFileSync(join(folder, 'mine.mjs'), code);
  const { code: exit, stderr } = await imgpar(['check', 'src', 'out', '--method', './mine.mjs', '--dialect', 'pillow'], { cwd: folder });
  expect({ exit, stderr }).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/gives "infrared" as its colour, expected one of: luma, /),
  });
});

test.each(['check', 'equalize --dry-run'])('%s refuses a module as a run does', async (command) => {
  const folder = await pictures(1);
  writeFileSync(join(folder, 'mine.mjs'), 'process.exit(0)');
  const { code, stderr } = await imgpar([...command.split(' '), 'src', 'out', '--method', './mine.mjs'], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot be loaded/) });
});

async function expectRefusal(folder: string, method: string, message: RegExp, ...options: string[]): Promise<void> {
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--method', method, ...options], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(readdirSync(folder)).not.toContain('out');
}

test('a module is loaded only by workers, so what it leaves open does not keep the program alive', async () => {
  const folder = await pictures(3);
  const code = `import { appendFileSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    appendFileSync('loads', \`\${process.pid} \${isMainThread}\n\`);
    setInterval(() => {}, 1000);
    export default ${good}`;
  writeFileSync(join(folder, 'mine.mjs'), code);
  const running = start(['equalize', 'src', 'out', '--method', './mine.mjs'], { cwd: folder });
  expect(await running.ended).toMatchObject({ code: 0 });
  const loads = readFileSync(join(folder, 'loads'), 'utf8').trimEnd().split('\n');
  expect(loads.filter((load) => load.startsWith(`${running.process.pid} `) || load.endsWith('true'))).toEqual([]);
});

test.each([
  ['scratchBytes: () => Infinity', /gives Infinity as its scratchBytes, expected a number of bytes/],
  ['scratchBytes: () => NaN', /gives NaN as its scratchBytes/],
  ['scratchBytes: () => -1', /gives -1 as its scratchBytes/],
  ["scratchBytes: () => '12'", /gives "12" as its scratchBytes/],
  ['scratchBytes: () => 12n', /gives 12 as its scratchBytes/],
  ['scratchBytes: () => Promise.resolve(1)', /gives a promise as its scratchBytes/],
  ['scratchBytes: () => { throw undefined }', /threw: undefined/],
  ['scratchBytes: () => 2 ** 50', /it needs \d+ MiB of memory/],
  ['equalize: () => undefined', /returned undefined, expected a Uint8Array of 64/],
  ['equalize: async (plane) => plane', /returned undefined, expected/],
  ['equalize: () => ({ samples: [] })', /returned an array of 0, expected/],
  ['equalize: () => ({ get samples() { throw Symbol("s") } })', /threw: Symbol\(s\)/],
  ['equalize: () => ({ samples: new Proxy(new Uint8Array(64), {}) })', /'odd' (threw|returned)/],
  ['equalize() { throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } }) }', /threw: something that cannot be read/],
  ["equalize() { throw new Error('A'.repeat(1e7)) }", /threw: A{300}$/m],
  ['equalize() { process.exit(0) }', /process\.exit/],
])('a method with %s fails its images for this reason, and the run ends', async (answer, reason) => {
  const folder = await pictures(2);
  const common = "kind: 'plane', name: 'odd', defaults: {}, scratchBytes: () => 0, equalize: (plane) => plane";
  writeFileSync(join(folder, 'odd.mjs'), `export default { ${common}, ${answer} }`);
  const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--method', './odd.mjs', '--progress', 'json'], { cwd: folder });
  expect(code).toBe(1);
  const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  expect(summary).toMatchObject({ done: 0, failed: 2 });
  for (const { failure } of summary.failures) expect(failure.message).toMatch(reason);
});

test("the code of a user's method is part of the fingerprint", async () => {
  const folder = await pictures(1);
  const fingerprint = async (code: string) => {
    writeFileSync(join(folder, 'mine.mjs'), code);
    const { stdout } = await imgpar(['equalize', 'src', 'out', '--method', './mine.mjs', '--progress', 'json'], { cwd: folder });
    return JSON.parse(stdout.split('\n', 1)[0]!).fingerprint;
  };
  const code = readFileSync(gamma, 'utf8');
  expect(await fingerprint(code)).toBe(await fingerprint(code));
  expect(await fingerprint(code)).not.toBe(await fingerprint(`${code}// changed`));
});

test('a method that asks for a byte more of memory each time gets enough in the end', async () => {
  const folder = await pictures(2);
  const scratchBytes = '(globalThis.wanted = (globalThis.wanted ?? 2 ** 29) + 1)';
  const code = `export default { kind: 'plane', name: 'greedy', defaults: {}, scratchBytes: () => ${scratchBytes}, equalize: (plane) => plane }`;
  writeFileSync(join(folder, 'greedy.mjs'), code);
  const args = ['equalize', 'src', 'out', '--method', './greedy.mjs', '--workers', '2', '--max-memory', '1GiB'];
  expect(await imgpar(args, { cwd: folder })).toMatchObject({ code: 0 });
});
