import { usage } from './errors.js';
import type { FunctionAddress } from './protocol.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type Any = (...args: any[]) => any;

declare const types: unique symbol;

/** Names a function that workers can find: an export of a module, or one that `inline` made. */
export interface FunctionReference<Fn extends Any = Any> {
  readonly name: string;
  /** Only in the compiler's eyes. */
  readonly [types]?: Fn;
}

/** References to all functions that a module exports. */
export type ModuleReferences<Module> = {
  readonly [Name in keyof Module as Module[Name] extends Any ? Name : never]: FunctionReference<
    Module[Name] extends Any ? Module[Name] : never
  >;
};

const addresses = new WeakMap<object, { readonly address: FunctionAddress; readonly key: string }>();

/** References that were made, so that the same function is the same to a pool. */
const ofModules = new Map<string, FunctionReference>();
const ofSources = new WeakMap<Any, FunctionReference>();

/**
 * References to the functions of a module, which workers load and this program need not:
 * `const work = moduleOf<typeof import('./work.js')>(new URL('./work.js', import.meta.url)); await pool.map(work.square, [1, 2, 3]);`
 *
 * @param url of the module: `new URL('./work.js', import.meta.url)`
 * @throws {ImgparError} `usage`, if it is no URL of a file, or data
 */
export function moduleOf<Module>(url: URL | string): ModuleReferences<Module> {
  const href = hrefOf(url);
  // Whatever asks whether this is a promise, or how to print it, gets no function.
  const named = new Map<unknown, FunctionReference | undefined>([
    ['then', undefined],
    ['toJSON', undefined],
  ]);
  const get = (_: unknown, name: string | symbol) => {
    if (named.has(name)) return named.get(name);
    const reference = typeof name === 'string' ? exportOf(href, name) : undefined;
    named.set(name, reference);
    return reference;
  };
  // It has what the module exports, as far as it is asked for.
  return new Proxy({}, { get, set: () => false }) as ModuleReferences<Module>;
}

function exportOf(url: string, name: string): FunctionReference {
  const key = `${url}#${name}`;
  let reference = ofModules.get(key);
  if (!reference) {
    reference = referenceTo({ url, name }, key);
    ofModules.set(key, reference);
  }
  return reference;
}

/**
 * A reference to a function by its source, which sees only its arguments and what JavaScript and Node have globally: no variable, import or `this`
 * from where it is written.
 *
 * @throws {ImgparError} `usage`, if it has no source that can be compiled again: it is built in, bound or a class
 */
export function inline<Fn extends Any>(fn: Fn): FunctionReference<Fn> {
  if (typeof fn !== 'function') throw usage(`inline() takes a function, not ${typeof fn}`);
  const made = ofSources.get(fn);
  if (made) return made as FunctionReference<Fn>;
  const source = Function.prototype.toString.call(fn);
  const name = fn.name || 'anonymous';
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source))
    throw usage(
      `inline() cannot take ${name}, which is built in or bound: write a function of your own around it, as in inline((x) => Math.sqrt(x))`,
    );
  if (/^class\b/.test(source)) throw usage(`inline() cannot take the class ${name}: write a function that makes one`);
  const reference = referenceTo({ source, name }, source);
  ofSources.set(fn, reference);
  return reference as FunctionReference<Fn>;
}

function referenceTo(address: FunctionAddress, key: string): FunctionReference {
  const reference = Object.freeze({ name: address.name });
  addresses.set(reference, { address, key });
  return reference;
}

/** @throws {TypeError} if it is no reference */
export function addressOf(reference: FunctionReference): { readonly address: FunctionAddress; readonly key: string } {
  const found = typeof reference === 'object' && reference !== null ? addresses.get(reference) : undefined;
  if (found) return found;
  const given = typeof reference === 'function' ? `the function ${(reference as Any).name || 'without a name'}` : String(reference);
  throw new TypeError(
    `a pool takes references to functions, not ${given}: workers cannot see this program's own. Use moduleOf(new URL('./work.js', import.meta.url)).name, or inline(fn) for a function that needs nothing but its arguments`,
  );
}

function hrefOf(url: URL | string): string {
  const href = typeof url === 'string' ? url : url?.href;
  if (typeof href === 'string' && /^(file|data):/.test(href)) return href;
  throw usage(`moduleOf() takes the URL of a file, as new URL('./work.js', import.meta.url), not ${String(href ?? url)}`);
}
