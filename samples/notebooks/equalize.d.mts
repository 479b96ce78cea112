// Made from ../from-python/equalize.ts
/** Equalises one image. @returns why that failed, if it did: one broken image does not stop the others */
export declare function equalizeFile(destination: string, images: number, path: string): Promise<string | undefined>;
/** What a worker has done is all that it had to do. */
export declare function closeBar(): void;
