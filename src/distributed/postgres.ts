import { codeOf, ImgparError, messageOf, usage } from '../errors.js';
import { answerMs, withoutPassword } from './answer.js';
import { queuePackage } from './packages.js';

/** What is used of it; its types are a package of their own. */
interface Module {
  readonly Client: new (
    config: object,
  ) => {
    on(event: 'error', listener: () => void): void;
    connect(): Promise<void>;
    query(text: string): Promise<{ readonly rows: ReadonlyArray<Readonly<Record<string, string>>> }>;
    end(): Promise<void>;
  };
}

/** Oldest version that BullMQ works with. */
const leastVersion = 13;

/**
 * Looks at a PostgreSQL before anything is trusted to it.
 *
 * @throws {ImgparError} `usage`, naming cause and cure: no pg, no server, wrong password, no such database, or a version too old
 */
export async function checkPostgres(url: URL): Promise<void> {
  const { Client } = queuePackage('pg', 'bullmq') as Module;
  const place = withoutPassword(url);
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: answerMs, query_timeout: answerMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SHOW server_version');
    const version = rows[0]?.server_version ?? '';
    if (Number.parseInt(version, 10) < leastVersion)
      throw usage(`${place} is PostgreSQL ${version}; a queue needs ${leastVersion} or newer`);
  } catch (error) {
    throw refusal(place, error);
  } finally {
    await client.end().catch(() => {});
  }
}

function refusal(place: string, error: unknown): unknown {
  if (error instanceof ImgparError) return error;
  const message = messageOf(error);
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return usage(
        `${place} refuses the password: ${message}; put the right one into the URL: postgres://user:password@host/database`,
        error,
      );
    case '3D000':
      return usage(`${place}: ${message}; create it: createdb`, error);
    default:
      return usage(`${place} cannot be reached: ${message || 'no answer'}; see whether it runs, and whether the address is right`, error);
  }
}
