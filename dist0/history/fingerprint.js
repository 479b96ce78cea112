import { readFileSync } from 'node:fs';
import { sharpVersion } from '../codec/sharp/version.js';
import { isModulePath } from '../options/method-path.js';
import { operationOptions, outputOptions, sharingOptions } from '../options/table.js';
import { settledOperation } from '../pixels/equalize.js';
import { sha256 } from '../storage/hash.js';
import { version } from '../version.js';
/**
 * Everything that decides the bytes of results, besides the images: versions, operation, encoding. Files that options name stand for
 * their content, not for their place, so it is the same on every machine. What is said counts as much as what is left to a default.
 *
 * Which codec `auto` comes to is not part of it: a run that goes on where there is no libjpeg-turbo does what is left, and nothing
 * anew. Each record says who made the result.
 */
export function decisionsOf({ operation, sharing, output }) {
    return {
        versions: { imgpar: version, sharp: sharpVersion() },
        operation: { ...settled(operation), ...decisive(operationOptions, operation) },
        // Each image's own mask is in its record.
        sharing: { ...decisive(sharingOptions, sharing), masks: sharing.maskDir !== undefined },
        encoding: decisive(outputOptions, output),
    };
}
/** Of the options of a table, those that decide bytes by themselves. */
function decisive(rows, values) {
    const entries = Object.entries(values).map(([name, value]) => {
        const bytes = value === undefined ? undefined : rows[name]?.bytes;
        if (bytes === 'content')
            return [name, contentOf(String(value))];
        return bytes === 'value' ? [name, value] : [];
    });
    return Object.fromEntries(entries.filter(({ length }) => length > 0));
}
/** What is left to the defaults of a user's own method stays open, as it is not loaded here. */
function settled({ reference: _, frames: __, autoOrient: ___, ...operation }) {
    const { method } = operation;
    if (!isModulePath(method))
        return { method, ...settledOperation(operation) };
    const { dialect, params = {}, strength = 1, applyInside = false, ...rest } = operation;
    const on = operation.on ?? (dialect === undefined && params.dialect === undefined ? 'luma' : 'open');
    return { ...rest, dialect, params, on, strength, applyInside, method: `module ${contentOf(method)}` };
}
/**
 * Names the decisions: the same fingerprint and source give the same file, where the same versions and the same codec are at hand. Versions
 * are left out, as a new one is no reason to do everything again; headers of the manifest tell them. An option that comes with a later
 * version is left out while it has its default, or results of earlier versions would not be recognised.
 */
export function fingerprintOf({ versions: _, ...decisions }) {
    return hashOf(decisions);
}
/** @param formerVersions those that have made results with fingerprints of version 0.1.0 */
export function fingerprintsOf({ versions: _, ...decisions }, formerVersions = []) {
    // No option decides the bytes of a copy.
    const of = remembered((format, statisticsHash) => format === 'other' ? ['copied'] : [hashOf([concerning(format, decisions), statisticsHash])]);
    const former = remembered((format, statisticsHash) => formerVersions.map((versions) => hashOf([concerning(format, { versions, ...decisions }), statisticsHash])));
    return {
        of: (format, statisticsHash = '') => of(format, statisticsHash)[0],
        isCurrent: (fingerprint, format, statisticsHash = '') => of(format, statisticsHash)[0] === fingerprint || former(format, statisticsHash).includes(fingerprint),
    };
}
function remembered(ask) {
    const known = new Map();
    return (format, statisticsHash) => {
        const key = `${format} ${statisticsHash}`;
        const answer = known.get(key) ?? ask(format, statisticsHash);
        if (known.size >= maxKnown)
            known.clear();
        known.set(key, answer);
        return answer;
    };
}
const maxKnown = 1000;
function concerning(format, decisions) {
    const rows = outputOptions;
    const encoding = Object.entries(decisions.encoding).filter(([name]) => !rows[name]?.noEffectOn?.some((other) => other === format));
    return { ...decisions, encoding: Object.fromEntries(encoding) };
}
/** The same for objects that differ in the order of their fields only. */
function hashOf(value) {
    const sorted = (_, part) => typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part;
    return sha256(JSON.stringify(value, sorted)).slice(0, 32);
}
function contentOf(path) {
    return sha256(readFileSync(path));
}
