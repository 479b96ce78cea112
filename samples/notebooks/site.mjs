// Made from ../from-python/site.ts
// A small encyclopedia on this machine that fails as servers on the net do: with errors, cut connections, silence, and slowly.
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
const topics = [
	"Histogram",
	"Retina",
	"Moon",
	"Fog",
	"Coin",
	"Palm",
	"Infrared",
	"Contrast",
	"Pixel",
	"Lens"
];
/** Titles of pages: 40, of which four have a fault each that passes. */
export const titlesOf = () => Array.from({ length: 40 }, (_, i) => `${topics[i % 10]} ${Math.floor(i / 10) + 1}`);
const usualFaults = {
	"Histogram 1": ["error", "error"],
	"Moon 2": ["cut"],
	"Coin 3": ["hang"],
	"Lens 4": ["busy", "slow"]
};
let server;
/** Starts it. @returns its address */
export async function startSite(faults = usualFaults) {
	const left = new Map(Object.entries(faults).map(([title, list]) => [title, [...list]]));
	server = createServer(async (request, response) => {
		const title = decodeURIComponent(request.url?.replace("/wiki/", "") ?? "").replaceAll("_", " ");
		const fault = left.get(title)?.[0];
		if (fault !== "never") left.get(title)?.shift();
		await serve(title, fault, response);
	});
	const listening = server.listen(0, "127.0.0.1");
	await new Promise((resolve) => listening.once("listening", resolve));
	return `http://127.0.0.1:${listening.address().port}`;
}
export function stopSite() {
	server?.closeAllConnections();
	server?.close();
}
async function serve(title, fault, response) {
	if (fault === "hang") return;
	if (fault === "error" || fault === "never") return end(response, 500, "an error inside");
	if (fault === "busy") return end(response.setHeader("retry-after", "0"), 429, "too many requests");
	const page = pageOf(title);
	if (page === undefined) return end(response, 404, "no such page");
	if (fault === "cut") {
		response.writeHead(200, {
			"content-type": "text/html",
			"content-length": page.length * 2
		}).write(page.slice(0, 100));
		await setTimeout(10);
		response.destroy();
		return;
	}
	if (fault === "slow") await setTimeout(50);
	end(response, 200, page);
}
function end(response, status, text) {
	response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(text);
}
function pageOf(title) {
	const [topic, number] = title.split(" ");
	if (!topics.includes(topic ?? "") || !number) return undefined;
	if (topic === "Lens" && number === "1") return `<h1>${title}</h1><p><b>${title}</b> may refer to:</p><ul><li>an eye</li></ul><table id="disambigbox"></table>`;
	return `<h1>${title}</h1><p class="mw-empty-elt"></p><p>The <b>${title}</b> is &amp; remains a page.<sup>[1]</sup></p><p>It has two paragraphs.</p>`;
}
