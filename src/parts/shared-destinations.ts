import { fold, type NameFolding } from '../plan/case-folding.js';
import { DuplicateTexts, hashOf } from '../plan/duplicates.js';
import type { Part } from './job.js';
import { destinationIn, type PartLine, PartReader } from './part-lines.js';

/** Two lines of a job with one destination. */
export interface SharedDestination {
  readonly destination: string;
  readonly parts: readonly [Part, Part];
}

/**
 * Finds lines of a job that share a destination; at most ten. Takes 8 bytes for each of half a million lines, and a temporary file for
 * more.
 */
export async function sharedDestinations(parts: readonly Part[], lines: number, folding: NameFolding): Promise<SharedDestination[]> {
  const found: SharedDestination[] = [];
  const keyOf = folding === 'exact' ? destinationIn : (line: PartLine) => fold(nameIn(line), folding);
  const keys = new DuplicateTexts(lines);
  const reader = new PartReader();
  try {
    for (const part of parts) for (const line of reader.linesOf(part)) await keys.add(keyOf(line));
    for await (const hashes of keys.repeated()) {
      const seen = new Map<string, Part>();
      for (const part of parts) {
        for (const line of reader.linesOf(part)) {
          const key = keyOf(line);
          if (!hashes.has(hashOf(key))) continue;
          const first = seen.get(key);
          if (first && found.length < mostShown) found.push({ destination: nameIn(line), parts: [first, part] });
          seen.set(key, part);
        }
      }
    }
    return found;
  } finally {
    await keys.close();
  }
}

function nameIn(line: PartLine): string {
  return JSON.parse(`"${Buffer.from(destinationIn(line), 'latin1')}"`);
}

const mostShown = 10;
