import { ImgparError } from '../errors.js';
/** Why a job is given up whose time is over. */
export function tooLate(timeoutMs) {
    return new ImgparError('timeout', `it took longer than ${timeoutMs / 1000} s and was stopped; allow it more time`);
}
/** Why the jobs of workers end that were killed on purpose. */
export function killed() {
    return new ImgparError('worker-crashed', 'the pool was stopped before the job ended');
}
