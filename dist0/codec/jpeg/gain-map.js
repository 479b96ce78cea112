import { app1, app2, findEndOfImage, mpfName, payloads, readSegments, startsWith, xmpName } from './markers.js';
import { withoutGainMapStatements } from './xmp-gain-map.js';
const isoName = 'urn:iso:std:iso:ts:21496:-1\0';
/** Whether there is an HDR gain map: of Android's Ultra HDR, of ISO 21496-1, or of Apple. */
export function hasGainMap({ segments, trailer }) {
    if (payloads(segments, app2, isoName).length > 0)
        return true;
    if (payloads(segments, app1, xmpName).some(mentionsGainMap))
        return true;
    return payloads(segments, app2, mpfName).length > 0 && (mentionsGainMap(trailer) || trailer.includes('iso:ts:21496'));
}
function mentionsGainMap(bytes) {
    return bytes.includes('hdr-gain-map') || bytes.includes('HDRGainMap') || bytes.includes('Semantic="GainMap"');
}
/** The same without gain map and without what points to it. A motion photo's video behind it stays. */
export function withoutGainMap({ segments, trailer }) {
    const others = segments.filter((segment) => !startsWith(segment, app2, isoName));
    const plain = others.map((segment) => (startsWith(segment, app1, xmpName) ? withoutGainMapInXmp(segment) : segment));
    return withoutFurtherPictures({ segments: plain, trailer });
}
/** The same without the pictures behind the first and without the index of them. */
export function withoutFurtherPictures({ segments, trailer }) {
    let rest = trailer;
    for (let end = endOfPicture(rest); end > 0; end = endOfPicture(rest))
        rest = rest.subarray(end);
    return { segments: segments.filter((segment) => !startsWith(segment, app2, mpfName)), trailer: rest };
}
/** Where the JPEG ends that begins the bytes, padding before it allowed; 0 where none begins. */
function endOfPicture(bytes) {
    const start = bytes.findIndex((byte) => byte !== 0);
    if (start < 0 || bytes[start] !== 0xff || bytes[start + 1] !== 0xd8)
        return 0;
    const picture = bytes.subarray(start);
    try {
        return start + findEndOfImage(picture, readSegments(picture).scan);
    }
    catch {
        // One that is cut off reaches to the end.
        return bytes.length;
    }
}
function withoutGainMapInXmp(segment) {
    const headBytes = 4 + xmpName.length;
    // Latin-1 gives every byte back as it was, whatever the packet's letters.
    const packet = withoutGainMapStatements(segment.bytes.toString('latin1', headBytes));
    const bytes = Buffer.concat([segment.bytes.subarray(0, headBytes), Buffer.from(packet, 'latin1')]);
    bytes.writeUInt16BE(bytes.length - 2, 2);
    return { ...segment, bytes };
}
