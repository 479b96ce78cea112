import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { cgroupCores, usableCores } from './cores.js';

/** A file system with only the given files. */
const files = (contents: Record<string, string>) => (path: string) => contents[path];

describe('the number of cores by cgroup', () => {
  test('is unlimited without cgroups', () => {
    expect(cgroupCores(files({}))).toBe(Number.POSITIVE_INFINITY);
  });

  test('is the quota divided by the period, rounded up (version 2)', () => {
    const quota = (cpuMax: string) =>
      cgroupCores(files({ '/proc/self/cgroup': '0::/app.slice\n', '/sys/fs/cgroup/app.slice/cpu.max': `${cpuMax}\n` }));
    expect(quota('200000 100000')).toBe(2);
    expect(quota('150000 100000')).toBe(2);
    expect(quota('5000 100000')).toBe(1);
    expect(quota('max 100000')).toBe(Number.POSITIVE_INFINITY);
  });

  test('is the smallest that any group on the way up allows', () => {
    const contents = {
      '/proc/self/cgroup': '0::/user.slice/user-1000.slice/session.scope\n',
      '/sys/fs/cgroup/user.slice/user-1000.slice/session.scope/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max': '300000 100000\n',
      '/sys/fs/cgroup/user.slice/cpu.max': '800000 100000\n',
    };
    expect(cgroupCores(files(contents))).toBe(3);
  });

  test('is that of the root in a container that sees names of its host', () => {
    const contents = { '/proc/self/cgroup': '0::/docker/1f3b\n', '/sys/fs/cgroup/cpu.max': '400000 100000\n' };
    expect(cgroupCores(files(contents))).toBe(4);
  });

  test('is found inside a cgroup namespace, whose names may climb', () => {
    const contents = { '/proc/self/cgroup': '0::/../../job\n', '/sys/fs/cgroup/job/cpu.max': '100000 100000\n' };
    expect(cgroupCores(files(contents))).toBe(1);
  });

  test('comes from the CPU controller of version 1, where -1 means no quota', () => {
    const contents = {
      '/proc/self/cgroup': '9:name=systemd:/\n4:memory:/docker/1f\n3:cpu,cpuacct:/docker/1f\n2:cpuset:/\n0::/\n',
      '/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us': '250000\n',
      '/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    };
    expect(cgroupCores(files(contents))).toBe(3);
    expect(cgroupCores(files({ ...contents, '/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us': '-1\n' }))).toBe(Number.POSITIVE_INFINITY);
  });

  test('is unlimited if the files make no sense', () => {
    expect(cgroupCores(files({ '/proc/self/cgroup': 'what?\n\n0::/\n', '/sys/fs/cgroup/cpu.max': 'many' }))).toBe(Number.POSITIVE_INFINITY);
  });
});

test('usableCores is at least one and at most what the system reports', () => {
  expect(usableCores()).toBeGreaterThanOrEqual(1);
  expect(usableCores()).toBeLessThanOrEqual(availableParallelism());
});
