/** The memory of an instance of the kernels. Addresses are in bytes. */
export interface WasmMemory {
    readonly memory: {
        readonly buffer: ArrayBuffer;
        grow(pages: number): number;
    };
    /** The first byte of the memory that is ours to divide. */
    readonly freeFrom: {
        readonly value: number;
    };
}
/** Where the part of the memory begins that is ours to divide, at a multiple of 64. */
export declare function freeAddress({ freeFrom }: WasmMemory): number;
/**
 * The memory, grown if need be to reach up to an address, and to twice its size, so that it grows a few times only: what is not used costs
 * nothing. A large one grows once, as V8 then collects all garbage each time: 2 collections instead of 4 save a run over photographs 0.02 s
 * of CPU time. One that grew is another one to JavaScript: the former is empty.
 */
export declare function memoryUpTo(end: number, { memory }: WasmMemory): ArrayBuffer;
/** Tells that nobody is to use an instance any more: then its memory is garbage like any other. */
export declare function letGo({ memory }: WasmMemory): void;
/** How much this thread has let go since it started. V8 counts it as external memory until it is collected; that of Node 26 does not. */
export declare function letGoBytes(): number;
/**
 * By how much the memories of this thread that are in use have grown, as V8 counts it: each time by the whole of the new memory. It is
 * external memory that no collection of garbage brings back.
 */
export declare function grownBytes(): number;
/** The memory of an instance that was divided. */
export interface Divided<Exports extends WasmMemory> {
    readonly wasm: Exports;
    readonly memory: Uint8Array<ArrayBuffer>;
    /** Bytes that each of its places holds. */
    readonly room: number;
}
/** The memory of one instance, which is made at the first use. */
export interface DividedMemory<Places> {
    /** With room for so many bytes in each of its places. What was handed out before may be gone. */
    withRoom(bytes: number): Places;
    /** The memory that these bytes lie in, if it is this one as it is now. */
    holding(bytes: Uint8Array): Places | undefined;
}
/** @param divide makes room for so many bytes, a multiple of 64 */
export declare function dividedMemory<Exports extends WasmMemory, Places extends Divided<Exports>>(instantiate: () => Exports, divide: (wasm: Exports, room: number) => Places): DividedMemory<Places>;
