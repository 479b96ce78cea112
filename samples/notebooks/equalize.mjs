// Made from ../from-python/equalize.ts
// What the workers of images.ts run.
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { equalizeImage } from "imgpar";
import { worker } from "imgpar/pool";
import { progress } from "imgpar/progress";
/** Each worker loads this file for itself, so each has its own bar. */
let bar;
/** Equalises one image. @returns why that failed, if it did: one broken image does not stop the others */
export async function equalizeFile(destination, images, path) {
	const name = basename(path);
	bar ??= progress(undefined, {
		desc: `worker ${worker()?.id}`,
		total: images,
		unit: " images"
	});
	bar.setPostfixStr(name);
	try {
		const result = await equalizeImage(await readFile(path), { operation: { dialect: "notebook" } });
		await writeFile(join(destination, name), result);
		return undefined;
	} catch (error) {
		return `${name}: ${error instanceof Error ? error.message : error}`;
	} finally {
		bar.update();
	}
}
/** What a worker has done is all that it had to do. */
export function closeBar() {
	if (!bar) return;
	bar.total = bar.n;
	bar.setPostfixStr("", { refresh: false });
	bar.close();
}
