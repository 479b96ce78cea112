import type { CheckedOptions } from '../options/run-options.js';
import type { OnFound } from '../plan/gather.js';
import { planInPlace } from '../plan/in-place.js';
import { type Plan, plan } from '../plan/plan.js';

/** Makes the plan for the options of a run. @throws {ImgparError} `usage` */
export function planFor(options: CheckedOptions, onFound?: OnFound, signal?: AbortSignal): Promise<Plan> {
  const { sources, lists, destination, inPlace, select, output, record } = options;
  if (!inPlace) return plan({ sources, lists, destination, ...select, format: output.format, signal }, onFound);
  const manifest = typeof record.manifest === 'string' ? record.manifest : undefined;
  return planInPlace({ sources, backupDir: inPlace.backupDir, manifest, ...select, signal }, onFound);
}
