import { n as tuneProgramFor, t as tuneProgram } from "./v8-tuning.js";
import { i as failureOf, n as codeOf, s as messageOf, t as ImgparError } from "./errors.js";
import { n as summarize, t as emptySummary } from "./events.js";
import { t as asGiven } from "./given.js";
import { r as wantsColour, t as canDrawBars } from "./terminal.js";
import { t as visible } from "./visible.js";
import { l as reasonOf, t as startWorkers } from "./start-workers.js";
import { basename, resolve } from "node:path";
import { constants } from "node:os";
// src/report/together.ts
/**
* Several reporters as one. Each is told of an event when the one before it has taken it, so the first that fails fails for all. Takes no
* time where none of them does.
*/
function together(...reporters) {
	const present = reporters.filter((report) => report !== void 0);
	return (event) => present.reduce((taken, report) => taken ? taken.then(() => report(event)) : report(event), void 0);
}
// src/cli/exit.ts
/** What the process ends with. A signal ends it with 128 and the number of the signal, as shells have it. */
const EXIT = {
	ok: 0,
	imagesFailed: 1,
	usage: 2,
	stale: 3
};
function exitCode(summary, { signal } = {}) {
	const { failed, interrupted, gaveUp, notDurable, withheld, manifestFailure } = summary;
	if (interrupted && signal) return 128 + constants.signals[signal];
	return failed === 0 && notDurable === 0 && !gaveUp && withheld.length === 0 && !manifestFailure ? EXIT.ok : EXIT.imagesFailed;
}
// src/cli/interruption.ts
const endingSignals = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* Ctrl-C, a polite kill and a closed terminal end the run gently; the second of them ends it at once. Ctrl-\ always does, and then
* ends the program as if it had not been caught: only the drafts, the workers and the hidden cursor are tidied away.
*/
function interruption({ tell, events }) {
	const gentle = new AbortController();
	const harsh = new AbortController();
	let first;
	let quit = false;
	const onSignal = (signal) => {
		if (first) return harsh.abort();
		first = signal;
		gentle.abort();
		tell(`stopping after the images in flight${advice(signal)}`);
	};
	const onQuit = (signal) => {
		first ??= signal;
		quit = true;
		gentle.abort();
		harsh.abort();
	};
	const onBrokenEvents = () => gentle.abort();
	for (const name of endingSignals) process.on(name, onSignal);
	process.on("SIGQUIT", onQuit);
	events?.on("error", onBrokenEvents);
	return {
		signals: {
			signal: gentle.signal,
			killSignal: harsh.signal
		},
		get signal() {
			return first;
		},
		close: () => {
			for (const name of endingSignals) process.off(name, onSignal);
			process.off("SIGQUIT", onQuit);
			events?.off("error", onBrokenEvents);
			if (quit) process.kill(process.pid, "SIGQUIT");
		}
	};
}
/** How to stop at once, where somebody sits who can press a key. */
function advice(signal) {
	if (signal === "SIGHUP" || !process.stderr.isTTY) return "";
	return signal === "SIGINT" ? "; press Ctrl-C again to stop at once" : "; press Ctrl-C to stop at once";
}
// src/cli/output.ts
/** A stream for data that knows whether everything written to it has arrived. */
var Output = class {
	stream;
	#name;
	#error;
	/** @param name what messages call it */
	constructor(stream, name) {
		this.stream = stream;
		this.#name = name;
		stream.on("error", (error) => {
			this.#error ??= error;
		});
	}
	/**
	* Writes a text and waits for it, so that nothing piles up for a slow reader. A reader that has left, as `head` does, has seen
	* enough: that is no fault.
	*
	* @returns whether somebody still reads
	* @throws {ImgparError} `unwritable`, if the text cannot be written
	*/
	async write(text) {
		await new Promise((resolve) => {
			this.stream.write(text, (error) => {
				this.#error ??= error ?? void 0;
				resolve();
			});
		});
		if (this.#error === void 0) return true;
		if (isReaderGone(this.#error)) return false;
		throw this.#unwritable(this.#error);
	}
	/**
	* The same for texts of which none may be lost: a reader that has left is a fault, too. Waits for all that was written to the stream.
	*
	* @throws {ImgparError} `unwritable`, if something did not arrive
	*/
	async requireDelivery() {
		if (await this.write("")) return;
		throw new ImgparError("unwritable", `cannot write to ${this.#name}: its reader has gone`, { cause: this.#error });
	}
	#unwritable(error) {
		return new ImgparError("unwritable", `cannot write to ${this.#name}: ${reasonOf(error)}`, { cause: error });
	}
};
/** EOF is what Windows says of a closed pipe, ECONNRESET what a socket does. */
const readerGone = [
	"EPIPE",
	"EOF",
	"ECONNRESET"
];
function isReaderGone(error) {
	return readerGone.includes(codeOf(error));
}
// src/cli/restore.ts
/** Brings originals back, and says so line by line on stdout. @returns the exit code */
async function restoreOriginals(backup, options, quiet, stdout) {
	const { restore } = await import("../index.js");
	const counts = {
		restored: 0,
		original: 0,
		changed: 0,
		"not-kept": 0,
		failed: 0
	};
	for (const { source, state, reason } of restore(backup, options)) {
		counts[state] += 1;
		if ((state === "restored" || state === "original") && (quiet || state === "original")) continue;
		const words = state === "restored" && options.dryRun ? "would be restored" : stateWords[state];
		if (!await stdout.write(`${visible(source)}: ${words}${reason === void 0 ? "" : `: ${visible(reason)}`}\n`) && options.dryRun) return EXIT.ok;
	}
	const left = counts.changed + counts["not-kept"] + counts.failed;
	if (!quiet) process.stderr.write(`${summaryOf(counts, left, options.dryRun ?? false)}\n`);
	return left > 0 ? EXIT.imagesFailed : EXIT.ok;
}
function summaryOf({ restored, original }, left, dryRun) {
	return [
		`${restored} ${dryRun ? "would be restored; nothing was written" : "restored"}`,
		original > 0 && `${original} already the original`,
		left > 0 && `${left} not restored`
	].filter((part) => part !== false).join(", ");
}
const stateWords = {
	restored: "restored",
	original: "already the original",
	changed: "changed since it was equalised, so it is left as it is; --force replaces it",
	"not-kept": "the backup does not hold its original",
	failed: "not restored"
};
// src/cli/main.ts
/** What the program does with its arguments; gives the exit code. Only what it needs is loaded: `--help` is there at once. */
async function main(argv) {
	process.stderr.on("error", () => {});
	const stdout = new Output(process.stdout, "stdout");
	let workers;
	try {
		if (needsWorkers(argv)) workers = startWorkers();
		const { parseArgs } = await import("./args.js");
		return await perform(parseArgs(argv, helpColumns()), stdout, workers);
	} catch (error) {
		process.stderr.write(`imgpar: ${visible(await sentenceOf(error))}\n`);
		return error instanceof ImgparError && error.code === "usage" ? EXIT.usage : EXIT.imagesFailed;
	} finally {
		await workers?.kill();
	}
}
/**
* Whether the arguments look like a run. Workers take as long to start as the arguments to be understood, 0.1 s, so they are started
* before; where the guess is wrong they are ended again.
*/
function needsWorkers([command, ...others]) {
	return command === "equalize" && !others.some((word) => workless.includes(word));
}
const workless = [
	"--help",
	"-h",
	"--version",
	"--dry-run"
];
async function perform(command, stdout, workers) {
	switch (command.kind) {
		case "text":
			await stdout.write(`${command.text}\n`);
			return EXIT.ok;
		case "help": return helpWithMethod(command, stdout);
		case "methods": return listMethods(stdout);
		case "doctor": return doctor(stdout);
		case "preview": return drawPreview(command.image, command.output);
		case "check": return listStale(command, stdout);
		case "verify": return listDifferences(command, stdout);
		case "restore": return restoreOriginals(command.backup, command.options, command.quiet, stdout);
		case "equalize": return command.dryRun ? listIntentions(command, stdout) : equalize(command, stdout, workers);
	}
}
async function helpWithMethod({ command, method }, stdout) {
	const [{ describeModule }, { helpText }] = await Promise.all([import("./trial2.js"), import("./help.js")]);
	const described = await describeModule(method);
	await stdout.write(`${helpText(command, helpColumns(), described)}\n`);
	return EXIT.ok;
}
async function listMethods(stdout) {
	const { methods } = await import("../index.js");
	const width = Math.max(...methods.map(({ name }) => name.length));
	await stdout.write(methods.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join(""));
	return EXIT.ok;
}
async function doctor(stdout) {
	const { diagnose } = await import("./doctor.js");
	const { text, healthy } = await diagnose();
	await stdout.write(text);
	return healthy ? EXIT.ok : EXIT.imagesFailed;
}
async function drawPreview(image, output = `${basename(image)}.preview.png`) {
	const { previewFile } = await import("../index.js");
	await previewFile(image, output);
	process.stderr.write(`wrote ${visible(output)}\n`);
	return EXIT.ok;
}
async function listStale({ options, quiet }, stdout) {
	const [{ check }, { formatMisnamed, formatWithheld }] = await Promise.all([import("../index.js"), import("./summary.js")]);
	const told = await listener(quiet);
	let stale = 0;
	for await (const { source, destination, reason } of check(options, { report: told.report })) {
		stale += 1;
		const named = reason === "source-gone" || reason === "result-missing" || reason === "result-changed" ? destination : source;
		if (!await stdout.write(`${visible(told.shown(named))}: ${staleWords[reason]}\n`)) return EXIT.stale;
	}
	process.stderr.write(formatWithheld(told.summary));
	if (!quiet) process.stderr.write(formatMisnamed(told.summary));
	const isUpToDate = stale === 0 && told.summary.withheld.length === 0;
	if (!quiet) process.stderr.write(isUpToDate ? "all up to date\n" : `${stale} missing or stale; nothing was written\n`);
	return isUpToDate ? EXIT.ok : EXIT.stale;
}
const staleWords = {
	"no-result": "not done yet",
	failed: "failed last time",
	"options-changed": "done with other options",
	"source-changed": "changed since it was done",
	"mask-changed": "its mask changed since it was done",
	"result-missing": "the result is missing",
	"result-changed": "the result is not what was written",
	"source-gone": "its source is gone"
};
async function listDifferences({ destination, manifest, quiet }, stdout) {
	const { verify } = await import("../index.js");
	const shown = asGiven([{
		path: resolve(destination),
		given: destination
	}]);
	const counts = {
		intact: 0,
		missing: 0,
		changed: 0,
		unreadable: 0
	};
	for (const { destination: path, state } of verify(destination, manifest === void 0 ? {} : { manifest })) {
		counts[state] += 1;
		if (state !== "intact" && !await stdout.write(`${visible(shown(path))}: ${state}\n`)) return EXIT.imagesFailed;
	}
	const { intact, ...different } = counts;
	const differences = Object.values(different).reduce((sum, count) => sum + count, 0);
	if (!quiet) process.stderr.write(`${intact} as written${differences > 0 ? `, ${differences} not` : ""}\n`);
	return differences > 0 ? EXIT.imagesFailed : EXIT.ok;
}
async function equalize({ options, progress, quiet }, stdout, workers = startWorkers()) {
	const [{ runWith }, { formatSummary, formatTroubles }] = await Promise.all([import("./run2.js"), import("./summary.js")]);
	const live = await liveReporter(progress, quiet);
	const json = progress === "json" ? (await import("./json.js")).jsonReporter(stdout.stream) : void 0;
	const ending = interruption({
		tell: (sentence) => live?.note(sentence),
		events: json && stdout.stream
	});
	const warn = quiet ? void 0 : await warner(live ? live.note : writeLine);
	tuneProgram();
	try {
		const summary = await runWith(() => workers, options, {
			report: together(live, json, keepMemorySmall, warn),
			...ending.signals
		});
		live?.close();
		process.stderr.write(quiet ? formatTroubles(summary) : formatSummary(summary, { colour: wantsColour(process.stderr) }));
		if (json && !ending.signal) await stdout.requireDelivery();
		return exitCode(summary, ending);
	} finally {
		live?.close();
		ending.close();
	}
}
async function liveReporter(style, quiet) {
	const shown = style === "auto" ? quiet ? "none" : canDrawBars(process.stderr) ? "bars" : "lines" : style;
	if (shown === "bars" && process.stderr.isTTY) return (await import("./bars.js")).barsReporter({ stream: process.stderr });
	if (shown === "bars" || shown === "lines") {
		const { linesReporter } = await import("./lines.js");
		return linesReporter({ write: (line) => process.stderr.write(line) });
	}
}
/** Keeps the memory of a long run small. */
function keepMemorySmall(event) {
	if (event.type === "planned") tuneProgramFor(event.found);
}
async function listIntentions({ options, quiet }, stdout) {
	const { dryRun } = await import("../index.js");
	const told = await listener(quiet);
	const counts = {
		equalize: 0,
		skip: 0,
		fail: 0
	};
	for await (const item of dryRun(options, { report: told.report })) {
		counts[item.action] += 1;
		if (!await stdout.write(`${visible(told.shown(intentionLine(item)))}\n`)) return EXIT.ok;
	}
	if (!quiet) process.stderr.write(`${counts.equalize} to equalise, ${counts.skip} to skip, ${counts.fail} would fail; nothing was written\n`);
	return counts.fail > 0 ? EXIT.imagesFailed : EXIT.ok;
}
function intentionLine(item) {
	switch (item.action) {
		case "equalize": return `${item.source} -> ${item.destination}`;
		case "skip": return `${item.source} skipped: ${item.reason}${item.looksLike === void 0 ? "" : ` (${item.looksLike})`}`;
		case "fail": return `${item.source} fails: ${item.failure.message}`;
	}
}
/** Keeps what is told while nothing is run, and tells of warnings. */
async function listener(quiet) {
	const warn = quiet ? void 0 : await warner(writeLine);
	const told = {
		summary: emptySummary,
		/** A text with its paths as the user wrote them. */
		shown: (text) => text,
		report(event) {
			told.summary = summarize(told.summary, event);
			if (event.type === "planned") told.shown = asGiven(told.summary.given);
			warn?.(event);
		}
	};
	return told;
}
/** Tells of warnings as soon as they are known. */
async function warner(write) {
	const { withFlagNames } = await import("./flag-names.js");
	return (event) => {
		if (event.type === "warning") write(`warning: ${withFlagNames(event.warning.message)}`);
	};
}
function writeLine(sentence) {
	process.stderr.write(`${visible(sentence)}\n`);
}
/** Wide enough to read, never wider than the terminal, which also shows what goes through a pager. */
function helpColumns() {
	return Math.min(100, process.stdout.columns ?? process.stderr.columns ?? 80);
}
/** Nothing but sentences reach a user; what is not ours to explain is a fault of imgpar. */
async function sentenceOf(error) {
	if (error instanceof ImgparError) {
		if (error.code !== "usage") return error.message;
		const { withFlagNames } = await import("./flag-names.js");
		return withFlagNames(error.message);
	}
	if (isSystemError(error)) return systemSentence(error);
	const { code, message } = failureOf(error);
	if (code !== "internal") return message;
	return `internal fault: ${messageOf(error)}; please report it`;
}
function isSystemError(error) {
	return codeOf(error) !== void 0 && "syscall" in error;
}
/** What the system refused, where nobody who knew what for has translated it. */
function systemSentence(error) {
	if (error.syscall === "uv_cwd") return "the current folder does not exist any more; change to another one";
	return `${error.path ?? `the system refused "${error.syscall}"`}: ${reasonOf(error)}`;
}
export { main };
