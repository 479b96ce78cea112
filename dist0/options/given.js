import { group, needing } from '../values/arguments.js';
import { inPlaceOptions, limitOptions, operationOptions, outputOptions, placeOptions, recordOptions, selectOptions, sharingOptions, workOptions, } from './table.js';
const operation = groupOf(operationOptions);
/** @throws {ImgparError} `usage` */
export const readRunOptions = group({
    ...readersOf(placeOptions),
    inPlace: needing(group(readersOf(inPlaceOptions)), 'backupDir'),
    select: groupOf(selectOptions),
    operation,
    sharing: groupOf(sharingOptions),
    output: groupOf(outputOptions),
    record: groupOf(recordOptions),
    ...readersOf(workOptions),
    limits: groupOf(limitOptions),
});
const { overwrite: _, preserve: __, copyOthers: ___, durable: ____, ...encodingOptions } = outputOptions;
/** @throws {ImgparError} `usage` */
export const readEqualizeImageOptions = group({ operation, output: groupOf(encodingOptions) });
function groupOf(rows) {
    return group(readersOf(rows));
}
function readersOf(rows) {
    const readers = Object.entries(rows).map(([name, { kind }]) => [name, kind.fromCaller]);
    // Each reads the value of its row.
    return Object.fromEntries(readers);
}
