import type { RestoreOptions } from '../history/restore.js';
import type { RunOptions } from '../options/run-options.js';
import { type ProgressStyle } from './flags.js';
/** What the command line asks for. */
export type Command = {
    readonly kind: 'text';
    readonly text: string;
}
/** Help for a run with a user's own method, whose parameters it tells as well. */
 | {
    readonly kind: 'help';
    readonly command: string;
    readonly method: string;
} | {
    readonly kind: 'methods';
} | {
    readonly kind: 'doctor';
} | {
    readonly kind: 'preview';
    readonly image: string;
    readonly output: string | undefined;
} | {
    readonly kind: 'equalize';
    readonly options: RunOptions;
    readonly progress: ProgressStyle;
    readonly quiet: boolean;
    readonly dryRun: boolean;
} | {
    readonly kind: 'check';
    readonly options: RunOptions;
    readonly quiet: boolean;
} | {
    readonly kind: 'verify';
    readonly destination: string;
    readonly manifest: string | undefined;
    readonly quiet: boolean;
} | {
    readonly kind: 'restore';
    readonly backup: string;
    readonly options: RestoreOptions;
    readonly quiet: boolean;
};
/**
 * Reads the command line. Touches nothing: no disk, no thread, no log.
 *
 * @param columns width of the help text
 * @throws {ImgparError} `usage`
 */
export declare function parseArgs(argv: readonly string[], columns?: number): Command;
