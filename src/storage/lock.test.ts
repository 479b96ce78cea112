import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { takeLock } from './lock.js';
import { newToken, retireToken } from './run-token.js';

const newPath = () => join(throwAwayFolder(), 'm.lock');

/** A lock whose process has ended. */
function leaveDeadLock(path: string): void {
  const [place, , random] = newToken().split('.');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, JSON.stringify({ run: `${place}.${pid}.${random}.`, host: 'here', pid, since: 'then' }));
}

test('a lock can be taken once, and again after it was given back', () => {
  const path = newPath();
  const [first, second] = [newToken(), newToken()];
  const unlock = takeLock(path, { run: first });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ run: first, pid: process.pid });
  expect(() => takeLock(path, { run: second })).toThrow(/another run is equalising in place .*wait until it ends/);
  unlock();
  expect(existsSync(path)).toBe(false);
  takeLock(path, { run: second })();
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('the lock of a run that has ended is taken over', () => {
  const path = newPath();
  leaveDeadLock(path);
  const run = newToken();
  takeLock(path, { run });
  expect(JSON.parse(readFileSync(path, 'utf8')).run).toBe(run);
  expect(readdirSync(join(path, '..'))).toEqual(['m.lock']);
});

test('the lock of a process id that was reused by another program is taken over', { skip: process.platform !== 'linux' }, () => {
  const path = newPath();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const [place, , random] = newToken().split('.');
  writeFileSync(path, JSON.stringify({ run: `${place}.${other.pid}.${random}.17`, host: 'here', pid: other.pid, since: 'then' }));
  takeLock(path, { run: newToken() });
  other.kill();
});

test('the lock of another machine is taken over only if asked', () => {
  const path = newPath();
  writeFileSync(path, JSON.stringify({ run: '00000000.7.ab.', host: 'elsewhere', pid: 7, since: 'then' }));
  const run = newToken();
  expect(() => takeLock(path, { run })).toThrow(/process 7 on elsewhere, since then.*breakLock/);
  takeLock(path, { run, breakForeign: true })();
  expect(existsSync(path)).toBe(false);
});

test('a living lock is not broken, even if asked', () => {
  const path = newPath();
  const run = newToken();
  takeLock(path, { run });
  expect(() => takeLock(path, { run: newToken(), breakForeign: true })).toThrow(/wait until it ends/);
  retireToken(run);
});

test.each([
  ['torn', (path: string) => writeFileSync(path, '{"run":"x')],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
])('a lock that is %s counts as held by somebody unknown', (_, make) => {
  const path = newPath();
  make(path);
  expect(() => takeLock(path, { run: newToken() })).toThrow(/unknown, because/);
});

test('the lock of a dead run goes to exactly one of many that try at once', async () => {
  const path = newPath();
  leaveDeadLock(path);
  const built = new URL('../../dist/storage/lock.js', import.meta.url).href;
  const tokens = new URL('../../dist/storage/run-token.js', import.meta.url).href;
  const script = `
    const [{ takeLock }, { newToken }] = await Promise.all([import(${JSON.stringify(built)}), import(${JSON.stringify(tokens)})]);
    try { takeLock(process.argv[1], { run: newToken() }); console.log('taken'); } catch (error) { console.log(error.code); }
    // It lives until all have tried.
    process.stdin.resume();`;
  const racers = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', script, path]));
  const said = await Promise.all(
    racers.map((racer) => new Promise<string>((resolve) => racer.stdout.once('data', (text) => resolve(String(text).trim())))),
  );
  for (const racer of racers) racer.stdin.end();
  expect(said.filter((word) => word === 'taken')).toHaveLength(1);
  expect(said.filter((word) => word === 'usage')).toHaveLength(5);
});
