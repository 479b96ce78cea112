import { requirePossible, treatmentOf } from '../pixels/equalize.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed } from '../pixels/methods/methods.js';
import type { OperationOptions } from './options.js';
import { prepare } from './prepare.js';

/** What a worker is sent before a run with a user's own method. */
export interface Trial {
  readonly operation: OperationOptions;
}

export interface TrialResult {
  readonly kind: Method['kind'];
}

/** Loads all that an operation names, and asks the method about its parameters as every image will. @throws {ImgparError} `usage`, `plugin` */
export async function tryOut({ operation: options }: Trial): Promise<TrialResult> {
  const { operation } = await prepare(options);
  requirePossible(operation);
  treatmentOf(operation);
  const { method } = operation;
  return { kind: (typeof method === 'string' ? methodNamed(method) : method).kind };
}
