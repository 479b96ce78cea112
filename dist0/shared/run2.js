export { t as run, n as runWith } from "./run.js";
