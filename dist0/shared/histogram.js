// src/pixels/histogram.ts
/** How many pixels have each level or a lower one: `cumulative(h)[v]` = h[0] + … + h[v]. The last one is the number of pixels. */
function cumulative(histogram) {
	const sums = new Float64Array(histogram.length);
	let sum = 0;
	for (let level = 0; level < histogram.length; level++) {
		sum += histogram[level];
		sums[level] = sum;
	}
	return sums;
}
/**
* Histograms of one length as one: of the channels of a picture, of the pictures of a set. Exact, and the same in any order,
* up to 2^53 pixels, which is 9·10^8 pictures of 10 megapixels.
*/
function summed(histograms) {
	const total = new Float64Array(histograms[0].length);
	for (const histogram of histograms) for (let level = 0; level < total.length; level++) total[level] += histogram[level];
	return total;
}
/**
* The lowest used level with `parts`/`of` of the pixels at it or below, from cumulative sums: the 1st of 2 parts is the median,
* 99.65 parts of 100 a percentile, 0 parts the lowest level and all parts the highest. 0 when nothing was counted.
*/
function quantile(sums, parts, of) {
	const wanted = parts * sums[sums.length - 1];
	const level = sums.findIndex((sum) => sum > 0 && sum * of >= wanted);
	return Math.max(level, 0);
}
export { quantile as n, summed as r, cumulative as t };
