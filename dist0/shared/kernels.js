import { i as memoryUpTo, l as instantiate, n as freeAddress, o as colourCount, r as letGo, s as emptyPlane, u as kernelsOf } from "./memory.js";
// src/pixels/table.ts
/** The table that makes `entry(v)` of each level v. It has 256 or 65,536 levels; each entry must be a whole number within them. */
function tableOf(levels, entry) {
	const table = emptyTable(levels);
	for (let level = 0; level < levels; level++) table[level] = entry(level);
	return table;
}
/** The table that leaves every level as it is. */
function identityTable(levels) {
	return tableOf(levels, (level) => level);
}
/** Room for a table, all 0. */
function emptyTable(levels) {
	return levels === 256 ? new Uint8Array(levels) : new Uint16Array(levels);
}
/** For values from 0 on: the nearest whole number, and the even one of two that are as near. So numpy and OpenCV round. */
function roundHalfToEven(value) {
	const nearest = Math.round(value);
	return nearest - value === .5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}
// src/pixels/methods/clahe-grid.ts
/**
* Tiles of equal size, as OpenCV's CLAHE lays them: where either axis does not divide by its number of tiles, both get
* `tiles − size % tiles` samples of padding at their end, so an axis that divides gets a whole extra `tiles`.
*/
function tileGrid({ width, height }, { columns, rows }) {
	const divides = width % columns === 0 && height % rows === 0;
	const padded = (size, tiles) => divides ? size : size + tiles - size % tiles;
	return {
		x: tileAxis(width, padded(width, columns), columns),
		y: tileAxis(height, padded(height, rows), rows)
	};
}
/** The two tiles that cell `index` of an axis looks at. */
function tilesOfCell({ tiles }, index) {
	return {
		near: Math.max(index - 1, 0),
		far: Math.min(index, tiles - 1)
	};
}
/**
* Which sample stands at a position of the padding: the image is mirrored at its last sample, which is not repeated, and so on
* to and fro (BORDER_REFLECT_101). Positions inside the image stand for themselves.
*/
function mirrored(position, size) {
	if (size === 1) return 0;
	const period = 2 * (size - 1);
	const offset = position % period;
	return offset < size ? offset : period - offset;
}
/** OpenCV computes positions in 32-bit floats, which decides rounding in the end, hence `Math.fround` after every step. */
function tileAxis(size, paddedSize, tiles) {
	const tileSize = paddedSize / tiles;
	const inverse = Math.fround(1 / tileSize);
	const shares = new Float32Array(size);
	const cellStarts = [];
	for (let at = 0; at < size; at++) {
		const position = Math.fround(Math.fround(at * inverse) - .5);
		const near = Math.floor(position);
		shares[at] = position - near;
		while (cellStarts.length < near + 2) cellStarts.push(at);
	}
	const cells = cellStarts.length;
	return {
		size,
		tileSize,
		tiles: Math.min(cells, tiles),
		shares,
		cellStarts: Uint32Array.from([...cellStarts, size])
	};
}
// src/pixels/methods/clahe-reference.ts
/**
* Contrast limited adaptive histogram equalisation as `cv2.createCLAHE` defines it, sample for sample: the plain version, which
* says what the fast one must do. Where the mask is 0, samples are not counted. Only two rows of tables are held at a time.
* Source: modules/imgproc/src/clahe.cpp of OpenCV 4.
*/
function claheReference(plane, { tiles, clipLimit }, mask) {
	const grid = tileGrid(plane, tiles);
	const samples = plane.samples.slice();
	let lower = tablesOfRow(plane, grid, 0, clipLimit, mask);
	for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
		const upper = lower;
		const { near, far } = tilesOfCell(grid.y, cellRow);
		if (far !== near) lower = tablesOfRow(plane, grid, far, clipLimit, mask);
		blendCellRow$1(plane.samples, samples, grid, cellRow, upper, lower);
	}
	return {
		...plane,
		samples
	};
}
function tablesOfRow(plane, grid, tileRow, clipLimit, mask) {
	return Array.from({ length: grid.x.tiles }, (_, tileColumn) => clippedTable(tileHistogram(plane, grid, tileColumn, tileRow, mask), clipLimit));
}
function tileHistogram({ samples, maxSample }, { x, y }, tileColumn, tileRow, mask) {
	const histogram = new Uint32Array(maxSample + 1);
	for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
		const rowStart = mirrored(row, y.size) * x.size;
		for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
			const at = rowStart + mirrored(column, x.size);
			if (mask?.samples[at] !== 0) histogram[samples[at]]++;
		}
	}
	return histogram;
}
/** Equalises with the contrast limited. A tile without a counted sample changes nothing. */
function clippedTable(histogram, clipLimit) {
	const levels = histogram.length;
	const counted = histogram.reduce((sum, count) => sum + count, 0);
	if (counted === 0) return identityTable(levels);
	if (clipLimit > 0) clip(histogram, Math.max(Math.floor(clipLimit * counted / levels), 1));
	const scale = Math.fround((levels - 1) / Math.fround(counted));
	let sum = 0;
	return tableOf(levels, (level) => {
		sum += histogram[level];
		return roundHalfToEven(Math.fround(Math.fround(sum) * scale));
	});
}
/** Cuts bins at the limit and spreads what was cut evenly over all bins, in one pass: bins may end above the limit. */
function clip(histogram, limit) {
	const levels = histogram.length;
	let excess = 0;
	for (let level = 0; level < levels; level++) {
		excess += Math.max(histogram[level] - limit, 0);
		histogram[level] = Math.min(histogram[level], limit);
	}
	const everyBin = Math.floor(excess / levels);
	const rest = excess % levels;
	for (let level = 0; level < levels; level++) histogram[level] += everyBin;
	const step = Math.max(Math.floor(levels / rest), 1);
	for (let i = 0; i < rest; i++) histogram[i * step]++;
}
/** Mixes, for each sample of a row of cells, what the four tiles around it make of its level. */
function blendCellRow$1(before, after, { x, y }, cellRow, upper, lower) {
	for (let row = y.cellStarts[cellRow]; row < y.cellStarts[cellRow + 1]; row++) for (let cell = 0; cell + 1 < x.cellStarts.length; cell++) {
		const { near, far } = tilesOfCell(x, cell);
		for (let column = x.cellStarts[cell]; column < x.cellStarts[cell + 1]; column++) {
			const at = row * x.size + column;
			const level = before[at];
			after[at] = roundHalfToEven(mix(mix(upper[near][level], upper[far][level], x.shares[column]), mix(lower[near][level], lower[far][level], x.shares[column]), y.shares[row]));
		}
	}
}
/** In 32-bit floats and in this order, as OpenCV does. */
function mix(near, far, share) {
	return Math.fround(Math.fround(near * Math.fround(1 - share)) + Math.fround(far * share));
}
// src/pixels/kernels/kernels-reference.ts
/** The plain version, which says what the fast one must do. */
const referenceKernels = {
	name: "reference",
	countLuma(raster) {
		const { samples, channels, maxSample } = raster;
		const histogram = new Uint32Array(maxSample + 1);
		for (let at = 0; at < samples.length; at += channels) if (isVisible(raster, at)) histogram[lumaAt(samples, at)]++;
		return histogram;
	},
	mapLuma(raster, table) {
		const { samples, channels } = raster;
		for (let at = 0; at < samples.length; at += channels) {
			const luma = lumaAt(samples, at);
			move(raster, at, table[luma] - luma);
		}
	},
	readLuma(raster) {
		const { samples, channels } = raster;
		const luma = emptyPlane(raster);
		for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) luma[pixel] = lumaAt(samples, at);
		return luma;
	},
	replaceLuma(raster, luma) {
		const { samples, channels } = raster;
		for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) move(raster, at, luma[pixel] - lumaAt(samples, at));
	},
	countChannels(raster) {
		const { samples, channels, maxSample } = raster;
		return Array.from({ length: colourCount(raster) }, (_, colour) => {
			const histogram = new Uint32Array(maxSample + 1);
			for (let at = 0; at < samples.length; at += channels) if (isVisible(raster, at)) histogram[samples[at + colour]]++;
			return histogram;
		});
	},
	mapChannels({ samples, channels }, tables) {
		tables.forEach((table, colour) => {
			for (let at = colour; at < samples.length; at += channels) samples[at] = table[samples[at]];
		});
	},
	takeMemory: () => void 0,
	clahe: claheReference
};
function isVisible({ samples, channels }, at) {
	return channels % 2 === 1 || samples[at + channels - 1] !== 0;
}
/** Y of BT.601, full range, in OpenCV's fixed point for 8 and 16 bits. */
function lumaAt(samples, at) {
	return 4899 * samples[at] + 9617 * samples[at + 1] + 1868 * samples[at + 2] + 8192 >>> 14;
}
/** Holding Cb and Cr and changing Y by d adds d to each of R, G and B. */
function move({ samples, maxSample }, at, d) {
	for (let i = at; i < at + 3; i++) samples[i] = Math.min(Math.max(samples[i] + d, 0), maxSample);
}
// src/pixels/methods/clahe-wasm.ts
/**
* CLAHE on WASM SIMD, the same as the plain version sample for sample. Rows pass through the instance's memory chunk by chunk;
* beside them it holds the tables of two rows of tiles and of one row of cells. The instance is made at the first use.
*/
function wasmClahe(instantiate) {
	let wasm;
	return (plane, options, mask, to) => {
		const grid = tileGrid(plane, options.tiles);
		wasm ??= instantiate();
		const layout = layoutOf(grid, plane.maxSample, wasm.freeFrom.value);
		if (layout.end > mostBytes$1 || samplesOfTile(grid) > mostSamples) return claheReference(plane, options, mask);
		const samples = to !== void 0 && (to.buffer !== plane.samples.buffer || looksOnlyBelow(grid)) ? to : emptyPlane(plane);
		blendRows(jobOn(wasm, layout, grid, plane, options, mask), samples);
		if (wasm.memory.buffer.byteLength > keptBytes$1) {
			letGo(wasm);
			wasm = void 0;
		}
		return {
			...plane,
			samples
		};
	};
}
/**
* Whether all that a row of tiles shows lies below what is blended before it is counted, so that the result may take the place of the
* plane. The padding shows the last rows once more: of small planes they may be the first ones.
*/
function looksOnlyBelow({ y: { size, tiles, tileSize, cellStarts } }) {
	for (let row = size; row < tiles * tileSize; row++) if (mirrored(row, size) < cellStarts[Math.floor(row / tileSize)]) return false;
	return true;
}
/** The memory that CLAHE needs beside the plane and its result. */
function claheScratchBytes(shape, tiles) {
	return layoutOf(tileGrid(shape, tiles), shape.maxSample, 0).end;
}
/** WASM addresses 4 GiB; beyond lies a row of thousands of 16-bit tiles, which the plain version takes. */
const mostBytes$1 = 2 ** 32 - 2 ** 24;
/** Counts are signed where they become floats. */
const mostSamples = 2 ** 31 - 1;
/** An instance whose memory has grown beyond this is not kept, for memory never shrinks. */
const keptBytes$1 = 67108864;
/** Bytes of samples that are copied at a time, at least one row. Within 16 to 512 KiB the time is the same. */
const chunkBytes = 65536;
function layoutOf({ x, y }, maxSample, start) {
	const { sampleBytes, countsOfTile, cellEntryBytes } = depths[maxSample];
	const levels = maxSample + 1;
	const cells = x.cellStarts.length - 1;
	const rowsOfChunk = Math.max(Math.min(Math.floor(chunkBytes / (x.size * sampleBytes)), y.tileSize), 1);
	const chunkSamples = rowsOfChunk * x.size + slackSamples;
	const tileTableBytes = x.tiles * levels * sampleBytes;
	const cellTablesPay = x.size * y.tileSize * 2 > cells * levels;
	let end = start;
	const take = (bytes) => {
		const at = Math.ceil(end / 64) * 64;
		end = at + bytes;
		return at;
	};
	return {
		rowsOfChunk,
		chunk: take(chunkSamples * sampleBytes),
		changed: take(chunkSamples * sampleBytes),
		maskChunk: take(chunkSamples),
		countBytes: x.tiles * countsOfTile * 4,
		counts: take(x.tiles * countsOfTile * 4),
		tileTableBytes,
		tileTables: take(2 * tileTableBytes),
		cellTables: cellTablesPay ? take(cells * levels * cellEntryBytes) : void 0,
		cellStarts: take(x.cellStarts.byteLength),
		columnShares: take(x.shares.byteLength + slackSamples * 4),
		rowShares: take(y.shares.byteLength),
		paddingSources: take(paddingOf(x) * 4),
		end
	};
}
/** Blocks of four samples may read beyond the end. */
const slackSamples = 16;
/** Columns of the padding that belong to tiles that any sample looks at. */
function paddingOf({ tiles, tileSize, size }) {
	return Math.max(tiles * tileSize - size, 0);
}
function samplesOfTile({ x, y }) {
	return x.tileSize * y.tileSize;
}
function jobOn(wasm, layout, grid, plane, { clipLimit }, mask) {
	const buffer = memoryUpTo(layout.end, wasm);
	const { x, y } = grid;
	new Uint8Array(buffer, layout.counts, layout.countBytes).fill(0);
	new Uint32Array(buffer, layout.cellStarts).set(x.cellStarts);
	new Float32Array(buffer, layout.columnShares).set(x.shares);
	new Float32Array(buffer, layout.rowShares).set(y.shares);
	const sources = new Uint32Array(buffer, layout.paddingSources);
	for (let i = 0; i < paddingOf(x); i++) sources[i] = mirrored(x.size + i, x.size);
	const memoryBytes = new Uint8Array(buffer);
	const memory = plane.maxSample === 255 ? memoryBytes : new Uint16Array(buffer);
	return {
		grid,
		plane,
		mask,
		clipLimit,
		layout,
		kernels: depths[plane.maxSample].kernels(wasm),
		memory,
		memoryBytes
	};
}
function blendRows(job, samples) {
	const { grid } = job;
	makeTables(job, 0);
	for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
		const { near, far } = tilesOfCell(grid.y, cellRow);
		if (far !== near) makeTables(job, far);
		blendCellRow(job, cellRow, samples);
	}
}
/** Counts a row of tiles and makes their tables. */
function makeTables(job, tileRow) {
	const { grid, mask, clipLimit, layout, kernels } = job;
	const { x, y } = grid;
	const maskChunk = mask ? layout.maskChunk : 0;
	const end = (tileRow + 1) * y.tileSize;
	for (let row = tileRow * y.tileSize; row < end; row += layout.rowsOfChunk) {
		const rows = Math.min(layout.rowsOfChunk, end - row);
		loadRows(job, row, rows);
		kernels.countTiles(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts);
		kernels.countPadding(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts, layout.paddingSources, paddingOf(x));
	}
	kernels.tileTables(layout.counts, x.tiles, mask ? 0 : samplesOfTile(grid), clipLimit, tablesOf(layout, tileRow));
}
/** Copies rows of the plane, and of the mask, to their chunks. Rows may lie in the padding below the image. */
function loadRows({ plane, mask, layout, memory, memoryBytes }, firstRow, rows) {
	const { width, height } = plane;
	const inside = Math.min(Math.max(height - firstRow, 0), rows);
	load(firstRow, inside, 0);
	for (let row = inside; row < rows; row++) load(mirrored(firstRow + row, height), 1, row);
	function load(row, count, to) {
		const [start, end] = [row * width, (row + count) * width];
		memory.set(plane.samples.subarray(start, end), layout.chunk / memory.BYTES_PER_ELEMENT + to * width);
		if (mask) loadMask(mask.samples.subarray(start, end), memoryBytes.subarray(layout.maskChunk + to * width));
	}
}
/** As bytes. The low byte of a 16-bit level may be 0 where the level is not. */
function loadMask(mask, to) {
	if (mask.BYTES_PER_ELEMENT === 1) to.set(mask);
	else for (let i = 0; i < mask.length; i++) to[i] = mask[i] === 0 ? 0 : 1;
}
/** Rows of tiles take turns in two places: a row of cells looks at two that follow each other. */
function tablesOf({ tileTables, tileTableBytes }, tileRow) {
	return tileTables + tileRow % 2 * tileTableBytes;
}
function blendCellRow({ grid, plane, layout, kernels, memory }, cellRow, samples) {
	const { x, y } = grid;
	const { near, far } = tilesOfCell(y, cellRow);
	const [upper, lower] = [tablesOf(layout, near), tablesOf(layout, far)];
	const cells = x.cellStarts.length - 1;
	const { chunk, changed, cellTables, cellStarts, columnShares } = layout;
	if (cellTables !== void 0) kernels.cellTables(upper, lower, x.tiles, cells, cellTables);
	const end = y.cellStarts[cellRow + 1];
	for (let row = y.cellStarts[cellRow]; row < end; row += layout.rowsOfChunk) {
		const rows = Math.min(layout.rowsOfChunk, end - row);
		const from = row * x.size;
		const to = (row + rows) * x.size;
		memory.set(plane.samples.subarray(from, to), chunk / memory.BYTES_PER_ELEMENT);
		const shares = [columnShares, layout.rowShares + row * 4];
		if (cellTables === void 0) kernels.blend(chunk, changed, x.size, rows, cellStarts, cells, ...shares, upper, lower, x.tiles);
		else kernels.blendByCells(chunk, changed, x.size, rows, cellStarts, cells, ...shares, cellTables);
		const at = changed / memory.BYTES_PER_ELEMENT;
		samples.set(memory.subarray(at, at + to - from), from);
	}
}
/** What differs between the depths. A tile's counts are four histograms of 8 bits, or one of 16. */
const depths = {
	255: {
		sampleBytes: 1,
		countsOfTile: 1024,
		cellEntryBytes: 16,
		kernels: (wasm) => ({
			countTiles: wasm.countTiles8,
			countPadding: wasm.countPadding8,
			tileTables: wasm.tileTables8,
			cellTables: wasm.cellTables8,
			blend: wasm.blend8,
			blendByCells: wasm.blendByCells8
		})
	},
	65535: {
		sampleBytes: 2,
		countsOfTile: 65536,
		cellEntryBytes: 8,
		kernels: (wasm) => ({
			countTiles: wasm.countTiles16,
			countPadding: wasm.countPadding16,
			tileTables: wasm.tileTables16,
			cellTables: wasm.cellTables16,
			blend: wasm.blend16,
			blendByCells: wasm.blendByCells16
		})
	}
};
// src/pixels/kernels/kernels-wasm.ts
/**
* The kernels of `kernels/` on WASM SIMD. Samples pass through the instance's memory chunk by chunk, so that it stays at
* 1.3 MiB for any image; those in `KernelMemory` stay where they are. Throws where the file is missing or SIMD is.
*/
function wasmKernels() {
	const wasm = instantiate();
	const depth8 = kernelsOf8Bits(wasm);
	const depth16 = kernelsOf16Bits(wasm);
	const kernelsFor = ({ maxSample }) => maxSample === 255 ? depth8 : depth16;
	const memories = new KernelMemories();
	return {
		name: "wasm-simd",
		countLuma(raster) {
			const kernels = kernelsFor(raster);
			clearCounts(kernels);
			forEachChunk(kernels, raster, ({ pixels }) => {
				kernels.luma(pixels, raster.channels);
				if (raster.channels === 4) kernels.countVisible(pixels);
				else kernels.count(kernels.plane, pixels);
			});
			return sumOfPartialCounts(kernels);
		},
		mapLuma(raster, table) {
			const kernels = kernelsFor(raster);
			loadTables(kernels, [table]);
			forEachChunk(kernels, raster, ({ samples, pixels }) => {
				kernels.luma(pixels, raster.channels);
				kernels.map(kernels.plane, kernels.changed, pixels);
				kernels.move(pixels, raster.channels);
				fetch(kernels, kernels.chunk, samples);
			});
		},
		readLuma(raster) {
			const kernels = kernelsFor(raster);
			const luma = emptyPlane(raster);
			forEachChunk(kernels, raster, ({ firstPixel, pixels }) => {
				kernels.luma(pixels, raster.channels);
				fetch(kernels, kernels.plane, luma.subarray(firstPixel, firstPixel + pixels));
			});
			return luma;
		},
		replaceLuma(raster, luma) {
			const kernels = kernelsFor(raster);
			forEachChunk(kernels, raster, ({ samples, firstPixel, pixels }) => {
				kernels.luma(pixels, raster.channels);
				store(kernels, kernels.changed, luma.subarray(firstPixel, firstPixel + pixels));
				kernels.move(pixels, raster.channels);
				fetch(kernels, kernels.chunk, samples);
			});
		},
		countChannels(raster) {
			const place = memories.placeOf(raster);
			if (place) return [countInPlace(place, raster)];
			const kernels = kernelsFor(raster);
			clearCounts(kernels);
			forEachChunk(kernels, raster, ({ pixels }) => {
				if (raster.channels === 1) kernels.count(kernels.plane, pixels);
				else kernels.countChannels(pixels, raster.channels);
			});
			if (raster.channels === 1) return [sumOfPartialCounts(kernels)];
			return Array.from({ length: colourCount(raster) }, (_, colour) => countsAt(kernels, colour).slice());
		},
		mapChannels(raster, tables) {
			const place = memories.placeOf(raster);
			if (place) return mapInPlace(place, raster, tables);
			const kernels = kernelsFor(raster);
			loadTables(kernels, tables);
			forEachChunk(kernels, raster, ({ samples, pixels }) => {
				if (raster.channels === 1) kernels.map(kernels.plane, kernels.changed, pixels);
				else kernels.mapChannels(pixels, raster.channels);
				fetch(kernels, raster.channels === 1 ? kernels.changed : kernels.chunk, samples);
			});
		},
		takeMemory: (bytes) => memories.take(bytes),
		clahe: wasmClahe(instantiate)
	};
}
/**
* Instances whose memory holds planes, so that neither the kernels nor who fills and empties them copy anything. One that was given
* back waits for the next image: on photographs of 5 megapixels, decoded, equalised and encoded, fresh pages cost 1 ms of 6.7 a
* megapixel. Unlike the memory of typed arrays it does not count for the garbage collector, which has nothing to find there.
*/
var KernelMemories = class {
	#waiting = [];
	/** The kernels of each memory. */
	#kernels = /* @__PURE__ */ new WeakMap();
	take(bytes) {
		if (bytes > mostBytes) return void 0;
		try {
			const wasm = this.#waiting.pop() ?? instantiate();
			const start = freeAddress(wasm);
			const buffer = memoryUpTo(start + bytes, wasm);
			if (!this.#kernels.has(buffer)) this.#kernels.set(buffer, kernelsOf8Bits(wasm));
			return {
				bytes: new Uint8Array(buffer, start, bytes),
				release: (mostBytes) => this.#release(wasm, mostBytes)
			};
		} catch {
			return;
		}
	}
	/** Memory never shrinks, so one that held a giant is let go. */
	#release(wasm, mostBytes = keptBytes) {
		if (wasm.memory.buffer.byteLength <= Math.min(keptBytes, mostBytes) && this.#waiting.length < mostWaiting) this.#waiting.push(wasm);
		else letGo(wasm);
	}
	/** Where the samples of a grey raster lie, if it is in one of these memories. */
	placeOf({ samples, channels, maxSample }) {
		const kernels = channels === 1 && maxSample === 255 ? this.#kernels.get(samples.buffer) : void 0;
		return kernels && {
			kernels,
			at: samples.byteOffset
		};
	}
};
/** Numbers of samples are signed. */
const mostBytes = 2 ** 31 - 1;
/** Of colour at half resolution, the planes of 28 megapixels and room for the file that is made of them. */
const keptBytes = 128 * 2 ** 20;
/** A thread has one image at a time to do. */
const mostWaiting = 1;
function countInPlace({ kernels, at }, { samples }) {
	clearCounts(kernels);
	kernels.count(at, samples.length);
	return sumOfPartialCounts(kernels);
}
function mapInPlace({ kernels, at }, { samples }, tables) {
	loadTables(kernels, tables);
	kernels.map(at, at, samples.length);
}
/** Copies the image chunk by chunk to where the kernels work: one channel into `plane`, more into `chunk`. */
function forEachChunk(kernels, { samples, channels }, work) {
	const target = channels === 1 ? kernels.plane : kernels.chunk;
	const chunkLength = kernels.chunkBytes / kernels.memory.BYTES_PER_ELEMENT;
	for (let start = 0; start < samples.length; start += chunkLength) {
		const part = samples.subarray(start, start + chunkLength);
		store(kernels, target, part);
		work({
			samples: part,
			firstPixel: start / channels,
			pixels: part.length / channels
		});
	}
}
function store({ memory }, address, samples) {
	memory.set(samples, address / memory.BYTES_PER_ELEMENT);
}
function fetch({ memory }, address, samples) {
	const from = address / memory.BYTES_PER_ELEMENT;
	samples.set(memory.subarray(from, from + samples.length));
}
const tableBytes = 131072;
function loadTables(kernels, tables) {
	tables.forEach((table, i) => {
		store(kernels, kernels.tables + i * tableBytes, table);
	});
}
/** The i-th histogram in the kernels' memory. */
function countsAt({ memory, counts, levels }, i) {
	return new Uint32Array(memory.buffer, counts + i * levels * Uint32Array.BYTES_PER_ELEMENT, levels);
}
const histogramsInMemory = {
	256: 4,
	65536: 3
};
function clearCounts(kernels) {
	new Uint32Array(kernels.memory.buffer, kernels.counts, histogramsInMemory[kernels.levels] * kernels.levels).fill(0);
}
function sumOfPartialCounts(kernels) {
	const sum = countsAt(kernels, 0).slice();
	for (let i = 1; i < kernels.partialCounts; i++) {
		const partial = countsAt(kernels, i);
		for (let level = 0; level < sum.length; level++) sum[level] += partial[level];
	}
	return sum;
}
function kernelsOf8Bits(wasm) {
	return {
		...addresses(wasm),
		memory: new Uint8Array(wasm.memory.buffer),
		levels: 256,
		partialCounts: 4,
		luma: wasm.luma8,
		count: wasm.count8,
		countVisible: wasm.countVisible8,
		map: wasm.map8,
		move: wasm.move8,
		countChannels: wasm.countChannels8,
		mapChannels: wasm.mapChannels8
	};
}
function kernelsOf16Bits(wasm) {
	return {
		...addresses(wasm),
		memory: new Uint16Array(wasm.memory.buffer),
		levels: 65536,
		partialCounts: 2,
		luma: wasm.luma16,
		count: wasm.count16,
		countVisible: wasm.countVisible16,
		map: wasm.map16,
		move: wasm.move16,
		countChannels: wasm.countChannels16,
		mapChannels: wasm.mapChannels16
	};
}
function addresses({ chunkBytes, chunk, plane, changed, tables, counts }) {
	return {
		chunkBytes: chunkBytes.value,
		chunk: chunk.value,
		plane: plane.value,
		changed: changed.value,
		tables: tables.value,
		counts: counts.value
	};
}
// src/pixels/kernels/kernels.ts
/** The hot loops, in the fastest form that this machine has. */
const kernels = kernelsOf(wasmKernels, referenceKernels);
export { roundHalfToEven as a, identityTable as i, claheScratchBytes as n, tableOf as o, mirrored as r, kernels as t };
