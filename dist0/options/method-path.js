/** Whether a method is given as the path of a module rather than by name. */
export function isModulePath(method) {
    return /[\\/]|\.[cm]?js$/i.test(method);
}
