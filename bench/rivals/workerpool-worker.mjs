import { pathToFileURL } from 'node:url';
import { square } from '../pool-work.mjs';

// The rival is installed elsewhere: where, is the last argument.
const { default: workerpool } = await import(pathToFileURL(process.argv.at(-1)).href);
workerpool.worker({ square });
