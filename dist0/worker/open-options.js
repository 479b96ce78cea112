/** How an image is opened on which this is to be done. */
export function openOptions(operation, autoOrient, { codec, format, effort, compression }) {
    // Whether a pixel holds no data is told by all of its colours.
    const lumaOnly = operation.on === 'luma' && operation.nodata === undefined;
    return { autoOrient, codec, intent: { lumaOnly, format, effort, compression } };
}
