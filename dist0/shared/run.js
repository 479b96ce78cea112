import { D as callback, M as mebibytes, O as group, T as boolean, c as sharingOptions, i as outputOptions, j as path, p as isModulePath, r as operationOptions, w as abortSignal } from "./table.js";
import { i as failureOf, n as codeOf, o as isOutOfRoom, s as messageOf, t as ImgparError } from "./errors.js";
import { t as asGiven } from "./given.js";
import { n as leftBehind, r as packagesOf } from "./installed.js";
import { A as removeFile, D as isSameFile, E as exists, M as decodeName, N as isUndecodable, O as look, S as settledOperation, _ as leastShareBytes, a as intolerableMemoryBytes, d as dense, g as baseBytes, i as imageMemoryBytes, j as DistinctNames, k as openSource, m as checkOptions, n as requireUsable, o as startTimeoutMs, r as heapBytes, s as tooManyFailures, u as Statistics } from "./trial.js";
import { l as reasonOf, n as Queue, o as isMissing, s as isSystemError, t as startWorkers } from "./start-workers.js";
import { t as version } from "./version.js";
import { n as formats, r as imageFormats, t as formatWithEnding } from "./formats.js";
import { n as summarize, t as emptySummary } from "./events.js";
import { t as isNamedLikeImage } from "./sniff.js";
import { r as workerFlags } from "./v8-tuning.js";
import { promisify, types } from "node:util";
import { basename, dirname, extname, join, parse, relative, resolve, sep } from "node:path";
import { accessSync, closeSync, constants, copyFileSync, createReadStream, existsSync, fchmodSync, fchownSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, futimesSync, linkSync, lstat, lstatSync, mkdirSync, mkdtempSync, open, openSync, readFileSync, readSync, readdir, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { createHash, hash, randomBytes, randomUUID } from "node:crypto";
import { hostname, tmpdir } from "node:os";
import { lstat as lstat$1, open as open$1, opendir, readdir as readdir$1, realpath, stat, unlink } from "node:fs/promises";
import { Socket } from "node:net";
import { addAbortSignal } from "node:stream";
// src/engine/given.ts
/** @throws {ImgparError} `usage` */
const readRunContext = group({
	report: callback(),
	signal: abortSignal,
	killSignal: abortSignal
});
/** @throws {ImgparError} `usage` */
const readReportContext = group({ report: callback() });
/** @throws {ImgparError} `usage` */
const readVerifyOptions = group({ manifest: path });
/** @throws {ImgparError} `usage` */
const readRestoreOptions = group({
	manifest: path,
	force: boolean,
	dryRun: boolean
});
// src/storage/run-token.ts
/** Tokens of runs of this very process that have not ended. */
const living = /* @__PURE__ */ new Set();
/**
* Names a run in what it leaves on disk while it works: `<place>.<process>.<random>.<start>`, so that a later run can tell whether it
* still lives. To be given to `retireToken` when the run has ended.
*/
function newToken() {
	const token = `${place()}.${process.pid}.${randomBytes(4).toString("hex")}.${startOf(process.pid) ?? ""}`;
	living.add(token);
	return token;
}
function retireToken(token) {
	living.delete(token);
}
/** Whether a run is known to live still; undefined if it was started elsewhere, so that nobody here can tell. */
function isLivingRun(token) {
	const [where, pid, , start = ""] = token.split(".");
	if (where !== place() || !/^\d{1,9}$/.test(pid ?? "")) return void 0;
	if (Number(pid) === process.pid) return living.has(token);
	if (!isProcess(Number(pid))) return false;
	const startNow = startOf(Number(pid));
	return start === "" || startNow === void 0 || start === startNow;
}
function isProcess(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}
/** When a process began, in ticks since the machine did; undefined where the system does not tell. */
function startOf(pid) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
	} catch {
		return;
	}
}
let known$1;
/** The machine, or the container, in which a process number means something. */
function place() {
	known$1 ??= createHash("sha256").update(`${hostname()} ${processNamespace()}`).digest("hex").slice(0, 8);
	return known$1;
}
function processNamespace() {
	try {
		return readlinkSync("/proc/self/ns/pid");
	} catch {
		return "";
	}
}
// src/storage/folders.ts
/** Makes a folder and those above it. @throws {ImgparError} `unwritable` */
function makeFolder(path, options = {}) {
	try {
		makeFolders(path, options);
	} catch (error) {
		throw new ImgparError("unwritable", `cannot make the folder ${path}: ${reasonOf(error)}`, { cause: error });
	}
}
/**
* The same, throwing what the system says. Node's own way to do that never ends where a file system says "no such folder" of one that
* is there, as /proc does.
*
* @param durable whether the name of each folder that is made outlives a failure of power
*/
function makeFolders(path, { durable = false } = {}) {
	try {
		mkdirSync(path);
	} catch (error) {
		if (isFolder(path)) return;
		if (!isSystemError(error) || error.code !== "ENOENT" || exists(dirname(path))) throw error;
		makeFolders(dirname(path), { durable });
		makeFolders(path, { durable });
		return;
	}
	if (durable) syncFolder(dirname(path));
}
function isFolder(path) {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
	} catch {
		return false;
	}
}
/** @throws {ImgparError} `unwritable`, if the system says that nothing can be written into a folder */
function requireWritable(path) {
	if (process.platform === "win32") return;
	try {
		accessSync(path, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw new ImgparError("unwritable", `cannot write into the folder ${path}: ${reasonOf(error)}`, { cause: error });
	}
}
/** Makes the names in a folder outlive a failure of power. Windows cannot, and need not, open a folder for it. */
function syncFolder(path) {
	if (process.platform === "win32") return;
	const descriptor = openSync(path, constants.O_RDONLY);
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
// src/storage/anchor.ts
/**
* By root, the last folder of this thread: images of a folder mostly follow each other. Asking whether it has moved takes 2 % of the time
* of thumbnails.
*/
const held = /* @__PURE__ */ new Map();
/** Sources, destination and backup have a root each; in place there may be many sources. */
const maxHeld$1 = 8;
const descriptorsFolder = process.platform === "linux" ? "/proc/self/fd" : void 0;
/**
* The folder of a file that is to be written, made if it is missing. Refused if it is, or lies behind, a link that leads out of
* `root`: whoever made the link would decide what is overwritten. The root itself may be a link, as the user named it.
*
* @param durable whether the names of folders that are made outlive a failure of power
* @throws {ImgparError} `unwritable`
*/
function anchorOf(file, root, durable = false) {
	const folder = dirname(file);
	const last = held.get(root);
	if (last?.folder === folder && placeOf$1(last.descriptor) === last.real) return last;
	letGo(root);
	try {
		const opened = openAnchor(file, folder, root, durable);
		if (!opened) return plainAnchor(file, folder, root, durable);
		held.set(root, opened);
		for (const longest of held.keys()) if (held.size > maxHeld$1) letGo(longest);
		return opened;
	} catch (error) {
		if (error instanceof ImgparError) throw error;
		throw new ImgparError("unwritable", `cannot write ${file}: ${reasonOf(error)}`, { cause: error });
	}
}
/** Forgets the folder that is held open below a root, as after it was found to be removed. */
function letGo(root) {
	const last = held.get(root);
	if (last) closeSync(last.descriptor);
	held.delete(root);
}
/** Undefined where the system offers no such thing, or does not let the folder be read. */
function openAnchor(file, folder, root, durable) {
	if (descriptorsFolder === void 0) return void 0;
	const descriptor = openFolder$1(file, folder, root, durable);
	if (descriptor === void 0) return void 0;
	const real = placeOf$1(descriptor);
	if (real === void 0) {
		closeSync(descriptor);
		return;
	}
	try {
		requireBelow(file, real, realpathSync.native(root));
		return {
			folder,
			root,
			descriptor,
			real,
			path: `${descriptorsFolder}/${descriptor}`
		};
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}
/** A missing folder is made in the one above it, held in the same way. */
function openFolder$1(file, folder, root, durable) {
	try {
		return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
	} catch (error) {
		if (isSystemError(error) && error.code === "EACCES") return void 0;
		if (!isSystemError(error) || error.code !== "ENOENT") throw error;
	}
	if (folder === root || !folder.startsWith(withSeparator$1(root))) {
		makeFolders(folder, { durable });
		return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
	}
	const above = openAnchor(file, dirname(folder), root, durable);
	if (!above) return void 0;
	try {
		const name = `${above.path}/${basename(folder)}`;
		try {
			mkdirSync(name);
			if (durable) syncFolder(above.path);
		} catch (error) {
			if (!isSystemError(error) || error.code !== "EEXIST") throw error;
		}
		return openSync(name, constants.O_RDONLY | constants.O_DIRECTORY);
	} finally {
		closeSync(above.descriptor);
	}
}
/** Where the folder of a descriptor is now; undefined where /proc does not tell. */
function placeOf$1(descriptor) {
	try {
		return readlinkSync(`${descriptorsFolder}/${descriptor}`);
	} catch {
		return;
	}
}
function plainAnchor(file, folder, root, durable) {
	if (folder !== root) {
		const real = existing(folder);
		const realRoot = existing(root);
		if (!(realRoot.startsWith(withSeparator$1(real)) && isAbove(folder, root))) requireBelow(file, real, realRoot);
	}
	makeFolders(folder, { durable });
	return { path: folder };
}
function requireBelow(file, realFolder, realRoot) {
	if (realFolder === realRoot || realFolder.startsWith(withSeparator$1(realRoot))) return;
	throw new ImgparError("unwritable", `cannot write ${file}: a folder on the way is a link that leads out of the destination, to ${realFolder}; remove the link`);
}
/** The true name of the deepest folder on the way that exists. */
function existing(path) {
	try {
		return realpathSync.native(path);
	} catch {
		const above = dirname(path);
		return above === path ? path : existing(above);
	}
}
function withSeparator$1(path) {
	return path.endsWith(sep) ? path : path + sep;
}
function isAbove(folder, root) {
	return relative(folder, root) !== "" && !relative(folder, root).startsWith("..");
}
/** The path of a name in an anchored folder. */
function nameIn({ path }, file) {
	return join(path, basename(file));
}
// src/storage/drafts.ts
/**
* A name under which the bytes of a file are gathered: in the folder of the file, so that the renaming stays on one file system; short
* and hidden, so that it fits where the file's own name fills the limit; and not to be foretold, so that nobody can lay a link there.
*/
function newDraftName({ token, id }) {
	return `.imgpar-${token}-${id}-${randomUUID().slice(-12)}.draft`;
}
/** Whose draft a name is; undefined if it is none. Those of version 0.1.0 have no random part. */
function ownerOfDraft(name) {
	const [, token, id] = /^\.imgpar-([^-]+)-([^-]+)(?:-[0-9a-f]{12})?\.draft$/.exec(name) ?? [];
	return token === void 0 ? void 0 : {
		token,
		id
	};
}
/** Removes a draft if it is there. Never throws: it runs where something has failed already. */
function removeDraft(draft) {
	try {
		rmSync(draft, { force: true });
	} catch {}
}
/** Removes the drafts of some images of a run from a folder. Never throws: it runs where something has failed already. */
function removeDrafts(folder, token, ids) {
	try {
		for (const name of readdirSync(folder)) {
			const owner = ownerOfDraft(name);
			if (owner?.token === token && ids.has(String(owner.id))) removeDraft(join(folder, name));
		}
	} catch {}
}
// src/storage/write-atomic.ts
/**
* Makes a file appear whole or not at all: writes a draft and renames it. Missing folders are made. What stood at the
* destination is replaced; a link there is replaced, not followed. A failure leaves no draft.
*
* @param content the bytes, also in parts that are made as they are written
* @throws {ImgparError} `unwritable`
*/
function writeAtomic(destination, content, options) {
	const draft = openDraft(destination, options);
	try {
		for (const part of types.isUint8Array(content) ? [content] : content) draft.write(part);
		return draft.appear();
	} catch (error) {
		draft.giveUp();
		throw error instanceof ImgparError ? error : unwritable(destination, error);
	}
}
/** @throws {ImgparError} `unwritable` */
function openDraft(destination, options) {
	try {
		return new Draft(destination, options);
	} catch (error) {
		throw error instanceof ImgparError ? error : unwritable(destination, error);
	}
}
function unwritable(destination, error) {
	return new ImgparError("unwritable", `cannot write ${destination}: ${reasonOf(error)}`, { cause: error });
}
/** A file that is being written, until it gets its name or is given up. */
var Draft = class {
	#options;
	#folder;
	#destination;
	#path;
	#descriptor;
	#isOpen = true;
	constructor(destination, options) {
		this.#options = options;
		[this.#folder, this.#path, this.#descriptor] = openIn(destination, options);
		this.#destination = nameIn(this.#folder, destination);
	}
	write(bytes) {
		let written = 0;
		while (written < bytes.byteLength) written += writeSync(this.#descriptor, bytes, written);
	}
	/** Gives it what it is to have besides its content, and its name. */
	appear() {
		const { traits, durable = false, beforeAppearing } = this.#options;
		if (traits) setTraits(this.#descriptor, traits);
		const { mtimeMs, uid, gid, ino } = fstatSync(this.#descriptor);
		beforeAppearing?.({
			descriptor: this.#descriptor,
			mtimeMs,
			uid,
			gid
		}, this.#folder);
		if (durable) fsyncSync(this.#descriptor);
		this.#close();
		this.#rename(ino);
		if (!durable) return { mtimeMs };
		try {
			syncFolder(this.#folder.path);
			return { mtimeMs };
		} catch (error) {
			return {
				mtimeMs,
				notDurable: error
			};
		}
	}
	/** Never throws: it is called where something has failed already. */
	giveUp() {
		try {
			this.#close();
		} catch {}
		removeDraft(this.#path);
	}
	#rename(ino) {
		try {
			renameSync(this.#path, this.#destination);
		} catch (error) {
			if (!isNow(this.#destination, ino) || isNow(this.#path, ino)) throw error;
		}
	}
	#close() {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		closeSync(this.#descriptor);
	}
};
/** A new file in the folder of the destination, which is made if it is missing. */
function openIn(destination, { root, owner, durable = false }) {
	const name = newDraftName(owner);
	const openNew = (folder) => {
		const path = join(folder.path, name);
		return [
			folder,
			path,
			openSync(path, newFile, 438)
		];
	};
	const anchored = () => root === void 0 ? { path: dirname(destination) } : anchorOf(destination, root, durable);
	try {
		return openNew(anchored());
	} catch (error) {
		if (!isSystemError(error) || error.code !== "ENOENT") throw error;
		if (root !== void 0) letGo(root);
		makeFolders(dirname(destination), { durable });
		return openNew(anchored());
	}
}
/** A file that is not there yet: nothing that somebody has laid under its name is written to. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
function isNow(path, ino) {
	try {
		return lstatSync(path).ino === ino;
	} catch {
		return false;
	}
}
const hasPermissions = process.platform !== "win32";
/** Gives an open file traits. Owner and group stay as they are where the system does not let them be given away. */
function setTraits(descriptor, { mode, mtimeMs, uid, gid }) {
	if (hasPermissions && uid !== void 0 && gid !== void 0) giveTo(descriptor, uid, gid);
	if (hasPermissions && mode !== void 0) fchmodSync(descriptor, mode);
	if (mtimeMs === void 0) return;
	futimesSync(descriptor, Date.now() / 1e3, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1e3);
}
function giveTo(descriptor, uid, gid) {
	const now = fstatSync(descriptor);
	if (now.uid === uid && now.gid === gid) return;
	if (tried(() => fchownSync(descriptor, uid, gid))) return;
	if (now.gid !== gid) tried(() => fchownSync(descriptor, now.uid, gid));
}
function tried(act) {
	try {
		act();
		return true;
	} catch {
		return false;
	}
}
// src/record/lines.ts
/** No record is longer: its paths have 4 KiB each, and JSON makes 6 bytes of one at the most. */
const maxLineBytes = 262144;
const beforeDestination = "{\"destination\":\"";
const beforeVersion = "{\"imgpar\":\"";
const recordStart = Buffer.from(beforeDestination);
const headerStart = Buffer.from(beforeVersion);
/**
* The lines of a file from an offset on, read once, in constant memory whatever stands in it. Where a writer was stopped in the middle of
* a line, the next one may have gone on behind it on the same line; its record is told apart by how records begin.
*/
function* linesOf(descriptor, from = 0) {
	/** What has been read of a line, unless that is too much. */
	let kept = Buffer.alloc(0);
	let offset = from;
	let position = from;
	for (let block = readAt(descriptor, position, blockBytes$1); block.length > 0; block = readAt(descriptor, position, blockBytes$1)) {
		let begin = 0;
		for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, begin)) {
			const next = position + end + 1;
			yield* partsOf(joined(kept, block.subarray(begin, end)), offset, next, true);
			[kept, offset, begin] = [
				Buffer.alloc(0),
				next,
				end + 1
			];
		}
		kept = joined(kept, block.subarray(begin));
		position += block.length;
	}
	if (position > offset) yield* partsOf(kept, offset, position, false);
}
function joined(kept, more) {
	if (kept === void 0 || kept.length + more.length > 262144) return void 0;
	return kept.length === 0 ? more : Buffer.concat([kept, more]);
}
function* partsOf(line, offset, end, ended) {
	if (line === void 0) return yield {
		offset,
		end,
		bytes: void 0,
		ended
	};
	let begin = 0;
	for (let next = nextBeginning(line, 1); next >= 0; next = nextBeginning(line, next + 1)) {
		yield {
			offset: offset + begin,
			end: offset + next,
			bytes: line.subarray(begin, next),
			ended: true
		};
		begin = next;
	}
	yield {
		offset: offset + begin,
		end,
		bytes: begin === 0 ? line : line.subarray(begin),
		ended
	};
}
function nextBeginning(line, from) {
	const record = line.indexOf(recordStart, from);
	const header = nextHeader(line, from);
	return record < 0 || header >= 0 && header < record ? header : record;
}
function nextHeader(line, from) {
	let found = line.indexOf(headerStart, from);
	while (found > 0 && line[found - 1] === colon) found = line.indexOf(headerStart, found + 1);
	return found;
}
const colon = 58;
/** What stands from an offset on, to the end of its line or to the next record on it. */
function lineAt(descriptor, offset) {
	for (let length = usualLine;; length *= 4) {
		const bytes = readAt(descriptor, offset, length);
		const end = bytes.indexOf(10);
		if (end < 0 && bytes.length === length && length < 262144) continue;
		const line = end < 0 ? bytes : bytes.subarray(0, end);
		const next = nextBeginning(line, 1);
		return line.toString("utf8", 0, next < 0 ? line.length : next);
	}
}
/** A line mostly fits into one reading of this size. */
const usualLine = 1024;
const blockBytes$1 = 1 << 20;
function readAt(descriptor, offset, length) {
	const bytes = Buffer.allocUnsafe(length);
	let filled = 0;
	while (filled < length) {
		const count = readSync(descriptor, bytes, filled, length - filled, offset + filled);
		if (count === 0) break;
		filled += count;
	}
	return bytes.subarray(0, filled);
}
function lineBreaksIn(bytes) {
	let count = 0;
	for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
	return count;
}
// src/record/image-record.ts
/**
* The record as a line of JSON with its end, in characters that do nothing to a terminal. The destination comes first, so that the
* line can be found by it without being parsed.
*/
function recordLine({ destination, status, ...rest }) {
	return `${harmless({
		destination,
		status,
		...rest
	})}\n`;
}
/** How the line of a destination begins. */
function lineStart(destination) {
	return `${beforeDestination}${harmless(destination).slice(1)}`;
}
/** JSON in which also what `JSON.stringify` leaves as it is does nothing to a terminal: DEL, C1, separators, controls of direction. */
function harmless(value) {
	const json = JSON.stringify(value);
	if (plainText.test(json)) return json;
	return json.replace(/[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu, (character) => {
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}
/** As nearly all records are: looked for first, it saves a third of the time. */
const plainText = /^[ -~]*$/;
/** What a line says; undefined if it is broken, or of another kind. A manifest is a file that anything may have written to. */
function recordFrom(line) {
	const value = parsed$1(line);
	if (!isObject(value) || !isText(value.destination) || !isText(value.source) || !isNumber(value.at)) return void 0;
	if (value.status === "done" && isDone(value)) return value;
	if (value.status === "failed" && isText(value.code) && isText(value.message)) return value;
	return value.status === "removed" ? value : void 0;
}
function parsed$1(line) {
	try {
		return JSON.parse(line);
	} catch {
		return;
	}
}
function isDone({ fingerprint, format, input, output, mask, backup }) {
	const isMask = mask === void 0 || isStamp(mask) && isText(mask.path);
	return isText(fingerprint) && isText(format) && isContent(input) && isContent(output) && isMask && (backup === void 0 || isText(backup));
}
const isObject = (value) => typeof value === "object" && value !== null;
const isText = (value) => typeof value === "string";
const isNumber = (value) => typeof value === "number";
const isStamp = (value) => isObject(value) && isNumber(value.size) && isNumber(value.mtimeMs);
const isContent = (value) => isStamp(value) && isText(value.sha256);
// src/record/line-fields.ts
const beforeOutput = Buffer.from(",\"output\":{");
const beforeDigest = Buffer.from("\"sha256\":\"");
/** The SHA-256 of the result that a line tells of. */
function resultIn(line) {
	const output = line.indexOf(beforeOutput);
	const digest = output < 0 ? -1 : line.indexOf(beforeDigest, output);
	if (digest < 0) return void 0;
	const start = digest + beforeDigest.length;
	return line.toString("latin1", start, start + 64);
}
function hashOfDigest(sha256) {
	return Number.parseInt(sha256.slice(0, 8), 16) >>> 0;
}
/** Where the destination ends in a line that begins with one, its closing quote included. */
function endOfDestination(line) {
	if (line.subarray(0, 16).toString("latin1") !== "{\"destination\":\"") return void 0;
	for (let end = 16; end < line.length; end++) if (line[end] === 92) end += 1;
	else if (line[end] === 34) return end + 1;
}
// src/record/manifest-file.ts
/** Neither a link is followed, which leads to a file of somebody else's, nor a pipe waited for. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Opens a manifest for reading; undefined if there is none. @throws {ImgparError} `usage`, if it is no regular file, or cannot be read */
function openIfAny(path) {
	try {
		requireRegular(path, lstatSync(path));
		const descriptor = openSync(path, constants.O_RDONLY | careful);
		try {
			requireRegular(path, fstatSync(descriptor));
			return descriptor;
		} catch (error) {
			closeSync(descriptor);
			throw error;
		}
	} catch (error) {
		if (isMissing(error)) return void 0;
		if (error instanceof ImgparError) throw error;
		throw new ImgparError("usage", `cannot read the manifest ${path}: ${reasonOf(error)}`, { cause: error });
	}
}
/**
* Opens a manifest for appending; it and its folder are made if they are missing.
*
* @param durable whether the name of a new one outlives a failure of power
*/
function openForAppending(path, durable) {
	makeFolder(dirname(path), { durable });
	const descriptor = openNewOrOld(path, durable);
	try {
		requireRegular(path, fstatSync(descriptor));
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}
function openNewOrOld(path, durable) {
	const appending = constants.O_WRONLY | constants.O_APPEND | careful;
	try {
		return openSync(path, appending);
	} catch (error) {
		if (isSystemError(error) && error.code === "ELOOP") requireRegular(path, lstatSync(path));
		if (!isMissing(error)) throw error;
	}
	const descriptor = openSync(path, appending | constants.O_CREAT, 438);
	if (durable) syncFolder(dirname(path));
	return descriptor;
}
function requireRegular(path, found) {
	if (found.isFile()) return;
	const what = found.isSymbolicLink() ? "a symbolic link, which is not followed; remove it, or name the file it leads to" : "not a regular file";
	throw new ImgparError("usage", `the manifest ${path} is ${what}`);
}
/** Whether the file of a descriptor has no name any more. */
function isGone(descriptor) {
	return fstatSync(descriptor).nlink === 0;
}
function unwritableManifest(path, error) {
	if (error instanceof ImgparError && error.code === "usage") return error;
	return new ImgparError("unwritable", `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
}
/** Cuts a manifest off. @throws {ImgparError} `usage` */
function truncate(path, length) {
	try {
		const descriptor = openSync(path, "r+");
		try {
			ftruncateSync(descriptor, length);
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		throw new ImgparError("usage", `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
	}
}
/** Why a file could not be closed; undefined if it was, or there is none. */
function failureToClose(descriptor) {
	try {
		if (descriptor !== void 0) closeSync(descriptor);
		return;
	} catch (error) {
		return error;
	}
}
// src/record/offset-index.ts
/**
* Finds the last line of a key in a file, at 12 bytes a slot: of a key it holds a hash of 32 bits and the offset of its line, and
* asks the file where hashes are equal.
*/
var OffsetIndex = class {
	#hashes = new Uint32Array(firstSlots);
	/** The offset plus one; 0 where the slot is free. */
	#offsets = new Float64Array(firstSlots);
	#size = 0;
	/** Keys in it. */
	get size() {
		return this.#size;
	}
	/** Of each key the offset, from the lowest to the highest. */
	offsets() {
		return this.#offsets.filter((stored) => stored > 0).sort().map((stored) => stored - 1);
	}
	/** The offset under a hash of which `isKey` says that it is the one looked for. */
	find(hash, isKey) {
		const stored = this.#offsets[this.#slotOf(hash, isKey)];
		return stored === 0 ? void 0 : stored - 1;
	}
	/** Puts an offset in, in place of the one of the same key. */
	set(hash, offset, isKey) {
		const slot = this.#slotOf(hash, isKey);
		if (this.#offsets[slot] === 0) this.#size += 1;
		this.#hashes[slot] = hash;
		this.#offsets[slot] = offset + 1;
		if (this.#size * 2 > this.#offsets.length) this.#grow();
	}
	/** The slot of the key, or the free one where it belongs. */
	#slotOf(hash, isKey) {
		const mask = this.#offsets.length - 1;
		let slot = hash & mask;
		for (; this.#offsets[slot] !== 0; slot = slot + 1 & mask) if (this.#hashes[slot] === hash && isKey(this.#offsets[slot] - 1)) break;
		return slot;
	}
	#grow() {
		const [hashes, offsets] = [this.#hashes, this.#offsets];
		this.#hashes = new Uint32Array(hashes.length * 2);
		this.#offsets = new Float64Array(hashes.length * 2);
		for (const [slot, stored] of offsets.entries()) {
			if (stored === 0) continue;
			const free = this.#slotOf(hashes[slot], () => false);
			this.#hashes[free] = hashes[slot];
			this.#offsets[free] = stored;
		}
	}
};
/** A power of two, as all further ones. */
const firstSlots = 1024;
/** Spreads the bytes from `start` to `end` over 32 bits (FNV-1a, with a final mix for the low bits). */
function hashOfBytes(bytes, start, end) {
	let hash = 2166136261;
	for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
	hash = Math.imul(hash ^ hash >>> 15, 739982445);
	return (hash ^ hash >>> 13) >>> 0;
}
/** What a header says; undefined if it is broken. @throws {ImgparError} `usage`, if a later version may have given the lines another meaning */
function headerIn(line, path) {
	const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
	if (bytes.toString("latin1", 0, 11) !== "{\"imgpar\":\"") return void 0;
	const value = parsed(bytes.toString("utf8"));
	if (typeof value.manifest === "number" && value.manifest > 1) throw new ImgparError("usage", `${path} was written by imgpar ${String(value.imgpar).slice(0, 40)} in a form that this version does not know; use that version, or name another file as manifest`);
	const { fingerprint, run, id, decides } = value;
	if (typeof fingerprint !== "string" || typeof run !== "string") return void 0;
	return {
		fingerprint,
		run,
		id: typeof id === "string" ? id : void 0,
		versions: versionsIn(decides)
	};
}
function parsed(text) {
	try {
		return JSON.parse(text) ?? {};
	} catch {
		return {};
	}
}
function versionsIn(decides) {
	if (typeof decides !== "object" || decides === null || !("versions" in decides)) return void 0;
	const { versions } = decides;
	return typeof versions === "object" && versions !== null && Object.values(versions).every((value) => typeof value === "string") ? versions : void 0;
}
// src/record/manifest.ts
/** The name of the manifest in a destination: one hidden file, so that whoever takes folders for classes of images is not misled. */
const manifestName = ".imgpar.jsonl";
/**
* The record of what was made from what: a file of lines of JSON, of which for each destination the last one holds. It is only ever
* appended to, by whole lines, so that it is valid wherever a run ends; of a line that was torn nothing is believed. Lines stay on
* disk; what is kept in memory is 12 to 48 bytes for each, and as much again where they are found by their results.
*/
var Manifest = class Manifest {
	path;
	#options;
	#reader;
	#writer;
	#index = new OffsetIndex();
	#results = new OffsetIndex();
	/** How far the file has been read. */
	#end = 0;
	/** Lines of images in the file. */
	#lines = 0;
	/** Where broken lines begin that were come across. */
	#damaged = /* @__PURE__ */ new Set();
	/** Of each fingerprint where its last header begins. */
	#headers = /* @__PURE__ */ new Map();
	/** Headers of runs that may still live, in the order of the file. */
	#rivals = [];
	#versions = /* @__PURE__ */ new Map();
	#id;
	/** Of the run that adds to it; and whether the file has it. */
	#header;
	#headed = false;
	/** Why this run is not to write: several of its lanes may ask. */
	#refusal;
	/** What could not be written yet. */
	#pending = [];
	/** Whether what is written next has to end a line that was torn. */
	#torn = false;
	constructor(path, options) {
		this.path = path;
		this.#options = options;
	}
	/**
	* Opens a manifest for reading; one that does not exist is empty. Changes nothing.
	*
	* @throws {ImgparError} `usage`, if the file is something else, or cannot be read
	*/
	static open(path, options = {}) {
		const manifest = new Manifest(path, options);
		manifest.refresh();
		return manifest;
	}
	/** What the runs in place of a manifest name it by; undefined if there has been none that did. @throws {ImgparError} `usage` */
	static idOf(path) {
		const reader = openIfAny(path);
		if (reader === void 0) return void 0;
		try {
			requireManifest(reader, path);
			for (const { bytes } of linesOf(reader)) {
				const id = bytes && headerIn(bytes, path)?.id;
				if (id !== void 0) return id;
			}
			return;
		} finally {
			closeSync(reader);
		}
	}
	/** The last record of a destination; undefined if there is none, or the result is no longer there. */
	find(destination) {
		return this.#reading(() => this.#find(destination));
	}
	#find(destination) {
		const start = Buffer.from(lineStart(destination));
		const offset = this.#index.find(hashOfBytes(start, 16, start.length), (at) => this.#startsWith(at, start));
		const record = offset === void 0 ? void 0 : this.#recordAt(offset);
		return record?.status === "removed" ? void 0 : record;
	}
	/** @throws {ImgparError} `unreadable`, if the disk does not give what it holds */
	#reading(read) {
		try {
			return read();
		} catch (error) {
			if (error instanceof ImgparError) throw error;
			throw new ImgparError("unreadable", `cannot read the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
		}
	}
	/**
	* The last record of a result of this content, wherever it is; undefined if none was made. `broken` if one was, but the only line that
	* tells of it is broken. Needs `byResult`.
	*/
	findResult(sha256) {
		const offset = this.#results.find(hashOfDigest(sha256), (at) => this.#resultAt(at) === sha256);
		if (offset === void 0) return void 0;
		const record = this.#recordAt(offset);
		return record?.status === "done" ? record : "broken";
	}
	/** The SHA-256 of every result that was ever recorded, in the order of the file. Needs `byResult`. */
	*results() {
		for (const offset of this.#results.offsets()) {
			const sha256 = this.#resultAt(offset);
			if (sha256 !== void 0) yield sha256;
		}
	}
	/** How many broken lines were come across so far; they count as if they were not there. */
	get damagedLines() {
		return this.#damaged.size;
	}
	/** What its runs in place name it by; undefined before the first. */
	get id() {
		return this.#id;
	}
	/** The versions that have made results in it. */
	get versions() {
		return [...this.#versions.values()];
	}
	/** The last record of each destination, in the order of the file. */
	*latest() {
		for (const offset of this.#index.offsets()) {
			const record = recordFrom(this.#reading(() => lineAt(this.#reader, offset)));
			if (record && record.status !== "removed") yield record;
		}
	}
	/** Reads what was appended since it was last read, by this run or another. @throws {ImgparError} `usage`, `unreadable` */
	refresh() {
		this.#reading(() => this.#readOn());
	}
	#readOn() {
		this.#reader ??= openIfAny(this.path);
		if (this.#reader === void 0) return;
		if (this.#end === 0) requireManifest(this.#reader, this.path);
		for (const { offset, end, bytes, ended } of linesOf(this.#reader, this.#end)) {
			if (!ended) break;
			this.#note(bytes, offset);
			this.#end = end;
		}
	}
	/**
	* Makes ready to append the records of a run. Cuts off a torn line, and writes the file anew when most lines are superseded and no
	* other run writes to it. Nothing is written if all is well, and the header not before the first record.
	*
	* @throws {ImgparError} `usage`, if the file cannot be written, or a run with other options is at work
	*/
	begin(header) {
		this.#header = header;
		this.#requireNoRival();
		this.#endTornLine();
		if (this.#lines - this.#index.size > Math.max(this.#index.size, minSuperseded) && this.#living().length === 0) this.#compact(header.run);
	}
	/**
	* Writes the header at once: of two runs with different options that begin together, the one whose header comes first goes on.
	*
	* @throws {ImgparError} `unwritable`; `usage`, if a run with other options is at work
	*/
	writeHeader() {
		if (this.#refusal) throw this.#refusal;
		if (!this.#addHeader()) return;
		const error = this.#flush();
		this.#refusal = error && unwritableManifest(this.path, error);
		if (this.#refusal) throw this.#refusal;
		this.#requireFirst();
	}
	/**
	* Appends records, together as looking at the file and writing to it take longer than making a line. What cannot be written, as while
	* the disk is full, waits for the next call.
	*
	* @throws {ImgparError} `unwritable`, if too much is waiting
	*/
	append(...records) {
		if (records.length === 0) return;
		if (this.#writer !== void 0 && isGone(this.#writer)) this.#beginAnew();
		const isFirst = this.#addHeader();
		for (const record of records) this.#pending.push(recordLine(record));
		const error = this.#flush();
		if (error && (isFirst || this.#pending.length > maxPending)) throw unwritableManifest(this.path, error);
		if (isFirst) this.#requireFirst();
	}
	/** @throws {ImgparError} `unwritable`, if something could not be written to the last */
	close() {
		const errors = [this.#flush(), failureToClose(this.#writer)];
		failureToClose(this.#reader);
		this.#reader = void 0;
		this.#writer = void 0;
		const error = errors.find(Boolean);
		if (error) throw unwritableManifest(this.path, error);
	}
	/** Whether there is one that the file did not have. */
	#addHeader() {
		if (!this.#header || this.#headed) return false;
		this.#pending.push(`${harmless(this.#header)}\n`);
		this.#headed = true;
		return true;
	}
	/** Somebody has removed the file, and with it mostly the results that it told of. */
	#beginAnew() {
		closeSync(this.#writer);
		this.#writer = void 0;
		this.#torn = false;
		this.#headed = false;
	}
	/** Why nothing more can be written; undefined if all was. */
	#flush() {
		try {
			if (this.#pending.length === 0) return void 0;
			this.#writer ??= openForAppending(this.path, this.#options.durable ?? false);
			while (this.#pending.length > 0) {
				const lines = this.#pending.slice(0, linesAtOnce).join("");
				const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
				const written = bytes.subarray(0, writeSync(this.#writer, bytes));
				const whole = lineBreaksIn(written) - (this.#torn ? 1 : 0);
				this.#torn = written.at(-1) !== 10;
				this.#pending.splice(0, whole);
			}
			if (this.#options.durable) fdatasyncSync(this.#writer);
			return;
		} catch (error) {
			return error;
		}
	}
	#note(line, offset) {
		if (line?.length === 0) return;
		const end = line && endOfDestination(line);
		if (end === void 0) {
			this.#noteHeader(line, offset);
			return;
		}
		const start = Buffer.from(line.subarray(0, end));
		this.#lines += 1;
		this.#index.set(hashOfBytes(start, 16, end), offset, (at) => this.#startsWith(at, start));
		if (this.#options.byResult) this.#noteResult(line, offset);
	}
	#noteResult(line, offset) {
		const sha256 = resultIn(line);
		if (sha256 === void 0) return;
		const hash = hashOfDigest(sha256);
		const isSame = (at) => this.#resultAt(at) === sha256;
		if (this.#results.find(hash, isSame) !== void 0 && !recordFrom(line.toString())) return;
		this.#results.set(hash, offset, isSame);
	}
	#noteHeader(line, offset) {
		const header = line && headerIn(line, this.path);
		if (!header) {
			this.#damaged.add(offset);
			return;
		}
		this.#headers.set(header.fingerprint, offset);
		this.#id ??= header.id;
		if (header.versions) this.#versions.set(JSON.stringify(header.versions), header.versions);
		if (isLivingRun(header.run) === true) this.#rivals.push(header);
	}
	#recordAt(offset) {
		const record = recordFrom(lineAt(this.#reader, offset));
		if (!record) this.#damaged.add(offset);
		return record;
	}
	#startsWith(offset, start) {
		return readAt(this.#reader, offset, start.length).equals(start);
	}
	#resultAt(offset) {
		return resultIn(Buffer.from(lineAt(this.#reader, offset)));
	}
	/** Only what no living run may just be writing is cut off, and only if it is no longer than a line. */
	#endTornLine() {
		if (this.#reader === void 0) return;
		const { size } = fstatSync(this.#reader);
		if (size === 0 || readAt(this.#reader, size - 1, 1)[0] === 10) return;
		const tail = readAt(this.#reader, Math.max(0, size - maxLineBytes), maxLineBytes);
		const end = tail.lastIndexOf(10) + 1;
		if (this.#living().length > 0 || end === 0 && tail.length < size) this.#torn = true;
		else truncate(this.path, size - tail.length + end);
	}
	/** Other runs that write to it. */
	#living() {
		return this.#rivals.filter(({ run }) => run !== this.#header?.run && isLivingRun(run) === true);
	}
	/** To be called when the header has been written. */
	#requireFirst() {
		this.refresh();
		try {
			this.#requireNoRival();
		} catch (error) {
			this.#refusal = error;
			throw error;
		}
	}
	/** Results of other options, written at the same time, would not be those that the record tells of. */
	#requireNoRival() {
		const mine = this.#rivals.findIndex(({ run }) => run === this.#header?.run);
		const before = new Set(mine < 0 ? this.#rivals : this.#rivals.slice(0, mine));
		const rival = this.#living().find((header) => before.has(header) && header.fingerprint !== this.#header?.fingerprint);
		if (!rival) return;
		throw new ImgparError("usage", `another run is writing to ${dirname(this.path)} with other options (process ${rival.run.split(".")[1]}); wait for its end, or give another destination`);
	}
	/** Keeps the headers, of each destination the last line, and the last line of each result that must be known as one. */
	#compact(token) {
		try {
			writeAtomic(this.path, this.#essence(), {
				owner: {
					token,
					id: "manifest"
				},
				durable: this.#options.durable ?? false
			});
		} catch (error) {
			throw new ImgparError("usage", `cannot write the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
		}
		closeSync(this.#reader);
		this.#reader = void 0;
		[this.#index, this.#results, this.#headers] = [
			new OffsetIndex(),
			new OffsetIndex(),
			/* @__PURE__ */ new Map()
		];
		[this.#rivals, this.#lines, this.#end] = [
			[],
			0,
			0
		];
		this.#damaged.clear();
		this.refresh();
	}
	*#essence() {
		const reader = this.#reader;
		for (const offset of this.#headers.values()) yield Buffer.from(`${lineAt(reader, offset)}\n`);
		const offsets = new Float64Array(/* @__PURE__ */ new Set([...this.#index.offsets(), ...this.#results.offsets()])).sort();
		for (const offset of offsets) {
			const record = recordFrom(lineAt(reader, offset));
			if (record && (record.status !== "removed" || this.#options.byResult)) yield Buffer.from(recordLine(record));
		}
	}
};
/** Where the manifest of a destination is, unless it is named. */
function manifestIn(folder) {
	return join(folder, manifestName);
}
/** Lines that are superseded and stay where they are. */
const minSuperseded = 1e3;
/** Records that wait to be written: some 5 MB. */
const maxPending = 1e4;
/** Lines that are written together: some 64 KB. */
const linesAtOnce = 128;
function requireManifest(reader, path) {
	const start = readAt(reader, 0, 11).toString("latin1");
	if ("{\"imgpar\":\"".startsWith(start)) return;
	throw new ImgparError("usage", `${path} is no manifest of imgpar, and is left as it is; rename it, or name another file as manifest`);
}
// src/storage/create.ts
/**
* Makes a file only if nothing stands under its name, with its content from the start where the file system has links. If its name
* survives a failure of power, so does its content: an empty file would say nothing.
*
* @returns whether it was made
*/
function create(path, text, options) {
	return withDraft(path, text, options, (draft) => {
		try {
			linkSync(draft, path);
			return true;
		} catch (error) {
			if (lstatSync(draft).nlink === 2) return true;
			if (isSystemError(error) && error.code === "EEXIST") return false;
			return createWithoutLinks(path, text);
		}
	});
}
/** Makes a file in the place of what stands there. */
function replace(path, text, options) {
	withDraft(path, text, options, (draft) => renameSync(draft, path));
}
function withDraft(path, text, { token, durable = false }, use) {
	const draft = join(dirname(path), newDraftName({
		token,
		id: "file"
	}));
	try {
		writeNew(draft, text);
		const result = use(draft);
		if (durable) syncFolder(dirname(path));
		return result;
	} finally {
		rmSync(draft, { force: true });
	}
}
/** @throws the system's error; then nothing is left under the name, unless something stood there before */
function writeNew(path, text) {
	const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 438);
	try {
		try {
			writeFileSync(descriptor, text);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		rmSync(path, { force: true });
		throw error;
	}
}
function createWithoutLinks(path, text) {
	try {
		writeNew(path, text);
		return true;
	} catch (error) {
		if (isSystemError(error) && error.code === "EEXIST") return false;
		throw error;
	}
}
/** Copies a file, in the place of what stands there; a link there is removed, not written through. */
function copyAnew(source, copy) {
	rmSync(copy, { force: true });
	copyFileSync(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}
/** The same with a text. */
function writeAnew(path, text) {
	rmSync(path, { force: true });
	writeFileSync(path, text, { flag: "wx" });
}
// src/record/mark.ts
/** Lies in each folder whose images were equalised in place, and names the manifest that knows which of them are results. */
const markName = ".imgpar-in-place.json";
/**
* Puts folders into the charge of a manifest: what another one is in charge of, at, above or below them, may hold results that this one
* would take for originals. The marks are made before others are looked for, so that of two runs at least one sees the other.
*
* @throws {ImgparError} `usage`, if another manifest is in charge, or a mark cannot be made; then those that were made are gone again
*/
async function takeCharge(domain, charge) {
	const made = [];
	try {
		for (const root of domain.roots.map(real)) if (markFolder(root, charge)) made.push(join(root, markName));
		await refuseOtherCharge(domain, charge);
	} catch (error) {
		for (const mark of made) rmSync(mark, { force: true });
		throw error;
	}
}
/** @throws {ImgparError} `usage`, if another manifest is in charge at, above or below the folders */
async function refuseOtherCharge({ roots, folders }, charge) {
	const look = looker(charge);
	for (const root of roots) look(real(root));
	for await (const folder of folders()) look(real(folder));
}
/** Takes the marks of a manifest from folders, as all their images are originals again. */
function endCharge(folders, id) {
	for (const folder of folders) if (markIn(folder)?.id === id) rmSync(join(folder, markName), { force: true });
}
/** The folder above a file that a manifest has marked; undefined if there is none. */
function markedFolderAbove(file, id) {
	for (let folder = dirname(file);; folder = dirname(folder)) {
		if (markIn(folder)?.id === id) return folder;
		if (dirname(folder) === folder) return void 0;
	}
}
/** Whether it was made. */
function markFolder(folder, charge) {
	const way = relative(folder, charge.manifest);
	const mark = {
		manifest: sep === "/" ? way : way.replaceAll(sep, "/"),
		id: charge.id
	};
	try {
		const text = `${JSON.stringify({
			imgpar: version,
			...mark
		})}\n`;
		if (create(join(folder, markName), text, charge)) return true;
	} catch (error) {
		throw new ImgparError("usage", `cannot mark the folder ${folder} as equalised in place: ${reasonOf(error)}`, { cause: error });
	}
	refuseOthers(folder, charge);
	return false;
}
/** Looks at a folder and those above it, at each once. */
function looker(charge) {
	const seen = /* @__PURE__ */ new Set();
	return (folder) => {
		for (let at = folder; !seen.has(at); at = dirname(at)) {
			if (seen.size >= maxSeen) seen.clear();
			seen.add(at);
			refuseOthers(at, charge);
		}
	};
}
const maxSeen = 1e5;
function refuseOthers(folder, charge) {
	const mark = markIn(folder);
	if (mark && mark.id !== charge.id) throw anotherInCharge(folder, mark, charge);
	const manifest = manifestIn(folder);
	if (!mark && manifest !== charge.manifest && existsSync(manifest) && isInPlace(manifest)) throw anotherInCharge(folder, {
		manifest: manifestName,
		id: ""
	}, charge);
}
function anotherInCharge(folder, mark, charge) {
	const manifest = resolve(folder, mark.manifest);
	const [state, cure] = manifest === real(charge.manifest) || manifest === charge.manifest || !existsSync(manifest) ? ["which is no longer there", `if all images are originals again, remove ${join(folder, markName)}`] : ["which alone knows what is a result", "give the same backupDir or manifest as before"];
	return new ImgparError("usage", `${folder} was equalised in place with the manifest ${manifest}, ${state}; ${cure}`);
}
/** @throws {ImgparError} `usage`, if there is one that cannot be read */
function markIn(folder) {
	const path = join(folder, markName);
	try {
		const { manifest, id } = JSON.parse(readFileSync(path, "utf8"));
		if (typeof manifest === "string" && typeof id === "string") return {
			manifest,
			id
		};
	} catch (error) {
		if (isMissing(error) || isSystemError(error) && error.code === "EACCES") return void 0;
	}
	throw new ImgparError("usage", `the mark ${path} cannot be read; it names the manifest of images that were equalised in place`);
}
/** Whether a manifest is one of version 0.1.0, which made no marks, of images that were equalised in place: there source and result are one. */
function isInPlace(path) {
	const descriptor = openIfAny(path);
	if (descriptor === void 0) return false;
	try {
		for (const { bytes } of linesOf(descriptor)) {
			if (!bytes?.toString("latin1", 0, 16).startsWith("{\"destination\":\"")) continue;
			const record = recordFrom(bytes.toString());
			if (record?.status === "done") return record.source === record.destination;
		}
		return false;
	} finally {
		closeSync(descriptor);
	}
}
function real(path) {
	try {
		return realpathSync.native(path);
	} catch {
		return path;
	}
}
// src/record/recorded-path.ts
/** A path as records have it: from the root, with '/' between names; absolute where no way leads from one to the other. */
function recordedPath(root, path) {
	const way = path.startsWith(root) && path[root.length] === sep ? path.slice(root.length + 1) : relative(root, path);
	return sep === "/" ? way : way.replaceAll(sep, "/");
}
/** The absolute path of a recorded one. */
function pathFrom(root, recorded) {
	return resolve(root, recorded);
}
// src/storage/hash.ts
/** The SHA-256 of bytes, in hexadecimal. */
function sha256(bytes) {
	return hash("sha256", bytes, "hex");
}
/** The SHA-256 of the content of a regular file, read piece by piece. @throws {ImgparError} `unreadable` */
function sha256OfFile(path) {
	const file = openSource(path);
	try {
		return sha256OfSource(file);
	} finally {
		file.close();
	}
}
/** The same of a file that is open. */
function sha256OfSource(file) {
	const hash = createHash("sha256");
	for (let offset = 0; offset < file.size; offset += pieceBytes) hash.update(file.piece(offset, pieceBytes));
	return hash.digest("hex");
}
const pieceBytes = 1 << 20;
// src/storage/lock.ts
/**
* Takes a lock: a file that only one process can make. That of a run which has ended is taken over; one is never without a lock file in
* between, and of several that try only one succeeds.
*
* @returns how to give it back
* @throws {ImgparError} `usage`, if a living run holds it, or one of another machine; `unwritable`
*/
function takeLock(path, { run, breakForeign = false }) {
	const holder = {
		run,
		host: hostname(),
		pid: process.pid,
		since: (/* @__PURE__ */ new Date()).toISOString()
	};
	try {
		take(path, holder, breakForeign);
	} catch (error) {
		if (error instanceof ImgparError) throw error;
		throw new ImgparError("unwritable", `cannot make the lock ${path}: ${reasonOf(error)}`, { cause: error });
	}
	return () => giveBack(path, holder);
}
function take(path, holder, breakForeign) {
	while (!create(path, textOf(holder), { token: holder.run })) {
		const text = contentOf$1(path);
		if (text === void 0) continue;
		requireDead(path, holderIn(text), breakForeign);
		takeOver(path, text, holder, breakForeign);
		if (holderIn(contentOf$1(path) ?? "")?.run === holder.run) return;
	}
}
/**
* Only who has the lock of a dead lock may replace it, and only while it is still that one. It is named after the dead, so a process
* that was slow finds another holder and begins again.
*/
function takeOver(path, deadText, holder, breakForeign) {
	const above = `${path}.${holderIn(deadText)?.run ?? "unreadable"}`;
	take(above, holder, breakForeign);
	try {
		if (contentOf$1(path) !== deadText) return;
		replace(path, textOf(holder), { token: holder.run });
	} finally {
		giveBack(above, holder);
	}
}
function requireDead(path, present, breakForeign) {
	const lives = present && isLivingRun(present.run);
	if (lives === false || lives === void 0 && breakForeign) return;
	const who = present ? `process ${present.pid} on ${present.host}, since ${present.since}` : "somebody unknown, as the file cannot be read";
	throw new ImgparError("usage", `another run is at work in place with the same manifest (${who}); ${lives ? "wait for its end" : "if that run has ended, add breakLock"}; the lock is ${path}`);
}
function giveBack(path, { run }) {
	try {
		if (holderIn(contentOf$1(path) ?? "")?.run === run) rmSync(path, { force: true });
	} catch {}
}
function contentOf$1(path) {
	try {
		return lstatSync(path).isFile() ? readFileSync(path, "utf8") : "";
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw error;
	}
}
const textOf = (holder) => `${JSON.stringify(holder)}\n`;
function holderIn(text) {
	try {
		const { run, host, pid, since } = JSON.parse(text);
		if (![
			run,
			host,
			since
		].every((field) => typeof field === "string") || !Number.isInteger(pid)) return void 0;
		if (run.length <= 100 && /^[\w.]+$/.test(run)) return {
			run,
			host,
			pid,
			since
		};
	} catch {}
}
// src/codec/sharp/version.ts
/**
* The version of the codec, which stands for the library below it, as each comes with its own. Read from its package and not asked of
* it: to load it takes 0.15 s, which the process that only hands out work can save.
*/
function sharpVersion() {
	known ??= versionOf(dirname(pathOfSharp()));
	return known;
}
let known;
function pathOfSharp() {
	try {
		return packagesOf(import.meta.url).resolve("sharp");
	} catch (error) {
		throw new ImgparError("environment", `sharp, which this needs, is missing; install imgpar anew, on this machine, and leave it out of bundles (external: ['imgpar'])`, { cause: error });
	}
}
/** Of the package that a file of it lies in. */
function versionOf(folder) {
	try {
		return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version ?? versionOf(dirname(folder));
	} catch (error) {
		if (dirname(folder) === folder) throw error;
		return versionOf(dirname(folder));
	}
}
// src/history/fingerprint.ts
/**
* Everything that decides the bytes of results, besides the images: versions, operation, encoding. Files that options name stand for
* their content, not for their place, so it is the same on every machine. What is said counts as much as what is left to a default.
*
* Which codec `auto` comes to is not part of it: a run that goes on where there is no libjpeg-turbo does what is left, and nothing
* anew. Each record says who made the result.
*/
function decisionsOf({ operation, sharing, output }) {
	return {
		versions: {
			imgpar: version,
			sharp: sharpVersion()
		},
		operation: {
			...settled(operation),
			...decisive(operationOptions, operation)
		},
		sharing: {
			...decisive(sharingOptions, sharing),
			masks: sharing.maskDir !== void 0
		},
		encoding: decisive(outputOptions, output)
	};
}
/** Of the options of a table, those that decide bytes by themselves. */
function decisive(rows, values) {
	const entries = Object.entries(values).map(([name, value]) => {
		const bytes = value === void 0 ? void 0 : rows[name]?.bytes;
		if (bytes === "content") return [name, contentOf(String(value))];
		return bytes === "value" ? [name, value] : [];
	});
	return Object.fromEntries(entries.filter(({ length }) => length > 0));
}
/** What is left to the defaults of a user's own method stays open, as it is not loaded here. */
function settled({ reference: _, frames: __, autoOrient: ___, ...operation }) {
	const { method } = operation;
	if (!isModulePath(method)) return {
		method,
		...settledOperation(operation)
	};
	const { dialect, params = {}, strength = 1, applyInside = false, ...rest } = operation;
	const on = operation.on ?? (dialect === void 0 && params.dialect === void 0 ? "luma" : "open");
	return {
		...rest,
		dialect,
		params,
		on,
		strength,
		applyInside,
		method: `module ${contentOf(method)}`
	};
}
/**
* Names the decisions: the same fingerprint and source give the same file, where the same versions and the same codec are at hand. Versions
* are left out, as a new one is no reason to do everything again; headers of the manifest tell them. An option that comes with a later
* version is left out while it has its default, or results of earlier versions would not be recognised.
*/
function fingerprintOf({ versions: _, ...decisions }) {
	return hashOf$1(decisions);
}
/** @param formerVersions those that have made results with fingerprints of version 0.1.0 */
function fingerprintsOf({ versions: _, ...decisions }, formerVersions = []) {
	const of = remembered$1((format, statisticsHash) => format === "other" ? ["copied"] : [hashOf$1([concerning(format, decisions), statisticsHash])]);
	const former = remembered$1((format, statisticsHash) => formerVersions.map((versions) => hashOf$1([concerning(format, {
		versions,
		...decisions
	}), statisticsHash])));
	return {
		of: (format, statisticsHash = "") => of(format, statisticsHash)[0],
		isCurrent: (fingerprint, format, statisticsHash = "") => of(format, statisticsHash)[0] === fingerprint || former(format, statisticsHash).includes(fingerprint)
	};
}
function remembered$1(ask) {
	const known = /* @__PURE__ */ new Map();
	return (format, statisticsHash) => {
		const key = `${format} ${statisticsHash}`;
		const answer = known.get(key) ?? ask(format, statisticsHash);
		if (known.size >= maxKnown) known.clear();
		known.set(key, answer);
		return answer;
	};
}
const maxKnown = 1e3;
function concerning(format, decisions) {
	const rows = outputOptions;
	const encoding = Object.entries(decisions.encoding).filter(([name]) => !rows[name]?.noEffectOn?.some((other) => other === format));
	return {
		...decisions,
		encoding: Object.fromEntries(encoding)
	};
}
/** The same for objects that differ in the order of their fields only. */
function hashOf$1(value) {
	const sorted = (_, part) => typeof part === "object" && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a < b ? -1 : 1)) : part;
	return sha256(JSON.stringify(value, sorted)).slice(0, 32);
}
function contentOf(path) {
	return sha256(readFileSync(path));
}
// src/history/manifest-of.ts
/** Where the manifest of a plan's destination is; undefined if there is none. One image needs none unless it is asked for. */
function manifestPath({ destinationRoot, isFile }, { record: { manifest } }) {
	if (typeof manifest === "string") return manifest;
	return manifest === false || isFile ? void 0 : manifestIn(destinationRoot);
}
function decisionsFor({ format }, options) {
	return decisionsOf({
		...options,
		output: {
			...options.output,
			format
		}
	});
}
function headerOf(run, decides, id) {
	const header = {
		imgpar: version,
		manifest: 1,
		run,
		at: Date.now(),
		fingerprint: fingerprintOf(decides),
		decides
	};
	return id === void 0 ? header : {
		...header,
		id
	};
}
/** What cannot be written before the first image is done is told as wrong use: nothing has been done, and the user can mend it. */
function beforeTheWork(write) {
	try {
		return write();
	} catch (error) {
		if (!(error instanceof ImgparError) || error.code !== "unwritable") throw error;
		throw new ImgparError("usage", error.message, { cause: error });
	}
}
// src/worker/done-record.ts
/** The record of an image that was done. */
function doneRecord(task, stamps, { root, fingerprint, attempts, timings }) {
	const { format, codec, input, output, mask } = stamps;
	const backup = task.original?.path ?? task.backup;
	return {
		destination: recordedPath(root, task.destination),
		status: "done",
		source: recordedPath(root, task.source),
		at: Date.now(),
		fingerprint,
		format,
		...codec && { codec },
		input,
		output,
		...mask && { mask: {
			...mask,
			path: recordedPath(root, mask.path)
		} },
		...backup !== void 0 && { backup: recordedPath(root, backup) },
		attempts,
		timings
	};
}
// src/history/up-to-date.ts
/**
* What has changed since an image was done; undefined if nothing has. Looks at sizes and times and does not open the image: a source
* counts as unchanged while it has the same path, size and time of modification, a result while it has the same size. `touched` says that
* only the time of the source differs, as after a fresh checkout, so that its content decides.
*/
function whyStale(record, task, comparison) {
	if (!record || record.status === "removed") return "no-result";
	if (record.status === "failed") return "failed";
	if (!comparison.fingerprints.isCurrent(record.fingerprint, record.format, task.statisticsHash)) return "options-changed";
	const source = comparison.checksum ? "same" : comparedWith(record.source, record.input, task.source, comparison.root);
	if (source === "changed") return "source-changed";
	if (isMaskChanged(record.mask, task, comparison.root)) return "mask-changed";
	const result = look(task.destination);
	if (!result?.isFile) return "result-missing";
	if (result.size !== record.output.size) return "result-changed";
	return source === "touched" ? "touched" : void 0;
}
/** The same where results took the place of their sources. */
function whyStaleInPlace(record, task, comparison) {
	if (!record || record.status === "removed") return "no-result";
	if (record.status === "failed") return "failed";
	if (!isStillResult(record, task.destination)) return "source-changed";
	return whyOutdated(record, task, comparison);
}
/** What has changed of what a result in place was made with, besides its original. */
function whyOutdated(record, task, { root, fingerprints }) {
	if (isMaskChanged(record.mask, task, root)) return "mask-changed";
	return fingerprints.isCurrent(record.fingerprint, record.format) ? void 0 : "options-changed";
}
/** Whether a file is what was written there. Its content decides where size and time do not tell it from the original. */
function isStillResult(record, path) {
	const found = look(path);
	if (!found?.isFile || found.size !== record.output.size) return false;
	return isToldByTime(record, found.mtimeMs) || contentIs(path, record.output.sha256);
}
/** Whether the time of a file of the right size says that it is the result, and could not be that of the original. */
function isToldByTime({ input, output }, mtimeMs) {
	return Math.abs(output.mtimeMs - input.mtimeMs) > 1 && mtimeMs === output.mtimeMs;
}
/** Whether a file can be read and has this content. */
function contentIs(path, sha256) {
	try {
		return sha256OfFile(path) === sha256;
	} catch {
		return false;
	}
}
function comparedWith(recorded, { size, mtimeMs }, path, root) {
	if (recordedPath(root, path) !== recorded) return "changed";
	const found = look(path, { throughLinks: true });
	if (found?.isFile !== true || found.size !== size) return "changed";
	return found.mtimeMs === mtimeMs ? "same" : "touched";
}
function isMaskChanged(mask, task, root) {
	if (task.mask === void 0 || mask === void 0) return task.mask === void 0 !== (mask === void 0);
	const used = pathFrom(root, mask.path);
	const compared = comparedWith(mask.path, mask, used, root);
	if (compared === "changed" || !isNamedLike(used, task.mask)) return true;
	if (compared === "touched" && (mask.sha256 === void 0 || !contentIs(used, mask.sha256))) return true;
	return used !== task.mask && look(task.mask) !== void 0;
}
function isNamedLike(used, expected) {
	const stem = (path) => path.replace(/\.[^.\\/]*$/, "");
	return used === expected || stem(used) === stem(expected);
}
// src/history/folder-record.ts
/** The record of a run into a folder of its own. */
var FolderRecord = class FolderRecord {
	#manifest;
	#options;
	#comparison;
	constructor(manifest, options, comparison) {
		this.#manifest = manifest;
		this.#options = options;
		this.#comparison = comparison;
	}
	/** As `openRecord`. */
	static open(planned, options, token) {
		const path = manifestPath(planned, options);
		const decisions = decisionsFor(planned, options);
		const manifest = path === void 0 ? void 0 : Manifest.open(path, { durable: options.output.durable });
		if (token !== void 0) manifest?.begin(headerOf(token, decisions));
		const fingerprints = fingerprintsOf(decisions, manifest?.versions);
		return new FolderRecord(manifest, options.record, {
			root: planned.destinationRoot,
			fingerprints,
			checksum: options.record.checksum
		});
	}
	get isKept() {
		return this.#manifest !== void 0;
	}
	get damagedLines() {
		return this.#manifest?.damagedLines ?? 0;
	}
	judge(task) {
		const { force, retryFailed, checksum } = this.#options;
		if (!this.#manifest || force) return {
			action: "do",
			task
		};
		const copy = this.#copyOf(task);
		if (copy && !retryFailed) return this.#judgeCopy(task, copy);
		const record = this.recordOf(task);
		if (retryFailed) return record?.status === "failed" ? {
			action: "do",
			task
		} : {
			action: "skip",
			reason: "not-failed"
		};
		const reason = whyStale(record, task, this.#comparison);
		if (reason && reason !== "touched" || record?.status !== "done") return {
			action: "do",
			task
		};
		if (!checksum && !reason) return {
			action: "skip",
			reason: "up-to-date"
		};
		return {
			action: "do",
			task: {
				...task,
				upToDateIf: {
					source: record.input.sha256,
					result: record.output.sha256
				}
			}
		};
	}
	/** To do an image again costs time only. */
	review(task) {
		return { task };
	}
	/** The record of what was copied, as it is no image. */
	#copyOf({ copyTo }) {
		const record = copyTo === void 0 ? void 0 : this.#manifest?.find(recordedPath(this.#comparison.root, copyTo));
		return record?.status === "done" && record.format === "other" ? record : void 0;
	}
	/** To copy it once more costs less than to compare. */
	#judgeCopy(task, copy) {
		return !this.#options.checksum && whyStale(copy, asCopy(task), this.#comparison) === void 0 ? {
			action: "skip",
			reason: "up-to-date"
		} : {
			action: "do",
			task: {
				...task,
				isCopied: true
			}
		};
	}
	whyStale(task) {
		const copy = this.#copyOf(task);
		if (copy) return this.#whyStaleCopy(task, copy);
		const record = this.recordOf(task);
		const reason = whyStale(record, task, this.#comparison);
		if (reason !== "touched") return reason;
		return record?.status === "done" && contentIs(task.source, record.input.sha256) ? void 0 : "source-changed";
	}
	#whyStaleCopy(task, copy) {
		const reason = whyStale(copy, asCopy(task), this.#comparison);
		return reason === "touched" ? "source-changed" : reason;
	}
	recordOf(task) {
		return this.#manifest?.find(recordedPath(this.#comparison.root, task.destination));
	}
	begin() {
		beforeTheWork(() => this.#manifest?.writeHeader());
	}
	note(results) {
		this.#manifest?.append(...results.map((each) => this.#newRecordOf(each)).filter((record) => record !== void 0));
	}
	#newRecordOf({ task, outcome, attempts }) {
		const { root, fingerprints } = this.#comparison;
		if (outcome.status === "done" && outcome.stamps) {
			const fingerprint = fingerprints.of(outcome.stamps.format, task.statisticsHash);
			return doneRecord(task, outcome.stamps, {
				root,
				fingerprint,
				attempts,
				timings: outcome.timings
			});
		}
		if (outcome.status === "skipped" && outcome.stamps) return doneRecord(asCopy(task), outcome.stamps, {
			root,
			fingerprint: fingerprints.of("other"),
			attempts,
			timings: {}
		});
		if (outcome.status === "skipped" && outcome.reason === "up-to-date") return this.#takenOver(task);
		if (outcome.status !== "failed") return void 0;
		return {
			destination: recordedPath(root, task.destination),
			source: recordedPath(root, task.source),
			at: Date.now(),
			status: "failed",
			...outcome.failure,
			attempts
		};
	}
	/** The time that a source has now, so that the next run need not read it; undefined if it is the same. */
	#takenOver(task) {
		const [record, source] = [this.recordOf(task), look(task.source, { throughLinks: true })];
		if (record?.status !== "done" || source === void 0 || source.mtimeMs === record.input.mtimeMs) return void 0;
		return {
			...record,
			at: Date.now(),
			input: {
				...record.input,
				mtimeMs: source.mtimeMs
			}
		};
	}
	close() {
		this.#manifest?.close();
	}
};
/** A task as that of a copy: under its own name, and without what concerns images only. */
function asCopy({ mask: _, statisticsHash: __, ...task }) {
	return {
		...task,
		destination: task.copyTo ?? task.destination
	};
}
// src/storage/temporary.ts
/**
* Does something with a temporary file.
*
* @param kept what the file is for: `the list of images`
* @throws {ImgparError} `unwritable`, with what to do about it
*/
function temporarily(kept, act) {
	try {
		const value = act();
		return types.isPromise(value) ? value.catch((error) => refuse(kept, error)) : value;
	} catch (error) {
		return refuse(kept, error);
	}
}
function refuse(kept, error) {
	const message = `cannot keep ${kept} in ${tmpdir()}: ${reasonOf(error)}; free some space, or name another folder in TMPDIR`;
	throw new ImgparError("unwritable", message, { cause: error });
}
// src/plan/spool.ts
/** What a spool holds in memory before it moves to a file. */
const bytesInMemory = 1048576;
/**
* Bytes that are appended, then read from anywhere: in memory while they are few, else in a temporary file that nobody else
* sees and that is gone when the spool is closed, or the process dead (on Windows only when closed).
*/
var Spool = class {
	inMemory;
	/** Bytes appended so far. */
	size = 0;
	#chunks = [];
	#file;
	constructor(inMemory = bytesInMemory) {
		this.inMemory = inMemory;
	}
	/** The chunk is kept, not copied. Appends must not overlap. @throws {ImgparError} `unwritable` */
	async append(chunk) {
		if (!this.#file && this.size + chunk.length > this.inMemory) await this.#moveToFile();
		if (this.#file) await this.#file.write(chunk, this.size);
		else this.#chunks.push(chunk);
		this.size += chunk.length;
	}
	/** `length` bytes from `offset` on, fewer at the end. */
	async read(offset, length) {
		if (this.#file) return this.#file.read(offset, Math.min(length, this.size - offset));
		if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
		return (this.#chunks[0] ?? Buffer.alloc(0)).subarray(offset, offset + length);
	}
	async close() {
		this.#chunks = [];
		await this.#file?.close();
	}
	async #moveToFile() {
		const file = await openTemporaryFile();
		this.#file = file;
		let offset = 0;
		for (const chunk of this.#chunks) {
			await file.write(chunk, offset);
			offset += chunk.length;
		}
		this.#chunks = [];
	}
};
async function openTemporaryFile() {
	const path = join(tmpdir(), `imgpar-list-${randomUUID()}`);
	const file = await listed(() => open$1(path, "wx+", 384));
	const nameless = await unlink(path).then(() => true, () => false);
	return {
		write: (bytes, offset) => listed(() => writeFully(file, bytes, offset)),
		read: (offset, length) => listed(() => readFully(file, offset, length)),
		close: async () => {
			await file.close();
			if (!nameless) await unlink(path).catch(() => {});
		}
	};
}
async function writeFully(file, bytes, offset) {
	let written = 0;
	while (written < bytes.length) written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
}
async function readFully(file, offset, length) {
	const bytes = Buffer.allocUnsafeSlow(length);
	let filled = 0;
	while (filled < length) {
		const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return bytes.subarray(0, filled);
}
function listed(act) {
	return temporarily("the list of images", act);
}
// src/plan/list.ts
/** Collects entries into a list. End it with `finish`, or with `discard` when something went wrong. */
var ListWriter = class {
	#length = 0;
	#spool = new Spool();
	#roots = new Roots();
	#checkpoints;
	#pending = [];
	#pendingBytes = 0;
	/** @param maxCheckpoints how large the index may grow: 8 bytes each; an even number */
	constructor(maxCheckpoints = 65536) {
		this.#checkpoints = new Checkpoints(maxCheckpoints);
	}
	/** Entries so far. */
	get length() {
		return this.#length;
	}
	async append(entry) {
		this.#checkpoints.note(this.#length, this.#spool.size + this.#pendingBytes);
		const line = lineOf(entry, this.#roots);
		this.#pending.push(line);
		this.#pendingBytes += Buffer.byteLength(line);
		this.#length += 1;
		if (this.#pendingBytes >= blockBytes) await this.#flush();
	}
	async finish() {
		await this.#flush();
		return new TaskList(this.#length, this.#spool, this.#roots, this.#checkpoints);
	}
	async discard() {
		await this.#spool.close();
	}
	async #flush() {
		const block = Buffer.from(this.#pending.join(""));
		this.#pending = [];
		this.#pendingBytes = 0;
		await this.#spool.append(block);
	}
};
/** Read and written at once. A block holds some 300 entries of usual length, so a lane that takes one at a time reads seldom. */
const blockBytes = 16384;
/**
* The images of a run, in the order in which they were found. Lives in a temporary file once it is longer than some thousand
* entries; what stays in memory (an index, and a block for each place where somebody reads) does not grow with its length.
*/
var TaskList = class {
	length;
	spool;
	roots;
	#readers;
	/** Made by a `ListWriter`. */
	constructor(length, spool, roots, checkpoints) {
		this.length = length;
		this.spool = spool;
		this.roots = roots;
		this.#readers = new Readers(spool, checkpoints);
	}
	/**
	* The entries of a range; what lies beyond the end is left out. Reading on where an earlier range ended costs least, and many
	* loops may do so at the same time.
	*/
	async read({ start, end }) {
		const count = Math.min(end, this.length) - start;
		if (count <= 0) return [];
		return (await this.#readers.read(start, count)).map((line) => entryOf(line, this.roots));
	}
	/** Removes the temporary file. Nothing can be read any more. */
	async close() {
		await this.spool.close();
	}
};
/** Every entry of a list with its number, from first to last. */
async function* entriesOf(list, signal) {
	const atOnce = 1024;
	for (let start = 0; start < list.length; start += atOnce) {
		signal?.throwIfAborted();
		const entries = await list.read({
			start,
			end: start + atOnce
		});
		for (const [index, entry] of entries.entries()) yield [start + index, entry];
	}
}
function lineOf({ source, relative, named, kind }, roots) {
	const root = source.endsWith(relative) ? roots.numberOf(source.slice(0, source.length - relative.length)) : JSON.stringify(source);
	const rest = kind ? `,${named ? 1 : 0},"${kind}"` : named ? ",1" : "";
	return `[${root},${JSON.stringify(relative)}${rest}]\n`;
}
function entryOf([root, relative, named, kind], roots) {
	return {
		source: typeof root === "number" ? roots.at(root) + relative : root,
		relative,
		named: named === 1,
		...kind && { kind }
	};
}
var Roots = class {
	#numbers = /* @__PURE__ */ new Map();
	#roots = [];
	numberOf(root) {
		const known = this.#numbers.get(root);
		if (known !== void 0) return known;
		this.#numbers.set(root, this.#roots.length);
		return this.#roots.push(root) - 1;
	}
	at(number) {
		return this.#roots[number];
	}
};
/** Where in the file every k-th entry begins. When there are too many of them, every other one is dropped and k doubles. */
var Checkpoints = class {
	max;
	#every = 64;
	#offsets = [];
	constructor(max) {
		this.max = max;
	}
	note(entry, offset) {
		if (entry % this.#every !== 0) return;
		if (this.#offsets.length === this.max) {
			this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
			this.#every *= 2;
		}
		this.#offsets.push(offset);
	}
	/** The last checkpoint at or before an entry. */
	before(entry) {
		const index = Math.floor(entry / this.#every);
		return {
			entry: index * this.#every,
			offset: this.#offsets[index]
		};
	}
};
/** A reader for each place at which somebody is likely to read on. */
var Readers = class {
	spool;
	checkpoints;
	/** By the entry that each would read next, the one longest unused first. */
	#idle = /* @__PURE__ */ new Map();
	constructor(spool, checkpoints) {
		this.spool = spool;
		this.checkpoints = checkpoints;
	}
	async read(start, count) {
		const reader = this.#idle.get(start) ?? await this.#readerAt(start);
		this.#idle.delete(start);
		const lines = await reader.take(count);
		this.#idle.set(start + count, reader);
		for (const longestUnused of this.#idle.keys()) {
			if (this.#idle.size <= maxReaders) break;
			this.#idle.delete(longestUnused);
		}
		return lines;
	}
	async #readerAt(entry) {
		const checkpoint = this.checkpoints.before(entry);
		const reader = new Reader(this.spool, checkpoint.offset);
		await reader.skip(entry - checkpoint.entry);
		return reader;
	}
};
/** One for each of the most lanes a usual machine has. Together their blocks take 4 MB at most. */
const maxReaders = 256;
/** Reads lines one after the other. */
var Reader = class {
	spool;
	blockEnd;
	#block = Buffer.alloc(0);
	constructor(spool, blockEnd) {
		this.spool = spool;
		this.blockEnd = blockEnd;
	}
	async take(count) {
		const lines = [];
		await this.#advance(count, (text) => {
			lines.push(...JSON.parse(`[${text.toString("utf8").trimEnd().replaceAll("\n", ",")}]`));
		});
		return lines;
	}
	async skip(count) {
		await this.#advance(count, () => {});
	}
	async #advance(count, onLines) {
		for (let left = count; left > 0;) {
			const { lines, bytes } = firstLines(this.#block, left);
			if (lines > 0) onLines(this.#block.subarray(0, bytes));
			this.#block = this.#block.subarray(bytes);
			left -= lines;
			if (left > 0) await this.#readOn();
		}
	}
	async #readOn() {
		const next = await this.spool.read(this.blockEnd, blockBytes);
		if (next.length === 0) throw new Error("the list of images ends too early");
		this.blockEnd += next.length;
		this.#block = this.#block.length === 0 ? next : Buffer.concat([this.#block, next]);
	}
};
/** How many whole lines a block begins with, at most `most`, and how long they are together. */
function firstLines(block, most) {
	let lines = 0;
	let bytes = 0;
	while (lines < most) {
		const lineBreak = block.indexOf(lineBreakByte, bytes);
		if (lineBreak < 0) break;
		bytes = lineBreak + 1;
		lines += 1;
	}
	return {
		lines,
		bytes
	};
}
const lineBreakByte = 10;
// src/record/known-results.ts
/**
* Writes a file by which workers tell whether a content is that of a result: the first 8 bytes of each SHA-256, sorted. In memory they
* would take as much in every worker.
*
* @param digests SHA-256 in hexadecimal
*/
function writeKnownResults(path, digests) {
	const sorted = BigUint64Array.from(digests, prefixOf).sort();
	writeFileSync(path, new Uint8Array(sorted.buffer), {
		flag: "wx",
		mode: 384
	});
}
function prefixOf(sha256) {
	return BigInt(`0x${sha256.slice(0, 16)}`);
}
// src/history/in-place-record.ts
/**
* The record of a run in place, where a result looks like an original to whoever does not know better. What any record knows as a result
* is never taken for an original: the file's content decides, not its name or time. So one run at a time holds the manifest (a lock), the
* manifest is in charge of the folders (marks), workers write ahead what they are about to replace (the journal), and they answer for
* what they find to be a result already, which is settled here.
*/
var InPlaceRecord = class InPlaceRecord {
	#manifest;
	#options;
	#comparison;
	#token;
	#writing;
	constructor(manifest, options, comparison, token, writing) {
		this.#manifest = manifest;
		this.#options = options;
		this.#comparison = comparison;
		this.#token = token;
		this.#writing = writing;
	}
	/** As `openRecord`. */
	static async open(planned, options, token) {
		const path = manifestPath(planned, options);
		if (token === void 0) return InPlaceRecord.#read(planned, options, path);
		const domain = {
			roots: planned.placeRoots ?? [],
			folders: () => foldersOf(planned)
		};
		await refuseOtherCharge(domain, {
			manifest: path,
			id: Manifest.idOf(path) ?? ""
		});
		const unlock = beforeTheWork(() => {
			makeFolder(dirname(path), options.output);
			return takeLock(`${path}.lock`, {
				run: token,
				breakForeign: options.inPlace?.breakLock ?? false
			});
		});
		try {
			return await InPlaceRecord.#begin(planned, options, path, domain, token, unlock);
		} catch (error) {
			unlock();
			throw error;
		}
	}
	static #read(planned, options, path) {
		const manifest = Manifest.open(path, { byResult: true });
		return new InPlaceRecord(manifest, options.record, comparisonFor(planned, options, manifest), void 0, void 0);
	}
	static async #begin(planned, options, path, domain, token, unlock) {
		const { durable } = options.output;
		const manifest = Manifest.open(path, {
			byResult: true,
			durable
		});
		const id = manifest.id ?? randomUUID();
		manifest.begin(headerOf(token, decisionsFor(planned, options), id));
		beforeTheWork(() => manifest.writeHeader());
		await takeCharge(domain, {
			manifest: path,
			id,
			token,
			durable
		});
		const comparison = comparisonFor(planned, options, manifest);
		const known = knownResultsOf(manifest);
		const fingerprints = Object.fromEntries(imageFormats.map((format) => [format, comparison.fingerprints.of(format)]));
		const work = {
			manifest: path,
			root: comparison.root,
			fingerprints,
			roots: planned.placeRoots ?? [],
			breakHardLinks: options.inPlace?.breakHardLinks ?? false,
			...planned.backupOf && { backupRoot: planned.destinationRoot },
			...known && { knownResults: known }
		};
		return new InPlaceRecord(manifest, options.record, comparison, token, {
			work,
			unlock
		});
	}
	isKept = true;
	get damagedLines() {
		return this.#manifest.damagedLines;
	}
	get inPlace() {
		return this.#writing?.work;
	}
	/** A result whose size and time tell it is settled here; of all others the worker looks at the content. */
	judge(task) {
		const record = this.recordOf(task);
		if (this.#options.retryFailed && record?.status !== "failed") return {
			action: "skip",
			reason: "not-failed"
		};
		const place = look(task.destination);
		return record?.status === "done" && place?.isFile === true && place.size === record.output.size && isToldByTime(record, place.mtimeMs) ? this.#judgeResult(task, record, place) : {
			action: "do",
			task
		};
	}
	/** An image that is a result already is never done again; only its original can be, with other options. */
	#judgeResult(task, record, { size, mtimeMs }) {
		if (!this.#options.force && !whyOutdated(record, task, this.#comparison)) return {
			action: "skip",
			reason: "up-to-date"
		};
		const { input, output } = record;
		if (input.sha256 === output.sha256) return {
			action: "do",
			task: {
				...task,
				original: { sha256: output.sha256 }
			}
		};
		const backup = this.#backupOf(task, record);
		if (backup === void 0 || look(backup)?.isFile !== true) return {
			action: "skip",
			reason: "original-not-kept"
		};
		return {
			action: "do",
			task: {
				...task,
				original: {
					path: backup,
					sha256: input.sha256,
					place: {
						size,
						mtimeMs
					}
				}
			}
		};
	}
	/** Version 0.1.0 did not say where an original is kept. */
	#backupOf({ backup }, record) {
		return record.backup === void 0 ? backup : pathFrom(this.#comparison.root, record.backup);
	}
	review(task, found) {
		this.#manifest.refresh();
		return found ? this.#reviewFound(task, found) : this.#reviewLost(task);
	}
	/** Its worker may have replaced it before it was lost. */
	#reviewLost(task) {
		const record = this.recordOf(task);
		if (record?.status !== "done" || record.run !== this.#token || !isStillResult(record, task.destination)) return { task };
		const { input, output, width = 0, height = 0 } = record;
		return { outcome: {
			status: "done",
			width,
			height,
			inputBytes: input.size,
			outputBytes: output.size,
			timings: {
				readMs: 0,
				decodeMs: 0,
				equalizeMs: 0,
				encodeMs: 0,
				writeMs: 0
			}
		} };
	}
	#reviewFound(task, { sha256, size, mtimeMs }) {
		const own = this.recordOf(task);
		const record = own?.status === "done" && own.output.sha256 === sha256 ? own : this.#manifest.findResult(sha256);
		if (!record) return { task: {
			...task,
			original: { sha256 }
		} };
		if (record === "broken") return { outcome: {
			status: "skipped",
			reason: "original-not-kept"
		} };
		const verdict = this.#judgeResult(task, record, {
			size,
			mtimeMs
		});
		if (verdict.action === "do") return { task: verdict.task };
		if (verdict.reason === "up-to-date") this.#takeOver(task, record, mtimeMs);
		return { outcome: {
			status: "skipped",
			reason: verdict.reason
		} };
	}
	/** The time that a result has now, or its name, so that the next run need not read it. */
	#takeOver(task, { run: _, ...record }, mtimeMs) {
		const { root } = this.#comparison;
		const destination = recordedPath(root, task.destination);
		this.#manifest.append({
			...record,
			destination,
			source: recordedPath(root, task.source),
			at: Date.now(),
			output: {
				...record.output,
				mtimeMs
			}
		});
	}
	whyStale(task) {
		return whyStaleInPlace(this.recordOf(task), task, this.#comparison);
	}
	recordOf(task) {
		return this.#manifest.find(recordedPath(this.#comparison.root, task.destination));
	}
	begin() {}
	note(results) {
		this.#manifest.append(...results.map((each) => this.#newRecordOf(each)).filter((record) => record !== void 0));
	}
	#newRecordOf({ task, outcome, attempts }) {
		const { root, fingerprints } = this.#comparison;
		if (outcome.status === "done" && outcome.stamps) {
			const fingerprint = fingerprints.of(outcome.stamps.format);
			return doneRecord(task, outcome.stamps, {
				root,
				fingerprint,
				attempts,
				timings: outcome.timings
			});
		}
		if (outcome.status !== "failed" || this.recordOf(task)) return void 0;
		return {
			destination: recordedPath(root, task.destination),
			source: recordedPath(root, task.source),
			at: Date.now(),
			status: "failed",
			...outcome.failure,
			attempts
		};
	}
	close() {
		try {
			this.#manifest.close();
		} finally {
			this.#writing?.unlock();
			if (this.#writing?.work.knownResults) rmSync(dirname(this.#writing.work.knownResults.path), {
				recursive: true,
				force: true
			});
		}
	}
};
function comparisonFor(planned, options, manifest) {
	const fingerprints = fingerprintsOf(decisionsFor(planned, options), manifest.versions);
	return {
		root: planned.destinationRoot,
		fingerprints,
		checksum: options.record.checksum
	};
}
/** The folder of every image. */
async function* foldersOf({ list, destinationOf }) {
	let last = "";
	for await (const [, entry] of entriesOf(list)) {
		const folder = dirname(destinationOf(entry));
		if (folder !== last) yield folder;
		last = folder;
	}
}
function knownResultsOf(manifest) {
	const digests = new Set(manifest.results());
	if (digests.size === 0) return void 0;
	const path = join(mkdtempSync(join(tmpdir(), "imgpar-results-")), "known");
	writeKnownResults(path, digests);
	return {
		path,
		count: digests.size
	};
}
// src/history/open-record.ts
/**
* Reads the manifest of a plan's destination, if it is to have one.
*
* @param token names the run that is to add to it; without, nothing can be added
* @throws {ImgparError} `usage`, if the file is no manifest, or cannot be read or written, or another run is in charge
*/
async function openRecord(planned, options, token) {
	return options.inPlace ? InPlaceRecord.open(planned, options, token) : FolderRecord.open(planned, options, token);
}
// src/plan/case-folding.ts
/** The same for all names that are one to the disk, different for names that are not. */
function fold(name, folding) {
	switch (folding) {
		case "exact": return name;
		case "case": return upperCase(name);
		case "form": return name.normalize("NFD");
		case "case-and-form": return fullUpperCase(name.normalize("NFD"));
	}
}
/** Letter by letter: what has no single upper-case letter, such as ß, stays. */
function upperCase(name) {
	return name.replace(/[^A-Z0-9._/\\-]/gu, (letter) => {
		const upper = letter.toUpperCase();
		return upper.length === letter.length && letter !== "ı" ? upper : letter;
	});
}
/** As Unicode folds: ß, ẞ and ss are one, the dotless ı is on its own. */
function fullUpperCase(name) {
	return name.replace(/[^ı]+/gu, (letters) => letters.toLowerCase().toUpperCase());
}
/**
* Finds out which names are one to the disk that holds a folder, or will hold it. Writes nothing: tries whether names that are
* there are found in the other case, too. Where there is none to try, what is usual on the system is assumed.
*
* @param path absolute; need not exist
*/
async function foldingOf(path) {
	const existing = await nearestExisting(path);
	const ignored = await caseIgnoredInside(existing) ?? await caseIgnoredFor(existing) ?? usuallyIgnored.has(process.platform);
	if (process.platform === "darwin") return ignored ? "case-and-form" : "form";
	if (process.platform === "win32") return ignored ? "case" : "exact";
	return ignored ? "case-and-form" : "exact";
}
const usuallyIgnored = /* @__PURE__ */ new Set(["darwin", "win32"]);
async function nearestExisting(path) {
	if ((await statIfAny$2(path))?.isDirectory() || dirname(path) === path) return path;
	return nearestExisting(dirname(path));
}
/** Undefined if nothing in the folder has a name with letters. */
async function caseIgnoredInside(folder) {
	const names = await someNames(folder);
	const name = [...names].find((candidate) => swapCase(candidate) !== candidate);
	if (name === void 0) return void 0;
	if (names.has(swapCase(name))) return false;
	return isSame(join(folder, name), join(folder, swapCase(name)));
}
/** By the folder's own name. What is mounted there follows its own rules, not those of the folder that holds it. */
async function caseIgnoredFor(folder) {
	const [own, parent] = [await statIfAny$2(folder), await statIfAny$2(dirname(folder))];
	const swapped = swapCase(basename(folder));
	if (swapped === basename(folder) || own?.dev !== parent?.dev) return void 0;
	return isSame(folder, join(dirname(folder), swapped));
}
async function someNames(folder) {
	const names = /* @__PURE__ */ new Set();
	try {
		for await (const { name } of await opendir(folder)) {
			names.add(name);
			if (names.size >= maxNames) break;
		}
	} catch {}
	return names;
}
const maxNames = 1024;
async function isSame(path, other) {
	const [one, two] = [await statIfAny$2(path), await statIfAny$2(other)];
	return one !== void 0 && two !== void 0 && one.dev === two.dev && one.ino === two.ino;
}
async function statIfAny$2(path) {
	return stat(path, { bigint: true }).catch(() => void 0);
}
/** ASCII only: every disk that ignores case ignores that of ASCII. */
function swapCase(name) {
	return name.replace(/[a-z]+|[A-Z]+/g, (letters) => letters < "a" ? letters.toLowerCase() : letters.toUpperCase());
}
// src/storage/whereabouts.ts
/**
* Tells files that are gone from files that only cannot be seen: no permission, a failing drive, a disk that is not mounted. The one proof
* that a file is gone is a folder that was read and does not hold it, or does not hold the folder on the way to it. Each folder is read once.
*/
var Whereabouts = class {
	#listings = /* @__PURE__ */ new Map();
	#names = 0;
	/**
	* @param root the folder that the search begins in, or the file itself; all it needs is to be absolute
	* @param path of the file, the root or below it
	* @param seenAt when the file was there, in milliseconds since the epoch
	*/
	of(root, path, seenAt) {
		const found = lookAt(path);
		if (typeof found === "object") return there;
		const start = path === root ? dirname(root) : root;
		const names = path === root ? [basename(root)] : path.slice(withSeparator(root).length).split(sep);
		const held = this.#search(start, names, seenAt);
		return held.state === "gone" && found !== void 0 ? unreadable(path, found) : held;
	}
	#search(root, names, seenAt) {
		let folder = root;
		for (const [index, name] of names.entries()) {
			const listing = this.#read(folder);
			if (typeof listing === "string") return unreadable(folder, listing);
			if (!listing.names.has(name)) return provesLoss(listing, folder === root, seenAt) ? gone : empty(folder);
			if (index === names.length - 1) return there;
			folder = join(folder, name);
			const found = lookAt(folder);
			if (found === void 0) return unreadable(folder, "it is listed, but not there");
			if (typeof found === "string") return unreadable(folder, found);
			if (found.isSymbolicLink()) return unreadable(folder, "it is a symbolic link now, and not followed");
			if (!found.isDirectory()) return gone;
		}
		return there;
	}
	#read(folder) {
		const known = this.#listings.get(folder);
		if (known !== void 0) return known;
		const listing = listingOf(folder);
		const names = typeof listing === "string" ? 1 : listing.names.size;
		if (this.#names + names > maxNamesKept) {
			this.#listings.clear();
			this.#names = 0;
		}
		this.#names += names;
		this.#listings.set(folder, listing);
		return listing;
	}
};
/** Names of folders that are remembered together, some 100 MB; of a larger folder all the same. */
const maxNamesKept = 1e6;
const there = { state: "there" };
const gone = { state: "gone" };
const unreadable = (place, why) => ({
	state: "unseen",
	reason: "unreadable",
	place,
	why
});
const empty = (place) => ({
	state: "unseen",
	reason: "empty",
	place,
	why: "it is empty"
});
/**
* Whether a folder that was read and does not hold a file proves that the file is gone. One with nothing in it may be the mount point of a
* disk that is not mounted: a root proves nothing then; another folder does if it changed after the file was seen, as one does from which
* files are removed.
*/
function provesLoss({ names, changedAt }, isRoot, seenAt) {
	for (const name of names) if (!name.startsWith(".")) return true;
	return !isRoot && changedAt >= seenAt;
}
function listingOf(folder) {
	try {
		return {
			names: new Set(readdirSync(folder)),
			changedAt: statSync(folder).mtimeMs
		};
	} catch (error) {
		return reasonOf(error);
	}
}
/** What stands at a path, undefined if nothing does, or why that cannot be told. */
function lookAt(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		return codeOf(error) === "ENOTDIR" ? void 0 : reasonOf(error);
	}
}
function withSeparator(root) {
	return root.endsWith(sep) ? root : root + sep;
}
/** Whether a path is a folder or file, or lies below it, by the names alone. */
function isAtOrBelow(root, path) {
	return path === root || path.startsWith(withSeparator(root));
}
/** Whether a path leads below a folder without climbing out of it and through no link. A manifest may have been written by anybody. */
function isPlainlyBelow(root, path) {
	const start = root.endsWith(sep) ? root : root + sep;
	if (!path.startsWith(start)) return false;
	const names = path.slice(start.length).split(sep).slice(0, -1);
	return names.every((_, index) => isPlainFolder(join(root, ...names.slice(0, index + 1))));
}
function isPlainFolder(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
	} catch {
		return false;
	}
}
// src/history/prune.ts
/** Where more results than this would go, and more than half of all, something else than deleted sources is the likely cause. */
const maxUnasked = 20;
/**
* Finds the results that a manifest knows whose sources are gone: those below the sources of a plan, and that still hold what imgpar
* wrote. A source is gone when a folder that was read shows it; where nothing can be seen, the results stay.
*
* @param any whether it matters how many there are
*/
function pruningOf(manifest, { destinationRoot, sourceRoots }, any) {
	const whereabouts = new Whereabouts();
	const withheld = new WithheldResults();
	const gone = [];
	let recorded = 0;
	for (const record of manifest.latest()) {
		if (record.status !== "done") continue;
		recorded += 1;
		const source = pathFrom(destinationRoot, record.source);
		const found = searchBelow(sourceRoots, source, (root) => whereabouts.of(root, source, record.at));
		if (found.state === "gone" && isIntact(record, destinationRoot)) gone.push(record);
		if (found.state === "unseen" && isPresent(record, destinationRoot)) withheld.add(found.reason, found.place, found.why);
	}
	const orphans = gone.length > 0 ? withoutNamesakes(gone, manifest, destinationRoot) : gone;
	if (any || orphans.length <= maxUnasked || orphans.length * 2 <= recorded) return {
		orphans,
		withheld: withheld.all
	};
	return {
		orphans: [],
		withheld: [...withheld.all, {
			reason: "too-many",
			results: orphans.length,
			recorded
		}]
	};
}
/** Removes the orphans of a plan, and says so in the manifest. @returns what happens, as it does */
function* prune(path, planned, any) {
	const manifest = Manifest.open(path);
	const unremovable = new WithheldResults();
	try {
		const { orphans, withheld } = pruningOf(manifest, planned, any);
		for (const { destination: recorded, source } of orphans) {
			const destination = pathFrom(planned.destinationRoot, recorded);
			try {
				removeFile(destination);
			} catch (error) {
				unremovable.add("unremovable", destination, reasonOf(error));
				continue;
			}
			manifest.append({
				destination: recorded,
				source,
				status: "removed",
				at: Date.now()
			});
			yield {
				type: "output-removed",
				at: Date.now(),
				destination
			};
		}
		for (const each of [...withheld, ...unremovable.all]) yield {
			type: "prune-withheld",
			at: Date.now(),
			...each
		};
	} finally {
		manifest.close();
	}
}
/** Results that stay, counted by the reason; of each the first place that it lies in is named. */
var WithheldResults = class {
	#byReason = /* @__PURE__ */ new Map();
	add(reason, place, why) {
		const known = this.#byReason.get(reason) ?? {
			reason,
			results: 0,
			place,
			why
		};
		this.#byReason.set(reason, {
			...known,
			results: known.results + 1
		});
	}
	get all() {
		return [...this.#byReason.values()];
	}
};
/** What is below none of the sources counts as there. What is below several is gone when all of them show it. */
function searchBelow(roots, source, search) {
	let found = { state: "there" };
	for (const root of roots) {
		if (!isAtOrBelow(root, source)) continue;
		found = search(root);
		if (found.state !== "gone") break;
	}
	return found;
}
/**
* A disk may take two names for one: when `A.png` was renamed to `a.png` where names are exact, its result is still the only one where
* they are not. So an orphan that is the same file as the result of another source stays.
*/
function withoutNamesakes(orphans, manifest, root) {
	const names = new Set(orphans.map(({ destination }) => destination));
	const folded = (name) => fold(name, "case-and-form");
	const resultsOfOthers = new Map(orphans.map(({ destination }) => [folded(destination), []]));
	for (const { status, destination } of manifest.latest()) if (status === "done" && !names.has(destination)) resultsOfOthers.get(folded(destination))?.push(pathFrom(root, destination));
	return orphans.filter(({ destination }) => {
		return !(resultsOfOthers.get(folded(destination)) ?? []).some((other) => isSameFile(other, pathFrom(root, destination)));
	});
}
/** Whether a result is still the regular file that imgpar wrote, within the destination and not behind a link. */
function isIntact(record, root) {
	try {
		return isPresent(record, root) && sha256OfFile(pathFrom(root, record.destination)) === record.output.sha256;
	} catch {
		return false;
	}
}
/** The same as far as can be told without reading it. */
function isPresent({ destination, output }, root) {
	const path = pathFrom(root, destination);
	if (!isPlainlyBelow(root, path)) return false;
	const found = look(path);
	return found?.isFile === true && found.size === output.size;
}
// src/run/event-sink.ts
/** Images in a row that found the disk full: one or two may only have been larger than what is left of it. */
const mostOutOfRoom = 8;
/** How long a killed run waits for a reporter that is still busy. */
const lastWordMs = 1e3;
/**
* The one way from a run to its reporter. Hands events over in the order they were told, one at a time: the next one goes out once the
* reporter has settled for the one before. Keeps the totals.
*
* A reporter that throws or rejects is told nothing more, and `signal` ends the run. Telling never throws, so the run comes to the same
* orderly end as any other; `throwIfFailed` then throws what the reporter threw.
*/
var EventSink = class {
	summary = emptySummary;
	#report;
	#limits;
	#killSignal;
	#failed = new AbortController();
	#outOfRoomInARow = 0;
	#failure;
	#waiting = [];
	/** Whether the reporter is being called at this moment. */
	#isCalling = false;
	/** Resolves once nothing waits; undefined while the reporter keeps nobody waiting. */
	#settling;
	#stopWaiting;
	#isGivenUp = false;
	#lastWordTimer;
	/** @param killSignal ends the wait for a reporter that never settles */
	constructor(report, limits, killSignal) {
		this.#report = report;
		this.#limits = limits;
		this.#killSignal = killSignal;
		if (killSignal?.aborted) this.#onKill();
		else killSignal?.addEventListener("abort", this.#onKill, { once: true });
	}
	/** Aborted when the reporter fails. */
	get signal() {
		return this.#failed.signal;
	}
	/** Why the run is to take no further image, by what became of those before; undefined while it may go on. */
	get whyGiveUp() {
		if (tooManyFailures(this.#limits, this.summary.failed, this.summary.found)) return "too-many-failures";
		return this.#outOfRoomInARow >= mostOutOfRoom ? "out-of-room" : void 0;
	}
	/**
	* Hands an event over. Wait for what is returned if you can: that is how a slow reporter slows the run. It never rejects.
	*
	* @returns undefined if the reporter has taken the event already, as one that returns no promise has
	*/
	tell(event) {
		this.summary = summarize(this.summary, event);
		if (event.type === "image-done") this.#outOfRoomInARow = 0;
		else if (event.type === "image-failed" && isOutOfRoom(event.failure)) this.#outOfRoomInARow += 1;
		if (this.#isClosed) return void 0;
		this.#waiting.push(event);
		if (!this.#isCalling && !this.#settling) this.#handOver();
		return this.#settling;
	}
	/** Throws what the reporter threw, whatever that is. */
	throwIfFailed() {
		if (this.#failure) throw this.#failure.error;
	}
	/** Lets go of the signal. */
	close() {
		this.#killSignal?.removeEventListener("abort", this.#onKill);
		clearTimeout(this.#lastWordTimer);
	}
	get #isClosed() {
		return this.#report === void 0 || this.#failure !== void 0 || this.#isGivenUp;
	}
	/** Hands over what waits. A reporter that returns no promise costs no turn of the event loop, and not even a promise. */
	#handOver() {
		for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) {
			const taken = this.#call(event);
			if (!taken) continue;
			this.#settling = this.#handOverAfter(taken);
			return;
		}
	}
	async #handOverAfter(taken) {
		await taken;
		for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) await this.#call(event);
		this.#settling = void 0;
	}
	#call(event) {
		this.#isCalling = true;
		try {
			const returned = this.#report?.(event);
			return isThenable(returned) ? this.#settled(returned) : void 0;
		} catch (error) {
			this.#fail(error);
			return;
		} finally {
			this.#isCalling = false;
		}
	}
	/** Resolves when the promise settles, or nobody waits for it any more. */
	#settled(returned) {
		return new Promise((resolve) => {
			this.#stopWaiting = resolve;
			Promise.resolve(returned).catch((error) => this.#fail(error)).then(() => resolve());
		});
	}
	#fail(error) {
		this.#failure ??= { error };
		this.#waiting = [];
		this.#failed.abort();
	}
	#onKill = () => {
		this.#lastWordTimer = setTimeout(() => {
			this.#isGivenUp = true;
			this.#waiting = [];
			this.#stopWaiting?.();
		}, lastWordMs);
	};
};
function isThenable(value) {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
// src/plan/canonical.ts
/**
* The absolute path that the system would take a given one for. Behind a link `..` is the folder above the link's target, where
* `resolve` alone would go back to the folder that holds the link.
*/
async function absolutePath(given) {
	if (!/[^/\\.][/\\]+\.\.(?:[/\\]|$)/.test(given)) return resolve(given);
	const endsInName = basename(given) !== "..";
	const folder = await realPathIfAny(endsInName ? dirname(given) : given);
	if (folder === void 0) return resolve(given);
	return endsInName ? join(folder, basename(given)) : folder;
}
/**
* A path with every link on it resolved and, where the disk ignores case, spelled as the disk spells it: two paths lead to the
* same place if and only if these are equal. What does not exist yet is kept as given. Hard links count as different places.
*
* @param path absolute
*/
async function canonicalPath(path) {
	const real = await realPathIfAny(path);
	if (real !== void 0) return real;
	const parent = dirname(path);
	return parent === path ? path : join(await canonicalPath(parent), basename(path));
}
/** The path with its links resolved; undefined if it does not exist or may not be seen. */
async function realPathIfAny(path) {
	try {
		return await realpath(path);
	} catch {
		return;
	}
}
/** Remembers the answers for folders, of which many files in a row have the same. */
function remembered(ask) {
	const answers = /* @__PURE__ */ new Map();
	return async (path) => {
		const known = answers.get(path);
		if (known !== void 0) return known;
		const answer = await ask(path);
		if (answers.size >= maxRemembered) answers.clear();
		answers.set(path, answer);
		return answer;
	};
}
const maxRemembered = 1024;
// src/plan/duplicates.ts
/** Hashes sorted at once: 4 MB. */
const defaultAtOnce = 524288;
/** Hashes of a bucket that are written at once: 8 KB. */
const blockLength = 1024;
/** Repeated hashes handed out at once, so that what is kept for each of them stays small. */
const repeatedAtOnce = 65536;
/**
* Tells which of many texts may occur more than once, without keeping the texts: by their 53-bit hashes. Equal texts are always
* told. Different ones can have the same hash (of 10^8 texts one pair, give or take), so what is told must be looked at again.
*
* Up to half a million texts take 8 bytes each. More are split by their hashes into buckets of at most about that size, which lie
* in a temporary file and are sorted one after the other: 4 MB, and 8 KB for each bucket while texts are added.
*/
var DuplicateTexts = class {
	/** Keeps nothing in memory, so a block can be used again once it is written. */
	#spool = new Spool(0);
	#buckets;
	/**
	* @param expected how many texts will be added at most
	* @param atOnce how many hashes may be sorted at once
	*/
	constructor(expected, atOnce = defaultAtOnce) {
		const count = Math.max(1, Math.ceil(expected / atOnce));
		const length = count === 1 ? expected : blockLength;
		this.#buckets = Array.from({ length: count }, () => ({
			block: new Float64Array(length),
			used: 0,
			written: []
		}));
	}
	async add(text) {
		const hash = hashOf(text);
		const bucket = this.#buckets[hash % this.#buckets.length];
		if (bucket.used === bucket.block.length) await this.#write(bucket);
		bucket.block[bucket.used] = hash;
		bucket.used += 1;
	}
	/** The hashes that were added more than once, each in one of the sets. No text can be added any more. */
	async *repeated() {
		let found = /* @__PURE__ */ new Set();
		const space = new Float64Array(Math.max(...this.#buckets.map(lengthOf)));
		for (const bucket of this.#buckets) {
			const hashes = (await this.#read(bucket, space)).sort();
			for (let i = 1; i < hashes.length; i++) {
				if (hashes[i] !== hashes[i - 1]) continue;
				if (found.size >= repeatedAtOnce && !found.has(hashes[i])) {
					yield found;
					found = /* @__PURE__ */ new Set();
				}
				found.add(hashes[i]);
			}
		}
		if (found.size > 0) yield found;
	}
	async close() {
		await this.#spool.close();
	}
	async #write(bucket) {
		bucket.written.push(this.#spool.size);
		await this.#spool.append(Buffer.from(bucket.block.buffer));
		bucket.used = 0;
	}
	/** All hashes of a bucket, in the space given. */
	async #read(bucket, space) {
		const { block, used, written } = bucket;
		const bytes = new Uint8Array(space.buffer);
		for (const [index, offset] of written.entries()) bytes.set(await this.#spool.read(offset, block.byteLength), index * block.byteLength);
		space.set(block.subarray(0, used), written.length * blockLength);
		return space.subarray(0, lengthOf(bucket));
	}
};
function lengthOf({ used, written }) {
	return written.length * blockLength + used;
}
/** A whole number below 2^53 that depends on every character of a text. Multiplicative hashing in two halves, each mixed at the end. */
function hashOf(text) {
	let low = 2166136261;
	let high = 2654435769;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		low = Math.imul(low ^ unit, 16777619);
		high = Math.imul((high << 5 | high >>> 27) ^ unit, 668265263);
	}
	low = mixed(low ^ high >>> 16);
	high = mixed(high ^ low);
	return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
/** Spreads every bit over all: the finalizer of MurmurHash3. */
function mixed(hash) {
	let bits = Math.imul(hash ^ hash >>> 16, 2246822507);
	bits = Math.imul(bits ^ bits >>> 13, 3266489909);
	return bits ^ bits >>> 16;
}
// src/plan/collisions.ts
/**
* Refuses a list of which two sources would become one file.
*
* @returns the numbers of entries that are superfluous, because two arguments of the user lead to the same file by the same name
* @throws {ImgparError} `usage`, naming both sources and their common destination
*/
async function refuseCollisions(list, results, signal) {
	const superfluous = new NumberSet();
	const items = async function* () {
		for await (const [number, entry] of entriesOf(list, signal)) if (!entry.kind) yield {
			key: fold(results.pathOf(entry), results.folding),
			number,
			entry
		};
	};
	await forEachRepeat(items, list.length, (first, again) => {
		if (again.entry.source !== first.entry.source) throw collision(first.entry, again.entry, results);
		const [kept, dropped] = again.entry.named ? [again, first] : [first, again];
		superfluous.add(dropped.number);
		return kept;
	});
	return superfluous;
}
/**
* Refuses a list of which a result would overwrite its own or another source. Looks through links on the way to either.
*
* @throws {ImgparError} `usage`, naming the source that would be lost
*/
async function refuseOverwriting(list, results, sources, signal) {
	const resultKeyOf = resultKeys(results, sources);
	const sourceKeyOf = sourceKeys(results.folding, sources);
	if (!await anyResultAmongSources(list, resultKeyOf, sourceKeyOf, results, signal)) return;
	const items = async function* () {
		for await (const [, entry] of entriesOf(list, signal)) {
			yield {
				key: await sourceKeyOf(entry),
				role: "source",
				entry
			};
			const key = entry.kind ? void 0 : await resultKeyOf(entry);
			if (key !== void 0) yield {
				key,
				role: "result",
				entry
			};
		}
	};
	await forEachRepeat(items, list.length * 2, (first, again) => {
		if (first.role === again.role) return first;
		const [result, source] = first.role === "result" ? [first, again] : [again, first];
		throw overwriting(result.entry, source.entry, results);
	});
}
/** A set of whole numbers, one bit for each up to the largest. */
var NumberSet = class {
	size = 0;
	#bits = /* @__PURE__ */ new Uint8Array(0);
	add(number) {
		if (this.has(number)) return;
		const byte = Math.floor(number / 8);
		if (byte >= this.#bits.length) {
			const grown = new Uint8Array(Math.max(1024, byte * 2));
			grown.set(this.#bits);
			this.#bits = grown;
		}
		this.#bits[byte] |= 1 << number % 8;
		this.size += 1;
	}
	has(number) {
		return ((this.#bits[Math.floor(number / 8)] ?? 0) & 1 << number % 8) !== 0;
	}
};
/**
* Calls `onRepeat` for every item with a key that an item before it had, together with that one; of the two it returns the one
* to compare further ones with. Goes through the items once for their hashes and, if some may be equal, again to be sure.
*/
async function forEachRepeat(items, expected, onRepeat) {
	const keys = new DuplicateTexts(expected);
	try {
		for await (const { key } of items()) await keys.add(key);
		for await (const hashes of keys.repeated()) {
			const seen = /* @__PURE__ */ new Map();
			for await (const item of items()) {
				if (!hashes.has(hashOf(item.key))) continue;
				const first = seen.get(item.key);
				seen.set(item.key, first ? onRepeat(first, item) : item);
			}
		}
	} finally {
		await keys.close();
	}
}
/** Gives the place of an entry's source, links resolved. A link that was named is followed; one that was found is not. */
function sourceKeys(folding, sources) {
	const named = new Map(sources.filter(({ type }) => type === "file").map(({ path, canonical }) => [path, canonical]));
	const folderOf = remembered(canonicalPath);
	return async ({ source }) => fold(named.get(source) ?? join(await folderOf(dirname(source)), basename(source)), folding);
}
/** Gives the place of an entry's result, links resolved; undefined if no source can be there. */
function resultKeys({ pathOf, folding }, sources) {
	const mayHoldSources = territoryOf(sources);
	const folderOf = remembered(async (folder) => {
		const real = await realPathIfAny(folder);
		return { real: real !== void 0 && mayHoldSources(real) ? real : void 0 };
	});
	return async (entry) => {
		const path = pathOf(entry);
		const { real } = await folderOf(dirname(path));
		return real === void 0 ? void 0 : fold(join(real, basename(path)), folding);
	};
}
/** Whether a folder may hold a source: lies in a folder that was given, or holds a file that was. A list may name files anywhere. */
function territoryOf(sources) {
	if (sources.some(({ type }) => type === "list")) return () => true;
	const withAllBelow = new Set(sources.filter(({ type }) => type !== "file").map(({ canonical }) => canonical));
	const ofFiles = new Set(sources.filter(({ type }) => type === "file").map(({ canonical }) => dirname(canonical)));
	const isBelow = (folder) => withAllBelow.has(folder) || dirname(folder) !== folder && isBelow(dirname(folder));
	return (folder) => ofFiles.has(folder) || isBelow(folder);
}
/** The usual case is that there is none, and then one look at the list is enough. */
async function anyResultAmongSources(list, resultKeyOf, sourceKeyOf, results, signal) {
	let any = false;
	for await (const [, entry] of entriesOf(list, signal)) {
		const key = entry.kind ? void 0 : await resultKeyOf(entry);
		if (key === void 0) continue;
		if (key === await sourceKeyOf(entry)) throw overwriting(entry, entry, results);
		any = true;
	}
	return any;
}
function collision(first, again, { pathOf, shown = (path) => path }) {
	const [path, otherPath] = [pathOf(first), pathOf(again)];
	const what = `${shown(first.source)} and ${shown(again.source)} would both become ${shown(path)}`;
	if (path !== otherPath) return new ImgparError("usage", `${what}, as the disk takes ${basename(otherPath)} for the same name; rename one of them`);
	if (first.relative !== again.relative) return new ImgparError("usage", `${what}; keep their formats, or write them to different destinations`);
	return new ImgparError("usage", `${what}; write them to different destinations`);
}
function overwriting(result, source, { shown = (path) => path }) {
	const whose = result.source === source.source ? "its own result" : `the result of ${shown(result.source)}`;
	return new ImgparError("usage", `the source ${shown(source.source)} would be overwritten by ${whose}; give another destination`);
}
// src/plan/own-names.ts
/** Drafts, manifests and whatever else imgpar itself keeps in a destination: never an image, not even if hidden files are wanted. */
function isOwnName(name) {
	return name.startsWith(".imgpar-") || name.startsWith(".imgpar.");
}
// src/plan/folder.ts
function nothingLeftOut() {
	return {
		hidden: 0,
		unselected: 0,
		foldersMatched: 0,
		destination: false,
		earlierResults: /* @__PURE__ */ new Set()
	};
}
/**
* Every file below a folder, whatever its name ends in, in the order of the disk. Links are told of, not followed. A folder that
* cannot be read is listed as if it were a file: opening it fails, and so the run tells of it and why.
*/
async function* filesBelow(listing, folder = "") {
	const path = join(listing.path, folder);
	const directory = isUndecodable(folder) ? void 0 : await openFolder(path);
	if (!directory) return yield folderAsEntry(listing, folder);
	const names = new DistinctNames(path);
	const waiting = [];
	try {
		for (let found = await nextOf(directory); found !== "end"; found = await nextOf(directory)) {
			listing.signal?.throwIfAborted();
			if (found === "unreadable") return yield folderAsEntry(listing, folder);
			if (found.name.includes("�")) await names.correct(found);
			const relative = folder === "" ? found.name : `${folder}${sep}${found.name}`;
			if (!isWanted$1(listing, found, relative)) continue;
			if (!found.isDirectory()) yield entryFor(listing, relative, kindOf(found));
			else if (waiting.push(relative) >= maxWaiting) for (const below of waiting.splice(0)) yield* filesBelow(listing, below);
		}
	} finally {
		await directory.close();
	}
	for (const below of waiting) yield* filesBelow(listing, below);
}
/**
* Folders that wait to be listed until the one that holds them is closed, so that depth costs no open files. Where there are more
* of them than this, it is left open while they are listed, so that their number costs no memory.
*/
const maxWaiting = 1024;
/** Names read at once: with 1024 twice as fast as with the 32 that Node takes unless told. */
const bufferSize = 1024;
async function openFolder(path) {
	try {
		return await opendir(path, { bufferSize });
	} catch {
		return;
	}
}
async function nextOf(directory) {
	try {
		return await directory.read() ?? "end";
	} catch {
		return "unreadable";
	}
}
function isWanted$1(listing, dirent, relative) {
	const { selection, canonical, avoided, leftOut } = listing;
	if (isOwnName(dirent.name)) {
		noteOwnName(listing, relative);
		return false;
	}
	const selected = dirent.isDirectory() ? selection.entersFolder(relative, canonical) : selection.takesFile(relative, canonical);
	if (!selection.hidden && dirent.name.startsWith(".")) {
		leftOut.hidden += 1;
		return false;
	}
	if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
		leftOut.destination = true;
		return false;
	}
	if (!selected) leftOut.unselected += 1;
	return selected;
}
/** A manifest below a source says that another run has written there. The source itself may be the result of a run on purpose. */
function noteOwnName({ path, leftOut }, relative) {
	const folder = dirname(relative);
	if (basename(relative).startsWith(".imgpar.") && folder !== ".") leftOut.earlierResults.add(join(path, folder));
}
/** Why a thing that is no folder is passed over; undefined for a file. */
function kindOf(thing) {
	if (thing.isFile()) return void 0;
	return thing.isSymbolicLink() ? "symbolic-link" : "special-file";
}
function entryFor({ path }, relative, kind) {
	return {
		source: join(path, relative),
		relative,
		named: false,
		...kind && { kind }
	};
}
function folderAsEntry(listing, folder) {
	return folder === "" ? {
		source: listing.path,
		relative: basename(listing.path),
		named: false
	} : entryFor(listing, folder);
}
// src/plan/glob.ts
/**
* A test for paths with `/` between folders. `*` and `?` stand for any characters and any one character but `/`, `**` for any
* number of folders, `[a-z]` and `[!a-z]` for one character, `{a,b}` for one of several; `\` takes the next character literally.
*
* @param literalSets whether `[a-z]` stands for itself as well, as in names of folders brackets mostly do. Default: true
* @throws {ImgparError} `usage`
*/
function globMatcher(glob, { ignoreCase = false, literalSets = true } = {}) {
	const part = read(glob, {
		ignoreCase,
		literalSets
	});
	return (path) => {
		const characters = Array.from(path);
		return part(characters, [0]).at(-1) === characters.length;
	};
}
function read(glob, reading) {
	try {
		return partOf(glob, reading);
	} catch (error) {
		throw new ImgparError("usage", `${JSON.stringify(glob)} is not a valid pattern, such as *.jpg, thumbs/** or {a,b}-[0-9].png`, { cause: error });
	}
}
/** In order of precedence: what is found first at a place is what stands there. */
const tokens = /\\(?<escaped>.)|(?<folders>(?<=^|[/{,])\*\*\/)|(?<everything>(?<=^|[/{,])\*\*(?=$|[,}]))|(?<stars>\*+)|(?<any>\?)|\[(?<negated>[!^])?(?<set>\]?[^\]/]*)\]|(?<brace>[{,}])|(?<literal>.)/gsu;
function partOf(glob, { ignoreCase, literalSets }) {
	const braces = bracesOf(glob);
	const open = [[[]]];
	const add = (part) => open.at(-1).at(-1).push(part);
	for (const { 0: token, index, groups = {} } of glob.matchAll(tokens)) {
		const { escaped, folders, everything, stars, any, negated, set, literal } = groups;
		if (folders !== void 0) add(anyFolders);
		else if (everything !== void 0) add(anyNumberOf(() => true));
		else if (stars !== void 0) add(anyNumberOf(isNoSlash));
		else if (any !== void 0) add(one(isNoSlash));
		else if (set !== void 0) add(anyOf([one(oneOf(set, negated !== void 0, ignoreCase)), ...literalSets ? [literally(token, ignoreCase)] : []]));
		else if (!braces.has(index)) add(one(sameAs(escaped ?? literal ?? token, ignoreCase)));
		else if (token === "{") open.push([[]]);
		else if (token === ",") open.at(-1).push([]);
		else add(anyOf(open.pop().map(inSequence)));
	}
	return inSequence(open[0][0]);
}
/** Where the braces and commas stand that belong to a `{a,b}`; the others stand for themselves. */
function bracesOf(glob) {
	const found = /* @__PURE__ */ new Set();
	const open = [];
	for (const { index, groups } of glob.matchAll(tokens)) {
		const brace = groups?.brace;
		if (brace === "{") open.push({
			start: index,
			commas: []
		});
		if (brace === ",") open.at(-1)?.commas.push(index);
		if (brace !== "}") continue;
		const closed = open.pop();
		if (!closed || closed.commas.length === 0) continue;
		for (const at of [
			closed.start,
			...closed.commas,
			index
		]) found.add(at);
	}
	return found;
}
const inSequence = (parts) => (path, from) => parts.reduce((reached, part) => part(path, reached), from);
const anyOf = (alternatives) => (path, from) => ascending(alternatives.flatMap((part) => part(path, from)));
const literally = (text, ignoreCase) => inSequence(Array.from(text, (character) => one(sameAs(character, ignoreCase))));
const one = (passes) => (path, from) => from.filter((at) => at < path.length && passes(path[at])).map((at) => at + 1);
const anyNumberOf = (passes) => (path, from) => {
	const reached = [];
	for (const start of from) {
		if (start <= (reached.at(-1) ?? -1)) continue;
		let at = start;
		reached.push(at);
		while (at < path.length && passes(path[at])) reached.push(++at);
	}
	return reached;
};
/** None, or all up to a slash. */
const anyFolders = (path, from) => {
	const reached = [];
	const [first = path.length + 1] = from;
	for (let at = first, next = 0; at <= path.length; at++) {
		const isStart = at === from[next];
		if (isStart) next += 1;
		if (isStart || path[at - 1] === "/") reached.push(at);
	}
	return reached;
};
function ascending(positions) {
	return [...new Set(positions)].sort((one, other) => one - other);
}
function isNoSlash(character) {
	return character !== "/";
}
function sameAs(expected, ignoreCase) {
	if (!ignoreCase || expected === "/") return (character) => character === expected;
	return oneOf(expected, false, true);
}
/** @param set as it stands between the brackets of a pattern */
function oneOf(set, negated, ignoreCase) {
	const member = new RegExp(`^[${negated ? "^" : ""}${set.replace(/[\\[\]^]/g, "\\$&")}]$`, ignoreCase ? "ui" : "u");
	return (character) => character !== "/" && member.test(character);
}
// src/plan/pattern.ts
/** Whether a text can be read as a pattern: holds `*`, `?`, `[…]` or `{…,…}`. */
function isPattern(text) {
	return firstSpecial(text) >= 0;
}
/** The folder at which matching begins, everything before the first part with a special character; and the rest, the pattern proper. */
function splitPattern(text) {
	const given = slashed(text);
	const special = firstSpecial(given);
	const slash = given.lastIndexOf("/", special < 0 ? given.length : special);
	const base = given.slice(0, slash + 1).replace(/\\(.)/gs, "$1");
	return {
		base: base === "" ? "." : base,
		pattern: given.slice(slash + 1)
	};
}
function slashed(path) {
	return sep === "/" ? path : path.replaceAll(sep, "/");
}
/** The same, but a folder of the very name that a part has is meant literally: `scans [1-3]/*.jpg` is what lies in `scans [1-3]`. */
async function splitPatternOnDisk(text) {
	let { base, pattern } = splitPattern(text);
	for (let slash = pattern.indexOf("/"); slash >= 0; slash = pattern.indexOf("/")) {
		const folder = `${base === "." ? "" : base}${pattern.slice(0, slash + 1)}`;
		if (!await isThere(folder)) break;
		const inside = splitPattern(pattern.slice(slash + 1));
		base = folder + (inside.base === "." ? "" : inside.base);
		pattern = inside.pattern;
	}
	return {
		base,
		pattern
	};
}
async function isThere(path) {
	return stat(path).then(() => true, () => false);
}
function firstSpecial(text) {
	for (const { index, groups } of slashed(text).matchAll(/\\.|(?<special>[*?]|\[[^/]+\]|\{.*(?:,|\.\.).*\})/gs)) if (groups?.special !== void 0) return index;
	return -1;
}
/** Every file below the listing's folder whose path matches. A folder that matches is not read for that: `/**` behind it is for that. */
async function* filesMatching(pattern, listing) {
	const { default: fastGlob } = await import("fast-glob").catch((error) => {
		throw leftBehind("fast-glob cannot be loaded", error);
	});
	const reader = new FolderReader(listing);
	const simpler = withFewStars(pattern);
	const isMeant = simpler === pattern ? () => true : globMatcher(pattern, {
		ignoreCase: !isCaseSensitive,
		literalSets: false
	});
	const matches = fastGlob.stream(forFastGlob(simpler), optionsFor(listing, reader));
	reader.readsFor = matches;
	const stop = () => matches.destroy(listing.signal?.reason);
	listing.signal?.addEventListener("abort", stop);
	try {
		for await (const { path, dirent } of matches) {
			listing.signal?.throwIfAborted();
			const relative = fromFastGlob(path);
			if (isMeant(slashed(relative)) && isWanted(listing, dirent, relative)) yield entryFor(listing, relative, kindOf(dirent));
		}
		listing.signal?.throwIfAborted();
		for (const folder of reader.unreadable) yield folderAsEntry(listing, folder);
	} finally {
		listing.signal?.removeEventListener("abort", stop);
	}
}
const isCaseSensitive = process.platform !== "win32";
/**
* The same pattern, but that from the first to the last of many stars in a name one stands for all: it matches as much and more. One
* with `{1..3}` or `[[:alpha:]]`, which only fast-glob knows, stays as it is.
*/
function withFewStars(pattern) {
	if (pattern.includes("..") || pattern.includes("[:")) return pattern;
	return pattern.split("/").map(withOneStar).join("/");
}
function withOneStar(name) {
	const tokens = Array.from(name.matchAll(/\\.|\[[^/]+?\]|./gsu), ([token]) => token);
	const [first, last] = [tokens.indexOf("*"), tokens.lastIndexOf("*")];
	if (tokens.filter((token) => token === "*").length <= mostStars || tokens.includes("{") || tokens.includes("}")) return name;
	return [...tokens.slice(0, first), ...tokens.slice(last)].join("");
}
/** With so many, time grows by the square of the length of a name, which is short; with each further one by 100 times and more. */
const mostStars = 2;
function optionsFor(listing, reader) {
	return {
		cwd: listing.canonical,
		fs: {
			readdir: ((path, _options, callback) => reader.read(path, callback)),
			lstat: (path, callback) => lstat(fromFastGlob(path), callback)
		},
		dot: listing.selection.hidden,
		caseSensitiveMatch: isCaseSensitive,
		followSymbolicLinks: false,
		onlyFiles: false,
		objectMode: true,
		unique: false,
		extglob: false,
		suppressErrors: true,
		concurrency: 1
	};
}
/** Reads folders for fast-glob: only those that are wanted, no faster than matches are taken, and minding those that it cannot read. */
var FolderReader = class {
	listing;
	/** Folders that could not be read, relative to the listing's. */
	unreadable = [];
	readsFor;
	constructor(listing) {
		this.listing = listing;
	}
	read(path, callback) {
		const folder = fromFastGlob(path);
		const relative$1 = relative(this.listing.canonical, folder);
		if (this.readsFor?.destroyed || !isEntered(this.listing, relative$1)) callback(null, []);
		else if (isUndecodable(relative$1)) {
			this.unreadable.push(relative$1);
			callback(null, []);
		} else if (this.#backlog > maxBacklog) setImmediate(() => this.read(path, callback));
		else readdir(folder, { withFileTypes: true }, (error, dirents) => {
			if (error && !isNowhere(error)) this.unreadable.push(relative$1);
			if (error) callback(null, []);
			else this.#named(dirents, folder).then((named) => callback(null, named));
		});
	}
	async #named(dirents, folder) {
		const names = new DistinctNames(folder);
		for (const dirent of dirents) {
			if (isOwnName(dirent.name)) noteOwnName(this.listing, relative(this.listing.canonical, join(folder, dirent.name)));
			if (dirent.name.includes("�")) await names.correct(dirent);
			dirent.name = toFastGlob(dirent.name);
		}
		return dirents;
	}
	get #backlog() {
		return this.readsFor ? this.readsFor.readableLength + this.readsFor.writableLength : 0;
	}
};
/** Matches that may wait to be taken before a further folder is read. */
const maxBacklog = 1024;
/** The folders of what fast-glob found were asked for when it read them, except where a `{a,b}` names them outright: it looks there without reading. */
function isWanted(listing, dirent, relative) {
	const { canonical, selection, avoided, leftOut } = listing;
	if (dirent.isDirectory()) {
		leftOut.foldersMatched += 1;
		return false;
	}
	if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
		leftOut.destination = true;
		return false;
	}
	const isSelected = selection.takesFile(relative, canonical);
	if (isOwnName(basename(relative)) || !isEntered(listing, dirname(relative))) return false;
	if (!isSelected) leftOut.unselected += 1;
	return isSelected;
}
/** Whether a folder and all those above it, up to where the pattern begins, may be read. If not, it counts as left out. */
function isEntered({ canonical, avoided, selection, leftOut }, folder) {
	if (folder === "" || folder === ".") return true;
	const names = folder.split(sep);
	return names.every((name, index) => {
		const upToHere = names.slice(0, index + 1).join(sep);
		const isSelected = selection.entersFolder(upToHere, canonical);
		if (isOwnName(name)) return false;
		const isDestination = avoided.has(join(canonical, upToHere));
		if (isDestination) leftOut.destination = true;
		else if (!isSelected) leftOut.unselected += 1;
		return isSelected && !isDestination;
	});
}
/** A pattern may lead nowhere. */
function isNowhere({ code }) {
	return code === "ENOENT" || code === "ENOTDIR";
}
/** Escapes what is no special character here but one there, outside of escapes and `[…]`. */
function forFastGlob(pattern) {
	return toFastGlob(pattern).replace(/\\.|\[[^/]+?\]|[()|+@!"]/gs, (found) => found.length === 1 ? `\\${found}` : found);
}
const lineBreaks = [
	"\n",
	"\r",
	"\u2028",
	"\u2029"
];
const standIns = [
	"\udc00",
	"\udc01",
	"\udc02",
	"\udc03"
];
function toFastGlob(name) {
	if (sep !== "/") return name;
	return name.replace(/[\n\r\u2028\u2029]/g, (lineBreak) => standIns[lineBreaks.indexOf(lineBreak)]);
}
function fromFastGlob(path) {
	if (sep !== "/") return path.replaceAll("/", sep);
	return path.replace(/[\uDC00-\uDC03]/gu, (standIn) => lineBreaks[standIns.indexOf(standIn)]);
}
// src/plan/selection.ts
/** @throws {ImgparError} `usage`, if a pattern cannot be read */
async function selectionOf({ include = [], exclude = [], hidden = false }) {
	const included = await Promise.all(include.map((text) => patternOf(text, false)));
	const excluded = await Promise.all(exclude.map((text) => patternOf(text, true)));
	return {
		hidden,
		takesAll: include.length + exclude.length === 0,
		takesFile(relative, folder) {
			const isIncluded = include.length === 0 || anyMatches(included, relative, folder);
			return !anyMatches(excluded, relative, folder) && isIncluded;
		},
		entersFolder(relative, folder) {
			const isExcluded = anyMatches(excluded, relative, folder);
			return !anyMatches(excluded, `${relative}/`, folder) && !isExcluded;
		},
		idle: () => [...included.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({
			role: "include",
			pattern: text
		})), ...excluded.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({
			role: "exclude",
			pattern: text
		}))]
	};
}
function anyMatches(patterns, relative, folder) {
	let any = false;
	for (const pattern of patterns) {
		if (any && pattern.hasMatched || !pattern.matches(relative, folder)) continue;
		pattern.hasMatched = true;
		any = true;
	}
	return any;
}
async function patternOf(text, withAllBelow) {
	const glob = withSlashes(text).replace(/^\.\//, "").replace(/\/+$/, "");
	const matches = globMatcher(glob.replace(/^\/+/, ""), { ignoreCase });
	if (!glob.includes("/")) return {
		text,
		hasMatched: false,
		matches: (path) => matches(nameOf(withSlashes(path)))
	};
	const fromHere = await matcherFromHere(text, withAllBelow);
	return {
		text,
		hasMatched: false,
		matches: (path, folder) => matches(withSlashes(path)) || fromHere(join(folder, path))
	};
}
const ignoreCase = process.platform === "win32";
function withSlashes(path) {
	return sep === "/" ? path : path.replaceAll(sep, "/");
}
function nameOf(path) {
	return path.slice(path.lastIndexOf("/") + 1);
}
/**
* The pattern as a shell would understand it: from the current folder, with links on the way resolved.
*
* @param withAllBelow whether what lies in a folder that matches matches, too
*/
async function matcherFromHere(text, withAllBelow) {
	if (!isPattern(text)) {
		const place = await canonicalPath(await absolutePath(text));
		return (path) => path === place || withAllBelow && path.startsWith(place + sep);
	}
	const { base, pattern } = splitPattern(text);
	const folder = await canonicalPath(await absolutePath(base));
	const start = folder.endsWith(sep) ? folder : folder + sep;
	const glob = pattern.replace(/\/+$/, "");
	const matchers = [glob, ...withAllBelow ? [`${glob}/**`] : []].map((each) => globMatcher(each, { ignoreCase }));
	return (path) => path.startsWith(start) && matchers.some((matches) => matches(withSlashes(path.slice(start.length))));
}
// src/plan/name-list.ts
/** Stands for the standard input. */
const standardInput = "-";
/** @throws {ImgparError} `usage`, if there is nothing to read under that name */
async function requireNameList(given) {
	if (given === standardInput) return;
	if ((await stat(given).catch((error) => {
		throw cannotRead(given, error);
	})).isDirectory()) throw new ImgparError("usage", `the list ${given} is a folder, expected a file with names; give folders as sources`);
}
/**
* The names in a file: one a line, ended by LF or CRLF, or each by a zero byte, as `find -print0` writes them, if there is one near the
* beginning. Empty ones are passed over. The file is read as its names are taken, so its length costs no memory.
*
* @param signal ends the reading, also while nothing comes
* @param blockBytes how much of a file is read at once
* @throws {ImgparError} `usage`, if it cannot be read
*/
async function* namesIn(given, signal, blockBytes = 65536) {
	let separator;
	let rest = Buffer.alloc(0);
	for await (const block of blocksOf(given, blockBytes, signal)) {
		const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
		separator ??= bytes.includes(0) ? "\0" : "\n";
		const end = bytes.lastIndexOf(separator) + 1;
		yield* namesOf(decodeName(bytes.subarray(0, end)), separator);
		rest = bytes.subarray(end);
		if (rest.length > longestNameBytes) throw noNames(given);
	}
	yield* namesOf(decodeName(rest), separator ?? "\n");
}
/** Windows takes paths of 32,767 UTF-16 units, three bytes each at most in UTF-8; others take less. */
const longestNameBytes = 98301;
/** Some other file has been given for a list: without this, much of it would end up in memory. */
function noNames(given) {
	return new ImgparError("usage", `the list ${given} holds a name of more than ${longestNameBytes} bytes; expected names of files, one a line or each ended by a zero byte`);
}
async function* blocksOf(given, blockBytes, signal) {
	try {
		const stream = given === standardInput ? process.stdin : await openList(given, blockBytes);
		yield* signal ? addAbortSignal(signal, stream) : stream;
	} catch (error) {
		throw cannotRead(given, error);
	}
}
/** Files are read by threads, and one that waits for a pipe can be ended by nothing; sockets wait without a thread. */
async function openList(given, blockBytes) {
	const fd = await promisify(open)(given, "r");
	return fstatSync(fd).isFIFO() ? new Socket({
		fd,
		writable: false
	}) : createReadStream(given, {
		fd,
		highWaterMark: blockBytes
	});
}
function* namesOf(text, separator) {
	for (const name of text.split(separator)) {
		const plain = separator === "\n" && name.endsWith("\r") ? name.slice(0, -1) : name;
		const unmarked = plain.startsWith("﻿") ? plain.slice(1) : plain;
		if (unmarked !== "") yield unmarked;
	}
}
/**
* Where a listed file is, and where its result goes below the destination: under the name by which it is found from the folder that
* names start from; one that lies elsewhere under its whole path.
*
* @param base absolute folder that names start from
*/
function placeOf(name, base) {
	const source = resolve(base, name);
	const inside = base.endsWith(sep) ? base : base + sep;
	if (source.startsWith(inside)) return {
		source,
		relative: source.slice(inside.length)
	};
	const { root } = parse(source);
	return {
		source,
		relative: [...root.split(/[:\\/]+/).filter(Boolean), source.slice(root.length)].join(sep)
	};
}
function cannotRead(given, error) {
	const reason = messageOf(error);
	return new ImgparError("usage", `the list ${given} cannot be read: ${reason}`, { cause: error });
}
// src/plan/sources.ts
/**
* Takes the sources that begin with `!` for what they are in other programs: patterns of what is left out. A file of such a name, which
* is there, is a source.
*/
async function withNegations(options) {
	const [sources, exclude] = [[], []];
	for (const text of options.sources) if (text.startsWith("!") && !await statIfAny$1(text, resolve(text))) exclude.push(text.slice(1));
	else sources.push(text);
	return {
		...options,
		sources,
		exclude: [...options.exclude ?? [], ...exclude]
	};
}
/**
* Finds out what each argument is: what exists is a folder or a file, whatever characters its name holds; all else is a pattern,
* or a mistake. A source given twice counts once.
*
* @param lists files with names of files
* @throws {ImgparError} `usage`
*/
async function resolveSources(given, lists = []) {
	if (given.length + lists.length === 0) throw new ImgparError("usage", "no source given, expected at least one folder, file or pattern");
	const sources = /* @__PURE__ */ new Map();
	for (const text of given) {
		const source = await resolveSource(text);
		sources.set(JSON.stringify([source.path, source.pattern]), source);
	}
	const here = resolve(".");
	for (const list of new Set(lists)) {
		await requireNameList(list);
		const place = {
			path: here,
			writtenPath: ".",
			canonical: await canonicalPath(here)
		};
		sources.set(JSON.stringify([list]), {
			type: "list",
			given: list,
			...place,
			pattern: ""
		});
	}
	return [...sources.values()];
}
/**
* Every file of the sources, one source after the other. Nothing is opened, so any regular file counts as an image for now. A
* file that two sources lead to is found twice.
*/
async function* find(sources, { destination, ...options }) {
	const avoided = await placesOf(destination);
	for (const source of sources) {
		options.signal?.throwIfAborted();
		const listing = {
			...options,
			path: source.path,
			canonical: source.canonical,
			avoided
		};
		const unselectedBefore = options.leftOut.unselected;
		let found = 0;
		for await (const entry of filesOf(source, listing)) {
			found += 1;
			yield entry;
		}
		options.onSearched?.(source, found + options.leftOut.unselected - unselectedBefore > 0);
	}
}
function filesOf(source, listing) {
	if (source.type === "folder") return filesBelow(listing);
	if (source.type === "pattern") return filesMatching(source.pattern, listing);
	if (source.type === "list") return listedFiles(source.given, listing);
	return namedFile(listing);
}
async function* namedFile({ path, selection, leftOut }) {
	const relative = basename(path);
	if (selection.takesAll || selection.takesFile(relative, await canonicalPath(dirname(path)))) yield {
		source: path,
		relative,
		named: true
	};
	else leftOut.unselected += 1;
}
/**
* Nothing is looked at, so what is missing or no file fails when its turn comes. What is named like an image is meant to be one; all else
* is passed over if it is none, as in a folder.
*/
async function* listedFiles(list, { path, selection, leftOut, signal }) {
	for await (const name of namesIn(list, signal)) {
		signal?.throwIfAborted();
		const place = placeOf(name, path);
		if (selection.takesAll || isTaken(place, selection)) yield {
			...place,
			named: isNamedLikeImage(name)
		};
		else leftOut.unselected += 1;
	}
}
/** Whether a file and all the folders on the way to it are taken. */
function isTaken({ source, relative }, selection) {
	const start = source.endsWith(relative) ? source.slice(0, source.length - relative.length) : parse(source).root;
	const folders = relative.split(sep).slice(0, -1);
	const areEntered = folders.every((_, index) => selection.entersFolder(folders.slice(0, index + 1).join(sep), start));
	return selection.takesFile(relative, start) && areEntered;
}
/** Where a listing could come upon the destination: the folder itself, and the link that leads to it. */
async function placesOf(destination) {
	return /* @__PURE__ */ new Set([await canonicalPath(destination), join(await canonicalPath(dirname(destination)), basename(destination))]);
}
async function resolveSource(given) {
	if (given === "") throw new ImgparError("usage", "a source is empty, expected a folder, a file or a pattern");
	if (given.includes("\0")) throw new ImgparError("usage", `the source ${JSON.stringify(given)} holds a zero byte, which no file name can`);
	const path = await absolutePath(given);
	const found = await statIfAny$1(given, path);
	if (found?.isDirectory()) return resolvedFolder(given, path);
	if (found?.isFile()) return {
		type: "file",
		given,
		path,
		writtenPath: given,
		canonical: await canonicalPath(path),
		pattern: ""
	};
	if (found) throw new ImgparError("usage", `the source ${given} is neither a folder nor a file (a pipe, a socket or a device), so it is not opened`);
	if (isPattern(given)) return resolvedPattern(given);
	if (given.includes("�")) throw new ImgparError("usage", `the source ${given} does not exist, or its name is not valid UTF-8; rename it, or give its folder`);
	throw new ImgparError("usage", `the source ${given} does not exist; looked for ${path}`);
}
async function statIfAny$1(given, path) {
	try {
		return await stat(path);
	} catch (error) {
		if (isPattern(given) && !await isLink(path)) return void 0;
		const code = codeOf(error);
		if (code === "EACCES" || code === "EPERM") throw new ImgparError("usage", `the source ${given} cannot be seen: permission denied`, { cause: error });
		if (await isLink(path)) throw new ImgparError("usage", `the source ${given} is a symbolic link that leads nowhere`, { cause: error });
		return;
	}
}
async function isLink(path) {
	return lstat$1(path).then((found) => found.isSymbolicLink(), () => false);
}
async function resolvedFolder(given, path) {
	try {
		await (await opendir(path)).close();
	} catch (error) {
		throw new ImgparError("usage", `the folder ${given} cannot be read; allow this user to list it, or name other sources`, { cause: error });
	}
	return {
		type: "folder",
		given,
		path,
		writtenPath: given,
		canonical: await canonicalPath(path),
		pattern: ""
	};
}
async function resolvedPattern(given) {
	const { base, pattern } = await splitPatternOnDisk(given);
	const path = await absolutePath(base);
	return {
		type: "pattern",
		given,
		path,
		writtenPath: base,
		canonical: await canonicalPath(path),
		pattern
	};
}
// src/plan/gather.ts
/**
* Lists the files of the sources.
*
* @param shown a path as the user would write it
*/
async function gather(sources, { root, fileName }, options, shown, onFound = () => {}) {
	const selection = await selectionOf(options);
	const leftOut = nothingLeftOut();
	const unmatched = [];
	const onSearched = (source, any) => {
		if (source.type === "pattern" && !any) unmatched.push(source);
	};
	const writer = new ListWriter();
	let files = 0;
	try {
		for await (const entry of find(sources, {
			selection,
			destination: root,
			leftOut,
			onSearched,
			signal: options.signal
		})) {
			await writer.append(fileName === void 0 ? entry : {
				...entry,
				relative: fileName
			});
			if (!entry.kind) files += 1;
			if (writer.length % foundEvery === 0) await onFound(writer.length);
		}
		const missing = files === 0 ? nothingFound(sources, writer.length, leftOut) : unmatched.length > 0 && nothingMatched(unmatched, leftOut);
		if (missing && !options.allowNoMatch) throw new ImgparError("usage", missing);
		await onFound(writer.length);
		const warnings = [
			...missing ? [{
				code: "no-match",
				message: missing
			}] : [],
			...selection.idle().map(idleWarning),
			...await nestedResults(leftOut, root, shown)
		];
		return {
			list: await writer.finish(),
			warnings
		};
	} catch (error) {
		await writer.discard();
		throw error;
	}
}
/** Files found between two calls of `onFound`. */
const foundEvery = 500;
function nothingFound(sources, passedOver, leftOut) {
	const why = [
		...reasons(leftOut),
		...passedOver > 0 ? [`${counted$1(passedOver, "link, pipe or device", "links, pipes and devices")} not followed`] : [],
		...hints(sources)
	];
	return `no image found in ${someOf(sources.map(({ given }) => given))}${why.length > 0 ? `: ${why.join("; ")}` : ""}`;
}
function nothingMatched(unmatched, leftOut) {
	const why = [
		...reasons(leftOut),
		...hints(unmatched),
		"the option allowNoMatch goes on without"
	];
	return `no file matches ${someOf(unmatched.map(({ given }) => given))}: ${why.join("; ")}`;
}
function reasons({ hidden, unselected, foldersMatched, destination }) {
	return [
		hidden > 0 && `${counted$1(hidden, "hidden name")} left out (the option hidden takes them)`,
		unselected > 0 && `${counted$1(unselected, "name")} left out by include and exclude`,
		foldersMatched > 0 && `${counted$1(foldersMatched, "folder")} matched (add /** to a pattern to take what is in them)`,
		destination && "what lies in the destination is left out"
	].filter((reason) => reason !== false);
}
function hints(sources) {
	return sources.some(({ pattern }) => /(?:^|[^\\])\[/.test(pattern)) ? ["[ ] stand for one of the characters between them, \\[ for a bracket itself"] : [];
}
function idleWarning({ role, pattern }) {
	return {
		code: "no-match",
		message: `${role} is given ${pattern}, which matches nothing: no name, no path below a source and none from the current folder`
	};
}
/** Of results in the sources: those in the destination are left out, those of other runs are not. */
async function nestedResults({ destination, earlierResults }, root, shown) {
	const folders = [...earlierResults].map(shown);
	return [...destination && await holdsAnything(root) ? [{
		code: "destination-in-source",
		message: `${shown(root)} is the destination, so what lies in it was left out`
	}] : [], ...folders.length > 0 ? [{
		code: "earlier-results",
		message: `${someOf(folders)} ${folders.length === 1 ? "holds" : "hold"} results of another run, which count as sources; an exclude pattern leaves them out`
	}] : []];
}
async function holdsAnything(folder) {
	return (await readdir$1(folder).catch(() => [])).some((name) => !isOwnName(name));
}
function someOf(names) {
	const shown = names.slice(0, 3).join(", ");
	return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
function counted$1(count, one, many = `${one}s`) {
	return `${count} ${count === 1 ? one : many}`;
}
// src/plan/destination.ts
/**
* The name of a result, from the name of its source. With `keep`, and where the ending says the format already, the same; else
* the ending of another image format is replaced, and behind any other or no ending the new one is added.
*/
function destinationOf(relative, format) {
	if (format === "keep") return relative;
	const named = formatOfName(relative);
	if (named === format) return relative;
	return `${named ? relative.slice(0, -extname(relative).length) : relative}.${formats[format].endings[0]}`;
}
/** The format that the ending of a name stands for, in upper or lower case; undefined if it is none of an image. */
function formatOfName(name) {
	const extension = extname(basename(name)).slice(1).toLowerCase();
	return formatWithEnding(extension);
}
/**
* The absolute path of a result below its root.
*
* @throws {ImgparError} `internal`, if the relative path would lead out of the root
*/
function joinBelow(root, relative) {
	const path = join(root, relative);
	const start = root.endsWith(sep) ? root : root + sep;
	if (!(path.startsWith(start) && path !== start)) throw new ImgparError("internal", `${JSON.stringify(relative)} is no path below the destination`);
	return path;
}
// src/plan/naming.ts
function namesBy(naming) {
	if (naming.kind === "apart") {
		const { root, fileName, format } = naming;
		return { destinationOf: ({ relative }) => joinBelow(root, fileName === void 0 ? destinationOf(relative, format) : fileName) };
	}
	const { backup } = naming;
	const realPaths = new Map(Object.entries(naming.realPaths));
	return {
		destinationOf: ({ source }) => realPaths.get(source) ?? source,
		...backup !== void 0 && { backupOf: ({ relative }) => joinBelow(backup, relative) }
	};
}
// src/plan/target.ts
/**
* The destination is a folder, unless the only source is a file and the destination is an existing file or has the ending of an
* image format; then it is the very name of the result, and its ending decides the format. Named like an image where a folder is needed,
* it is refused, unless a slash at its end says that a folder is meant.
*
* @throws {ImgparError} `usage`
*/
async function targetOf(destination, sources, format) {
	if (destination === "") throw new ImgparError("usage", "the destination is empty, expected the name of a folder");
	const path = await absolutePath(destination);
	const standing = await standingAt(destination, path);
	if (standing === "folder") return {
		root: path,
		format
	};
	if (standing === "nothing") refuseUnlikelyNames(destination);
	await requireFolderAbove(destination, dirname(path));
	const mayBeFile = sources.length === 1 && sources[0]?.type === "file" && !isMeantAsFolder(destination);
	if (mayBeFile && (standing === "file" || formatOfName(path))) return {
		root: dirname(path),
		fileName: basename(path),
		format: agreedFormat(destination, format)
	};
	if (standing === "file") throw new ImgparError("usage", `the destination ${destination} is a file, expected a folder, as there may be several results`);
	if (isNamedLikeImage(path) && !isMeantAsFolder(destination)) throw new ImgparError("usage", likeFile(destination, mayBeFile));
	return {
		root: path,
		format
	};
}
function isMeantAsFolder(destination) {
	return /[/\\]$/.test(destination);
}
function likeFile(destination, hasOneResult) {
	const folder = `write ${destination}/ for a folder of that name`;
	if (hasOneResult) return `the destination ${destination} is named like an image of a format that is not written; ${expectedEndings}, or ${folder}`;
	return `the destination ${destination} is named like one image, but there may be several results; ${folder}`;
}
const expectedEndings = `expected ${imageFormats.map((format) => `.${formats[format].endings[0]}`).join(", ")}`;
/** The last argument is the destination: what was meant as a pattern would become a folder. */
function refuseUnlikelyNames(destination) {
	if (destination.startsWith("!")) throw new ImgparError("usage", `the destination comes last, but ${destination} begins with !, as what is left out does`);
	if (destination.includes("�")) throw new ImgparError("usage", `the name of the destination ${destination} is not valid UTF-8; give another destination`);
}
async function standingAt(destination, path) {
	const found = await statIfAny(path);
	if (found?.isDirectory()) return "folder";
	if (found?.isFile()) return "file";
	if (found) throw new ImgparError("usage", `the destination ${destination} is neither a folder nor a file; give another name`);
	if (await lstat$1(path).then((link) => link.isSymbolicLink(), () => false)) throw new ImgparError("usage", `the destination ${destination} is a symbolic link that leads nowhere; remove it or give another name`);
	return "nothing";
}
async function requireFolderAbove(destination, path) {
	const found = await statIfAny(path);
	if (found?.isDirectory()) return;
	if (found) throw new ImgparError("usage", `the destination ${destination} cannot be made, because ${path} is not a folder`);
	if (dirname(path) !== path) await requireFolderAbove(destination, dirname(path));
}
async function statIfAny(path) {
	return stat(path).catch(() => void 0);
}
function agreedFormat(destination, format) {
	const named = formatOfName(destination);
	if (named && format !== "keep" && named !== format) throw new ImgparError("usage", `the destination ${destination} ends as ${named} does, but the format asked for is ${format}; change one of them`);
	return named ?? format;
}
// src/plan/plan.ts
/**
* Lists the files of the sources and finds a name for the result of each. Opens and writes nothing (but a temporary file, for a
* long list), and refuses what would lose a file: two sources with one result, a result that overwrites a source.
*
* @throws {ImgparError} `usage`, if sources, destination or format contradict each other or nothing is found; `unwritable`, if
*   the temporary file cannot be written
*/
async function plan(given, onFound) {
	const options = await withNegations(given);
	const sources = await resolveSources(options.sources, options.lists);
	const target = await targetOf(options.destination, sources, options.format);
	await refuseSameFolder(sources, target);
	const written = givenPaths(sources, {
		path: target.root,
		given: target.fileName === void 0 ? options.destination : dirname(options.destination)
	});
	const naming = {
		kind: "apart",
		...target
	};
	const names = namesBy(naming);
	const { list, warnings } = await gather(sources, target, options, asGiven(written), onFound);
	try {
		return {
			list: await checkedList$1(list, sources, target, names, asGiven(written), options.signal),
			destinationRoot: target.root,
			isFile: target.fileName !== void 0,
			sourceRoots: sources.filter(({ type }) => type !== "list").map(({ path }) => path),
			warnings,
			given: written,
			format: target.format,
			naming,
			...names
		};
	} catch (error) {
		await list.close();
		throw error;
	}
}
/** The folders that the user named, or that the files lie in which the user named; each once. */
function givenPaths(sources, ...others) {
	const folders = sources.map(({ type, path, writtenPath }) => type === "file" ? {
		path: dirname(path),
		given: dirname(writtenPath)
	} : {
		path,
		given: writtenPath
	});
	return [...new Map([...folders, ...others].toReversed().map((folder) => [folder.path, folder])).values()];
}
/** Of a folder that is its own destination nothing would be read. */
async function refuseSameFolder(sources, { root }) {
	const canonicalRoot = await canonicalPath(root);
	const same = sources.find(({ type, canonical }) => type === "folder" && canonical === canonicalRoot);
	if (same) throw new ImgparError("usage", `the source ${same.given} is the destination itself, so its images would be overwritten; give another destination`);
}
/** The same list, or a new one without what was in it twice. */
async function checkedList$1(list, sources, target, { destinationOf }, shown, signal) {
	const results = {
		root: target.root,
		folding: await foldingOf(target.root),
		pathOf: destinationOf,
		shown
	};
	const [only, ...others] = sources;
	const superfluous = others.length === 0 && only?.type !== "list" && !only?.pattern.includes("{") && target.format === "keep" && results.folding === "exact" ? void 0 : await refuseCollisions(list, results, signal);
	await refuseOverwriting(list, results, sources, signal);
	return superfluous && superfluous.size > 0 ? without(list, superfluous) : list;
}
async function without(list, superfluous) {
	const writer = new ListWriter();
	try {
		for await (const [number, entry] of entriesOf(list)) if (!superfluous.has(number)) await writer.append(entry);
		const shorter = await writer.finish();
		await list.close();
		return shorter;
	} catch (error) {
		await writer.discard();
		throw error;
	}
}
// src/plan/in-place.ts
/**
* Lists the files of the sources, each of which is its own result.
*
* @throws {ImgparError} `usage`, if a source is wrong, nothing is found, or two originals would have one name in the backup
*/
async function planInPlace(given, onFound) {
	const options = await withNegations(given);
	const sources = await resolveSources(options.sources);
	const backup = options.backupDir === false ? void 0 : await absolutePath(options.backupDir);
	const root = backup ?? (options.manifest === void 0 ? onlyFolder(sources) : dirname(options.manifest));
	const inBackup = sources.find(({ canonical }) => backup !== void 0 && isAtOrBelow(backup, canonical));
	if (inBackup) throw new ImgparError("usage", `the source ${inBackup.given} lies in the backup, whose originals are never changed`);
	const written = givenPaths(sources, ...backup === void 0 || options.backupDir === false ? [] : [{
		path: backup,
		given: options.backupDir
	}]);
	const { list, warnings } = await gather(sources, {
		root: backup ?? noFolder,
		format: "keep"
	}, options, asGiven(written), onFound);
	const real = await realPathsOf(sources);
	const naming = {
		kind: "in-place",
		realPaths: Object.fromEntries(real),
		...backup !== void 0 && { backup }
	};
	const names = namesBy(naming);
	try {
		return {
			list: await checkedList(list, root, names, asGiven(written), options.signal),
			destinationRoot: root,
			isFile: false,
			sourceRoots: sources.map(({ path }) => path),
			warnings: warnings.filter(({ code }) => code === "no-match"),
			given: written,
			format: "keep",
			naming,
			...names,
			placeRoots: [...new Set(sources.map(({ type, path }) => type === "file" ? dirname(real.get(path) ?? path) : path))]
		};
	} catch (error) {
		await list.close();
		throw error;
	}
}
/** A name that no folder has. */
const noFolder = "/\0";
/** Without a backup the manifest is in the folder itself; of several sources none is the natural place. */
function onlyFolder(sources) {
	const [first, ...others] = sources;
	if (first?.type === "folder" && others.length === 0) return first.path;
	throw new ImgparError("usage", "in place without a backup, the manifest needs a place: give one folder as source, or name the manifest");
}
/** Of files that were named. What was named through a link is changed where it is, and the link stays. */
async function realPathsOf(sources) {
	const real = /* @__PURE__ */ new Map();
	for (const { type, path } of sources) if (type === "file") real.set(path, await canonicalPath(path));
	return real;
}
/** Without what two sources lead to. No two originals may have one name in the backup. */
async function checkedList(list, root, { destinationOf, backupOf }, shown, signal) {
	const superfluous = await refuseCollisions(list, {
		root,
		folding: "exact",
		pathOf: destinationOf,
		shown
	}, signal);
	const shorter = superfluous.size > 0 ? await without(list, superfluous) : list;
	if (backupOf) await refuseCollisions(shorter, {
		root,
		folding: await foldingOf(root),
		pathOf: backupOf,
		shown
	}, signal);
	return shorter;
}
// src/run/plan-for.ts
/** The plan that the options of a run ask for. @throws {ImgparError} `usage` */
function planFor(options, onFound, signal) {
	const { sources, lists, destination, inPlace, select, output, record } = options;
	if (!inPlace) return plan({
		sources,
		lists,
		destination,
		...select,
		format: output.format,
		signal
	}, onFound);
	const manifest = typeof record.manifest === "string" ? record.manifest : void 0;
	return planInPlace({
		sources,
		backupDir: inPlace.backupDir,
		manifest,
		...select,
		signal
	}, onFound);
}
// src/run/shared-statistics.ts
/**
* The first pass of a run whose images share a table: every image is decoded and counted, and the counts of those that share are
* added. Sums of counts are the same in any order, so the tables are, too. Images that cannot be measured are left out; the second
* pass says why.
*
* @throws {ImgparError} `unwritable`, if the statistics cannot be saved
*/
async function measureTogether(workers, { scope, saveStats, taskOf, onMeasured }) {
	const store = new StatisticsStore();
	let measured = 0;
	try {
		await workers.inLanes("measure", {
			select: async (_lane, first, entries) => {
				const tasks = entries.flatMap((entry, index) => entry.kind ? [] : [taskOf(first + index, entry)]);
				measured += entries.length - tasks.length;
				return tasks;
			},
			settle: async (_lane, results) => {
				for (const { task, outcome } of results) {
					if (outcome.status !== "measured") continue;
					const statistics = store.of(sharersOf(task, scope));
					for (const planes of outcome.pictures) statistics.add(planes.map(dense));
				}
				measured += results.length;
				await onMeasured(measured);
			}
		});
		if (saveStats !== void 0) save(store.of(""), saveStats);
		store.writeAll();
	} catch (error) {
		store.close();
		throw error;
	}
	return {
		fileFor: (entry) => store.fileOf(sharersOf(entry, scope)),
		hashFor: (entry) => store.hashOf(sharersOf(entry, scope)),
		close: () => store.close()
	};
}
/** Names those whom an image shares its table with: all of its folder, or all. */
function sharersOf({ source }, scope) {
	return scope === "folder" ? dirname(source) : "";
}
function save(statistics, path) {
	writeAtomic(path, Buffer.from(statistics.toText()), { owner: {
		token: "statistics",
		id: process.pid
	} });
}
/** Statistics held in memory at most; those of 16 bits take half a megabyte each. Beyond, they wait in their files. */
const maxHeld = 128;
/** Statistics by name, in files of a temporary folder. */
var StatisticsStore = class {
	#folder = counted(() => mkdtempSync(join(tmpdir(), "imgpar-statistics-")));
	/** The one that was used last is last. */
	#held = /* @__PURE__ */ new Map();
	/** With the hash of what is in the file. */
	#written = /* @__PURE__ */ new Map();
	of(name) {
		const statistics = this.#held.get(name) ?? (this.#written.has(name) ? Statistics.read(this.fileOf(name)) : new Statistics());
		this.#held.delete(name);
		this.#held.set(name, statistics);
		if (this.#held.size > maxHeld) this.#release(this.#held.keys().next().value);
		return statistics;
	}
	fileOf(name) {
		return join(this.#folder, `${sha256(name).slice(0, 32)}.json`);
	}
	/** '' where nothing was counted. */
	hashOf(name) {
		return this.#written.get(name) ?? "";
	}
	writeAll() {
		for (const name of [...this.#held.keys()]) this.#release(name);
	}
	close() {
		rmSync(this.#folder, {
			recursive: true,
			force: true
		});
	}
	#release(name) {
		const text = this.#held.get(name).toText();
		counted(() => writeFileSync(this.fileOf(name), text));
		this.#written.set(name, sha256(text).slice(0, 32));
		this.#held.delete(name);
	}
};
function counted(act) {
	return temporarily("the statistics of the images", act);
}
// src/run/tasks.ts
/** @param shared the statistics of images that share tables */
function tasksOf(planned, { sharing, select, output }, shared) {
	return (id, entry) => {
		const { source, relative } = entry;
		return {
			id,
			source,
			named: entry.named || select.strict === true && isNamedLikeImage(source),
			destination: planned.destinationOf(entry),
			...planned.backupOf && { backup: planned.backupOf(entry) },
			...output.copyOthers && { copyTo: joinBelow(planned.destinationRoot, relative) },
			...sharing.maskDir !== void 0 && { mask: join(sharing.maskDir, relative) },
			...shared && {
				statistics: shared.fileFor(entry),
				statisticsHash: shared.hashFor(entry)
			}
		};
	};
}
/** What became of a task, as reporters are told. */
function eventOf(lane, { task, outcome, attempts }) {
	const { id, source, destination } = task;
	const common = {
		at: Date.now(),
		lane,
		id,
		source
	};
	switch (outcome.status) {
		case "done": {
			const { status: _, stamps: __, ...figures } = outcome;
			return {
				type: "image-done",
				...common,
				destination,
				...figures,
				attempts
			};
		}
		case "skipped": return {
			type: "image-skipped",
			...common,
			reason: outcome.reason,
			...outcome.looksLike && { looksLike: outcome.looksLike }
		};
		case "failed": return {
			type: "image-failed",
			...common,
			failure: outcome.failure,
			attempts
		};
		case "measured": throw new ImgparError("internal", `${source} was measured instead of equalised`);
	}
}
/** A batch has at most this many times the jobs of the one before. */
const growth = 4;
/** Of what is left each lane may have this many batches, so that the lanes end together. */
const batchesToTheEnd = 4;
/** Finds how many jobs one message to a worker should hold, from how long jobs took. One for each lane, as each lane has its own stretch of the list. */
var BatchSize = class {
	#batchMs;
	#maxJobs;
	#size = 1;
	#jobMs;
	constructor({ batchMs = 150, maxJobs = 128 } = {}) {
		this.#batchMs = batchMs;
		this.#maxJobs = maxJobs;
	}
	/** Jobs to put into the next batch, 1 to `maxJobs`. @param remaining jobs that nobody has taken yet, over all `lanes` */
	next(remaining, lanes) {
		const fairShare = Math.floor(remaining / (batchesToTheEnd * lanes));
		return Math.max(1, Math.min(this.#size, fairShare));
	}
	/** Learns from a batch that has ended. */
	observe(jobs, elapsedMs) {
		if (jobs < 1) return;
		this.#jobMs = believed(elapsedMs / jobs, this.#jobMs);
		const wanted = Math.floor(this.#batchMs / this.#jobMs);
		this.#size = Math.max(1, Math.min(wanted, this.#size * growth, this.#maxJobs));
	}
};
/** Bad news is believed at once, good news by halves: a batch that is too long hurts more than one that is too short. */
function believed(measuredMs, before) {
	const measured = Math.max(measuredMs, Number.EPSILON);
	return before === void 0 || measured > before ? measured : (measured + before) / 2;
}
// src/parallel/budget.ts
/**
* A semaphore counted in bytes, first come first served: a large request waits for its turn and holds back those behind it,
* so a stream of small ones cannot starve it.
*
* ```ts
* const { release } = await budget.acquire(grantedBytes);
* try {
*   return await pool.run(job);
* } finally {
*   release();
* }
* ```
*/
var Budget = class {
	capacityBytes;
	#waiting = new Queue();
	#freeBytes;
	/** @param capacityBytes what may be held at one time, 0 or more */
	constructor(capacityBytes) {
		this.capacityBytes = capacityBytes;
		this.#freeBytes = capacityBytes;
	}
	/** Bytes that nobody holds. */
	get freeBytes() {
		return this.#freeBytes;
	}
	/**
	* Waits until `least` bytes are free, and takes as many as are, up to `bytes`. More than the capacity counts as all of it: such a
	* holder is alone.
	*
	* @param least default: `bytes`
	*/
	acquire(bytes, least = bytes) {
		const within = (wanted) => wanted > 0 ? Math.min(wanted, this.capacityBytes) : 0;
		return new Promise((admit) => {
			this.#waiting.push({
				bytes: within(bytes),
				least: within(Math.min(least, bytes)),
				admit
			});
			this.#admit();
		});
	}
	#admit() {
		for (let first = this.#waiting.peek(); first && first.least <= this.#freeBytes; first = this.#waiting.peek()) {
			this.#waiting.shift();
			const grantedBytes = Math.min(first.bytes, this.#freeBytes);
			this.#freeBytes -= grantedBytes;
			first.admit({
				grantedBytes,
				release: this.#releaseOf(grantedBytes)
			});
		}
	}
	#releaseOf(bytes) {
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			this.#freeBytes += bytes;
			this.#admit();
		};
	}
};
// src/parallel/lanes.ts
/**
* A list, or a part of it, shared out to `lanes` loops of this process.
*
* Each lane begins with an even, unbroken range. A lane whose range is empty takes the second half of the largest rest of
* another lane, so that all are busy until the list is empty. Every entry is taken exactly once, whatever the order of calls.
*/
var LaneRanges = class {
	#lanes;
	#onAssign;
	#remaining;
	/**
	* @param whole a list by its length, or the part of one that is to be done here
	* @param lanes loops that will take from it, 1 or more; those beyond the number of entries begin with nothing
	* @param onAssign is called for every lane now, and for thief and victim at every theft
	*/
	constructor(whole, lanes, onAssign = () => {}) {
		const { start, end } = typeof whole === "number" ? {
			start: 0,
			end: whole
		} : whole;
		const count = end - start;
		this.#remaining = count;
		this.#onAssign = onAssign;
		this.#lanes = Array.from({ length: lanes }, (_, lane) => ({
			taken: 0,
			start: start + Math.floor(count * lane / lanes),
			end: start + Math.floor(count * (lane + 1) / lanes)
		}));
		for (const lane of this.#lanes.keys()) this.#tell(lane);
	}
	get lanes() {
		return this.#lanes.length;
	}
	get remaining() {
		return this.#remaining;
	}
	take(lane, atMost) {
		const own = this.#lane(lane);
		if (rest(own) === 0) this.#steal(lane);
		if (rest(own) === 0) return void 0;
		const start = own.start;
		const end = Math.min(own.end, start + Math.max(1, Math.floor(atMost)));
		own.start = end;
		own.taken += end - start;
		this.#remaining -= end - start;
		return {
			start,
			end
		};
	}
	putBack(lane, entries) {
		this.#lane(lane).taken -= entries;
		this.#remaining += entries;
		this.#tell(lane);
	}
	takeBack(lane, entries) {
		this.#lane(lane).taken += entries;
		this.#remaining -= entries;
		this.#tell(lane);
	}
	/** The victim is at work and the thief is not, so of an odd rest the thief gets the larger part, and of one entry all. */
	#steal(thief) {
		const victim = this.#largestRest();
		const robbed = this.#lane(victim);
		if (rest(robbed) === 0) return;
		const middle = robbed.start + Math.floor(rest(robbed) / 2);
		Object.assign(this.#lane(thief), {
			start: middle,
			end: robbed.end
		});
		robbed.end = middle;
		this.#tell(victim);
		this.#tell(thief);
	}
	#largestRest() {
		const rests = this.#lanes.map(rest);
		return rests.indexOf(Math.max(...rests));
	}
	#tell(lane) {
		const { taken, ...range } = this.#lane(lane);
		this.#onAssign(lane, taken + rest(range));
	}
	#lane(lane) {
		const found = this.#lanes[lane];
		if (!found) throw new RangeError(`no lane ${lane}, there are ${this.#lanes.length}`);
		return found;
	}
};
function rest({ start, end }) {
	return end - start;
}
/**
* Runs `body` once a lane, all at the same time, and resolves when every lane has ended.
* When lanes throw, the first error in order of lanes is thrown, after all have ended: nothing runs on behind the caller's back.
*/
async function runLanes(lanes, body) {
	const ends = await Promise.allSettled(Array.from({ length: lanes }, async (_, lane) => body(lane)));
	for (const end of ends) if (end.status === "rejected") throw end.reason;
}
// src/run/dispatch.ts
/**
* Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
* a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
*/
var Dispatcher = class {
	#options;
	/** What keeps every image from being done. */
	#obstacle;
	constructor(options) {
		this.#options = options;
	}
	/**
	* The outcome of each task; fewer when the run was killed, or when the worker did not begin all.
	*
	* @throws {ImgparError} `environment`, if no image can be done here
	* @param onPostponed is told of those that were not begun as soon as that is known
	*/
	async deliver(tasks, onPostponed = () => {}) {
		if (tasks.length === 0) return [];
		const { memory, lanes } = this.#options;
		const answer = await this.#attempt(tasks, Math.floor(memory.capacityBytes / lanes), leastShareBytes);
		const begun = "outcomes" in answer ? tasks.slice(0, answer.outcomes.length) : tasks;
		if (begun.length < tasks.length) onPostponed(tasks.slice(begun.length));
		const results = [];
		for (const [index, task] of begun.entries()) {
			const outcome = "outcomes" in answer ? answer.outcomes[index] : void 0;
			if (outcome && isSettled(outcome)) results.push({
				task,
				outcome,
				attempts: 1
			});
			else if (this.#options.isKilled()) break;
			else results.push(outcome ? await this.#goOn(task, outcome) : await this.#deliverAlone(task));
		}
		return results;
	}
	/** Does what is left to be done of an image that a worker has looked at. */
	async #goOn(task, outcome) {
		if (outcome.status === "needs-memory") return this.#deliverLarge(task, outcome);
		const reviewed = this.#options.review(task, outcome);
		if ("outcome" in reviewed) return {
			task,
			outcome: reviewed.outcome,
			attempts: 1
		};
		const { memory, lanes, isKilled } = this.#options;
		const answer = await this.#attempt([reviewed.task], Math.floor(memory.capacityBytes / lanes), leastShareBytes);
		if ("failure" in answer) return isKilled() ? {
			task,
			outcome: failed(answer.failure),
			attempts: 1
		} : this.#deliverAlone(reviewed.task);
		const [again] = answer.outcomes;
		return isSettled(again) ? {
			task: reviewed.task,
			outcome: again,
			attempts: 1
		} : this.#goOn(reviewed.task, again);
	}
	/** Waits until as much memory is free as the image needs. That may turn out more than its first bytes said. */
	async #deliverLarge(task, need) {
		const { memory, baseBytes, isKilled } = this.#options;
		if (need.peakBytes > memory.capacityBytes) return {
			task,
			outcome: failed(tooLarge(need, baseBytes, memory.capacityBytes)),
			attempts: 1
		};
		const answer = await this.#attempt([task], need.peakBytes);
		if ("failure" in answer) return isKilled() ? {
			task,
			outcome: failed(answer.failure),
			attempts: 1
		} : this.#deliverAlone(task);
		const outcome = answer.outcomes[0];
		return isSettled(outcome) ? {
			task,
			outcome,
			attempts: 1
		} : this.#goOn(task, outcome);
	}
	/** A kill may come from outside, as by a system that runs out of memory, and says less of the image than a crash. */
	async #deliverAlone(suspect, attempts = 2) {
		const { memory, baseBytes, review, isKilled } = this.#options;
		const reviewed = review(suspect);
		if ("outcome" in reviewed) return {
			task: suspect,
			outcome: reviewed.outcome,
			attempts: attempts - 1
		};
		const { task } = reviewed;
		const answer = await this.#attempt([task], memory.capacityBytes);
		if ("failure" in answer) return answer.byKill && attempts < mostAttempts && !isKilled() ? this.#deliverAlone(task, attempts + 1) : this.#giveUp(task, answer.failure, attempts);
		const outcome = answer.outcomes[0];
		if (outcome.status === "needs-memory") return {
			task,
			outcome: failed(tooLarge(outcome, baseBytes, memory.capacityBytes)),
			attempts
		};
		return {
			...isSettled(outcome) ? {
				task,
				outcome
			} : await this.#goOn(task, outcome),
			attempts
		};
	}
	/** Unless its worker was lost only after it had done the image. */
	#giveUp(task, failure, attempts) {
		const reviewed = this.#options.review(task);
		return {
			task,
			outcome: "outcome" in reviewed ? reviewed.outcome : failed(failure),
			attempts
		};
	}
	#requirePossible({ code, message }) {
		if (code !== "environment") return;
		this.#obstacle ??= new ImgparError(code, message);
		throw this.#obstacle;
	}
	async #attempt(tasks, bytes, leastBytes = bytes) {
		const { pool, memory, work, timeoutMs } = this.#options;
		if (this.#obstacle) throw this.#obstacle;
		const { grantedBytes, release } = await memory.acquire(bytes, leastBytes);
		try {
			const outcomes = await pool.run({
				tasks,
				work,
				grantedBytes
			}, { timeoutMs });
			for (const outcome of outcomes) if (outcome.status === "failed") this.#requirePossible(outcome.failure);
			return { outcomes };
		} catch (error) {
			this.#removeDrafts(tasks);
			const failure = failureOf(error);
			this.#requirePossible(failure);
			return {
				failure,
				byKill: error instanceof ImgparError && error.cause?.cause === "killed"
			};
		} finally {
			release();
		}
	}
	/** Of images whose worker was lost. */
	#removeDrafts(tasks) {
		const ids = new Set(tasks.map(({ id }) => String(id)));
		const folders = new Set(tasks.flatMap(({ destination, backup = destination }) => [dirname(destination), dirname(backup)]));
		for (const folder of folders) removeDrafts(folder, this.#options.work.token, ids);
	}
};
/** How often an image is tried whose worker is killed each time. One that crashes its worker is tried twice. */
const mostAttempts = 6;
function isSettled(outcome) {
	return outcome.status !== "needs-memory" && outcome.status !== "holds-result";
}
function failed(failure) {
	return {
		status: "failed",
		failure
	};
}
function tooLarge({ peakBytes, isLeast = false }, baseBytes, capacityBytes) {
	const orMore = isLeast ? " or more" : "";
	return {
		code: "too-large",
		message: `it needs ${mebibytes(peakBytes)}${orMore} of memory, and ${mebibytes(capacityBytes)} are left for images; allow ${mebibytes(peakBytes + baseBytes)}${orMore} in all, the program included`
	};
}
// src/run/task-queue.ts
/**
* The tasks of a list on their way to the lanes. Each lane may have its next batch made ready while the one before is done; what a
* worker was sent and did not begin comes back. Neither is bound to a lane: one that finds nothing else takes it.
*/
var TaskQueue = class {
	#list;
	#ranges;
	#select;
	#ready = /* @__PURE__ */ new Map();
	#left = new Queue();
	#underWay = /* @__PURE__ */ new Set();
	#lookAt;
	constructor(list, ranges, select) {
		this.#list = list;
		this.#ranges = ranges;
		this.#select = select;
		this.#lookAt = Array.from({ length: ranges.lanes }, () => 1);
	}
	/** The next batch of a lane; empty if what it looked at needs nothing done, undefined if there is nothing at this moment. */
	async next(lane, batchSize) {
		return this.#takeLeft(lane, this.#sizeOf(batchSize)) ?? this.#takeReady(lane) ?? await this.during(this.#fromList(lane, batchSize)) ?? this.#steal(lane);
	}
	/** Looks at the next stretch of the list, so that a batch of it is at hand when the lane asks. */
	async makeReady(lane, batchSize) {
		if (this.#ready.has(lane)) return;
		const tasks = await this.during(this.#fromList(lane, batchSize));
		if (tasks && tasks.length > 0) this.#ready.set(lane, tasks);
	}
	/** Takes back what was not begun. */
	putBack(lane, tasks) {
		for (const task of tasks) this.#left.push(task);
		this.#ranges.putBack(lane, tasks.length);
	}
	/** Keeps in mind that this work may bring something back. */
	async during(work) {
		this.#underWay.add(work);
		return work.finally(() => this.#underWay.delete(work));
	}
	/** Waits for the end of any work that is under way; false when there is none, and so nothing to come. */
	async mayGrow() {
		if (this.#underWay.size === 0) return false;
		await Promise.race(this.#underWay).catch(() => {});
		return true;
	}
	#sizeOf(batchSize) {
		return batchSize.next(this.#ranges.remaining, this.#ranges.lanes);
	}
	#takeLeft(lane, atMost) {
		const tasks = [];
		for (let task = this.#left.peek(); task && tasks.length < atMost; task = this.#left.peek()) tasks.push(this.#left.shift());
		if (tasks.length === 0) return void 0;
		this.#ranges.takeBack(lane, tasks.length);
		return tasks;
	}
	#takeReady(lane) {
		const tasks = this.#ready.get(lane);
		this.#ready.delete(lane);
		return tasks;
	}
	async #fromList(lane, batchSize) {
		const range = await this.#ranges.take(lane, Math.max(this.#sizeOf(batchSize), this.#lookAt[lane]));
		if (!range) return void 0;
		const tasks = await this.#select(lane, range.start, await this.#list.read(range));
		this.#lookAt[lane] = tasks.length > 0 ? 1 : Math.min(maxLookedAt, this.#lookAt[lane] * 2);
		return tasks;
	}
	/** From the lane that comes first; it is at work, or it would have taken the batch itself. */
	#steal(thief) {
		const [found] = this.#ready;
		if (!found) return void 0;
		const [victim, tasks] = found;
		this.#ready.delete(victim);
		this.#ranges.putBack(victim, tasks.length);
		this.#ranges.takeBack(thief, tasks.length);
		return tasks;
	}
};
/** Entries looked at together. Should they need something done after all, they are one batch. */
const maxLookedAt = 64;
// src/run/worker-group.ts
/**
* How long a batch should take: long against what surrounds it (1.5 ms of CPU time, for the message there and back, the record and the
* events), short against a screen's patience. Measured, 200 photographs, 2 cores: 6.4 s of CPU time, with 50 ms 6.7.
*/
const batchMs = 150;
/** The workers of a run, and the lanes that keep them busy with stretches of the list. */
var WorkerGroup = class {
	#options;
	#pool;
	/** Why there are no workers. */
	#cannotStart;
	#killed = false;
	#kill = () => {
		this.#killed = true;
		this.#pool.kill();
	};
	#stop = () => {
		if (!this.#pool.busy) this.#kill();
	};
	constructor(options) {
		this.#options = options;
		const { host, list, lanes, limits, timeoutMs, onLost } = options;
		this.#pool = host.pool({
			size: lanes,
			maxMemoryBytes: intolerableMemoryBytes(limits),
			maxHeapBytes: heapBytes(limits, lanes),
			startTimeoutMs: startTimeoutMs(timeoutMs),
			v8Flags: workerFlags(list.length / lanes),
			onLost: (death, jobs) => onLost(jobs.flatMap(sourcesOf), death),
			onCannotStart: (error) => {
				this.#cannotStart = error;
			}
		});
		options.signal?.addEventListener("abort", this.#stop);
		options.killSignal?.addEventListener("abort", this.#kill);
	}
	/**
	* Goes once through the list, every lane through its own stretch first.
	*
	* @throws {ImgparError} `internal`, if the workers cannot be started: that is no fault of the images
	*/
	async inLanes(purpose, passage) {
		const { list, lanes, work, limits, timeoutMs, review } = this.#options;
		const ranges = new LaneRanges(list.length, lanes, passage.onAssign);
		const dispatcher = new Dispatcher({
			pool: this.#pool,
			memory: new Budget(imageMemoryBytes(limits, lanes)),
			lanes,
			baseBytes: baseBytes(lanes),
			work: {
				...work,
				purpose,
				limits: {
					maxPixels: limits.maxPixels,
					retries: limits.retries
				}
			},
			timeoutMs,
			isKilled: () => this.#killed || this.#cannotStart !== void 0,
			review
		});
		const queue = new TaskQueue(list, ranges, passage.select);
		await runLanes(lanes, (lane) => this.#runLane(lane, queue, dispatcher, passage));
	}
	async close() {
		this.#options.signal?.removeEventListener("abort", this.#stop);
		this.#options.killSignal?.removeEventListener("abort", this.#kill);
		await this.#pool.close();
	}
	/** One of the loops that each keep one worker busy. What is to be done beside it is done while the worker has its next batch. */
	async #runLane(lane, queue, dispatcher, { settle }) {
		const { isStopped } = this.#options;
		const batchSize = new BatchSize({ batchMs });
		const deliver = async (tasks) => {
			const startedAt = performance.now();
			const results = await dispatcher.deliver(tasks, (postponed) => queue.putBack(lane, postponed));
			batchSize.observe(results.length, performance.now() - startedAt);
			return results.filter((each) => !this.#lacksWorkers(each));
		};
		let results = [];
		while (!isStopped() && !this.#cannotStart) {
			const tasks = await queue.next(lane, batchSize);
			const delivering = queue.during(deliver(tasks ?? []));
			delivering.catch(() => {});
			try {
				await new Promise(setImmediate);
				await settle(lane, results);
				if (tasks && tasks.length > 0 && !isStopped()) await queue.makeReady(lane, batchSize);
			} finally {
				results = await delivering;
			}
			if (!tasks && !await queue.mayGrow()) return;
		}
		await settle(lane, results);
		if (this.#cannotStart) throw this.#cannotStart;
	}
	/** Whether it failed only as there are no workers: then it was never begun. */
	#lacksWorkers({ outcome }) {
		return this.#cannotStart !== void 0 && outcome.status === "failed" && outcome.failure.message === this.#cannotStart.message;
	}
};
function sourcesOf({ tasks }) {
	return tasks.map(({ source }) => source);
}
// src/run/session.ts
/**
* What `run`, `check` and `dryRun` have in common: options that have been tried, a plan, events, and workers. A session takes nothing in
* hand by itself; its user closes what it asks for.
*/
var Session = class Session {
	options;
	events;
	/** Aborted when no further image is to be taken, for whatever reason. */
	signal;
	/** Aborted when images in work are to be given up. */
	#killSignal;
	/** @throws {ImgparError} `usage`, if what the options name does not serve */
	static async open(options, context = {}) {
		await requireUsable(options, context);
		return new Session(options, context);
	}
	constructor(options, { report, signal, killSignal }) {
		this.options = options;
		this.events = new EventSink(report, options.limits, killSignal);
		this.signal = AbortSignal.any([
			this.events.signal,
			signal,
			killSignal
		].filter((each) => each !== void 0));
		this.#killSignal = killSignal;
	}
	/** The same without listeners, for work that is not to be told of. */
	unheard(options = this.options) {
		return new Session(options, {});
	}
	/** Whether no further image is to be taken. */
	get isStopped() {
		return this.signal.aborted;
	}
	/**
	* Makes the plan and tells of it. Nothing, if the session was stopped meanwhile. Ends when its list is closed.
	*
	* @throws {ImgparError} `usage`
	* @throws what the reporter threw or rejected with
	*/
	async plan({ planner = planFor, onFound, isRecorded = false } = {}) {
		if (this.isStopped) return void 0;
		const planned = await this.#unlessStopped(planner(this.options, onFound, this.signal));
		if (!planned) return void 0;
		await this.#tell(planned, isRecorded ? manifestPath(planned, this.options) : void 0);
		if (!this.isStopped) return planned;
		await planned.list.close();
		this.events.throwIfFailed();
	}
	/**
	* Workers for the images of a plan.
	*
	* @param record what is recorded of the images, and asked when more becomes known of one
	* @param token names the drafts that are written
	*/
	workers(host, planned, record, token) {
		const { workers, operation, output, limits, timeoutMs } = this.options;
		return new WorkerGroup({
			host,
			list: planned.list,
			lanes: Math.max(1, Math.min(workers, planned.list.length)),
			work: {
				operation,
				output: {
					...output,
					format: planned.format
				},
				destinationRoot: planned.destinationRoot,
				stamped: record.isKept,
				inPlace: record.inPlace,
				token
			},
			limits,
			timeoutMs,
			isStopped: () => this.isStopped || this.events.whyGiveUp !== void 0,
			signal: this.signal,
			killSignal: this.#killSignal,
			review: (task, found) => record.review(task, found),
			onLost: (sources, { exit, cause }) => void this.events.tell({
				type: "worker-lost",
				at: Date.now(),
				sources,
				exit,
				cause
			})
		});
	}
	/** The statistics of images that share tables; undefined where each has its own. To be closed. */
	async measure(workers, planned) {
		const { scope, saveStats } = this.options.sharing;
		if (scope === "image") return void 0;
		return measureTogether(workers, {
			scope,
			saveStats,
			taskOf: tasksOf(planned, this.options),
			onMeasured: (measured) => this.events.tell({
				type: "measuring",
				at: Date.now(),
				measured,
				found: planned.list.length
			})
		});
	}
	/** Lets go of the signals. */
	close() {
		this.events.close();
	}
	async #unlessStopped(planning) {
		try {
			return await planning;
		} catch (error) {
			if (this.isStopped) return void 0;
			throw error;
		}
	}
	async #tell({ list, given, warnings }, manifest) {
		await this.events.tell({
			type: "planned",
			at: Date.now(),
			found: list.length,
			complete: true,
			...manifest !== void 0 && { manifest },
			given
		});
		for (const warning of warnings) await this.events.tell({
			type: "warning",
			at: Date.now(),
			warning
		});
	}
};
// src/storage/stale-drafts.ts
/** A draft of a run of another machine is left alone for so long; one is written and renamed within seconds. */
const foreignDraftMs = 36e5;
/** Removes what killed runs left in folders, of each once. */
var StaleDrafts = class {
	#cleared = /* @__PURE__ */ new Map();
	removeFrom(folder) {
		const known = this.#cleared.get(folder);
		if (known) return known;
		if (this.#cleared.size >= maxFoldersKnown) this.#cleared.clear();
		const clearing = removeStaleDrafts(folder);
		this.#cleared.set(folder, clearing);
		return clearing;
	}
};
/** Images of a folder mostly follow each other, so that one which is forgotten is not needed again. */
const maxFoldersKnown = 4096;
/**
* Removes the drafts that killed runs left in a folder. Of a run of this machine (or container) it is known whether its process
* still lives; a draft of another one is removed an hour after it was last touched. Never throws.
*/
async function removeStaleDrafts(folder) {
	try {
		for await (const { name } of await opendir(folder, { bufferSize: 1024 })) {
			const token = ownerOfDraft(name)?.token;
			if (token !== void 0 && isStale(join(folder, name), token)) removeDraft(join(folder, name));
		}
	} catch {}
}
function isStale(path, token) {
	const lives = isLivingRun(token);
	if (lives !== void 0) return !lives;
	const draft = lstatSync(path, { throwIfNoEntry: false });
	return draft?.isFile() === true && Date.now() - draft.ctimeMs > foreignDraftMs;
}
// src/run/breather.ts
/** Gives others their turn (signals, answers of the workers) where image after image is skipped without a wait. */
function breather() {
	let last = performance.now();
	return async () => {
		if (performance.now() - last < breathAfterMs) return;
		await new Promise(setImmediate);
		last = performance.now();
	};
}
const breathAfterMs = 20;
// src/run/quarantine.ts
/** Failures whose cause lies elsewhere than in the content of the image. */
const notItsFault = /* @__PURE__ */ new Set([
	"unreadable",
	"unwritable",
	"environment",
	"usage"
]);
/** A folder with copies of the images that failed of themselves, for looking at; the sources stay where they are. */
var Quarantine = class {
	#folder;
	#destinationRoot;
	/** @param destinationRoot below which results have the names that the copies have below `folder` */
	constructor(folder, destinationRoot) {
		this.#folder = folder;
		this.#destinationRoot = destinationRoot;
	}
	/** Copies the source of what failed, with the reason beside it. Never throws: a copy that fails is told with the failure. */
	admit(delivered) {
		const { task, outcome, attempts } = delivered;
		if (outcome.status !== "failed" || notItsFault.has(outcome.failure.code)) return delivered;
		const { source, destination } = task;
		const copy = join(this.#folder, relative(this.#destinationRoot, dirname(destination)), basename(source));
		const reason = {
			imgpar: version,
			source,
			...outcome.failure,
			attempts,
			at: (/* @__PURE__ */ new Date()).toISOString()
		};
		try {
			makeFolder(dirname(copy));
			copyAnew(source, copy);
			const text = `${JSON.stringify(reason, void 0, 2)}\n`;
			writeAnew(`${copy}.reason.json`, text);
			return delivered;
		} catch (error) {
			const message = `${outcome.failure.message}; it could not be copied to the quarantine: ${failureOf(error).message}`;
			return {
				...delivered,
				outcome: {
					status: "failed",
					failure: {
						code: outcome.failure.code,
						message
					}
				}
			};
		}
	}
};
// src/run/run.ts
/**
* Equalises every image of the sources into the destination, on every core. Images that fail are told of, and never stop the
* run. Prints nothing; nothing is written before the whole list is known to be free of collisions.
*
* @returns the totals; `interrupted` if one of the signals ended the run
* @throws {ImgparError} `usage`, if an option, a source or the destination is wrong: then nothing was written
* @throws what the reporter threw or rejected with, if it did: that ends the run as `signal` does
*/
async function run(options, context = {}) {
	return runWith(startWorkers, options, context);
}
/**
* A run with workers that have been started already, or others than the usual ones; and with a plan that was made elsewhere.
*
* @internal For the program, and for measurements of the engine itself.
*/
async function runWith(start, options, context = {}, planner) {
	const checked = checkOptions(options);
	const listeners = readRunContext(context, "context");
	const host = start();
	try {
		return await runOn(host, checked, listeners, planner);
	} finally {
		await host.kill();
	}
}
async function runOn(host, options, context, planner) {
	const session = await Session.open(options, context);
	const { events } = session;
	try {
		await events.tell({
			type: "run-started",
			at: Date.now(),
			runId: randomUUID(),
			fingerprint: fingerprintOf(decisionsOf(options)),
			workers: options.workers
		});
		let interrupted = false;
		try {
			interrupted = !await planAndEqualize(session, host, planner);
		} catch (error) {
			events.throwIfFailed();
			throw error;
		} finally {
			await events.tell({
				type: "run-finished",
				at: Date.now(),
				summary: finalSummary(events, interrupted)
			});
		}
		events.throwIfFailed();
	} finally {
		session.close();
	}
	if (onlyNonImages(events.summary)) throw noImageFound(events.summary);
	return events.summary;
}
function finalSummary({ summary, whyGiveUp }, interrupted) {
	const gaveUpWhy = interrupted ? void 0 : whyGiveUp;
	return {
		...summary,
		interrupted,
		gaveUp: gaveUpWhy !== void 0,
		gaveUpWhy,
		elapsedMs: Date.now() - summary.startedAt
	};
}
function onlyNonImages({ found, skippedByReason, interrupted }) {
	const { "not-an-image": others = 0, misnamed = 0 } = skippedByReason;
	return !interrupted && found > 0 && others + misnamed === found;
}
function noImageFound({ found, misnamed, given }) {
	const shown = asGiven(given);
	const [first] = misnamed;
	const example = first ? `; ${shown(first.source)} looks like ${first.looksLike}` : "";
	return new ImgparError("usage", `no image found: none of the ${found} files is one by its content${example}`);
}
/** Whether it came to its end. */
async function planAndEqualize(session, host, planner) {
	const { options, events } = session;
	const onFound = (found) => events.tell({
		type: "planned",
		at: Date.now(),
		found,
		complete: false
	});
	const planned = await session.plan({
		...planner && { planner },
		onFound,
		isRecorded: true
	});
	if (!planned) return false;
	const token = newToken();
	try {
		const record = await openRecord(planned, options, token);
		try {
			makeDestination(planned);
			await equalizeAll(session, planned, record, session.workers(host, planned, record, token));
			if (record.damagedLines > 0) await events.tell({
				type: "manifest-damaged",
				at: Date.now(),
				lines: record.damagedLines
			});
		} finally {
			await closeRecord(record, events);
		}
		if (session.isStopped) return false;
		if (options.record.prune) await pruneOutputs(session, planned);
		return true;
	} finally {
		retireToken(token);
		await planned.list.close();
	}
}
/** A destination that cannot be made or written is the user's mistake, to be told before the work begins. */
function makeDestination({ destinationRoot }) {
	try {
		makeFolder(destinationRoot);
		requireWritable(destinationRoot);
	} catch (error) {
		throw new ImgparError("usage", `${messageOf(error)}; give another destination`, { cause: error });
	}
}
async function equalizeAll(session, planned, record, workers) {
	const { options, events } = session;
	let shared;
	try {
		shared = await session.measure(workers, planned);
		const taskOf = tasksOf(planned, options, shared);
		const drafts = new StaleDrafts();
		await drafts.removeFrom(planned.destinationRoot);
		const { quarantine: folder } = options.limits;
		const quarantine = folder === void 0 ? void 0 : new Quarantine(folder, planned.destinationRoot);
		const breathe = breather();
		await workers.inLanes("equalize", {
			onAssign: (lane, total) => void events.tell({
				type: "lane-assigned",
				at: Date.now(),
				lane,
				total
			}),
			select: async (lane, first, entries) => {
				const tasks = [];
				for (const [index, entry] of entries.entries()) {
					const id = first + index;
					const skip = (reason) => events.tell({
						type: "image-skipped",
						at: Date.now(),
						lane,
						id,
						source: entry.source,
						reason
					});
					if (entry.kind) {
						await skip(entry.kind);
						continue;
					}
					const task = taskOf(id, entry);
					await drafts.removeFrom(dirname(task.destination));
					const verdict = record.judge(task);
					if (verdict.action === "skip") await skip(verdict.reason);
					else tasks.push(verdict.task);
				}
				if (tasks.some(({ upToDateIf }) => upToDateIf === void 0)) record.begin();
				await breathe();
				return tasks;
			},
			settle: async (lane, results) => {
				const settled = quarantine ? results.map((each) => quarantine.admit(each)) : results;
				record.note(settled);
				for (const each of settled) await events.tell(eventOf(lane, each));
			}
		});
	} finally {
		await workers.close();
		shared?.close();
	}
}
/** Results are there, though the record may not tell of all: that is a word at the end, and no reason to end without a summary. */
async function closeRecord(record, events) {
	try {
		record.close();
	} catch (error) {
		await events.tell({
			type: "manifest-unwritable",
			at: Date.now(),
			failure: failureOf(error)
		});
	}
}
async function pruneOutputs(session, planned) {
	const { options, events } = session;
	const path = manifestPath(planned, options);
	if (path === void 0) return;
	const breathe = breather();
	for (const event of prune(path, planned, options.record.pruneAny)) {
		await events.tell(event);
		await breathe();
		if (session.isStopped) return;
	}
}
export { readRestoreOptions as C, readReportContext as S, readVerifyOptions as T, manifestIn as _, pruningOf as a, newToken as b, temporarily as c, sha256 as d, sha256OfFile as f, Manifest as g, markedFolderAbove as h, tasksOf as i, manifestPath as l, endCharge as m, runWith as n, openRecord as o, pathFrom as p, Session as r, entriesOf as s, run as t, takeLock as u, manifestName as v, readRunContext as w, retireToken as x, writeAtomic as y };
