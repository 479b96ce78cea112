/**
 * What a module exports. One that ends in `.cjs` is loaded without starting what loads ES modules, which takes time in every thread.
 *
 * @param url a file's
 */
export declare function load(url: string): Promise<{
    readonly default?: unknown;
}>;
