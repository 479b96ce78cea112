/** A plane of real numbers, row by row from the top left. */
export interface RealPlane {
  readonly width: number;
  readonly height: number;
  readonly numbers: Float64Array;
  /** Whether they are floats of 32 bits, in which programs then compute. */
  readonly isSingle: boolean;
}
