/**
 * What of a colour image is equalised. Grey images have one plane in every mode; alpha is never touched.
 *
 * - `luma`: Y of BT.601 (full range); Cb and Cr are held, so R, G and B of a pixel move by the same amount and are clamped
 * - `rgb`: R, G and B each on its own
 * - `joint`: one table from the histogram of luma, for R, G and B; a method that looks at where a sample stands changes luma, and
 *   R, G and B are multiplied by as much
 * - `lab`: L* of CIELAB (D65), the samples taken for sRGB; a* and b* are held
 * - `hsv`: V = max(R, G, B); R, G and B are multiplied by as much, so hue and saturation are held
 */
export const colourModes = ['luma', 'rgb', 'joint', 'lab', 'hsv'];
/**
 * A colour mode, or what a program does to colour where no mode does the same:
 *
 * - `ycrcb`: Y of OpenCV's YCrCb in whole numbers, with Cr and Cb rounded on the way, as users of `cv2` do
 * - `pooled`: one table from the sum of the histograms of R, G and B, for all three; their planes are those of `rgb`
 * - `intensity`: one table from ImageMagick's intensity (`countIntensity`), for R, G and B; the plane is that of `joint`
 */
export const colourTreatments = [...colourModes, 'ycrcb', 'pooled', 'intensity'];
