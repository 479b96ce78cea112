import { Manifest } from '../record/manifest.js';
import { recordedPath } from '../record/recorded-path.js';
import { look } from '../storage/file.js';
import { doneRecord } from '../worker/done-record.js';
import { fingerprintsOf } from './fingerprint.js';
import { beforeTheWork, decisionsFor, headerOf, manifestPath } from './manifest-of.js';
import { contentIs, whyStale } from './up-to-date.js';
/** The record of a run into a folder of its own. */
export class FolderRecord {
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
        const manifest = path === undefined ? undefined : Manifest.open(path, { durable: options.output.durable });
        if (token !== undefined)
            manifest?.begin(headerOf(token, decisions));
        const fingerprints = fingerprintsOf(decisions, manifest?.versions);
        return new FolderRecord(manifest, options.record, { root: planned.destinationRoot, fingerprints, checksum: options.record.checksum });
    }
    get isKept() {
        return this.#manifest !== undefined;
    }
    get damagedLines() {
        return this.#manifest?.damagedLines ?? 0;
    }
    judge(task) {
        const { force, retryFailed, checksum } = this.#options;
        if (!this.#manifest || force)
            return { action: 'do', task };
        const copy = this.#copyOf(task);
        if (copy && !retryFailed)
            return this.#judgeCopy(task, copy);
        const record = this.recordOf(task);
        if (retryFailed)
            return record?.status === 'failed' ? { action: 'do', task } : { action: 'skip', reason: 'not-failed' };
        const reason = whyStale(record, task, this.#comparison);
        if ((reason && reason !== 'touched') || record?.status !== 'done')
            return { action: 'do', task };
        if (!checksum && !reason)
            return { action: 'skip', reason: 'up-to-date' };
        return { action: 'do', task: { ...task, upToDateIf: { source: record.input.sha256, result: record.output.sha256 } } };
    }
    /** To do an image again costs time only. */
    review(task) {
        return { task };
    }
    /** The record of what was copied, as it is no image. */
    #copyOf({ copyTo }) {
        const record = copyTo === undefined ? undefined : this.#manifest?.find(recordedPath(this.#comparison.root, copyTo));
        return record?.status === 'done' && record.format === 'other' ? record : undefined;
    }
    /** To copy it once more costs less than to compare. */
    #judgeCopy(task, copy) {
        const isUpToDate = !this.#options.checksum && whyStale(copy, asCopy(task), this.#comparison) === undefined;
        return isUpToDate ? { action: 'skip', reason: 'up-to-date' } : { action: 'do', task: { ...task, isCopied: true } };
    }
    whyStale(task) {
        const copy = this.#copyOf(task);
        if (copy)
            return this.#whyStaleCopy(task, copy);
        const record = this.recordOf(task);
        const reason = whyStale(record, task, this.#comparison);
        if (reason !== 'touched')
            return reason;
        return record?.status === 'done' && contentIs(task.source, record.input.sha256) ? undefined : 'source-changed';
    }
    #whyStaleCopy(task, copy) {
        const reason = whyStale(copy, asCopy(task), this.#comparison);
        return reason === 'touched' ? 'source-changed' : reason;
    }
    recordOf(task) {
        return this.#manifest?.find(recordedPath(this.#comparison.root, task.destination));
    }
    begin() {
        beforeTheWork(() => this.#manifest?.writeHeader());
    }
    note(results) {
        this.#manifest?.append(...results.map((each) => this.#newRecordOf(each)).filter((record) => record !== undefined));
    }
    #newRecordOf({ task, outcome, attempts }) {
        const { root, fingerprints } = this.#comparison;
        if (outcome.status === 'done' && outcome.stamps) {
            const fingerprint = fingerprints.of(outcome.stamps.format, task.statisticsHash);
            return doneRecord(task, outcome.stamps, { root, fingerprint, attempts, timings: outcome.timings });
        }
        if (outcome.status === 'skipped' && outcome.stamps)
            return doneRecord(asCopy(task), outcome.stamps, { root, fingerprint: fingerprints.of('other'), attempts, timings: {} });
        if (outcome.status === 'skipped' && outcome.reason === 'up-to-date')
            return this.#takenOver(task);
        if (outcome.status !== 'failed')
            return undefined;
        const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
        return { ...paths, status: 'failed', ...outcome.failure, attempts };
    }
    /** The time that a source has now, so that the next run need not read it; undefined if it is the same. */
    #takenOver(task) {
        const [record, source] = [this.recordOf(task), look(task.source, { throughLinks: true })];
        if (record?.status !== 'done' || source === undefined || source.mtimeMs === record.input.mtimeMs)
            return undefined;
        return { ...record, at: Date.now(), input: { ...record.input, mtimeMs: source.mtimeMs } };
    }
    close() {
        this.#manifest?.close();
    }
}
/** A task as that of a copy: under its own name, and without what concerns images only. */
function asCopy({ mask: _, statisticsHash: __, ...task }) {
    return { ...task, destination: task.copyTo ?? task.destination };
}
