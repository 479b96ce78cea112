import { fchmodSync, fchownSync, fstatSync, futimesSync } from 'node:fs';

/** What a file has besides its content and name. */
export interface FileTraits {
  /** Permissions, 0..0o7777. */
  readonly mode: number;
  /** When the content last changed, in milliseconds since the epoch, with a fraction. */
  readonly mtimeMs: number;
  /** User and group that own it; 0 on Windows. */
  readonly uid: number;
  readonly gid: number;
}

// Windows knows only a flag "read-only", and would not let a later run replace a file that has it.
const hasPermissions = process.platform !== 'win32';

/** Gives an open file traits. Owner and group stay as they are where the system does not let them be given away. */
export function setTraits(descriptor: number, { mode, mtimeMs, uid, gid }: Partial<FileTraits>): void {
  if (hasPermissions && uid !== undefined && gid !== undefined) giveTo(descriptor, uid, gid);
  // After the owner, as giving a file away takes set-user-ID from it.
  if (hasPermissions && mode !== undefined) fchmodSync(descriptor, mode);
  if (mtimeMs === undefined) return;
  // As a number the time keeps its microseconds; Node takes a negative one for "now", a Date not.
  futimesSync(descriptor, Date.now() / 1000, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1000);
}

function giveTo(descriptor: number, uid: number, gid: number): void {
  const now = fstatSync(descriptor);
  if (now.uid === uid && now.gid === gid) return;
  if (tried(() => fchownSync(descriptor, uid, gid))) return;
  // The group alone may be given to one that the user is in.
  if (now.gid !== gid) tried(() => fchownSync(descriptor, now.uid, gid));
}

function tried(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
