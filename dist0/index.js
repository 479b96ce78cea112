import { i as failureOf, r as errorCodes, t as ImgparError } from "./shared/errors.js";
import { n as summarize, t as emptySummary } from "./shared/events.js";
import { C as readRestoreOptions, S as readReportContext, T as readVerifyOptions, _ as manifestIn, a as pruningOf, b as newToken, d as sha256, f as sha256OfFile, g as Manifest, h as markedFolderAbove, i as tasksOf, l as manifestPath, m as endCharge, o as openRecord, p as pathFrom, r as Session, s as entriesOf, t as run, u as takeLock, v as manifestName, w as readRunContext, x as retireToken, y as writeAtomic } from "./shared/run.js";
import { t as foreignFunctions } from "./shared/native-library.js";
import { E as exists, O as look, k as openSource, m as checkOptions } from "./shared/trial.js";
import { A as number, D as callback, E as bytes, O as group, T as boolean, _ as methods, j as path } from "./shared/table.js";
import { n as rasterPicture } from "./shared/raster-picture.js";
import { t as equalizeImage } from "./shared/equalize-image.js";
import { i as sniff, n as notAnImage, r as notSupported, t as isNamedLikeImage } from "./shared/sniff.js";
import { t as startWorkers } from "./shared/start-workers.js";
import { t as version } from "./shared/version.js";
import { dirname, join, resolve, sep } from "node:path";
import "node:fs";
import "node:timers/promises";
// src/storage/attributes.ts
let found;
const copyAttributes = (from, to) => {
	found ??= bind();
	return found(from, to);
};
function bind() {
	const foreign = process.platform === "linux" || process.platform === "darwin" ? foreignFunctions() : void 0;
	try {
		if (foreign) return process.platform === "linux" ? onLinux(foreign) : onMac(foreign);
	} catch {}
	return () => [];
}
/** The kernel allows names of 64 KiB together, and values as long. */
const mostBytes = 65536;
/** Access control lists are attributes there: `system.posix_acl_access`. */
function onLinux(foreign) {
	const library = foreign.load(null);
	const list = library.func("int64_t flistxattr(int fd, uint8_t *list, size_t size)");
	const get = library.func("int64_t fgetxattr(int fd, const char *name, uint8_t *value, size_t size)");
	const set = library.func("int fsetxattr(int fd, const char *name, const uint8_t *value, size_t size, int flags)");
	const room = new Uint8Array(mostBytes);
	return (from, to) => {
		const length = list(from, room, mostBytes);
		if (length <= 0) return [];
		return Buffer.from(room.subarray(0, length)).toString("utf8").split("\0").filter(Boolean).filter((name) => {
			const size = get(from, name, room, mostBytes);
			return size >= 0 && set(to, name, room, size, 0) !== 0 && !name.startsWith("security.");
		});
	};
}
/** COPYFILE_ACL and COPYFILE_XATTR of <copyfile.h>. */
const aclAndAttributes = 5;
function onMac(foreign) {
	const copy = foreign.load("/usr/lib/libSystem.B.dylib").func("int fcopyfile(int from, int to, void *state, uint32_t flags)");
	return (from, to) => copy(from, to, null, aclAndAttributes) === 0 ? [] : ["extended attributes"];
}
// src/history/restore.ts
/**
* Brings the originals of images back that were equalised in place, each checked by its SHA-256, with owner, permissions, times and
* attributes. The backup stays. When all are back, the images' folders are free for other runs.
*
* @param backup the folder that keeps the originals
* @throws {ImgparError} `usage`, if there is no manifest, or a run is at work with it
*/
function* restore(backup, options = {}) {
	const given = path(backup, "backup");
	const { manifest, force = false, dryRun = false } = readRestoreOptions(options, "options");
	const root = resolve(given);
	const place = manifest === void 0 ? manifestIn(root) : resolve(manifest);
	if (!exists(place)) throw new ImgparError("usage", `nothing tells what is kept in ${given}: there is no manifest ${place}`);
	const token = newToken();
	const unlock = dryRun ? () => {} : takeLock(`${place}.lock`, { run: token });
	try {
		yield* restoreAll(Manifest.open(place, {
			byResult: true,
			durable: true
		}), {
			root,
			token,
			force,
			dryRun
		});
	} finally {
		unlock();
		retireToken(token);
	}
}
function* restoreAll(manifest, circumstances) {
	const { root, dryRun } = circumstances;
	const marked = /* @__PURE__ */ new Set();
	let left = 0;
	try {
		for (const record of manifest.latest()) {
			if (record.status !== "done" || record.source !== record.destination) continue;
			const restored = restoreOne(manifest, record, circumstances);
			if (restored.state === "restored" || restored.state === "original") {
				if (!dryRun) manifest.append({
					destination: record.destination,
					source: record.source,
					status: "removed",
					at: Date.now()
				});
				const folder = manifest.id === void 0 ? void 0 : markedFolderAbove(pathFrom(root, record.source), manifest.id);
				if (folder !== void 0) marked.add(folder);
			} else left += 1;
			yield restored;
		}
		if (left === 0 && !dryRun && manifest.id !== void 0) endCharge(marked, manifest.id);
	} finally {
		manifest.close();
	}
}
function restoreOne(manifest, record, { root, token, force, dryRun }) {
	const source = pathFrom(root, record.source);
	try {
		const present = look(source) && sha256OfFile(source);
		if (present === record.input.sha256) return {
			source,
			state: "original"
		};
		if (!(present === void 0 || manifest.findResult(present) !== void 0) && !force) return {
			source,
			state: "changed"
		};
		const original = originalOf(record, root);
		if (original === void 0) return {
			source,
			state: "not-kept"
		};
		if (!dryRun) bringBack(original, record, source, token);
		return {
			source,
			state: "restored"
		};
	} catch (error) {
		return {
			source,
			state: "failed",
			reason: failureOf(error).message
		};
	}
}
function bringBack(original, record, source, token) {
	const file = openSource(original);
	try {
		const bytes = file.readAll();
		if (sha256(bytes) !== record.input.sha256) throw new ImgparError("unreadable", `${original} changed while it was read; try again`);
		const { mode, mtimeMs, uid, gid } = file;
		const { notDurable } = writeAtomic(source, bytes, {
			owner: {
				token,
				id: "restored"
			},
			durable: true,
			traits: {
				mode,
				mtimeMs,
				uid,
				gid
			},
			beforeAppearing: ({ descriptor }) => void copyAttributes(file.descriptor, descriptor)
		});
		if (notDurable !== void 0) throw new ImgparError("unwritable", "it is back, but its folder could not be synced", { cause: notDurable });
	} finally {
		file.close();
	}
}
/** The file that keeps an original, and still does; undefined if there is none. */
function originalOf(record, root) {
	return (record.backup === void 0 ? placesBelow(root, record.source) : [pathFrom(root, record.backup)]).find((place) => look(place)?.size === record.input.size && sha256OfFile(place) === record.input.sha256);
}
/** Version 0.1.0 did not say where an original is kept: under the end of its path that lies below the source, however long that is. */
function placesBelow(root, recorded) {
	const names = recorded.split("/").filter((name) => name !== ".." && name !== "");
	return names.map((_, index) => join(root, names.slice(index).join(sep))).filter((place) => dirname(place) !== dirname(root));
}
// src/history/verify.ts
/**
* Reads every result that the manifest of a destination knows, and compares its content with what was written. Files that the manifest
* does not know are none of its business.
*
* @throws {ImgparError} `usage`, if there is no manifest
*/
function* verify(destination, options = {}) {
	const given = path(destination, "destination");
	const { manifest: named } = readVerifyOptions(options, "options");
	const root = resolve(given);
	const place = named === void 0 ? join(root, manifestName) : resolve(named);
	if (!exists(place)) throw new ImgparError("usage", `nothing tells what was made in ${given}: there is no manifest ${place}`);
	const manifest = Manifest.open(place);
	try {
		for (const record of manifest.latest()) if (record.status === "done") yield {
			destination: pathFrom(root, record.destination),
			state: stateOf(record, root)
		};
	} finally {
		manifest.close();
	}
}
function stateOf({ destination, output }, root) {
	const result = pathFrom(root, destination);
	const found = look(result);
	if (!found) return "missing";
	if (!found.isFile || found.size !== output.size) return "changed";
	try {
		return sha256OfFile(result) === output.sha256 ? "intact" : "changed";
	} catch {
		return "unreadable";
	}
}
// src/preview/glyphs.ts
/** Letters of 5 × 7 dots for labels: seven rows from the top, the leftmost dot in bit 4. What is not here is drawn as a space. */
const glyphs = {
	a: [
		0,
		0,
		14,
		1,
		15,
		17,
		15
	],
	b: [
		16,
		16,
		30,
		17,
		17,
		17,
		30
	],
	c: [
		0,
		0,
		15,
		16,
		16,
		16,
		15
	],
	d: [
		1,
		1,
		15,
		17,
		17,
		17,
		15
	],
	e: [
		0,
		0,
		14,
		17,
		31,
		16,
		15
	],
	f: [
		6,
		8,
		30,
		8,
		8,
		8,
		8
	],
	g: [
		0,
		15,
		17,
		17,
		15,
		1,
		14
	],
	h: [
		16,
		16,
		30,
		17,
		17,
		17,
		17
	],
	i: [
		4,
		0,
		12,
		4,
		4,
		4,
		14
	],
	j: [
		2,
		0,
		6,
		2,
		2,
		18,
		12
	],
	k: [
		16,
		18,
		20,
		24,
		20,
		18,
		17
	],
	l: [
		12,
		4,
		4,
		4,
		4,
		4,
		14
	],
	m: [
		0,
		0,
		26,
		21,
		21,
		21,
		21
	],
	n: [
		0,
		0,
		30,
		17,
		17,
		17,
		17
	],
	o: [
		0,
		0,
		14,
		17,
		17,
		17,
		14
	],
	p: [
		0,
		30,
		17,
		17,
		30,
		16,
		16
	],
	q: [
		0,
		15,
		17,
		17,
		15,
		1,
		1
	],
	r: [
		0,
		0,
		22,
		24,
		16,
		16,
		16
	],
	s: [
		0,
		0,
		15,
		16,
		14,
		1,
		30
	],
	t: [
		8,
		8,
		30,
		8,
		8,
		8,
		6
	],
	u: [
		0,
		0,
		17,
		17,
		17,
		17,
		15
	],
	v: [
		0,
		0,
		17,
		17,
		17,
		10,
		4
	],
	w: [
		0,
		0,
		21,
		21,
		21,
		21,
		10
	],
	x: [
		0,
		0,
		17,
		10,
		4,
		10,
		17
	],
	y: [
		0,
		17,
		17,
		17,
		15,
		1,
		14
	],
	z: [
		0,
		0,
		31,
		2,
		4,
		8,
		31
	],
	"-": [
		0,
		0,
		0,
		31,
		0,
		0,
		0
	],
	".": [
		0,
		0,
		0,
		0,
		0,
		12,
		12
	],
	0: [
		14,
		17,
		19,
		21,
		25,
		17,
		14
	],
	1: [
		4,
		12,
		4,
		4,
		4,
		4,
		14
	],
	2: [
		14,
		17,
		1,
		6,
		8,
		16,
		31
	],
	3: [
		30,
		1,
		1,
		14,
		1,
		1,
		30
	],
	4: [
		17,
		17,
		17,
		31,
		1,
		1,
		1
	],
	5: [
		31,
		16,
		30,
		1,
		1,
		17,
		14
	],
	6: [
		14,
		16,
		16,
		30,
		17,
		17,
		14
	],
	7: [
		31,
		1,
		2,
		4,
		8,
		8,
		8
	],
	8: [
		14,
		17,
		17,
		14,
		17,
		17,
		14
	],
	9: [
		14,
		17,
		17,
		15,
		1,
		1,
		14
	]
};
// src/preview/canvas.ts
/** A canvas of one colour. */
function canvas(width, height, background) {
	const drawn = {
		width,
		height,
		channels: 3,
		maxSample: 255,
		samples: new Uint8Array(width * height * 3)
	};
	fill(drawn, 0, 0, width, height, background);
	return drawn;
}
function fill({ width, height, samples }, x, y, w, h, colour) {
	for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) for (let column = Math.max(0, x); column < Math.min(width, x + w); column++) samples.set(colour, (row * width + column) * 3);
}
/** Puts an 8-bit RGB picture onto the canvas, with its top left at (x, y). */
function paste(onto, picture, x, y) {
	const columns = Math.min(picture.width, onto.width - x);
	for (let row = 0; row < Math.min(picture.height, onto.height - y); row++) {
		const from = row * picture.width * 3;
		onto.samples.set(picture.samples.subarray(from, from + columns * 3), ((y + row) * onto.width + x) * 3);
	}
}
const glyphStep = 6;
/** Writes lower-case letters, digits, dot and dash. */
function write(onto, text, x, y, scale, colour) {
	[...text].forEach((letter, index) => {
		glyphs[letter]?.forEach((dots, row) => {
			for (let column = 0; column < 5; column++) if (dots & 16 >> column) fill(onto, x + (index * glyphStep + column) * scale, y + row * scale, scale, scale, colour);
		});
	});
}
/** Draws counts as bars that stand on the lower edge, the highest of them (or of most, see below) as high as the box. */
function drawHistogram(onto, counts, x, y, w, h, colour) {
	const bins = Array.from({ length: w }, (_, column) => binned(counts, column, w));
	const top = bins.toSorted((a, b) => a - b)[Math.floor(w * .99)] || Math.max(1, ...bins);
	bins.forEach((count, column) => {
		const barHeight = Math.min(h, Math.round(count / top * h));
		fill(onto, x + column, y + h - barHeight, 1, barHeight, colour);
	});
}
function binned(counts, column, columns) {
	const start = Math.floor(column * counts.length / columns);
	const end = Math.max(start + 1, Math.floor((column + 1) * counts.length / columns));
	let highest = 0;
	for (let level = start; level < end; level++) highest = Math.max(highest, counts[level]);
	return highest;
}
// src/preview/sheet.ts
const background = [
	28,
	28,
	30
];
const box = [
	44,
	44,
	48
];
const ink = [
	235,
	235,
	230
];
/** Sizes in pixels. */
const margin = 16;
const columns = 3;
const pictureWidth = 384;
const pictureHeight = 288;
const histogramHeight = 64;
const letterScale = 2;
const labelHeight = 22;
const cellWidth = 400;
const cellHeight = 394;
/**
* One picture with the original and what every method makes of it, side by side, each with its histogram of luma, to choose by eye.
* Methods have their default parameters; those that need a second image are left out.
*
* @param bytes the content of an image file
* @returns a PNG of 8-bit RGB
* @throws {ImgparError} as `equalizeImage` does
*/
async function previewSheet(bytes$1) {
	bytes(bytes$1, "bytes");
	const { thumbnail } = await import("./shared/sharp.js");
	const { encodePng, pngSamplesFor } = await import("./shared/writer2.js");
	const { probeImage } = await import("./shared/open2.js");
	await probeImage(bytes$1);
	const shown = [{
		label: "original",
		picture: await thumbnail(bytes$1, pictureWidth, pictureHeight)
	}];
	for (const { name } of methods.filter(needsNothingElse)) {
		const result = await equalizeImage(bytes$1, {
			operation: { method: name },
			output: { quality: 95 }
		});
		shown.push({
			label: name,
			picture: await thumbnail(result, pictureWidth, pictureHeight)
		});
	}
	const sheet = canvas(1216, Math.ceil(shown.length / columns) * cellHeight + margin, background);
	shown.forEach(({ label, picture }, index) => {
		drawCell(sheet, label, picture, margin + index % columns * cellWidth, margin + Math.floor(index / columns) * cellHeight);
	});
	return encodePng(sheet, pngSamplesFor(sheet, 8), [], []);
}
/**
* Writes the sheet of an image file.
*
* @throws {ImgparError} `usage`, naming the file and why it cannot be drawn, or `unwritable`
*/
async function previewFile(image, output) {
	const [source, destination] = [path(image, "image"), path(output, "output")];
	const sheet = await sheetOf(source);
	writeAtomic(destination, sheet, { owner: {
		token: "preview",
		id: process.pid
	} });
}
async function sheetOf(image) {
	try {
		const file = openSource(image);
		try {
			return await previewSheet(file.readAll());
		} finally {
			file.close();
		}
	} catch (error) {
		if (error instanceof ImgparError) throw new ImgparError("usage", `${image}: ${error.message}`, { cause: error });
		throw error;
	}
}
function needsNothingElse({ defaults }) {
	return !Object.hasOwn(defaults, "reference");
}
function drawCell(sheet, label, picture, x, y) {
	const drawn = picture;
	write(sheet, label, x, y, letterScale, ink);
	paste(sheet, drawn, x + Math.floor((pictureWidth - drawn.width) / 2), y + labelHeight + Math.floor((pictureHeight - drawn.height) / 2));
	const below = y + labelHeight + pictureHeight + 4;
	fill(sheet, x, below, pictureWidth, histogramHeight, box);
	drawHistogram(sheet, rasterPicture(drawn).histograms("luma")[0], x, below, pictureWidth, histogramHeight, ink);
}
// src/report/reporters.ts
/**
* Bars on a terminal: one for the run, one for each worker. They are gone at the end.
*
* @throws {ImgparError} `usage`, if the stream is no terminal
*/
function barsReporter(options) {
	const { stream, ...others } = readBarsOptions(options, "options");
	if (!stream) throw missing("stream", "a terminal such as process.stderr");
	return loadedLate(async () => {
		return (await import("./shared/bars.js")).barsReporter({
			stream,
			...others
		});
	});
}
/** A line of progress now and then, for logs; none before the first interval is over. */
function linesReporter(options) {
	const { write, ...others } = readLinesOptions(options, "options");
	if (!write) throw missing("write", "a function that takes a line");
	return loadedLate(async () => (await import("./shared/lines.js")).linesReporter({
		write,
		...others
	}));
}
/** Every event as a line of JSON, `{"v":1,"type":"image-done",…}`, as `--progress json` prints them. */
function jsonReporter(options) {
	const { write } = readJsonOptions(options, "options");
	if (!write) throw missing("write", "a function that takes a line");
	return loadedLate(async () => {
		const { formatJsonEvent } = await import("./shared/json.js");
		return async (event) => {
			await write(`${formatJsonEvent(event)}\n`);
		};
	});
}
/** A reporter whose module is loaded with the first event, so that programs that report otherwise need not wait for it. */
function loadedLate(load) {
	let loading;
	let closed = false;
	const report = async (event) => {
		if (closed) return;
		loading ??= load();
		const reporter = await loading;
		if (!closed) await reporter(event);
	};
	const close = () => {
		closed = true;
		loading?.then((reporter) => reporter.close?.()).catch(() => {});
	};
	return Object.assign(report, { close });
}
const terminal = (value, name) => {
	if (typeof value === "object" && value !== null && "isTTY" in value && value.isTTY === true) return value;
	throw new ImgparError("usage", `${name} is no terminal, expected one such as process.stderr; linesReporter writes anywhere`);
};
const interval = (value, name) => {
	const intervalMs = number(value, name);
	if (intervalMs >= 1 && intervalMs < 2 ** 31) return intervalMs;
	throw new ImgparError("usage", `${name} is ${intervalMs}, expected milliseconds from 1 to ${2 ** 31 - 1}`);
};
const readBarsOptions = group({
	stream: terminal,
	colour: boolean
});
const readLinesOptions = group({
	write: callback(),
	intervalMs: interval
});
const readJsonOptions = group({ write: callback() });
function missing(option, expected) {
	return new ImgparError("usage", `no ${option} given, expected ${expected}`);
}
// src/worker/task.ts
/** What becomes of a file that was found and is no image. */
function noImage(source, looksLike) {
	return {
		status: "skipped",
		reason: isNamedLikeImage(source) ? "misnamed" : "not-an-image",
		looksLike
	};
}
// src/run/content.ts
/** The SHA-256 of a file; undefined if it cannot be read. */
function contentOf(path) {
	try {
		return sha256OfFile(path);
	} catch {
		return;
	}
}
/** Whether source and result hold what they did when the image was done. */
function isContentAsRecorded({ source, destination, upToDateIf }) {
	return contentOf(source) === upToDateIf?.source && contentOf(destination) === upToDateIf?.result;
}
// src/run/sniff-file.ts
/** What a file is by its first bytes. @throws {ImgparError} `unreadable` */
function sniffFile(source) {
	const file = openSource(source);
	try {
		return sniff(file.head(256));
	} finally {
		file.close();
	}
}
// src/run/check.ts
/**
* Tells what a run with these options would do, because it was not done yet or something changed since; nothing if all is up to date.
* Writes nothing. Images are opened only where they share a table (all are decoded) or content is to be compared.
*
* @param context receives what is not stale, but worth a word: warnings about the sources, files that are named like images and are none,
*   and results that `prune` would leave where they are, although their sources are not found
* @throws {ImgparError} `usage`, as a run would, and where there is no manifest by plan
* @throws what the reporter threw or rejected with
*/
async function* check(options, context = {}) {
	const session = await Session.open(checkOptions(options), readReportContext(context, "context"));
	const planned = await session.plan();
	if (!planned) return;
	try {
		yield* staleOf(session, planned);
		session.events.throwIfFailed();
	} finally {
		session.close();
		await planned.list.close();
	}
}
async function* staleOf(session, planned) {
	const { options, events } = session;
	const path = manifestPath(planned, options);
	if (path === void 0) throw new ImgparError("usage", `nothing tells what was made of ${options.destination}: check needs a manifest`);
	const shared = await sharedBy(session, planned);
	const taskOf = tasksOf(planned, options, shared);
	const record = await openRecord(planned, options);
	try {
		for await (const [id, entry] of entriesOf(planned.list)) {
			if (entry.kind) continue;
			const task = taskOf(id, entry);
			const reason = record.whyStale(task) ?? (options.record.checksum ? whyDifferent(record, task) : void 0);
			if (!reason) continue;
			const { source, destination } = task;
			const skip = whySkipped(task, options);
			if (!skip) yield {
				source,
				destination,
				reason
			};
			else await events.tell({
				type: "image-skipped",
				at: Date.now(),
				lane: 0,
				id,
				source,
				...skip
			});
		}
	} finally {
		record.close();
		shared?.close();
	}
	if (options.record.prune) yield* orphansOf(path, planned, session);
}
/** The statistics that images share, measured as a run does, but not saved. */
async function sharedBy(session, planned) {
	const { saveStats: _, ...sharing } = session.options.sharing;
	if (sharing.scope === "image") return void 0;
	const unheard = session.unheard({
		...session.options,
		sharing
	});
	const workers = unheard.workers(startWorkers(), planned, {
		isKept: false,
		review: (task) => ({ task })
	}, "check");
	try {
		return await unheard.measure(workers, planned);
	} finally {
		await workers.close();
	}
}
function whyDifferent(record, task) {
	const known = record.recordOf(task);
	if (known?.status !== "done") return "no-result";
	if (contentOf(task.source) !== known.input.sha256) return "source-changed";
	return contentOf(task.destination) === known.output.sha256 ? void 0 : "result-changed";
}
/** A run passes over what is no image, and over what exists if nothing is to be overwritten. */
function whySkipped({ source, destination, named, copyTo }, { output }) {
	if (!output.overwrite && exists(destination)) return { reason: "exists" };
	if (named || copyTo !== void 0) return void 0;
	try {
		const sniffed = sniffFile(source);
		if (sniffed.kind !== "not-an-image") return void 0;
		const { reason, looksLike } = noImage(source, sniffed.name);
		return {
			reason,
			looksLike
		};
	} catch {
		return;
	}
}
async function* orphansOf(path, planned, { options, events }) {
	const manifest = Manifest.open(path);
	try {
		const absolute = (recorded) => pathFrom(planned.destinationRoot, recorded);
		const { orphans, withheld } = pruningOf(manifest, planned, options.record.pruneAny);
		for (const { source, destination } of orphans) yield {
			source: absolute(source),
			destination: absolute(destination),
			reason: "source-gone"
		};
		for (const each of withheld) await events.tell({
			type: "prune-withheld",
			at: Date.now(),
			...each
		});
	} finally {
		manifest.close();
	}
}
new Set("EIO EBUSY EAGAIN EINTR EMFILE ENFILE ENOMEM ETIMEDOUT ESTALE ENOLCK ECONNRESET ECONNABORTED ENETDOWN ENETUNREACH ENETRESET EHOSTDOWN EHOSTUNREACH EREMOTEIO".split(" "));
// src/worker/replace-source.ts
/** What an image is not to be replaced for, told by its file before any work is done. */
function whyNotReplaced(task, { breakHardLinks }) {
	if (breakHardLinks) return void 0;
	const file = openSource(task.destination);
	try {
		return otherNames(file, task.backup) > 0 ? {
			status: "skipped",
			reason: "hard-linked"
		} : void 0;
	} finally {
		file.close();
	}
}
/** Names of a file besides its own, and the one under which it is kept. */
function otherNames({ links, ino, dev }, backup) {
	if (links === 1) return 0;
	const kept = backup === void 0 || !exists(backup) ? void 0 : openSource(backup, { throughLink: false });
	kept?.close();
	return links - (kept?.ino === ino && kept.dev === dev ? 2 : 1);
}
// src/run/dry-run.ts
/**
* Tells what a run with these options would do, file by file, from the record of earlier runs and the first bytes of each file. Writes
* nothing and decodes nothing: an image that is broken further in is still listed, and where images share tables, so are those whose
* table is the same as before.
*
* @param context receives the warnings about the sources
* @throws {ImgparError} `usage`, as a run would
* @throws what the reporter threw or rejected with
*/
async function* dryRun(options, context = {}) {
	const session = await Session.open(checkOptions(options), readReportContext(context, "context"));
	const planned = await session.plan();
	if (!planned) return;
	try {
		yield* intentionsOf(planned, session.options);
	} finally {
		session.close();
		await planned.list.close();
	}
}
async function* intentionsOf(planned, options) {
	const taskOf = tasksOf(planned, options);
	const record = await openRecord(planned, options);
	try {
		for await (const [id, entry] of entriesOf(planned.list)) if (entry.kind) yield {
			action: "skip",
			source: entry.source,
			reason: entry.kind
		};
		else yield intentionOf(taskOf(id, entry), record, options);
	} finally {
		record.close();
	}
}
function intentionOf(known, record, options) {
	const { output, inPlace } = options;
	const verdict = record.judge(known);
	const { source, destination } = known;
	if (verdict.action === "skip") return {
		action: "skip",
		source,
		reason: verdict.reason
	};
	const { task } = verdict;
	if (!output.overwrite && exists(destination)) return {
		action: "skip",
		source,
		reason: "exists"
	};
	try {
		const { breakHardLinks = false } = inPlace ?? {};
		if (inPlace && whyNotReplaced(task, { breakHardLinks })) return {
			action: "skip",
			source,
			reason: "hard-linked"
		};
		const sniffed = sniffFile(task.original?.path ?? source);
		if (sniffed.kind === "not-an-image" && !task.named) {
			if (task.copyTo !== void 0) return {
				action: "skip",
				source,
				reason: "copied"
			};
			const { reason, looksLike } = noImage(source, sniffed.name);
			return {
				action: "skip",
				source,
				reason,
				looksLike
			};
		}
		requireReadable(sniffed);
		if (isUpToDate(task, record, options)) return {
			action: "skip",
			source,
			reason: "up-to-date"
		};
		return {
			action: "equalize",
			source,
			destination
		};
	} catch (error) {
		return {
			action: "fail",
			source,
			failure: failureOf(error)
		};
	}
}
/** Whether content says so, where size and time do not. */
function isUpToDate(task, record, options) {
	if (task.upToDateIf) return isContentAsRecorded(task);
	return options.inPlace !== void 0 && !options.record.force && record.whyStale(task) === void 0;
}
/** @throws {ImgparError} what a run would say of the file */
function requireReadable(sniffed) {
	if (sniffed.kind === "not-an-image") throw new ImgparError("not-an-image", notAnImage(sniffed.name));
	if (sniffed.kind === "unsupported-image") throw new ImgparError("unsupported-format", notSupported(sniffed.name));
}
// src/run/run-events.ts
/**
* A run as its events, in order, for `for await`. It starts when the first event is asked for, and goes on only as fast as they are
* taken. Leaving the loop ends it gently: images in flight are finished, their events are not told.
*
* @throws {ImgparError} what `run` throws, after the last event
*/
async function* runEvents(options, context = {}) {
	const { report, signal, ...others } = readRunContext(context, "context");
	const events = new Handover();
	const gently = new AbortController();
	const endGently = () => gently.abort();
	signal?.addEventListener("abort", endGently);
	if (signal?.aborted) endGently();
	const tell = async (event) => {
		await report?.(event);
		await events.give(event);
	};
	const running = run(options, {
		...others,
		signal: gently.signal,
		report: report ? tell : (event) => events.give(event)
	});
	running.catch(() => {}).finally(() => events.close());
	try {
		yield* events;
	} finally {
		events.close();
		endGently();
		signal?.removeEventListener("abort", endGently);
		await running;
	}
}
/** Hands things from one who gives to one who takes; the giver waits until the taker asks for the next. */
var Handover = class {
	#given = [];
	#closed = false;
	/** Tells the one who waits that something changed. */
	#notify = () => {};
	/** Resolves once it was taken, or nobody will take it any more. */
	give(thing) {
		if (this.#closed) return Promise.resolve();
		return new Promise((taken) => {
			this.#given.push({
				thing,
				taken
			});
			this.#notify();
		});
	}
	/** Nothing more is given. What was given before can still be taken, for which nobody waits. */
	close() {
		this.#closed = true;
		for (const { taken } of this.#given) taken();
		this.#notify();
	}
	async *[Symbol.asyncIterator]() {
		for (;;) {
			const next = this.#given[0];
			if (next) {
				yield next.thing;
				this.#given.shift();
				next.taken();
			} else if (this.#closed) return;
			else await new Promise((resolve) => {
				this.#notify = resolve;
			});
		}
	}
};
export { ImgparError, barsReporter, check, dryRun, emptySummary, equalizeImage, errorCodes, jsonReporter, linesReporter, methods, previewFile, previewSheet, restore, run, runEvents, summarize, verify, version };
