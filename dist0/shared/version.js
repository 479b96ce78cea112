import "node:module";
// src/version.ts
/** The version of this package. */
const version = "0.2.0";
export { version as t };
