import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ImgparError, messageOf } from '../errors.js';
import { obstacleIn } from './obstacle.js';
import { runningClock, within } from './running-clock.js';
import { tooLate } from './workers.js';
/** What is kept of a child's stderr, for messages about its death. */
const stderrCharacters = 4096;
/** How long a dead child's last words are waited for, should another process hold its stderr open. */
const lastWordsMs = 100;
/** One child process, from fork to death. It keeps the parent's event loop alive while it starts, works or ends. */
export class Child {
    /** How its start ended: it takes jobs, it died before, or it is being killed because it took too long. */
    started;
    /** Resolves when the process is gone, just before its jobs reject. */
    death;
    #process;
    #unanswered = new Map();
    #nextId = 0;
    /** Why it was ended by us. */
    #killedFor;
    #stderr = '';
    #endStart = () => { };
    /** @param program the built host-process.ts */
    constructor(program, hostArguments, env) {
        this.#process = fork(fileURLToPath(program), [JSON.stringify(hostArguments)], {
            env,
            // Measured, 2 cores, a batch of 32 names there and back: 95 µs (35 of them the parent's CPU); structured clone 165 (52).
            serialization: 'json',
            stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
            // The parent's debugger has its port already.
            execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
        });
        this.started = new Promise((resolve) => {
            this.#endStart = resolve;
        });
        this.#process.stderr?.setEncoding('utf8').on('data', (text) => {
            this.#stderr = (this.#stderr + text).slice(-stderrCharacters);
        });
        this.#process.on('message', (message) => this.#hear(message));
        this.death = this.#untilDeath().then((death) => this.#die(death));
    }
    /** Whether jobs wait for its answers. */
    get busy() {
        return this.#unanswered.size > 0;
    }
    /** The jobs that wait for its answers. */
    get jobs() {
        return Array.from(this.#unanswered.values(), ({ job }) => job);
    }
    /** False as soon as it cannot be asked any more, which is a little before its death is known. */
    get reachable() {
        const { connected, exitCode, signalCode } = this.#process;
        return connected && exitCode === null && signalCode === null;
    }
    /** To be called once, before anything is asked. A process that takes no jobs within the time limit is ended. */
    startThreads(threads, startTimeoutMs) {
        if (!this.reachable)
            return;
        this.#send({ threads });
        const endLimit = runningClock.after(startTimeoutMs, () => {
            this.#endStart('hung');
            this.#killedFor ??= `killed, as it was not ready within ${startTimeoutMs / 1000} s`;
            this.kill();
        });
        void this.started.then(endLimit);
    }
    /** Rejects with `timeout` when the answer is late; then the process is ended, with all other jobs it has. */
    async ask(job, timeoutMs) {
        const id = this.#nextId++;
        try {
            this.#send({ id, job });
        }
        catch (error) {
            throw new ImgparError('internal', `a job must be plain data: ${messageOf(error)}`, { cause: error });
        }
        this.#hold(true);
        return new Promise((resolve, reject) => {
            const endLimit = timeoutMs === undefined ? () => { } : runningClock.after(timeoutMs, () => this.#giveUp(id, tooLate(timeoutMs)));
            this.#unanswered.set(id, { job, resolve, reject, endLimit });
        });
    }
    /** Ends it at once, whatever it does. */
    kill() {
        this.#hold(true);
        this.#process.kill('SIGKILL');
    }
    #giveUp(id, late) {
        const asker = this.#unanswered.get(id);
        if (asker)
            asker.late = late;
        this.#killedFor ??= 'killed at the time limit';
        this.kill();
    }
    #send(message) {
        // Should the channel be gone then so is the child, and its death tells all who wait.
        // One that could not be started at all never had a channel, though its type says so.
        this.#process.send?.(message, () => { });
    }
    #hear(message) {
        if (message === 'ready')
            this.#endStart('ready');
        else
            this.#settle(message);
        this.#hold(this.busy);
    }
    #settle(answer) {
        const asker = this.#unanswered.get(answer.id);
        this.#unanswered.delete(answer.id);
        asker?.endLimit();
        if ('failure' in answer)
            asker?.reject(new ImgparError(answer.failure.code, answer.failure.message));
        else
            asker?.resolve(answer.result);
    }
    async #untilDeath() {
        const closed = once(this.#process, 'close').catch(() => { });
        try {
            const [code, signal] = await once(this.#process, 'exit');
            await within(lastWordsMs, closed);
            const exit = signal ?? exitCode(code);
            const stderr = this.#stderr;
            return this.#killedFor ? { exit: this.#killedFor, cause: 'timeout', stderr } : { exit, cause: causeOf(exit, stderr), stderr };
        }
        catch (error) {
            // 'error' instead of 'exit': it could not be started at all.
            return { exit: messageOf(error), cause: 'crash', stderr: this.#stderr };
        }
    }
    #die(death) {
        this.#endStart('died');
        // After those who wait for the death, so that they can say what was lost before it is lost.
        setImmediate(() => {
            for (const { reject, late, endLimit } of this.#unanswered.values()) {
                endLimit();
                reject(late ?? crashed(death));
            }
            this.#unanswered.clear();
        });
        return death;
    }
    #hold(held) {
        // It is a pipe, and so a socket, which its type does not say.
        const stderr = this.#process.stderr;
        for (const handle of [this.#process, this.#process.channel, stderr])
            held ? handle?.ref() : handle?.unref();
    }
}
function causeOf(exit, stderr) {
    if (/out of memory|\bOOM\b|allocation failed|bad_alloc/i.test(stderr))
        return 'out-of-memory';
    return exit === 'SIGKILL' ? 'killed' : 'crash';
}
/** Windows ends a program with large codes that are known by their hexadecimal form, as 0xC0000005 for an access violation. */
function exitCode(code) {
    return code > 255 ? `exit code 0x${code.toString(16).toUpperCase()}` : `exit code ${code}`;
}
/** Whether a line is what V8, or libuv, says before it ends the process. */
function isAbort(line) {
    const assertion = line.indexOf('Assertion ');
    return line.startsWith('# Fatal') || (assertion >= 0 && line.includes('failed', assertion));
}
function crashed(death) {
    const { exit, stderr } = death;
    // Threads that cannot start end their process, and would end the next one. What users' methods print does not count.
    const obstacle = obstacleIn(...stderr.split('\n').filter(isAbort));
    if (obstacle !== undefined)
        return new ImgparError('environment', `the worker process cannot go on: ${obstacle}`);
    const line = tellingLine(stderr);
    const reason = obstacleIn(line ?? '') ?? line ?? (exit === 'SIGKILL' ? 'the system may have run out of memory' : undefined);
    return new ImgparError('worker-crashed', `the worker process died (${exit})${reason ? `: ${reason}` : ''}`, { cause: death });
}
/** The one line of a dead program's last words that says why it died, where there is one. */
export function tellingLine(stderr) {
    const lines = stderr.split('\n').map((line) => line.trim());
    return (lines.find((line) => /error|fatal|abort|corrupt|assert|out of memory/i.test(line)) ?? lines.find(Boolean))?.slice(0, 200);
}
