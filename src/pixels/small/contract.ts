/** Weighted sums of rows, and of their columns. All arrays come from `floats` and the like. */
export interface SmallKernels {
  bytes(count: number): Uint8Array;
  words(count: number): Uint16Array;
  floats(count: number): Float32Array;
  numbers(count: number): Uint32Array;
  /** Adds rows times a weight to sums. @param first sample @param count at most 257 @param stride from row to row, in samples */
  addRows(
    rows: Uint8Array | Uint16Array,
    first: number,
    count: number,
    stride: number,
    columns: number,
    weight: number,
    sums: Float32Array,
  ): void;
  addFloats(row: Float32Array, first: number, columns: number, weight: number, sums: Float32Array): void;
  /**
   * Makes bytes of sums, from `first` on: each is the weighted sum of neighbours in one channel, beginning with that of the number in
   * `from`. There are as many weights for each.
   */
  mix(sums: Float32Array, from: Uint32Array, weights: Float32Array, channels: number, to: Uint8Array, first: number): void;
  /** Passes the memory on. The arrays must not be used afterwards. */
  release(): void;
}
