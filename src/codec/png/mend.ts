import type { Mended, MendingLimits } from '../format-codec.js';
import { chunk, chunksIn, isAncillary, isWhole, pngSignature } from './chunks.js';

/**
 * Repairs a PNG: drops broken ancillary chunks, and adds a missing end. Undefined if its header is broken, as nothing else can be trusted
 * then.
 */
export function mendedPng(file: Buffer, { admit }: MendingLimits): Mended | undefined {
  admit(file.length);
  const chunks = [...chunksIn(file.subarray(8))];
  const [header] = chunks;
  if (header?.type !== 'IHDR' || !isWhole(header)) return undefined;
  const broken = chunks.filter((candidate) => isAncillary(candidate) && !isWhole(candidate));
  const kept = chunks.filter((candidate) => !broken.includes(candidate)).map(({ bytes }) => bytes);
  const hasEnd = chunks.some(({ type }) => type === 'IEND');
  const rest = file.subarray(8 + chunks.reduce((sum, { bytes }) => sum + bytes.length, 0));
  return {
    bytes: Buffer.concat([pngSignature, ...kept, ...(hasEnd ? [rest] : [...endOf(rest), chunk('IEND', new Uint8Array())])]),
    warnings: broken.map(({ type }) => `the PNG's chunk ${type} is broken (its checksum does not match) and was dropped`),
    isWhole: hasEnd && broken.length > 0,
  };
}

/** The part that is there of the chunk in which the file ends. */
function endOf(rest: Buffer): Buffer[] {
  return rest.length > 8 && rest.toString('latin1', 4, 8) === 'IDAT' ? [chunk('IDAT', rest.subarray(8))] : [];
}
