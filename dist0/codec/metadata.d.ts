/** Pixels per unit, as a file states them. `aspect` has no unit: only the ratio of the two counts. */
export interface Density {
    readonly x: number;
    readonly y: number;
    readonly unit: 'inch' | 'centimetre' | 'metre' | 'aspect';
}
/**
 * What a file says besides its pixels, in the form that most formats share: for writing another format than was read. The same
 * format is written from the file's own segments, chunks or tags, which hold more.
 */
export interface Metadata {
    /** An ICC profile as it is. */
    readonly icc?: Uint8Array;
    /** An EXIF block: a small TIFF, beginning with `II*\0` or `MM\0*`. Orientation and GPS are in it. */
    readonly exif?: Uint8Array;
    /** An XMP packet, UTF-8. */
    readonly xmp?: Uint8Array;
    /** Photoshop's image resources (`8BIM…`), IPTC among them. */
    readonly photoshop?: Uint8Array;
    /** IPTC records, where they stand on their own (TIFF). */
    readonly iptc?: Uint8Array;
    readonly density?: Density;
    readonly comments?: readonly Uint8Array[];
}
/** The same density in another unit; undefined when it has none. */
export declare function densityIn(unit: 'inch' | 'centimetre' | 'metre', density: Density): {
    x: number;
    y: number;
} | undefined;
/** The density if pixels are not square, so that it decides how the picture is shown. */
export declare function unevenDensity(density: Density | undefined): Density | undefined;
/** The same packet of XMP, of the same length, stating that the picture stands upright. */
export declare function uprightXmp(xmp: Uint8Array): Uint8Array;
/** Photoshop image resources that hold the file's IPTC records: its own resources, or else bare records wrapped as resource 0x0404. */
export declare function photoshopResources({ photoshop, iptc }: Metadata): Uint8Array | undefined;
/** IPTC records on their own: as they stand, or else out of Photoshop's resources. */
export declare function iptcRecords({ photoshop, iptc }: Metadata): Uint8Array | undefined;
/** Metadata with those fields left out that are undefined or empty. */
export declare function presentMetadata(fields: {
    [Key in keyof Metadata]: Metadata[Key] | undefined;
}): Metadata;
