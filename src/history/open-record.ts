import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import { FolderRecord } from './folder-record.js';
import { InPlaceRecord } from './in-place-record.js';
import { PartRecord } from './part-record.js';
import type { RunRecord } from './run-record.js';

/**
 * Reads the manifest of a plan's destination, if it is to have one.
 *
 * @param token identifies the run that will add to it; without it, nothing can be added
 * @throws {ImgparError} `usage`, if the file is not a manifest or cannot be read or written, or another run is in charge
 */
export async function openRecord(planned: Plan, options: CheckedOptions, token?: string): Promise<RunRecord> {
  if (planned.part) return PartRecord.open(planned, planned.part, options, token);
  return options.inPlace ? InPlaceRecord.open(planned, options, token) : FolderRecord.open(planned, options, token);
}
