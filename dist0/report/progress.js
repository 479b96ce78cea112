import { emptySummary, summarize } from '../events.js';
import { paceAfter, paceFrom, remainingMs, speed } from './pace.js';
import { formatListing, formatMeasuring } from './progress-text.js';
export const noProgress = { totals: emptySummary, listing: true, lanes: [], pace: undefined };
/** Where the run stands after one more event. */
export function progressAfter(progress, event) {
    const totals = summarize(progress.totals, event);
    switch (event.type) {
        case 'planned':
            return { ...progress, totals, listing: !event.complete, pace: event.complete ? paceFrom(event.at) : undefined };
        case 'measuring': {
            const complete = event.measured >= event.found;
            // The first pass says nothing of the speed of the second.
            return { ...progress, totals, measured: complete ? undefined : event.measured, pace: complete ? paceFrom(event.at) : progress.pace };
        }
        case 'lane-assigned':
            return { ...progress, totals, lanes: withLane(progress.lanes, event.lane, { total: event.total }) };
        case 'image-done':
        case 'image-skipped':
        case 'image-failed':
            return {
                ...progress,
                totals,
                lanes: withLane(progress.lanes, event.lane, {
                    finished: (progress.lanes[event.lane]?.finished ?? 0) + 1,
                    source: event.source,
                }),
                pace: paceAfter(progress.pace ?? paceFrom(event.at), event.at, finishedOf(totals), totals.pixels),
            };
        default:
            return { ...progress, totals };
    }
}
/** What the run does before its first image, as a sentence; undefined once it equalises. */
export function preparationOf({ listing, measured, totals }) {
    if (listing)
        return formatListing(totals.found);
    return measured === undefined ? undefined : formatMeasuring(measured, totals.found);
}
/** The figures of a progress line at `now`, in milliseconds since the epoch. */
export function figuresOf({ totals, pace }, now) {
    const finished = finishedOf(totals);
    return {
        finished,
        total: totals.found,
        failed: totals.failed,
        ...(pace && speed(pace)),
        remainingMs: pace && finished < totals.found ? remainingMs(pace, totals.found - finished, now) : undefined,
    };
}
function finishedOf({ done, skipped, failed }) {
    return done + skipped + failed;
}
function withLane(lanes, lane, change) {
    const changed = [...lanes];
    while (changed.length <= lane)
        changed.push(idleLane);
    changed[lane] = { ...(changed[lane] ?? idleLane), ...change };
    return changed;
}
const idleLane = { total: 0, finished: 0, source: '' };
