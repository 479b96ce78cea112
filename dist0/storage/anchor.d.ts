/**
 * A folder to write into. Names are joined to `path`, which on Linux leads through an open descriptor: whatever takes the name of the
 * folder meanwhile, a link above all, what is written lands in the folder that was judged. Elsewhere it is the plain path, judged
 * just before, and who may write in the destination can still exchange a folder in the moment between.
 */
export interface Anchor {
    /** The folder, for names in it; valid until another folder below the same root is anchored. */
    readonly path: string;
}
/**
 * The folder of a file that is to be written, made if it is missing. Refused if it is, or lies behind, a link that leads out of
 * `root`: whoever made the link would decide what is overwritten. The root itself may be a link, as the user named it.
 *
 * @param durable whether the names of folders that are made outlive a failure of power
 * @throws {ImgparError} `unwritable`
 */
export declare function anchorOf(file: string, root: string, durable?: boolean): Anchor;
/** Forgets the folder that is held open below a root, as after it was found to be removed. */
export declare function letGo(root: string): void;
/** The path of a name in an anchored folder. */
export declare function nameIn({ path }: Anchor, file: string): string;
