import { type Method, methodNamed, methodParams } from './methods.js';
import type { ColourMode, Picture } from './picture.js';
import { blendPlane, blendTable, checkStrength } from './strength.js';

/** What is done to a picture. */
export interface Operation {
  /** The name of a method. */
  readonly method: string;
  readonly on: ColourMode;
  /** Parameters of the method in place of its defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** From 0, the original, to 1, the full effect and the default. */
  readonly strength?: number;
}

/** Changes the picture in place. Throws an ImgparError of code `usage` when method, parameters or strength are not possible. */
export function equalize(picture: Picture, { method: name, on, params, strength = 1 }: Operation): void {
  const method = methodNamed(name);
  checkStrength(strength);
  applyMethod(picture, method, on, methodParams(method, params), strength);
}

/** Changes the picture in place. */
export function applyMethod(picture: Picture, method: Method, on: ColourMode, params: object = method.defaults, strength = 1): void {
  if (method.kind === 'table') {
    const tables = picture.histograms(on).map((histogram, plane) => method.table(histogram, params, plane));
    picture.applyTables(
      on,
      tables.map((table) => blendTable(table, strength)),
    );
  } else {
    const planes = picture.planes(on).map((before) => {
      const after = method.equalize(before, params);
      blendPlane(before, after, strength);
      return after;
    });
    picture.replacePlanes(on, planes);
  }
}
