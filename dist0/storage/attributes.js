import { foreignFunctions } from './native-library.js';
let found;
export const copyAttributes = (from, to) => {
    found ??= bind();
    return found(from, to);
};
function bind() {
    const foreign = process.platform === 'linux' || process.platform === 'darwin' ? foreignFunctions() : undefined;
    try {
        if (foreign)
            return process.platform === 'linux' ? onLinux(foreign) : onMac(foreign);
    }
    catch {
        // A C library without these functions.
    }
    return () => [];
}
/** The kernel allows names of 64 KiB together, and values as long. */
const mostBytes = 65_536;
/** Access control lists are attributes there: `system.posix_acl_access`. */
function onLinux(foreign) {
    const library = foreign.load(null);
    const list = library.func('int64_t flistxattr(int fd, uint8_t *list, size_t size)');
    const get = library.func('int64_t fgetxattr(int fd, const char *name, uint8_t *value, size_t size)');
    const set = library.func('int fsetxattr(int fd, const char *name, const uint8_t *value, size_t size, int flags)');
    const room = new Uint8Array(mostBytes);
    return (from, to) => {
        const length = list(from, room, mostBytes);
        if (length <= 0)
            return [];
        const names = Buffer.from(room.subarray(0, length)).toString('utf8').split('\0').filter(Boolean);
        return names.filter((name) => {
            const size = get(from, name, room, mostBytes);
            // What labels of security say of a new file is the system's to decide.
            return size >= 0 && set(to, name, room, size, 0) !== 0 && !name.startsWith('security.');
        });
    };
}
/** COPYFILE_ACL and COPYFILE_XATTR of <copyfile.h>. */
const aclAndAttributes = 0b101;
function onMac(foreign) {
    const copy = foreign.load('/usr/lib/libSystem.B.dylib').func('int fcopyfile(int from, int to, void *state, uint32_t flags)');
    return (from, to) => (copy(from, to, null, aclAndAttributes) === 0 ? [] : ['extended attributes']);
}
