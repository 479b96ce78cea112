import { summed } from '../histogram.js';
import { kernels } from '../kernels/kernels.js';
import { colourCount, emptyPlane } from '../raster.js';
import { hsvValue } from './hsv.js';
import { countIntensity } from './intensity.js';
import { labLightness } from './lab.js';
import { scaleColours } from './scale-colours.js';
import { opencvY } from './ycrcb.js';
/** How a treatment works on such a raster. Grey is a single channel in every treatment. */
export function colourOf({ channels }, treatment) {
    return channels < 3 ? eachChannel : treatments[treatment];
}
const eachChannel = {
    count: (raster) => kernels().countChannels(raster),
    map: (raster, tables) => kernels().mapChannels(raster, tables),
    read: (raster) => Array.from({ length: colourCount(raster) }, (_, colour) => channelOf(raster, colour)),
    replace(raster, planes) {
        planes.forEach((plane, colour) => {
            replaceChannel(raster, colour, plane);
        });
    },
};
const luma = {
    count: (raster) => [kernels().countLuma(raster)],
    map: (raster, [table]) => kernels().mapLuma(raster, table),
    read: (raster) => [kernels().readLuma(raster)],
    replace: (raster, [changed]) => kernels().replaceLuma(raster, changed),
};
/** One table for R, G and B. Where there is none, luma takes them with it in proportion: that keeps grey grey, as a table does. */
const joint = {
    count: luma.count,
    map: (raster, [table]) => kernels().mapChannels(raster, [table, table, table]),
    read: luma.read,
    replace: (raster, [changed]) => scaleColours(raster, kernels().readLuma(raster), changed),
};
const treatments = {
    luma,
    rgb: eachChannel,
    joint,
    lab: byPlane(labLightness),
    hsv: byPlane(hsvValue),
    ycrcb: { ...byPlane(opencvY), count: luma.count },
    pooled: { ...eachChannel, count: (raster) => [summed(kernels().countChannels(raster))], map: joint.map },
    intensity: { ...joint, count: (raster) => [countIntensity(raster)] },
};
function byPlane(plane) {
    return {
        count: (raster) => [countVisible(raster, plane.read(raster))],
        map: (raster, [table]) => plane.replace(raster, mapped(plane.read(raster), table)),
        read: (raster) => [plane.read(raster)],
        replace: (raster, [changed]) => plane.replace(raster, changed),
    };
}
function countVisible({ samples, channels, maxSample }, plane) {
    const histogram = new Uint32Array(maxSample + 1);
    for (let pixel = 0; pixel < plane.length; pixel++) {
        if (channels === 3 || samples[pixel * 4 + 3] !== 0)
            histogram[plane[pixel]]++;
    }
    return histogram;
}
/** Changes the plane in place. */
function mapped(plane, table) {
    for (let pixel = 0; pixel < plane.length; pixel++)
        plane[pixel] = table[plane[pixel]];
    return plane;
}
function channelOf(raster, channel) {
    const { samples, channels } = raster;
    if (channels === 1)
        return samples.slice();
    const plane = emptyPlane(raster);
    for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels)
        plane[pixel] = samples[at];
    return plane;
}
function replaceChannel({ samples, channels }, channel, plane) {
    if (channels === 1)
        samples.set(plane);
    else
        for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels)
            samples[at] = plane[pixel];
}
