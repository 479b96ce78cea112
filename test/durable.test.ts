import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canUse } from './needs.js';
import { nodePath, programPath } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// The order in which things reach the disk, as the kernel sees it.

/** The system calls of a run that write, link, rename or sync files of these names, in order, with the folder's path cut off. */
async function callsOf(...args: string[]): Promise<string[]> {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'photos'), ['a.png']);
  const traced = ['-f', '-y', '-qq', '-e', 'trace=link,linkat,rename,renameat,renameat2,fsync,fdatasync,write'];
  const { status, stderr } = spawnSync('strace', [...traced, nodePath, programPath, 'equalize', '--durable', '--workers', '1', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`this test needs strace (apt-get install strace): ${stderr.slice(-300)}`);
  return stderr
    .split('\n')
    .filter((line) => line.includes(folder) || line.includes('/proc/self/fd/'))
    .map((line) => line.replaceAll(`${folder}/`, '').replace(/^(?:\[pid +\d+\] )?/, ''));
}

/** Fails unless each expected call appears in the list after the one before it. */
function expectInOrder(calls: readonly string[], expected: readonly RegExp[]): void {
  let from = 0;
  for (const call of expected) {
    const at = calls.findIndex((each, index) => index >= from && call.test(each));
    expect(at, `${call} after ${calls[from - 1] ?? 'the start'} in\n${calls.join('\n')}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

const draftRenamed = /^rename\("[^"]*\.draft", "[^"]*a\.png"/;

describe.skipIf(process.platform !== 'linux' || !canUse('strace'))('--durable', () => {
  test('in place syncs the original and its folder, the record, then the result before the source goes, and its folder afterwards', async () => {
    const calls = await callsOf('--in-place', 'photos', '--backup-dir', 'kept');
    expectInOrder(calls, [
      /^link\("[^"]*a\.png", "[^"]*a\.png"\)/,
      /^fsync\(\d+<kept\/a\.png>/,
      /^fsync\(\d+<kept>/,
      /^write\(\d+<kept\/\.imgpar\.jsonl>/,
      /^fdatasync\(\d+<kept\/\.imgpar\.jsonl>/,
      /^fsync\(\d+<photos\/[^>]*\.draft>/,
      draftRenamed,
      /^fsync\(\d+<photos>/,
    ]);
  });

  test('in place without a backup puts the record on the disk before the source goes', async () => {
    const calls = await callsOf('--in-place', 'photos', '--no-backup');
    expectInOrder(calls, [
      /^fdatasync\(\d+<photos\/\.imgpar\.jsonl>/,
      /^fsync\(\d+<photos\/[^>]*\.draft>/,
      draftRenamed,
      /^fsync\(\d+<photos>/,
    ]);
  });

  test('into an output folder syncs the result, its folder, and then the record', async () => {
    const calls = await callsOf('photos', 'out');
    expectInOrder(calls, [
      /^fsync\(\d+<out\/[^>]*\.draft>/,
      draftRenamed,
      /^fsync\(\d+<out>/,
      /^write\(\d+<out\/\.imgpar\.jsonl>.*destination/,
      /^fdatasync\(\d+<out\/\.imgpar\.jsonl>/,
    ]);
  });
});
