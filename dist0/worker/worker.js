import { isOutOfRoom } from '../errors.js';
import { Garbage } from './garbage.js';
import { processImage } from './process-image.js';
import { tryOut } from './try-out.js';
const garbage = new Garbage();
/** How long a worker goes on taking images of a batch. One that comes after thumbnails and turns out a giant ends the batch. */
const patienceMs = 250;
export default function work(job) {
    return 'tasks' in job ? processBatch(job) : tryOut(job);
}
/** One image after the other. Fewer outcomes than tasks mean that the batch took longer than expected and the rest was not begun. */
async function processBatch({ tasks, work, grantedBytes }) {
    const startedAt = performance.now();
    const outcomes = [];
    let outOfRoom = 0;
    for (const task of tasks) {
        // Whether it is worth going on without room to write is for the run to say.
        if (outOfRoom >= 2 || (outcomes.length > 0 && performance.now() - startedAt > patienceMs))
            break;
        const outcome = await processImage(task, work, grantedBytes);
        outcomes.push(outcome);
        outOfRoom = outcome.status === 'failed' && isOutOfRoom(outcome.failure) ? outOfRoom + 1 : 0;
        await garbage.expect(outcome, grantedBytes);
    }
    return outcomes;
}
