import type { Region } from '../pixels/masks.js';
import { type Kind } from '../values/kinds.js';
/** A method by its name, or the path of a module that exports one. */
export declare const methodKind: Kind<string, string | URL>;
/** A rectangle in whole pixels. */
export declare const region: Kind<Region>;
/** Parameters of the method by name, each a value or text that the method's row reads. */
export declare const parameters: Kind<Readonly<Record<string, unknown>>>;
