import { ImgparError } from '../errors.js';
import { dataPixels, intersection, regionMask, requireFitting } from './masks.js';
import { methodNamed, methodParams, readParams } from './methods/methods.js';
import { blendPlane, blendTable } from './strength.js';
/**
 * Decides what the operation leaves open. What is possible for any method (`strength`, `nodata`, `roi`) was checked before.
 *
 * @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
 */
export function resolveOperation(operation) {
    const method = methodOf(operation);
    const params = methodParams(method, givenParams(operation));
    const { strength = 1, nodata, roi, applyInside = false } = operation;
    return { method, params, on: treatmentOf(operation), strength, nodata, roi, applyInside };
}
/** What an operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
export function treatmentOf(operation) {
    if (operation.on)
        return operation.on;
    const given = givenParams(operation);
    if (given.dialect === undefined)
        return 'luma';
    const method = methodOf(operation);
    return method.colour?.({ ...method.defaults, ...given }) ?? 'luma';
}
/** The same for operations that do the same, however they are said. A reference need not be there. */
export function settledOperation(operation) {
    const method = methodOf(operation);
    const params = { ...method.defaults, ...readParams(method, givenParams(operation)) };
    const { strength = 1, nodata, roi, applyInside = false } = operation;
    return { on: treatmentOf(operation), params: method.settled?.(params) ?? params, strength, nodata, roi, applyInside };
}
function methodOf({ method }) {
    return typeof method === 'string' ? methodNamed(method) : method;
}
function givenParams({ params, dialect }) {
    return dialect === undefined ? { ...params } : { ...params, dialect };
}
/**
 * Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
 * data; when none is, nothing changes.
 *
 * @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
 */
export function equalize(picture, operation, mask) {
    if (operation.strength === 0)
        return;
    const { method } = operation;
    if (method.kind === 'plane')
        equalizePlanes(picture, method, operation, mask);
    else
        apply(picture, operation, tablesOf(operation, measure(picture, operation, mask)), mask);
}
/**
 * Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
 */
export function equalizeTogether(pictures, operation, mask) {
    const sums = [];
    for (const picture of pictures)
        addHistograms(sums, measure(picture, operation, mask));
    const tables = tablesOf(operation, sums);
    for (const picture of pictures)
        apply(picture, operation, tables, mask);
}
/** What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all. */
export function measure(picture, counting, mask) {
    return picture.histograms(counting.on, chosenPixels(picture, counting, mask));
}
/**
 * Adds histograms to those in `sums`, plane by plane; an empty list takes them as they are. Sums are exact, and the same in any order.
 *
 * @throws {ImgparError} `unsupported-format` when depth or number of planes are others than before
 */
export function addHistograms(sums, histograms) {
    if (sums.length === 0)
        sums.push(...histograms.map(({ length }) => new Float64Array(length)));
    requireSame(sums, histograms);
    histograms.forEach((histogram, plane) => {
        const sum = sums[plane];
        for (let level = 0; level < sum.length; level++)
            sum[level] += histogram[level];
    });
}
/**
 * The tables that the operation draws from what was measured, with its strength.
 *
 * @throws {ImgparError} `usage` when the method has no tables
 */
export function tablesOf({ method, params, strength }, histograms) {
    if (method.kind === 'plane')
        throw withoutTables(method);
    return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), strength));
}
/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
export function apply(picture, operation, tables, mask) {
    if (operation.strength === 0)
        return;
    picture.applyTables(operation.on, tables, changingPixels(picture, operation, mask));
}
function equalizePlanes(picture, method, operation, mask) {
    const { params, on, strength } = operation;
    const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
    const changing = changingPixels(picture, operation, mask);
    // Then nobody asks for the samples as they were.
    const inPlace = changing === undefined && strength === 1;
    const planes = picture.planes(on, inPlace).map((before) => {
        const after = method.equalize(before, params, counted, inPlace ? before.samples : undefined);
        blendPlane(before, after, strength);
        return after;
    });
    picture.replacePlanes(on, planes, changing);
}
/** The pixels that mask, region and no-data value leave; undefined when that is all of them. */
function chosenPixels(picture, { roi, nodata }, mask) {
    if (mask)
        requireFitting(mask, picture.shape);
    const region = roi && regionMask(picture.shape, roi);
    return intersection([mask, region, nodata === undefined ? undefined : dataPixels(picture, nodata)]);
}
/** The pixels that change; undefined when all do. */
function changingPixels(picture, operation, mask) {
    if (operation.applyInside)
        return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
    return operation.nodata === undefined ? undefined : dataPixels(picture, operation.nodata);
}
function withoutTables({ name }) {
    return new ImgparError('usage', `method '${name}' looks at where a pixel stands, so there is no table that several images could share`);
}
function requireSame(sums, histograms) {
    const shape = (all) => `${all.length} × ${all[0]?.length ?? 0} levels`;
    if (shape(sums) === shape(histograms))
        return;
    throw new ImgparError('unsupported-format', `images that share a table must have one depth and as many planes: received ${shape(histograms)}, expected ${shape(sums)}`);
}
