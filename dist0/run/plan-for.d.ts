import type { CheckedOptions } from '../options/run-options.js';
import type { OnFound } from '../plan/gather.js';
import { type Plan } from '../plan/plan.js';
/** The plan that the options of a run ask for. @throws {ImgparError} `usage` */
export declare function planFor(options: CheckedOptions, onFound?: OnFound, signal?: AbortSignal): Promise<Plan>;
