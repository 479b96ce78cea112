import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The path of the built program. */
export const programPath = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));

/** The Node of the tests runs it; `.ci/run` uses each Node that imgpar supports. */
export const nodePath = process.execPath;

/** The photographs that come with imgpar. */
export const samplesFolder = fileURLToPath(new URL('../samples', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once stdout and stderr together contain the text; rejects if the program ends first. */
  shows(text: string): Promise<void>;
}

export interface StartOptions {
  /** Default: the one built here. */
  readonly program?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The user it runs as, if this process may choose. */
  readonly uid?: number;
  /** Whether it leads its own process group, so that it can be killed with everything it started. */
  readonly detached?: boolean;
}

/** Starts the built program without a terminal. */
export function start(args: readonly string[], { program = programPath, cwd, env, uid, detached = false }: StartOptions = {}): Running {
  const child = spawn(nodePath, [program, ...args], {
    cwd,
    detached,
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid }),
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => (output.stdout + output.stderr).includes(text) && resolve();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      ended.then(() => reject(new Error(`ended without showing ${text}: ${output.stderr}`)));
      look();
    });
  return { process: child, ended, shows };
}

/** Runs the built program to its end. */
export function imgpar(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}
