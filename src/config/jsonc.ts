import { isError } from '../errors.js';

/**
 * Parses JSON that may have comments and trailing commas.
 *
 * @throws {Error} with a message that names line and column where possible
 */
export function parseJsonWithComments(text: string): unknown {
  const plain = withoutTrailingCommas(withoutComments(text.replace(/^\uFEFF/, '')));
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw new Error(placed(isError(error) ? error.message : String(error), plain));
  }
}

/** Strings, which stay as they are, and comments, which become spaces, so that positions stay right. */
const stringsAndComments = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*.*?\*\//gs;

function withoutComments(text: string): string {
  return text.replace(stringsAndComments, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
}

const stringsAndCommas = /"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g;

function withoutTrailingCommas(text: string): string {
  return text.replace(stringsAndCommas, (found) => (found === ',' ? ' ' : found));
}

/** V8 names a position, or nothing at all at the end of the text; people look for lines. */
function placed(message: string, text: string): string {
  const { at, problem } = /^(?<problem>.*?),? (?:in JSON )?at position (?<at>\d+)/s.exec(message)?.groups ?? {};
  if (at === undefined) return message;
  const before = text.slice(0, Number(at)).split('\n');
  return `${problem} in line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
