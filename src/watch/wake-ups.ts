import { statfsSync } from 'node:fs';
import { sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { codeOf, messageOf } from '../errors.js';

/** How long nothing may happen before a burst of changes counts as over, and how long a burst may keep others waiting. */
const quietMs = 300;
const longestMs = 2_000;

/** How often to look where the system cannot tell. */
const pollMs = 5_000;

/** A folder to watch. */
export interface Watched {
  readonly folder: string;
  /** Whether what lies deeper counts, too. */
  readonly deep: boolean;
}

export interface WakeUpOptions {
  readonly places: readonly Watched[];
  /** Absolute folder in which changes do not count. */
  readonly except: string;
  /** Told once if the system cannot watch, with the reason. */
  readonly onPolling: (why: string) => void;
  /** Why the system is not to be asked; undefined if it is. */
  readonly whyPolling?: string | undefined;
}

/** Tells when something may have changed in folders. That is all: what has changed, a look at them shows. */
export class WakeUps {
  readonly #watchers: FSWatcher[] = [];
  readonly #options: WakeUpOptions;
  #lastChangeMs: number | undefined;
  #firstChangeMs: number | undefined;
  #wake: () => void = () => {};
  #isPolling = false;

  static async start(options: WakeUpOptions): Promise<WakeUps> {
    const wakeUps = new WakeUps(options);
    const why = options.whyPolling ?? options.places.map(({ folder }) => whyUnwatchable(folder)).find((each) => each !== undefined);
    if (why === undefined) await wakeUps.#watch();
    else wakeUps.#poll(why);
    return wakeUps;
  }

  private constructor(options: WakeUpOptions) {
    this.#options = options;
  }

  /**
   * Waits for a change, and then for the end of the burst that it belongs to.
   *
   * @param withinMs how long to wait for a change at most. Default: for ever, or until the next look where the system cannot watch
   * @returns whether anything has changed
   */
  async next(signal: AbortSignal, withinMs?: number): Promise<boolean> {
    const limitMs = Math.min(withinMs ?? Number.POSITIVE_INFINITY, this.#isPolling ? pollMs : Number.POSITIVE_INFINITY);
    const endMs = performance.now() + limitMs;
    while (!signal.aborted) {
      const now = performance.now();
      const dueMs = this.#lastChangeMs === undefined ? endMs : Math.min(this.#lastChangeMs + quietMs, this.#firstChangeMs! + longestMs);
      if (now >= dueMs) break;
      await this.#sleep(dueMs - now, signal);
    }
    const isChanged = this.#lastChangeMs !== undefined;
    this.#firstChangeMs = undefined;
    this.#lastChangeMs = undefined;
    return isChanged;
  }

  async close(): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.close()));
  }

  async #watch(): Promise<void> {
    const { watch } = await import('chokidar');
    const { places, except } = this.#options;
    const isExcepted = (path: string) => path === except || path.startsWith(except + sep);
    await Promise.all(
      places.map(async ({ folder, deep }) => {
        const watcher = watch(folder, {
          // The watch of a folder tells of the files in it, so they need none: 10,000 of them would take 10,000 of what the system allows.
          ignored: (path, found) => found?.isFile() === true || isExcepted(path),
          ignoreInitial: true,
          followSymlinks: false,
          ignorePermissionErrors: true,
          ...(!deep && { depth: 0 }),
        });
        this.#watchers.push(watcher);
        watcher.on('raw', (_, __, details) => {
          // Its type does not say that it names the folder.
          if (!isExcepted((details as { watchedPath?: string }).watchedPath ?? '')) this.#changed();
        });
        watcher.on('all', () => this.#changed());
        watcher.on('error', (error) => this.#poll(reasonFor(error)));
        await new Promise<void>((resolve) => watcher.once('ready', resolve).once('error', () => resolve()));
      }),
    );
  }

  #changed(): void {
    const now = performance.now();
    this.#firstChangeMs ??= now;
    // A timer for each of many changes is not needed: whoever waits looks again at the end of the quiet time.
    if (this.#lastChangeMs === undefined) this.#wake();
    this.#lastChangeMs = now;
  }

  #poll(why: string): void {
    if (this.#isPolling) return;
    this.#isPolling = true;
    this.#options.onPolling(`${why}; looking every ${pollMs / 1000} s instead`);
    for (const watcher of this.#watchers.splice(0)) void watcher.close();
    this.#changed();
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      // Without a limit it only keeps the process alive, where nothing else does.
      const timer = setTimeout(wake, Math.min(ms, 2 ** 31 - 1));
      this.#wake = wake;
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
    this.#wake = () => {};
  }
}

function reasonFor(error: unknown): string {
  if (codeOf(error) === 'ENOSPC') return 'the system watches too many folders already (raise fs.inotify.max_user_watches)';
  if (codeOf(error) === 'EMFILE') return 'too many files are open to watch folders (raise ulimit -n, or fs.inotify.max_user_instances)';
  return `the folders cannot be watched: ${messageOf(error)}`;
}

/** File systems of other machines, of whose changes Linux does not tell, by the numbers that `statfs` gives. */
const remote: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);

function whyUnwatchable(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const name = remote.get(statfsSync(folder).type);
    return name && `${folder} is on a network drive (${name}), which tells of no changes`;
  } catch {
    return undefined;
  }
}
