import { BroadcastChannel, getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type * as Sharp from './sharp.js';
import { processTurnstile } from './turnstile.js';

/**
 * The functions of sharp.ts, each of which loads it first. Loading takes 0.13 s and 20 MB in every process and thread, which a run over
 * JPEGs, done by component, can save.
 */
export const decodePages: typeof Sharp.decodePages = async (...args) => (await codec()).decodePages(...args);
export const decodePage: typeof Sharp.decodePage = async (...args) => (await codec()).decodePage(...args);
export const decodeFrames: typeof Sharp.decodeFrames = async (...args) => (await codec()).decodeFrames(...args);
export const encodeJpeg: typeof Sharp.encodeJpeg = async (...args) => (await codec()).encodeJpeg(...args);
export const encodeWebp: typeof Sharp.encodeWebp = async (...args) => (await codec()).encodeWebp(...args);
export const encodeAvif: typeof Sharp.encodeAvif = async (...args) => (await codec()).encodeAvif(...args);
export const encodeTiff: typeof Sharp.encodeTiff = async (...args) => (await codec()).encodeTiff(...args);
export const quantize: typeof Sharp.quantize = async (...args) => (await codec()).quantize(...args);

// One per thread, as each thread loads its own modules.
let loading: Promise<typeof Sharp> | undefined;

function codec(): Promise<typeof Sharp> {
  loading ??= inMainThreadFirst().then(() => import('./sharp.js'));
  return loading;
}

/** The channel between a thread that needs sharp and the main thread of its process. */
const channelName = 'imgpar-sharp';
const request = 'load';
const reply = 'loaded';

/** Marks the threads of a main thread that loads sharp for them. */
const mark = 'imgpar-sharp-on-demand';

/**
 * Lets threads load sharp safely; must be called in the main thread of a process before its worker threads start. sharp must be loaded
 * there before any of them loads it, or its library is unloaded with the first thread that ends; so the main thread loads it as soon as a
 * thread asks.
 */
export function loadForThreads(): void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = async (event) => {
    // Typed `unknown`; anything else is not a request.
    if ((event as { data: unknown }).data !== request) return;
    // The thread will find out by itself why it cannot be loaded.
    await codec().catch(() => {});
    channel.postMessage(reply);
  };
  channel.unref();
  setEnvironmentData(mark, true);
  // The main thread also chooses the loaders, before any thread has loaded sharp.
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
