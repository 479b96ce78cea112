import { n as summarize, t as emptySummary } from "./events.js";
import { a as formatListing, o as formatMeasuring } from "./progress-text.js";
// src/report/pace.ts
/** Long enough to hold several large images of every worker, short enough to follow a change from small to large ones. */
const recentMs = 3e4;
const sampleMs = 1e3;
/** Until then one image more or less decides the figure, so none is given. */
const settledMs = 1e3;
function paceFrom(at) {
	const start = {
		at,
		images: 0,
		pixels: 0
	};
	return {
		start,
		recent: [start],
		latest: start
	};
}
/** The pace when `images` are finished and `pixels` were equalised, both counted from the start of the run. */
function paceAfter(pace, at, images, pixels) {
	const latest = {
		at,
		images,
		pixels
	};
	const last = pace.recent.at(-1);
	if (last && at - last.at < sampleMs) return {
		...pace,
		latest
	};
	const recent = [...pace.recent, latest];
	return {
		...pace,
		latest,
		recent: recent.filter((_, i) => i === recent.length - 1 || at - (recent[i + 1] ?? latest).at < recentMs)
	};
}
/** What was finished a second within the last half minute; undefined in the first second. */
function speed({ start, recent, latest }) {
	const since = recent[0] ?? start;
	const elapsedMs = latest.at - since.at;
	if (elapsedMs < settledMs) return void 0;
	return {
		imagesPerSecond: (latest.images - since.images) / (elapsedMs / 1e3),
		megapixelsPerSecond: (latest.pixels - since.pixels) / 1e6 / (elapsedMs / 1e3)
	};
}
/**
* The time that `images` further images will take, seen at `now`: the mean of what the whole run and what the last half minute
* foretell. The run alone is steady but blind to a change; the recent alone wavers with every large image. Times are blended, not
* rates: ten thousand files skipped in the first second would hold a mean of rates up for hours, and halve a mean of times at worst.
*/
function remainingMs(pace, images, now) {
	const { start, recent, latest } = pace;
	const overall = msPerImage(start, latest);
	if (overall === void 0 || latest.at - start.at < settledMs) return void 0;
	const lately = msPerImage(recent[0] ?? start, latest) ?? overall;
	const silentMs = Math.max(0, now - latest.at);
	return Math.max(images * (overall + lately) / 2 - silentMs, silentMs);
}
function msPerImage(from, to) {
	return to.images > from.images ? (to.at - from.at) / (to.images - from.images) : void 0;
}
// src/report/progress.ts
const noProgress = {
	totals: emptySummary,
	listing: true,
	lanes: [],
	pace: void 0
};
/** Where the run stands after one more event. */
function progressAfter(progress, event) {
	const totals = summarize(progress.totals, event);
	switch (event.type) {
		case "planned": return {
			...progress,
			totals,
			listing: !event.complete,
			pace: event.complete ? paceFrom(event.at) : void 0
		};
		case "measuring": {
			const complete = event.measured >= event.found;
			return {
				...progress,
				totals,
				measured: complete ? void 0 : event.measured,
				pace: complete ? paceFrom(event.at) : progress.pace
			};
		}
		case "lane-assigned": return {
			...progress,
			totals,
			lanes: withLane(progress.lanes, event.lane, { total: event.total })
		};
		case "image-done":
		case "image-skipped":
		case "image-failed": return {
			...progress,
			totals,
			lanes: withLane(progress.lanes, event.lane, {
				finished: (progress.lanes[event.lane]?.finished ?? 0) + 1,
				source: event.source
			}),
			pace: paceAfter(progress.pace ?? paceFrom(event.at), event.at, finishedOf(totals), totals.pixels)
		};
		default: return {
			...progress,
			totals
		};
	}
}
/** What the run does before its first image, as a sentence; undefined once it equalises. */
function preparationOf({ listing, measured, totals }) {
	if (listing) return formatListing(totals.found);
	return measured === void 0 ? void 0 : formatMeasuring(measured, totals.found);
}
/** The figures of a progress line at `now`, in milliseconds since the epoch. */
function figuresOf({ totals, pace }, now) {
	const finished = finishedOf(totals);
	return {
		finished,
		total: totals.found,
		failed: totals.failed,
		...pace && speed(pace),
		remainingMs: pace && finished < totals.found ? remainingMs(pace, totals.found - finished, now) : void 0
	};
}
function finishedOf({ done, skipped, failed }) {
	return done + skipped + failed;
}
function withLane(lanes, lane, change) {
	const changed = [...lanes];
	while (changed.length <= lane) changed.push(idleLane);
	changed[lane] = {
		...changed[lane] ?? idleLane,
		...change
	};
	return changed;
}
const idleLane = {
	total: 0,
	finished: 0,
	source: ""
};
export { progressAfter as i, noProgress as n, preparationOf as r, figuresOf as t };
