import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunningClock } from './running-clock.js';

let nowMs = 0;
let clock: RunningClock;
const over = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  clock = new RunningClock(() => nowMs);
  over.mockClear();
});

afterEach(() => void vi.useRealTimers());

/** Lets timers fire as while the process runs. */
function run(forMs: number): void {
  for (let ranMs = 0; ranMs < forMs; ranMs += 10) {
    nowMs += 10;
    vi.advanceTimersByTime(10);
  }
}

/** Time passes without any timer firing. */
function stop(forMs: number): void {
  nowMs += forMs;
}

test('a limit ends once the process has run that long, or at most a little later', () => {
  clock.after(3_000, over);
  run(2_990);
  expect(over).not.toHaveBeenCalled();
  run(250);
  expect(over).toHaveBeenCalledOnce();
});

test('a limit that starts between two ticks is not shorter', () => {
  clock.after(60_000, () => {});
  run(190);
  clock.after(100, over);
  run(90);
  expect(over).not.toHaveBeenCalled();
  run(210);
  expect(over).toHaveBeenCalledOnce();
});

test('time during which the process is stopped does not count, however often', () => {
  clock.after(3_000, over);
  for (let stops = 0; stops < 3; stops++) {
    run(500);
    stop(3_600_000);
  }
  run(200);
  expect(over).not.toHaveBeenCalled();
  run(1_500);
  expect(over).toHaveBeenCalledOnce();
});

test('a limit that starts after a stop, before the next tick, has its full time', () => {
  clock.after(60_000, () => {});
  stop(3_600_000);
  clock.after(1_000, over);
  run(990);
  expect(over).not.toHaveBeenCalled();
  run(250);
  expect(over).toHaveBeenCalledOnce();
});

test('a cancelled limit never ends, and without limits nothing ticks', () => {
  const cancel = clock.after(1_000, over);
  expect(vi.getTimerCount()).toBe(1);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  run(5_000);
  expect(over).not.toHaveBeenCalled();
});
