import { a as defaultMaxPixels, i as defaultEncode, r as imageFormats, s as losslessChoices } from "./formats.js";
import { n as quantile, t as cumulative } from "./histogram.js";
import { a as roundHalfToEven, i as identityTable, n as claheScratchBytes, o as tableOf, r as mirrored, t as kernels } from "./kernels.js";
import { i as writableCompressions } from "./encoding.js";
import { t as ImgparError } from "./errors.js";
import { inspect, types } from "node:util";
import { fileURLToPath } from "node:url";
// src/values/nearest.ts
/** The candidate that is most likely meant by a misspelt word: at most two edits, and less than half of the word, away. */
function nearest(word, candidates) {
	const limit = Math.min(2, Math.floor((word.length - 1) / 2));
	let best;
	let bestDistance = limit + 1;
	for (const candidate of candidates) {
		const distance = editDistance(word, candidate);
		if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
	}
	return best;
}
/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string alignment). */
function editDistance(from, to) {
	const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
	for (let i = 1; i <= from.length; i++) {
		const row = [i];
		for (let j = 1; j <= to.length; j++) {
			const substitution = rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
			const swap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY;
			row.push(Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, substitution, swap));
		}
		rows.push(row);
	}
	return rows[from.length][to.length];
}
// src/values/wording.ts
/** A `usage` error: the name of what was given, the value received, and the values expected. */
function unexpected(name, value, expected) {
	return new ImgparError("usage", `${name} is ${shown(value)}, expected ${expected}`);
}
function shown(value) {
	if (typeof value === "string") return JSON.stringify(value);
	return inspect(value, {
		depth: 0,
		maxArrayLength: 3,
		maxStringLength: 100,
		breakLength: Number.POSITIVE_INFINITY
	});
}
/** As many MiB as hold so many bytes. */
function mebibytes(bytes) {
	return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
// src/values/arguments.ts
/** Takes these keys and no others. What is undefined counts as left out. */
function group(readers) {
	const entries = Object.entries(readers);
	const names = entries.flatMap(([key, reader]) => [key, ...namesBelow(reader).map((name) => `${key}.${name}`)]);
	const read = (value, name, known) => {
		if (typeof value !== "object" || value === null || Array.isArray(value)) throw unexpected(name, value, "an object");
		const nameOf = (key) => known ? `${name}.${key}` : key;
		for (const key of Object.keys(value)) if (!Object.hasOwn(readers, key)) throw unknownOption(nameOf(key), Object.keys(readers).map(nameOf), known ?? names);
		const given = {};
		for (const [key, reader] of entries) {
			const option = value[key];
			if (option !== void 0) given[key] = isGroup(reader) ? reader(option, nameOf(key), known ?? names) : reader(option, nameOf(key));
		}
		return given;
	};
	return Object.assign(read, { names });
}
/** A text as it is, or the URL of a file as its path. */
function textOrUrl(expected) {
	return (value, name) => {
		if (typeof value === "string") return value;
		if (!isUrl(value)) throw unexpected(name, value, `${expected}, or the URL of a file`);
		try {
			return fileURLToPath(value.href);
		} catch (cause) {
			throw new ImgparError("usage", `${name} is ${value.href}, expected ${expected}, or the URL of a file (file:///…)`, { cause });
		}
	};
}
const path$1 = textOrUrl("a path");
const text$1 = (value, name) => {
	if (typeof value === "string") return value;
	throw unexpected(name, value, "a string");
};
const number$1 = (value, name) => {
	if (typeof value === "number") return value;
	throw unexpected(name, value, "a number");
};
const boolean = (value, name) => {
	if (typeof value === "boolean") return value;
	throw unexpected(name, value, "true or false");
};
/** The content of a file. A Buffer is one. */
const bytes = (value, name) => {
	if (types.isUint8Array(value)) return value;
	throw unexpected(name, value, "a Uint8Array with the content of an image file");
};
/** An object whose keys are checked by whoever knows them. */
const anyObject = (value, name) => {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw unexpected(name, value, "an object");
};
/** A function of the caller's, whose parameters and result its type promises. */
function callback() {
	return (value, name) => {
		if (typeof value === "function") return value;
		throw unexpected(name, value, "a function");
	};
}
/** An AbortSignal, of whatever realm or library. */
const abortSignal = (value, name) => {
	if (typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value) return value;
	throw unexpected(name, value, "an AbortSignal");
};
/** Several in an array, or a single one. */
function oneOrMany(reader) {
	return (value, name) => Array.isArray(value) ? value.map((each, index) => reader(each, `${name}[${index}]`)) : [reader(value, name)];
}
/** A group of which these may not be left out. */
function needing(reader, ...needed) {
	const read = (value, name, known) => {
		const given = reader(value, name, known);
		const missing = needed.find((key) => !Object.hasOwn(given, key));
		if (missing !== void 0) throw new ImgparError("usage", `${name} needs ${needed.join(", ")}, but ${missing} is missing`);
		return given;
	};
	return Object.assign(read, { names: reader.names });
}
/** This very value, or what the reader takes. */
function or(exact, reader) {
	return (value, name) => value === exact ? exact : reader(value, name);
}
/** A number, or a text such as `5%`. */
function numberOr() {
	return (value, name) => typeof value === "number" ? value : text$1(value, name);
}
function namesBelow(reader) {
	return isGroup(reader) ? reader.names : [];
}
function isGroup(reader) {
	return "names" in reader;
}
/** Goes by what it has: Jest and others have a class of their own. */
function isUrl(value) {
	return typeof value === "object" && value !== null && "protocol" in value && "href" in value && typeof value.href === "string";
}
function unknownOption(name, siblings, known) {
	const meant = likely(name, siblings) ?? likely(name, known);
	const advice = meant === void 0 ? `expected one of: ${siblings.join(", ")}` : `did you mean ${meant}?`;
	return new ImgparError("usage", `unknown option ${name}, ${advice}`);
}
/** The option that is meant by a misspelt one, by a flag of the command line, or by one that stands at the wrong place. */
function likely(name, candidates) {
	const wanted = plain(name);
	const found = nearest(wanted, candidates.map(plain));
	return candidates.find((candidate) => plain(candidate) === (found ?? wanted)) ?? candidates.find((each) => wanted.length >= 3 && plain(each).startsWith(wanted));
}
/** The last word of a name, without what people write differently. */
function plain(name) {
	return name.slice(name.lastIndexOf(".") + 1).replace(/[-_]/g, "").toLowerCase();
}
// src/values/kinds.ts
const any = () => true;
/** One of a few words. */
function oneOf(words) {
	const wordOf = (text) => words.find((word) => word === text);
	return {
		expected: `one of: ${words.join(", ")}`,
		words,
		fromCaller: (value, name) => text$1(value, name),
		allows: (value) => words.includes(value),
		fromText: wordOf,
		toText: String
	};
}
/** A whole number in a range, both ends included. */
function whole(min, max = Number.MAX_SAFE_INTEGER) {
	const allows = (value) => Number.isSafeInteger(value) && value >= min && value <= max;
	return {
		expected: max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
		fromCaller: number$1,
		allows,
		fromText: (text) => only(allows, /^\d+$/.test(text) ? Number(text) : NaN),
		toText: String
	};
}
/** A number in a range, both ends included. */
function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY) {
	const allows = (value) => Number.isFinite(value) && value >= min && value <= max;
	return {
		expected: rangeOf$1(min, max),
		fromCaller: number$1,
		allows,
		fromText: (text) => only(allows, decimal(text)),
		toText: String
	};
}
function rangeOf$1(min, max) {
	if (Number.isFinite(min) && Number.isFinite(max)) return `a number from ${min} to ${max}`;
	return Number.isFinite(min) ? `a number from ${min} on` : Number.isFinite(max) ? `a number up to ${max}` : "a number";
}
/** Text that is written as numbers are: digits with or without a point, and a sign before them. */
function decimal(text) {
	return /^-?(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
}
function only(allows, value) {
	return allows(value) ? value : void 0;
}
/** Seconds on the command line, whole milliseconds in the library. */
function milliseconds(minSeconds, maxSeconds) {
	const seconds = number(minSeconds, maxSeconds);
	const { fromCaller, expected, allows } = whole(1, 2 ** 31 - 1);
	return {
		expected,
		expectedText: seconds.expected,
		fromCaller,
		allows,
		fromText(text) {
			const given = seconds.fromText(text);
			return given === void 0 ? void 0 : Math.ceil(given * 1e3);
		},
		toText: (value) => String(value / 1e3)
	};
}
const unitBytes = {
	"": 1,
	k: 1024,
	m: 2 ** 20,
	g: 2 ** 30,
	t: 2 ** 40
};
/** A size in bytes. In text 1GiB, 1G, 1gb and 1024M are the same. */
const size = {
	expected: "a number of bytes",
	expectedText: "a size such as 2GiB or 512M",
	fromCaller: number$1,
	allows: any,
	fromText(text) {
		const [, amount, unit] = /^(\d+(?:\.\d*)?|\.\d+)\s?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
		const bytes = Math.floor(Number(amount) * (unitBytes[unit?.toLowerCase() ?? ""] ?? NaN));
		return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : void 0;
	},
	toText: String
};
/** A number of things, or a part of all of them such as `5%`. */
function amountOf(things) {
	return {
		expected: `a whole number of ${things}, or a percentage such as 5%`,
		fromCaller: numberOr(),
		allows: (value) => typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : isPercentage(value),
		fromText(text) {
			if (/^\d{1,15}$/.test(text)) return Number(text);
			const share = text.endsWith("%") ? decimal(text.slice(0, -1)) : NaN;
			return share >= 0 && share <= 100 ? `${share}%` : void 0;
		},
		toText: String
	};
}
function isPercentage(text) {
	return /^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100;
}
/** Yes or no, said on the command line by its name alone. */
const onOff = {
	expected: "true or false",
	isSwitch: true,
	fromCaller: boolean,
	allows: any,
	fromText: (text) => text === "true" ? true : text === "false" ? false : void 0,
	toText: String
};
/** Yes or no, said on the command line by these words. */
const yesNo = {
	expected: "true or false",
	expectedText: "one of: yes, no",
	words: ["yes", "no"],
	fromCaller: boolean,
	allows: any,
	fromText: (text) => text === "yes" ? true : text === "no" ? false : void 0,
	toText: (value) => value ? "yes" : "no"
};
const text = {
	expected: "a text",
	fromCaller: text$1,
	allows: any,
	fromText: (given) => given === "" ? void 0 : given,
	toText: String
};
/** A path. Callers may write the URL of a file. */
const path = pathOr("a path");
/** @param expected what messages call it */
function pathOr(expected) {
	return {
		...text,
		expected,
		fromCaller: textOrUrl(expected)
	};
}
/** A path, or false for none. */
const pathOrFalse = {
	expected: "a path, or false",
	fromCaller: or(false, path$1),
	allows: any,
	fromText: text.fromText,
	toText: String
};
/** This word, or a value of the kind. */
function orWord(kind, word) {
	return {
		expected: `${kind.expected}, or ${word}`,
		fromCaller: (value, name) => typeof value === "string" ? text$1(value, name) : kind.fromCaller(value, name),
		allows: (value) => value === word || typeof value !== "string" && kind.allows(value),
		fromText: (given) => given === word ? word : kind.fromText(given),
		toText: (value) => value === word ? word : kind.toText(value)
	};
}
/** Several in an array, or a single one; on the command line one at a time. */
function listOf(kind) {
	return {
		expected: `${kind.expected}, or several in an array`,
		merge: (several) => several.flat(),
		fromCaller: oneOrMany(kind.fromCaller),
		allows: (values) => values.every((value) => kind.allows(value)),
		fromText(given) {
			const value = kind.fromText(given);
			return value === void 0 ? void 0 : [value];
		},
		toText: (values) => values.map((value) => kind.toText(value)).join(" ")
	};
}
// src/values/parameters.ts
/** A parameter whose values are of this kind. */
function parameter(kind, byDefault, help, details) {
	return {
		kind,
		default: byDefault,
		help,
		...details
	};
}
/** What holds where nothing is given. */
function defaultsOf(rows) {
	return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
}
/** Every parameter of a method. Of those that a user's own method only gives a default for, that is all that is known. */
function parametersOf({ defaults, parameters }) {
	const rows = Object.entries(defaults).map(([name, value]) => [name, {
		default: value,
		kind: kindLike(value)
	}]);
	return {
		...Object.fromEntries(rows),
		...parameters
	};
}
/** The value that was given for a parameter: as it is, or what a text says. @throws {ImgparError} `usage`, if it is not possible */
function parameterValue(method, name, given) {
	const kind = kindOf(parametersOf(method)[name]);
	const called = `${name} of method '${method.name}'`;
	const value = typeof given === "string" ? kind.fromText(given) : kind.fromCaller(given, called);
	if (value === void 0 || !kind.allows(value)) throw unexpected(called, given, kind.expectedText ?? kind.expected);
	return value;
}
/** What values a parameter can have. */
function kindOf(row) {
	if (row.kind) return row.kind;
	if (typeof row.default === "boolean") return onOff;
	if (typeof row.default === "number") return row.whole ? whole(row.min ?? Number.MIN_SAFE_INTEGER, row.max) : number(row.min, row.max);
	if (typeof row.default === "string") return row.words ? oneOf(row.words) : text;
	return kindLike(row.default);
}
/** Values of which only the default is known: any, and text is read as what is like it. The method itself checks them. */
function kindLike(example) {
	return {
		expected: "a value that the method takes",
		fromCaller: (value) => value,
		allows: () => true,
		fromText: (given) => like(example, given) ?? given,
		toText: (value) => typeof value === "string" ? value : JSON.stringify(value) ?? String(value)
	};
}
function like(example, given) {
	if (typeof example === "string") return given;
	if (typeof example === "boolean") return onOff.fromText(given);
	if (typeof example === "number") return number().fromText(given);
	try {
		return JSON.parse(given);
	} catch {
		return;
	}
}
// src/pixels/methods/parts.ts
/**
* The levels cut into parts, each equalised onto itself: a part from level a to level b sends v to a + round((b − a) · share of the
* part's pixels at or below v), halves rounded up. The first part starts at 0; `lastLevels` are the b of each, in ascending order,
* ending with the largest sample. A part without pixels stays as it is.
*/
function equalizeParts(histogram, lastLevels) {
	const sums = cumulative(histogram);
	const table = identityTable(histogram.length);
	let first = 0;
	for (const last of lastLevels) {
		spread$1(table, sums, first, last);
		first = last + 1;
	}
	return table;
}
function spread$1(table, sums, first, last) {
	const below = first === 0 ? 0 : sums[first - 1];
	const pixels = sums[last] - below;
	if (pixels === 0) return;
	for (let level = first; level <= last; level++) table[level] = first + Math.round((last - first) * (sums[level] - below) / pixels);
}
// src/pixels/methods/bbhe.ts
/**
* Brightness preserving bi-histogram equalisation. The levels up to the mean (rounded down) and those above it are equalised each
* onto their own side. Source: Y.-T. Kim, Contrast enhancement using brightness preserving bi-histogram equalization, IEEE
* Transactions on Consumer Electronics 43(1), 1997.
*/
const bbhe = {
	kind: "table",
	name: "bbhe",
	summary: "equalises below and above the mean separately, which keeps the brightness (Kim 1997)",
	defaults: {},
	table: (histogram) => equalizeParts(histogram, [meanLevel(histogram), histogram.length - 1])
};
/** The whole part of the mean; 0 when nothing was counted. */
function meanLevel(histogram) {
	let pixels = 0;
	let sum = 0;
	for (let level = 0; level < histogram.length; level++) {
		pixels += histogram[level];
		sum += level * histogram[level];
	}
	return pixels === 0 ? 0 : Math.floor(sum / pixels);
}
// src/pixels/methods/bright.ts
/**
* Local region stretch: the levels are cut where a third and two thirds of the pixels are reached, and each of the three bands is
* equalised within its own range. A level is never torn: the one that reaches a third belongs to the dark band as a whole, so bands
* hold a third each as nearly as the levels allow. A level that reaches both thirds leaves the middle band empty.
*/
const bright = {
	kind: "table",
	name: "bright",
	summary: "equalises the dark, middle and light third of the pixels separately, each within its own range",
	defaults: {},
	table(histogram) {
		const sums = cumulative(histogram);
		return equalizeParts(histogram, [
			quantile(sums, 1, 3),
			quantile(sums, 2, 3),
			histogram.length - 1
		]);
	}
};
// src/pixels/methods/clahe-skimage.ts
/**
* `exposure.equalize_adapthist` of scikit-image for grey, sample for sample: levels are first spread over 14 bits and put into
* bins, tiles are equalised with the limit as a part of their samples (0 for no limit), and the result is spread over the full
* range again. With `tiles`, a tile is ⌊size / tiles⌋ samples long and at least one, as in scikit-image's default for 8×8; what is
* left over makes one more tile. Where the mask is 0, samples are not counted; scikit-image has no masks.
* Source: skimage/exposure/_adapthist.py and exposure.py of scikit-image 0.19.
*/
function claheSkimage(plane, { tiles, clipLimit }, mask) {
	const range = rangeOf(plane.samples, mask);
	if (!range) return {
		...plane,
		samples: plane.samples.slice()
	};
	const bins = binOfLevel(plane.maxSample, range);
	const x = axis(plane.width, tiles.columns);
	const y = axis(plane.height, tiles.rows);
	const maps = tileMaps(plane, bins, x, y, clipLimit, mask);
	const blended = blend(plane.samples, bins, x, y, maps);
	return {
		...plane,
		samples: spread(blended, plane.maxSample, rangeOf(blended, mask))
	};
}
/** The memory that it needs beside the plane and its result. */
function claheSkimageScratchBytes({ width, height }, tiles) {
	return width * height * 2 + axis(width, tiles.columns).tiles * axis(height, tiles.rows).tiles * binCount * 2;
}
const highestGrey = 2 ** 14 - 1;
const binCount = 256;
const greysOfBin = 1 + Math.floor((highestGrey + 1) / binCount);
/** Of the counted samples; undefined when none is counted. */
function rangeOf(samples, mask) {
	let [lowest, highest] = [65536, -1];
	for (let at = 0; at < samples.length; at++) {
		if (mask?.samples[at] === 0) continue;
		const level = samples[at];
		if (level < lowest) lowest = level;
		if (level > highest) highest = level;
	}
	return highest < 0 ? void 0 : {
		lowest,
		highest
	};
}
/** Levels as 16 bits (8-bit ones times 257), spread over 14 bits, in bins of 65. A single level is not spread but clipped. */
function binOfLevel(maxSample, { lowest, highest }) {
	const factor = 65535 / maxSample;
	const [low, high] = [lowest * factor, highest * factor];
	return Uint8Array.from({ length: maxSample + 1 }, (_, level) => {
		const wide = Math.min(Math.max(level * factor, low), high);
		const grey = low === high ? Math.min(wide, highestGrey) : roundHalfToEven((wide - low) / (high - low) * highestGrey);
		return Math.floor(grey / greysOfBin);
	});
}
function axis(size, tiles) {
	const tileSize = Math.max(Math.floor(size / tiles), 1);
	return {
		size,
		tileSize,
		tiles: Math.ceil(size / tileSize)
	};
}
/** What each tile makes of each bin, 0..16,383: row by row, 256 numbers a tile. */
function tileMaps(plane, bins, x, y, clipLimit, mask) {
	const maps = new Uint16Array(x.tiles * y.tiles * binCount);
	for (let row = 0; row < y.tiles; row++) for (let column = 0; column < x.tiles; column++) {
		const histogram = tileHistogram(plane, bins, x, y, column, row, mask);
		maps.set(mapOf(histogram, clipLimit), (row * x.tiles + column) * binCount);
	}
	return maps;
}
function tileHistogram({ samples }, bins, x, y, tileColumn, tileRow, mask) {
	const histogram = new Uint32Array(binCount);
	for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
		const rowStart = mirrored(row, y.size) * x.size;
		for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
			const at = rowStart + mirrored(column, x.size);
			if (mask?.samples[at] !== 0) histogram[bins[samples[at]]]++;
		}
	}
	return histogram;
}
/** A tile without a counted sample leaves the middle of each bin where it is. */
function mapOf(histogram, clipLimit) {
	const counted = histogram.reduce((sum, count) => sum + count, 0);
	if (counted === 0) return Uint16Array.from(histogram, (_, bin) => Math.min(bin * greysOfBin + (greysOfBin >> 1), highestGrey));
	clip(histogram, clipLimit > 0 ? Math.max(Math.floor(clipLimit * counted), 1) : counted);
	const scale = highestGrey / counted;
	let sum = 0;
	return Uint16Array.from(histogram, (count) => {
		sum += count;
		return Math.min(Math.floor(sum * scale), highestGrey);
	});
}
/** Cuts bins at the limit and gives what was cut to the others, as far as they have room, the last of it one by one. */
function clip(histogram, limit) {
	let excess = 0;
	for (let bin = 0; bin < binCount; bin++) {
		excess += Math.max(histogram[bin] - limit, 0);
		histogram[bin] = Math.min(histogram[bin], limit);
	}
	const share = Math.floor(excess / binCount);
	const upper = limit - share;
	for (let bin = 0; bin < binCount; bin++) {
		if (histogram[bin] < upper) {
			histogram[bin] += share;
			excess -= share;
		}
		if (histogram[bin] >= upper) {
			excess -= limit - histogram[bin];
			histogram[bin] = limit;
		}
	}
	spreadRest(histogram, limit, excess);
}
/** One each for bins below the limit, so far apart that it lasts for all, starting one bin later every time. */
function spreadRest(histogram, limit, excess) {
	for (let before = -1; excess > 0 && excess !== before;) {
		before = excess;
		for (let first = 0; first < binCount && excess > 0; first++) {
			const roomy = histogram.reduce((count, bin) => bin < limit ? count + 1 : count, 0);
			const step = Math.max(Math.floor(roomy / excess), 1);
			for (let bin = first; bin < binCount; bin += step) {
				if (histogram[bin] >= limit) continue;
				histogram[bin]++;
				excess--;
			}
		}
	}
}
/**
* Mixes what the four tiles around each sample make of its bin. Every product is rounded to 32 bits before it is added, which
* decides the last grey once the fraction is cut off.
*/
function blend(samples, bins, x, y, maps) {
	const blended = new Uint16Array(samples.length);
	const columns = Array.from({ length: x.size }, (_, column) => neighbours(column, x));
	for (let row = 0, at = 0; row < y.size; row++) {
		const { near: above, far: below, farShare: lower } = neighbours(row, y);
		const [upperMaps, lowerMaps] = [above * x.tiles, below * x.tiles];
		const upper = 1 - lower;
		for (let column = 0; column < x.size; column++, at++) {
			const { near, far, farShare: right } = columns[column];
			const left = 1 - right;
			const bin = bins[samples[at]];
			let grey = Math.fround(maps[(upperMaps + near) * binCount + bin] * (left * upper));
			grey = Math.fround(grey + Math.fround(maps[(upperMaps + far) * binCount + bin] * (right * upper)));
			grey = Math.fround(grey + Math.fround(maps[(lowerMaps + near) * binCount + bin] * (left * lower)));
			blended[at] = Math.fround(grey + Math.fround(maps[(lowerMaps + far) * binCount + bin] * (right * lower)));
		}
	}
	return blended;
}
/** The two tiles that a position stands between, and the share of the farther one. */
function neighbours(position, { tileSize, tiles }) {
	const fromMiddle = position + Math.floor(tileSize / 2);
	const block = Math.floor(fromMiddle / tileSize);
	return {
		near: Math.max(block - 1, 0),
		far: Math.min(block, tiles - 1),
		farShare: fromMiddle % tileSize / tileSize
	};
}
/** Spreads greys over the full range. A single grey is clipped to 0..1, and so becomes black or white. */
function spread(blended, maxSample, { lowest, highest }) {
	const levels = maxSample === 255 ? new Uint8Array(highestGrey + 1) : new Uint16Array(highestGrey + 1);
	for (let grey = 0; grey <= highestGrey; grey++) {
		const clipped = Math.min(Math.max(grey, lowest), highest);
		const share = lowest === highest ? Math.min(clipped, 1) : (clipped - lowest) / (highest - lowest);
		levels[grey] = roundHalfToEven(share * maxSample);
	}
	const samples = maxSample === 255 ? new Uint8Array(blended.length) : blended;
	for (let at = 0; at < samples.length; at++) samples[at] = levels[blended[at]];
	return samples;
}
// src/pixels/methods/clahe.ts
/**
* OpenCV's own default is 40, which hardly limits anything; 2 to 4 is what is used. That of scikit-image is its own: with its 256
* bins it means 2.56 times the mean.
*/
const defaultClipLimits = {
	opencv: 3,
	skimage: .01
};
/** Written columns before rows: `8x8`. */
const tilesKind = {
	expected: "columns and rows, both whole numbers from 1 on",
	expectedText: "columns and rows such as 8x8",
	fromCaller(value, name) {
		if (areTiles(value)) return value;
		throw unexpected(name, value, tilesKind.expected);
	},
	allows: areTiles,
	fromText(text) {
		const [, columns, rows] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
		const tiles = {
			columns: Number(columns),
			rows: Number(rows)
		};
		return areTiles(tiles) ? tiles : void 0;
	},
	toText: ({ columns, rows }) => `${columns}x${rows}`
};
/**
* How much contrast is allowed, from 0 on; 0 sets no limit, and null takes the default of the dialect. For `opencv` in multiples
* of the mean bin of a tile's histogram, for `skimage` as a part of all samples of a tile.
*/
const clipLimitKind = {
	...number(0, 1e6),
	fromCaller: (value, name) => value === null ? null : number().fromCaller(value, name),
	allows: (value) => value === null || Number.isFinite(value) && value >= 0,
	expected: "a number from 0 on",
	toText: String
};
const tiles = parameter(tilesKind, {
	columns: 8,
	rows: 8
}, "columns and rows of tiles");
const parameters$4 = {
	dialect: parameter(oneOf(Object.keys(defaultClipLimits)), "opencv", "whose definition"),
	tiles,
	clipLimit: parameter(clipLimitKind, null, "how much contrast may grow; 0 is no limit", { defaultText: String(defaultClipLimits.opencv) })
};
const aheParameters = { tiles };
/** Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles mix those around. */
const clahe = {
	kind: "plane",
	name: "clahe",
	summary: "adaptive equalisation tile by tile, with the contrast limited",
	defaults: defaultsOf(parameters$4),
	parameters: parameters$4,
	colour: ({ dialect }) => dialect === "opencv" ? "ycrcb" : "hsv",
	scratchBytes(shape, { dialect, tiles }) {
		return dialect === "opencv" ? claheScratchBytes(shape, tiles) : claheSkimageScratchBytes(shape, tiles);
	},
	settled: (params) => ({
		...params,
		clipLimit: clipLimitOf(params)
	}),
	equalize(plane, params, mask, to) {
		const options = {
			tiles: params.tiles,
			clipLimit: clipLimitOf(params)
		};
		return params.dialect === "opencv" ? kernels().clahe(plane, options, mask, to) : claheSkimage(plane, options, mask);
	}
};
function clipLimitOf({ dialect, clipLimit }) {
	return clipLimit ?? defaultClipLimits[dialect];
}
/** Adaptive histogram equalisation: CLAHE, as OpenCV defines it, without a limit. */
const ahe = {
	kind: "plane",
	name: "ahe",
	summary: "adaptive equalisation tile by tile, without a limit: brings out noise too",
	defaults: defaultsOf(aheParameters),
	parameters: aheParameters,
	scratchBytes: (shape, { tiles }) => claheScratchBytes(shape, tiles),
	equalize: (plane, { tiles }, mask, to) => kernels().clahe(plane, {
		tiles,
		clipLimit: 0
	}, mask, to)
};
function areTiles(tiles) {
	if (typeof tiles !== "object" || tiles === null || !("columns" in tiles) || !("rows" in tiles)) return false;
	return [tiles.columns, tiles.rows].every((count) => Number.isSafeInteger(count) && Number(count) >= 1);
}
// src/pixels/methods/dsihe.ts
/**
* Dualistic sub-image histogram equalisation. The levels up to the median and those above it are equalised each onto their own
* side. The median, the lowest level with half of the pixels at it or below, belongs to the lower side. Source: Y. Wan, Q. Chen,
* B. Zhang, Image enhancement based on equal area dualistic sub-image histogram equalization method, IEEE Transactions on Consumer
* Electronics 45(1), 1999.
*/
const dsihe = {
	kind: "table",
	name: "dsihe",
	summary: "equalises the darker and the lighter half of the pixels separately (Wan, Chen, Zhang 1999)",
	defaults: {},
	table: (histogram) => equalizeParts(histogram, [quantile(cumulative(histogram), 1, 2), histogram.length - 1])
};
// src/pixels/methods/he-dialects.ts
/** Whose definition of global histogram equalisation: what each program makes of a level, and of colour. */
const heDialects = {
	opencv: {
		colour: "ycrcb",
		formula: opencv
	},
	pillow: {
		colour: "rgb",
		formula: pillow
	},
	skimage: {
		colour: "pooled",
		formula: skimage$1
	},
	imagemagick: {
		colour: "intensity",
		formula: imagemagick
	},
	vips: {
		colour: "rgb",
		formula: vips
	},
	notebook: {
		colour: "rgb",
		formula: notebook
	}
};
/** The dialect's table for a plane with this histogram of 256 or 65,536 levels. When nothing was counted, nothing changes. */
function heTable(dialect, histogram, channels = [histogram]) {
	if (!histogram.some((count) => count > 0)) return identityTable(histogram.length);
	return heDialects[dialect].formula(histogram, channels);
}
/**
* `cv2.equalizeHist`: the lowest used level becomes 0, the others their share of the pixels above it. OpenCV computes in 32-bit
* floats and rounds halves to even; `Math.fround` at the same places gives the same table, and the same formula serves 16 bits.
* Source: modules/imgproc/src/histogram.cpp of OpenCV 4.
*/
function opencv(histogram) {
	const sums = cumulative(histogram);
	const atLowest = histogram[quantile(sums, 0, 1)];
	const above = sums[sums.length - 1] - atLowest;
	if (above === 0) return identityTable(histogram.length);
	const maxSample = histogram.length - 1;
	const scale = Math.fround(maxSample / Math.fround(above));
	return tableOf(histogram.length, (level) => {
		const higher = Math.max(sums[level] - atLowest, 0);
		return Math.min(roundHalfToEven(Math.fround(Math.fround(higher) * scale)), maxSample);
	});
}
/**
* Pillow's `ImageOps.equalize`: one level up every `step` pixels, in whole numbers, counting the pixels *below* a level. With
* fewer pixels than levels below the highest used one there is no step, and nothing changes.
* Source: src/PIL/ImageOps.py of Pillow 9.4; there only 8 bits exist.
*/
function pillow(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	const belowHighest = sums[maxSample] - histogram[highestUsed(histogram)];
	const step = Math.floor(belowHighest / maxSample);
	if (step === 0) return identityTable(histogram.length);
	const half = Math.floor(step / 2);
	return tableOf(histogram.length, (level) => Math.min(Math.floor((half + sums[level] - histogram[level]) / step), maxSample));
}
/**
* scikit-image's `exposure.equalize_hist`: the share of pixels at or below a level. scikit-image gives a float from 0 to 1; the
* level is that float × the largest sample, rounded half to even as `numpy.round` does.
* Source: skimage/exposure/exposure.py of scikit-image 0.19.
*/
function skimage$1(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	return tableOf(histogram.length, (level) => roundHalfToEven(sums[level] / sums[maxSample] * maxSample));
}
/**
* ImageMagick's `-equalize`: the share among the pixels that are not *black*, whether black is the lowest used level or not. It
* computes in 16 bits; `-depth 8` then keeps the whole part of value / 257.
* Source: EqualizeImage in magick/enhance.c of ImageMagick 6.9.11 (Q16).
*/
function imagemagick(histogram) {
	const sums = cumulative(histogram);
	const black = sums[0];
	const above = sums[sums.length - 1] - black;
	if (above === 0) return identityTable(histogram.length);
	const reduced = histogram.length === 256 ? 257 : 1;
	return tableOf(histogram.length, (level) => {
		const quantum = Math.floor(65535 * (sums[level] - black) / above + .5);
		return Math.floor(quantum / reduced);
	});
}
/**
* libvips' `hist_equal`: the share of pixels at or below a level, in 32-bit floats, truncated. With 16 bits the histogram of
* libvips ends at the highest used level of all channels, and so do the new levels.
* Source: libvips/histogram/hist_equal.c, hist_norm.c and arithmetic/linear.c of libvips 8.14.
*/
function vips(histogram, channels) {
	const top = histogram.length === 256 ? 255 : Math.max(...channels.map(highestUsed));
	const sums = cumulative(histogram);
	const scale = Math.fround(top / sums[sums.length - 1]);
	return tableOf(histogram.length, (level) => Math.floor(Math.fround(scale * Math.fround(sums[level]))));
}
/** The formula of many a notebook and lecture: the whole part of (L − 1) · cdf(v) / N, with cdf counting the level itself. */
function notebook(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	return tableOf(histogram.length, (level) => Math.floor(sums[level] * maxSample / sums[maxSample]));
}
function highestUsed(histogram) {
	let level = histogram.length - 1;
	while (level > 0 && histogram[level] === 0) level--;
	return level;
}
const parameters$3 = { dialect: parameter(oneOf(Object.keys(heDialects)), "opencv", "whose definition") };
/** Global histogram equalisation: every level moves to its rank among the pixels. */
const he = {
	kind: "table",
	name: "he",
	summary: "histogram equalisation: spreads the levels of the whole image evenly",
	defaults: defaultsOf(parameters$3),
	parameters: parameters$3,
	colour: ({ dialect }) => heDialects[dialect].colour,
	table: (histogram, { dialect }, _plane, histograms) => heTable(dialect, histogram, histograms)
};
// src/pixels/methods/match.ts
/** Whose definition of histogram matching. */
const matchDialects = {
	textbook,
	skimage
};
const parameters$2 = {
	reference: parameter({
		expected: "histograms",
		fromCaller: (value) => value,
		allows: () => true,
		fromText: () => void 0,
		toText: () => ""
	}, [], "the histograms of the reference", { isInternal: true }),
	dialect: parameter(oneOf(Object.keys(matchDialects)), "textbook", "whose definition")
};
/**
* Histogram matching: a level becomes the level of the reference that has the same rank. When either has no pixel that counts,
* nothing changes.
*/
const match = {
	kind: "table",
	name: "match",
	summary: "gives the image the histogram of a reference image",
	defaults: defaultsOf(parameters$2),
	parameters: parameters$2,
	check({ reference }) {
		if (!Array.isArray(reference) || reference.length === 0) throw noReference();
	},
	colour: ({ dialect }) => dialect === "skimage" ? "rgb" : void 0,
	table(histogram, { reference, dialect }, plane = 0) {
		const wanted = reference[plane] ?? reference[0];
		if (!wanted) throw noReference();
		const ranks = ranksOf(histogram);
		const wantedRanks = ranksOf(rebinned(wanted, histogram.length));
		if (!ranks || !wantedRanks) return identityTable(histogram.length);
		return matchDialects[dialect](ranks, wantedRanks);
	}
};
function noReference() {
	return new ImgparError("usage", `method 'match' needs a reference: give --reference an image, or statistics that --save-stats wrote`);
}
/** The share of pixels at or below each level, 0..1. Equal shares are equal numbers, however many pixels there are. */
function ranksOf(histogram) {
	const sums = cumulative(histogram);
	const pixels = sums[sums.length - 1];
	return pixels === 0 ? void 0 : sums.map((sum) => sum / pixels);
}
/** The histogram with another number of levels: v / 257 rounded from 16 bits to 8, v · 257 from 8 to 16. */
function rebinned(histogram, levels) {
	if (histogram.length === levels) return histogram;
	const scale = (levels - 1) / (histogram.length - 1);
	const changed = new Float64Array(levels);
	for (let level = 0; level < histogram.length; level++) changed[Math.round(level * scale)] += histogram[level];
	return changed;
}
/** The lowest level of the reference whose rank is at least that of v: the inverse of a cumulative distribution in steps. */
function textbook(ranks, wanted) {
	let level = 0;
	return tableOf(ranks.length, (v) => {
		while (wanted[level] < ranks[v]) level++;
		return level;
	});
}
/**
* scikit-image's `exposure.match_histograms`: `numpy.interp` between the used levels of the reference, rounded half to even. The
* float that scikit-image gives for grey is rounded as it says; with `channel_axis` it cuts the fraction off instead, so its colour
* is up to one level darker. Source: skimage/exposure/histogram_matching.py of scikit-image 0.19.
*/
function skimage(ranks, wanted) {
	const used = usedLevels(wanted);
	let i = 0;
	return tableOf(ranks.length, (v) => {
		const rank = ranks[v];
		while (i < used.length && wanted[used[i]] <= rank) i++;
		if (i === 0) return used[0];
		const below = used[i - 1];
		const above = used[i] ?? below;
		if (wanted[below] === rank || above === below) return below;
		const slope = (above - below) / (wanted[above] - wanted[below]);
		return roundHalfToEven(slope * (rank - wanted[below]) + below);
	});
}
function usedLevels(ranks) {
	return [...ranks.keys()].filter((level) => ranks[level] > (ranks[level - 1] ?? 0));
}
// src/pixels/methods/stretch.ts
const expected = "two numbers [low, high] with 0 <= low < high <= 100";
const parameters$1 = { percentiles: parameter({
	expected,
	expectedText: "two numbers from 0 to 100, the smaller one first, such as 1,99",
	fromCaller(value, name) {
		if (arePercentiles(value)) return value;
		throw unexpected(name, value, expected);
	},
	allows: arePercentiles,
	fromText(text) {
		const numbers = text.split(",").map(decimal);
		return arePercentiles(numbers) ? numbers : void 0;
	},
	toText: (value) => value.join(",")
}, [.35, 99.65], "the levels that become black and white") };
/**
* Contrast stretching: linear from the low percentile, which becomes 0, to the high one, which becomes the largest sample; halves
* are rounded up, and what lies outside is clamped. When both are the same level, nothing changes.
*/
const stretch = {
	kind: "table",
	name: "stretch",
	summary: "stretches the levels between two percentiles linearly over the full range",
	defaults: defaultsOf(parameters$1),
	parameters: parameters$1,
	table(histogram, { percentiles }) {
		const sums = cumulative(histogram);
		const [black, white] = percentiles.map((percent) => percentile(sums, percent));
		if (black === white) return identityTable(histogram.length);
		const maxSample = histogram.length - 1;
		return tableOf(histogram.length, (level) => {
			const within = Math.min(Math.max(level, black), white) - black;
			return Math.round(within * maxSample / (white - black));
		});
	}
};
/** In whole millionths: 0.07 · 100 is 7.000000000000001 in floats, and a level that holds just 7 would be missed. */
function percentile(sums, percent) {
	return quantile(sums, Math.round(percent * 1e4), 1e6);
}
function arePercentiles(value) {
	if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
	const [low, high] = value;
	return 0 <= low && low < high && high <= 100;
}
// src/pixels/methods/methods.ts
/** Every method, in the order in which they are listed. */
const methods = [
	he,
	clahe,
	ahe,
	bbhe,
	dsihe,
	bright,
	stretch,
	match
];
/** Throws an ImgparError of code `usage` when there is none of that name. */
function methodNamed(name) {
	const method = methods.find((candidate) => candidate.name === name);
	if (method) return method;
	throw new ImgparError("usage", `unknown method '${name}', expected one of: ${methods.map((known) => known.name).join(", ")}`);
}
/**
* The method's defaults with what was given in their place. Throws an ImgparError of code `usage` for a parameter that the method
* does not have, or a value that it cannot use. Text is read as the command line says it: `8x8`, `1,99`.
*/
function methodParams(method, given = {}) {
	const params = {
		...method.defaults,
		...readParams(method, given)
	};
	method.check?.(params);
	return params;
}
/** What was given, each value checked by itself, and text read. @throws {ImgparError} `usage`, as `methodParams` */
function readParams(method, given) {
	const values = Object.entries(given).map(([name, value]) => {
		if (!Object.hasOwn(method.defaults, name)) throw unknownParameter(method, name);
		return [name, parameterValue(method, name, value)];
	});
	return Object.fromEntries(values);
}
function unknownParameter({ name, defaults }, given) {
	const known = Object.keys(defaults);
	const meant = nearest(given, known);
	const advice = meant === void 0 ? `, it takes: ${known.join(", ") || "none"}` : `, did you mean '${meant}'?`;
	return new ImgparError("usage", `method '${name}' has no parameter '${given}'${advice}`);
}
// src/pixels/pictures/picture.ts
/**
* What of a colour image is equalised. Grey images have one plane in every mode; alpha is never touched.
*
* - `luma`: Y of BT.601 (full range); Cb and Cr are held, so R, G and B of a pixel move by the same amount and are clamped
* - `rgb`: R, G and B each on its own
* - `joint`: one table from the histogram of luma, for R, G and B; a method that looks at where a sample stands changes luma, and
*   R, G and B are multiplied by as much
* - `lab`: L* of CIELAB (D65), the samples taken for sRGB; a* and b* are held
* - `hsv`: V = max(R, G, B); R, G and B are multiplied by as much, so hue and saturation are held
*/
const colourModes = [
	"luma",
	"rgb",
	"joint",
	"lab",
	"hsv"
];
/**
* A colour mode, or what a program does to colour where no mode does the same:
*
* - `ycrcb`: Y of OpenCV's YCrCb in whole numbers, with Cr and Cb rounded on the way, as users of `cv2` do
* - `pooled`: one table from the sum of the histograms of R, G and B, for all three; their planes are those of `rgb`
* - `intensity`: one table from ImageMagick's intensity (`countIntensity`), for R, G and B; the plane is that of `joint`
*/
const colourTreatments = [
	...colourModes,
	"ycrcb",
	"pooled",
	"intensity"
];
// src/options/method-path.ts
/** Whether a method is given as the path of a module rather than by name. */
function isModulePath(method) {
	return /[\\/]|\.[cm]?js$/i.test(method);
}
// src/options/kinds.ts
const methodNames = methods.map(({ name }) => name);
/** A method by its name, or the path of a module that exports one. */
const methodKind = {
	...pathOr("the name of a method, or the path of a module"),
	expectedText: `one of: ${methodNames.join(", ")}, or a path such as ./mine.mjs`,
	words: methodNames,
	isOpen: true,
	fromText: (text) => methodNames.includes(text) || isModulePath(text) ? text : void 0
};
/** A rectangle in whole pixels. */
const region = {
	expected: "x and y from 0 and width and height from 1, in whole pixels",
	expectedText: "X,Y,WIDTH,HEIGHT in whole pixels, such as 0,0,640,480",
	fromCaller: needing(group({
		x: number$1,
		y: number$1,
		width: number$1,
		height: number$1
	}), "x", "y", "width", "height"),
	allows: ({ x, y, width, height }) => [
		x,
		y,
		width - 1,
		height - 1
	].every((value) => Number.isSafeInteger(value) && value >= 0),
	fromText(text) {
		const numbers = text.split(",").map((part) => /^\d+$/.test(part) ? Number(part) : NaN);
		const [x, y, width, height] = numbers;
		const given = {
			x,
			y,
			width,
			height
		};
		return numbers.length === 4 && region.allows(given) ? given : void 0;
	},
	toText: ({ x, y, width, height }) => [
		x,
		y,
		width,
		height
	].join(",")
};
/** Parameters of the method by name, each a value or text that the method's row reads. */
const parameters = {
	expected: "an object",
	expectedText: "a name and a value, such as tiles=8x8",
	fromCaller: Object.assign((value, name) => anyObject(value, name), { names: [...new Set(methods.flatMap(({ defaults }) => Object.keys(defaults)))] }),
	merge: (several) => Object.assign({}, ...several),
	allows: () => true,
	fromText(text) {
		const [, name, value] = /^([a-z_]\w*)=(.*)$/is.exec(text) ?? [];
		return name === void 0 ? void 0 : { [name]: value };
	},
	toText: (values) => Object.entries(values).flat().join("=")
};
// src/options/row.ts
/** The parts of the help, in their order. */
const sections = [
	"Pixels",
	"Valid pixels",
	"Images",
	"Results",
	"Running again",
	"Run",
	"Options"
];
function option(kind, section, help, details) {
	return {
		kind,
		section,
		help,
		...details
	};
}
// src/options/table.ts
/** What is read and where results go. */
const placeOptions = {
	/**
	* Folders (read recursively), files and glob patterns, mixed; one or several. Patterns that begin with `!` leave out, as
	* `select.exclude` does.
	*/
	sources: option(listOf(path), "Images", "Folders, files and glob patterns", { flag: false }),
	/**
	* Files with the names of further images, one a line, or each followed by a zero byte; `-` is the standard input. Names start from the
	* current folder, below which their tree is mirrored; of a file elsewhere the whole path is. Default: none.
	*/
	lists: option(listOf(path), "Images", "Take the files that FILE names, one a line or split by zero bytes; - is the standard input", { flag: "list" }),
	/** A folder in which the tree below each source is mirrored; or a file name, if the only source is a file. */
	destination: option(path, "Results", "The folder of the results", { flag: false })
};
/** Which of the files found are taken. */
const selectOptions = {
	/** Only files that match this pattern, or one of these. Default: all. */
	include: option(listOf(text), "Images", "Take only files that match PATTERN, a name or a path; may be repeated"),
	/** No file that matches this pattern, or one of these. Default: none. */
	exclude: option(listOf(text), "Images", "Leave out files and folders that match PATTERN; may be repeated"),
	/** Files and folders whose name begins with a dot as well. Default: false. */
	hidden: option(onOff, "Images", "Take files and folders whose name begins with a dot, too"),
	/** A source pattern that matches nothing, and sources without images, are warned of instead of refused. Default: false. */
	allowNoMatch: option(onOff, "Images", "A pattern that matches nothing is no error"),
	/** Files that are named like images and are none fail, instead of being passed over. Default: false. */
	strict: option(onOff, "Images", "Files that are named like images, but are none by content, fail")
};
/** What is done to the pixels of every image. */
const operationOptions = {
	/** The name of a method (`he` is the default), or the path of a module that exports one. */
	method: option(methodKind, "Pixels", `Method of equalisation, or the path of a module that exports one [${methods.map(({ name }) => name).join(", ")}]`, {
		default: "he",
		bytes: "settled"
	}),
	/** Whose definition of the method; the same as the parameter of that name. Default: the method's. */
	dialect: option(text, "Pixels", `Whose definition of the method, and of colour [${Object.keys(heDialects).join(", ")}]`, { bytes: "settled" }),
	/** What of colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
	on: option(oneOf(colourModes), "Pixels", "What of a colour image is equalised", {
		defaultText: "luma, or what the program of --dialect does",
		bytes: "settled"
	}),
	/** From 0, the original, to 1, the full effect and the default. */
	strength: option(number(0, 1), "Pixels", "From 0, the original, to 1, the full effect", {
		defaultText: "1",
		bytes: "settled"
	}),
	/**
	* For `match` an image, or statistics, whose histogram is the model. For other methods statistics that take the place of those
	* of each image. Default: none.
	*/
	reference: option(path, "Pixels", "Of match: the image, or statistics, to look like. Of others: statistics to use", { bytes: "content" }),
	/** `together`: the frames or pages of a file share one table, so an animation does not flicker. Default: `apart`. */
	frames: option(oneOf(["apart", "together"]), "Pixels", "Whether frames or pages of a file share a table", {
		default: "apart",
		bytes: "value"
	}),
	/** Whether pixels are turned as their orientation tag says, and the tag set to upright. Default: false. */
	autoOrient: option(onOff, "Pixels", "Turn pixels as the orientation tag says", {
		default: false,
		bytes: "value"
	}),
	/** Parameters of the method in place of its defaults: values, or text as on the command line. */
	params: option(parameters, "Pixels", "A parameter of the method, as NAME=VALUE; may be repeated", {
		flag: "param",
		bytes: "settled"
	}),
	/** Pixels of which all colours have this level, 0..65,535, hold no data: they are not counted and never change. */
	nodata: option(whole(0, 65535), "Valid pixels", "A level that means no data: not counted, never changed", { bytes: "settled" }),
	/** Only pixels in it are counted. */
	roi: option(region, "Valid pixels", "Count only the rectangle X,Y,WIDTH,HEIGHT", { bytes: "settled" }),
	/** Whether only pixels that are counted change. Default: false, all do but those without data. */
	applyInside: option(onOff, "Valid pixels", "Change only pixels that count", { bytes: "settled" })
};
/** What images share with each other. */
const sharingOptions = {
	/** Whether every image has a table of its own, or all of a folder, or of the whole set, share one. Default: `image`. */
	scope: option(oneOf([
		"image",
		"folder",
		"set"
	]), "Pixels", "Images that share one table: none, those of a folder, or all", {
		default: "image",
		bytes: "value"
	}),
	/** A file to write the statistics of the whole set to, for `reference` of another run; needs the scope `set`. Default: none. */
	saveStats: option(path, "Pixels", "With --scope set: write the statistics to FILE, for --reference"),
	/** A folder with a mask for each image, under the same relative name, with any ending. Default: none. */
	maskDir: option(path, "Valid pixels", "A folder with a mask of the same name for each image; white counts")
};
/** How results are encoded and written. */
const outputOptions = {
	/** `keep` writes the format that was read. Default: `keep`. */
	format: option(oneOf(["keep", ...imageFormats]), "Results", "Format of the results", {
		default: defaultEncode.format,
		bytes: "value"
	}),
	/** 1..100, of lossy formats. `auto` is the quality of a JPEG that was read, from its own tables; otherwise 90. Default: 90. */
	quality: option(orWord(whole(1, 100), "auto"), "Results", "Quality of lossy formats, 1 to 100, or auto: that of the source", {
		default: defaultEncode.quality,
		bytes: "value",
		noEffectOn: ["png", "gif"]
	}),
	/**
	* 1 (fastest) to 9 (smallest): time given to making the file smaller. JPEG: 4 and more optimise the codes, 8 and more the
	* coefficients as well; PNG: 2 tries more filters, 3 and more that level of zlib as well; WebP and AVIF: their own efforts. Of no
	* effect on TIFF and GIF. Default: 1.
	*/
	effort: option(whole(1, 9), "Results", "From 1, the fastest coding, to 9, the smallest files", {
		default: defaultEncode.effort,
		bytes: "value",
		noEffectOn: ["tiff", "gif"]
	}),
	/** Of TIFF. `keep` stores the pixels as they were where that can be written; what was no TIFF becomes `deflate`. Default: `keep`. */
	compression: option(oneOf(["keep", ...writableCompressions]), "Results", "Compression of TIFF", {
		default: defaultEncode.compression,
		bytes: "value",
		noEffectOn: [
			"jpeg",
			"png",
			"webp",
			"avif",
			"gif"
		]
	}),
	/** Of WebP. `keep` is without loss what was read so; what was no WebP is with loss. `near` may change samples a little. Default: `keep`. */
	lossless: option(oneOf(losslessChoices), "Results", "Whether WebP is without loss", {
		default: defaultEncode.lossless,
		bytes: "value",
		noEffectOn: [
			"jpeg",
			"png",
			"tiff",
			"avif",
			"gif"
		]
	}),
	/** Leaves out all that does not decide how the picture is shown: EXIF but its orientation, XMP, IPTC, comments, previews. Default: false. */
	strip: option(onOff, "Results", "Leave out metadata, the colour profile excepted", {
		default: defaultEncode.strip,
		bytes: "value"
	}),
	/** Leaves out an HDR gain map, which no longer fits the picture; otherwise an image that has one is refused. Default: false. */
	dropGainMap: option(onOff, "Results", "Leave out HDR gain maps, which would no longer fit; otherwise such images are refused", {
		default: defaultEncode.dropGainMap,
		flag: "drop-gainmap",
		bytes: "value"
	}),
	/** Whether results have the modification time and the permissions of their sources. Default: false. */
	preserve: option(onOff, "Results", "Give results the modification time and permissions of their sources", {
		default: false,
		bytes: "value"
	}),
	/** Whether files that are no images are copied as they are, so that a dataset stays whole. Default: false. */
	copyOthers: option(onOff, "Results", "Copy files that are no images (labels, sidecars) as they are, so that a dataset stays whole", { default: false }),
	/** Whether a destination that exists is replaced; if not, its source is skipped. Default: true. */
	overwrite: option(yesNo, "Results", "Whether results that exist are replaced, or their sources skipped", { default: true }),
	/** Whether a result survives a failure of power once it is told of as done. Default: false. */
	durable: option(onOff, "Results", "Have every result on the disk before it counts as done, in case the power fails", { default: false }),
	/**
	* Who decodes and encodes: `auto` is libjpeg-turbo, by components, where that will do for a JPEG and is there; our own reader where that
	* will do for a PNG; else sharp. PNG is always written by our own writer, and read by ourselves where it is too large to be whole in
	* memory. Default: `auto`.
	*/
	codec: option(oneOf(["auto", "sharp"]), "Run", "auto: JPEG by libjpeg-turbo and PNG by a reader of our own where these will do; sharp: sharp reads all", {
		default: "auto",
		bytes: "value",
		noEffectOn: [
			"png",
			"webp",
			"tiff",
			"avif",
			"gif"
		]
	})
};
/** Results in the place of their sources. */
const inPlaceOptions = {
	/** A folder that keeps the originals, under their paths below the sources; false if none are to be kept. */
	backupDir: option(pathOrFalse, "Results", "With --in-place: a folder that keeps the originals"),
	/** Whether a file that has other names (hard links) is replaced; these keep the original. Default: false, it is skipped. */
	breakHardLinks: option(onOff, "Results", "With --in-place: replace files that have other names (hard links), too; these keep the original"),
	/** Whether the lock of a run on another machine is taken, which nobody here can tell to have ended. Default: false. */
	breakLock: option(onOff, "Results", "With --in-place: take the lock of a run on another machine that has ended")
};
/** What is remembered from run to run, and what follows from it. */
const recordOptions = {
	/** Whether images are done that are up to date. Default: false. */
	force: option(onOff, "Running again", "Do every image, up to date or not", { default: false }),
	/** Whether only images are done that failed last time. Default: false. */
	retryFailed: option(onOff, "Running again", "Do only images that failed last time", { default: false }),
	/** Whether the content of sources and results is compared, instead of size and time. Default: false. */
	checksum: option(onOff, "Running again", "Compare the content of sources and results, not size and time", { default: false }),
	/**
	* Whether results are removed whose sources are gone: a folder that was read does not hold them any more. What cannot be seen is not gone,
	* and more than 20 results that are more than half of all are not removed either; the event `prune-withheld` tells of both. Default: false.
	*/
	prune: option(onOff, "Running again", "Remove results whose sources are gone, and nothing that imgpar did not make", { default: false }),
	/** As `prune`, however many results that removes. Default: false. */
	pruneAny: option(onOff, "Running again", "The same, also if most results go", { default: false }),
	/** The file that tells what was made from what; false for none. Default: `.imgpar.jsonl` in the destination, if that is a folder. */
	manifest: option(pathOrFalse, "Running again", "Where to remember what was done", { defaultText: ".imgpar.jsonl in the destination" })
};
/** How many images at a time, and for how long. */
const workOptions = {
	/** Images worked on at the same time, 1..1024. Default: the cores that this process may use. */
	workers: option(whole(1, 1024), "Run", "Images worked on at the same time", { defaultText: "the cores this process may use" }),
	/**
	* How long one image may take, in milliseconds, 1 or more; then it fails as `timeout`. Time in which the run is stopped, as by Ctrl-Z,
	* does not count. Default: 120,000.
	*/
	timeoutMs: option(milliseconds(.001, 2e6), "Run", "Seconds that one image may take", {
		default: 12e4,
		flag: "timeout"
	})
};
/** What the run may take, and how it deals with what goes wrong. */
const limitOptions = {
	/** Memory of all processes of the run together, in bytes. Default: 70 per cent of what the machine, or the cgroup, allows. */
	maxMemoryBytes: option(size, "Run", "Memory of the whole run, such as 2GiB or 512M", {
		defaultText: "70 % of what there is",
		flag: "max-memory"
	}),
	/** Pixels of an image, over all its pages, 1 or more; a larger one fails as `too-large`. Default: 268,402,689 (16,383²). */
	maxPixels: option(whole(1), "Run", "Pixels of an image; larger ones fail", { default: defaultMaxPixels }),
	/** How often reading or writing is tried again after a fault that may pass, as of a network drive, 0..100. Default: 2. */
	retries: option(whole(0, 100), "Run", "Further tries after a fault of reading or writing that may pass", { default: 2 }),
	/** Failures that the run bears: a number of images, or a share of those found such as `5%`. One more ends it. Default: any. */
	maxFailures: option(amountOf("images"), "Run", "Failures to bear, a number or such as 5%; one more ends the run", { defaultText: "any" }),
	/** A folder to which images that fail of themselves are copied, each beside a `.reason.json`. Default: none. */
	quarantine: option(path, "Run", "A folder to copy images to that fail of themselves, each with its reason")
};
/** All tables with the part of `RunOptions` that each describes; none is its top level. */
const tables = [
	{
		part: "operation",
		options: operationOptions
	},
	{
		part: "sharing",
		options: sharingOptions
	},
	{ options: placeOptions },
	{
		part: "select",
		options: selectOptions
	},
	{
		part: "output",
		options: outputOptions
	},
	{
		part: "inPlace",
		options: inPlaceOptions
	},
	{
		part: "record",
		options: recordOptions
	},
	{ options: workOptions },
	{
		part: "limits",
		options: limitOptions
	}
];
export { number$1 as A, text as C, callback as D, bytes as E, mebibytes as M, unexpected as N, group as O, nearest as P, oneOf as S, boolean as T, methods as _, placeOptions as a, parametersOf as b, sharingOptions as c, option as d, sections as f, methodParams as g, methodNamed as h, outputOptions as i, path$1 as j, needing as k, tables as l, colourTreatments as m, limitOptions as n, recordOptions as o, isModulePath as p, operationOptions as r, selectOptions as s, inPlaceOptions as t, workOptions as u, readParams as v, abortSignal as w, onOff as x, kindOf as y };
