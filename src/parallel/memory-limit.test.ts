import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { cgroupMemoryBytes, usableMemoryBytes } from './memory-limit.js';

/** A file system with only the given files. */
const files = (contents: Record<string, string>) => (path: string) => contents[path];

test('memory is unlimited without cgroups', () => {
  expect(cgroupMemoryBytes(files({}))).toBe(Number.POSITIVE_INFINITY);
});

test('the smallest memory limit on the way up counts (version 2)', () => {
  const contents = {
    '/proc/self/cgroup': '0::/user.slice/session.scope\n',
    '/sys/fs/cgroup/user.slice/session.scope/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/memory.max': '1073741824\n',
    '/sys/fs/cgroup/memory.max': '8589934592\n',
  };
  expect(cgroupMemoryBytes(files(contents))).toBe(2 ** 30);
});

test('"max" is no memory limit', () => {
  expect(cgroupMemoryBytes(files({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': 'max\n' }))).toBe(Number.POSITIVE_INFINITY);
});

test('only the memory controller of version 1 counts', () => {
  const contents = {
    '/proc/self/cgroup': '5:cpu,cpuacct:/docker/1f\n4:memory:/docker/1f\n',
    '/sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes': '536870912\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  };
  expect(cgroupMemoryBytes(files(contents))).toBe(2 ** 29);
});

test('the limit of a container that sees names of its host is found at the root', () => {
  const contents = { '/proc/self/cgroup': '4:memory:/docker/1f\n', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '268435456\n' };
  expect(cgroupMemoryBytes(files(contents))).toBe(2 ** 28);
});

test('this machine has some usable memory, and no more than it has', () => {
  expect(usableMemoryBytes()).toBeGreaterThan(2 ** 25);
  expect(usableMemoryBytes()).toBeLessThanOrEqual(totalmem());
});
