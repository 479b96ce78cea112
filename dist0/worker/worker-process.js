/** What the main thread of the workers' process loads before its threads start. */
import { loadForThreads } from '../codec/sharp/on-demand.js';
loadForThreads();
