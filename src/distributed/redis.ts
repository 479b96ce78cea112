import type { Redis, RedisOptions } from 'ioredis';
import { ImgparError, messageOf, usage } from '../errors.js';
import { answerMs, withoutPassword } from './answer.js';
import { queuePackage } from './packages.js';

type Module = { readonly Redis: new (url: string, options: RedisOptions) => Redis };

/** Oldest version that BullMQ recommends. */
const leastVersion = [6, 2];

/**
 * Looks at a Redis before anything is trusted to it, and connects to it for good.
 *
 * @throws {ImgparError} `usage`, naming cause and cure: no ioredis, no server, wrong password, a version too old, a server that drops keys when
 *   memory is short, or one that forgets everything when it ends
 */
export async function connectRedis(url: URL): Promise<Redis> {
  const { Redis } = queuePackage('ioredis', 'bullmq') as Module;
  const place = withoutPassword(url);
  const probe = new Redis(url.href, { lazyConnect: true, retryStrategy: () => null, connectTimeout: answerMs, commandTimeout: answerMs });
  let lastError: unknown;
  probe.on('error', (error) => {
    lastError = error;
  });
  try {
    await probe.connect();
    const found = facts(await probe.info());
    refuseOld(place, found);
    refuseForgetful(place, found, await saveRules(probe));
  } catch (error) {
    throw refusal(place, lastError ?? error);
  } finally {
    probe.disconnect();
  }
  // The commands of an outage wait until it is over.
  const client = new Redis(url.href, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(times * 100, 1_000) });
  // It reports every attempt to connect; who asks something is told.
  client.on('error', () => {});
  return client;
}

type Facts = Readonly<Record<string, string>>;

/** `name:value` on each line. */
function facts(info: string): Facts {
  const lines = info.split('\n').map((line) => line.trim().split(':'));
  return Object.fromEntries(lines.map(([name = '', ...value]) => [name, value.join(':')]));
}

function refuseOld(place: string, found: Facts): void {
  // Valkey names a version of Redis that it is compatible with, too.
  const version = found.redis_version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastVersion;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw usage(`${place} is Redis ${version || 'of an unknown version'}; a queue needs ${leastVersion.join('.')} or newer`);
}

/** A queue that loses entries loses images. */
function refuseForgetful(place: string, found: Facts, saves: string | undefined): void {
  const { maxmemory_policy: policy = 'noeviction', aof_enabled: log } = found;
  if (policy !== 'noeviction')
    throw usage(
      `${place} drops keys when its memory is full (maxmemory-policy ${policy}), and so would lose ranges; set maxmemory-policy to noeviction`,
    );
  if (log !== '1' && saves === '') throw usage(`${place} keeps nothing when it ends, and so would forget the queue; set appendonly to yes`);
}

/** When it saves everything; '' for never, undefined if it does not tell, as servers in a cloud may not. */
async function saveRules(probe: Redis): Promise<string | undefined> {
  try {
    const [, rules] = (await probe.config('GET', 'save')) as string[];
    return rules;
  } catch {
    return undefined;
  }
}

function refusal(place: string, error: unknown): unknown {
  const message = messageOf(error);
  if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(message))
    return usage(`${place} refuses the password: ${message}; put the right one into the URL: redis://user:password@host`, error);
  if (/NOPERM/.test(message)) return usage(`${place} does not let this user do what a queue needs: ${message}`, error);
  if (error instanceof ImgparError) return error;
  return usage(`${place} cannot be reached: ${message || 'no answer'}; see whether it runs, and whether the address is right`, error);
}
