import { promises } from 'node:fs';
// A name on Linux is any bytes. Node decodes names as UTF-8 and puts U+FFFD in place of what is none, so that two files get one name, and
// neither can be opened by it. Such files are told of and not read; here their names are told apart.
/** The name in these bytes. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, as Python has it, which no other name holds. */
export function decodeName(bytes) {
    const plain = bytes.toString('utf8');
    if (!plain.includes('\uFFFD'))
        return plain;
    return bytes
        .toString('latin1')
        .replace(wellFormed, (found, other) => other === undefined ? Buffer.from(found, 'latin1').toString('utf8') : String.fromCharCode(0xdc00 + other.charCodeAt(0)));
}
/** Characters in UTF-8, byte by byte (Unicode, table 3-7); or one byte that begins none. */
const wellFormed = /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;
/** Whether a path holds a name that `decodeName` could not decode, and so leads nowhere, or to another file. */
export function isUndecodable(path) {
    // With u, halves of a pair are not looked at: only those that stand alone are found.
    return /[\udc80-\udcff]/u.test(path);
}
/** Gives things that Node listed in one folder, with U+FFFD in their names, the names that tell them apart. Reads the folder again for that. */
export class DistinctNames {
    folder;
    #names;
    constructor(folder) {
        this.folder = folder;
    }
    async correct(thing) {
        this.#names ??= await namesByLook(this.folder);
        thing.name = this.#names.get(lookOf(thing, thing.name))?.shift() ?? thing.name;
    }
}
async function namesByLook(folder) {
    const names = new Map();
    for (const thing of await promises.readdir(folder, { encoding: 'buffer', withFileTypes: true })) {
        // The type says text, whatever the encoding.
        const bytes = thing.name;
        const look = lookOf(thing, bytes.toString('utf8'));
        const alike = names.get(look);
        if (alike)
            alike.push(decodeName(bytes));
        else
            names.set(look, [decodeName(bytes)]);
    }
    return names;
}
/** Equal for things that a listing shows as equal. */
function lookOf(thing, name) {
    return `${thing.isDirectory() ? 'folder' : thing.isFile() ? 'file' : 'other'}/${name}`;
}
