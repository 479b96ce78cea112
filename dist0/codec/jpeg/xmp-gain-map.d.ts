/**
 * A packet of XMP without the statements of the gain map's namespaces and without the gain map's entry in Google's directory of items.
 * Every step reads the packet once from front to back, as it may be written to make a search slow.
 */
export declare function withoutGainMapStatements(packet: string): string;
