import type { Call } from '../calls/call.js';
import type { Packed } from '../packed.js';

/** A batch that a worker has. */
export interface Parcel {
  readonly id: number;
  readonly call: Call;
  readonly from: number;
  readonly items: Packed;
  /** Whether parts of it were moved to the worker, so that it cannot be sent again. */
  readonly moved: boolean;
  /** Tasks whose end was told. */
  told: number;
  endLimit: () => void;
  endGrace: () => void;
}

export function parcelOf(id: number, call: Call, from: number, items: Packed, moved = false): Parcel {
  return { id, call, from, items, moved, told: 0, endLimit: nothing, endGrace: nothing };
}

const nothing = () => {};
