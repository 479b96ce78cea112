// src/report/json.ts
/**
* Every event as one line of JSON, `{"v":1,"type":"image-done",…}`. Nothing is lost: while the stream takes no more, a promise holds
* the run up. A stream that broke, such as a closed pipe, holds nothing up; its 'error' is for the owner of the stream.
*/
function jsonReporter(stream) {
	let drained;
	return (event) => {
		if (stream.write(`${formatJsonEvent(event)}\n`)) return void 0;
		drained ??= writableAgain(stream).then(() => {
			drained = void 0;
		});
		return drained;
	};
}
/** The event as a line of JSON without its end, in characters that do nothing to a terminal; parsing gives the event back exactly. */
function formatJsonEvent(event) {
	return JSON.stringify({
		v: jsonEventsVersion,
		...event
	}).replace(drivesTerminals, (character) => {
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}
/** The version of the lines: raised when a field changes its meaning or goes, not when one is added. */
const jsonEventsVersion = 1;
/** What JSON.stringify leaves as it is: DEL, C1, line and paragraph separators, and controls of direction. */
const drivesTerminals = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;
function writableAgain(stream) {
	if (stream.destroyed || stream.errored) return Promise.resolve();
	return new Promise((resolve) => {
		const settle = () => {
			for (const event of [
				"drain",
				"close",
				"error"
			]) stream.off(event, settle);
			resolve();
		};
		for (const event of [
			"drain",
			"close",
			"error"
		]) stream.on(event, settle);
	});
}
export { formatJsonEvent, jsonReporter };
