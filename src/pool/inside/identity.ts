import process from 'node:process';

/** Who a process is, as its parent named it. */
export interface Identity {
  readonly name: string;
  /** Which child of which: `[2, 1]` is the first child of the second. */
  readonly path: readonly number[];
  readonly daemon: boolean;
  readonly parent: { readonly pid: number; readonly name: string } | undefined;
}

// The program of a process and the module that its target imports are two copies of this file.
const place = Symbol.for('imgpar.pool.process');

interface Shared {
  [place]?: { identity: Identity; children: number };
}

function shared(): { identity: Identity; children: number } {
  const here = globalThis as Shared;
  here[place] ??= { identity: { name: 'MainProcess', path: [], daemon: false, parent: undefined }, children: 0 };
  return here[place];
}

/** Who this process is. */
export function identity(): Identity {
  return shared().identity;
}

/** To be called by the program of a process. */
export function setIdentity(identity: Identity): void {
  shared().identity = identity;
}

/** The number of the next child of this process, from 1. */
export function nextChild(): number {
  const here = shared();
  here.children += 1;
  return here.children;
}

/** Whether the parent of this process is still there. */
export function parentIsAlive(): boolean {
  return process.connected && process.ppid === identity().parent?.pid;
}
