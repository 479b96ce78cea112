import type { RunEvent } from '../events.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { ListEntry } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import type { Task, TaskResult } from '../worker/task.js';
import type { SharedStatistics } from './shared-statistics.js';
/** The task that an entry of the list is, by its number. */
export type TaskOf = (id: number, entry: ListEntry) => Task;
/** @param shared the statistics of images that share tables */
export declare function tasksOf(planned: Plan, { sharing, select, output }: CheckedOptions, shared?: SharedStatistics): TaskOf;
/** What became of a task, as reporters are told. */
export declare function eventOf(lane: number, { task, outcome, attempts }: TaskResult): RunEvent;
