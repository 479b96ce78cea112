import { helpOf } from '../values/parameters.js';
import { prepare } from './prepare.js';
/** Loads all that an operation names, and asks the method about its parameters as every image will. @throws {ImgparError} `usage`, `plugin` */
export async function tryOut({ operation: options }) {
    const { operation } = await prepare(options);
    const { kind, name } = operation.method;
    return { kind, name, parameters: helpOf(operation.method) };
}
