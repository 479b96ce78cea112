import type { OperationOptions } from '../options/run-options.js';
import type { Method } from '../pixels/methods/method.js';
import { helpOf, type ParameterHelp } from '../values/parameters.js';
import { prepare } from './prepare.js';

/** Sent to a worker before a run with a user's own method. */
export interface Trial {
  readonly operation: OperationOptions;
}

export interface TrialResult {
  readonly kind: Method['kind'];
  readonly name: string;
  readonly parameters: readonly ParameterHelp[];
}

/**
 * Loads everything that an operation names, and queries the method's parameters as every image will. @throws {ImgparError} `usage`,
 * `plugin`
 */
export async function tryOut({ operation: options }: Trial): Promise<TrialResult> {
  const { operation } = await prepare(options);
  const { kind, name } = operation.method;
  return { kind, name, parameters: helpOf(operation.method) };
}
