import { r as packagesOf } from "./installed.js";
// src/storage/native-library.ts
/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
function foreignFunctions() {
	try {
		return packagesOf(import.meta.url)("koffi");
	} catch {
		return;
	}
}
export { foreignFunctions as t };
