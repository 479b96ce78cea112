/** Where the part of the memory begins that is ours to divide, at a multiple of 64. */
export function freeAddress({ freeFrom }) {
    return Math.ceil(freeFrom.value / 64) * 64;
}
/**
 * The memory, grown if need be to reach up to an address, and to twice its size, so that it grows a few times only: what is not used costs
 * nothing. A large one grows once, as V8 then collects all garbage each time: 2 collections instead of 4 save a run over photographs 0.02 s
 * of CPU time. One that grew is another one to JavaScript: the former is empty.
 */
export function memoryUpTo(end, { memory }) {
    const hereBytes = memory.buffer.byteLength;
    const wantedBytes = Math.max(end, end > largeBytes ? mostSpareBytes : Math.min(2 * hereBytes, mostSpareBytes));
    if (end > hereBytes) {
        memory.grow(Math.ceil((wantedBytes - hereBytes) / pageBytes));
        grown += memory.buffer.byteLength;
    }
    return memory.buffer;
}
let grown = 0;
/** Tells that nobody is to use an instance any more: then its memory is garbage like any other. */
export function letGo({ memory }) {
    grown -= memory.buffer.byteLength;
    gone += memory.buffer.byteLength;
}
let gone = 0;
/** How much this thread has let go since it started. V8 counts it as external memory until it is collected; that of Node 26 does not. */
export function letGoBytes() {
    return gone;
}
/**
 * By how much the memories of this thread that are in use have grown, as V8 counts it: each time by the whole of the new memory. It is
 * external memory that no collection of garbage brings back.
 */
export function grownBytes() {
    return grown;
}
const largeBytes = 16 * 2 ** 20;
/** A memory that is not needed whole has no more. */
const mostSpareBytes = 128 * 2 ** 20;
const pageBytes = 65536;
/** Beyond this an instance's memory is not kept for much smaller things, for memory never shrinks. */
const keptBytes = 16 * 1024 * 1024;
/** Room for what is usually asked for, so that the memory seldom grows. */
const usualBytes = 320 * 1024;
/** @param divide makes room for so many bytes, a multiple of 64 */
export function dividedMemory(instantiate, divide) {
    let places;
    return {
        withRoom(bytes) {
            if (places && places.memory.length > keptBytes && bytes < keptBytes / 8) {
                letGo(places.wasm);
                places = undefined;
            }
            if (!places || places.room < bytes)
                places = divide(places?.wasm ?? instantiate(), Math.ceil(Math.max(bytes, usualBytes) / 64) * 64);
            return places;
        },
        holding: ({ buffer }) => (buffer === places?.memory.buffer ? places : undefined),
    };
}
