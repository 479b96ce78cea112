/** Long enough to hold several large images of every worker, short enough to follow a change from small to large ones. */
const recentMs = 30_000;
const sampleMs = 1000;
/** Until then one image more or less decides the figure, so none is given. */
const settledMs = 1000;
export function paceFrom(at) {
    const start = { at, images: 0, pixels: 0 };
    return { start, recent: [start], latest: start };
}
/** The pace when `images` are finished and `pixels` were equalised, both counted from the start of the run. */
export function paceAfter(pace, at, images, pixels) {
    const latest = { at, images, pixels };
    const last = pace.recent.at(-1);
    if (last && at - last.at < sampleMs)
        return { ...pace, latest };
    const recent = [...pace.recent, latest];
    // One sample from before the half minute is kept, so that there is something to compare with when every image takes longer.
    return { ...pace, latest, recent: recent.filter((_, i) => i === recent.length - 1 || at - (recent[i + 1] ?? latest).at < recentMs) };
}
/** What was finished a second within the last half minute; undefined in the first second. */
export function speed({ start, recent, latest }) {
    const since = recent[0] ?? start;
    const elapsedMs = latest.at - since.at;
    if (elapsedMs < settledMs)
        return undefined;
    return {
        imagesPerSecond: (latest.images - since.images) / (elapsedMs / 1000),
        megapixelsPerSecond: (latest.pixels - since.pixels) / 1e6 / (elapsedMs / 1000),
    };
}
/**
 * The time that `images` further images will take, seen at `now`: the mean of what the whole run and what the last half minute
 * foretell. The run alone is steady but blind to a change; the recent alone wavers with every large image. Times are blended, not
 * rates: ten thousand files skipped in the first second would hold a mean of rates up for hours, and halve a mean of times at worst.
 */
export function remainingMs(pace, images, now) {
    const { start, recent, latest } = pace;
    const overall = msPerImage(start, latest);
    if (overall === undefined || latest.at - start.at < settledMs)
        return undefined;
    const lately = msPerImage(recent[0] ?? start, latest) ?? overall;
    const silentMs = Math.max(0, now - latest.at);
    // Counts down between two images; a silence that lasts longer than foretold is expected to last as long again.
    return Math.max((images * (overall + lately)) / 2 - silentMs, silentMs);
}
function msPerImage(from, to) {
    return to.images > from.images ? (to.at - from.at) / (to.images - from.images) : undefined;
}
