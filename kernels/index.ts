export * from './layout';
export * from './plane';
export * from './luma8';
export * from './luma16';
export * from './channels';
export * from './clahe';
export * from './rows';
export * from './runs';
