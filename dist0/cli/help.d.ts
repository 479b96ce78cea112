import type { ParameterHelp } from '../values/parameters.js';
/** A user's own method, as far as help tells of it. */
interface OwnMethod {
    readonly name: string;
    readonly parameters: readonly ParameterHelp[];
}
/** The help of a command, or where there is none of that name, of the program, as yargs draws it. */
export declare function helpText(command: string | undefined, columns: number, method?: OwnMethod): string;
export {};
