import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { imageFormats } from '../codec/formats.js';
import { entriesOf } from '../plan/list.js';
import { writeKnownResults } from '../record/known-results.js';
import { Manifest } from '../record/manifest.js';
import { refuseOtherCharge, takeCharge } from '../record/mark.js';
import { pathFrom, recordedPath } from '../record/recorded-path.js';
import { look } from '../storage/file.js';
import { makeFolder } from '../storage/folders.js';
import { takeLock } from '../storage/lock.js';
import { doneRecord } from '../worker/done-record.js';
import { fingerprintsOf } from './fingerprint.js';
import { beforeTheWork, decisionsFor, headerOf, manifestPath } from './manifest-of.js';
import { isStillResult, isToldByTime, whyOutdated, whyStaleInPlace } from './up-to-date.js';
/**
 * The record of a run in place, where a result looks like an original to whoever does not know better. What any record knows as a result
 * is never taken for an original: the file's content decides, not its name or time. So one run at a time holds the manifest (a lock), the
 * manifest is in charge of the folders (marks), workers write ahead what they are about to replace (the journal), and they answer for
 * what they find to be a result already, which is settled here.
 */
export class InPlaceRecord {
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
        // In place there always is one.
        const path = manifestPath(planned, options);
        if (token === undefined)
            return InPlaceRecord.#read(planned, options, path);
        const domain = { roots: planned.placeRoots ?? [], folders: () => foldersOf(planned) };
        // Before anything is written.
        await refuseOtherCharge(domain, { manifest: path, id: Manifest.idOf(path) ?? '' });
        const unlock = beforeTheWork(() => {
            makeFolder(dirname(path), options.output);
            return takeLock(`${path}.lock`, { run: token, breakForeign: options.inPlace?.breakLock ?? false });
        });
        try {
            return await InPlaceRecord.#begin(planned, options, path, domain, token, unlock);
        }
        catch (error) {
            unlock();
            throw error;
        }
    }
    static #read(planned, options, path) {
        const manifest = Manifest.open(path, { byResult: true });
        return new InPlaceRecord(manifest, options.record, comparisonFor(planned, options, manifest), undefined, undefined);
    }
    static async #begin(planned, options, path, domain, token, unlock) {
        const { durable } = options.output;
        const manifest = Manifest.open(path, { byResult: true, durable });
        const id = manifest.id ?? randomUUID();
        manifest.begin(headerOf(token, decisionsFor(planned, options), id));
        // What the marks name must be on record first; and the workers write to a manifest that has to begin with the header.
        beforeTheWork(() => manifest.writeHeader());
        await takeCharge(domain, { manifest: path, id, token, durable });
        const comparison = comparisonFor(planned, options, manifest);
        const known = knownResultsOf(manifest);
        const fingerprints = Object.fromEntries(imageFormats.map((format) => [format, comparison.fingerprints.of(format)]));
        const work = {
            manifest: path,
            root: comparison.root,
            fingerprints,
            roots: planned.placeRoots ?? [],
            breakHardLinks: options.inPlace?.breakHardLinks ?? false,
            ...(planned.backupOf && { backupRoot: planned.destinationRoot }),
            ...(known && { knownResults: known }),
        };
        return new InPlaceRecord(manifest, options.record, comparison, token, { work, unlock });
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
        if (this.#options.retryFailed && record?.status !== 'failed')
            return { action: 'skip', reason: 'not-failed' };
        const place = look(task.destination);
        const isKnown = record?.status === 'done' && place?.isFile === true && place.size === record.output.size;
        return isKnown && isToldByTime(record, place.mtimeMs) ? this.#judgeResult(task, record, place) : { action: 'do', task };
    }
    /** An image that is a result already is never done again; only its original can be, with other options. */
    #judgeResult(task, record, { size, mtimeMs }) {
        if (!this.#options.force && !whyOutdated(record, task, this.#comparison))
            return { action: 'skip', reason: 'up-to-date' };
        const { input, output } = record;
        if (input.sha256 === output.sha256)
            return { action: 'do', task: { ...task, original: { sha256: output.sha256 } } };
        const backup = this.#backupOf(task, record);
        if (backup === undefined || look(backup)?.isFile !== true)
            return { action: 'skip', reason: 'original-not-kept' };
        return { action: 'do', task: { ...task, original: { path: backup, sha256: input.sha256, place: { size, mtimeMs } } } };
    }
    /** Version 0.1.0 did not say where an original is kept. */
    #backupOf({ backup }, record) {
        return record.backup === undefined ? backup : pathFrom(this.#comparison.root, record.backup);
    }
    review(task, found) {
        this.#manifest.refresh();
        return found ? this.#reviewFound(task, found) : this.#reviewLost(task);
    }
    /** Its worker may have replaced it before it was lost. */
    #reviewLost(task) {
        const record = this.recordOf(task);
        if (record?.status !== 'done' || record.run !== this.#token || !isStillResult(record, task.destination))
            return { task };
        const { input, output, width = 0, height = 0 } = record;
        const timings = { readMs: 0, decodeMs: 0, equalizeMs: 0, encodeMs: 0, writeMs: 0 };
        // The worker has put it on record.
        return { outcome: { status: 'done', width, height, inputBytes: input.size, outputBytes: output.size, timings } };
    }
    #reviewFound(task, { sha256, size, mtimeMs }) {
        const own = this.recordOf(task);
        const record = own?.status === 'done' && own.output.sha256 === sha256 ? own : this.#manifest.findResult(sha256);
        // Only the first bytes of its hash are those of a result.
        if (!record)
            return { task: { ...task, original: { sha256 } } };
        if (record === 'broken')
            return { outcome: { status: 'skipped', reason: 'original-not-kept' } };
        const verdict = this.#judgeResult(task, record, { size, mtimeMs });
        if (verdict.action === 'do')
            return { task: verdict.task };
        if (verdict.reason === 'up-to-date')
            this.#takeOver(task, record, mtimeMs);
        return { outcome: { status: 'skipped', reason: verdict.reason } };
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
            output: { ...record.output, mtimeMs },
        });
    }
    whyStale(task) {
        return whyStaleInPlace(this.recordOf(task), task, this.#comparison);
    }
    recordOf(task) {
        return this.#manifest.find(recordedPath(this.#comparison.root, task.destination));
    }
    begin() { }
    note(results) {
        this.#manifest.append(...results.map((each) => this.#newRecordOf(each)).filter((record) => record !== undefined));
    }
    #newRecordOf({ task, outcome, attempts }) {
        const { root, fingerprints } = this.#comparison;
        if (outcome.status === 'done' && outcome.stamps) {
            const fingerprint = fingerprints.of(outcome.stamps.format);
            return doneRecord(task, outcome.stamps, { root, fingerprint, attempts, timings: outcome.timings });
        }
        // What is known of a result that still stands there must not be superseded.
        if (outcome.status !== 'failed' || this.recordOf(task))
            return undefined;
        const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
        return { ...paths, status: 'failed', ...outcome.failure, attempts };
    }
    close() {
        try {
            this.#manifest.close();
        }
        finally {
            this.#writing?.unlock();
            if (this.#writing?.work.knownResults)
                rmSync(dirname(this.#writing.work.knownResults.path), { recursive: true, force: true });
        }
    }
}
function comparisonFor(planned, options, manifest) {
    const fingerprints = fingerprintsOf(decisionsFor(planned, options), manifest.versions);
    return { root: planned.destinationRoot, fingerprints, checksum: options.record.checksum };
}
/** The folder of every image. */
async function* foldersOf({ list, destinationOf }) {
    let last = '';
    for await (const [, entry] of entriesOf(list)) {
        const folder = dirname(destinationOf(entry));
        if (folder !== last)
            yield folder;
        last = folder;
    }
}
function knownResultsOf(manifest) {
    const digests = new Set(manifest.results());
    if (digests.size === 0)
        return undefined;
    const path = join(mkdtempSync(join(tmpdir(), 'imgpar-results-')), 'known');
    writeKnownResults(path, digests);
    return { path, count: digests.size };
}
