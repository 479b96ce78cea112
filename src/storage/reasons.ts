import { codeOf, messageOf } from '../errors.js';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than allowed (ulimit -f)',
  ENAMETOOLONG: 'the name is too long for the file system',
  EMFILE: 'too many open files; raise the limit (ulimit -n) or lower --workers',
  ENFILE: 'the system has too many open files',
  EISDIR: 'a folder is in the way',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'a folder is in the way',
  EEXIST: 'a file is in the way of a folder',
  ELOOP: 'too many symbolic links',
  EIO: 'the device reported an input/output error',
  ENXIO: 'not a regular file',
  EBUSY: 'the file is in use',
  ENOMEM: 'no memory is left, or a limit (ulimit -v) was reached',
};

export const notUtf8 = 'its name is not valid UTF-8; rename the file';

/** The cause of a file system error, in words. */
export function reasonOf(error: unknown, path?: string): string {
  if (!isSystemError(error)) return messageOf(error);
  if (error.code === 'ENOENT') return path?.includes('\uFFFD') ? notUtf8 : 'no such file or folder';
  return reasons[error.code] ?? error.code;
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return codeOf(error) !== undefined;
}

/** Whether the error says that nothing exists at a path. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
