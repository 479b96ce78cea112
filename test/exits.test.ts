import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ended, imgpar, nodePath, programPath, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const posix = process.platform !== 'win32';
const isLinux = process.platform === 'linux';
const plugin = (name: string) => fileURLToPath(new URL(`fixtures/plugins/${name}.mjs`, import.meta.url));

let red: Buffer;
let black: Buffer;
beforeAll(async () => {
  const drawn = (background: string) => sharp({ create: { width: 8, height: 8, channels: 3, background } });
  red = await drawn('red').png().toBuffer();
  black = await drawn('black').png().toBuffer();
});

/** A throw-away folder with these pictures in `src`. */
function pictures(named: Readonly<Record<string, Buffer>> = { 'a.png': red, 'b.png': red }): string {
  const folder = throwAwayFolder('src/');
  for (const [name, bytes] of Object.entries(named)) writeFileSync(join(folder, 'src', name), bytes);
  return folder;
}

type How = (args: readonly string[], folder: string) => Promise<Ended>;

const plainly: How = (args, cwd) => imgpar(args, { cwd });

/** With shell redirections such as `> /dev/full`, or limits set before. */
const inShell =
  (redirections: string, before = ':'): How =>
  (args, cwd) =>
    new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', `${before}; exec "$@" ${redirections}`, 'bash', nodePath, programPath, ...args], { cwd });
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
      child.once('error', reject).once('close', (code, signal) => resolve({ code, signal, ...output }));
    });

/** With nobody reading its stdout. */
const unread: How = (args, cwd) => {
  const running = start(args, { cwd });
  running.process.stdout!.destroy();
  return running.ended;
};

/** With a signal while an image is in flight; the image goes on once the program has said that it stops. */
const signalled =
  (signal: NodeJS.Signals): How =>
  async (args, cwd) => {
    const running = start(args, { cwd });
    while (!existsSync(join(cwd, 'held'))) await Promise.race([sleep(10), failIfEnded(running.ended)]);
    running.process.kill(signal);
    if (signal !== 'SIGQUIT') await running.shows('stopping after');
    if (signal !== 'SIGQUIT') writeFileSync(join(cwd, 'go'), '');
    return running.ended;
  };

async function failIfEnded(ended: Promise<Ended>): Promise<never> {
  throw new Error(`it ended before an image was in work: ${JSON.stringify(await ended)}`);
}

/** With the same signal twice. */
const signalledTwice: How = async (args, cwd) => {
  const running = start(args, { cwd });
  while (!existsSync(join(cwd, 'held'))) await Promise.race([sleep(10), failIfEnded(running.ended)]);
  running.process.kill('SIGTERM');
  await running.shows('stopping after');
  running.process.kill('SIGTERM');
  return running.ended;
};

interface Case {
  /** Whether this platform can run the case. */
  readonly when?: boolean;
  readonly folder?: () => string;
  readonly args: readonly string[];
  readonly how?: How;
  readonly code: number | NodeJS.Signals;
  readonly stdout: RegExp;
  readonly stderr: RegExp;
}

const run = ['equalize', 'src', 'out'];
const nothing = /^$/;
const diskFull = /^imgpar: cannot write to stdout: the disk is full\n$/;
const held = {
  folder: () => pictures({ 'black.png': black, 'red.png': red }),
  args: [...run, '--workers', '1', '--method', plugin('holds'), '--progress', 'lines'],
};
const broken = () => pictures({ 'a.png': red, 'broken.png': black.subarray(0, 50) });

function done(...changed: readonly string[]): string {
  const folder = pictures();
  const { status } = spawnSync(nodePath, [programPath, ...run, '--quiet'], { cwd: folder });
  expect(status).toBe(0);
  for (const name of changed) appendFileSync(join(folder, name), 'x');
  return folder;
}

/** Every way the program can end. */
const ways: Readonly<Record<string, Case>> = {
  // ---- runs ----
  'all good': { args: run, code: 0, stdout: nothing, stderr: /^2 images equalised in [^\n]+\n {2}read [^\n]+\n$/ },
  'all good, quietly': { args: [...run, '--quiet'], code: 0, stdout: nothing, stderr: nothing },
  'all good, with events': {
    args: [...run, '--progress', 'json', '--quiet'],
    code: 0,
    stdout: /"type":"run-finished"[^\n]+\n$/,
    stderr: nothing,
  },
  'everything up to date': { folder: done, args: run, code: 0, stdout: nothing, stderr: /^0 images equalised in [^\n]+, 2 skipped\n/ },
  'some images failed': {
    folder: broken,
    args: run,
    code: 1,
    stdout: nothing,
    stderr: /^1 image equalised in [^\n]+, 1 failed\n[\s\S]*broken\.png: /,
  },
  'some images failed, quietly': {
    folder: broken,
    args: [...run, '--quiet'],
    code: 1,
    stdout: nothing,
    stderr: /^\S+broken\.png: [^\n]+\n$/,
  },
  'a file with an image name that is not an image': {
    folder: () => pictures({ 'a.png': red, 'empty.png': Buffer.alloc(0) }),
    args: run,
    code: 0,
    stdout: nothing,
    stderr:
      /^1 image equalised in [^\n]+, 1 skipped\n[\s\S]*1 file is named like an image but is not one[^\n]+\n {4}src.empty\.png: an empty file\n$/,
  },
  'the same with --strict': {
    folder: () => pictures({ 'a.png': red, 'empty.png': Buffer.alloc(0) }),
    args: [...run, '--strict'],
    code: 1,
    stdout: nothing,
    stderr: /^1 image equalised in [^\n]+, 1 failed\n[\s\S]*src.empty\.png: this is an empty file; expected [^\n]+\n$/,
  },
  'a pattern that matches nothing': {
    args: ['equalize', 'src', 'src/*.jepg', 'out'],
    code: 2,
    stdout: nothing,
    stderr: /^imgpar: no file matches src.\*\.jepg: [^\n]+\n$/,
  },
  'a pattern that matches nothing, with --allow-no-match': {
    args: ['equalize', 'src', 'src/*.jepg', 'out', '--allow-no-match'],
    code: 0,
    stdout: nothing,
    stderr: /^warning: no file matches src.\*\.jepg: [^\n]+\n2 images equalised in /,
  },
  'more images failed than --max-failures allows': {
    folder: broken,
    args: [...run, '--max-failures', '0'],
    code: 1,
    stdout: nothing,
    stderr: /^stopped, too many images failed: /,
  },
  'wrong use': { args: [...run, '--qualty', '3'], code: 2, stdout: nothing, stderr: /^imgpar: [^\n]+did you mean --quality[^\n]+\n$/ },
  'options that contradict each other': { args: ['equalize', 'src', 'src'], code: 2, stdout: nothing, stderr: /^imgpar: [^\n]+\n$/ },
  'a missing source': {
    args: ['equalize', 'nowhere', 'out'],
    code: 2,
    stdout: nothing,
    stderr: /^imgpar: the source nowhere does not exist; [^\n]+\n$/,
  },
  // ---- signals ----
  SIGINT: {
    ...held,
    when: posix,
    how: signalled('SIGINT'),
    code: 130,
    stdout: nothing,
    stderr: /^stopping after the images in flight\ninterrupted: [01] image/,
  },
  SIGTERM: {
    ...held,
    when: posix,
    how: signalled('SIGTERM'),
    code: 143,
    stdout: nothing,
    stderr: /^stopping after the images in flight\ninterrupted: [01] image/,
  },
  SIGHUP: {
    ...held,
    when: posix,
    how: signalled('SIGHUP'),
    code: 129,
    stdout: nothing,
    stderr: /^stopping after the images in flight\ninterrupted: [01] image/,
  },
  SIGQUIT: { ...held, when: posix, how: signalled('SIGQUIT'), code: 'SIGQUIT', stdout: nothing, stderr: /^interrupted: / },
  'the same signal twice': {
    ...held,
    when: posix,
    how: signalledTwice,
    code: 143,
    stdout: nothing,
    stderr: /^stopping after [^\n]+\ninterrupted: 0 images/,
  },
  // ---- workers ----
  'a worker that crashes': {
    ...held,
    when: posix,
    args: [...run, '--workers', '1', '--method', plugin('aborts')],
    code: 1,
    stdout: nothing,
    stderr:
      /^a worker crashed \(SIGABRT\) while it worked on \S+black\.png[^\n]+ retried alone\n[\s\S]*\n1 image equalised [^\n]+ 1 failed\n[\s\S]* workers? lost and replaced: \d crashed\n/,
  },
  'an image that takes too long': {
    ...held,
    args: [...run, '--workers', '1', '--method', plugin('loops'), '--timeout', '1'],
    code: 1,
    stdout: nothing,
    stderr:
      /^a worker was killed at the time limit while it worked on [\s\S]* lost and replaced: \d killed at the time limit\n {2}retried alone: [\s\S]*black\.png: it took longer than 1 s/,
  },
  // ---- stdout that cannot be written ----
  'events to a full disk': {
    when: isLinux,
    args: [...run, '--progress', 'json'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: /^interrupted: [\s\S]*\nimgpar: cannot write to stdout: the disk is full\n$/,
  },
  'events to a full disk, quietly': {
    when: isLinux,
    args: [...run, '--progress', 'json', '--quiet'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'events that nobody reads': {
    args: [...run, '--progress', 'json', '--quiet'],
    how: unread,
    code: 1,
    stdout: nothing,
    stderr: /^imgpar: cannot write to stdout: its reader has gone\n$/,
  },
  'a dry run to a full disk': {
    when: isLinux,
    args: [...run, '--dry-run'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'a dry run that nobody reads': { args: [...run, '--dry-run'], how: unread, code: 0, stdout: nothing, stderr: nothing },
  'a check to a full disk': {
    when: isLinux,
    args: ['check', 'src', 'out'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'a check that nobody reads': { args: ['check', 'src', 'out'], how: unread, code: 3, stdout: nothing, stderr: nothing },
  'a verification to a full disk': {
    when: isLinux,
    folder: () => done('out/a.png'),
    args: ['verify', 'out'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'a verification that nobody reads': {
    folder: () => done('out/a.png'),
    args: ['verify', 'out'],
    how: unread,
    code: 1,
    stdout: nothing,
    stderr: nothing,
  },
  'the list of methods to a full disk': {
    when: isLinux,
    args: ['methods'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'the list of methods that nobody reads': { args: ['methods'], how: unread, code: 0, stdout: nothing, stderr: nothing },
  'help to a full disk': { when: isLinux, args: ['--help'], how: inShell('> /dev/full'), code: 1, stdout: nothing, stderr: diskFull },
  'help that nobody reads': { args: ['equalize', '--help'], how: unread, code: 0, stdout: nothing, stderr: nothing },
  'a diagnosis to a full disk': {
    when: isLinux,
    args: ['doctor'],
    how: inShell('> /dev/full'),
    code: 1,
    stdout: nothing,
    stderr: diskFull,
  },
  'a full stderr': { when: isLinux, args: run, how: inShell('2> /dev/full'), code: 0, stdout: nothing, stderr: nothing },
  'stdin, stdout and stderr closed': { when: posix, args: run, how: inShell('<&- >&- 2>&-'), code: 0, stdout: nothing, stderr: nothing },
  // ---- other commands ----
  'a check with everything up to date': {
    folder: done,
    args: ['check', 'src', 'out'],
    code: 0,
    stdout: nothing,
    stderr: /^everything is up to date\n$/,
  },
  'a check with work left': {
    args: ['check', 'src', 'out'],
    code: 3,
    stdout: /^(\S+: not done yet\n){2}$/,
    stderr: /^2 missing or out of date; nothing was written\n$/,
  },
  'a verification without a change': { folder: done, args: ['verify', 'out'], code: 0, stdout: nothing, stderr: /^2 as written\n$/ },
  'a verification that finds a change': {
    folder: () => done('out/a.png'),
    args: ['verify', 'out'],
    code: 1,
    stdout: /^\S+a\.png: changed\n$/,
    stderr: /^1 as written, 1 not\n$/,
  },
  // ---- environment ----
  'a full disk for results': {
    when: isLinux,
    folder: fullDestination,
    args: [...run, '--no-manifest'],
    code: 1,
    stdout: nothing,
    stderr: /: the disk is full/,
  },
  'a limit on the size of files': {
    when: isLinux,
    folder: () => pictures({ 'a.png': red }),
    args: [...run, '--no-manifest'],
    how: inShell('', 'ulimit -f 0'),
    code: 1,
    stdout: nothing,
    stderr: /a\.png: cannot write \S+: the file is larger than allowed \(ulimit -f\)/,
  },
  'too few open files': {
    when: isLinux,
    args: run,
    how: inShell('', 'ulimit -n 22'),
    code: 1,
    stdout: nothing,
    stderr: /^imgpar: [^\n]*too many open files; raise the limit \(ulimit -n\)[^\n]*\n$/,
  },
  'a missing folder for temporary files': {
    when: posix,
    args: [...run, '--scope', 'set'],
    how: inShell('', 'export TMPDIR=/nowhere'),
    code: 1,
    stdout: nothing,
    stderr:
      /^imgpar: cannot keep the statistics of the images in \/nowhere: no such file or folder; free some space, or set TMPDIR to another folder\n$/,
  },
  'a current folder that was deleted': {
    when: isLinux,
    args: run,
    how: inShell('', 'mkdir gone; cd gone; rmdir ../gone'),
    code: 1,
    stdout: nothing,
    stderr: /^imgpar: the current folder no longer exists; change to another one\n$/,
  },
};

/** An output folder on a full disk. Needs root, which the tests have on CI. */
function fullDestination(): string {
  const folder = pictures();
  const out = join(folder, 'out');
  mkdirSync(out);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', out]);
  onTestFinished(() => void execFileSync('umount', [out]));
  expect(() => writeFileSync(join(out, 'full'), Buffer.alloc(65_536))).toThrow('ENOSPC');
  return folder;
}

describe('the program ends as its table of exit codes says', () => {
  for (const [name, { when = true, folder = pictures, args, how = plainly, code, stdout, stderr }] of Object.entries(ways))
    test.runIf(when)(name, async () => {
      const ended = await how(args, folder());
      expect({ code: ended.signal ?? ended.code, stdout: ended.stdout, stderr: ended.stderr }).toEqual({
        code,
        stdout: expect.stringMatching(stdout),
        stderr: expect.stringMatching(stderr),
      });
      expect(ended.stderr).not.toMatch(/internal fault|^ {4}at /m);
    });
});

test.runIf(posix)('SIGQUIT leaves no draft and no worker', async () => {
  const folder = pictures({ 'black.png': black });
  const running = start([...run, '--method', plugin('holds'), '--quiet'], { cwd: folder, detached: true });
  while (!existsSync(join(folder, 'held'))) await Promise.race([sleep(10), failIfEnded(running.ended)]);
  // To the whole process group, as a terminal does.
  process.kill(-running.process.pid!, 'SIGQUIT');
  expect(await running.ended).toMatchObject({ signal: 'SIGQUIT', stdout: '', stderr: '' });
  expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.draft'))).toEqual([]);
  // A zombie that nobody has reaped counts as dead.
  const left = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).split('\n');
  expect(left.filter((line) => new RegExp(`^\\s*${running.process.pid}\\s+[^Z]`).test(line))).toEqual([]);
});
