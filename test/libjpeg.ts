import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';

/** The program that asks libjpeg; undefined where it cannot be built. */
const program = built();

/** Whether libjpeg can be asked here: it takes a C compiler and its header. */
export const hasLibjpeg = process.platform === 'linux' && (process.env.CI !== undefined || program !== undefined);

/** A component as libjpeg reads it. */
export interface ReadComponent {
  /** Blocks across and down. */
  readonly columns: number;
  readonly rows: number;
  /** Row by row. */
  readonly steps: Uint16Array;
  /** 64 for each block, block by block, row by row. */
  readonly coefficients: Int16Array;
}

/** The coefficients of each file; undefined if libjpeg refuses it or warns of it. */
export function coefficientsIn(files: readonly Uint8Array[]): Array<readonly ReadComponent[] | undefined> {
  return components(asked(['coefficients'], files), files.length);
}

/** The coefficients of the luma of each file, coded anew as a grey JPEG of that quality; undefined if libjpeg refuses it or warns of it. */
export function recodedLumaOf(files: readonly Uint8Array[], quality: number): Array<ReadComponent | undefined> {
  return components(asked(['recoded', String(quality)], files), files.length).map((found) => found?.[0]);
}

function components(bytes: Buffer, files: number): Array<readonly ReadComponent[] | undefined> {
  const answer = new Answer(bytes);
  return Array.from({ length: files }, () => {
    const count = answer.number();
    if (count === 0) return undefined;
    return Array.from({ length: count }, () => {
      const [columns, rows] = [answer.number(), answer.number()];
      const steps = new Uint16Array(answer.bytes(128).buffer);
      return { columns, rows, steps, coefficients: new Int16Array(answer.bytes(128 * columns * rows).buffer) };
    });
  });
}

/** The samples of the first component of each file; undefined if libjpeg refuses it or warns of it. */
export function lumaIn(files: readonly Uint8Array[]): Array<{ width: number; height: number; samples: Uint8Array } | undefined> {
  const answer = new Answer(asked(['luma'], files));
  return files.map(() => {
    if (answer.number() === 0) return undefined;
    const [width, height] = [answer.number(), answer.number()];
    return { width, height, samples: answer.bytes(width * height) };
  });
}

/** All samples of each file: grey, R, G and B, or CMYK as it is stored; undefined if libjpeg refuses it or warns of it. */
export function pixelsIn(files: readonly Uint8Array[]): Array<{ width: number; height: number; samples: Uint8Array } | undefined> {
  const answer = new Answer(asked(['pixels'], files));
  return files.map(() => {
    const components = answer.number();
    if (components === 0) return undefined;
    const [width, height] = [answer.number(), answer.number()];
    return { width, height, samples: answer.bytes(width * height * components) };
  });
}

/** A grey JPEG. */
export function greyJpeg(samples: Uint8Array, width: number, height: number, quality: number): Buffer {
  return ran(['encode', String(width), String(height), String(quality)], samples);
}

/** A JPEG of a certain sampling and scans, as `fixtures/libjpeg.c` has them. */
export interface WrittenScans {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
  readonly components: 1 | 3 | 4;
  readonly sampling: string;
  readonly restartInterval?: number;
  readonly scans: string;
}

/** @param samples grey, or R, G and B or C, M, Y and K in turn */
export function jpegInScans(
  samples: Uint8Array,
  { width, height, quality, components, sampling, restartInterval, scans }: WrittenScans,
): Buffer {
  const numbers = [width, height, quality, components].map(String);
  return ran(['scans', ...numbers, sampling, String(restartInterval ?? 0), scans], samples);
}

class Answer {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  /** A copy, aligned for any type. */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    this.#at += count;
    return new Uint8Array(this.#bytes.subarray(this.#at - count, this.#at));
  }
}

/** Files at once, as a command line has room for so many. */
const filesAtOnce = 1000;

function asked(command: readonly string[], files: readonly Uint8Array[]): Buffer {
  const folder = throwAwayFolder();
  const paths = files.map((file, i) => {
    const path = join(folder, `${i}.jpg`);
    writeFileSync(path, file);
    return path;
  });
  const answers: Buffer[] = [];
  for (let i = 0; i < paths.length; i += filesAtOnce) answers.push(ran([...command, ...paths.slice(i, i + filesAtOnce)]));
  return Buffer.concat(answers);
}

function built(): string | undefined {
  const path = join(sharedThrowAwayFolder(), 'libjpeg');
  const source = fileURLToPath(new URL('fixtures/libjpeg.c', import.meta.url));
  return spawnSync('cc', ['-O2', '-o', path, source, '-ljpeg']).status === 0 ? path : undefined;
}

function ran(args: readonly string[], input?: Uint8Array): Buffer {
  if (program === undefined)
    throw new Error('these tests need a C compiler and libjpeg (apt-get install gcc libc6-dev libjpeg62-turbo-dev)');
  const { status, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`libjpeg failed on ${args.join(' ').slice(0, 200)}: ${stderr}`);
  return stdout;
}
