import { expect, test } from 'vitest';
import { obstacleIn } from './obstacle.js';

test.each([
  ['spawn /usr/bin/node EMFILE', 'ulimit -n'],
  ['spawn /usr/bin/node EAGAIN', 'ulimit -u'],
  ["node: ../deps/uv/src/threadpool.c:223: init_threads: Assertion `0 == uv_thread_create_ex(&config)' failed.", 'ulimit -u'],
  ['# Fatal process OOM in Failed to reserve virtual memory for CodeRange', 'ulimit -v'],
])('the last words of a process name the limit to raise: %s', (words, limit) => {
  expect(obstacleIn('exit code 1', words)).toContain(`raise the limit (${limit})`);
});

test('a crash that says nothing about the system is no obstacle to the next process', () => {
  expect(obstacleIn('SIGSEGV', 'double free or corruption')).toBeUndefined();
});
