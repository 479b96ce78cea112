// The worker of engine.mjs. It reports every image as done, as imgpar's own worker would.
const stamp = { size: 1000, mtimeMs: 1_700_000_000_000, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
const timings = { readMs: 0.1, decodeMs: 0.1, equalizeMs: 0.1, encodeMs: 0.1, writeMs: 0.1 };
const outcome = { status: 'done', width: 64, height: 64, inputBytes: 1000, outputBytes: 1000, timings };
const { textOf } = await import(new URL('../dist/worker/messages/outcome-text.js', import.meta.url).href);
const stamps = { format: 'jpeg', codec: 'imgpar', input: stamp, output: stamp };

export default ({ tasks, work }) => textOf(tasks.map(() => (work.stamped ? { ...outcome, stamps } : outcome)));
