// src/codec/metadata.ts
const metresPer = {
	inch: .0254,
	centimetre: .01,
	metre: 1
};
/** The same density in another unit; undefined when it has none. */
function densityIn(unit, density) {
	if (density.unit === "aspect") return void 0;
	const factor = metresPer[unit] / metresPer[density.unit];
	return {
		x: density.x * factor,
		y: density.y * factor
	};
}
/** The density if pixels are not square, so that it decides how the picture is shown. */
function unevenDensity(density) {
	return density && density.x !== density.y ? density : void 0;
}
/** The same packet of XMP, of the same length, stating that the picture stands upright. */
function uprightXmp(xmp) {
	const upright = Buffer.from(xmp).toString("latin1").replace(/(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])/g, (_, before, behind) => `${before}1${behind}`);
	return Buffer.from(upright, "latin1");
}
/** Photoshop image resources that hold the file's IPTC records: its own resources, or else bare records wrapped as resource 0x0404. */
function photoshopResources({ photoshop, iptc }) {
	if (photoshop || !iptc) return photoshop;
	const head = Buffer.from("8BIM\0\0\0\0\0\0", "latin1");
	head.writeUInt32BE(iptc.length, 8);
	return Buffer.concat([
		head,
		iptc,
		Buffer.alloc(iptc.length % 2)
	]);
}
/** IPTC records on their own: as they stand, or else out of Photoshop's resources. */
function iptcRecords({ photoshop, iptc }) {
	if (iptc || !photoshop) return iptc;
	const bytes = Buffer.from(photoshop);
	for (let position = 0; position + 12 <= bytes.length && bytes.toString("latin1", position, position + 4) === "8BIM";) {
		const content = position + 6 + evenUp(bytes[position + 6] + 1) + 4;
		if (content > bytes.length) break;
		const length = bytes.readUInt32BE(content - 4);
		if (bytes.readUInt16BE(position + 4) === 1028) return bytes.subarray(content, content + length);
		position = content + evenUp(length);
	}
}
function evenUp(length) {
	return length + length % 2;
}
/** Metadata with those fields left out that are undefined or empty. */
function presentMetadata(fields) {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0 && !("length" in value && value.length === 0)));
}
export { unevenDensity as a, presentMetadata as i, iptcRecords as n, uprightXmp as o, photoshopResources as r, densityIn as t };
