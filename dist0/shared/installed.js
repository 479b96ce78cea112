import { t as ImgparError } from "./errors.js";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
// src/installed.ts
/**
* A file of the built program. Files that no `import` names are left behind when a bundler packs the library into another program, so
* each is looked for before anything is started from it.
*
* @param path from the module that asks
* @param from the module's `import.meta.url`, which some bundlers leave undefined
* @throws {ImgparError} `usage`, if it is not there
*/
function builtFile(path, from) {
	const file = from === void 0 ? void 0 : new URL(path, from);
	if (file && existsSync(file)) return file;
	throw leftBehind(`${file ? fileURLToPath(file) : path} is missing`);
}
/**
* Gives the packages that are installed with imgpar. Bundlers do not follow `createRequire` called as a property, and so leave native
* packages where they are.
*
* @param from the `import.meta.url` of the module that asks
*/
function packagesOf(from) {
	return nodeModule.createRequire(from);
}
/** What to do about a part of imgpar that is not there. */
function leftBehind(finding, cause) {
	return new ImgparError("usage", `imgpar starts its workers from files beside it, and ${finding}; leave imgpar out of the bundle (external: ['imgpar']), or install it anew`, cause === void 0 ? {} : { cause });
}
export { leftBehind as n, packagesOf as r, builtFile as t };
