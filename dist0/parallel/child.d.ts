import type { HostArguments, ThreadsAsked } from './host-process.js';
/** How a child process ended. */
export interface Death {
    /** The signal's name (`SIGSEGV`), `exit code 134`, or why it could not be started. */
    readonly exit: string;
    readonly cause: 'timeout' | 'out-of-memory' | 'killed' | 'crash';
    /** The last of what it wrote to stderr, at most `stderrCharacters`. */
    readonly stderr: string;
}
/** One child process, from fork to death. It keeps the parent's event loop alive while it starts, works or ends. */
export declare class Child {
    #private;
    /** How its start ended: it takes jobs, it died before, or it is being killed because it took too long. */
    readonly started: Promise<'ready' | 'died' | 'hung'>;
    /** Resolves when the process is gone, just before its jobs reject. */
    readonly death: Promise<Death>;
    /** @param program the built host-process.ts */
    constructor(program: URL, hostArguments: HostArguments, env: NodeJS.ProcessEnv);
    /** Whether jobs wait for its answers. */
    get busy(): boolean;
    /** The jobs that wait for its answers. */
    get jobs(): unknown[];
    /** False as soon as it cannot be asked any more, which is a little before its death is known. */
    get reachable(): boolean;
    /** To be called once, before anything is asked. A process that takes no jobs within the time limit is ended. */
    startThreads(threads: ThreadsAsked, startTimeoutMs: number): void;
    /** Rejects with `timeout` when the answer is late; then the process is ended, with all other jobs it has. */
    ask(job: unknown, timeoutMs: number | undefined): Promise<unknown>;
    /** Ends it at once, whatever it does. */
    kill(): void;
}
/** The one line of a dead program's last words that says why it died, where there is one. */
export declare function tellingLine(stderr: string): string | undefined;
