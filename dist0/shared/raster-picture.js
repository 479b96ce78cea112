import { t as ImgparError } from "./errors.js";
import { r as summed } from "./histogram.js";
import { t as kernels } from "./kernels.js";
import { o as colourCount, s as emptyPlane } from "./memory.js";
import { n as chosenSamples, t as changeInside } from "./masks.js";
// src/pixels/colour/scale-colours.ts
/**
* Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which holds hue and saturation. A pixel
* whose `from` is 0 has next to no colour to multiply; `to` is added to it.
*/
function scaleColours({ samples, channels, maxSample }, from, to) {
	for (let pixel = 0, at = 0; pixel < from.length; pixel++, at += channels) {
		const before = from[pixel];
		const after = to[pixel];
		if (before === after) continue;
		for (let i = at; i < at + 3; i++) {
			const changed = before === 0 ? samples[i] + after : Math.floor(samples[i] * after / before + .5);
			samples[i] = Math.min(changed, maxSample);
		}
	}
}
// src/pixels/colour/hsv.ts
/** V of HSV, the largest of R, G and B. When it changes, hue and saturation are held: all three change in proportion. */
const hsvValue = {
	read(raster) {
		const { samples, channels } = raster;
		const values = emptyPlane(raster);
		for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += channels) values[pixel] = Math.max(samples[at], samples[at + 1], samples[at + 2]);
		return values;
	},
	replace: (raster, changed) => scaleColours(raster, hsvValue.read(raster), changed)
};
// src/pixels/colour/intensity.ts
/**
* How many pixels of a colour raster have each intensity: 0.212656 R + 0.715158 G + 0.072186 B of the stored samples, the weights
* of BT.709. It is what ImageMagick draws its curve from. Fully transparent pixels are not counted.
*
* With 8 bits the intensity is rounded up. ImageMagick counts on 65,536 levels and looks level v up at 257 · v, where every pixel
* counts whose intensity is that or lower: rounded up, the same pixels count at v.
*/
function countIntensity({ samples, channels, maxSample }) {
	const histogram = new Uint32Array(maxSample + 1);
	const scale = 65535 / maxSample;
	for (let at = 0; at < samples.length; at += channels) {
		if (channels === 4 && samples[at + 3] === 0) continue;
		const red = samples[at] * scale;
		const green = samples[at + 1] * scale;
		const blue = samples[at + 2] * scale;
		const intensity = Math.floor(.212656 * red + .715158 * green + .072186 * blue + .5);
		histogram[Math.ceil(intensity / scale)]++;
	}
	return histogram;
}
// src/pixels/colour/lab.ts
/**
* L* of CIELAB with the white of D65, the samples taken for sRGB whatever their profile: level v stands for L* = 100 v / maxSample,
* rounded. When a level changes, the difference is added to the pixel's exact L* while a* and b* are held; R, G and B are rounded
* and clamped. So what does not change stays as it is, sample for sample.
* Source: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
*/
const labLightness = {
	read(raster) {
		const { samples, channels } = raster;
		const { linear, lightness } = curvesOf(raster.maxSample);
		const levels = emptyPlane(raster);
		for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) levels[pixel] = lightness(brightness(linear[samples[at]], linear[samples[at + 1]], linear[samples[at + 2]]));
		return levels;
	},
	replace(raster, changed) {
		const levels = labLightness.read(raster);
		const step = 100 / 116 / raster.maxSample;
		for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += raster.channels) {
			const difference = changed[pixel] - levels[pixel];
			if (difference !== 0) move(raster, at, difference * step);
		}
	}
};
function brightness(red, green, blue) {
	return toXyz[3] * red + toXyz[4] * green + toXyz[5] * blue;
}
function move({ samples, maxSample }, at, by) {
	const { linear, encoded } = curvesOf(maxSample);
	const red = linear[samples[at]];
	const green = linear[samples[at + 1]];
	const blue = linear[samples[at + 2]];
	const x = cubed(root(toXyz[0] * red + toXyz[1] * green + toXyz[2] * blue) + by);
	const y = cubed(root(brightness(red, green, blue)) + by);
	const z = cubed(root(toXyz[6] * red + toXyz[7] * green + toXyz[8] * blue) + by);
	samples[at] = encoded(toRgb[0] * x + toRgb[1] * y + toRgb[2] * z);
	samples[at + 1] = encoded(toRgb[3] * x + toRgb[4] * y + toRgb[5] * z);
	samples[at + 2] = encoded(toRgb[6] * x + toRgb[7] * y + toRgb[8] * z);
}
/** From linear R, G and B to X, Y and Z as parts of those of white. The rows of sRGB's matrix add up to white. */
const toXyz = [
	...partsOfWhite(.4124, .3576, .1805),
	...partsOfWhite(.2126, .7152, .0722),
	...partsOfWhite(.0193, .1192, .9505)
];
const toRgb = inverseOf(toXyz);
function partsOfWhite(red, green, blue) {
	const white = red + green + blue;
	return [
		red / white,
		green / white,
		blue / white
	];
}
function inverseOf([a, b, c, d, e, f, g, h, i]) {
	const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
	const part = (p, q, r, s) => (p * q - r * s) / determinant;
	return [
		...[
			part(e, i, f, h),
			part(c, h, b, i),
			part(b, f, c, e)
		],
		...[
			part(f, g, d, i),
			part(a, i, c, g),
			part(c, d, a, f)
		],
		...[
			part(d, h, e, g),
			part(b, g, a, h),
			part(a, e, b, d)
		]
	];
}
const bend = 6 / 29;
/** f of CIELAB: the cube root, with a straight line near black. */
function root(part) {
	return part > bend ** 3 ? Math.cbrt(part) : part / (3 * bend ** 2) + 4 / 29;
}
function cubed(value) {
	return value > bend ? value * value * value : 3 * bend ** 2 * (value - 4 / 29);
}
const curves = /* @__PURE__ */ new Map();
function curvesOf(maxSample) {
	const known = curves.get(maxSample);
	if (known) return known;
	const made = {
		linear: Float64Array.from({ length: maxSample + 1 }, (_, sample) => decoded(sample / maxSample)),
		encoded: nearestLevel(maxSample, decoded),
		lightness: nearestLevel(maxSample, (part) => cubed((100 * part + 16) / 116))
	};
	curves.set(maxSample, made);
	return made;
}
/** The light of an sRGB value, both 0..1. */
function decoded(value) {
	return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
}
/** How finely 0..1 is divided for looking up where to begin. */
const cells = 65536;
/**
* For a rising curve from 0..1 to 0..1, of which the inverse is given: the level nearest to curve(x) · maxSample. It compares x with
* the borders between levels, which costs less than computing the curve.
*/
function nearestLevel(maxSample, inverse) {
	const upperBorders = Float64Array.from({ length: maxSample + 1 }, (_, level) => inverse((level + .5) / maxSample));
	const levelAt = (x, from) => {
		let level = from;
		while (x >= upperBorders[level]) level++;
		return level;
	};
	const lowest = new Uint16Array(cells);
	for (let cell = 1; cell < cells; cell++) lowest[cell] = levelAt(cell / cells, lowest[cell - 1]);
	return (x) => {
		if (x <= 0) return 0;
		return x >= 1 ? maxSample : levelAt(x, lowest[Math.floor(x * cells)]);
	};
}
// src/pixels/colour/ycrcb.ts
/**
* Y of `cv2.cvtColor(…, COLOR_RGB2YCrCb)`. When it is put back, every pixel goes to YCrCb and back as in OpenCV, in whole numbers
* of 14 bits of fraction: Cr and Cb are rounded and clamped on the way, which may change R, G and B even where Y stays: with 8 bits
* by one level.
* Source: modules/imgproc/src/color_yuv.simd.hpp of OpenCV 4.6; the same for 8 and 16 bits.
*/
const opencvY = {
	read: (raster) => kernels().readLuma(raster),
	replace(raster, changed) {
		const { samples, channels, maxSample } = raster;
		const luma = kernels().readLuma(raster);
		const clamped = (level) => level < 0 ? 0 : level > maxSample ? maxSample : level;
		const middle = (maxSample + 1) / 2;
		for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) {
			const cr = clamped(scaled((samples[at] - luma[pixel]) * toCr) + middle) - middle;
			const cb = clamped(scaled((samples[at + 2] - luma[pixel]) * toCb) + middle) - middle;
			const y = changed[pixel];
			samples[at] = clamped(y + scaled(cr * redOfCr));
			samples[at + 1] = clamped(y + scaled(cr * greenOfCr + cb * greenOfCb));
			samples[at + 2] = clamped(y + scaled(cb * blueOfCb));
		}
	}
};
const toCr = 11682;
const toCb = 9241;
const redOfCr = 22987;
const greenOfCr = -11698;
const greenOfCb = -5636;
const blueOfCb = 29049;
/** Without the 14 bits of fraction, rounded. The numbers stay within 32 bits, also with samples of 16. */
function scaled(sum) {
	return sum + 8192 >> 14;
}
// src/pixels/colour/colour.ts
/** How a treatment works on such a raster. Grey is a single channel in every treatment. */
function colourOf({ channels }, treatment) {
	return channels < 3 ? eachChannel : treatments[treatment];
}
const eachChannel = {
	count: (raster) => kernels().countChannels(raster),
	map: (raster, tables) => kernels().mapChannels(raster, tables),
	read: (raster) => Array.from({ length: colourCount(raster) }, (_, colour) => channelOf(raster, colour)),
	replace(raster, planes) {
		planes.forEach((plane, colour) => {
			replaceChannel(raster, colour, plane);
		});
	}
};
const luma = {
	count: (raster) => [kernels().countLuma(raster)],
	map: (raster, [table]) => kernels().mapLuma(raster, table),
	read: (raster) => [kernels().readLuma(raster)],
	replace: (raster, [changed]) => kernels().replaceLuma(raster, changed)
};
/** One table for R, G and B. Where there is none, luma takes them with it in proportion: that keeps grey grey, as a table does. */
const joint = {
	count: luma.count,
	map: (raster, [table]) => kernels().mapChannels(raster, [
		table,
		table,
		table
	]),
	read: luma.read,
	replace: (raster, [changed]) => scaleColours(raster, kernels().readLuma(raster), changed)
};
const treatments = {
	luma,
	rgb: eachChannel,
	joint,
	lab: byPlane(labLightness),
	hsv: byPlane(hsvValue),
	ycrcb: {
		...byPlane(opencvY),
		count: luma.count
	},
	pooled: {
		...eachChannel,
		count: (raster) => [summed(kernels().countChannels(raster))],
		map: joint.map
	},
	intensity: {
		...joint,
		count: (raster) => [countIntensity(raster)]
	}
};
function byPlane(plane) {
	return {
		count: (raster) => [countVisible(raster, plane.read(raster))],
		map: (raster, [table]) => plane.replace(raster, mapped(plane.read(raster), table)),
		read: (raster) => [plane.read(raster)],
		replace: (raster, [changed]) => plane.replace(raster, changed)
	};
}
function countVisible({ samples, channels, maxSample }, plane) {
	const histogram = new Uint32Array(maxSample + 1);
	for (let pixel = 0; pixel < plane.length; pixel++) if (channels === 3 || samples[pixel * 4 + 3] !== 0) histogram[plane[pixel]]++;
	return histogram;
}
/** Changes the plane in place. */
function mapped(plane, table) {
	for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = table[plane[pixel]];
	return plane;
}
function channelOf(raster, channel) {
	const { samples, channels } = raster;
	if (channels === 1) return samples.slice();
	const plane = emptyPlane(raster);
	for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) plane[pixel] = samples[at];
	return plane;
}
function replaceChannel({ samples, channels }, channel, plane) {
	if (channels === 1) samples.set(plane);
	else for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) samples[at] = plane[pixel];
}
// src/pixels/pictures/raster-picture.ts
/**
* A picture that stands on the raster and changes its samples in place. Fully transparent pixels are not counted, but their
* colour is mapped like any other: who makes them visible again finds what belongs to the rest. Alpha never changes.
*
* A mask costs memory: for the counted pixels while counting, for those outside while changing.
*/
function rasterPicture(raster) {
	requireWhole(raster);
	const { width, height, channels, maxSample, samples } = raster;
	const asPlane = (plane) => ({
		width,
		height,
		maxSample,
		samples: plane
	});
	const changedInside = (inside, change) => changeInside(samples, channels, inside, change);
	return {
		shape: {
			width,
			height,
			channels,
			maxSample
		},
		histograms(treatment, counted) {
			return colourOf(raster, treatment).count(counted ? chosenPixels(raster, counted) : raster);
		},
		applyTables(treatment, tables, inside) {
			requireTables(raster, treatment, tables);
			changedInside(inside, () => colourOf(raster, treatment).map(raster, tables));
		},
		planes(treatment, lent = false) {
			if (lent && channels === 1) return [asPlane(samples)];
			return colourOf(raster, treatment).read(raster).map(asPlane);
		},
		replacePlanes(treatment, planes, inside) {
			const changed = planes.map((plane) => plane.samples);
			if (changed[0] === samples) return;
			changedInside(inside, () => colourOf(raster, treatment).replace(raster, changed));
		},
		visiblePixels() {
			return channels % 2 === 1 ? void 0 : visiblePixels(raster);
		}
	};
}
/** The same on a raster that was made from something else, to which `takeBack` takes what has become of it after every change. */
function derivedPicture(raster, takeBack) {
	const picture = rasterPicture(raster);
	return {
		...picture,
		applyTables(...change) {
			picture.applyTables(...change);
			takeBack();
		},
		replacePlanes(...change) {
			picture.replacePlanes(...change);
			takeBack();
		}
	};
}
/** Wrong sizes would not fail but mix up pixels. */
function requireWhole({ width, height, channels, maxSample, samples }) {
	const expected = width * height * channels;
	const bytes = maxSample === 255 ? 1 : 2;
	if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
	throw new ImgparError("internal", `a raster of ${width}×${height}×${channels} has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`);
}
/** Tables of another picture's planes or depth would not fail but make noise. */
function requireTables(raster, treatment, tables) {
	const planes = treatment === "rgb" ? colourCount(raster) : 1;
	const levels = raster.maxSample + 1;
	if (tables.length === planes && tables.every(({ length }) => length === levels)) return;
	throw new ImgparError("unsupported-format", `the tables are for images of another depth or number of planes: received ${tables.length} of ${tables[0]?.length ?? 0} levels, expected ${planes} of ${levels}`);
}
/** The chosen pixels in one row. */
function chosenPixels(raster, mask) {
	const samples = chosenSamples(raster.samples, raster.channels, mask);
	return {
		...raster,
		width: samples.length / raster.channels,
		height: 1,
		samples
	};
}
function visiblePixels({ width, height, channels, samples }) {
	const visible = new Uint8Array(width * height);
	let hidden = 0;
	for (let pixel = 0, at = channels - 1; pixel < visible.length; pixel++, at += channels) if (samples[at] === 0) hidden++;
	else visible[pixel] = 255;
	return hidden === 0 ? void 0 : {
		width,
		height,
		maxSample: 255,
		samples: visible
	};
}
export { rasterPicture as n, derivedPicture as t };
