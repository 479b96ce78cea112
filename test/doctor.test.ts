import { expect, test } from 'vitest';
import { imgpar } from './program.js';

test('the doctor shows machine and versions, tries every format and a run, and finds all well', async () => {
  const { code, stdout, stderr } = await imgpar(['doctor']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['imgpar', 'node', 'sharp', 'cores', 'memory', 'thread pool', 'jpeg fast path', 'kernels'])
    expect(stdout).toMatch(new RegExp(`^${name} .*\\S$`, 'm'));
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'])
    expect(stdout).toMatch(new RegExp(`^${format} there and back +works$`, 'm'));
  expect(stdout).toMatch(/^a run in workers +works\nAll is well\.\n$/m);
});

test('the doctor ends with 1 and says what fails when runs cannot work', async () => {
  const { code, stdout } = await imgpar(['doctor'], { env: { TMPDIR: '/nowhere', TEMP: '/nowhere', TMP: '/nowhere' } });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^a run in workers +FAILS: .+\n1 check fails\.\n$/m);
});

test('the doctor says why JPEGs do not take the fast path, which is no fault', async () => {
  const { code, stdout } = await imgpar(['doctor'], { env: { IMGPAR_TURBOJPEG: 'off' } });
  expect(stdout).toMatch(/^jpeg fast path +off, sharp does the work: IMGPAR_TURBOJPEG is off$/m);
  expect(code).toBe(0);
});
