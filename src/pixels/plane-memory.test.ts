import { expect, test } from 'vitest';
import { keepingPlanes, PlaneMemory, reusingPlanes, roomForPlane } from './plane-memory.js';

const shape = { width: 5, height: 7, maxSample: 255 } as const;
const buffersOf = (memory: PlaneMemory, ...sizes: number[]) =>
  reusingPlanes(memory, () => sizes.map((width) => roomForPlane({ ...shape, width }).buffer));

test('planes take the memory of those of the same size that earlier work has left, each its own', () => {
  const memory = new PlaneMemory();
  const first = buffersOf(memory, 5, 5, 6);
  expect(new Set(first).size).toBe(3);
  const second = buffersOf(memory, 6, 5, 5, 5);
  expect(new Set(second).size).toBe(4);
  expect(first.filter((each) => second.includes(each)).length).toBe(3);
});

test('memory that nobody has asked for is given up', () => {
  const memory = new PlaneMemory();
  const [first] = buffersOf(memory, 5);
  buffersOf(memory, 6);
  expect(buffersOf(memory, 5)).not.toContain(first);
});

test('planes that are to be kept have memory of their own, also if the work fails', () => {
  const memory = new PlaneMemory();
  const kept = reusingPlanes(memory, () => keepingPlanes(() => roomForPlane(shape).buffer));
  expect(() =>
    reusingPlanes(memory, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(buffersOf(memory, 5)).not.toContain(kept);
  expect(roomForPlane(shape).length).toBe(35);
});
