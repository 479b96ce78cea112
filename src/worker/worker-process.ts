/** Loaded in the main thread of the workers' process before its threads start. */
import { loadForThreads } from '../codec/sharp/on-demand.js';

loadForThreads();
