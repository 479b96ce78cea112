import type { PlannedJob } from '../plan/plan.js';
import { sha256 } from '../storage/hash.js';

/**
 * The name of a job, which follows from what is done to which files: so machines that know nothing of each other agree on it.
 *
 * @param fingerprint of what decides the bytes of results
 */
export function jobName(fingerprint: string, { kind, identity }: Pick<PlannedJob, 'kind' | 'identity'>): string {
  return sha256(JSON.stringify([fingerprint, kind, identity])).slice(0, 16);
}
