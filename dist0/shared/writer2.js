export { n as encodePng, i as pngSamplesFor } from "./writer.js";
