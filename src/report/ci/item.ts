import type { RunEvent, RunSummary } from '../../events.js';
import { withheldSentence } from '../summary.js';

/** What a pipeline is told of: an image, or, without a path, the run as a whole. */
export interface Item {
  readonly state: 'done' | 'skipped' | 'failed';
  /** Absolute, or relative to the current folder. */
  readonly path?: string;
  /** Why it failed or was skipped, in a word that stays the same. */
  readonly code?: string;
  /** Why it failed, in a sentence; what is to be known of an image that is done. */
  readonly message?: string;
  readonly durationMs?: number;
  /** How an image uses its levels, before and after; given if the run was asked for figures. */
  readonly figures?: Extract<RunEvent, { type: 'image-done' }>['figures'];
}

/** A report for the system that a pipeline runs on, made of texts. */
export interface CiReport {
  /** The text that an item adds, if any. */
  add(item: Item): string;
  /** Takes the totals of a run; there may be several runs. */
  conclude(summary: RunSummary): void;
  /** The texts before and after those of the items, once all are known. */
  frame(): { readonly before: string; readonly after: string };
  /** A page for people, if the system shows one. */
  page?(maxBytes: number): string;
}

/** What a report needs to know of its surroundings. */
export interface Surroundings {
  /** A path as the system has it: relative to the repository, with `/`; undefined for one outside. */
  readonly place: (path: string) => string | undefined;
}

/** The item that an event is about; undefined if it is about none. */
export function itemOf(event: RunEvent): Item | undefined {
  switch (event.type) {
    case 'image-done': {
      const { source: path, timings, warnings, figures } = event;
      const durationMs = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
      return {
        state: 'done',
        path,
        durationMs,
        ...(figures && { figures }),
        ...(warnings && { code: 'warning', message: warnings.join('; ') }),
      };
    }
    case 'image-skipped':
      if (event.reason !== 'misnamed') return { state: 'skipped', path: event.source, code: event.reason };
      return {
        state: 'skipped',
        path: event.source,
        code: event.reason,
        message: `is named like an image, but looks like ${event.looksLike ?? 'none'}`,
      };
    case 'image-failed':
      return { state: 'failed', path: event.source, code: event.failure.code, message: event.failure.message };
    case 'warning':
      return { state: 'done', code: event.warning.code, message: event.warning.message };
    case 'prune-withheld':
      return { state: 'failed', code: 'prune-withheld', message: withheldSentence(event) };
    case 'manifest-unwritable':
      return { state: 'failed', code: event.failure.code, message: event.failure.message };
    default:
      return undefined;
  }
}
