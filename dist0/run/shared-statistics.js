import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../storage/hash.js';
import { temporarily } from '../storage/temporary.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { dense, Statistics } from '../worker/statistics.js';
/**
 * The first pass of a run whose images share a table: every image is decoded and counted, and the counts of those that share are
 * added. Sums of counts are the same in any order, so the tables are, too. Images that cannot be measured are left out; the second
 * pass says why.
 *
 * @throws {ImgparError} `unwritable`, if the statistics cannot be saved
 */
export async function measureTogether(workers, { scope, saveStats, taskOf, onMeasured }) {
    const store = new StatisticsStore();
    let measured = 0;
    try {
        await workers.inLanes('measure', {
            select: async (_lane, first, entries) => {
                const tasks = entries.flatMap((entry, index) => (entry.kind ? [] : [taskOf(first + index, entry)]));
                measured += entries.length - tasks.length;
                return tasks;
            },
            settle: async (_lane, results) => {
                for (const { task, outcome } of results) {
                    if (outcome.status !== 'measured')
                        continue;
                    const statistics = store.of(sharersOf(task, scope));
                    for (const planes of outcome.pictures)
                        statistics.add(planes.map(dense));
                }
                measured += results.length;
                await onMeasured(measured);
            },
        });
        if (saveStats !== undefined)
            save(store.of(''), saveStats);
        store.writeAll();
    }
    catch (error) {
        store.close();
        throw error;
    }
    return {
        fileFor: (entry) => store.fileOf(sharersOf(entry, scope)),
        hashFor: (entry) => store.hashOf(sharersOf(entry, scope)),
        close: () => store.close(),
    };
}
/** Names those whom an image shares its table with: all of its folder, or all. */
function sharersOf({ source }, scope) {
    return scope === 'folder' ? dirname(source) : '';
}
function save(statistics, path) {
    writeAtomic(path, Buffer.from(statistics.toText()), { owner: { token: 'statistics', id: process.pid } });
}
/** Statistics held in memory at most; those of 16 bits take half a megabyte each. Beyond, they wait in their files. */
const maxHeld = 128;
/** Statistics by name, in files of a temporary folder. */
class StatisticsStore {
    #folder = counted(() => mkdtempSync(join(tmpdir(), 'imgpar-statistics-')));
    /** The one that was used last is last. */
    #held = new Map();
    /** With the hash of what is in the file. */
    #written = new Map();
    of(name) {
        const statistics = this.#held.get(name) ?? (this.#written.has(name) ? Statistics.read(this.fileOf(name)) : new Statistics());
        this.#held.delete(name);
        this.#held.set(name, statistics);
        if (this.#held.size > maxHeld)
            this.#release(this.#held.keys().next().value);
        return statistics;
    }
    fileOf(name) {
        return join(this.#folder, `${sha256(name).slice(0, 32)}.json`);
    }
    /** '' where nothing was counted. */
    hashOf(name) {
        return this.#written.get(name) ?? '';
    }
    writeAll() {
        for (const name of [...this.#held.keys()])
            this.#release(name);
    }
    close() {
        rmSync(this.#folder, { recursive: true, force: true });
    }
    #release(name) {
        const text = this.#held.get(name).toText();
        counted(() => writeFileSync(this.fileOf(name), text));
        this.#written.set(name, sha256(text).slice(0, 32));
        this.#held.delete(name);
    }
}
function counted(act) {
    return temporarily('the statistics of the images', act);
}
