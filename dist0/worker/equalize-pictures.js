import { apply, equalize, equalizeTogether, tablesOf } from '../pixels/equalize.js';
import { histogramsFor } from './prepare.js';
/** Changes the pictures of one file in place: each by its own statistics, by those of all together, or by given ones. */
export function equalizePictures(pictures, prepared, frames, shared = prepared.statistics, mask) {
    const { operation } = prepared;
    if (shared)
        for (const picture of pictures)
            apply(picture, operation, tablesFrom(shared, picture.shape, prepared), mask);
    else if (frames === 'together' && pictures.length > 1)
        equalizeTogether(pictures, operation, mask);
    else
        for (const picture of pictures)
            equalize(picture, operation, mask);
}
/** Tables drawn from shared statistics serve image after image. */
const drawn = new WeakMap();
/** The tables that shared statistics give for images of this depth and as many channels. */
export function tablesFrom(statistics, shape, prepared) {
    const known = drawn.get(statistics);
    const tables = known?.prepared === prepared ? known.tables : new Map();
    const key = `${shape.channels}x${shape.maxSample}`;
    const found = tables.get(key) ?? tablesOf(prepared.operation, histogramsFor(statistics, shape, prepared.operation));
    drawn.set(statistics, { prepared, tables: tables.set(key, found) });
    return found;
}
