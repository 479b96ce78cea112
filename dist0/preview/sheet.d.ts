/**
 * One picture with the original and what every method makes of it, side by side, each with its histogram of luma, to choose by eye.
 * Methods have their default parameters; those that need a second image are left out.
 *
 * @param bytes the content of an image file
 * @returns a PNG of 8-bit RGB
 * @throws {ImgparError} as `equalizeImage` does
 */
export declare function previewSheet(bytes: Uint8Array): Promise<Uint8Array>;
/**
 * Writes the sheet of an image file.
 *
 * @throws {ImgparError} `usage`, naming the file and why it cannot be drawn, or `unwritable`
 */
export declare function previewFile(image: string | URL, output: string | URL): Promise<void>;
