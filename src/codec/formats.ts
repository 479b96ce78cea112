/** The file formats that are read and written. */
export const imageFormats = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** What people call each format. */
export const formatTitle: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  tiff: 'TIFF',
  avif: 'AVIF',
  gif: 'GIF',
};

/** File name endings of each format, without the dot, in lower case; the first one is used for new names. */
export const extensionsOf: Readonly<Record<ImageFormat, readonly [string, ...string[]]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  avif: ['avif', 'avifs'],
  gif: ['gif'],
};

/** What the first bytes of a file say it is. The file's name has no say. */
export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** A raster image in a format that is not read; `name` says which one. */
  | { readonly kind: 'unsupported-image'; readonly name: string }
  /** Anything else; `name` says what it looks like. */
  | { readonly kind: 'not-an-image'; readonly name: string };

/** How many first bytes `sniff` wants to see; fewer do when the file is shorter. */
export const headBytes = 256;

/** What a file is, from its first bytes (`headBytes` of them, or all it has). */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return { kind: 'not-an-image', name: 'an empty file' };
  const start = latin1(head, 16);
  const alike = valueFor(start, lookalikes);
  if (alike) return { kind: 'unsupported-image', name: alike };
  const format = valueFor(start, ours);
  if (format) return { kind: 'image', format };
  const text = latin1(head, 4096);
  if (text.slice(4, 8) === 'ftyp') return sniffBrands(text);
  const other = valueFor(text, otherImages) ?? (text.startsWith('DICM', 128) ? 'DICOM' : undefined);
  if (other) return { kind: 'unsupported-image', name: other };
  return { kind: 'not-an-image', name: valueFor(text, notImages) ?? nameOfText(text) };
}

/** What a table holds for the first of its patterns that fits. */
function valueFor<Value>(text: string, table: ReadonlyArray<readonly [RegExp, Value]>): Value | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function latin1(head: Uint8Array, mostBytes: number): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, mostBytes)).toString('latin1');
}

/** What begins like one of ours and is not. */
const lookalikes: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\xff\xd8\xff\xf7/, 'JPEG-LS'],
  [/^(II[*+]\0|MM\0[*+])[\s\S]{4}CR\x02/, 'a camera raw file'],
];

// A PNG is known by four bytes already: one whose line ends a text-mode transfer has changed is a broken PNG, not something unknown.
const ours: ReadonlyArray<readonly [RegExp, ImageFormat]> = [
  [/^\xff\xd8($|\xff)/, 'jpeg'],
  [/^\x89PNG/, 'png'],
  [/^GIF8[79]a/, 'gif'],
  [/^RIFF[\s\S]{4}WEBP/, 'webp'],
  [/^(II[*+]\0|MM\0[*+])/, 'tiff'],
];

const otherImages: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\xff\x0a|^\0{3}\x0cJXL \r\n/, 'JPEG XL'],
  [/^\0{3}\x0cjP {2}\r\n|^\xff\x4f\xff\x51/, 'JPEG 2000'],
  [/^II\xbc/, 'JPEG XR'],
  [/^FUJIFILMCCD-RAW|^IIR[OS]|^MMOR|^IIU\0|^FOVb/, 'a camera raw file'],
  [/^BM[\s\S]{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}/, 'BMP'],
  [/^8BPS\0[\x01\x02]/, 'Photoshop (PSD)'],
  [/^\0\0[\x01\x02]\0[^\0]\0/, 'ICO'],
  [/^P[1-7][\s#]/, 'PNM'],
  [/^P[Ff]\s/, 'PFM'],
  [/^SIMPLE {2}=/, 'FITS'],
  [/^#\?(RADIANCE|RGBE)/, 'Radiance HDR'],
  [/^\x76\x2f\x31\x01/, 'OpenEXR'],
  [/^qoif/, 'QOI'],
  [/^DDS /, 'DDS'],
  [/^[\x8a\x8b][MJ]NG\r\n/, 'MNG'],
  [/^FLIF/, 'FLIF'],
  [/^BPG\xfb/, 'BPG'],
  [/^gimp xcf/, 'GIMP (XCF)'],
  [/^\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]/, 'SGI'],
  [/^\x0a[\0-\x05]\x01[\x01\x02\x04\x08]/, 'PCX'],
  [/^AT&TFORM/, 'DjVu'],
  [/^\xabKTX/, 'KTX'],
];

const notImages: ReadonlyArray<readonly [RegExp, string]> = [
  [/^%PDF-/, 'a PDF document'],
  [/^%!PS|^\xc5\xd0\xd3\xc6/, 'a PostScript document'],
  [/^\x1f\x8b/, 'a gzip archive'],
  [/^PK\x03\x04/, 'a zip archive'],
];

/** Files that begin with a `ftyp` box (ISO base media): pictures and videos alike; the brands tell. */
function sniffBrands(text: string): Sniffed {
  const boxBytes = Math.max(16, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const brands = `${text.slice(8, 12)} ${text.slice(16, Math.min(boxBytes, text.length)).replace(/[\s\S]{4}/g, '$& ')}`.split(' ');
  if (brands.includes('avif') || brands.includes('avis')) return { kind: 'image', format: 'avif' };
  if (brands.some((brand) => /^he[iv][cmsx]$/.test(brand))) return { kind: 'unsupported-image', name: 'HEIC' };
  if (brands.some((brand) => /^(mif\d|msf1|miaf|j2ki|jpeg)$/.test(brand))) return { kind: 'unsupported-image', name: 'HEIF' };
  if (brands[0] === 'crx') return { kind: 'unsupported-image', name: 'a camera raw file' };
  return { kind: 'not-an-image', name: 'a video or sound file' };
}

function nameOfText(text: string): string {
  const document = documentTypeOf(text);
  if (document === 'svg') return 'an SVG drawing';
  if (document === 'html') return 'an HTML page';
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? 'data of an unknown kind' : 'text';
}

/** The name of a document's type or, where none is stated, of its first element: what stands behind declarations and comments. */
function documentTypeOf(text: string): string | undefined {
  let rest = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
  while (true) {
    rest = rest.trimStart();
    const closing = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : undefined;
    if (!closing) return /^<(?:!doctype )?([a-z]+)/.exec(rest.slice(0, 100).toLowerCase())?.[1];
    const end = rest.indexOf(closing, 2);
    if (end < 0) return undefined;
    rest = rest.slice(end + closing.length);
  }
}
