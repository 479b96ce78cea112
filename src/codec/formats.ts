/** The file formats that are read and written. */
export const imageFormats = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** File name endings of each format, without the dot, in lower case; the first one is used for new names. */
export const extensionsOf: Readonly<Record<ImageFormat, readonly [string, ...string[]]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  avif: ['avif', 'avifs'],
  gif: ['gif'],
};
