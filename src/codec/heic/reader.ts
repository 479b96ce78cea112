/** The package that reads HEIC. Its licence is not that of imgpar, so users choose it themselves. */
export const reader = { package: 'libheif-js', licence: 'LGPL-3.0' } as const;
