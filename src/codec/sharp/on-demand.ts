import { BroadcastChannel, getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type * as Sharp from './sharp.js';
import { processTurnstile } from './turnstile.js';

/**
 * The functions of sharp.ts, of which each loads it first. That takes 0.13 s and 20 MB in every process and thread, which a run over
 * JPEGs, done by their components, can save.
 */
export const decodePages: typeof Sharp.decodePages = async (...args) => (await codec()).decodePages(...args);
export const decodeFrames: typeof Sharp.decodeFrames = async (...args) => (await codec()).decodeFrames(...args);
export const encodeJpeg: typeof Sharp.encodeJpeg = async (...args) => (await codec()).encodeJpeg(...args);
export const encodeWebp: typeof Sharp.encodeWebp = async (...args) => (await codec()).encodeWebp(...args);
export const encodeAvif: typeof Sharp.encodeAvif = async (...args) => (await codec()).encodeAvif(...args);
export const encodeTiff: typeof Sharp.encodeTiff = async (...args) => (await codec()).encodeTiff(...args);
export const quantize: typeof Sharp.quantize = async (...args) => (await codec()).quantize(...args);

// One per thread, as each thread loads modules for itself.
let loading: Promise<typeof Sharp> | undefined;

function codec(): Promise<typeof Sharp> {
  loading ??= inMainThreadFirst().then(() => import('./sharp.js'));
  return loading;
}

/** Between a thread that needs sharp and the main thread of its process. */
const channelName = 'imgpar-sharp';
const request = 'load';
const reply = 'loaded';

/** What marks the threads of a main thread that loads sharp for them. */
const mark = 'imgpar-sharp-on-demand';

/**
 * To be called in the main thread of a process before its worker threads start. sharp wants to be loaded there before any of them loads
 * it, lest its library is unloaded with the first thread that ends; so it is, as soon as a thread asks for it.
 */
export function loadForThreads(): void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = async (event) => {
    // Its type says `unknown`; whatever it holds, it is no request unless this holds.
    if ((event as { data: unknown }).data !== request) return;
    // Why it cannot be loaded the thread will find out by itself.
    await codec().catch(() => {});
    channel.postMessage(reply);
  };
  channel.unref();
  setEnvironmentData(mark, true);
  // The main thread chooses the loaders, too, before any thread has loaded sharp.
  setEnvironmentData('imgpar-loaders', 'chosen');
  processTurnstile();
}

async function inMainThreadFirst(): Promise<void> {
  if (isMainThread || getEnvironmentData(mark) !== true) return;
  const channel = new BroadcastChannel(channelName);
  await new Promise<void>((resolve) => {
    // Other threads ask on the same channel.
    channel.onmessage = (event) => (event as { data: unknown }).data === reply && resolve();
    channel.postMessage(request);
  });
  channel.close();
}
