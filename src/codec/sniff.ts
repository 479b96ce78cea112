import type { Format } from './format.js';
import { type FormatTable, formats, formatWithExtension, type ImageFormat, imageFormats } from './formats.js';

/** Extensions of image formats that are not read, without the dot, in lower case; without those that other kinds of files share. */
const otherExtensions: ReadonlySet<string> = new Set(
  (
    'ff ico cur pcx tga icb vda vst ras sgi xbm xpm pfm qoi dds ktx ktx2 mng jng flif bpg djvu ' +
    'heics heifs jxl jp2 j2k j2c jpc jpf jpx jpm jls jxr wdp hdp jps pjpeg pjpg pjp psd psb xcf kra exr fits fts ' +
    'dcm dicom dic nii nrrd mha mhd czi lif nd2 svs ndpi scn btf tf8 ' +
    'dng nef nrw cr2 cr3 crw arw srf sr2 srw orf rw2 rwl raf pef x3f 3fr fff iiq mos mef erf kdc dcr mrw'
  ).split(' '),
);

/** Whether the extension of a name is that of an image format, supported or not. */
export function isNamedLikeImage(name: string): boolean {
  const [, extension = ''] = /\.([^.\\/]+)(?:\.gz)?$/.exec(name.toLowerCase()) ?? [];
  return formatWithExtension(extension) !== undefined || otherExtensions.has(extension);
}

/** What a file is according to its first bytes. Its name does not matter. */
export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** A raster image in an unsupported format, `name`. */
  | { readonly kind: 'unsupported-image'; readonly name: string }
  /** Anything else; `name` says what it looks like. */
  | { readonly kind: 'not-an-image'; readonly name: string };

/** The message for an image in an unsupported format. */
export function notSupported(name: string): string {
  return `${name} is not supported; ${expectedFormats}`;
}

/** The message for a file that is not an image, or not a known one. */
export function notAnImage(name: string): string {
  return `this is ${name}; ${expectedFormats}`;
}

const titles = imageFormats.map((format) => formats[format].title);
const expectedFormats = `expected ${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`;

/** The number of first bytes that `sniff` needs; fewer if the file is shorter. */
export const headBytes = 256;

/** What a file is, by its first bytes (`headBytes` of them, or the whole file). */
export function sniff(head: Uint8Array, known: FormatTable = formats): Sniffed {
  if (head.length === 0) return { kind: 'not-an-image', name: 'an empty file' };
  const start = latin1(head, 16);
  const alike = valueFor(start, lookalikes);
  if (alike) return { kind: 'unsupported-image', name: alike };
  const format = formatWhere(known, ({ magic }) => magic?.test(start));
  if (format) return { kind: 'image', format };
  const text = latin1(head, 4096);
  if (/^\0+$/.test(text)) return { kind: 'not-an-image', name: 'a file that begins with zero bytes' };
  if (text.slice(4, 8) === 'ftyp') return sniffBrands(text, known);
  const other = valueFor(text, otherImages) ?? (text.startsWith('DICM', 128) ? 'DICOM' : undefined);
  if (other) return { kind: 'unsupported-image', name: other };
  return { kind: 'not-an-image', name: valueFor(text, notImages) ?? (isVolume(text) ? volume : nameOfText(text)) };
}

function formatWhere(known: FormatTable, fits: (format: Format) => boolean | undefined): ImageFormat | undefined {
  // A loop, as every image passes through it. The keys are those of the table.
  for (const name in known) if (fits(known[name]!)) return name as ImageFormat;
  return undefined;
}

/** The least memory for the samples of a file with this head, in bytes, as far as known; see `Format`. */
export function leastSampleBytes(head: Uint8Array, maxPixels: number): number {
  const found = sniff(head);
  return found.kind === 'image' ? (formats[found.format].leastSampleBytes?.(head, maxPixels) ?? 0) : 0;
}

/** The value of the first pattern that matches. */
function valueFor<Value>(text: string, table: ReadonlyArray<readonly [RegExp, Value]>): Value | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function latin1(head: Uint8Array, mostBytes: number): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, mostBytes)).toString('latin1');
}

/** Files that begin like one of our formats, but are something else. */
const lookalikes: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\xff\xd8\xff\xf7/, 'JPEG-LS'],
  [/^(II[*+]\0|MM\0[*+])[\s\S]{4}CR\x02/, 'a camera raw file'],
];

const otherImages: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\xff\x0a|^\0{3}\x0cJXL \r\n/, 'JPEG XL'],
  [/^\0{3}\x0cjP {2}\r\n|^\xff\x4f\xff\x51/, 'JPEG 2000'],
  [/^II\xbc/, 'JPEG XR'],
  [/^FUJIFILMCCD-RAW|^IIR[OS]|^MMOR|^IIU\0|^FOVb/, 'a camera raw file'],
  [/^8BPS\0[\x01\x02]/, 'Photoshop (PSD)'],
  [/^\0\0[\x01\x02]\0[^\0]\0/, 'ICO'],
  [/^P7 332/, 'a thumbnail of xv'],
  [/^P[Ff]\s/, 'PFM'],
  [/^SIMPLE {2}=/, 'FITS'],
  [/^#\?(RADIANCE|RGBE)/, 'Radiance HDR'],
  [/^\x76\x2f\x31\x01/, 'OpenEXR'],
  [/^qoif/, 'QOI'],
  [/^farbfeld/, 'farbfeld'],
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

const volume = 'a NIfTI or Analyze volume';

const notImages: ReadonlyArray<readonly [RegExp, string]> = [
  [/^%PDF-/, 'a PDF document'],
  [/^%!PS|^\xc5\xd0\xd3\xc6/, 'a PostScript document'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer whose content was not fetched'],
  [/^\x1f\x8b/, 'a gzip archive'],
  [/^PK\x03\x04|^7z\xbc\xaf|^Rar!/, 'an archive'],
  [/^\x93NUMPY/, 'a NumPy array'],
  [/^\x89HDF\r\n/, 'an HDF5 file'],
  [/^\0\x05\x16\x07/, 'macOS metadata of another file (AppleDouble)'],
  [/^RIFF[\s\S]{4}(WAVE|AVI )|^\x1aE\xdf\xa3|^ID3|^OggS|^\0\0\x01\xba/, 'a video or sound file'],
  // These have no signature, so consistent fields identify them.
  [/^(\x1c\x02\0\0|\0\0\x02\x1c)n\+2\0/, volume],
  [/^[\x02\x08]\0[\s\S]\0([A-Z][A-Z]|[\s\S][\0\x01]\0\0)/, 'a DICOM file without a preamble'],
  [
    /^[\s\S](\0[\x02\x03\x0a\x0b]\0{5}|\x01[\x01\x09][\s\S]{4}[\x0f\x10\x18\x20])[\s\S]{4}(\0[^\0]|[^\0][\s\S])(\0[^\0]|[^\0][\s\S])[\x08\x0f\x10\x18\x20]/,
    'a TGA image',
  ],
];

/** Files that begin with a `ftyp` box (ISO base media), images and videos alike; the brands decide. */
function sniffBrands(text: string, known: FormatTable): Sniffed {
  const boxBytes = Math.max(16, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const brands = `${text.slice(8, 12)} ${text.slice(16, Math.min(boxBytes, text.length)).replace(/[\s\S]{4}/g, '$& ')}`.split(' ');
  const format = formatWhere(known, (candidate) => candidate.brands?.some((brand) => brands.includes(brand)));
  if (format) return { kind: 'image', format };
  if (brands.some((brand) => /^(mif\d|msf1|miaf|j2ki|jpeg)$/.test(brand))) return { kind: 'unsupported-image', name: 'HEIF' };
  if (brands[0] === 'crx') return { kind: 'unsupported-image', name: 'a camera raw file' };
  return { kind: 'not-an-image', name: 'a video or sound file' };
}

/** Whether it begins with the length of a header whose number of dimensions, the 20th number, is possible. */
function isVolume(text: string): boolean {
  const dimensions = text.slice(40, 42);
  if (text.startsWith('\x5c\x01\0\0')) return /^[\x01-\x07]\0$/.test(dimensions);
  return text.startsWith('\0\0\x01\x5c') && /^\0[\x01-\x07]$/.test(dimensions);
}

function nameOfText(text: string): string {
  const plain = (text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text).trimStart();
  const document = documentTypeOf(plain);
  if (document === 'svg') return 'an SVG drawing';
  if (htmlElements.includes(document)) return 'an HTML page';
  if (/^<(\?xml|!doctype)/i.test(plain)) return 'an XML document';
  if (/^[[{]\s*["[\]{}]/.test(plain)) return 'JSON';
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? 'unknown data' : 'text';
}

/** Elements that a page begins with; error pages of servers often leave out the first ones. */
const htmlElements: ReadonlyArray<string | undefined> = ['html', 'head', 'body', 'title', 'meta', 'script'];

/** The document type or, if none is stated, the name of the first element, after declarations and comments. */
function documentTypeOf(text: string): string | undefined {
  let rest = text;
  while (true) {
    const closing = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : undefined;
    if (!closing) return /^<(?:!doctype )?([a-z]+)/.exec(rest.slice(0, 100).toLowerCase())?.[1];
    const end = rest.indexOf(closing, 2);
    if (end < 0) return undefined;
    rest = rest.slice(end + closing.length).trimStart();
  }
}
