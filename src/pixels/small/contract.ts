/** A picture that is made row by row of sums of columns. All arrays come from `floats` and the like. */
export interface MadePicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** As many as there are columns with all channels, and `taps` of each channel after them. */
  readonly sums: Float32Array;
  /** Where among the columns each pixel of a row begins to take some, and what it takes of them: as many weights for each. */
  readonly from: Uint32Array;
  readonly weights: Float32Array;
  readonly to: Uint8Array;
}

/** An image that comes in rows of samples, a few at a time. */
interface ComingRows {
  /** Where they come. */
  readonly rows: Uint8Array | Uint16Array;
  /** From row to row, and of a row, in samples. */
  readonly stride: number;
  readonly columns: number;
  /** How many there are in all; the last one may lie in the image only in part. */
  readonly height: number;
}

/** Values in rows, and what each row of a picture takes of these. */
interface ValueRows {
  readonly values: Float32Array;
  readonly columns: number;
  readonly from: Uint32Array;
  readonly weights: Float32Array;
}

/** Numbers of a grid among others; steps are counted in numbers. */
export interface NumberGrid {
  readonly numbers: Int16Array;
  readonly first: number;
  /** From one to the next one, and from a row to the next one. */
  readonly step: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly rows: number;
}

/** Makes pictures of rows of samples or values, as weighted sums of rows and of their columns. */
export interface SmallKernels {
  bytes(count: number): Uint8Array;
  words(count: number): Uint16Array;
  signedWords(count: number): Int16Array;
  floats(count: number): Float32Array;
  numbers(count: number): Uint32Array;
  /** Makes each row the mean of as many rows. @returns what adds the next ones; those below the image do not count */
  average(image: ComingRows, picture: MadePicture): (count: number) => void;
  /** Brings the numbers of a grid, times a scale and on 128, to values. @param room for all numbers between the first and the last one */
  spread(grid: NumberGrid, scale: number, room: Int16Array, values: Float32Array): void;
  interpolate(values: ValueRows, picture: MadePicture): void;
  /** Passes the memory on. The arrays must not be used afterwards. */
  release(): void;
}
