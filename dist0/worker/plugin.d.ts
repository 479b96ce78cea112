import type { Method } from '../pixels/methods/method.js';
/**
 * A user's own method: the default export of a module, or its export named `method`. What it throws and what it answers is checked,
 * so that its faults are told apart from those of imgpar.
 *
 * @param path absolute
 * @throws {ImgparError} `usage`, if the module cannot be loaded or exports no method
 */
export declare function loadMethod(path: string): Promise<Method>;
