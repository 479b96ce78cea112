/**
 * Counts what a file holds beside its picture while it is taken apart, and refuses it (`too-large`) once that is more than any honest
 * file has: small files can state enormous metadata, packed, or with many fields that share one stretch of the file.
 */
export declare class MetadataLimits {
    #private;
    /** @param fileBytes given where parts could share bytes: metadata that stands in the file once is never too much */
    constructor(fileBytes?: number);
    /** One more part, of so many bytes. */
    add(bytes: number): void;
    /** One more part that is packed by zlib. */
    addPacked(packed: Buffer): void;
    /** One more page or frame. */
    addPage(): void;
    addProfile(bytes: number): void;
    /** One of the parts that together are the profile. */
    addProfilePart(bytes: number): void;
    addPackedProfile(packed: Buffer): void;
}
/** What zlib unpacks; undefined if it is broken, or more than any metadata may have. */
export declare function unpacked(packed: Buffer): Buffer | undefined;
