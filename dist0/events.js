/** Failures, warnings, and files that are misnamed, listed one by one in a summary; further ones are counted only. */
export const maxFailuresKept = 100;
export const emptySummary = {
    found: 0,
    done: 0,
    skipped: 0,
    failed: 0,
    skippedByReason: {},
    failedByCode: {},
    pixels: 0,
    inputBytes: 0,
    outputBytes: 0,
    failures: [],
    misnamed: [],
    warned: 0,
    warnings: [],
    notDurable: 0,
    given: [],
    removed: 0,
    withheld: [],
    workersLost: 0,
    lostByCause: {},
    triedAgain: 0,
    damagedLines: 0,
    interrupted: false,
    gaveUp: false,
    startedAt: 0,
    elapsedMs: 0,
};
/** The summary after one more event: `events.reduce(summarize, emptySummary)` gives the totals of a run. */
export function summarize(summary, event) {
    const elapsedMs = summary.startedAt === 0 ? 0 : event.at - summary.startedAt;
    switch (event.type) {
        case 'run-started':
            return { ...summary, startedAt: event.at };
        case 'planned':
            return {
                ...summary,
                elapsedMs,
                found: event.found,
                given: event.given ?? summary.given,
                ...(event.manifest !== undefined && { manifest: event.manifest }),
            };
        case 'warning':
            return { ...summary, elapsedMs, ...warned(summary, event.warning) };
        case 'measuring':
        case 'lane-assigned':
            return { ...summary, elapsedMs };
        case 'image-done':
            return {
                ...summary,
                elapsedMs,
                done: summary.done + 1,
                triedAgain: summary.triedAgain + Number(event.attempts > 1),
                pixels: summary.pixels + event.width * event.height,
                inputBytes: summary.inputBytes + event.inputBytes,
                outputBytes: summary.outputBytes + event.outputBytes,
                ...(event.warnings && warned(summary, { source: event.source, message: event.warnings.join('; ') })),
                ...(event.notDurable && { notDurable: summary.notDurable + 1 }),
            };
        case 'image-skipped':
            return {
                ...summary,
                elapsedMs,
                skipped: summary.skipped + 1,
                skippedByReason: counted(summary.skippedByReason, event.reason),
                misnamed: event.reason === 'misnamed' && summary.misnamed.length < maxFailuresKept
                    ? [...summary.misnamed, { source: event.source, looksLike: event.looksLike ?? 'something else' }]
                    : summary.misnamed,
            };
        case 'image-failed':
            return {
                ...summary,
                elapsedMs,
                failed: summary.failed + 1,
                triedAgain: summary.triedAgain + Number(event.attempts > 1),
                failedByCode: counted(summary.failedByCode, event.failure.code),
                failures: summary.failures.length < maxFailuresKept
                    ? [...summary.failures, { source: event.source, failure: event.failure }]
                    : summary.failures,
            };
        case 'output-removed':
            return { ...summary, elapsedMs, removed: summary.removed + 1 };
        case 'prune-withheld': {
            const { type: _, at: __, ...withheld } = event;
            return { ...summary, elapsedMs, withheld: [...summary.withheld, withheld] };
        }
        case 'manifest-unwritable':
            return { ...summary, elapsedMs, manifestFailure: event.failure };
        case 'manifest-damaged':
            return { ...summary, elapsedMs, damagedLines: event.lines };
        case 'worker-lost':
            return {
                ...summary,
                elapsedMs,
                workersLost: summary.workersLost + 1,
                lostByCause: counted(summary.lostByCause, event.cause),
            };
        case 'run-finished':
            return event.summary;
    }
}
function warned({ warned, warnings }, warning) {
    return { warned: warned + 1, warnings: warnings.length < maxFailuresKept ? [...warnings, warning] : warnings };
}
function counted(counts, key) {
    return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}
