import { recordedPath } from '../record/recorded-path.js';
/** The record of an image that was done. */
export function doneRecord(task, stamps, { root, fingerprint, attempts, timings }) {
    const { format, codec, input, output, mask } = stamps;
    const backup = task.original?.path ?? task.backup;
    return {
        destination: recordedPath(root, task.destination),
        status: 'done',
        source: recordedPath(root, task.source),
        at: Date.now(),
        fingerprint,
        format,
        ...(codec && { codec }),
        input,
        output,
        ...(mask && { mask: { ...mask, path: recordedPath(root, mask.path) } }),
        ...(backup !== undefined && { backup: recordedPath(root, backup) }),
        attempts,
        timings,
    };
}
