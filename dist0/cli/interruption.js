const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/**
 * Ctrl-C, a polite kill and a closed terminal end the run gently; the second of them ends it at once. Ctrl-\ always does, and then
 * ends the program as if it had not been caught: only the drafts, the workers and the hidden cursor are tidied away.
 */
export function interruption({ tell, events }) {
    const gentle = new AbortController();
    const harsh = new AbortController();
    let first;
    let quit = false;
    const onSignal = (signal) => {
        if (first)
            return harsh.abort();
        first = signal;
        gentle.abort();
        tell(`stopping after the images in flight${advice(signal)}`);
    };
    const onQuit = (signal) => {
        first ??= signal;
        quit = true;
        gentle.abort();
        harsh.abort();
    };
    const onBrokenEvents = () => gentle.abort();
    for (const name of endingSignals)
        process.on(name, onSignal);
    // Windows has no such signal and ignores the name.
    process.on('SIGQUIT', onQuit);
    events?.on('error', onBrokenEvents);
    return {
        signals: { signal: gentle.signal, killSignal: harsh.signal },
        get signal() {
            return first;
        },
        close: () => {
            for (const name of endingSignals)
                process.off(name, onSignal);
            process.off('SIGQUIT', onQuit);
            events?.off('error', onBrokenEvents);
            if (quit)
                process.kill(process.pid, 'SIGQUIT');
        },
    };
}
/** How to stop at once, where somebody sits who can press a key. */
function advice(signal) {
    if (signal === 'SIGHUP' || !process.stderr.isTTY)
        return '';
    return signal === 'SIGINT' ? '; press Ctrl-C again to stop at once' : '; press Ctrl-C to stop at once';
}
