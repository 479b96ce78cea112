/**
 * Tiles of equal size, as OpenCV's CLAHE lays them: where either axis does not divide by its number of tiles, both get
 * `tiles − size % tiles` samples of padding at their end, so an axis that divides gets a whole extra `tiles`.
 */
export function tileGrid({ width, height }, { columns, rows }) {
    const divides = width % columns === 0 && height % rows === 0;
    const padded = (size, tiles) => (divides ? size : size + tiles - (size % tiles));
    return {
        x: tileAxis(width, padded(width, columns), columns),
        y: tileAxis(height, padded(height, rows), rows),
    };
}
/** The two tiles that cell `index` of an axis looks at. */
export function tilesOfCell({ tiles }, index) {
    return { near: Math.max(index - 1, 0), far: Math.min(index, tiles - 1) };
}
/**
 * Which sample stands at a position of the padding: the image is mirrored at its last sample, which is not repeated, and so on
 * to and fro (BORDER_REFLECT_101). Positions inside the image stand for themselves.
 */
export function mirrored(position, size) {
    if (size === 1)
        return 0;
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
        const position = Math.fround(Math.fround(at * inverse) - 0.5);
        const near = Math.floor(position);
        shares[at] = position - near;
        while (cellStarts.length < near + 2)
            cellStarts.push(at);
    }
    const cells = cellStarts.length;
    return { size, tileSize, tiles: Math.min(cells, tiles), shares, cellStarts: Uint32Array.from([...cellStarts, size]) };
}
