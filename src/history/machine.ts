import { hostname } from 'node:os';
import { sharpVersion } from '../codec/sharp/version.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { Machine } from '../parts/part-file.js';
import { version } from '../version.js';

/** What may make results of this machine differ from those of others. */
export async function machineFor({ output }: Pick<CheckedOptions, 'output'>): Promise<Machine> {
  return {
    host: hostname(),
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    codecs: { imgpar: version, sharp: sharpVersion(), jpeg: output.codec === 'sharp' ? 'sharp' : await jpegCodec() },
  };
}

async function jpegCodec(): Promise<string> {
  const { hasSequentialCoder } = await import('../codec/jpeg/coder/kernels.js');
  return hasSequentialCoder() ? 'imgpar' : 'sharp';
}
