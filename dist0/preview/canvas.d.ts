import type { Raster } from '../pixels/raster.js';
export type Colour = readonly [red: number, green: number, blue: number];
/** A picture of 8-bit RGB to draw on. What would fall outside is left out. */
export interface Canvas extends Raster {
    readonly channels: 3;
    readonly samples: Uint8Array;
}
/** A canvas of one colour. */
export declare function canvas(width: number, height: number, background: Colour): Canvas;
export declare function fill({ width, height, samples }: Canvas, x: number, y: number, w: number, h: number, colour: Colour): void;
/** Puts an 8-bit RGB picture onto the canvas, with its top left at (x, y). */
export declare function paste(onto: Canvas, picture: Canvas, x: number, y: number): void;
/** Height of a line of text at scale 1, and the step from letter to letter, in pixels. */
export declare const glyphHeight = 7;
/** Writes lower-case letters, digits, dot and dash. */
export declare function write(onto: Canvas, text: string, x: number, y: number, scale: number, colour: Colour): void;
/** Draws counts as bars that stand on the lower edge, the highest of them (or of most, see below) as high as the box. */
export declare function drawHistogram(onto: Canvas, counts: ArrayLike<number>, x: number, y: number, w: number, h: number, colour: Colour): void;
