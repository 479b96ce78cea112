/** How much was finished by when. `at` in milliseconds since the epoch. */
interface Sample {
    readonly at: number;
    readonly images: number;
    readonly pixels: number;
}
/** The course of a run, thin enough to be kept: its start, one sample a second of the last half minute, and the present. */
export interface Pace {
    readonly start: Sample;
    readonly recent: readonly Sample[];
    readonly latest: Sample;
}
export declare function paceFrom(at: number): Pace;
/** The pace when `images` are finished and `pixels` were equalised, both counted from the start of the run. */
export declare function paceAfter(pace: Pace, at: number, images: number, pixels: number): Pace;
/** What was finished a second within the last half minute; undefined in the first second. */
export declare function speed({ start, recent, latest }: Pace): {
    imagesPerSecond: number;
    megapixelsPerSecond: number;
} | undefined;
/**
 * The time that `images` further images will take, seen at `now`: the mean of what the whole run and what the last half minute
 * foretell. The run alone is steady but blind to a change; the recent alone wavers with every large image. Times are blended, not
 * rates: ten thousand files skipped in the first second would hold a mean of rates up for hours, and halve a mean of times at worst.
 */
export declare function remainingMs(pace: Pace, images: number, now: number): number | undefined;
export {};
