/** Whether a method is given as the path of a module rather than by name. */
export declare function isModulePath(method: string): boolean;
