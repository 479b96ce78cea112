/** Whether bars can be drawn on a stream: a terminal that can move its cursor, and nobody who reads a log of it. */
export declare function canDrawBars(stream: {
    readonly isTTY?: boolean;
}, env?: Environment): boolean;
/** Whether text on a stream may have colours: a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. NO_COLOR wins. */
export declare function wantsColour(stream: {
    readonly isTTY?: boolean;
}, env?: Environment): boolean;
type Environment = Readonly<Record<string, string | undefined>>;
/** Gives a text its colour, or leaves it as it is. */
export interface Paint {
    bar(text: string): string;
    failure(text: string): string;
    faint(text: string): string;
}
/** The colours of the reports: named ones only, so that the theme of the terminal decides how they look. */
export declare function paint(colour: boolean): Paint;
export {};
