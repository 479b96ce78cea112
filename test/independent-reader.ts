import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What programs that share no code with us see in a file. */
export interface Description {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly maxSample: number;
  /** Different levels in the colour channels. */
  readonly distinct: number;
  readonly sha256: string;
}

export function describeImages(...paths: string[]): Description[] {
  return run('describe', paths);
}

/** The same, of each picture with its colours inverted and its alpha as it is. */
export function describeInverses(...paths: string[]): Description[] {
  return run('inverse', paths);
}

/** Mean and largest difference of the samples of two pictures. */
export function differenceOf(first: string, second: string): { mean: number; largest: number } {
  const [mean, largest] = run<[number, number]>('difference', [first, second]);
  return { mean, largest };
}

const reader = fileURLToPath(new URL('independent-reader.py', import.meta.url));
// The system's own Python has the packages; one in front of it on the path may not.
const python = process.env.PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');

function run<Answer>(command: string, paths: string[]): Answer {
  const text = execFileSync(python, [reader, command, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
  // The script's own description says what it prints.
  return JSON.parse(text) as Answer;
}

const exiftoolProgram = 'exiftool';
// It counts the files on its error stream.
const quiet = { maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] } satisfies ExecFileSyncOptions;

/** All that exiftool reads in each file: `Group:Tag` to value, duplicates included, numbers as they are. */
export function exiftool(...paths: string[]): Array<Record<string, unknown>> {
  const text = execFileSync(exiftoolProgram, ['-j', '-G1', '-a', '-n', '-struct', ...paths], { ...quiet, encoding: 'utf8' });
  return JSON.parse(text) as Array<Record<string, unknown>>;
}

/** The bytes of one tag, as exiftool extracts them. */
export function exiftoolBytes(tag: string, path: string): Buffer {
  return execFileSync(exiftoolProgram, ['-b', `-${tag}`, path], quiet);
}
