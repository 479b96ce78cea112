import { type HeDialect } from './he-dialects.js';
import type { TableMethod } from './method.js';
/** Global histogram equalisation: every level moves to its rank among the pixels. */
export declare const he: TableMethod<{
    readonly dialect: HeDialect;
}>;
