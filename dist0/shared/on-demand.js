import { BroadcastChannel, getEnvironmentData, isMainThread } from "node:worker_threads";
// src/codec/sharp/on-demand.ts
/**
* The functions of sharp.ts, of which each loads it first. That takes 0.13 s and 20 MB in every process and thread, which a run over
* JPEGs, done by their components, can save.
*/
const decodePages = async (...args) => (await codec()).decodePages(...args);
const decodeFrames = async (...args) => (await codec()).decodeFrames(...args);
const encodeJpeg = async (...args) => (await codec()).encodeJpeg(...args);
const encodeWebp = async (...args) => (await codec()).encodeWebp(...args);
const encodeAvif = async (...args) => (await codec()).encodeAvif(...args);
const encodeTiff = async (...args) => (await codec()).encodeTiff(...args);
const quantize = async (...args) => (await codec()).quantize(...args);
let loading;
function codec() {
	loading ??= inMainThreadFirst().then(() => import("./sharp.js"));
	return loading;
}
/** Between a thread that needs sharp and the main thread of its process. */
const channelName = "imgpar-sharp";
const request = "load";
const reply = "loaded";
/** What marks the threads of a main thread that loads sharp for them. */
const mark = "imgpar-sharp-on-demand";
async function inMainThreadFirst() {
	if (isMainThread || getEnvironmentData(mark) !== true) return;
	const channel = new BroadcastChannel(channelName);
	await new Promise((resolve) => {
		channel.onmessage = (event) => event.data === reply && resolve();
		channel.postMessage(request);
	});
	channel.close();
}
export { encodeTiff as a, encodeJpeg as i, decodePages as n, encodeWebp as o, encodeAvif as r, quantize as s, decodeFrames as t };
