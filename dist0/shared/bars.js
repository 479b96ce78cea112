import { t as asGiven } from "./given.js";
import { i as progressAfter, n as noProgress, r as preparationOf, t as figuresOf } from "./progress.js";
import { c as formatRate, l as formatRemaining, r as formatCount, t as counted } from "./progress-text.js";
import { t as visible } from "./visible.js";
import { n as paint, r as wantsColour } from "./terminal.js";
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import cliProgress from "cli-progress";
import { eastAsianWidth } from "get-east-asian-width";
// src/report/foreground.ts
/**
* Whether the terminal is this process's to draw on. It is not while a shell runs the process in the background: there the user has a
* prompt to type at. True where nobody can tell. Takes 15 µs on Linux, some milliseconds elsewhere.
*/
function inForeground() {
	if (process.platform === "win32") return true;
	const { group, foregroundGroup } = (process.platform === "linux" ? groupsByProc() : void 0) ?? groupsByPs() ?? {};
	return group === void 0 || foregroundGroup === void 0 || foregroundGroup <= 0 || group === foregroundGroup;
}
/** See proc_pid_stat(5). The name of the program stands in parentheses and may hold anything. */
function groupsByProc() {
	try {
		const stat = readFileSync("/proc/self/stat", "latin1");
		const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
		return {
			group,
			foregroundGroup
		};
	} catch {
		return;
	}
}
function groupsByPs() {
	try {
		const [group, foregroundGroup] = execFileSync("ps", [
			"-o",
			"pgid=,tpgid=",
			"-p",
			String(process.pid)
		], {
			encoding: "utf8",
			stdio: [
				"ignore",
				"pipe",
				"ignore"
			]
		}).trim().split(/\s+/).map(Number);
		return {
			group,
			foregroundGroup
		};
	} catch {
		return;
	}
}
// src/report/text-columns.ts
/**
* The terminal columns that a text takes, by the Unicode rules: wide characters and emoji 2, combining marks 0. Old terminals draw
* some emoji differently, so what is drawn must not rely on the figure for more than looks. The text holds no control characters.
*/
function columnsOf(text) {
	if (isPlain(text)) return text.length;
	if (!joinsSequences.test(text)) return columnsOfCharacters(text);
	let columns = 0;
	for (const { segment } of graphemes.segment(text)) columns += isEmojiSequence(segment) ? 2 : columnsOfCharacters(segment);
	return columns;
}
/** The text in at most `columns` columns, with '…' in place of what is too much; two thirds show its end, as the end of a path says most. */
function shorten(text, columns) {
	if (columnsOf(text) <= columns) return text;
	if (columns < 1) return "";
	const parts = isPlain(text) ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment);
	const head = leading(parts, Math.floor((columns - 1) / 3)).join("");
	return `${head}…${leading(parts.reverse(), columns - 1 - columnsOf(head)).reverse().join("")}`;
}
/** As many parts from the start as go into `columns` columns. */
function leading(parts, columns) {
	let used = 0;
	const end = parts.findIndex((part) => {
		used += columnsOf(part);
		return used > columns;
	});
	return parts.slice(0, end === -1 ? parts.length : end);
}
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Printable ASCII, as nearly all names are: one column a character, and some hundred times cheaper to tell than by segments. */
function isPlain(text) {
	return /^[\x20-\x7e]*$/.test(text);
}
/** What alone makes one picture of several characters; a text without needs no segments, which cost ten times as much. */
const joinsSequences = /[\u200d\ufe0f\u20e3\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
function columnsOfCharacters(text) {
	let columns = 0;
	for (const character of text) {
		const codePoint = character.codePointAt(0) ?? 0;
		if (codePoint < firstMark || !takesNoColumn.test(character)) columns += eastAsianWidth(codePoint);
	}
	return columns;
}
/** Flags, keycaps, and pictographs made to emoji by a variation selector, a joiner or a skin tone: one picture of two columns. */
function isEmojiSequence(grapheme) {
	return /^\p{Regional_Indicator}{2}|^[0-9#*]\ufe0f?\u20e3|^\p{Extended_Pictographic}.*(?:\ufe0f|\u200d|\p{Emoji_Modifier})/u.test(grapheme);
}
/** Marks, joiners and selectors are drawn over their base, and so are the vowels and final consonants of conjoining Hangul. */
const takesNoColumn = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
/** Every character before U+0300 that is not a control takes a column. */
const firstMark = 768;
// src/report/frame.ts
/**
* The lines of the bars at `now` (milliseconds since the epoch): one for the run and one for every worker that there is room for. Each
* is at most `columns - 1` columns wide, and there are at most `rows - 1` of them: the last column and the last row are where
* terminals wrap and scroll.
*/
function formatFrame(progress, style, now) {
	const preparation = preparationOf(progress);
	if (preparation !== void 0) return [painted([{ text: preparation }], style)];
	const countColumns = widestCount(progress);
	const { shown, hidden } = lanesInView(progress.lanes, style.rows - 2);
	const nameOf = asGiven(progress.totals.given);
	return [
		painted(totalParts(progress, style, countColumns, now), style),
		...shown.map((lane) => painted(laneParts({
			...lane,
			source: nameOf(lane.source)
		}, style, countColumns), style)),
		...hidden > 0 ? [painted([{
			text: hiddenText(shown.length, hidden, style),
			look: "faint"
		}], style)] : []
	];
}
/**
* The workers to show in so many lines, by their number: those that still have work first, as the finished ones have nothing to
* tell; by number rather than by speed, as lines that change places cannot be read.
*/
function lanesInView(lanes, lines) {
	const numbered = lanes.map((lane, i) => ({
		...lane,
		number: i + 1
	}));
	if (lines < 1) return {
		shown: [],
		hidden: 0
	};
	if (lanes.length <= lines) return {
		shown: numbered,
		hidden: 0
	};
	const shown = [...numbered.filter(hasWork), ...numbered.filter((lane) => !hasWork(lane))].slice(0, lines - 1).sort((a, b) => a.number - b.number);
	return {
		shown,
		hidden: lanes.length - shown.length
	};
}
function hasWork({ finished, total }) {
	return finished < total;
}
function hiddenText(shown, hidden, { columns }) {
	const texts = shown > 0 ? [`+${counted(hidden, "more worker")}`, `+${formatCount(hidden)} more`] : [counted(hidden, "worker")];
	const room = columns - 1 - labelColumns;
	return " ".repeat(labelColumns) + (texts.find((text) => columnsOf(text) <= room) ?? texts.at(-1));
}
/** `100% `, and `  #8 ` above each other. */
const labelColumns = 5;
function totalParts(progress, style, countColumns, now) {
	const { finished, total } = figuresOf(progress, now);
	const share = shareOf(finished, total);
	const start = [
		{ text: `${Math.floor(share * 100)}% `.padStart(labelColumns) },
		...barParts(share, style),
		{ text: countText(finished, total).padStart(countColumns) }
	];
	return [...start, ...detailParts(progress, style.columns - 1 - columnsOfParts(start), now)];
}
function laneParts({ number, finished, total, source }, style, countColumns) {
	const start = [
		{ text: `#${number} `.padStart(labelColumns) },
		...barParts(shareOf(finished, total), style),
		{ text: countText(finished, total).padStart(countColumns) }
	];
	const room = style.columns - 1 - columnsOfParts(start) - separator.length;
	return [
		...start,
		{ text: separator },
		{
			text: shorten(visible(source), room),
			look: "faint"
		}
	];
}
/** A bar of a fifth of the terminal's width: fixed, so that it does not jump when the text beside it changes; none where it is narrow. */
function barParts(share, { columns, bar }) {
	const barColumns = Math.min(40, Math.floor(columns / 5));
	return barColumns < 6 ? [] : [{
		text: bar(share, barColumns),
		look: "bar"
	}, { text: " " }];
}
/** What there is to tell beside the bar, in reading order, as much of it as goes into `room` columns. */
function detailParts(progress, room, now) {
	const { failed, skipped, workersLost } = progress.totals;
	const { megapixelsPerSecond, imagesPerSecond, remainingMs } = figuresOf(progress, now);
	const failures = failed > 0 ? [detail(`${formatCount(failed)} failed`, 0, "failure")] : [];
	const remaining = remainingMs === void 0 ? [] : [detail(`${formatRemaining(remainingMs)} left`)];
	const pixelRate = megapixelsPerSecond === void 0 ? [] : [detail(`${formatRate(megapixelsPerSecond)} MP/s`, 9)];
	const skips = skipped > 0 ? [detail(`${formatCount(skipped)} skipped`)] : [];
	const imageRate = imagesPerSecond === void 0 ? [] : [detail(`${formatRate(imagesPerSecond)} images/s`, 13)];
	const losses = workersLost > 0 ? [detail(counted(workersLost, "worker lost", "workers lost"), 0, "failure")] : [];
	const kept = thatFit([
		failures,
		remaining,
		pixelRate,
		skips,
		imageRate,
		losses
	].flat(), room);
	return [
		imageRate,
		pixelRate,
		failures,
		skips,
		losses,
		remaining
	].flat().filter((part) => kept.has(part)).flatMap((part) => [{ text: separator }, part]);
}
function detail(text, columns = 0, look) {
	return {
		text,
		columns: Math.max(columns, columnsOf(text)),
		...look && { look }
	};
}
/** The details that go into `room` columns, the first being the most important. */
function thatFit(details, room) {
	let left = room;
	return new Set(details.filter(({ columns }) => {
		const fits = columns + separator.length <= left;
		if (fits) left -= columns + separator.length;
		return fits;
	}));
}
const separator = "  ";
/** The line as it is drawn: cut to the width of the terminal first and coloured then, as colours take bytes but no columns. */
function painted(parts, { columns, paint }) {
	let left = columns - 1;
	return parts.map(({ text, look }) => {
		const piece = shorten(text, left);
		left -= columnsOf(piece);
		return look ? paint[look](piece) : piece;
	}).join("").trimEnd();
}
function columnsOfParts(parts) {
	return parts.reduce((columns, { text }) => columns + columnsOf(text), 0);
}
function shareOf(finished, total) {
	return total === 0 ? 1 : Math.min(1, finished / total);
}
function countText(finished, total) {
	return `${formatCount(finished)}/${formatCount(total)}`;
}
/** The columns of the longest count of the frame once it is complete, so that counts stand below each other. */
function widestCount({ totals, lanes }) {
	return Math.max(...[totals.found, ...lanes.map(({ total }) => total)].map((total) => countText(total, total).length));
}
// src/report/terminal-block.ts
/**
* A block that leaves nothing behind when the window is resized. What a terminal does with the lines on its screen then differs:
* some cut them off, most wrap them anew. No count of rows survives that, so none is kept. Instead:
*
* - Between two frames the cursor waits at the first column of the block. Every terminal keeps the cursor with the text that it
*   stands in, so wherever the block went, it begins at the cursor, and all below the cursor may be erased.
* - The lines are joined by wrapping, not by line feeds, so that to the terminal the block is one long line with the cursor in it.
*   xterm.js (VS Code) moves the cursor by every row that wraps anew, even by those below; but the line of the cursor it leaves alone.
* - Each line is written with wrapping off: one that turns out wider than thought, because the terminal draws an emoji otherwise or
*   has just become narrower, is cut off at the edge and does not push the next ones down.
* - Unless the window was resized, a frame begins by restoring the position that the frame before has saved, so that keys pressed
*   meanwhile, Enter above all, do not shift it.
*/
function terminalBlock(stream) {
	let drawn = false;
	let positionSaved = false;
	const toStart = () => positionSaved ? restorePosition : firstColumn;
	return {
		draw(lines) {
			const block = lines.map((line) => wrapOff + line + eraseToLineEnd).join(nextLine) + eraseBelow + wrapOn;
			const erased = positionSaved ? "" : eraseBelow;
			stream.write(hideCursor + toStart() + erased + block + up(lines.length - 1) + firstColumn + savePosition);
			drawn = true;
			positionSaved = true;
		},
		moved() {
			positionSaved = false;
		},
		abandon() {
			if (drawn) stream.write(wrapOn + showCursor);
			drawn = false;
			positionSaved = false;
		},
		clear() {
			if (drawn) stream.write(toStart() + eraseBelow + wrapOn + showCursor);
			drawn = false;
			positionSaved = false;
		}
	};
}
const hideCursor = "\x1B[?25l";
const showCursor = "\x1B[?25h";
const wrapOff = "\x1B[?7l";
const wrapOn = "\x1B[?7h";
const savePosition = "\x1B7";
const restorePosition = "\x1B8";
const eraseToLineEnd = "\x1B[K";
const eraseBelow = "\x1B[J";
const firstColumn = "\r";
/** A space in the last column and one more, which wraps: the only way to a next line that the terminal takes for the same one. */
const nextLine = `[9999G${wrapOn}  ${firstColumn}`;
function up(rows) {
	return rows > 0 ? `\x1b[${rows}A` : "";
}
// src/report/bars.ts
/** The time between two frames. */
const frameMs = 90;
/** A window that is being dragged is left alone until it has kept its size for so long. */
const resizeSettleMs = 100;
/** How often a frame is drawn although nothing happened, for the time that is left. */
const idleFrameMs = 1e3;
/** How often a process in the background looks whether it has come to the foreground: that alone no signal tells. */
const foregroundMs = 1e3;
/**
* Bars on a terminal: one for the run and one for every worker, with the file it told of last. They are gone after the end, so that
* the summary stands where they were. Runs that end before the first frame is due show nothing, nor do those in the background, where
* the lines at the cursor are the shell's.
*
* cli-progress draws the bars proper, through its formatter. Its MultiBar would leave wreckage: it counts the rows it has drawn, a
* figure that resizing makes wrong, scrolls when there are more bars than rows, cuts text by UTF-16 units and keeps the process alive
* by its timer. The cursor is therefore moved by terminal-block.ts.
*/
function barsReporter({ stream, colour = wantsColour(stream) }) {
	const block = terminalBlock(stream);
	let progress = noProgress;
	let changed = false;
	let drawnAt = 0;
	let resizedAt = 0;
	let timer;
	/** Whether the terminal was ours when it was last looked at, and when that was. */
	let foreground = false;
	let lookedAt = 0;
	const mayDraw = (now) => {
		if (!foreground && now - lookedAt >= foregroundMs) {
			foreground = inForeground();
			lookedAt = now;
		}
		return foreground;
	};
	/** The one place from which frames are drawn. */
	const tick = () => {
		const now = Date.now();
		if (!(changed || now - drawnAt >= idleFrameMs) || now - resizedAt < resizeSettleMs || stream.writableNeedDrain || !mayDraw(now)) return;
		block.draw(formatFrame(progress, {
			...sizeOf(stream),
			paint: paint(colour),
			bar
		}, now));
		changed = false;
		drawnAt = now;
	};
	const onResize = () => {
		block.moved();
		changed = true;
		resizedAt = Date.now();
	};
	/** Ctrl-Z hands a clean terminal to the shell; whatever that prints, the bars begin below it afterwards. */
	const onSuspend = () => {
		block.clear();
		process.kill(process.pid, "SIGSTOP");
	};
	/** Every way into the background leads through here. */
	const onContinue = () => {
		foreground = inForeground();
		lookedAt = Date.now();
		if (foreground) block.moved();
		else block.abandon();
		changed = true;
	};
	const open = () => {
		timer = setInterval(tick, frameMs).unref();
		stream.on("resize", onResize);
		process.on("SIGTSTP", onSuspend).on("SIGCONT", onContinue).on("exit", close);
	};
	const close = () => {
		clearInterval(timer);
		stream.off("resize", onResize);
		process.off("SIGTSTP", onSuspend).off("SIGCONT", onContinue).off("exit", close);
		block.clear();
	};
	let state = "new";
	const report = (event) => {
		if (state === "closed") return;
		if (state === "new") open();
		state = event.type === "run-finished" ? "closed" : "open";
		progress = progressAfter(progress, event);
		changed = true;
		if (state === "closed") close();
	};
	return Object.assign(report, {
		note(sentence) {
			block.clear();
			stream.write(`${visible(sentence)}\n`);
			changed = true;
		},
		close() {
			state = "closed";
			close();
		}
	});
}
/** Some pseudo-terminals call themselves 0 × 0. */
function sizeOf({ rows, columns }) {
	return {
		rows: rows || 24,
		columns: columns || 80
	};
}
const { barCompleteChar, barIncompleteChar } = cliProgress.Presets.shades_classic;
function bar(share, columns) {
	return cliProgress.Format.BarFormat(share, {
		barsize: columns,
		barCompleteString: barCompleteChar.repeat(columns),
		barIncompleteString: barIncompleteChar.repeat(columns),
		barGlue: ""
	});
}
export { barsReporter };
