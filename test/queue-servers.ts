import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server on loopback with a folder of its own, ended by whoever started it. */
export interface QueueServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  end(): Promise<void>;
}

/** Where `redis-server` is; undefined if it is not installed. */
const redisProgram = programIn('redis-server', ...(process.env.PATH ?? '').split(delimiter));

/** The folder of PostgreSQL's programs; undefined if it is not installed. */
const postgresPrograms = postgresFolder();

/** Whether to run tests that need it: skipped where it is not installed, except on CI. */
export const canUseRedis = process.env.CI !== undefined || redisProgram !== undefined;
export const canUsePostgres = process.env.CI !== undefined || postgresPrograms !== undefined;

/** Redis that keeps its data, as imgpar asks for. @param settings further ones, as on its command line */
export async function startRedis(...settings: readonly string[]): Promise<QueueServer> {
  const [folder, port] = [newFolder(), await freePort()];
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', '--save', '', '--enable-debug-command', 'yes'];
  const program = () => spawn(redisProgram!, [...args, '--appendonly', 'yes', ...settings].map(String), { stdio: 'ignore' });
  return serverOf(`redis://127.0.0.1:${port}`, program, port, folder);
}

/** PostgreSQL, whose user `imgpar` may do everything in the database of the same name. */
export async function startPostgres(): Promise<QueueServer> {
  const [folder, port] = [newFolder(), await freePort()];
  const data = join(folder, 'data');
  mkdirSync(data);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? userNamed('postgres') : undefined;
  if (user) for (const each of [folder, data]) chownSync(each, user.uid, user.gid);
  chmodSync(data, 0o700);
  const program = (name: string) => join(postgresPrograms!, name);
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
  execFileSync(program('initdb'), ['-D', data, '-U', 'imgpar', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'], options);
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`];
  const server = await serverOf(
    `postgres://imgpar@127.0.0.1:${port}/imgpar`,
    () => spawn(program('postgres'), args, options),
    port,
    folder,
    'SIGINT',
  );
  for (let attempt = 0; ; attempt += 1) {
    try {
      execFileSync(program('createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'imgpar', 'imgpar'], options);
      return server;
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function serverOf(
  url: string,
  start: () => ChildProcess,
  port: number,
  folder: string,
  ending: NodeJS.Signals = 'SIGTERM',
): Promise<QueueServer> {
  let child = start();
  await listening(port);
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return {
    url,
    get process() {
      return child;
    },
    kill: () => stop('SIGKILL'),
    restart: async () => {
      child = start();
      await listening(port);
    },
    end: async () => {
      await stop(ending);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'imgpar-server-'));
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true))).once('error', () => resolve(false));
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** A port that nobody uses at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function programIn(name: string, ...folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Debian keeps them out of the PATH, in a folder for each version. */
function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  return [...versions, ...(process.env.PATH ?? '').split(delimiter)].find((folder) => existsSync(join(folder, 'initdb')));
}

function userNamed(name: string): { uid: number; gid: number } {
  const id = (which: string) => Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
