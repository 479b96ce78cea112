// Made from ../from-python/crawl.ts
// What the workers of crawler.ts run.
import { setTimeout } from "node:timers/promises";
import { worker } from "imgpar/pool";
import { progress } from "imgpar/progress";
/** Each worker loads this file for itself, so each has its own bar. */
let bar;
/** Reads these pages, one after the other. A page that fails does not stop the others. */
export async function crawl(site, all, titles) {
	const crawled = {
		pages: [],
		ambiguous: [],
		failed: []
	};
	bar ??= progress(undefined, {
		desc: `worker ${worker()?.id}`,
		total: all,
		unit: " pages"
	});
	for (const title of titles) {
		bar.setPostfixStr(title);
		const url = `${site.origin}/wiki/${encodeURIComponent(title.replaceAll(" ", "_"))}`;
		try {
			const { html, tries } = await read(url, site);
			if (isAmbiguous(html)) crawled.ambiguous.push(title);
			else crawled.pages.push({
				title,
				url,
				tries,
				...contentOf(html)
			});
		} catch (error) {
			crawled.failed.push({
				title,
				reason: error instanceof Error ? error.message : String(error)
			});
		}
		bar.update();
	}
	return crawled;
}
/** What a worker has done is all that it had to do. */
export function closeBar() {
	if (!bar) return;
	bar.total = bar.n;
	bar.setPostfixStr("", { refresh: false });
	bar.close();
}
/** Faults that may pass are tried again: of the network, of a server in trouble, and silence. */
async function read(url, { timeoutMs, tries, backoffMs }) {
	for (let number = 1;; number++) {
		const limit = AbortSignal.timeout(timeoutMs);
		let waitMs = 0;
		let reason;
		try {
			const response = await fetch(url, { signal: limit });
			// The limit also holds for the body.
			if (response.ok) return {
				html: await response.text(),
				tries: number
			};
			await response.body?.cancel();
			if (response.status < 500 && response.status !== 429) throw new Final(`status ${response.status}`);
			waitMs = Math.min(3e4, 1e3 * (Number(response.headers.get("retry-after")) || 0));
			reason = `status ${response.status}`;
		} catch (error) {
			if (error instanceof Final) throw error;
			reason = limit.aborted ? `no answer in ${timeoutMs} ms` : String(error);
		}
		if (number === tries) throw new Error(`${reason}, ${tries} times`);
		// Anywhere up to the longest wait, so that workers which failed together do not come back together.
		await setTimeout(waitMs + Math.random() * backoffMs * 2 ** (number - 1));
	}
}
/** A fault that does not pass. */
class Final extends Error {}
const isAmbiguous = (html) => html.includes("id=\"disambigbox\"") || html.includes("/wiki/Category:Disambiguation_pages");
/** The text of all paragraphs, in one pass. */
function contentOf(html) {
	const [, ...pieces] = html.split(/<p(?=[\s>])/);
	const paragraphs = pieces.map((piece) => textOf(piece.slice(piece.indexOf(">") + 1).split("</p>", 1)[0] ?? "")).filter((text) => text !== "");
	const text = paragraphs.join("\n");
	return {
		text,
		words: text.split(/\s+/).length
	};
}
const entities = {
	amp: "&",
	lt: "<",
	gt: ">",
	quot: "\"",
	nbsp: " ",
	"#39": "'",
	"#160": " "
};
function textOf(html) {
	const plain = html.replace(/<sup[^<>]*>[^<>]*<\/sup>/g, "").replace(/<[^<>]*>/g, "");
	return plain.replace(/&([a-z]+|#\d+);/g, (all, name) => entities[name] ?? all).trim();
}
