// The components of an image, each as a plane of rows at its own resolution. A plane may be a window that moves down with the image: then
// the address of its first row lies before the memory, and only rows within the window exist.

/** For each component, 32 bytes: the address of row 0, bytes from row to row, blocks of an MCU across and down, samples across and down. */
const components: usize = memory.data(4 * 32, 16);

@inline function at(component: i32): usize { return components + (<usize>component << 5); }

@inline export function strideOf(component: i32): usize { return <usize>load<u32>(at(component), 4); }
@inline export function rowOf(component: i32, row: i32): usize { return <usize>load<u32>(at(component)) + <usize>row * strideOf(component); }
@inline export function acrossOf(component: i32): i32 { return load<i32>(at(component), 8); }
@inline export function downOf(component: i32): i32 { return load<i32>(at(component), 12); }
@inline export function widthOf(component: i32): i32 { return load<i32>(at(component), 16); }
@inline export function heightOf(component: i32): i32 { return load<i32>(at(component), 20); }

/** The largest sampling of any component. */
export let mostAcross: i32 = 1;
export let mostDown: i32 = 1;

export function beginComponents(across: i32, down: i32): void {
  mostAcross = across;
  mostDown = down;
}

/** @param width samples across and down, without what fills the last block */
export function setComponent(component: i32, across: i32, down: i32, stride: i32, width: i32, height: i32): void {
  store<i32>(at(component), stride, 4);
  store<i32>(at(component), across, 8);
  store<i32>(at(component), down, 12);
  store<i32>(at(component), width, 16);
  store<i32>(at(component), height, 20);
}

/** Makes a window of the next row of MCUs. */
export function moveDown(component: i32): void {
  placeRows(component, rowOf(component, downOf(component) << 3));
}

/** Spreads rows of samples that follow each other to whole rows of MCUs, in place: the last column and the last row repeat beyond the edges. */
export function spreadRows(component: i32, rows: i32): void {
  const width = <usize>widthOf(component), stride = strideOf(component);
  const first = rowOf(component, 0);
  const height = heightOf(component);
  if (width < stride)
    for (let y = height - 1; y >= 0; y--) {
      const row = first + <usize>y * stride;
      memory.copy(row, first + <usize>y * width, width);
      memory.fill(row + width, load<u8>(row + width - 1), stride - width);
    }
  for (let y = height; y < rows; y++) memory.copy(first + <usize>y * stride, first + <usize>(height - 1) * stride, stride);
}

/** Says where row 0 of a plane is, or would be. */
export function placeRows(component: i32, firstRow: usize): void { store<u32>(at(component), <u32>firstRow); }
