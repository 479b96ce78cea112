/**
 * Codes of a JPEG, indexed by the next 16 bits: the length of the code in the upper byte, its symbol in the lower one; 0 if there is no
 * such code.
 */
export type HuffmanTable = Uint16Array;

/** The tables that a DHT segment defines, by class and number: `0x00` is the first DC table, `0x11` the second AC table. */
export function huffmanTables(segment: Buffer): Map<number, HuffmanTable> {
  const tables = new Map<number, HuffmanTable>();
  for (let at = 4; at + 17 <= segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + symbols;
    if (end > segment.length) break;
    tables.set(segment[at]!, tableOf(counts, segment.subarray(at + 17, end)));
    at = end;
  }
  return tables;
}

/** @param counts the number of codes of each length, from 1 to 16 bits */
function tableOf(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(1 << 16);
  let [code, next] = [0, 0];
  for (let length = 1; length <= 16; length++) {
    for (let more = counts[length - 1]!; more > 0; more--, code++, next++) {
      const shift = 16 - length;
      table.fill((length << 8) | symbols[next]!, code << shift, (code + 1) << shift);
    }
    code <<= 1;
  }
  return table;
}

/** The tables of ITU-T T.81, annex K.3, which apply if a file defines none, as in frames of Motion JPEG. */
export function standardTables(): Map<number, HuffmanTable> {
  return huffmanTables(Buffer.from(`ffc401a2${[dcLuma, dcChroma, acLuma, acChroma].join('')}`, 'hex'));
}

const dcLuma = '0000010501010101010100000000000000000102030405060708090a0b';
const dcChroma = '0100030101010101010101010000000000000102030405060708090a0b';
const acLuma =
  '100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728' +
  '292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8' +
  'a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa';
const acChroma =
  '1100020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26' +
  '2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6' +
  'a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa';

/** The same as in a DHT segment: counts by length, then symbols. By number: luma, chroma. */
export const standardCodes = {
  dc: [Buffer.from(dcLuma.slice(2), 'hex'), Buffer.from(dcChroma.slice(2), 'hex')],
  ac: [Buffer.from(acLuma.slice(2), 'hex'), Buffer.from(acChroma.slice(2), 'hex')],
} as const;

/** Whether counts and symbols make a code that libjpeg takes: prefixes suffice, and none is all ones. */
export function isCode(bytes: Uint8Array, isDc: boolean): boolean {
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    code += bytes[length - 1]!;
    if (code >= 1 << length && bytes[length - 1]! > 0) return false;
    code <<= 1;
  }
  if (isDc) for (let i = 16; i < bytes.length; i++) if (bytes[i]! > 15) return false;
  return bytes.length <= 16 + 256;
}
