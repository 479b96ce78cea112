import { letGo, memoryUpTo } from '../../wasm/memory.js';
import { emptyPlane } from '../raster.js';
import { mirrored, tileGrid, tilesOfCell } from './clahe-grid.js';
import { claheReference } from './clahe-reference.js';
/**
 * CLAHE on WASM SIMD, the same as the plain version sample for sample. Rows pass through the instance's memory chunk by chunk;
 * beside them it holds the tables of two rows of tiles and of one row of cells. The instance is made at the first use.
 */
export function wasmClahe(instantiate) {
    let wasm;
    return (plane, options, mask, to) => {
        const grid = tileGrid(plane, options.tiles);
        wasm ??= instantiate();
        const layout = layoutOf(grid, plane.maxSample, wasm.freeFrom.value);
        if (layout.end > mostBytes || samplesOfTile(grid) > mostSamples)
            return claheReference(plane, options, mask);
        const samples = to !== undefined && (to.buffer !== plane.samples.buffer || looksOnlyBelow(grid)) ? to : emptyPlane(plane);
        blendRows(jobOn(wasm, layout, grid, plane, options, mask), samples);
        if (wasm.memory.buffer.byteLength > keptBytes) {
            letGo(wasm);
            wasm = undefined;
        }
        return { ...plane, samples };
    };
}
/**
 * Whether all that a row of tiles shows lies below what is blended before it is counted, so that the result may take the place of the
 * plane. The padding shows the last rows once more: of small planes they may be the first ones.
 */
function looksOnlyBelow({ y: { size, tiles, tileSize, cellStarts } }) {
    for (let row = size; row < tiles * tileSize; row++) {
        if (mirrored(row, size) < cellStarts[Math.floor(row / tileSize)])
            return false;
    }
    return true;
}
/** The memory that CLAHE needs beside the plane and its result. */
export function claheScratchBytes(shape, tiles) {
    return layoutOf(tileGrid(shape, tiles), shape.maxSample, 0).end;
}
/** WASM addresses 4 GiB; beyond lies a row of thousands of 16-bit tiles, which the plain version takes. */
const mostBytes = 2 ** 32 - 2 ** 24;
/** Counts are signed where they become floats. */
const mostSamples = 2 ** 31 - 1;
/** An instance whose memory has grown beyond this is not kept, for memory never shrinks. */
const keptBytes = 64 * 1024 * 1024;
/** Bytes of samples that are copied at a time, at least one row. Within 16 to 512 KiB the time is the same. */
const chunkBytes = 65536;
function layoutOf({ x, y }, maxSample, start) {
    const { sampleBytes, countsOfTile, cellEntryBytes } = depths[maxSample];
    const levels = maxSample + 1;
    const cells = x.cellStarts.length - 1;
    const rowsOfChunk = Math.max(Math.min(Math.floor(chunkBytes / (x.size * sampleBytes)), y.tileSize), 1);
    const chunkSamples = rowsOfChunk * x.size + slackSamples;
    const tileTableBytes = x.tiles * levels * sampleBytes;
    // Half as many samples as entries: see the figures at blendByCells8.
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
        cellTables: cellTablesPay ? take(cells * levels * cellEntryBytes) : undefined,
        cellStarts: take(x.cellStarts.byteLength),
        columnShares: take(x.shares.byteLength + slackSamples * 4),
        rowShares: take(y.shares.byteLength),
        paddingSources: take(paddingOf(x) * 4),
        end,
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
    for (let i = 0; i < paddingOf(x); i++)
        sources[i] = mirrored(x.size + i, x.size);
    const memoryBytes = new Uint8Array(buffer);
    const memory = plane.maxSample === 255 ? memoryBytes : new Uint16Array(buffer);
    return { grid, plane, mask, clipLimit, layout, kernels: depths[plane.maxSample].kernels(wasm), memory, memoryBytes };
}
function blendRows(job, samples) {
    const { grid } = job;
    makeTables(job, 0);
    for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
        const { near, far } = tilesOfCell(grid.y, cellRow);
        if (far !== near)
            makeTables(job, far);
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
    for (let row = inside; row < rows; row++)
        load(mirrored(firstRow + row, height), 1, row);
    function load(row, count, to) {
        const [start, end] = [row * width, (row + count) * width];
        memory.set(plane.samples.subarray(start, end), layout.chunk / memory.BYTES_PER_ELEMENT + to * width);
        if (mask)
            loadMask(mask.samples.subarray(start, end), memoryBytes.subarray(layout.maskChunk + to * width));
    }
}
/** As bytes. The low byte of a 16-bit level may be 0 where the level is not. */
function loadMask(mask, to) {
    if (mask.BYTES_PER_ELEMENT === 1)
        to.set(mask);
    else
        for (let i = 0; i < mask.length; i++)
            to[i] = mask[i] === 0 ? 0 : 1;
}
/** Rows of tiles take turns in two places: a row of cells looks at two that follow each other. */
function tablesOf({ tileTables, tileTableBytes }, tileRow) {
    return tileTables + (tileRow % 2) * tileTableBytes;
}
function blendCellRow({ grid, plane, layout, kernels, memory }, cellRow, samples) {
    const { x, y } = grid;
    const { near, far } = tilesOfCell(y, cellRow);
    const [upper, lower] = [tablesOf(layout, near), tablesOf(layout, far)];
    const cells = x.cellStarts.length - 1;
    const { chunk, changed, cellTables, cellStarts, columnShares } = layout;
    if (cellTables !== undefined)
        kernels.cellTables(upper, lower, x.tiles, cells, cellTables);
    const end = y.cellStarts[cellRow + 1];
    for (let row = y.cellStarts[cellRow]; row < end; row += layout.rowsOfChunk) {
        const rows = Math.min(layout.rowsOfChunk, end - row);
        const from = row * x.size;
        const to = (row + rows) * x.size;
        memory.set(plane.samples.subarray(from, to), chunk / memory.BYTES_PER_ELEMENT);
        const shares = [columnShares, layout.rowShares + row * 4];
        if (cellTables === undefined)
            kernels.blend(chunk, changed, x.size, rows, cellStarts, cells, ...shares, upper, lower, x.tiles);
        else
            kernels.blendByCells(chunk, changed, x.size, rows, cellStarts, cells, ...shares, cellTables);
        const at = changed / memory.BYTES_PER_ELEMENT;
        samples.set(memory.subarray(at, at + to - from), from);
    }
}
/** What differs between the depths. A tile's counts are four histograms of 8 bits, or one of 16. */
const depths = {
    255: {
        sampleBytes: 1,
        countsOfTile: 4 * 256,
        cellEntryBytes: 16,
        kernels: (wasm) => ({
            countTiles: wasm.countTiles8,
            countPadding: wasm.countPadding8,
            tileTables: wasm.tileTables8,
            cellTables: wasm.cellTables8,
            blend: wasm.blend8,
            blendByCells: wasm.blendByCells8,
        }),
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
            blendByCells: wasm.blendByCells16,
        }),
    },
};
