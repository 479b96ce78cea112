/** Into how many tiles an image is divided. */
export interface Tiles {
    /** Side by side. */
    readonly columns: number;
    /** One above the other. */
    readonly rows: number;
}
/** The tiles of a plane, and which of them each sample looks at, along both axes. */
export interface TileGrid {
    readonly x: TileAxis;
    readonly y: TileAxis;
}
/** One axis of the grid. Positions and sizes are in samples. */
export interface TileAxis {
    readonly size: number;
    readonly tileSize: number;
    /** How many tiles, from the first on, any sample looks at; the others lie in the padding. Never more than `size` + 1. */
    readonly tiles: number;
    /** How much of the farther tile's level a sample takes, 0..1, as a 32-bit float; the nearer one gives the rest. */
    readonly shares: Float32Array;
    /**
     * Where cells begin, and the end of the last one: all samples of cell c stand between the middles of the tiles c − 1 and c,
     * and look at those two. In the first and in the last cell the two are the same tile.
     */
    readonly cellStarts: Uint32Array;
}
/**
 * Tiles of equal size, as OpenCV's CLAHE lays them: where either axis does not divide by its number of tiles, both get
 * `tiles − size % tiles` samples of padding at their end, so an axis that divides gets a whole extra `tiles`.
 */
export declare function tileGrid({ width, height }: {
    readonly width: number;
    readonly height: number;
}, { columns, rows }: Tiles): TileGrid;
/** The two tiles that cell `index` of an axis looks at. */
export declare function tilesOfCell({ tiles }: TileAxis, index: number): {
    near: number;
    far: number;
};
/**
 * Which sample stands at a position of the padding: the image is mirrored at its last sample, which is not repeated, and so on
 * to and fro (BORDER_REFLECT_101). Positions inside the image stand for themselves.
 */
export declare function mirrored(position: number, size: number): number;
