/** What `load` gives, asked for once a thread. */
export function once(load) {
    let loading;
    return () => {
        loading ??= load();
        return loading;
    };
}
