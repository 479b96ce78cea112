/** Letters of 5 × 7 dots for labels: seven rows from the top, the leftmost dot in bit 4. What is not here is drawn as a space. */
export declare const glyphs: Readonly<Record<string, readonly number[]>>;
