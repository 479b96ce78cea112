import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { decodeImage } from '../codec/decode.js';
import { formats, type ImageFormat, imageFormats } from '../codec/formats.js';
import { hasSequentialCoder } from '../codec/jpeg/coder/kernels.js';
import { encodePng } from '../codec/png/writer.js';
import { failureOf } from '../errors.js';
import { imageMemoryBytes, workersWithin } from '../options/memory-shares.js';
import { checkLimits } from '../options/resolve.js';
import { usableCores } from '../parallel/cores.js';
import { usableMemoryBytes } from '../parallel/memory-limit.js';
import { kernels } from '../pixels/kernels/kernels.js';
import type { Raster } from '../pixels/raster.js';
import { run } from '../run/run.js';
import { foreignFunctions } from '../storage/native-library.js';
import { temporarily } from '../storage/temporary.js';
import { version } from '../version.js';
import { equalizeImage } from '../worker/equalize-image.js';

/** What `imgpar doctor` shows, and whether all is well. */
export interface Diagnosis {
  /** Lines, each ended by '\n'. */
  readonly text: string;
  readonly healthy: boolean;
}

/** Inspects the machine, then tries every format in this process and a whole run in a temporary folder. Takes a second or two. */
export async function diagnose(): Promise<Diagnosis> {
  const checks = [...(await formatChecks()), await runCheck()];
  const lines = [...(await facts()), ...checks.map(({ name, fault }, index) => line(name, verdictOn(fault, checks[index - 1]?.fault)))];
  const faults = checks.filter(({ fault }) => fault !== undefined).length;
  const verdict = faults === 0 ? 'Everything works.' : `${faults === 1 ? '1 check fails' : `${faults} checks fail`}.`;
  return { text: [...lines, verdict].map((text) => `${text}\n`).join(''), healthy: faults === 0 };
}

function verdictOn(fault: string | undefined, before: string | undefined): string {
  if (fault === undefined) return 'works';
  return `FAILS: ${fault === before ? 'for the same reason' : fault}`;
}

async function facts(): Promise<string[]> {
  const cores = usableCores();
  const limits = checkLimits();
  const workers = workersWithin(limits.maxMemoryBytes, cores);
  const quota = cores < availableParallelism() ? ` of ${availableParallelism()}, limited by a quota` : '';
  const memory = usableMemoryBytes();
  return [
    line('imgpar', version),
    line('node', `${process.versions.node} (${process.platform} ${process.arch})`),
    line('sharp', await sharpVersions()),
    line('processor', cpus()[0]?.model.trim() || 'unknown'),
    line('cores', `${cores}${quota}`),
    line('memory', `${inGiB(memory)}${memory < totalmem() ? ` of ${inGiB(totalmem())}, limited by a cgroup` : ''}`),
    line('a run uses', `${workers} ${workers === 1 ? 'worker' : 'workers'}, up to ${inGiB(limits.maxMemoryBytes)}`),
    line('left for images', inGiB(imageMemoryBytes(limits, workers))),
    line('thread pool', `${process.env.UV_THREADPOOL_SIZE ?? 'two threads more than cores, at least 4'}`),
    line('jpeg fast path', fastPath()),
    line('file attributes', attributes()),
    line('kernels', kernels().name === 'wasm-simd' ? 'WASM with SIMD' : 'plain JavaScript, about three times slower'),
  ];
}

async function sharpVersions(): Promise<string> {
  try {
    const { codecVersions } = await import('../codec/sharp/sharp.js');
    return `${codecVersions.sharp}, libvips ${codecVersions.libvips}`;
  } catch (error) {
    return `FAILS: ${failureOf(error).message}`;
  }
}

/** JPEGs of which only luma changes are decoded as far as that, and nothing else of them is coded anew. */
function fastPath(): string {
  if (hasSequentialCoder()) return "on, by imgpar's own coder";
  return `off, sharp is used instead: ${kernels().name === 'reference' ? 'WASM with SIMD is off or does not work here' : 'its kernels do not load'}`;
}

/** What results in place inherit from their sources besides the mode and the owner. */
function attributes(): string {
  if (process.platform === 'win32') return 'not kept on Windows';
  return foreignFunctions() ? 'kept in place' : 'not kept in place: install the package koffi (npm install koffi)';
}

interface Check {
  readonly name: string;
  /** Why it failed; undefined if it passed. */
  readonly fault: string | undefined;
}

async function formatChecks(): Promise<Check[]> {
  const checks: Check[] = [];
  // GIF is written only for sources that are GIF.
  for (const format of imageFormats.filter((candidate) => formats[candidate].writes === 'any'))
    checks.push({ name: `write and read ${format}`, fault: await faultOf(() => thereAndBack(format)) });
  return checks;
}

/** Four levels, which equalisation spreads over the whole range. */
const ramp: Raster = {
  width: 64,
  height: 64,
  channels: 1,
  maxSample: 255,
  samples: Uint8Array.from({ length: 4096 }, (_, i) => 100 + (i >> 10)),
};
const spread = [0, 85, 170, 255];

/** Lossy formats may miss a level slightly. */
const tolerance = 6;

async function thereAndBack(format: ImageFormat): Promise<void> {
  await requireSpread(await equalizeImage(rampFile(), { output: { format } }));
}

async function requireSpread(file: Uint8Array): Promise<void> {
  const [picture] = await decodeImage(file);
  const [luma] = picture!.planes('luma');
  const found = spread.map((_, band) => luma!.samples[band * 1024 + 512]!);
  if (found.some((level, band) => Math.abs(level - spread[band]!) > tolerance))
    throw new Error(`levels ${found.join(', ')}, expected ${spread.join(', ')}`);
}

function rampFile(): Uint8Array {
  return encodePng(ramp, { colourType: 0, bitDepth: 8 }, [], []);
}

async function runCheck(): Promise<Check> {
  return {
    name: 'a run with workers',
    fault: await faultOf(async () => {
      const folder = temporarily('the images of a trial', () => mkdtempSync(join(tmpdir(), 'imgpar-doctor-')));
      try {
        writeFileSync(join(folder, 'ramp.png'), rampFile());
        const summary = await run({ sources: [join(folder, 'ramp.png')], destination: join(folder, 'out') });
        if (summary.failures[0]) throw new Error(summary.failures[0].failure.message);
        await requireSpread(readFileSync(join(folder, 'out/ramp.png')));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  };
}

async function faultOf(check: () => Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return failureOf(error).message;
  }
}

function line(name: string, value: string): string {
  return `${name.padEnd(20)} ${value}`;
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
