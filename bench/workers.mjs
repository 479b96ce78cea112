import { parseArgs } from 'node:util';
import { tuneProgram } from '../dist/v8-tuning.js';

const help = `node bench/workers.mjs [--workers N] [--process-each] SOURCE DESTINATION

One run, with all workers in one process or each in a process of its own, for a program beside to measure: such as
/usr/bin/time -v, each way in turn. What was found is in docs/decisions/workers.md.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: 'string', default: '2' }, 'process-each': { type: 'boolean', default: false } },
});
const [source, destination] = positionals;
if (destination === undefined) {
  process.stderr.write(help);
  process.exit(2);
}
const workers = startWorkers({ processEach: values['process-each'] });
tuneProgram();
const { done, failed } = await runWith(() => workers, { sources: [source], destination, workers: Number(values.workers) });
process.stderr.write(`${done} done, ${failed} failed\n`);
