import type { OperationOptions } from '../options/run-options.js';
import type { Method } from '../pixels/methods/method.js';
import { type ParameterHelp } from '../values/parameters.js';
/** What a worker is sent before a run with a user's own method. */
export interface Trial {
    readonly operation: OperationOptions;
}
export interface TrialResult {
    readonly kind: Method['kind'];
    readonly name: string;
    readonly parameters: readonly ParameterHelp[];
}
/** Loads all that an operation names, and asks the method about its parameters as every image will. @throws {ImgparError} `usage`, `plugin` */
export declare function tryOut({ operation: options }: Trial): Promise<TrialResult>;
