import type { Transferable } from 'node:worker_threads';

/** How a thread or a process ended. */
export interface Death {
  /** The signal's name (`SIGSEGV`), `exit code 134`, or why it could not be started. */
  readonly exit: string;
  /** Null if a signal ended it, or if it never was. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly cause: 'timeout' | 'out-of-memory' | 'killed' | 'crash';
  /** What it said last: the end of what a process wrote to stderr, or the message of the error that ended a thread. */
  readonly stderr: string;
  /** Whether the last message to it never reached it, as it was dead by then. */
  readonly unheard: boolean;
}

/** Where one worker lives: a thread, a process, or the thread of the caller. It is started when it is made, and never again. */
export interface Place {
  /** The id of the thread, or of the process; 0 where it could not be started. */
  readonly id: number;
  /**
   * Sends a message, which arrives as the structured clone algorithm leaves it.
   *
   * @param transfer what is moved and not copied, where the place shares our memory
   * @throws what the algorithm throws, if it cannot be copied
   */
  send(message: unknown, transfer?: readonly Transferable[]): void;
  /** Ends it at once, whatever it does. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Whether it keeps the program alive. It does at first. */
  hold(held: boolean): void;
  /** To be told when a message makes it load a module, as some ways of ending it must wait for that. */
  expectLoading(): void;
}

/** Who hears of a place. */
export interface PlaceListener {
  hear(message: unknown): void;
  /** Called once, after its last message. */
  end(death: Death): void;
}

/** What can be moved to another thread. */
export type { Transferable };

/** Windows ends a program with large codes that are known by their hexadecimal form, as 0xC0000005 for an access violation. */
export function exitCodeInWords(code: number): string {
  return code > 255 ? `exit code 0x${code.toString(16).toUpperCase()}` : `exit code ${code}`;
}

/** Whether that is what programs say that had no memory left. */
export function tellsOfMemory(words: string): boolean {
  return /out of memory|\bOOM\b|allocation failed|bad_alloc/i.test(words);
}
