import { type ForeignFunctions, foreignFunctions } from './native-library.js';

/**
 * Gives an open file the extended attributes and access control lists of another, as far as the system allows. Node has no call for it.
 * Without koffi, which users install themselves, and on Windows, copies nothing.
 *
 * @returns the names of attributes that could not be copied
 */
export type CopyAttributes = (from: number, to: number) => readonly string[];

// One per thread, as each binds the system's functions for itself.
let found: CopyAttributes | undefined;

export const copyAttributes: CopyAttributes = (from, to) => {
  found ??= bind();
  return found(from, to);
};

function bind(): CopyAttributes {
  const foreign = process.platform === 'linux' || process.platform === 'darwin' ? foreignFunctions() : undefined;
  try {
    if (foreign) return process.platform === 'linux' ? onLinux(foreign) : onMac(foreign);
  } catch {
    // A C library without these functions.
  }
  return () => [];
}

type List = (descriptor: number, names: Uint8Array, bytes: number) => number;
type Get = (descriptor: number, name: string, value: Uint8Array, bytes: number) => number;
type Set = (descriptor: number, name: string, value: Uint8Array, bytes: number, flags: number) => number;

/** The kernel allows 64 KiB for all names together, and as much for a value. */
const mostBytes = 65_536;

/** Access control lists are attributes there: `system.posix_acl_access`. */
function onLinux(foreign: ForeignFunctions): CopyAttributes {
  const library = foreign.load(null);
  const list = library.func('int64_t flistxattr(int fd, uint8_t *list, size_t size)') as List;
  const get = library.func('int64_t fgetxattr(int fd, const char *name, uint8_t *value, size_t size)') as Get;
  const set = library.func('int fsetxattr(int fd, const char *name, const uint8_t *value, size_t size, int flags)') as Set;
  const room = new Uint8Array(mostBytes);
  return (from, to) => {
    const length = list(from, room, mostBytes);
    if (length <= 0) return [];
    const names = Buffer.from(room.subarray(0, length)).toString('utf8').split('\0').filter(Boolean);
    return names.filter((name) => {
      const size = get(from, name, room, mostBytes);
      // The system decides the security labels of a new file.
      return size >= 0 && set(to, name, room, size, 0) !== 0 && !name.startsWith('security.');
    });
  };
}

/** COPYFILE_ACL and COPYFILE_XATTR of <copyfile.h>. */
const aclAndAttributes = 0b101;

function onMac(foreign: ForeignFunctions): CopyAttributes {
  const copy = foreign.load('/usr/lib/libSystem.B.dylib').func('int fcopyfile(int from, int to, void *state, uint32_t flags)') as (
    from: number,
    to: number,
    state: null,
    flags: number,
  ) => number;
  return (from, to) => (copy(from, to, null, aclAndAttributes) === 0 ? [] : ['extended attributes']);
}
