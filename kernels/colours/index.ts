// Colour modes that few images need: L* of CIELAB, and R, G and B in proportion. Interleaved samples of 8 and 16 bits, with or without
// alpha, which never changes.
export * from './layout';
export * from './proportion';
export * from './lightness';
export * from './move8';
export * from './move16';
