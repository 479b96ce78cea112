export declare const notUtf8 = "its name is not valid UTF-8; rename the file";
/** The cause of an error of the file system, in words. */
export declare function reasonOf(error: unknown, path?: string): string;
export declare function isSystemError(error: unknown): error is NodeJS.ErrnoException & {
    code: string;
};
/** Whether it says that nothing stands at a path. */
export declare function isMissing(error: unknown): boolean;
