Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });
// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esmMin = (fn, res, err) => () => {
	if (err) throw err[0];
	try {
		return fn && (res = fn(fn = 0)), res;
	} catch (e) {
		throw err = [e], e;
	}
};
var __exportAll = (all, no_symbols) => {
	let target = {};
	for (var name in all) __defProp(target, name, {
		get: all[name],
		enumerable: true
	});
	if (!no_symbols) __defProp(target, Symbol.toStringTag, { value: "Module" });
	return target;
};
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
		key = keys[i];
		if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
			get: ((k) => from[k]).bind(null, key),
			enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
		});
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
let node_events = require("node:events");
let node_fs = require("node:fs");
let node_process = require("node:process");
node_process = __toESM(node_process, 1);
let node_v8 = require("node:v8");
let node_module = require("node:module");
node_module = __toESM(node_module, 1);
let node_url = require("node:url");
let piscina = require("piscina");
let node_util = require("node:util");
// src/parallel/load.ts
/**
* What a module exports. One that ends in `.cjs` is loaded without starting what loads ES modules, which takes time in every thread.
*
* @param url a file's
*/
async function load(url) {
	return url.endsWith(".cjs") ? (0, node_module.createRequire)(url)((0, node_url.fileURLToPath)(url)) : import(url);
}
// src/errors.ts
var errors_exports = /* @__PURE__ */ __exportAll({
	ImgparError: () => ImgparError,
	codeOf: () => codeOf,
	errorCodes: () => errorCodes,
	failureOf: () => failureOf,
	isError: () => isError,
	isOutOfRoom: () => isOutOfRoom,
	messageOf: () => messageOf
});
/** Anything thrown, as a failure. What is not an ImgparError is a fault of our own: `internal`. */
function failureOf(error) {
	if (error instanceof ImgparError) {
		const system = systemCodeOf(error.cause);
		return {
			code: error.code,
			message: error.message,
			...system !== void 0 && { system }
		};
	}
	if (isError(error) && error.name === "RangeError" && /allocation failed|could not allocate/i.test(error.message)) return {
		code: "too-large",
		message: "no memory is left for it; lower --workers, or allow the process more memory"
	};
	return {
		code: "internal",
		message: messageOf(error)
	};
}
/**
* Whether something is an error, whichever realm made it. Jest and Vitest's VM pools run their tests in a realm of their own, where what
* Node throws is no `instanceof Error`.
*/
function isError(thrown) {
	return node_util.types.isNativeError(thrown) || Object.prototype.toString.call(thrown) === "[object DOMException]";
}
/** What an error says; anything else that was thrown, as text. */
function messageOf(thrown) {
	return isError(thrown) ? thrown.message : String(thrown);
}
/** The code of an error of Node's, such as `ENOENT`. */
function codeOf(thrown) {
	return isError(thrown) && "code" in thrown && typeof thrown.code === "string" ? thrown.code : void 0;
}
/** The system's code in an error, or in what caused it. What a user's method throws may be anything, and fight back. */
function systemCodeOf(error) {
	try {
		if (error instanceof ImgparError) return systemCodeOf(error.cause);
		const code = codeOf(error);
		return code !== void 0 && /^E[A-Z0-9]+$/.test(code) ? code : void 0;
	} catch {
		return;
	}
}
/** Whether nothing more can be written at a place: what is tried next will fail, too. */
function isOutOfRoom({ system }) {
	return system === "ENOSPC" || system === "EDQUOT" || system === "EROFS";
}
var errorCodes, ImgparError;
var init_errors = __esmMin((() => {
	errorCodes = [
		"unreadable",
		"not-an-image",
		"unsupported-format",
		"corrupt",
		"too-large",
		"timeout",
		"worker-crashed",
		"unwritable",
		"plugin",
		"environment",
		"usage",
		"internal"
	];
	ImgparError = class extends Error {
		code;
		name = "ImgparError";
		static [Symbol.hasInstance](thrown) {
			return isError(thrown) && thrown.name === "ImgparError" && "code" in thrown && errorCodes.some((code) => code === thrown.code);
		}
		constructor(code, message, options) {
			super(message, options);
			this.code = code;
		}
	};
}));
// src/installed.ts
/**
* A file of the built program. Files that no `import` names are left behind when a bundler packs the library into another program, so
* each is looked for before anything is started from it.
*
* @param path from the module that asks
* @param from the module's `import.meta.url`, which some bundlers leave undefined
* @throws {ImgparError} `usage`, if it is not there
*/
function builtFile(path, from) {
	const file = from === void 0 ? void 0 : new URL(path, from);
	if (file && (0, node_fs.existsSync)(file)) return file;
	throw leftBehind(`${file ? (0, node_url.fileURLToPath)(file) : path} is missing`);
}
/** What to do about a part of imgpar that is not there. */
function leftBehind(finding, cause) {
	return new ImgparError("usage", `imgpar starts its workers from files beside it, and ${finding}; leave imgpar out of the bundle (external: ['imgpar']), or install it anew`, cause === void 0 ? {} : { cause });
}
var init_installed = __esmMin((() => {
	init_errors();
}));
// src/parallel/queue.ts
var Queue;
var init_queue = __esmMin((() => {
	Queue = class {
		#arriving = [];
		#leaving = [];
		get length() {
			return this.#arriving.length + this.#leaving.length;
		}
		push(item) {
			this.#arriving.push(item);
		}
		/** The item that `shift` would give, which stays. */
		peek() {
			this.#turn();
			return this.#leaving.at(-1);
		}
		shift() {
			this.#turn();
			return this.#leaving.pop();
		}
		/** Each item is turned around once in its life. */
		#turn() {
			if (this.#leaving.length > 0) return;
			this.#leaving = this.#arriving.reverse();
			this.#arriving = [];
		}
	};
}));
// src/parallel/workers.ts
/** Why a job is given up whose time is over. */
function tooLate(timeoutMs) {
	return new ImgparError("timeout", `it took longer than ${timeoutMs / 1e3} s and was stopped; allow it more time`);
}
/** Why the jobs of workers end that were killed on purpose. */
function killed() {
	return new ImgparError("worker-crashed", "the pool was stopped before the job ended");
}
var init_workers = __esmMin((() => {
	init_errors();
}));
// src/parallel/admission.ts
/** Lets jobs into a runtime: the one place where they wait for their turn. */
function workersOf(runtime) {
	const admission = new Admission(runtime.size);
	return {
		size: runtime.size,
		get busy() {
			return runtime.busy;
		},
		run: (job, { timeoutMs } = {}) => admission.run(() => runtime.run(job, timeoutMs)),
		close: async () => {
			await admission.close();
			await runtime.end();
		},
		kill: async () => {
			admission.fail(killed());
			await runtime.end();
		}
	};
}
/** A size as it was given. @throws {ImgparError} `usage`, unless it is a whole number from 1 */
function requireSize(size) {
	if (!Number.isInteger(size) || size < 1) throw new ImgparError("usage", `a pool needs a size of 1 or more, not ${size}`);
	return size;
}
var Admission;
var init_admission = __esmMin((() => {
	init_errors();
	init_queue();
	init_workers();
	Admission = class {
		#size;
		#waiting = new Queue();
		#running = /* @__PURE__ */ new Set();
		#onEmpty = [];
		#ended;
		constructor(size) {
			this.#size = requireSize(size);
		}
		/** Calls `start` as soon as it is the job's turn, and settles as its promise does. */
		run(start) {
			if (this.#ended) return Promise.reject(this.#ended);
			return new Promise((resolve, reject) => {
				this.#waiting.push({
					begin: async () => resolve(await start()),
					reject
				});
				this.#admit();
			});
		}
		/** Refuses further jobs; resolves when all that came before have ended, the waiting ones too. */
		close() {
			this.#ended ??= new ImgparError("usage", "the pool is closed");
			return new Promise((resolve) => {
				this.#onEmpty.push(resolve);
				this.#tellWhenEmpty();
			});
		}
		/** Rejects every job, running or waiting, and all that come later. What was started is no longer listened to. */
		fail(error) {
			this.#ended = error;
			for (const job of this.#running) job.reject(error);
			for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) job.reject(error);
			this.#running.clear();
			this.#tellWhenEmpty();
		}
		#admit() {
			while (this.#running.size < this.#size) {
				const job = this.#waiting.shift();
				if (!job) return;
				this.#running.add(job);
				job.begin().catch(job.reject).finally(() => this.#leave(job));
			}
		}
		#leave(job) {
			this.#running.delete(job);
			this.#admit();
			this.#tellWhenEmpty();
		}
		#tellWhenEmpty() {
			if (this.#running.size > 0 || this.#waiting.length > 0) return;
			for (const tell of this.#onEmpty.splice(0)) tell();
		}
	};
}));
// src/parallel/obstacle.ts
/**
* Why no process or thread of workers can start here, whatever it is to do; undefined where nothing says so.
*
* @param words how a process ended, and what it wrote to stderr
*/
function obstacleIn(...words) {
	return obstacles.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1];
}
var obstacles;
var init_obstacle = __esmMin((() => {
	obstacles = [
		[/\b(EMFILE|ENFILE)\b|too many open files/i, "too many open files; raise the limit (ulimit -n) or use fewer workers"],
		[/\bEAGAIN\b|(uv|pthread)_(thread_)?create|resource temporarily unavailable/i, "too many processes or threads; raise the limit (ulimit -u) or use fewer workers"],
		[/\bENOMEM\b|reserve virtual memory/i, "not enough memory may be reserved; raise the limit (ulimit -v) or use fewer workers"]
	];
}));
// src/parallel/running-clock.ts
/** Waits for something to happen, but no longer than `timeoutMs` of the time in which this process runs. */
async function within(timeoutMs, happening) {
	let cancel = () => {};
	const over = new Promise((resolve) => {
		cancel = runningClock.after(timeoutMs, resolve);
	});
	await Promise.race([happening, over]).finally(() => cancel());
}
/** Settles as the work does, or rejects with what `late` says. The work is not stopped. @param timeoutMs default: no limit */
async function inTime(work, timeoutMs, late) {
	if (timeoutMs === void 0) return work();
	let endLimit = () => {};
	const over = new Promise((_, reject) => {
		endLimit = runningClock.after(timeoutMs, () => reject(late(timeoutMs)));
	});
	return Promise.race([work(), over]).finally(() => endLimit());
}
var tickMs, longestStepMs, RunningClock, runningClock;
var init_running_clock = __esmMin((() => {
	tickMs = 200;
	longestStepMs = 400;
	RunningClock = class {
		#nowMs;
		#limits = /* @__PURE__ */ new Set();
		#ticking;
		/** Counted up to the last tick. */
		#ranMs = 0;
		#tickedAtMs = 0;
		/** @param nowMs a clock that goes on whether the process runs or not, in milliseconds */
		constructor(nowMs = () => performance.now()) {
			this.#nowMs = nowMs;
		}
		/** Calls `onOver` once the process has run for `limitMs`, unless the function that it returns is called before. */
		after(limitMs, onOver) {
			if (this.#ticking === void 0) {
				this.#tickedAtMs = this.#nowMs();
				this.#ticking = setInterval(() => this.#tick(), tickMs);
			}
			const limit = {
				endsAtMs: this.#ranMs + this.#stepMs() + limitMs,
				onOver
			};
			this.#limits.add(limit);
			return () => this.#drop(limit);
		}
		#tick() {
			this.#ranMs += this.#stepMs();
			this.#tickedAtMs = this.#nowMs();
			for (const limit of this.#limits) {
				if (limit.endsAtMs > this.#ranMs) continue;
				this.#drop(limit);
				limit.onOver();
			}
		}
		/** What counts of the time since the last tick. */
		#stepMs() {
			return Math.min(this.#nowMs() - this.#tickedAtMs, longestStepMs);
		}
		#drop(limit) {
			this.#limits.delete(limit);
			if (this.#limits.size > 0) return;
			clearInterval(this.#ticking);
			this.#ticking = void 0;
		}
	};
	runningClock = new RunningClock();
}));
// src/parallel/threads.ts
var threads_exports = /* @__PURE__ */ __exportAll({
	Threads: () => Threads,
	threadWorkers: () => threadWorkers
});
/**
* Runs jobs in threads of this process, through piscina.
* A crash of native code ends the whole process, and `kill` waits for native code to return: processes hold against both.
*/
function threadWorkers(options) {
	return workersOf(new Threads(options));
}
/** A thread's first word is piscina's, that it has loaded its modules. */
function untilLoaded(thread) {
	return Promise.race([(0, node_events.once)(thread, "message"), (0, node_events.once)(thread, "exit")]).catch(() => {});
}
/** The handler's own errors arrive as data, so what piscina itself rejects with is a job that cannot be copied or a thread that ended. */
function threadDied(error) {
	if (error.name === "DataCloneError") return new ImgparError("internal", `a job must be plain data: ${error.message}`, { cause: error });
	const [, code] = /^worker exited with code: (\d+)$/.exec(error.message) ?? [];
	if (code !== void 0) return new ImgparError("worker-crashed", `the worker thread ended itself with exit code ${code}, as process.exit() does`, { cause: error });
	const reason = error.message || "perhaps of a result that is no plain data";
	return new ImgparError("worker-crashed", `the worker thread died: ${reason}`, { cause: error });
}
function cannotStart(error) {
	const words = isError(error) ? error.message : "";
	const obstacle = obstacleIn(words);
	const message = `the worker threads end while they start: ${obstacle ?? (words || "nobody says why")}`;
	return new ImgparError(obstacle === void 0 ? "internal" : "environment", message, { cause: error });
}
function resultOf(reply) {
	if ("failure" in reply) throw new ImgparError(reply.failure.code, reply.failure.message);
	return reply.result;
}
var loadWaitMs, Threads;
var init_threads = __esmMin((() => {
	init_errors();
	init_installed();
	init_admission();
	init_obstacle();
	init_running_clock();
	init_workers();
	loadWaitMs = 5e3;
	Threads = class {
		size;
		/** Resolves when the first thread has loaded its modules; rejects if all end before. */
		started;
		#piscina;
		#loaded = /* @__PURE__ */ new WeakMap();
		#held = 0;
		#ending = false;
		/** Why no thread can be started. */
		#cannotStart;
		#tellStarted = () => {};
		#tellCannotStart = () => {};
		#lastError;
		constructor({ workerUrl, size, maxHeapBytes }) {
			this.size = requireSize(size);
			const workerData = { workerUrl: workerUrl.href };
			this.started = new Promise((resolve, reject) => {
				this.#tellStarted = resolve;
				this.#tellCannotStart = reject;
			});
			this.started.catch(() => {});
			this.#piscina = new piscina.Piscina({
				filename: (0, node_url.fileURLToPath)(builtFile("../../dist/parallel/thread-entry.cjs", require("url").pathToFileURL(__filename).href)),
				workerData,
				minThreads: size,
				maxThreads: size,
				idleTimeout: Number.POSITIVE_INFINITY,
				atomics: "disabled",
				recordTiming: false,
				...maxHeapBytes !== void 0 && { resourceLimits: { maxOldGenerationSizeMb: maxHeapBytes / 2 ** 20 } }
			});
			this.#piscina.on("error", (error) => {
				this.#lastError = error;
			});
			this.#piscina.on("workerDestroy", () => queueMicrotask(() => this.#afterLoss()));
			this.#watch();
		}
		get busy() {
			return this.#held > 0;
		}
		run(job, timeoutMs) {
			return inTime(() => this.#ask(job), timeoutMs, tooLate);
		}
		async end() {
			this.#ending = true;
			await within(loadWaitMs, Promise.all(this.#piscina.threads.map((thread) => this.#loaded.get(thread))));
			await this.#piscina.destroy();
		}
		async #ask(job) {
			if (this.#cannotStart) throw this.#cannotStart;
			this.#held += 1;
			try {
				return resultOf(await this.#piscina.run(job).catch((error) => this.#explain(error)));
			} finally {
				this.#held -= 1;
			}
		}
		#explain(error) {
			throw this.#cannotStart ?? threadDied(error);
		}
		#watch() {
			for (const thread of this.#piscina.threads) {
				if (this.#loaded.has(thread)) continue;
				this.#loaded.set(thread, untilLoaded(thread));
				thread.once("message", this.#tellStarted);
			}
		}
		#afterLoss() {
			this.#watch();
			if (this.#ending || this.#piscina.threads.length > 0) return;
			this.#cannotStart = cannotStart(this.#lastError);
			this.#tellCannotStart(this.#cannotStart);
			this.#piscina.destroy();
		}
	};
}));
// src/parallel/host-process.ts
/**
* The child process of child.ts: it hosts the threads and passes jobs to them and replies back.
*
* It never outlives its parent. Signals of the terminal or the service manager reach it too, and it leaves them to its
* parent; when the parent is gone, however that came, it kills itself at once, whatever native code its threads are in.
*/
/** How often the memory is looked at: a job that does nothing but take some can take half a gigabyte meanwhile. */
const watchIntervalMs = 100;
for (const signal of [
	"SIGINT",
	"SIGTERM",
	"SIGHUP",
	"SIGQUIT",
	"SIGBREAK"
]) node_process.default.on(signal, () => {});
node_process.default.on("disconnect", dieAtOnce);
if (!node_process.default.connected) dieAtOnce();
serve();
async function serve() {
	const { workerUrl, preloadUrl } = JSON.parse(node_process.default.argv[2] ?? "");
	const asked = untilThreadsAreAskedFor();
	if (preloadUrl !== void 0) await load(preloadUrl);
	const [{ Threads }, { failureOf }] = await Promise.all([Promise.resolve().then(() => (init_threads(), threads_exports)), Promise.resolve().then(() => (init_errors(), errors_exports))]);
	const { maxMemoryBytes, v8Flags = [], ...options } = await asked;
	if (maxMemoryBytes !== void 0) watchMemory(maxMemoryBytes);
	const threads = new Threads({
		workerUrl: new URL(workerUrl),
		...options
	});
	const flagsToSet = [...v8Flags];
	node_process.default.on("message", ({ id, job }) => {
		threads.run(job).finally(() => flagsToSet.splice(0).forEach(node_v8.setFlagsFromString)).then((result) => send({
			id,
			result
		})).catch((error) => send({
			id,
			failure: failureOf(error)
		}));
	});
	try {
		await threads.started;
		send("ready");
	} catch (error) {
		(0, node_fs.writeSync)(2, `${failureOf(error).message}\n`);
		dieAtOnce();
	}
}
async function untilThreadsAreAskedFor() {
	const [{ threads }] = await (0, node_events.once)(node_process.default, "message");
	return threads;
}
/** Heaps of JavaScript have limits of their own; what lies outside of them, as in buffers, has none. */
function watchMemory(maxMemoryBytes) {
	const look = () => {
		const heldBytes = residentBytes();
		if (heldBytes <= maxMemoryBytes) return;
		const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
		(0, node_fs.writeSync)(2, `out of memory: the workers hold ${mebibytes(heldBytes)}, more than ${mebibytes(maxMemoryBytes)}\n`);
		dieAtOnce();
	};
	setInterval(look, watchIntervalMs).unref();
}
/** 0 where the system does not say, as while too many files are open. */
function residentBytes() {
	try {
		return node_process.default.memoryUsage.rss();
	} catch {
		return 0;
	}
}
function send(message) {
	if (node_process.default.connected) node_process.default.send?.(message, void 0, void 0, () => {});
}
function dieAtOnce() {
	node_process.default.kill(node_process.default.pid, "SIGKILL");
}
