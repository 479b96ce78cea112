/** The headers of a JPEG that our own coder can take on, as plain data. */
export interface Frame {
  /** `extended` differs from `baseline` only in that files may use more tables. */
  readonly kind: 'baseline' | 'extended' | 'progressive';
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
  /** In the order of the frame. The first one is luma, grey, R or C. */
  readonly components: readonly FrameComponent[];
  /** The largest sampling of any component. */
  readonly across: number;
  readonly down: number;
  readonly scans: readonly Scan[];
  /** Where the last APPn or COM segment ends; 2 if there is none. */
  readonly segmentsEnd: number;
}

/** What the components mean, by libjpeg's rules. */
export type Colours = 'grey' | 'ycbcr' | 'rgb' | 'cmyk' | 'ycck';

export interface FrameComponent {
  readonly id: number;
  /** Sampling factors: blocks per MCU, across and down, if components are interleaved. */
  readonly across: number;
  readonly down: number;
  /** The number of its quantisation table, or a free one if several tables of a file have the same. */
  readonly quantiser: number;
  /** The steps of that table, in zigzag order. */
  readonly steps: Uint16Array;
  /** Blocks of the component by itself. */
  readonly columns: number;
  readonly rows: number;
}

export interface Scan {
  readonly components: readonly ScanComponent[];
  /** First and last coefficient. */
  readonly first: number;
  readonly last: number;
  /** The bit coded before, and the bit coded here; 0 in a sequential image. */
  readonly highBit: number;
  readonly lowBit: number;
  /** MCUs between restart markers, single blocks if there is only one component; 0 if there are none. */
  readonly restartInterval: number;
  /** MCUs across and down, or blocks likewise. */
  readonly columns: number;
  readonly rows: number;
  /** Where its header begins, where its coded data begins, and the marker after that. */
  readonly headerAt: number;
  readonly start: number;
  readonly end: number;
}

export interface ScanComponent {
  /** Its place in the frame. */
  readonly index: number;
  /** Huffman tables in force; undefined if the scan needs none of that class. */
  readonly dc: HuffmanCode | undefined;
  readonly ac: HuffmanCode | undefined;
}

/** A Huffman table as in a DHT segment: 16 counts of codes by length, then the symbols. */
export interface HuffmanCode {
  /** 0..3. */
  readonly number: number;
  readonly bytes: Uint8Array;
}
