import { a as readText$1, c as notUtf8, i as cgroupsOf, l as reasonOf, r as usableCores, t as startWorkers } from "./start-workers.js";
import { i as failureOf, s as messageOf, t as ImgparError } from "./errors.js";
import { M as mebibytes, N as unexpected, O as group, a as placeOptions, c as sharingOptions, g as methodParams, h as methodNamed, i as outputOptions, k as needing, m as colourTreatments, n as limitOptions, o as recordOptions, p as isModulePath, r as operationOptions, s as selectOptions, t as inPlaceOptions, u as workOptions, v as readParams } from "./table.js";
import { a as regionMask, i as intersection, o as requireFitting, r as dataPixels } from "./masks.js";
import { t as version } from "./version.js";
import { types } from "node:util";
import { posix, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { closeSync, constants, fstatSync, lstatSync, openSync, promises, readFileSync, readSync, rmSync, statSync } from "node:fs";
import { totalmem } from "node:os";
// src/storage/undecodable.ts
/** The name in these bytes. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, as Python has it, which no other name holds. */
function decodeName(bytes) {
	const plain = bytes.toString("utf8");
	if (!plain.includes("�")) return plain;
	return bytes.toString("latin1").replace(wellFormed, (found, other) => other === void 0 ? Buffer.from(found, "latin1").toString("utf8") : String.fromCharCode(56320 + other.charCodeAt(0)));
}
/** Characters in UTF-8, byte by byte (Unicode, table 3-7); or one byte that begins none. */
const wellFormed = /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;
/** Whether a path holds a name that `decodeName` could not decode, and so leads nowhere, or to another file. */
function isUndecodable(path) {
	return /[\udc80-\udcff]/u.test(path);
}
/** Gives things that Node listed in one folder, with U+FFFD in their names, the names that tell them apart. Reads the folder again for that. */
var DistinctNames = class {
	folder;
	#names;
	constructor(folder) {
		this.folder = folder;
	}
	async correct(thing) {
		this.#names ??= await namesByLook(this.folder);
		thing.name = this.#names.get(lookOf(thing, thing.name))?.shift() ?? thing.name;
	}
};
async function namesByLook(folder) {
	const names = /* @__PURE__ */ new Map();
	for (const thing of await promises.readdir(folder, {
		encoding: "buffer",
		withFileTypes: true
	})) {
		const bytes = thing.name;
		const look = lookOf(thing, bytes.toString("utf8"));
		const alike = names.get(look);
		if (alike) alike.push(decodeName(bytes));
		else names.set(look, [decodeName(bytes)]);
	}
	return names;
}
/** Equal for things that a listing shows as equal. */
function lookOf(thing, name) {
	return `${thing.isDirectory() ? "folder" : thing.isFile() ? "file" : "other"}/${name}`;
}
// src/storage/file.ts
/**
* Opens a regular file. Pipes, devices and folders are refused, not waited for.
*
* @param throughLink whether a link is followed. Default: true
* @throws {ImgparError} `unreadable`
*/
function openSource(path, { throughLink = true } = {}) {
	if (isUndecodable(path)) throw new ImgparError("unreadable", `cannot read: ${notUtf8}`);
	const flags = constants.O_RDONLY | nonBlocking | (throughLink ? 0 : constants.O_NOFOLLOW ?? 0);
	const descriptor = reading(path, () => openSync(path, flags));
	const close = () => closeSync(descriptor);
	try {
		const stat = reading(path, () => fstatSync(descriptor));
		if (!stat.isFile()) throw new ImgparError("unreadable", "not a regular file");
		const read = (room, offset = 0) => reading(path, () => readFully(descriptor, room, offset));
		const { size, mtimeMs } = stat;
		const piece = (offset, length) => read(freshRoom(Math.min(length, size - offset)), offset);
		return {
			descriptor,
			size,
			ino: stat.ino,
			dev: stat.dev,
			links: stat.nlink,
			mode: stat.mode & 4095,
			mtimeMs,
			uid: stat.uid,
			gid: stat.gid,
			head: (length) => piece(0, length),
			piece,
			readAll: (roomFor = freshRoom) => read(roomFor(readableSize(size))),
			close
		};
	} catch (error) {
		close();
		throw error;
	}
}
const nonBlocking = constants.O_NONBLOCK ?? 0;
/** One call reads no more, and neither would the decoders. */
const maxFileBytes = 2 ** 31 - 1;
function readableSize(size) {
	if (size <= maxFileBytes) return size;
	throw new ImgparError("too-large", `the file has ${size} bytes; at most ${maxFileBytes} can be read`);
}
const freshRoom = (bytes) => Buffer.allocUnsafeSlow(bytes);
/** What fits into the room, or less where the file ends. */
function readFully(descriptor, room, offset) {
	let filled = 0;
	while (filled < room.length) {
		const count = readSync(descriptor, room, filled, room.length - filled, offset + filled);
		if (count === 0) break;
		filled += count;
	}
	return room.subarray(0, filled);
}
/** Whether anything stands at a path: a file, a folder, or a link, dangling or not. */
function exists(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) !== void 0;
	} catch {
		return false;
	}
}
/** What is found at a path, by default of a link the link itself; undefined if nothing is, or it may not be seen. */
function look(path, { throughLinks = false } = {}) {
	try {
		const found = (throughLinks ? statSync : lstatSync)(path, { throwIfNoEntry: false });
		return found && {
			isFile: found.isFile(),
			size: found.size,
			mtimeMs: found.mtimeMs
		};
	} catch {
		return;
	}
}
/** Whether two paths lead to one file. Of a link, the link itself counts. */
function isSameFile(path, other) {
	const [one, two] = [identityOf(path), identityOf(other)];
	return one !== void 0 && two !== void 0 && one.dev === two.dev && one.ino === two.ino;
}
function identityOf(path) {
	try {
		return lstatSync(path, {
			bigint: true,
			throwIfNoEntry: false
		});
	} catch {
		return;
	}
}
/** Removes a file. @throws what the system says, also if there is none */
function removeFile(path) {
	rmSync(path);
}
function reading(path, read) {
	try {
		return read();
	} catch (error) {
		throw new ImgparError("unreadable", `cannot read: ${reasonOf(error, path)}`, { cause: error });
	}
}
// src/options/given.ts
const operation = groupOf(operationOptions);
/** @throws {ImgparError} `usage` */
const readRunOptions = group({
	...readersOf(placeOptions),
	inPlace: needing(group(readersOf(inPlaceOptions)), "backupDir"),
	select: groupOf(selectOptions),
	operation,
	sharing: groupOf(sharingOptions),
	output: groupOf(outputOptions),
	record: groupOf(recordOptions),
	...readersOf(workOptions),
	limits: groupOf(limitOptions)
});
const { overwrite: _, preserve: __, copyOthers: ___, durable: ____, ...encodingOptions } = outputOptions;
/** @throws {ImgparError} `usage` */
const readEqualizeImageOptions = group({
	operation,
	output: groupOf(encodingOptions)
});
function groupOf(rows) {
	return group(readersOf(rows));
}
function readersOf(rows) {
	const readers = Object.entries(rows).map(([name, { kind }]) => [name, kind.fromCaller]);
	return Object.fromEntries(readers);
}
// src/parallel/memory-limit.ts
/** Bytes of memory that this process and its children may use: those of the machine, or fewer when a cgroup allows fewer. */
function usableMemoryBytes() {
	return Math.min(totalmem(), cgroupMemoryBytes(readText$1));
}
/**
* Bytes that Linux' control groups allow, `Infinity` without a limit.
* (Linux, Documentation/admin-guide/cgroup-v2.rst, "memory.max"; cgroup-v1/memory.rst, "memory.limit_in_bytes".)
*/
function cgroupMemoryBytes(read) {
	return Math.min(Number.POSITIVE_INFINITY, ...cgroupsOf("memory", read).map((group) => limitOf(group, read)));
}
/** `max`, a missing file, and what is no number of bytes are no limit; version 1 says "none" by a number beyond all memory. */
function limitOf({ version, folder }, read) {
	const text = read(posix.join(folder, version === 2 ? "memory.max" : "memory.limit_in_bytes"))?.trim();
	const bytes = Number(text || NaN);
	return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}
// src/pixels/strength.ts
/** The table that goes the part `strength` of the way: round(v + strength · (table(v) − v)), halves up. Order is kept. */
function blendTable(table, strength) {
	if (strength === 1) return table.slice();
	return table.map((level, v) => blended(v, level, strength));
}
/** The same sample by sample, between two planes of one size and depth. Changes `after` in place. */
function blendPlane(before, after, strength) {
	if (strength === 1) return;
	const from = before.samples;
	const to = after.samples;
	for (let i = 0; i < to.length; i++) to[i] = blended(from[i], to[i], strength);
}
function blended(before, after, strength) {
	return Math.round(before + strength * (after - before));
}
// src/pixels/equalize.ts
/**
* Decides what the operation leaves open. What is possible for any method (`strength`, `nodata`, `roi`) was checked before.
*
* @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
*/
function resolveOperation(operation) {
	const method = methodOf(operation);
	const params = methodParams(method, givenParams(operation));
	const { strength = 1, nodata, roi, applyInside = false } = operation;
	return {
		method,
		params,
		on: treatmentOf(operation),
		strength,
		nodata,
		roi,
		applyInside
	};
}
/** What an operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
function treatmentOf(operation) {
	if (operation.on) return operation.on;
	const given = givenParams(operation);
	if (given.dialect === void 0) return "luma";
	const method = methodOf(operation);
	return method.colour?.({
		...method.defaults,
		...given
	}) ?? "luma";
}
/** The same for operations that do the same, however they are said. A reference need not be there. */
function settledOperation(operation) {
	const method = methodOf(operation);
	const params = {
		...method.defaults,
		...readParams(method, givenParams(operation))
	};
	const { strength = 1, nodata, roi, applyInside = false } = operation;
	return {
		on: treatmentOf(operation),
		params: method.settled?.(params) ?? params,
		strength,
		nodata,
		roi,
		applyInside
	};
}
function methodOf({ method }) {
	return typeof method === "string" ? methodNamed(method) : method;
}
function givenParams({ params, dialect }) {
	return dialect === void 0 ? { ...params } : {
		...params,
		dialect
	};
}
/**
* Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
* data; when none is, nothing changes.
*
* @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
*/
function equalize(picture, operation, mask) {
	if (operation.strength === 0) return;
	const { method } = operation;
	if (method.kind === "plane") equalizePlanes(picture, method, operation, mask);
	else apply(picture, operation, tablesOf(operation, measure(picture, operation, mask)), mask);
}
/**
* Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
*
* @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
*/
function equalizeTogether(pictures, operation, mask) {
	const sums = [];
	for (const picture of pictures) addHistograms(sums, measure(picture, operation, mask));
	const tables = tablesOf(operation, sums);
	for (const picture of pictures) apply(picture, operation, tables, mask);
}
/** What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all. */
function measure(picture, counting, mask) {
	return picture.histograms(counting.on, chosenPixels(picture, counting, mask));
}
/**
* Adds histograms to those in `sums`, plane by plane; an empty list takes them as they are. Sums are exact, and the same in any order.
*
* @throws {ImgparError} `unsupported-format` when depth or number of planes are others than before
*/
function addHistograms(sums, histograms) {
	if (sums.length === 0) sums.push(...histograms.map(({ length }) => new Float64Array(length)));
	requireSame(sums, histograms);
	histograms.forEach((histogram, plane) => {
		const sum = sums[plane];
		for (let level = 0; level < sum.length; level++) sum[level] += histogram[level];
	});
}
/**
* The tables that the operation draws from what was measured, with its strength.
*
* @throws {ImgparError} `usage` when the method has no tables
*/
function tablesOf({ method, params, strength }, histograms) {
	if (method.kind === "plane") throw withoutTables(method);
	return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), strength));
}
/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
function apply(picture, operation, tables, mask) {
	if (operation.strength === 0) return;
	picture.applyTables(operation.on, tables, changingPixels(picture, operation, mask));
}
function equalizePlanes(picture, method, operation, mask) {
	const { params, on, strength } = operation;
	const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
	const changing = changingPixels(picture, operation, mask);
	const inPlace = changing === void 0 && strength === 1;
	const planes = picture.planes(on, inPlace).map((before) => {
		const after = method.equalize(before, params, counted, inPlace ? before.samples : void 0);
		blendPlane(before, after, strength);
		return after;
	});
	picture.replacePlanes(on, planes, changing);
}
/** The pixels that mask, region and no-data value leave; undefined when that is all of them. */
function chosenPixels(picture, { roi, nodata }, mask) {
	if (mask) requireFitting(mask, picture.shape);
	const region = roi && regionMask(picture.shape, roi);
	return intersection([
		mask,
		region,
		nodata === void 0 ? void 0 : dataPixels(picture, nodata)
	]);
}
/** The pixels that change; undefined when all do. */
function changingPixels(picture, operation, mask) {
	if (operation.applyInside) return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
	return operation.nodata === void 0 ? void 0 : dataPixels(picture, operation.nodata);
}
function withoutTables({ name }) {
	return new ImgparError("usage", `method '${name}' looks at where a pixel stands, so there is no table that several images could share`);
}
function requireSame(sums, histograms) {
	const shape = (all) => `${all.length} × ${all[0]?.length ?? 0} levels`;
	if (shape(sums) === shape(histograms)) return;
	throw new ImgparError("unsupported-format", `images that share a table must have one depth and as many planes: received ${shape(histograms)}, expected ${shape(sums)}`);
}
// src/options/base-memory.ts
/**
* What the processes of a run hold before any large image comes: the caller with its list and records 85 MiB, the workers' process
* 90 and 40 more for each worker, where half is what the garbage collector has not come to yet. Chosen to lie above what was seen
* with images of 256 × 192, resident sets added up, one run each, Node 20.20: 246 MiB with 2 workers (2,000 images), 190 with 1 and
* 250 with 4 (110 images).
*/
function baseBytes(workers) {
	return (175 + 40 * workers) * 2 ** 20;
}
/** The smallest budget that leaves something to work with beside the processes themselves. */
function leastMemoryBytes(workers) {
	return baseBytes(workers) + workers * leastShareBytes;
}
/** Less than this is given to no batch. */
const leastShareBytes = 32 * 2 ** 20;
/** As many of the workers as the memory is enough for, at least 1. */
function workersWithin(maxMemoryBytes, workers) {
	let affordable = workers;
	while (affordable > 1 && leastMemoryBytes(affordable) > maxMemoryBytes) affordable--;
	return affordable;
}
// src/options/resolve.ts
/**
* Fills in the defaults and checks every value. Reads nothing but whether the files that options name are there.
*
* @throws {ImgparError} `usage`, naming the option, the value received and the values expected
*/
function checkOptions(options) {
	const given = readRunOptions(options, "options");
	const { sources = [], lists = [], destination = "", workers = usableCores(), timeoutMs = workOptions.timeoutMs.default } = given;
	const checked = {
		sources,
		lists,
		destination,
		inPlace: given.inPlace && {
			...filled(inPlaceOptions, given.inPlace),
			backupDir: given.inPlace.backupDir
		},
		select: filled(selectOptions, given.select),
		operation: checkOperation(given.operation),
		sharing: checkSharing(given.sharing),
		output: checkOutput(given.output),
		record: checkRecord(given.record),
		limits: checkLimits(given.limits),
		...filled(workOptions, { timeoutMs }),
		workers
	};
	if (sources.length + lists.length === 0) throw new ImgparError("usage", "no source given, expected at least one folder, file or pattern");
	if (checked.inPlace) requireInPlacePossible(checked);
	else if (given.destination === void 0) throw new ImgparError("usage", "no destination given, expected the name of a folder");
	else if (destination === "") throw new ImgparError("usage", "the destination is empty, expected the name of a folder");
	requireAllowed(workOptions, { workers });
	requireOneTable(checked);
	return {
		...checked,
		workers: workersWithin(checked.limits.maxMemoryBytes, workers)
	};
}
/** The options of a table with its defaults in the place of what was not given. @throws {ImgparError} `usage` */
function filled(rows, given = {}) {
	const defaults = Object.entries(rows).filter(([, row]) => row.default !== void 0);
	const values = {
		...Object.fromEntries(defaults.map(([name, row]) => [name, row.default])),
		...given
	};
	requireAllowed(rows, values);
	return values;
}
/** @throws {ImgparError} `usage`, for a value that its option cannot have */
function requireAllowed(rows, values) {
	for (const [name, value] of Object.entries(values)) {
		const kind = rows[name]?.kind;
		if (value !== void 0 && kind && !kind.allows(value)) throw unexpected(name, value, kind.expected);
	}
}
/** @throws {ImgparError} `usage` */
function checkOperation(given = {}) {
	const operation = filled(operationOptions, given);
	const reference = operation.reference === void 0 ? {} : { reference: presentFile("reference", operation.reference) };
	if (isModulePath(operation.method)) return {
		...operation,
		...reference,
		method: presentFile("method", operation.method)
	};
	resolveOperation(asKnownToPixels(operation));
	const params = operation.params && { params: readParams(methodNamed(operation.method), operation.params) };
	return {
		...operation,
		...reference,
		...params
	};
}
/** The operation as `pixels/` knows it. The histograms of a reference are put in by the worker; until then any stand for them. */
function asKnownToPixels({ reference, params, ...operation }) {
	const isModel = reference !== void 0 && Object.hasOwn(methodNamed(operation.method).defaults, "reference");
	return {
		...operation,
		params: {
			...params,
			...isModel && { reference: [(/* @__PURE__ */ new Uint32Array(256)).fill(1)] }
		}
	};
}
function checkSharing(given = {}) {
	const sharing = filled(sharingOptions, given);
	if (sharing.saveStats !== void 0 && sharing.scope !== "set") throw new ImgparError("usage", `saveStats writes the statistics of a whole set, but scope is ${JSON.stringify(sharing.scope)}; add the scope set`);
	if (sharing.maskDir === void 0) return sharing;
	const maskDir = resolve(sharing.maskDir);
	if (!statSync(maskDir, { throwIfNoEntry: false })?.isDirectory()) throw unexpected("maskDir", sharing.maskDir, "a folder that exists");
	return {
		...sharing,
		maskDir
	};
}
/** @throws {ImgparError} `usage` */
function checkOutput(given = {}) {
	return filled(outputOptions, given);
}
/** Of the memory there is, what a run takes unless told: the rest is for the system, its file cache and other programs. */
const memoryShare = .7;
/** @throws {ImgparError} `usage` */
function checkLimits(given = {}) {
	const least = leastMemoryBytes(1);
	const { maxMemoryBytes = Math.max(least, Math.floor(memoryShare * usableMemoryBytes())) } = given;
	const limits = {
		...filled(limitOptions, given),
		maxMemoryBytes
	};
	if (!(maxMemoryBytes >= least)) throw unexpected("maxMemoryBytes", maxMemoryBytes, `${least} or more (${mebibytes(least)}), which one worker needs`);
	return limits.quarantine === void 0 ? limits : {
		...limits,
		quarantine: resolve(limits.quarantine)
	};
}
/** Running again must find what it did; and a result under another name would not be in place. */
function requireInPlacePossible({ inPlace, lists, destination, sharing, output, record }) {
	const contradiction = [
		destination !== "" && "a destination",
		lists.length > 0 && "a list",
		output.format !== "keep" && `format ${output.format}`,
		!output.overwrite && "overwrite: no",
		output.copyOthers && "copyOthers",
		record.manifest === false && "no manifest",
		record.prune && "prune",
		sharing.scope !== "image" && `scope ${sharing.scope}`
	].find((found) => found !== false);
	if (contradiction) throw new ImgparError("usage", `in place, the results take the place of their sources: ${contradiction} is not possible`);
	if (inPlace?.backupDir === "") throw new ImgparError("usage", "backupDir is empty, expected the name of a folder");
}
function checkRecord(given = {}) {
	const record = filled(recordOptions, {
		...given,
		prune: given.prune === true || given.pruneAny === true
	});
	const { manifest, force, retryFailed } = record;
	if (manifest === "") throw new ImgparError("usage", "manifest is empty, expected the name of a file");
	if (force && retryFailed) throw new ImgparError("usage", "force does every image, retryFailed only those that failed; give one of them");
	const dependent = [
		"retryFailed",
		"checksum",
		"prune"
	].find((option) => record[option]);
	if (manifest === false && dependent) throw new ImgparError("usage", `${dependent} needs a manifest, but there is to be none`);
	return typeof manifest === "string" ? {
		...record,
		manifest: resolve(manifest)
	} : record;
}
/**
* Images can share a table only where the method has one, and each frame's own statistics are no part of it.
*
* @param kind of the method; unknown of a user's own before it is loaded
*/
function requireOneTable({ operation, sharing }, kind = kindOf(operation)) {
	const shared = sharing.scope !== "image" ? `scope ${sharing.scope}` : operation.frames === "together" ? "frames together" : void 0;
	if (!shared) return;
	if (kind === "plane") throw new ImgparError("usage", `method '${operation.method}' looks at where a pixel stands, so images cannot share a table: ${shared} is not possible`);
	if (sharing.scope !== "image" && operation.reference !== void 0 && operation.method !== "match") throw new ImgparError("usage", `scope ${sharing.scope} measures the images, reference takes another's statistics; give one of them`);
}
function kindOf({ method }) {
	return isModulePath(method) ? void 0 : methodNamed(method).kind;
}
/** The absolute path of a file that must be there. */
function presentFile(option, path) {
	const absolute = resolve(path);
	if (statSync(absolute, { throwIfNoEntry: false })?.isFile()) return absolute;
	throw unexpected(option, path, `a file that exists; looked for ${absolute}`);
}
// src/worker/plugin.ts
/**
* A user's own method: the default export of a module, or its export named `method`. What it throws and what it answers is checked,
* so that its faults are told apart from those of imgpar.
*
* @param path absolute
* @throws {ImgparError} `usage`, if the module cannot be loaded or exports no method
*/
async function loadMethod(path) {
	const method = methodIn(await load$1(path), path);
	return method.kind === "table" ? guardedTable(method) : guardedPlane(method);
}
async function load$1(path) {
	try {
		return await import(
			/* webpackIgnore: true */
			/* @vite-ignore */
			pathToFileURL(path).href
);
	} catch (error) {
		throw new ImgparError("usage", `${path} cannot be loaded: ${sentenceOf(error)}`, { cause: error });
	}
}
/** The method as a plain object: its properties are read once, as a getter may answer differently the next time, or throw. */
function methodIn(module, path) {
	let fault;
	try {
		const method = propertiesOf(module.default ?? module.method);
		fault = faultIn(method);
		if (fault === void 0) return method;
	} catch (error) {
		throw new ImgparError("usage", `the method of ${path} cannot be read: ${sentenceOf(error)}`, { cause: error });
	}
	throw new ImgparError("usage", `${path} exports no method; expected a default export { kind: 'table', name, summary, defaults, table(histogram, params) } or { kind: 'plane', name, summary, defaults, scratchBytes(shape, params), equalize(plane, params, mask) }; ${fault}`);
}
function propertiesOf(exported) {
	const { kind, name, summary, defaults, parameters, table, equalize, scratchBytes, check, colour } = Object(exported);
	const bound = (value) => typeof value === "function" ? value.bind(exported) : value;
	return {
		kind,
		name,
		summary,
		...defaultsAndParameters(defaults, parameters),
		table: bound(table),
		equalize: bound(equalize),
		scratchBytes: bound(scratchBytes),
		check: bound(check),
		colour: bound(colour)
	};
}
/** A parameter may have a row, or only a default. */
function defaultsAndParameters(defaults, parameters) {
	const given = typeof defaults === "object" && defaults !== null ? { ...defaults } : defaults;
	if (parameters === void 0) return { defaults: given };
	if (typeof parameters !== "object" || parameters === null) return {
		defaults: given,
		parameters
	};
	const rows = Object.fromEntries(Object.entries(parameters).map(([name, row]) => [name, rowOf(row)]));
	const byRows = Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
	return {
		defaults: given === void 0 || typeof given === "object" ? {
			...byRows,
			...given
		} : given,
		parameters: rows
	};
}
/** What is read of a row: a kind of value is imgpar's own. */
function rowOf(row) {
	const { default: byDefault, help, min, max, whole, words } = Object(row);
	const known = {
		help,
		min,
		max,
		whole,
		words: Array.isArray(words) ? [...words] : words
	};
	return {
		default: byDefault,
		...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== void 0))
	};
}
function faultInParameters(parameters) {
	if (parameters === void 0) return void 0;
	if (typeof parameters !== "object" || parameters === null) return `parameters is ${described(parameters)}, expected an object`;
	for (const [name, row] of Object.entries(parameters)) {
		const { default: byDefault, help, min, max, whole, words } = rowOf(row);
		const fault = (key, value, expected) => `parameters.${name}.${key} is ${described(value)}, expected ${expected}`;
		if (byDefault === void 0) return fault("default", byDefault, "a value");
		if (help !== void 0 && !isText(help, 0, maxSummaryLength)) return fault("help", help, `up to ${maxSummaryLength} characters`);
		if (min !== void 0 && typeof min !== "number") return fault("min", min, "a number");
		if (max !== void 0 && typeof max !== "number") return fault("max", max, "a number");
		if (whole !== void 0 && typeof whole !== "boolean") return fault("whole", whole, "true or false");
		if (!(words === void 0 || Array.isArray(words) && words.every((word) => isText(word, 1, maxNameLength)))) return fault("words", words, "an array of texts");
	}
}
/** Both stand in messages of one line. */
const maxNameLength = 100;
const maxSummaryLength = 1e3;
function faultIn({ kind, name, summary, defaults, parameters, table, equalize, scratchBytes, check, colour }) {
	if (kind !== "table" && kind !== "plane") return `kind is ${described(kind)}`;
	if (!isText(name, 1, maxNameLength)) return `name is ${described(name)}, expected 1 to ${maxNameLength} characters`;
	if (summary !== void 0 && !isText(summary, 0, maxSummaryLength)) return `summary is ${described(summary)}, expected up to ${maxSummaryLength} characters`;
	if (typeof defaults !== "object" || defaults === null) return `defaults is ${described(defaults)}, expected an object`;
	const fault = faultInParameters(parameters);
	if (fault !== void 0) return fault;
	if (kind === "table" && typeof table !== "function") return `table is ${described(table)}, expected a function`;
	if (kind === "plane" && typeof equalize !== "function") return `equalize is ${described(equalize)}, expected a function`;
	const [option, value] = Object.entries({
		scratchBytes,
		check,
		colour
	}).find(([, value]) => value !== void 0 && typeof value !== "function") ?? [];
	return option && `${option} is ${described(value)}, expected a function`;
}
function isText(value, min, max) {
	return typeof value === "string" && value.length >= min && value.length <= max;
}
function guardedTable(method) {
	return {
		...guardedCommon(method),
		kind: "table",
		table: (histogram, params, plane, histograms) => answerOf(method, () => method.table(histogram, params, plane, histograms), (table) => faultInSamples(table, histogram.length, histogram.length))
	};
}
function guardedPlane(method) {
	const known = /* @__PURE__ */ new Map();
	const scratchBytes = (shape, params) => answerOf(method, () => method.scratchBytes?.(shape, params) ?? 0, faultInBytes);
	return {
		...guardedCommon(method),
		kind: "plane",
		scratchBytes(shape, params) {
			const key = JSON.stringify(shape);
			const bytes = known.get(key) ?? scratchBytes(shape, params);
			if (known.size >= maxShapesKnown) known.clear();
			known.set(key, bytes);
			return bytes;
		},
		equalize(plane, params, mask) {
			const { width, height, maxSample } = plane;
			return {
				width,
				height,
				maxSample,
				samples: answerOf(method, () => method.equalize(plane, params, mask)?.samples, (samples) => faultInSamples(samples, width * height, maxSample + 1))
			};
		}
	};
}
const maxShapesKnown = 1e3;
function guardedCommon(method) {
	const { name, summary, defaults, parameters } = method;
	return {
		name,
		summary,
		defaults,
		...parameters && { parameters },
		check(params) {
			try {
				method.check?.(params);
			} catch (error) {
				throw new ImgparError("usage", `method '${name}' refuses its parameters: ${sentenceOf(error)}`, { cause: error });
			}
		},
		colour: (params) => answerOf(method, () => method.colour?.(params), faultInColour)
	};
}
/** What the method answers, if that serves. @throws {ImgparError} `plugin` */
function answerOf({ name }, ask, faultIn) {
	let fault;
	let cause;
	try {
		const answer = ask();
		fault = faultIn(answer);
		if (fault === void 0) return answer;
	} catch (error) {
		fault = `threw: ${sentenceOf(error)}`;
		cause = error;
	}
	throw new ImgparError("plugin", `method '${name}' ${fault}`, { cause });
}
function faultInSamples(samples, length, levels) {
	const found = levels === 256 ? types.isUint8Array(samples) && samples : types.isUint16Array(samples) && samples;
	if (found && found.length === length) return void 0;
	return `returned ${described(samples)}, expected a ${levels === 256 ? "Uint8Array" : "Uint16Array"} of ${length}`;
}
function faultInBytes(bytes) {
	if (typeof bytes === "number" && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER) return void 0;
	return `says that its scratchBytes are ${described(bytes)}, expected a number of bytes from 0`;
}
function faultInColour(treatment) {
	if (treatment === void 0 || colourTreatments.some((known) => known === treatment)) return void 0;
	return `says that its colour is ${described(treatment)}, expected one of: ${colourTreatments.join(", ")}`;
}
/** What there is of a value to say in a message, whatever it is. */
function described(value) {
	if (typeof value === "string") return value.length > maxNameLength ? `a string of ${value.length}` : JSON.stringify(value);
	if (typeof value === "function") return "a function";
	if (typeof value !== "object" || value === null) return String(value);
	if (ArrayBuffer.isView(value) && "length" in value) return `a ${value.constructor.name} of ${value.length}`;
	return Array.isArray(value) ? `an array of ${value.length}` : types.isPromise(value) ? "a promise" : "an object";
}
const maxSentenceLength = 300;
/** The first line of what was thrown, which may be anything, and fight back. */
function sentenceOf(error) {
	try {
		return messageOf(error).slice(0, maxSentenceLength).split("\n", 1)[0];
	} catch {
		return "something that cannot be read";
	}
}
// src/worker/statistics.ts
/** The version of the file, raised when its meaning changes. */
const formatVersion = 1;
/**
* Sums of the histograms of many images. Images of another depth, or with another number of planes (grey and colour under `rgb`),
* have sums of their own, as no one table fits both.
*/
var Statistics = class Statistics {
	#classes = /* @__PURE__ */ new Map();
	#images = 0;
	/** Images that were counted. */
	get images() {
		return this.#images;
	}
	/** Counts one more image, or sums of several. */
	add(histograms, images = 1) {
		this.#images += images;
		const key = classOf(histograms.length, histograms[0].length);
		const sums = this.#classes.get(key);
		if (!sums) this.#classes.set(key, histograms.map((histogram) => Float64Array.from(histogram)));
		else for (const [plane, sum] of sums.entries()) addTo(sum, histograms[plane]);
	}
	/** The sums that serve an image with this many planes of so many levels; undefined if none like it was counted. */
	histogramsFor(planes, levels) {
		return this.#classes.get(classOf(planes, levels));
	}
	/** The sums of the class of images that has the most pixels. @throws {ImgparError} `usage`, if nothing was counted */
	largestClass() {
		const pixels = (planes) => planes[0].reduce((sum, count) => sum + count, 0);
		const [largest] = [...this.#classes.values()].toSorted((a, b) => pixels(b) - pixels(a));
		if (largest) return largest;
		throw new ImgparError("usage", "the statistics are empty: no image was counted");
	}
	/** As JSON: a list of classes, each a list of planes. */
	toText() {
		const classes = [...this.#classes].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, planes]) => planes.map(sparse));
		return `${JSON.stringify({
			imgpar: version,
			statistics: formatVersion,
			images: this.#images,
			classes
		})}\n`;
	}
	/** @throws {ImgparError} `usage`, if the text is not what `toText` writes */
	static fromText(text, name) {
		const statistics = new Statistics();
		try {
			const { statistics: found, images, classes } = JSON.parse(text);
			if (found !== formatVersion) throw new Error(`version ${found}, expected ${formatVersion}`);
			for (const planes of classes) statistics.add(planes.map(dense), 0);
			statistics.#images = images;
		} catch (error) {
			const why = messageOf(error);
			throw new ImgparError("usage", `${name} holds no statistics of imgpar (${why}); expected a file that --save-stats wrote`, { cause: error });
		}
		return statistics;
	}
	/** @throws {ImgparError} `usage` */
	static read(path) {
		return Statistics.fromText(readText(path), path);
	}
};
function readText(path) {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new ImgparError("usage", `cannot read ${path}; expected a file that --save-stats wrote`, { cause: error });
	}
}
const classOf = (planes, levels) => `${planes}x${levels}`;
function addTo(sum, histogram) {
	for (let level = 0; level < sum.length; level++) sum[level] += histogram[level];
}
function sparse(histogram) {
	const numbers = [histogram.length];
	for (let level = 0; level < histogram.length; level++) if (histogram[level] > 0) numbers.push(level, histogram[level]);
	return numbers;
}
/** @throws {Error} if it is none */
function dense([levels, ...pairs]) {
	if (levels !== 256 && levels !== 65536) throw new Error(`${levels} levels, expected 256 or 65536`);
	const histogram = new Float64Array(levels);
	for (let i = 0; i < pairs.length; i += 2) {
		const [level, count] = [pairs[i], pairs[i + 1]];
		if (!(Number.isInteger(level) && level >= 0 && level < levels && Number.isSafeInteger(count) && count >= 0)) throw new Error("a count is broken");
		histogram[level] = count;
	}
	return histogram;
}
// src/worker/prepare.ts
let last;
/**
* Loads what an operation names: a user's module, a reference. A worker is asked for the same operation again and again, so the
* last answer is kept.
*
* @throws {ImgparError} `usage`, if something that is named does not serve
*/
function prepare(options) {
	if (last?.options === options) return last.prepared;
	const key = JSON.stringify(options);
	last = {
		options,
		key,
		prepared: last?.key === key ? last.prepared : load(options)
	};
	return last.prepared;
}
async function load({ reference, frames: _, autoOrient: __, ...named }) {
	const method = isModulePath(named.method) ? await loadMethod(named.method) : methodNamed(named.method);
	const operation = {
		...named,
		method
	};
	if (reference === void 0) return { operation: resolveOperation(operation) };
	if (!Object.hasOwn(method.defaults, "reference")) return {
		operation: resolveOperation(operation),
		statistics: Statistics.read(reference)
	};
	const model = await histogramsOf(reference, operation);
	return { operation: resolveOperation({
		...operation,
		params: {
			...operation.params,
			reference: model
		}
	}) };
}
/** The model of a reference: the histograms of an image, or of the class of images that most of a set's pixels belong to. */
async function histogramsOf(path, operation) {
	if (/\.json$/i.test(path)) return Statistics.read(path).largestClass();
	const { openImage } = await import("./open2.js");
	const file = openSource(path);
	try {
		const { pictures } = await openImage(file.readAll());
		return measure(pictures[0], {
			on: treatmentOf(operation),
			roi: void 0,
			nodata: void 0
		});
	} catch (error) {
		const why = messageOf(error);
		throw new ImgparError("usage", `the reference ${path} cannot be used: ${why}`, { cause: error });
	} finally {
		file.close();
	}
}
/** The histograms, drawn from statistics, that take the place of those of an image. @throws {ImgparError} `unsupported-format` */
function histogramsFor(statistics, { channels, maxSample }, operation) {
	const planes = channels >= 3 && operation.on === "rgb" ? 3 : 1;
	const found = statistics.histogramsFor(planes, maxSample + 1);
	if (found) return found;
	const wanted = `${maxSample === 255 ? 8 : 16} bits and ${planes === 1 ? "one plane" : `${planes} planes`}`;
	throw new ImgparError("unsupported-format", `the statistics tell nothing of images of ${wanted}`);
}
// src/engine/limits.ts
/** What is left for images. */
function imageMemoryBytes({ maxMemoryBytes }, workers) {
	return maxMemoryBytes - baseBytes(workers);
}
/**
* What the workers' process is ended at, as an operation takes memory without end: half as much again as is allowed, but always before
* the machine has none left.
*/
function intolerableMemoryBytes({ maxMemoryBytes }, usableBytes = usableMemoryBytes()) {
	return Math.min(1.5 * maxMemoryBytes, Math.max(maxMemoryBytes, (maxMemoryBytes + usableBytes) / 2));
}
/** However small its share, the heap of a worker may be as large as this. */
const leastHeapBytes = 64 * 2 ** 20;
/**
* JavaScript's heap of one worker. A user's method that takes memory without end ends its own thread when the share of its worker is used
* up, not the machine. By default it may take 4 GB. Pixels lie outside of this heap.
*/
function heapBytes(limits, workers) {
	return Math.max(leastHeapBytes, imageMemoryBytes(limits, workers) / workers);
}
/** A start takes 0.15 s; the longer limit is for cold disks and machines with far too much to do, the shorter one for impatient users. */
const leastStartMs = 5e3;
const longestStartMs = 3e4;
/** How long the process of the workers may take to start: as long as an image, within reason. */
function startTimeoutMs(timeoutMs) {
	return Math.min(longestStartMs, Math.max(leastStartMs, timeoutMs));
}
/** Whether more images have failed than the run bears. @param found images in all */
function tooManyFailures({ maxFailures }, failed, found) {
	if (maxFailures === void 0) return false;
	return failed > (typeof maxFailures === "number" ? maxFailures : Math.floor(Number.parseFloat(maxFailures) / 100 * found));
}
// src/run/trial.ts
/**
* Loads what an operation names once before the work begins, so that a fault is told once, and nothing was written. What is of imgpar is
* loaded here. A user's own method may do anything while it loads (wait for ever, end its process, keep it alive), so a process of its own
* tries it, as long as an image may take; that costs 0.2 s. Returns early when it is told to stop.
*
* @throws {ImgparError} `usage`, if something that is named does not serve; `internal`, if the process cannot be started
*/
async function requireUsable(options, context = {}) {
	if (!isModulePath(options.operation.method)) await prepare(options.operation);
	else {
		const result = await tryModule(options, context);
		if (result) requireOneTable(options, result.kind);
	}
}
/** What a user's own method says of itself. @throws {ImgparError} as `requireUsable` */
async function describeModule(method) {
	return await tryModule({
		operation: checkOperation({ method }),
		limits: checkLimits(),
		workers: 1,
		timeoutMs: helpTimeoutMs
	}) ?? {
		name: method,
		parameters: []
	};
}
/** Who asks for help does not wait as long as an image may take. */
const helpTimeoutMs = 1e4;
/** @returns undefined if it was told to stop */
async function tryModule(options, { signal, killSignal } = {}) {
	const { operation, limits, workers, timeoutMs } = options;
	const stopped = AbortSignal.any([signal, killSignal].filter((given) => given !== void 0));
	if (stopped.aborted) return void 0;
	const pool = startWorkers().pool({
		size: 1,
		maxMemoryBytes: intolerableMemoryBytes(limits),
		maxHeapBytes: heapBytes(limits, workers),
		startTimeoutMs: startTimeoutMs(timeoutMs)
	});
	const stop = () => void pool.kill();
	stopped.addEventListener("abort", stop);
	try {
		return await pool.run({ operation }, { timeoutMs });
	} catch (error) {
		if (stopped.aborted) return void 0;
		throw unusable(options, error);
	} finally {
		stopped.removeEventListener("abort", stop);
		await pool.kill();
	}
}
/** Why a module does not serve. Whatever it does to its process is the user's to mend; that there is no process is not. */
function unusable({ operation: { method }, timeoutMs }, error) {
	const { code, message } = failureOf(error);
	const usage = (sentence) => new ImgparError("usage", sentence, { cause: error });
	switch (code) {
		case "timeout": return usage(`${method} did not load within ${timeoutMs / 1e3} s; see what it waits for, or raise timeoutMs`);
		case "worker-crashed": return usage(`${method} cannot be loaded: ${message}`);
		case "internal": return new ImgparError(code, message, { cause: error });
		default: return usage(message);
	}
}
export { removeFile as A, tablesOf as C, isSameFile as D, exists as E, decodeName as M, isUndecodable as N, look as O, settledOperation as S, readEqualizeImageOptions as T, leastShareBytes as _, intolerableMemoryBytes as a, equalize as b, histogramsFor as c, dense as d, checkLimits as f, baseBytes as g, checkOutput as h, imageMemoryBytes as i, DistinctNames as j, openSource as k, prepare as l, checkOptions as m, requireUsable as n, startTimeoutMs as o, checkOperation as p, heapBytes as r, tooManyFailures as s, describeModule as t, Statistics as u, workersWithin as v, usableMemoryBytes as w, equalizeTogether as x, apply as y };
