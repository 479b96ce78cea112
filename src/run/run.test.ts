import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import type { RunEvent } from '../events.js';
import { startHost } from '../parallel/host.js';
import { runWith } from './run.js';

const emptyOperation = new URL('../../bench/empty-operation.mjs', import.meta.url);

test('thousands of images are each told of once, by lanes that are told to have them', async () => {
  const count = 3000;
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'names'), Array.from({ length: count }, (_, i) => join(folder, 'in', `${i}.jpg`)).join('\n'));
  const events: RunEvent[] = [];
  const options = { sources: [], lists: [join(folder, 'names')], destination: join(folder, 'out'), workers: 3 };
  const summary = await runWith(() => startHost({ workerUrl: emptyOperation }), options, {
    report: (event) => void events.push(event),
  });
  expect(summary).toMatchObject({ found: count, done: count, failed: 0 });
  const done = events.filter((event) => event.type === 'image-done');
  expect(new Set(done.map(({ id }) => id)).size).toBe(count);
  const totals = new Map(events.flatMap((event) => (event.type === 'lane-assigned' ? [[event.lane, event.total] as const] : [])));
  for (const [lane, total] of totals) expect(done.filter((event) => event.lane === lane)).toHaveLength(total);
});
