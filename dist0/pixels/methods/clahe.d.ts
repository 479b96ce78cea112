import { type Kind } from '../../values/kinds.js';
import { type ValuesOf } from '../../values/parameters.js';
import type { Tiles } from './clahe-grid.js';
import type { PlaneMethod } from './method.js';
declare const parameters: {
    dialect: import("../../values/parameters.js").Parameter<"opencv" | "skimage"> & {
        readonly kind: Kind<"opencv" | "skimage", "opencv" | "skimage">;
    };
    tiles: import("../../values/parameters.js").Parameter<Tiles> & {
        readonly kind: Kind<Tiles, Tiles>;
    };
    clipLimit: import("../../values/parameters.js").Parameter<number | null> & {
        readonly kind: Kind<number | null, number | null>;
    };
};
type ClaheParams = ValuesOf<typeof parameters>;
/** Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles mix those around. */
export declare const clahe: PlaneMethod<ClaheParams>;
/** Adaptive histogram equalisation: CLAHE, as OpenCV defines it, without a limit. */
export declare const ahe: PlaneMethod<{
    readonly tiles: Tiles;
}>;
export {};
