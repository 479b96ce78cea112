import { n as codeOf, s as messageOf, t as ImgparError } from "./errors.js";
import { t as builtFile } from "./installed.js";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout } from "node:timers/promises";
import { fork } from "node:child_process";
import { once } from "node:events";
// src/storage/reasons.ts
const reasons = {
	EACCES: "permission denied",
	EPERM: "not permitted",
	EROFS: "the file system is read-only",
	ENOSPC: "the disk is full",
	EDQUOT: "the disk quota is used up",
	EFBIG: "the file is larger than allowed (ulimit -f)",
	ENAMETOOLONG: "the name is too long for the file system",
	EMFILE: "too many open files; raise the limit (ulimit -n) or lower --workers",
	ENFILE: "the system has too many open files",
	EISDIR: "a folder stands there",
	ENOTDIR: "a part of the path is not a folder",
	ENOTEMPTY: "a folder stands there",
	EEXIST: "a file stands where a folder is needed",
	ELOOP: "too many symbolic links",
	EIO: "input/output error of the device",
	ENXIO: "not a regular file",
	EBUSY: "the file is in use",
	ENOMEM: "the system has no memory left, or a limit (ulimit -v) allows no more"
};
const notUtf8 = "its name is not valid UTF-8; rename the file";
/** The cause of an error of the file system, in words. */
function reasonOf(error, path) {
	if (!isSystemError(error)) return messageOf(error);
	if (error.code === "ENOENT") return path?.includes("�") ? notUtf8 : "no such file or folder";
	return reasons[error.code] ?? error.code;
}
function isSystemError(error) {
	return codeOf(error) !== void 0;
}
/** Whether it says that nothing stands at a path. */
function isMissing(error) {
	return isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
// src/parallel/cgroup.ts
function readText(path) {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return;
	}
}
/**
* The control groups that limit this process in what a controller controls: its own and all above it, as a group may not have more than
* its parents. In a container the names in /proc/self/cgroup may be those of the host; then only the root is found, which there is the
* container's own group. (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cgroups.rst.)
*
* @param controller `cpu` or `memory`
*/
function cgroupsOf(controller, read) {
	return (read("/proc/self/cgroup") ?? "").trim().split("\n").flatMap((line) => groupsIn(line, controller));
}
/** `0::/user.slice` is version 2, `4:cpu,cpuacct:/docker/1f` controllers of version 1. */
function groupsIn(line, controller) {
	const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
	if (id === void 0 || controllers === void 0 || path === void 0) return [];
	if (id === "0" && controllers === "") return foldersFor("/sys/fs/cgroup", path).map((folder) => ({
		version: 2,
		folder
	}));
	if (!controllers.split(",").includes(controller)) return [];
	return foldersFor(`/sys/fs/cgroup/${controller}`, path).map((folder) => ({
		version: 1,
		folder
	}));
}
function foldersFor(hierarchy, path) {
	return selfAndParents(posix.normalize(path)).map((group) => posix.join(hierarchy, group));
}
function selfAndParents(path) {
	return path === "/" ? ["/"] : [path, ...selfAndParents(posix.dirname(path))];
}
// src/parallel/cores.ts
/** Cores that this process may really use, at least 1: those of its affinity mask, or fewer when a cgroup's CPU quota allows fewer. */
function usableCores() {
	return Math.max(1, Math.min(availableParallelism(), cgroupCores(readText)));
}
/**
* Cores that the CPU quotas of Linux' control groups allow, `Infinity` without a quota.
*
* A quota of 1.5 cores counts as 2: with 1 worker a third of it would lie idle, with 2 the kernel only makes them wait a little.
* (Linux, Documentation/admin-guide/cgroup-v2.rst, "cpu.max"; cgroup-v1: cpu.cfs_quota_us, cpu.cfs_period_us.)
*/
function cgroupCores(read) {
	const quotas = cgroupsOf("cpu", read).map((group) => quotaOf(group, read));
	return Math.ceil(Math.min(Number.POSITIVE_INFINITY, ...quotas));
}
/** In version 2 `max 100000` or `150000 100000`: microseconds of CPU in each period of so many microseconds. In version 1, -1 means no quota. */
function quotaOf({ version, folder }, read) {
	const textOf = (file) => (read(posix.join(folder, file)) ?? "").trim();
	const [quota, period] = version === 2 ? textOf("cpu.max").split(/\s+/) : [textOf("cpu.cfs_quota_us"), textOf("cpu.cfs_period_us")];
	return cores(Number(quota), Number(period));
}
/** What is no number, missing or `max` is no limit. */
function cores(quotaMicroseconds, periodMicroseconds) {
	return quotaMicroseconds > 0 && periodMicroseconds > 0 ? quotaMicroseconds / periodMicroseconds : Number.POSITIVE_INFINITY;
}
// src/parallel/queue.ts
/** First in, first out, in constant time on average: Array.shift moves every element of a long array. */
var Queue = class {
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
// src/parallel/workers.ts
/** Why a job is given up whose time is over. */
function tooLate(timeoutMs) {
	return new ImgparError("timeout", `it took longer than ${timeoutMs / 1e3} s and was stopped; allow it more time`);
}
/** Why the jobs of workers end that were killed on purpose. */
function killed() {
	return new ImgparError("worker-crashed", "the pool was stopped before the job ended");
}
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
/** At most `size` jobs run; the others wait in the order in which they came. */
var Admission = class {
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
// src/parallel/obstacle.ts
/** What a process says when the system refuses it something, and what to do about it. */
const obstacles = [
	[/\b(EMFILE|ENFILE)\b|too many open files/i, "too many open files; raise the limit (ulimit -n) or use fewer workers"],
	[/\bEAGAIN\b|(uv|pthread)_(thread_)?create|resource temporarily unavailable/i, "too many processes or threads; raise the limit (ulimit -u) or use fewer workers"],
	[/\bENOMEM\b|reserve virtual memory/i, "not enough memory may be reserved; raise the limit (ulimit -v) or use fewer workers"]
];
/**
* Why no process or thread of workers can start here, whatever it is to do; undefined where nothing says so.
*
* @param words how a process ended, and what it wrote to stderr
*/
function obstacleIn(...words) {
	return obstacles.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1];
}
// src/parallel/running-clock.ts
/** How often the clock looks at the limits, and so how much later than asked one may end. */
const tickMs = 200;
/** More between two ticks is not counted: then this process was stopped, the machine asleep, or the event loop busy with something else. */
const longestStepMs = 400;
/**
* Time limits that count only while this process runs. What happens during Ctrl-Z, under a debugger or in a suspended laptop is nobody's
* fault: those who are waited for may have stood still as well, or answered without being heard.
*
* One timer serves all limits. It ticks while there are any, and keeps the program alive as long.
*/
var RunningClock = class {
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
/** The clock of this process. */
const runningClock = new RunningClock();
/** Waits for something to happen, but no longer than `timeoutMs` of the time in which this process runs. */
async function within(timeoutMs, happening) {
	let cancel = () => {};
	const over = new Promise((resolve) => {
		cancel = runningClock.after(timeoutMs, resolve);
	});
	await Promise.race([happening, over]).finally(() => cancel());
}
// src/parallel/child.ts
/** How long a dead child's last words are waited for, should another process hold its stderr open. */
const lastWordsMs = 100;
/** One child process, from fork to death. It keeps the parent's event loop alive while it starts, works or ends. */
var Child = class {
	/** How its start ended: it takes jobs, it died before, or it is being killed because it took too long. */
	started;
	/** Resolves when the process is gone, just before its jobs reject. */
	death;
	#process;
	#unanswered = /* @__PURE__ */ new Map();
	#nextId = 0;
	/** Why it was ended by us. */
	#killedFor;
	#stderr = "";
	#endStart = () => {};
	/** @param program the built host-process.ts */
	constructor(program, hostArguments, env) {
		this.#process = fork(fileURLToPath(program), [JSON.stringify(hostArguments)], {
			env,
			serialization: "json",
			stdio: [
				"ignore",
				"ignore",
				"pipe",
				"ipc"
			],
			execArgv: process.execArgv.filter((flag) => !flag.startsWith("--inspect"))
		});
		this.started = new Promise((resolve) => {
			this.#endStart = resolve;
		});
		this.#process.stderr?.setEncoding("utf8").on("data", (text) => {
			this.#stderr = (this.#stderr + text).slice(-4096);
		});
		this.#process.on("message", (message) => this.#hear(message));
		this.death = this.#untilDeath().then((death) => this.#die(death));
	}
	/** Whether jobs wait for its answers. */
	get busy() {
		return this.#unanswered.size > 0;
	}
	/** The jobs that wait for its answers. */
	get jobs() {
		return Array.from(this.#unanswered.values(), ({ job }) => job);
	}
	/** False as soon as it cannot be asked any more, which is a little before its death is known. */
	get reachable() {
		const { connected, exitCode, signalCode } = this.#process;
		return connected && exitCode === null && signalCode === null;
	}
	/** To be called once, before anything is asked. A process that takes no jobs within the time limit is ended. */
	startThreads(threads, startTimeoutMs) {
		if (!this.reachable) return;
		this.#send({ threads });
		const endLimit = runningClock.after(startTimeoutMs, () => {
			this.#endStart("hung");
			this.#killedFor ??= `killed, as it was not ready within ${startTimeoutMs / 1e3} s`;
			this.kill();
		});
		this.started.then(endLimit);
	}
	/** Rejects with `timeout` when the answer is late; then the process is ended, with all other jobs it has. */
	async ask(job, timeoutMs) {
		const id = this.#nextId++;
		try {
			this.#send({
				id,
				job
			});
		} catch (error) {
			throw new ImgparError("internal", `a job must be plain data: ${messageOf(error)}`, { cause: error });
		}
		this.#hold(true);
		return new Promise((resolve, reject) => {
			const endLimit = timeoutMs === void 0 ? () => {} : runningClock.after(timeoutMs, () => this.#giveUp(id, tooLate(timeoutMs)));
			this.#unanswered.set(id, {
				job,
				resolve,
				reject,
				endLimit
			});
		});
	}
	/** Ends it at once, whatever it does. */
	kill() {
		this.#hold(true);
		this.#process.kill("SIGKILL");
	}
	#giveUp(id, late) {
		const asker = this.#unanswered.get(id);
		if (asker) asker.late = late;
		this.#killedFor ??= "killed at the time limit";
		this.kill();
	}
	#send(message) {
		this.#process.send?.(message, () => {});
	}
	#hear(message) {
		if (message === "ready") this.#endStart("ready");
		else this.#settle(message);
		this.#hold(this.busy);
	}
	#settle(answer) {
		const asker = this.#unanswered.get(answer.id);
		this.#unanswered.delete(answer.id);
		asker?.endLimit();
		if ("failure" in answer) asker?.reject(new ImgparError(answer.failure.code, answer.failure.message));
		else asker?.resolve(answer.result);
	}
	async #untilDeath() {
		const closed = once(this.#process, "close").catch(() => {});
		try {
			const [code, signal] = await once(this.#process, "exit");
			await within(lastWordsMs, closed);
			const exit = signal ?? exitCode(code);
			const stderr = this.#stderr;
			return this.#killedFor ? {
				exit: this.#killedFor,
				cause: "timeout",
				stderr
			} : {
				exit,
				cause: causeOf(exit, stderr),
				stderr
			};
		} catch (error) {
			return {
				exit: messageOf(error),
				cause: "crash",
				stderr: this.#stderr
			};
		}
	}
	#die(death) {
		this.#endStart("died");
		setImmediate(() => {
			for (const { reject, late, endLimit } of this.#unanswered.values()) {
				endLimit();
				reject(late ?? crashed(death));
			}
			this.#unanswered.clear();
		});
		return death;
	}
	#hold(held) {
		const stderr = this.#process.stderr;
		for (const handle of [
			this.#process,
			this.#process.channel,
			stderr
		]) held ? handle?.ref() : handle?.unref();
	}
};
function causeOf(exit, stderr) {
	if (/out of memory|\bOOM\b|allocation failed|bad_alloc/i.test(stderr)) return "out-of-memory";
	return exit === "SIGKILL" ? "killed" : "crash";
}
/** Windows ends a program with large codes that are known by their hexadecimal form, as 0xC0000005 for an access violation. */
function exitCode(code) {
	return code > 255 ? `exit code 0x${code.toString(16).toUpperCase()}` : `exit code ${code}`;
}
/** Whether a line is what V8, or libuv, says before it ends the process. */
function isAbort(line) {
	const assertion = line.indexOf("Assertion ");
	return line.startsWith("# Fatal") || assertion >= 0 && line.includes("failed", assertion);
}
function crashed(death) {
	const { exit, stderr } = death;
	const obstacle = obstacleIn(...stderr.split("\n").filter(isAbort));
	if (obstacle !== void 0) return new ImgparError("environment", `the worker process cannot go on: ${obstacle}`);
	const line = tellingLine(stderr);
	const reason = obstacleIn(line ?? "") ?? line ?? (exit === "SIGKILL" ? "the system may have run out of memory" : void 0);
	return new ImgparError("worker-crashed", `the worker process died (${exit})${reason ? `: ${reason}` : ""}`, { cause: death });
}
/** The one line of a dead program's last words that says why it died, where there is one. */
function tellingLine(stderr) {
	const lines = stderr.split("\n").map((line) => line.trim());
	return (lines.find((line) => /error|fatal|abort|corrupt|assert|out of memory/i.test(line)) ?? lines.find(Boolean))?.slice(0, 200);
}
// src/parallel/respawning-child.ts
/** How long the end of a killed child is waited for. It is gone at once, unless the kernel holds it, in a dead network drive for instance. */
const killWaitMs = 1e3;
/** Children that may die one after the other before they take jobs; then the fault is not chance. */
const maxFailedStarts = 3;
/** Children that may take too long to start. A third that hangs is no more likely to help, and the user waits for each. */
const maxHungStarts = 2;
/**
* Children that somebody else, such as the system that runs out of memory, may kill before they take jobs: that may pass, so each is
* waited for twice as long as the one before.
*/
const maxKilledStarts = 6;
const firstPauseMs = 50;
/** A start takes 0.15 s; this is for cold disks, network drives and machines with far too much to do. */
const longestStartMs = 3e4;
/** Threads of libuv's pool beyond one a core, for reading and writing files meanwhile. Its own default is 4 in all. */
const spareThreads = 2;
/** A child process, and when it dies another: at once if it held jobs, else with the next one. */
var RespawningChild = class {
	#program = builtFile("../../dist/parallel/host-process.cjs", import.meta.url);
	#options;
	/** Of each child; unknown at first. */
	#threads;
	/** The newest child, dead or alive. */
	#newest;
	/** A child that takes jobs; rejects when none can be started; undefined when the next job is to start one. */
	#child;
	#cannotStart;
	#ending = false;
	#asked = 0;
	constructor(options) {
		this.#options = options;
		this.#respawn();
	}
	/** Jobs that it was asked to do and has not done, those included that wait for a child to start. */
	get asked() {
		return this.#asked;
	}
	/** Whether a child holds a job at this moment. */
	get busy() {
		return this.#newest?.busy === true;
	}
	/** To be called once. Jobs wait until then. */
	startThreads(threads) {
		this.#threads = threads;
		if (this.#cannotStart) threads.onCannotStart?.(this.#cannotStart);
		else if (this.#newest) startThreadsOf(this.#newest, threads);
	}
	async ask(job, timeoutMs) {
		this.#asked += 1;
		try {
			return await (await this.#reachable()).ask(job, timeoutMs);
		} finally {
			this.#asked -= 1;
		}
	}
	async kill() {
		this.#ending = true;
		this.#newest?.kill();
		await within(killWaitMs, this.#newest?.death);
	}
	async #reachable() {
		for (;;) {
			const child = await (this.#child ?? this.#respawn());
			if (child.reachable) return child;
			await child.death;
		}
	}
	#respawn() {
		this.#child = this.#start();
		this.#child.catch(() => {});
		return this.#child;
	}
	async #start() {
		let hung = 0;
		let last;
		let killedStarts = 0;
		let tries = 0;
		for (; tries - killedStarts < maxFailedStarts && hung < maxHungStarts && killedStarts < maxKilledStarts && !this.#ending; tries += 1) {
			const child = new Child(this.#program, hostArguments(this.#options), environment$1(this.#options));
			this.#newest = child;
			if (this.#threads) startThreadsOf(child, this.#threads);
			const start = await child.started;
			if (start === "ready") {
				child.death.then((death) => this.#lost(child, death));
				this.#options.onReady?.();
				return child;
			}
			if (start === "hung") hung += 1;
			await within(killWaitMs, child.death.then((death) => last = death));
			if (last?.cause !== "killed" || last.stderr !== "") continue;
			killedStarts += 1;
			await setTimeout(firstPauseMs * 2 ** killedStarts);
		}
		if (this.#ending) throw killed();
		this.#cannotStart = cannotStart(tries, last);
		this.#threads?.onCannotStart?.(this.#cannotStart);
		throw this.#cannotStart;
	}
	#lost(child, death) {
		this.#child = void 0;
		if (this.#ending) return;
		if (child.busy) this.#respawn();
		this.#threads?.onLost?.(death, child.jobs);
	}
};
function hostArguments({ workerUrl, preloadUrl }) {
	return {
		workerUrl: workerUrl.href,
		...preloadUrl && { preloadUrl: preloadUrl.href }
	};
}
function startThreadsOf(child, threads) {
	child.startThreads(asked(threads), threads.startTimeoutMs ?? longestStartMs);
}
/** Without anything else, which could not be sent or would mean something else there. */
function asked({ size, maxMemoryBytes, maxHeapBytes, v8Flags }) {
	return {
		size,
		...maxMemoryBytes !== void 0 && { maxMemoryBytes },
		...maxHeapBytes !== void 0 && { maxHeapBytes },
		...v8Flags !== void 0 && { v8Flags }
	};
}
function environment$1({ env }) {
	return {
		...process.env,
		UV_THREADPOOL_SIZE: String(Math.max(4, usableCores() + spareThreads)),
		...env
	};
}
function cannotStart(tries, { exit, stderr } = {
	exit: "it cannot be ended",
	stderr: "",
	cause: "crash"
}) {
	const obstacle = obstacleIn(exit, stderr);
	if (obstacle !== void 0) return new ImgparError("environment", `the worker process cannot be started: ${obstacle}`);
	const reason = tellingLine(stderr);
	return new ImgparError("internal", `the worker process cannot be started, ${tries} tries failed (${exit})${reason ? `: ${reason}` : ""}; see whether the system allows enough processes and threads (ulimit -u)`);
}
// src/parallel/host.ts
/** The same in two steps: a process starts at once, its threads and all other processes when it is known what they are to do. */
function startHost(options) {
	const host = new Host(options);
	return {
		pool: (hosted) => {
			host.startWorkers(hosted);
			return workersOf(host);
		},
		kill: () => host.end()
	};
}
var Host = class {
	#options;
	#children;
	#size = 0;
	#cannotStart;
	constructor(options) {
		this.#options = options;
		this.#children = [new RespawningChild(options)];
	}
	get size() {
		return this.#size;
	}
	get busy() {
		return this.#children.some(({ busy }) => busy);
	}
	startWorkers(hosted) {
		this.#size = requireSize(hosted.size);
		const processes = this.#options.processEach ? this.#size : 1;
		while (this.#children.length < processes) this.#children.push(new RespawningChild(this.#options));
		const onCannotStart = (error) => this.#fail(error, hosted);
		for (const child of this.#children) child.startThreads({
			...hosted,
			size: this.#size / processes,
			onCannotStart
		});
	}
	async run(job, timeoutMs) {
		if (this.#cannotStart) throw this.#cannotStart;
		try {
			return await this.#freest().ask(job, timeoutMs);
		} catch (error) {
			throw this.#cannotStart ?? error;
		}
	}
	async end() {
		await Promise.all(this.#children.map((child) => child.kill()));
	}
	/** As no more jobs are admitted than there are workers, it has a worker with nothing to do. */
	#freest() {
		return this.#children.reduce((freest, child) => child.asked < freest.asked ? child : freest);
	}
	/** Where one process cannot be started, others will be missed too, should they die. */
	#fail(error, { onCannotStart }) {
		if (this.#cannotStart) return;
		this.#cannotStart = error;
		onCannotStart?.(error);
		this.end();
	}
};
// src/run/start-workers.ts
/**
* Starts the process of the workers. It takes some 0.15 s, in which options can be read and the list of images can be made.
*
* @param options.processEach a process for each worker; see docs/decisions/workers.md
* @throws {ImgparError} `usage`, if a bundler left its files behind
*/
function startWorkers({ processEach = false } = {}) {
	return startHost({
		processEach,
		workerUrl: builtFile("../../dist/worker/worker.cjs", import.meta.url),
		preloadUrl: builtFile("../../dist/worker/worker-process.cjs", import.meta.url),
		env: environment()
	});
}
/**
* glibc gives every thread that allocates at the same time as others a heap of its own, up to 8 a core, and each keeps what images
* have left in it; libvips brings threads of its own. As many heaps as cores, and at least two, are enough. What the user has set
* wins. Measured on 2 cores, 36 images of 24 megapixels in six formats with 2 workers: resident sets of 694 MiB at the peak instead
* of 987, CPU 38.4 s instead of 37.5. A fixed threshold of 1 MiB for mapping gives 678 MiB for 41.1 s, as the kernel zeroes pages
* again and again, so it is left as it is.
*/
function environment() {
	const { MALLOC_ARENA_MAX = String(Math.max(2, usableCores())) } = process.env;
	return { MALLOC_ARENA_MAX };
}
export { readText as a, notUtf8 as c, cgroupsOf as i, reasonOf as l, Queue as n, isMissing as o, usableCores as r, isSystemError as s, startWorkers as t };
