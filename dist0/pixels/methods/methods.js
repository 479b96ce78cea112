import { ImgparError } from '../../errors.js';
import { nearest } from '../../values/nearest.js';
import { parameterValue } from '../../values/parameters.js';
import { bbhe } from './bbhe.js';
import { bright } from './bright.js';
import { ahe, clahe } from './clahe.js';
import { dsihe } from './dsihe.js';
import { he } from './he.js';
import { match } from './match.js';
import { stretch } from './stretch.js';
/** Every method, in the order in which they are listed. */
export const methods = [he, clahe, ahe, bbhe, dsihe, bright, stretch, match];
/** Throws an ImgparError of code `usage` when there is none of that name. */
export function methodNamed(name) {
    const method = methods.find((candidate) => candidate.name === name);
    if (method)
        return method;
    throw new ImgparError('usage', `unknown method '${name}', expected one of: ${methods.map((known) => known.name).join(', ')}`);
}
/**
 * The method's defaults with what was given in their place. Throws an ImgparError of code `usage` for a parameter that the method
 * does not have, or a value that it cannot use. Text is read as the command line says it: `8x8`, `1,99`.
 */
export function methodParams(method, given = {}) {
    const params = { ...method.defaults, ...readParams(method, given) };
    method.check?.(params);
    return params;
}
/** What was given, each value checked by itself, and text read. @throws {ImgparError} `usage`, as `methodParams` */
export function readParams(method, given) {
    const values = Object.entries(given).map(([name, value]) => {
        if (!Object.hasOwn(method.defaults, name))
            throw unknownParameter(method, name);
        return [name, parameterValue(method, name, value)];
    });
    return Object.fromEntries(values);
}
function unknownParameter({ name, defaults }, given) {
    const known = Object.keys(defaults);
    const meant = nearest(given, known);
    const advice = meant === undefined ? `, it takes: ${known.join(', ') || 'none'}` : `, did you mean '${meant}'?`;
    return new ImgparError('usage', `method '${name}' has no parameter '${given}'${advice}`);
}
