import { expect, test } from 'vitest';
import { formats, imageFormats } from './formats.js';
import { headBytes, isNamedLikeImage, sniff } from './sniff.js';

function head(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

test.each([
  ['jpeg', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['jpeg', '\xff\xd8'],
  ['png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ['png', '\x89PNG\n\x1a\n\0\0\0\rIHDR'],
  ['gif', 'GIF89a\x01\0\x01\0'],
  ['gif', 'GIF87a\x01\0\x01\0'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['tiff', 'II*\0\x08\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\x08'],
  ['tiff', 'II+\0\x08\0\0\0'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
  ['avif', '\0\0\0\x1cftypavis\0\0\0\0avismsf1miaf'],
  ['avif', '\0\0\0\x18ftypmif1\0\0\0\0mif1avif'],
  ['bmp', 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01'],
  ['bmp', 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x0c\0\0\0\x01'],
  ['pnm', 'P6 4 4 255\n'],
  ['pnm', 'P5\n# a comment\n4 4\n255\n'],
  ['pnm', 'P4#a comment\n4 4\n'],
  ['pnm', 'P7\nWIDTH 4\n'],
])('%s is recognised by its first bytes', (format, text) => {
  expect(sniff(head(text))).toEqual({ kind: 'image', format });
});

test.each([
  ['JPEG XL', '\xff\x0a\xfa\x7f'],
  ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['Photoshop (PSD)', '8BPS\0\x01\0\0'],
  ['ICO', '\0\0\x01\0\x01\0\x10\x10'],
  ['a thumbnail of xv', 'P7 332\n#XVVERSION:Version 3.10a\n'],
  ['FITS', 'SIMPLE  =                    T'],
  ['Radiance HDR', '#?RADIANCE\n'],
  ['OpenEXR', '\x76\x2f\x31\x01\x02\0\0\0'],
  ['a camera raw file', 'II*\0\x10\0\0\0CR\x02\0'],
  ['a camera raw file', 'MM\0*\0\0\0\x10CR\x02\0'],
  ['JPEG-LS', '\xff\xd8\xff\xf7\0\x0b'],
  ['DICOM', `${'\0'.repeat(128)}DICM`],
  ['a camera raw file', 'FUJIFILMCCD-RAW 0201'],
])('%s is recognised as an unsupported image', (name, text) => {
  expect(sniff(head(text))).toEqual({ kind: 'unsupported-image', name });
});

test.each([
  ['an empty file', ''],
  ['text', 'id,label\n1,cat\n'],
  ['text', 'BMW and P6 are no headers'],
  ['a PDF document', '%PDF-1.7\n'],
  ['an SVG drawing', '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['an SVG drawing', '\xef\xbb\xbf\n<!-- a --><!-- b -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" [<!ENTITY a "b">]><svg>'],
  ['an SVG drawing', '<svg>'],
  ['text', '<!-- a comment without an end <svg>'],
  ['an HTML page', '<!DOCTYPE html><html>'],
  ['an HTML page', '<!-- saved from a site -->\n<HTML>'],
  ['an HTML page', '<head><title>403 Forbidden</title></head>'],
  ['an XML document', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['an XML document', '\xef\xbb\xbf\n<!DOCTYPE note SYSTEM "note.dtd">'],
  ['JSON', '{"error": "not found"}'],
  ['JSON', '\xef\xbb\xbf\n[\n  {'],
  ['a Git LFS pointer whose content was not fetched', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n'],
  ['a file that begins with zero bytes', '\0\0\0\0\0\0\0\0\0\0\0\0'],
  ['a TGA image', '\0\0\x02\0\0\0\0\0\0\0\0\0\x80\0\x60\0\x18\0NZdR'],
  ['a TGA image', '\0\0\x0a\0\0\0\0\0\0\0\0\0\0\x01\0\x01\x18\0NZdR'],
  ['unknown data', '\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x60\0\x18\0NZdR'],
  ['a NIfTI or Analyze volume', `\x5c\x01\0\0${'\0'.repeat(36)}\x03\0\x80\0`],
  ['a DICOM file without a preamble', '\x08\0\x05\0CS\x0a\0ISO_IR 100'],
  ['a DICOM file without a preamble', '\x08\0\x05\0\x0a\0\0\0ISO_IR 100'],
  ['an archive', 'PK\x03\x04\x14\0'],
  ['a video or sound file', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
  ['unknown data', '\0\x01\x02\x03'],
])('%s is not a raster image', (name, text) => {
  expect(sniff(head(text))).toEqual({ kind: 'not-an-image', name });
});

// 253 bytes of the first once took longer than anybody waits.
test.each([
  ['comments', '<!---->'],
  ['comments and blanks', '<!-- --> \n'],
  ['beginnings of comments', '<!--'],
  ['declarations', '<?xml?>', 'an XML document'],
  ['beginnings of declarations', '<?xml ', 'an XML document'],
  ['document types', '<!DOCTYPE svg>', 'an SVG drawing'],
  ['blanks', ' '],
  ['brackets', '<'],
  ['brands', 'abcd', 'a video or sound file', '\0\0\xff\xffftyp'],
])('a megabyte of %s gets a verdict in time', (_, unit, name = 'text', start = '') => {
  const verdict = sniff(head(start + unit.repeat(1_000_000 / unit.length)));
  expect(verdict).toEqual({ kind: 'not-an-image', name });
});

test('the verdict depends only on the first bytes', () => {
  const long = Buffer.concat([head('\x89PNG\r\n\x1a\n'), Buffer.alloc(100_000)]);
  expect(sniff(long.subarray(0, headBytes))).toEqual(sniff(long));
});

test('no extension belongs to two formats', () => {
  const extensions = imageFormats.flatMap((format) => formats[format].extensions);
  expect(new Set(extensions).size).toBe(extensions.length);
});

test.each(['a.jpg', 'A.JPEG', 'b/c.tga', 'scan.nii', 'scan.nii.gz', 'x.dcm', 'x.heic', 'x.nef'])('%s is named like an image', (name) => {
  expect(isNamedLikeImage(name)).toBe(true);
});

test.each(['notes.txt', 'jpg', 'a.jpg/labels', 'a.jpg.txt', 'a.svg', 'a.tar.gz', ''])('%j is not named like an image', (name) => {
  expect(isNamedLikeImage(name)).toBe(false);
});
