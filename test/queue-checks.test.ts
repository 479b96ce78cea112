import { describe, expect, onTestFinished, test } from 'vitest';
import { openServer } from '../src/distributed/open-server.js';
import { canUsePostgres, canUseRedis, startPostgres, startRedis } from './queue-servers.js';

/** What is said about a server that will not do. */
async function refusal(url: string): Promise<unknown> {
  return openServer(url).then(
    async (server) => {
      await server.close();
      return 'nothing';
    },
    ({ code, message }) => `${code}: ${message}`,
  );
}

async function redis(...settings: readonly string[]) {
  const server = await startRedis(...settings);
  onTestFinished(server.end);
  return server.url;
}

describe.skipIf(!canUseRedis)('before it trusts a Redis with ranges, imgpar', () => {
  test('accepts one that keeps its data', async () => {
    expect(await refusal(await redis())).toBe('nothing');
    expect(await refusal(await redis('--appendonly', 'no', '--save', '60', '1'))).toBe('nothing');
  });

  test('refuses one that forgets everything when it ends', async () => {
    expect(await refusal(await redis('--appendonly', 'no'))).toMatch(/^usage: redis:.* would forget the queue; set appendonly to yes$/);
  });

  test('refuses one that drops keys when its memory is full', async () => {
    const said = await refusal(await redis('--maxmemory', '100mb', '--maxmemory-policy', 'volatile-lru'));
    expect(said).toMatch(/^usage: .*volatile-lru.*set maxmemory-policy to noeviction$/);
  });

  test('names a missing or wrong password, and shows none', async () => {
    const url = await redis('--requirepass', 'secret');
    expect(await refusal(url)).toMatch(/^usage: .* refuses the password: .*redis:\/\/user:password@host$/);
    const wrong = String(await refusal(url.replace('//', '//:wrong@')));
    expect(wrong).toMatch(/^usage: redis:\/\/:\*\*\*@127.* refuses the password/);
    expect(wrong).not.toMatch(/wrong@|secret/);
    expect(await refusal(url.replace('//', '//:secret@'))).toBe('nothing');
  });

  test('says that nobody answers', async () => {
    expect(await refusal('redis://127.0.0.1:1')).toMatch(/^usage: redis:\/\/127.0.0.1:1 cannot be reached: .*ECONNREFUSED/);
  });
});

test.skipIf(!canUsePostgres)('before it trusts a PostgreSQL with ranges, imgpar looks at it', { timeout: 60_000 }, async () => {
  const server = await startPostgres();
  onTestFinished(server.end);
  expect(await refusal(server.url)).toBe('nothing');
  expect(await refusal(`${server.url}-other`)).toMatch(/^usage: .*"imgpar-other" does not exist; create it: createdb$/);
  expect(await refusal(server.url.replace('imgpar@', 'nobody:secret@'))).toMatch(
    /^usage: postgres:\/\/nobody:\*\*\*@.* refuses the password: /,
  );
  expect(await refusal('postgres://127.0.0.1:1/imgpar')).toMatch(/^usage: .* cannot be reached: .*ECONNREFUSED/);
});

test.each(['redis', 'http://127.0.0.1', ''])('--queue %j means nothing', async (url) => {
  expect(await refusal(url)).toMatch(/^usage: --queue is .*, expected the URL of a server: redis:/);
});
