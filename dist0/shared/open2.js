export { t as openImage, n as probeImage } from "./open.js";
