import { t as ImgparError } from "./errors.js";
import { a as placeOptions, c as sharingOptions, i as outputOptions, n as limitOptions, o as recordOptions, p as isModulePath, r as operationOptions, s as selectOptions, t as inPlaceOptions, u as workOptions } from "./table.js";
import { t as version } from "./version.js";
import { a as previewOptions, c as valuesIn, i as parameterOptions, l as verifyOptions, n as equalizeFlags, o as restoreOptions, r as flagsOf, s as suggestion, t as commandOptions } from "./flags.js";
import { t as helpText } from "./help2.js";
import { createRequire } from "node:module";
// src/cli/args.ts
const parser = createRequire(import.meta.url)("yargs-parser");
const commands = /* @__PURE__ */ new Map([
	["equalize", {
		flags: equalizeFlags,
		read: equalizeCommand
	}],
	["check", {
		flags: equalizeFlags,
		read: checkCommand
	}],
	["verify", {
		flags: flagsOf(verifyOptions),
		read: verifyCommand
	}],
	["restore", {
		flags: flagsOf(restoreOptions),
		read: restoreCommand
	}],
	["preview", {
		flags: flagsOf(previewOptions),
		read: previewCommand
	}],
	["methods", {
		flags: {},
		read: methodsCommand
	}],
	["doctor", {
		flags: {},
		read: doctorCommand
	}]
]);
/**
* Reads the command line. Touches nothing: no disk, no thread, no log.
*
* @param columns width of the help text
* @throws {ImgparError} `usage`
*/
function parseArgs(argv, columns = 100) {
	const name = commandNamed(argv);
	const command = commands.get(name ?? "");
	if (asksFor(argv, "--help", "-h") || argv[0] === "help") return helpFor(argv, command && name, columns);
	if (asksFor(argv, "--version")) return {
		kind: "text",
		text: version
	};
	const { argv: parsed, error } = parser.detailed([...argv], parserOptions(command?.flags ?? {}));
	if (error) throw readable(error);
	if (command === void 0 || parsed._[0] !== name) throw noSuchCommand(parsed);
	refuseUnknownOptions(parsed, Object.keys(command.flags));
	return command.read(parsed);
}
function helpFor(argv, command, columns) {
	const at = argv.findLastIndex((word) => word === "--method" || word.startsWith("--method="));
	const method = argv[at]?.split("=")[1] ?? argv[at + 1];
	if (command !== void 0 && at >= 0 && method !== void 0 && isModulePath(method)) return {
		kind: "help",
		command,
		method
	};
	return {
		kind: "text",
		text: helpText(command, columns)
	};
}
/** Options may stand before the command, and the value of one be named like a command. */
function commandNamed(argv) {
	return argv[0]?.startsWith("-") ? argv.find((word) => commands.has(word)) : argv[0];
}
function asksFor(argv, ...words) {
	const last = argv.indexOf("--");
	return argv.slice(0, last === -1 ? argv.length : last).some((word) => words.includes(word));
}
function parserOptions(flags) {
	const names = Object.keys(flags);
	const [switches, others] = [names.filter((name) => flags[name].kind.isSwitch), names.filter((name) => !flags[name].kind.isSwitch)];
	return {
		boolean: switches,
		string: others,
		alias: Object.fromEntries(names.map((name) => [name, [flags[name].alias ?? []].flat()])),
		narg: Object.fromEntries(others.map((name) => [name, NaN])),
		configuration: {
			"parse-numbers": false,
			"parse-positional-numbers": false,
			"greedy-arrays": false,
			"dot-notation": false,
			"boolean-negation": false
		}
	};
}
function equalizeCommand(parsed) {
	const { progress = commandOptions.progress.default, quiet = false, dryRun = false } = valuesIn(commandOptions, parsed);
	return {
		kind: "equalize",
		options: {
			...placesOf(parsed),
			select: valuesIn(selectOptions, parsed),
			operation: operationOf(parsed),
			sharing: valuesIn(sharingOptions, parsed),
			output: valuesIn(outputOptions, parsed),
			record: recordOf(parsed),
			...valuesIn(workOptions, parsed),
			limits: valuesIn(limitOptions, parsed)
		},
		progress,
		quiet,
		dryRun
	};
}
function placesOf(parsed) {
	const paths = parsed._.slice(1).map(String);
	const { inPlace = false, noBackup = false } = valuesIn(commandOptions, parsed);
	const { backupDir, ...others } = valuesIn(inPlaceOptions, parsed);
	const lists = valuesIn(placeOptions, parsed);
	if (inPlace) {
		if (paths.length === 0) throw usage("expected at least one source: imgpar equalize --in-place --backup-dir <folder> <source..>");
		if (backupDir === void 0 !== noBackup) throw usage("in place, the results replace the originals: keep these with --backup-dir <folder>, or say --no-backup");
		return {
			...lists,
			sources: paths,
			inPlace: {
				...others,
				backupDir: backupDir ?? false
			}
		};
	}
	if (backupDir !== void 0 || noBackup || Object.values(others).includes(true)) throw usage("--backup-dir, --no-backup, --break-hard-links and --break-lock have a meaning with --in-place only");
	const destination = paths.pop();
	if (destination === void 0 || paths.length === 0 && !lists.lists) throw missingPaths(destination);
	return {
		...lists,
		sources: paths,
		destination
	};
}
/** Parameters are given by `--param`, or by options of their own. */
function operationOf(parsed) {
	const operation = valuesIn(operationOptions, parsed);
	const params = {
		...operation.params,
		...valuesIn(parameterOptions, parsed)
	};
	return {
		...operation,
		...Object.keys(params).length > 0 && { params }
	};
}
function recordOf(parsed) {
	const record = valuesIn(recordOptions, parsed);
	if (!valuesIn(commandOptions, parsed).noManifest) return record;
	if (record.manifest !== void 0) throw usage("--manifest and --no-manifest contradict each other; give one of them");
	return {
		...record,
		manifest: false
	};
}
function checkCommand(parsed) {
	const { options, quiet } = equalizeCommand(parsed);
	return {
		kind: "check",
		options,
		quiet
	};
}
function verifyCommand(parsed) {
	const [destination, ...others] = parsed._.slice(1).map(String);
	if (destination === void 0 || others.length > 0) throw usage(`expected one destination, received ${parsed._.length - 1}: imgpar verify <destination>`);
	const { manifest, quiet = false } = valuesIn(verifyOptions, parsed);
	return {
		kind: "verify",
		destination,
		manifest: manifest || void 0,
		quiet
	};
}
function restoreCommand(parsed) {
	const [backup, ...others] = parsed._.slice(1).map(String);
	if (backup === void 0 || others.length > 0) throw usage(`expected one folder, received ${parsed._.length - 1}: imgpar restore <backup>`);
	const { quiet = false, ...options } = valuesIn(restoreOptions, parsed);
	return {
		kind: "restore",
		backup,
		options,
		quiet
	};
}
function previewCommand(parsed) {
	const [image, ...others] = parsed._.slice(1).map(String);
	if (image === void 0 || others.length > 0) throw usage(`expected one image, received ${parsed._.length - 1}: imgpar preview <image>`);
	return {
		kind: "preview",
		image,
		output: valuesIn(previewOptions, parsed).output
	};
}
function methodsCommand(parsed) {
	if (parsed._.length > 1) throw usage(`imgpar methods takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
	return { kind: "methods" };
}
function doctorCommand(parsed) {
	if (parsed._.length > 1) throw usage(`imgpar doctor takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
	return { kind: "doctor" };
}
function noSuchCommand({ _: [word] }) {
	if (word === void 0) return usage(`no command given, expected one of: ${[...commands.keys()].join(", ")}; imgpar --help shows more`);
	return usage(`unknown command ${JSON.stringify(String(word))}${suggestion(String(word), [...commands.keys()])}; imgpar --help shows the commands`);
}
function missingPaths(only) {
	return usage(`expected at least one source and a destination, received ${only === void 0 ? "neither" : `only ${JSON.stringify(only)}`}: imgpar equalize <source..> <destination>`);
}
function refuseUnknownOptions(parsed, known) {
	const unknown = Object.keys(parsed).find((key) => ![
		"_",
		"$0",
		"o"
	].includes(key) && !known.includes(dashed(key)));
	if (unknown === void 0) return;
	throw usage(`unknown option ${unknown.length === 1 ? `-${unknown}` : `--${unknown}`}${suggestion(unknown, known, "--")}; names that begin with a dash come after --`);
}
/** The parser tells of its own findings as text. */
function readable(error) {
	if (error instanceof ImgparError) return error;
	const missing = /^Not enough arguments following: (.*)$/.exec(error.message);
	return missing ? usage(`--${missing[1]} needs a value`) : usage(error.message, error);
}
function dashed(key) {
	return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
function usage(message, cause) {
	return new ImgparError("usage", message, cause && { cause });
}
export { parseArgs };
