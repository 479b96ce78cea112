#!/usr/bin/env node
// src/cli/bin.ts
try {
	const { main } = await import("../shared/main.js");
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	const isOutOfFiles = typeof error === "object" && error !== null && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
	process.stderr.write(`imgpar: ${isOutOfFiles ? "too many open files; raise the limit (ulimit -n)" : `cannot be loaded: ${error}; install it again`}\n`);
	process.exitCode = 1;
}
export {};
