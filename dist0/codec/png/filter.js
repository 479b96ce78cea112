/** A run is 8 to 258 bytes that are equal to the one before them; what stands before the bytes of a call does not count. */
export const shortestRun = 8;
export const longestRun = 258;
/** Where the runs begin among counts and codes, by their length from 0 on; the 256 bytes stand before. */
export const firstRun = 256;
export const codeCount = firstRun + longestRun + 1;
/** A code as the kernels take it: its bits, and how many they are, at most 12 of a byte and 19 of a run. */
export function packedCode(bits, count) {
    return bits | (count << 24);
}
