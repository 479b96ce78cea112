import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import xterm from '@xterm/headless';
import koffi from 'koffi';

/** script(1) of util-linux: to record a session, it makes a pseudo-terminal. */
const pseudoTerminal = 'script';

/** Whether pseudo-terminals are available, through script(1) of Linux. */
export const hasTerminals = process.platform === 'linux' && spawnSync(pseudoTerminal, ['--version']).status === 0;

export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** Default 24 × 80. */
  readonly rows?: number;
  readonly columns?: number;
  /** Added to the environment of the tests, from which the variables that affect bars and colours are removed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Put on the screen before the command starts, each line ended by '\n'. */
  readonly before?: string;
}

/** A program on a pseudo-terminal, with the screen its user would see. */
export interface Screen {
  /** The rows of the screen, without trailing spaces and trailing empty rows. */
  text(): string;
  /** The rows that have scrolled off the top. */
  scrollback(): string;
  /** The lines on the screen and above it, each as it was written, however many rows the window makes of it; without trailing empty ones. */
  lines(): string[];
  cursor(): { readonly row: number; readonly column: number; readonly visible: boolean };
  /** Everything the program has written, escape sequences included. */
  readonly bytes: string;
  /** Types. `'\x03'` is Ctrl-C. */
  press(keys: string): void;
  /** Resizes the window, as a user does with the mouse: the program gets SIGWINCH. */
  resize(rows: number, columns: number): Promise<void>;
  /** Waits until the screen looks like this; rejects with the current screen after `timeoutMs`, default 20,000. */
  until(looksSo: (text: string) => boolean, timeoutMs?: number): Promise<void>;
  /** The exit code, once the program has ended and its last byte is on the screen. */
  readonly exitCode: Promise<number | null>;
  /** Ends the program if it still runs. */
  close(): void;
}

/** Starts a program on a new pseudo-terminal. */
export async function terminal(options: TerminalOptions): Promise<Screen> {
  const { rows = 24, columns = 80, before = '' } = options;
  const emulator = new xterm.Terminal({ rows, cols: columns, scrollback: 10_000, allowProposedApi: true });
  const cursorVisible = watchCursor(emulator);
  await written(emulator, before.replaceAll('\n', '\r\n'));
  const program = start(options, rows, columns);
  // A key that comes too late does no harm.
  program.stdin?.on('error', () => {});
  const watchers = new Set<() => void>();
  let bytes = '';
  const device = await firstLine(program, (rest) => {
    bytes += rest;
    emulator.write(rest, () => {
      for (const watcher of watchers) watcher();
    });
  });
  const ended = new Promise<number | null>((resolve) => program.once('close', resolve));
  const exitCode = ended.then(async (code) => {
    await written(emulator, '');
    for (const watcher of watchers) watcher();
    return code;
  });
  const rowsBetween = (start: number, end: number) =>
    Array.from(
      { length: end - start },
      (_, i) =>
        emulator.buffer.active
          .getLine(start + i)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
  const text = () => {
    const { baseY } = emulator.buffer.active;
    return rowsBetween(baseY, baseY + emulator.rows)
      .join('\n')
      .trimEnd();
  };
  return {
    text,
    lines() {
      const lines: string[] = [];
      const { active } = emulator.buffer;
      for (let row = 0; row < active.baseY + emulator.rows; row++) {
        const found = active.getLine(row);
        const text = found?.translateToString(true) ?? '';
        if (found?.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
        else lines.push(text);
      }
      while (lines.at(-1)?.trim() === '') lines.pop();
      return lines.map((line) => line.trimEnd());
    },
    scrollback: () => rowsBetween(0, emulator.buffer.active.baseY).join('\n'),
    cursor: () => ({ row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX, visible: cursorVisible() }),
    get bytes() {
      return bytes;
    },
    press: (keys) => void program.stdin?.write(keys),
    async resize(rows, columns) {
      // Output written for the old size is shown at the old size.
      await new Promise((resolve) => setImmediate(resolve));
      await written(emulator, '');
      setWindowSize(device, rows, columns);
      emulator.resize(columns, rows);
    },
    until: (looksSo, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          clearTimeout(timer);
          watchers.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const look = () => {
          if (looksSo(text())) settle();
        };
        const timer = setTimeout(() => settle(new Error(`the screen did not come to look so in ${timeoutMs} ms:\n${text()}`)), timeoutMs);
        watchers.add(look);
        look();
      }),
    exitCode,
    close: () => void program.kill('SIGKILL'),
  };
}

/** `struct winsize` of tty_ioctl(4), as terminals set it; a process of stty(1) would take so long that the program could draw meanwhile. */
function setWindowSize(device: string, rows: number, columns: number): void {
  const ioctl = koffi.load(null).func('int ioctl(int, unsigned long, ...)');
  const file = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
  try {
    ioctl(file, 0x5414, 'uint16_t *', Uint16Array.of(rows, columns, 0, 0));
  } finally {
    closeSync(file);
  }
}

/** The shell inside sets the size, prints the terminal's name as a first line and becomes the program. */
function start({ command, args = [], env = {}, cwd }: TerminalOptions, rows: number, columns: number): ChildProcess {
  const shell = `stty rows ${rows} cols ${columns}; tty; exec ${[command, ...args].map(quoted).join(' ')}`;
  const { CI, NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  return spawn(pseudoTerminal, ['--quiet', '--flush', '--return', '--command', shell, '/dev/null'], {
    env: { ...inherited, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(cwd && { cwd }),
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The first line of the output; everything after it goes to `onRest`, now and later. */
function firstLine(program: ChildProcess, onRest: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let held: string | undefined = '';
    program.once('error', reject);
    program.once('close', () => reject(new Error(`the program did not start: ${held}`)));
    program.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (held === undefined) return onRest(chunk);
      held += chunk;
      const end = held.indexOf('\r\n');
      if (end === -1) return undefined;
      const [line, rest] = [held.slice(0, end), held.slice(end + 2)];
      held = undefined;
      resolve(line);
      return onRest(rest);
    });
  });
}

/** DECTCEM, which the emulator obeys but does not report. */
function watchCursor(emulator: xterm.Terminal): () => boolean {
  let visible = true;
  for (const [final, shows] of [
    ['h', true],
    ['l', false],
  ] as const) {
    emulator.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) visible = shows;
      return false;
    });
  }
  return () => visible;
}

function written(emulator: xterm.Terminal, text: string): Promise<void> {
  return new Promise((resolve) => emulator.write(text, resolve));
}
