import { FolderRecord } from './folder-record.js';
import { InPlaceRecord } from './in-place-record.js';
/**
 * Reads the manifest of a plan's destination, if it is to have one.
 *
 * @param token names the run that is to add to it; without, nothing can be added
 * @throws {ImgparError} `usage`, if the file is no manifest, or cannot be read or written, or another run is in charge
 */
export async function openRecord(planned, options, token) {
    return options.inPlace ? InPlaceRecord.open(planned, options, token) : FolderRecord.open(planned, options, token);
}
