// Made from ../from-python/site.ts
/** What happens to the first requests of a page; then it is served. `never` goes on for ever. */
export type Fault = "error" | "busy" | "hang" | "cut" | "slow" | "never";
/** Titles of pages: 40, of which four have a fault each that passes. */
export declare const titlesOf: () => string[];
/** Starts it. @returns its address */
export declare function startSite(faults?: Readonly<Record<string, readonly Fault[]>>): Promise<string>;
export declare function stopSite(): void;
