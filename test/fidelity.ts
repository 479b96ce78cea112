import { spawnSync } from 'node:child_process';
import { type ImageFacts, imageFacts } from './independent-reader.js';

/** A file and what became of it: the path of the result, or the message of the refusal. */
export interface Pair {
  readonly name: string;
  readonly source: string;
  readonly result: { readonly path: string } | { readonly refusal: string };
}

/** What independent readers see in a pair. */
export interface Finding {
  readonly name: string;
  /** Format, size, bits and bands of the source. */
  readonly what: string;
  readonly refusal?: string;
  /** What the result has kept of the source. */
  readonly kept: readonly string[];
  /** What has changed, with the reason. */
  readonly changed: readonly string[];
  /** What has changed without a known reason. */
  readonly violations: readonly string[];
}

type Tags = Readonly<Record<string, unknown>>;

/** Reads all sources and results at once, in one process of each reader. */
export function compare(pairs: readonly Pair[]): Finding[] {
  const paths = pairs.flatMap(({ source, result }) => ['path' in result ? result.path : source, source]);
  const facts = imageFacts(...paths);
  const tags = readTags(paths);
  return pairs.map((pair, index) => {
    const [after, before] = [index * 2, index * 2 + 1].map((at) => ({ facts: factsOf(facts[at]!, tags[at]!), tags: tags[at]! }));
    if (!before || !after) throw new Error('a reader has lost a file');
    const what = describe(before.facts);
    if ('refusal' in pair.result) return { name: pair.name, what, refusal: pair.result.refusal, kept: [], changed: [], violations: [] };
    const properties = [...factProperties(before.facts, after.facts), ...tagProperties(before.tags, after.tags)];
    const explained = properties.map((property) => ({ ...property, reason: reasonFor(property, before.facts) }));
    return {
      name: pair.name,
      what,
      kept: properties.filter(({ was, is }) => was === is && was !== undefined).map(keptWords),
      changed: explained.filter(({ reason }) => reason).map(({ name, was, is, reason }) => `${name} ${was} → ${is}: ${reason}`),
      violations: explained.filter(({ was, is, reason }) => was !== is && !reason).map(({ name, was, is }) => `${name}: ${was} → ${is}`),
    };
  });
}

/** Like `exiftool` in independent-reader.ts, but a file that exiftool cannot read is not a failure. */
function readTags(paths: readonly string[]): Tags[] {
  const { stdout } = spawnSync('exiftool', ['-j', '-G1', '-a', '-n', '-struct', '-@', '-'], {
    input: paths.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  // exiftool's option -j prints a list of objects.
  const found = new Map((JSON.parse(stdout) as Tags[]).map((tags) => [tags.SourceFile, withoutLanguages(tags)]));
  return paths.map((path) => found.get(path) ?? {});
}

/** exiftool may append a language to the name of a PNG's text, depending on the files it has read before. */
function withoutLanguages(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name.replace(/^(PNG:.*)-[a-z]{2}$/, '$1'), value]));
}

function describe({ format, width, height, depth, bands }: ImageFacts): string {
  return format === undefined ? 'unknown' : `${format} ${width} × ${height}, ${depth}-bit${bands ? ` ${bands}` : ''}`;
}

/** exiftool describes what Pillow cannot read: AVIF and HEIC, and JPEGs with several images. */
function factsOf(facts: ImageFacts, tags: Tags): ImageFacts {
  const [format, width, height] = [tags['File:FileType'], tags['File:ImageWidth'], tags['File:ImageHeight']];
  if (facts.unread === undefined || typeof format !== 'string' || typeof width !== 'number' || typeof height !== 'number') return facts;
  const depth = Number.parseInt(String(tags['QuickTime:ImagePixelDepth'] ?? tags['File:BitsPerSample'] ?? tags['File:BitDepth']), 10);
  return { format, width, height, depth, ...(tags['QuickTime:AuxiliaryImageType'] ? { bands: 'with alpha' } : {}) };
}

// ---- what is compared ----

interface Property {
  readonly name: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

function factProperties(before: ImageFacts, after: ImageFacts): Property[] {
  const pair = (name: string, of: (facts: ImageFacts) => unknown): Property => ({ name, was: textOf(of(before)), is: textOf(of(after)) });
  if (before.unread !== undefined) return [];
  return [
    pair('format', ({ format }) => format),
    pair('size', ({ width, height }) => `${width} × ${height}`),
    pair('bits', ({ depth }) => depth),
    pair('bands', ({ bands }) => bands),
    ...(before.alpha && !isOpaque(before) && after.alpha !== undefined ? [pair('alpha', ({ alpha }) => alpha)] : []),
    ...(before.profile ? [pair('profile byte for byte', ({ profile }) => profile)] : []),
    pair('pages', ({ pages }) => (pages === 1 ? undefined : pages)),
    pair('pages of several kinds', ({ otherPages }) => otherPages),
    pair('delays', ({ delays }) => delays),
    pair('plays', ({ plays }) => plays),
    ...(before.manyLevels ? [pair('levels of 16 bits', ({ manyLevels }) => (manyLevels ? 'more than 256' : 'fewer'))] : []),
  ];
}

/** Whether nothing is transparent, in a format that then has no alpha. */
function isOpaque({ format, alpha }: ImageFacts): boolean {
  return (format === 'WEBP' || format === 'GIF') && alpha === 'opaque';
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Which of exiftool's tags belong to which property; the first match wins. Tags about how pixels are stored belong to none. */
const kinds: ReadonlyArray<readonly [string, RegExp]> = [
  [
    '',
    new RegExp(
      [
        '^(SourceFile|System|ExifTool|Composite|Meta)',
        '^File:(Compression|ImageLength|NumColors|NumImportantColors|LineCount|WordCount|Newlines|MIMEEncoding|FileSize|EncodingProcess|YCbCrSubSampling|ExifByteOrder|FileType.*|MIMEType|BitsPerSample|ColorComponents|ImageWidth|ImageHeight|CurrentIPTCDigest)$',
        '^(IFD0|IFD[1-9]|SubIFD\\d*):(ImageWidth|ImageHeight|StripOffsets|StripByteCounts|RowsPerStrip|TileOffsets|TileByteCounts|TileWidth|TileLength|PreviewImage.*|Thumbnail(Offset|Length|Image)|JPEGTables|Predictor|SampleFormat|PlanarConfiguration|BitsPerSample|SamplesPerPixel|FillOrder|ColorMap|Compression|PhotometricInterpretation|ExtraSamples|YCbCr.*|ReferenceBlackWhite|T4Options|T6Options|FreeOffsets|FreeByteCounts|Thresholding|CellWidth|CellLength|InkSet|NumberofInks|CleanFaxData|BadFaxLines|ConsecutiveBadFaxLines|MinSampleValue|MaxSampleValue|GrayResponse.*|HalftoneHints|TransferRange|SMinSampleValue|SMaxSampleValue)$',
        '^PNG:(Palette|Transparency|Interlace|Filter|BitDepth|ColorType|Compression|ImageWidth|ImageHeight|PaletteHistogram|SignificantBits|BackgroundColor)$',
        '^GIF:(BitsPerPixel|BackgroundColor|ColorResolutionDepth|GIFVersion|TransparentColor|HasColorMap|ImageWidth|ImageHeight|FrameCount|Duration|AnimationIterations)$',
        '^QuickTime:(MediaDataOffset|MediaDataSize|CompatibleBrands|MajorBrand|MinorVersion|Handler.*|Chroma.*|MatrixCoefficients|AV1.*|ImageSpatialExtent|ImagePixelDepth|VideoFullRangeFlag|AuxiliaryImageType|Rotation|CleanAperture|LayerSelector|OperatingPoint.*)$',
        '^RIFF:(WebP_Flags|VP8Version|ImageWidth|ImageHeight|HorizontalScale|VerticalScale|AlphaIsUsed|Alpha.*|Animation.*|Duration|FrameCount|BackgroundColor)$',
        '^(JFIF:JFIFVersion|IFD\\d+:(SubfileType|PageNumber))$',
        '^(Adobe|Ducky|JUMBF|SPIFF|AFCP|PreviewIFD|Trailer):',
      ].join('|'),
    ),
  ],
  ['orientation', /^IFD0:Orientation$/],
  ['density', /^(JFIF|IFD0|PNG-pHYs|GIF|QuickTime):(.Resolution|ResolutionUnit|PixelsPerUnit.|PixelUnits|PixelAspectRatio)$/],
  ['profile', /^ICC|^(QuickTime:(ColorProfiles|ColorPrimaries|TransferCharacteristics))$|^PNG-cICP/],
  ['gamma and primaries', /^PNG(-cHRM)?:(Gamma|SRGBRendering|WhitePoint.|Red.|Green.|Blue.)$/],
  ['XMP', /^XMP/],
  ['IPTC', /^(IPTC|Photoshop)/],
  ['further directories', /^IFD[1-9]\d*:/],
  ['comments', /^(File:Comment|GIF:Comment|PNG-.*|PNG:(?!Error).*|JFIF:(?!JFIFVersion).*)$/],
  ['EXIF', /./],
];

function tagProperties(before: Tags, after: Tags): Property[] {
  return kinds.slice(1).map(([name]) => {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((tag) => kindOf(tag) === name);
    const different = names.filter((tag) => JSON.stringify(before[tag]) !== JSON.stringify(after[tag]));
    const was = names.some((tag) => tag in before) ? wordsFor(name, before) : undefined;
    if (different.length === 0) return { name, was, is: was };
    const list = (tags: Tags) =>
      different
        .slice(0, 4)
        .map((tag) => `${tag}=${JSON.stringify(tags[tag])?.slice(0, 60)}`)
        .join(', ');
    return { name, was: list(before), is: list(after) };
  });
}

function kindOf(tag: string): string {
  return kinds.find(([, pattern]) => pattern.test(tag))![0];
}

function wordsFor(name: string, tags: Tags): string {
  return name === 'orientation' ? String(tags['IFD0:Orientation']) : 'kept';
}

const shownWithValue = ['orientation', 'pages', 'plays'];

function keptWords({ name, was }: Property): string {
  return shownWithValue.includes(name) ? `${name} ${was}` : name;
}

// ---- what may change, and why ----

const reasons: ReadonlyArray<{ readonly name: string; readonly was: RegExp; readonly is: RegExp; readonly reason: string }> = [
  { name: 'bands', was: /^palette$/, is: /^(RGB|RGB and alpha)$/, reason: 'equalised colours may not fit a palette' },
  { name: 'bands', was: /^palette$/, is: /^grey( and alpha)?$/, reason: 'a palette of greys is written as grey' },
  { name: 'bits', was: /^[124]$/, is: /^8$/, reason: 'so few bits cannot hold the equalised levels' },
  { name: 'bands', was: /^(grey|RGB)$/, is: / and alpha$/, reason: 'a colour that was declared transparent becomes an alpha channel' },
  { name: 'pages of several kinds', was: /palette/, is: /RGB/, reason: 'equalised colours may not fit a palette' },
  { name: 'profile', was: /^(undefined|[^"]*=undefined)$/, is: /"nclx"/, reason: 'the file now says what AVIF decoders assume' },
];

function reasonFor({ name, was, is }: Property, facts: ImageFacts): string | undefined {
  if (was === is) return undefined;
  if (isOpaque(facts) && name === 'bands') return 'WebP has no alpha if nothing is transparent';
  if (facts.format === 'AVIF' && name === 'size') return 'turned and cropped as the file says';
  return reasons.find((rule) => rule.name === name && rule.was.test(String(was)) && rule.is.test(String(is)))?.reason;
}

// ---- as a page ----

/** The table in `docs/fidelity.md`. */
export function fidelityPage(findings: readonly Finding[]): string {
  const refused = findings.filter(({ refusal }) => refusal !== undefined);
  const made = findings.filter(({ refusal }) => refusal === undefined);
  return `${introduction}
${made.length} files were equalised:

| file | what it is | kept ✓ | changed, and why |
|---|---|---|---|
${made.map(({ name, what, kept, changed, violations }) => row(name, what, kept.join(', '), [...changed, ...violations.map((text) => `**${text}**`)].join('; ') || '–')).join('\n')}

${refused.length} were refused, each with a reason:

| file | what it is | refusal |
|---|---|---|
${refused.map(({ name, what, refusal }) => row(name, what, refusal!)).join('\n')}
`;
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

const introduction = `# Fidelity: what a run keeps of a file

imgpar equalises each file in \`test/images\` and \`test/fidelity\` with the default options. Then programs that share no code with it (exiftool, Pillow, tifffile) read source and result and say
what the result still has. \`REGENERATE=1 npx vitest run test/fidelity.test.ts\` writes this page. Without the variable, the test compares the page with what it finds.

*size*, *bits* and *bands* are those of the pixels as stored. *alpha* means every sample of the alpha channel. *levels of 16 bits* means more than 256 different levels. *profile*, *EXIF*, *XMP*, *IPTC*,
*density*, *comments* and *further directories* (of the thumbnail, or of further pages of a TIFF) mean every tag that exiftool reads, including maker notes. How pixels are packed (strips and tiles, interlacing,
subsampling) is not compared.

Some things change, and some images are refused so that nothing is lost:

- A palette of PNG or TIFF becomes full colour, and a palette of greys becomes one channel, if equalised colours do not fit it. Likewise, 2 or 4 bits of grey become 8. 1 bit stays 1 bit, whatever the
  method: each pixel becomes black or white, whichever is nearer. A colour that PNG declares transparent becomes an alpha channel.
- A JPEG of which only luma changes keeps its scans, its colour subsampling, and the coefficients of its colours to the bit. Otherwise, and with \`--codec sharp\`, 4:2:0 stays 4:2:0 and everything else is
  written as 4:4:4. PNG and GIF are never interlaced.
- AVIF is written in full range with the coefficients of BT.601, with colour at full or half resolution, and says so. 4:2:2 becomes 4:4:4. One channel stays one. R, G and B stored without loss (identity
  matrix) stay lossless, unless \`--lossless\` says otherwise.
- AVIF is turned, mirrored and cropped as the file says, and stored that way. All other formats keep their orientation tag.
- An HDR gain map says by how many stops each place of the image can be shown brighter. An image that has one fails unless you choose: \`--gainmap drop\` (or \`--drop-gainmap\`) removes the map and
  everything that points to it; \`--gainmap recompute\` (JPEG) keeps its gains, so that the HDR rendition follows: each pixel stays as many stops above the result as it was above the source.
- Positions in maker notes of a JPEG stay true: nothing in EXIF moves, and a number that names the first byte of a preview after the image, with the length of that preview beside it, is adjusted.
- MPO, and any other JPEG with an index of images (MPF): each image is equalised, and the index points to all of them. Previews stay unchanged. An index of images that are not there is removed, with a warning.
- A JPEG with harmless faults (no end marker, stray bytes, odd scan parameters, missing restart markers) is processed if all of its pixels are there, with a warning. So is a PNG with a broken chunk besides the
  image, without that chunk.
- PNM keeps its header byte for byte, including comments and the largest sample. Levels are rounded to those it has. Comments between the samples of a text file move to the top. PNM holds no profile, resolution or
  EXIF, so images of other formats lose these when converted to it.
- BMP keeps its header, palette, masks, profile and unused bits. A palette keeps its number of bits if the method has a table; \`clahe\` and \`ahe\` may need 8 bits or 24. Samples of 4, 5, 6 or 10 bits are rounded to
  the levels these have. Run-length encoding (RLE) becomes plain rows, and pixels that it leaves out take the first colour of the palette. Alpha that hides every pixel counts as unused bits, as in viewers.
- TIFF: a palette of greys becomes plain grey of one channel. Bands stay as they are stored: contiguous or separate, in strips or tiles, big-endian or little-endian, with their predictor. Fax coding (G3, G4)
  of 1 bit becomes G4. JPEG coding becomes LZW if JPEG cannot hold the bands.
- TIFF tags may hold positions in the file, such as MetaMorph's UIC tags, maker notes and private tags. imgpar keeps the layout of such a file, so that positions stay true; only pixels move. It warns of a tag
  of unknown meaning that seems to hold positions of pixels. \`--strip\` leaves all of these out.
- A cloud-optimised GeoTIFF stays one. If its directories no longer fit before the pixels (mostly with JPEG coding), it stops claiming to be one, and imgpar warns you.
- HEIC is read if \`libheif-js\` is installed, and written as another format. It is turned, mirrored and cropped as the file says. Depth maps, mattes and thumbnails are left out. imgpar refuses a file with
  anything else that the other format cannot hold.
- The thumbnail in EXIF shows the result, at its old size; \`--thumbnail keep\` leaves it as it is, \`--thumbnail drop\` removes it. Nothing else in EXIF moves, so positions in maker notes stay true. Larger
  previews, in maker notes and after the image, stay as they are.

What a file says about its levels may not hold for the result:

| statement | in the result |
|---|---|
| MinSampleValue, SMinSampleValue | left out |
| MaxSampleValue, SMaxSampleValue | kept if it says how many bits are used (4095: 12 bits in 16), as levels stay within these; otherwise left out |
| ImageJ: \`min\` and \`max\` in the description, \`Ranges\` in tag 50839 | the new range: all levels of the samples, or of the bits that are used; for floats and signed or 32-bit numbers, the range of the image |
| GDAL: STATISTICS_* in tag 42112 | left out; all other items are kept |
| GDAL: GDAL_NODATA | kept, and true: no pixel with data gets this value |
| OME: SignificantBits | kept if levels stay within these bits; otherwise all bits of a sample |
| MetaMorph: MinScale and MaxScale in tag 33628 | the new range |
| DotRange, ReferenceBlackWhite, TransferFunction, GrayResponseCurve, primaries, ICC profile | kept: they say what levels mean, not which occur. ReferenceBlackWhite is left out if the decoder turned YCbCr into RGB |
| ColorMap | left out: a file with a palette is written without one |
| PNG: sBIT, hIST, sPLT, cLLI, pCAL | left out |
| PNG: bKGD, gAMA, cHRM, iCCP, sRGB, cICP, mDCV, sCAL | kept: they say what levels mean or how to show them. bKGD is converted to other samples |
| EXIF (JPEG, PNG, WebP, AVIF): thumbnail | shows the result, unless \`--thumbnail\` says otherwise; all other fields are kept |
| JPEG: HDR gain map | kept or left out, as \`--gainmap\` says |
`;
