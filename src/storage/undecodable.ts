import { type Dirent, promises } from 'node:fs';

// On Linux a name may be any bytes. Node decodes names as UTF-8 and replaces invalid bytes by U+FFFD, so that two files get the same name,
// and neither can be opened by it. Such files are reported and not read; this module keeps their names distinct.

/** The name in these bytes. An invalid byte becomes the lone surrogate U+DC00 + byte, as in Python, which no other name contains. */
export function decodeName(bytes: Buffer): string {
  const plain = bytes.toString('utf8');
  if (!plain.includes('\uFFFD')) return plain;
  return bytes
    .toString('latin1')
    .replace(wellFormed, (found, other: string | undefined) =>
      other === undefined ? Buffer.from(found, 'latin1').toString('utf8') : String.fromCharCode(0xdc00 + other.charCodeAt(0)),
    );
}

/** The bytes of a name that `decodeName` gave. */
export function encodeName(name: string): Buffer {
  if (!isUndecodable(name)) return Buffer.from(name);
  return Buffer.concat(Array.from(name, (character) => (isUndecodable(character) ? byteOf(character) : Buffer.from(character))));
}

const byteOf = (character: string) => Buffer.of(character.charCodeAt(0) - 0xdc00);

/** Characters in UTF-8, byte by byte (Unicode, table 3-7), or one byte that starts none. */
const wellFormed =
  /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;

/** Whether a path contains a name that `decodeName` could not decode, and so leads nowhere or to another file. */
export function isUndecodable(path: string): boolean {
  // With the flag u, only unpaired halves match.
  return /[\udc80-\udcff]/u.test(path);
}

/** Gives distinct names to things that Node listed in one folder with U+FFFD in their names. Reads the folder again for that. */
export class DistinctNames {
  #names: Map<string, string[]> | undefined;

  constructor(private readonly folder: string) {}

  async correct(thing: Dirent): Promise<void> {
    this.#names ??= await namesByLook(this.folder);
    thing.name = this.#names.get(lookOf(thing, thing.name))?.shift() ?? thing.name;
  }
}

async function namesByLook(folder: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const thing of await promises.readdir(folder, { encoding: 'buffer', withFileTypes: true })) {
    // A buffer, though its type says string; so copy it as a buffer.
    const bytes = Buffer.from(thing.name);
    const look = lookOf(thing, bytes.toString('utf8'));
    const alike = names.get(look);
    if (alike) alike.push(decodeName(bytes));
    else names.set(look, [decodeName(bytes)]);
  }
  return names;
}

/** Equal for things that look equal in a listing. */
function lookOf(thing: Pick<Dirent, 'isDirectory' | 'isFile'>, name: string): string {
  return `${thing.isDirectory() ? 'folder' : thing.isFile() ? 'file' : 'other'}/${name}`;
}
