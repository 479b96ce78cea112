export { t as helpText } from "./help2.js";
