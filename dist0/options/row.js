/** The parts of the help, in their order. */
export const sections = ['Pixels', 'Valid pixels', 'Images', 'Results', 'Running again', 'Run', 'Options'];
export function option(kind, section, help, details) {
    return { kind, section, help, ...details };
}
