export { t as describeModule, n as requireUsable } from "./trial.js";
