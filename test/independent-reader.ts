import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What programs that share no code with us see in a file. */
export interface Description {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly maxSample: number;
  /** Number of distinct levels in the colour channels. */
  readonly distinct: number;
  readonly sha256: string;
}

export function describeImages(...paths: string[]): Description[] {
  return run('describe', paths);
}

/** The same for each picture with inverted colours and unchanged alpha. */
export function describeInverses(...paths: string[]): Description[] {
  return run('inverse', paths);
}

/** An animation as shown. */
export interface Shown {
  /** How often it plays; 0 means forever. */
  readonly plays: number;
  readonly width: number;
  readonly height: number;
  /** How long each frame is shown, in milliseconds, and the hash of what is seen, with all transparent pixels alike. */
  readonly frames: ReadonlyArray<{ readonly delay: number; readonly sha256: string }>;
}

export function describeAnimations(...paths: string[]): Shown[] {
  return run('frames', paths);
}

/** Every page of each TIFF. */
export function describePages(...paths: string[]): Description[][] {
  return run('pages', paths);
}

/** The same for each picture, turned and mirrored as its orientation says. */
export function describeUpright(...paths: string[]): Description[] {
  return run('upright', paths);
}

/** Facts about a file, page by page where pages differ. What the readers cannot tell is absent or null. */
export interface ImageFacts {
  readonly format?: string;
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly bands?: string;
  readonly profile?: string | null;
  readonly pages?: number;
  readonly otherPages?: readonly unknown[];
  readonly delays?: readonly number[];
  readonly plays?: number;
  /** SHA-256 of all alpha samples. */
  readonly alpha?: string | null;
  /** Whether there are more than 256 levels. */
  readonly manyLevels?: boolean;
  /** Why it could not be read. */
  readonly unread?: string;
}

export function imageFacts(...paths: string[]): ImageFacts[] {
  return run('facts', paths);
}

/** A page of a TIFF as read by tifffile, or GDAL. */
export interface TiffPageRead {
  /** numpy's name for it. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In base64, pixel by pixel, little-endian. */
  readonly samples: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function tiffPages(...paths: string[]): TiffPageRead[][] {
  return run('tiff', paths);
}

/** Mean and largest difference between the samples of two pictures. */
export function differenceOf(first: string, second: string): { mean: number; largest: number } {
  const [mean, largest] = run<[number, number]>('difference', [first, second]);
  return { mean, largest };
}

/** A small JPEG of each quality, as Pillow writes it. */
export function jpegsOfPillow(mode: 'L' | 'RGB', qualities: readonly number[]): Buffer[] {
  return run<string[]>('jpegs', [mode, ...qualities.map(String)]).map((text) => Buffer.from(text, 'base64'));
}

const reader = fileURLToPath(new URL('independent-reader.py', import.meta.url));
// The system's own Python has the packages; another one on the path may not.
const python = process.env.PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');

function run<Answer>(command: string, paths: string[]): Answer {
  const text = execFileSync(python, [reader, command, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
  // The script's own description says what it prints.
  return JSON.parse(text) as Answer;
}

const exiftoolProgram = 'exiftool';
// exiftool prints a count of files to stderr.
const quiet = { maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] } satisfies ExecFileSyncOptions;

/** Everything exiftool reads in each file: `Group:Tag` to value, duplicates included, numbers unconverted. */
export function exiftool(...paths: string[]): Array<Record<string, unknown>> {
  const text = execFileSync(exiftoolProgram, ['-j', '-G1', '-a', '-n', '-struct', ...paths], { ...quiet, encoding: 'utf8' });
  return JSON.parse(text) as Array<Record<string, unknown>>;
}

/** The bytes of one tag, as exiftool extracts them. */
export function exiftoolBytes(tag: string, path: string): Buffer {
  return execFileSync(exiftoolProgram, ['-b', `-${tag}`, path], quiet);
}

/** A copy of a file in which exiftool has written tags such as `-Orientation=6`; numbers are not converted. */
export function exiftoolCopy(source: string, destination: string, ...tags: string[]): string {
  execFileSync(exiftoolProgram, ['-q', '-n', ...tags, '-o', destination, source], quiet);
  return destination;
}
