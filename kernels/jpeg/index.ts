export * from './dct';
export const freeFrom: usize = __heap_base;
