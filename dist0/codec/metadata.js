const metresPer = { inch: 0.0254, centimetre: 0.01, metre: 1 };
/** The same density in another unit; undefined when it has none. */
export function densityIn(unit, density) {
    if (density.unit === 'aspect')
        return undefined;
    const factor = metresPer[unit] / metresPer[density.unit];
    return { x: density.x * factor, y: density.y * factor };
}
/** The density if pixels are not square, so that it decides how the picture is shown. */
export function unevenDensity(density) {
    return density && density.x !== density.y ? density : undefined;
}
/** The same packet of XMP, of the same length, stating that the picture stands upright. */
export function uprightXmp(xmp) {
    // Latin-1 gives every byte back as it was, whatever the packet's letters.
    const packet = Buffer.from(xmp).toString('latin1');
    const upright = packet.replace(/(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])/g, (_, before, behind) => `${before}1${behind}`);
    return Buffer.from(upright, 'latin1');
}
/** Photoshop image resources that hold the file's IPTC records: its own resources, or else bare records wrapped as resource 0x0404. */
export function photoshopResources({ photoshop, iptc }) {
    if (photoshop || !iptc)
        return photoshop;
    const head = Buffer.from('8BIM\x04\x04\0\0\0\0\0\0', 'latin1');
    head.writeUInt32BE(iptc.length, 8);
    return Buffer.concat([head, iptc, Buffer.alloc(iptc.length % 2)]);
}
/** IPTC records on their own: as they stand, or else out of Photoshop's resources. */
export function iptcRecords({ photoshop, iptc }) {
    if (iptc || !photoshop)
        return iptc;
    const bytes = Buffer.from(photoshop);
    for (let position = 0; position + 12 <= bytes.length && bytes.toString('latin1', position, position + 4) === '8BIM';) {
        // Signature, number, a name of Pascal's kind padded to an even length, four bytes of length.
        const content = position + 6 + evenUp(bytes[position + 6] + 1) + 4;
        if (content > bytes.length)
            break;
        const length = bytes.readUInt32BE(content - 4);
        if (bytes.readUInt16BE(position + 4) === 0x0404)
            return bytes.subarray(content, content + length);
        position = content + evenUp(length);
    }
    return undefined;
}
function evenUp(length) {
    return length + (length % 2);
}
/** Metadata with those fields left out that are undefined or empty. */
export function presentMetadata(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !('length' in value && value.length === 0)));
}
