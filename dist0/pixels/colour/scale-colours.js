/**
 * Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which holds hue and saturation. A pixel
 * whose `from` is 0 has next to no colour to multiply; `to` is added to it.
 */
export function scaleColours({ samples, channels, maxSample }, from, to) {
    for (let pixel = 0, at = 0; pixel < from.length; pixel++, at += channels) {
        const before = from[pixel];
        const after = to[pixel];
        if (before === after)
            continue;
        for (let i = at; i < at + 3; i++) {
            // Exact: no quotient of samples comes nearer to a half than 1 / 131,070 without being one.
            const changed = before === 0 ? samples[i] + after : Math.floor((samples[i] * after) / before + 0.5);
            samples[i] = Math.min(changed, maxSample);
        }
    }
}
