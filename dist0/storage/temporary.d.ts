/**
 * Does something with a temporary file.
 *
 * @param kept what the file is for: `the list of images`
 * @throws {ImgparError} `unwritable`, with what to do about it
 */
export declare function temporarily<Value>(kept: string, act: () => Value): Value;
