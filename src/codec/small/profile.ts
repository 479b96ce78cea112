/** Whether an ICC profile calls itself sRGB, in any of the encodings that names have there; images without one are sRGB. */
export function isSrgb(icc: Uint8Array | undefined): boolean {
  if (!icc) return true;
  const text = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength).toString('latin1');
  return text.includes('sRGB') || text.includes('s\0R\0G\0B');
}
