import { type Metadata } from '../metadata.js';
import type { TiffFile, TiffPage } from './tags.js';
/**
 * A TIFF of encoded pages, each with the tags of the page it was made from, except those that say how pixels are stored.
 */
export declare function withTiffTags(encoded: readonly Buffer[], { pages }: TiffFile): Buffer;
/** An encoded TIFF with metadata that came from another format. */
export declare function withTiffMetadata(encoded: Buffer, metadata: Metadata): Buffer;
/** What a TIFF's tags say, for writing another format. */
export declare function tiffMetadata({ entries }: TiffFile): Metadata;
/** The file without the tags that do not decide how a page is shown. */
export declare function strippedTiff(file: TiffFile): TiffFile;
/** The file saying that its pages stand upright. */
export declare function uprightTiff(file: TiffFile): TiffFile;
/** The orientation that the tags of a page state: 1 upright … 8. */
export declare function pageOrientation({ entries }: TiffPage): number;
