// Made from ../from-python/crawl.ts
/** Where the pages are, and how to be patient with it. */
export interface Site {
	readonly origin: string;
	/** How long one try may take, until the last byte. */
	readonly timeoutMs: number;
	readonly tries: number;
	/** The longest wait before the second try; it doubles with each further one. */
	readonly backoffMs: number;
}
/** A row of the table. */
export interface Page {
	readonly title: string;
	readonly url: string;
	readonly text: string;
	readonly words: number;
	/** How many tries it took. */
	readonly tries: number;
}
export interface Crawled {
	readonly pages: Page[];
	/** Titles of pages that only say which others may be meant. */
	readonly ambiguous: string[];
	readonly failed: {
		readonly title: string;
		readonly reason: string;
	}[];
}
/** Reads these pages, one after the other. A page that fails does not stop the others. */
export declare function crawl(site: Site, all: number, titles: readonly string[]): Promise<Crawled>;
/** What a worker has done is all that it had to do. */
export declare function closeBar(): void;
