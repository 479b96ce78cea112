/**
 * A test for paths with `/` between folders. `*` and `?` stand for any characters and any one character but `/`, `**` for any
 * number of folders, `[a-z]` and `[!a-z]` for one character, `{a,b}` for one of several; `\` takes the next character literally.
 *
 * @param literalSets whether `[a-z]` stands for itself as well, as in names of folders brackets mostly do. Default: true
 * @throws {ImgparError} `usage`
 */
export declare function globMatcher(glob: string, { ignoreCase, literalSets }?: {
    ignoreCase?: boolean | undefined;
    literalSets?: boolean | undefined;
}): (path: string) => boolean;
