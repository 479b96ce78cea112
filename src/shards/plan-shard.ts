import { sep } from 'node:path';
import { hashOfText } from '../lists/hashing.js';
import { Counter } from '../lists/tally.js';
import type { OnFound } from '../plan/gather.js';
import { entriesOf, ListWriter } from '../plan/list.js';
import { type Plan, type PlanOptions, plan } from '../plan/plan.js';
import { newAttempt } from './attempt.js';

/** One of several even parts of a job, counted from 1. */
interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Plans one shard of folders, files and patterns. Each machine lists all of them, and takes the files whose names fall to it: a name always
 * falls to the same shard, whatever other files there are.
 *
 * @throws {ImgparError} `usage`
 */
export async function planShard(shard: Shard, options: PlanOptions, onFound?: OnFound): Promise<Plan> {
  const whole = await plan(options, onFound);
  const writer = new ListWriter();
  try {
    const [listed, lines] = [new Counter(), new Counter()];
    for await (const [, entry] of entriesOf(whole.list, options.signal)) {
      const { high, low } = hashOfText(sep === '/' ? entry.relative : entry.relative.replaceAll(sep, '/'));
      // One number that depends on all of the name, for a tally of numbers.
      listed.add((high % 2 ** 21) * 2 ** 32 + low);
      if (low % shard.count !== shard.index - 1) continue;
      lines.add(writer.length);
      await writer.append({ ...entry, line: writer.length });
    }
    const { include = [], exclude = [], hidden = false, sources } = options;
    return {
      ...whole,
      list: await writer.finish(),
      part: {
        job: { kind: 'folder', identity: JSON.stringify([sources, include, exclude, hidden]), listed: listed.tally },
        start: 0,
        end: lines.count,
        shard,
        lines: lines.tally,
        attempt: newAttempt(),
      },
    };
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    await whole.list.close();
  }
}
