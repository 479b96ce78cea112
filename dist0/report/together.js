/**
 * Several reporters as one. Each is told of an event when the one before it has taken it, so the first that fails fails for all. Takes no
 * time where none of them does.
 */
export function together(...reporters) {
    const present = reporters.filter((report) => report !== undefined);
    return (event) => present.reduce((taken, report) => (taken ? taken.then(() => report(event)) : report(event)), undefined);
}
