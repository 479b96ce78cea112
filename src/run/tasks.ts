import { join } from 'node:path';
import { isNamedLikeImage } from '../codec/sniff.js';
import { ImgparError } from '../errors.js';
import type { RunEvent } from '../events.js';
import type { CheckedOptions } from '../options/run-options.js';
import { joinBelow } from '../plan/destination.js';
import type { ListEntry } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import type { Task, TaskResult } from '../worker/task.js';
import type { Looks } from './run-context.js';
import type { SharedStatistics } from './shared-statistics.js';

/** Makes the task for an entry of the list, given its number. */
export type TaskOf = (id: number, entry: ListEntry) => Task;

/**
 * @param shared the statistics of images that share tables
 * @param looks which images to look at for a report
 */
export function tasksOf(planned: Plan, { sharing, select, output }: CheckedOptions, shared?: SharedStatistics, looks?: Looks): TaskOf {
  const { destinationRoot: root, list } = planned;
  return (id, entry) => {
    const { source, relative, line } = entry;
    const mask = entry.mask ?? (sharing.maskDir === undefined ? undefined : join(sharing.maskDir, relative));
    const named = entry.named || (select.strict === true && isNamedLikeImage(source));
    const destination = planned.destinationOf(entry);
    return {
      id,
      source,
      named,
      destination,
      ...(looks?.isWanted({ path: destination, root, images: list.length }) && { isShown: true }),
      ...(planned.backupOf && { backup: planned.backupOf(entry) }),
      ...(output.copyOthers && { copyTo: joinBelow(planned.destinationRoot, relative) }),
      ...(mask !== undefined && { mask }),
      ...(line !== undefined && { line }),
      ...(shared && { statistics: shared.fileFor(entry), statisticsHash: shared.hashFor(entry) }),
    };
  };
}

/** The outcome of a task, as an event for reporters. */
export function eventOf(lane: number, { task, outcome, attempts }: TaskResult): RunEvent {
  const { id, source, destination } = task;
  const common = { at: Date.now(), lane, id, source };
  switch (outcome.status) {
    case 'done': {
      const { width, height, inputBytes, outputBytes, timings, lookMs, figures, warnings, notDurable } = outcome;
      return {
        type: 'image-done',
        ...common,
        destination,
        width,
        height,
        inputBytes,
        outputBytes,
        timings,
        attempts,
        ...(lookMs !== undefined && { lookMs }),
        ...(figures && { figures }),
        ...(warnings && { warnings }),
        ...(notDurable && { notDurable }),
      };
    }
    case 'skipped':
      return { type: 'image-skipped', ...common, reason: outcome.reason, ...(outcome.looksLike && { looksLike: outcome.looksLike }) };
    case 'failed':
      return { type: 'image-failed', ...common, failure: outcome.failure, attempts };
    case 'measured':
    case 'inspected':
    case 'looked-at':
      throw new ImgparError('internal', `${source} was ${outcome.status} instead of equalised`);
  }
}
