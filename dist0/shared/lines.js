import { t as asGiven } from "./given.js";
import { i as progressAfter, n as noProgress, r as preparationOf, t as figuresOf } from "./progress.js";
import { s as formatProgress, t as counted } from "./progress-text.js";
import { t as visible } from "./visible.js";
// src/report/lines.ts
/**
* One line now and then, for logs: nothing before the first interval is over, so a short run has its summary only. A line is also
* written when a worker was lost.
*/
function linesReporter({ write, intervalMs = 5e3 }) {
	let progress = noProgress;
	let lastLineAt;
	let timer;
	let closed = false;
	/** Images whose worker was lost. */
	const suspects = /* @__PURE__ */ new Set();
	const lineAt = (at) => {
		lastLineAt ??= at;
		if (at - lastLineAt < intervalMs) return;
		lastLineAt = at;
		write(`${preparationOf(progress) ?? formatProgress(figuresOf(progress, at))}\n`);
	};
	const close = () => {
		closed = true;
		clearInterval(timer);
	};
	const report = (event) => {
		if (closed) return;
		progress = progressAfter(progress, event);
		if (event.type === "run-finished") return close();
		if (event.type === "worker-lost") {
			write(`${formatWorkerLost(event, suspects, asGiven(progress.totals.given))}\n`);
			for (const source of event.sources) suspects.add(source);
		}
		lineAt(event.at);
		timer ??= setInterval(() => lineAt(Date.now()), intervalMs).unref();
	};
	return Object.assign(report, {
		note: (sentence) => write(`${visible(sentence)}\n`),
		close
	});
}
const lossWords = {
	timeout: () => "a worker was killed at the time limit",
	"out-of-memory": () => "a worker ran out of memory",
	killed: (exit) => `a worker was killed from outside (${exit})`,
	crash: (exit) => `a worker crashed (${exit})`
};
function formatWorkerLost({ exit, cause, sources }, suspects, shown) {
	const [first, ...others] = sources;
	const held = first === void 0 ? "" : ` while it worked on ${visible(shown(first))}${others.length > 0 ? ` and ${counted(others.length, "more image")}` : ""}`;
	if (first === void 0 || suspects.has(first)) return `${lossWords[cause](visible(exit))}${held}${first === void 0 ? "" : " again"}`;
	return `${lossWords[cause](visible(exit))}${held}; ${others.length > 0 ? "each" : "it"} is tried again alone`;
}
export { linesReporter };
