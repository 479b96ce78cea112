// Colour modes that few images need: L* of CIELAB, R, G and B in proportion or each as a plane, and OpenCV's YCrCb. Interleaved samples of 8
// and 16 bits, with or without alpha, which never changes.
export * from './layout';
export * from './channels';
export * from './proportion';
export * from './ycrcb';
export * from './lightness';
export * from './move8';
export * from './move16';
