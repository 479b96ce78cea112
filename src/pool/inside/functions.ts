import { createRequire } from 'node:module';
import process from 'node:process';
import { types } from 'node:util';
import { codeOf, messageOf } from '../../errors.js';
import { load } from '../../parallel/load.js';
import { usage } from '../errors.js';
import type { FunctionAddress } from '../protocol.js';
import { registerLoader } from './tsx.js';

export type AnyFunction = (...args: unknown[]) => unknown;

/** The functions of a worker, and the classes of errors that come with them. */
export class Functions {
  /** Where the classes of errors are exported that modules have. */
  readonly classes = new Map<unknown, { readonly url: string; readonly name: string }>();
  readonly #modules = new Map<string, Readonly<Record<string, unknown>>>();

  /** The function at this address; a promise where its module has to be loaded first. */
  at(address: FunctionAddress): AnyFunction | Promise<AnyFunction> {
    if ('source' in address) return compile(address.source, address.name);
    const module = this.#modules.get(address.url);
    return module ? pick(module, address) : this.#load(address);
  }

  async #load(address: FunctionAddress & { readonly url: string }): Promise<AnyFunction> {
    const { url } = address;
    let module: Readonly<Record<string, unknown>>;
    try {
      module = await load(url);
    } catch (error) {
      if (codeOf(error) !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?tsx?$/.test(url)) throw error;
      if (!(await registerLoader(url))) throw noTypeScript(url, error);
      // Under another name, as Node remembers that it could not load this one.
      module = await load(`${url}?again`);
    }
    this.#modules.set(url, module);
    for (const [name, value] of Object.entries(module)) if (isErrorClass(value)) this.classes.set(value, { url, name });
    return pick(module, address);
  }
}

function noTypeScript(url: string, cause: unknown): Error {
  const message = `Node ${process.versions.node} does not load ${url} by itself, as it is TypeScript; use Node 22.18 or later, or start your program with a loader that workers inherit, as in: node --import tsx program.ts`;
  return Object.assign(usage(message), { cause });
}

function pick(module: Readonly<Record<string, unknown>>, { url, name }: FunctionAddress & { readonly url: string }): AnyFunction {
  const inDefault = module.default as Readonly<Record<string, unknown>> | undefined;
  // What a module of CommonJS exports may be seen in its default export only.
  const found = module[name] ?? inDefault?.[name];
  // Its arguments are checked where it is named, by types.
  if (typeof found === 'function') return found as AnyFunction;
  const names = Object.keys(module).filter((key) => typeof module[key] === 'function');
  throw usage(`${url} exports no function \`${name}\`, but ${names.join(', ') || 'none at all'}`);
}

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && Object.prototype.isPrototypeOf.call(Error, value);
}

/** A function from its source: as an expression, or, if it was written as a method, as one. */
function compile(source: string, name: string): AnyFunction {
  // What esbuild and tsx call in every function that they have compiled.
  Object.assign(globalThis, { __name: Reflect.get(globalThis, '__name') ?? ((fn: unknown) => fn) });
  try {
    return evaluate(`(${source})`);
  } catch (error) {
    try {
      return evaluate(`Object.values({ ${source} })[0]`);
    } catch {
      throw usage(`the inline function ${name} cannot be compiled from its source: ${messageOf(error)}`);
    }
  }
}

function evaluate(expression: string): AnyFunction {
  return new Function('require', '__importStar', `'use strict'; return ${expression};`)(requireHere, importStar);
}

/** What `import()` has become where TypeScript compiled it to CommonJS, as tslab does: packages are those of the working folder. */
function requireHere(name: string): unknown {
  return createRequire(`${process.cwd()}/`)(name);
}

/** What TypeScript wraps around that `require`, so that modules of CommonJS have a default export. */
function importStar(module: unknown): unknown {
  const isModule = typeof module === 'object' && module !== null && ('__esModule' in module || types.isModuleNamespaceObject(module));
  return isModule ? module : Object.assign(Object.create(null), module, { default: module });
}

/** What a ReferenceError in an inline function adds to its message. */
export const inlineAdvice =
  'inline functions see only their arguments and the globals of JavaScript and Node; pass it as a fixed argument (args), or put the function into a module and refer to it with moduleOf()';
