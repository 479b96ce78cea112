/**
 * Removes statements in the namespaces of the gain map, and its entry in Google's directory of items, from an XMP packet. Every step reads
 * the packet once from front to back, as it may be crafted to make a search slow.
 */
export function withoutGainMapStatements(packet: string): string {
  const tags = Array.from(packet.matchAll(/<[^<>]*>/g), ({ 0: text, index }) => tagOf(text, index));
  const leftOut = [...items(packet, tags), ...elements(packet, tags), ...attributes(packet, tags)].sort(([one], [other]) => one - other);
  const parts: string[] = [];
  let position = 0;
  for (const [start, end] of leftOut) {
    // A range within another one is out already.
    parts.push(packet.slice(position, Math.max(start, position)));
    position = Math.max(end, position);
  }
  return parts.join('') + packet.slice(position);
}

interface Tag {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** An empty element both opens and closes. */
  readonly opens: boolean;
  readonly closes: boolean;
}

function tagOf(text: string, start: number): Tag {
  const [, name = ''] = /^<\/?([^\s/>]*)/.exec(text) ?? [];
  const isEndTag = text.startsWith('</');
  return { name, text, start, end: start + text.length, opens: !isEndTag, closes: isEndTag || text.endsWith('/>') };
}

/** From the first character to the one after the last. */
type Range = readonly [start: number, end: number];

/** Gain map entries in lists; the innermost of nested entries. */
function* items(packet: string, tags: readonly Tag[]): Generator<Range> {
  let opened: number | undefined;
  for (const { name, start, end, opens, closes } of tags) {
    if (name !== 'rdf:li') continue;
    if (opens) opened = start;
    if (!closes || opened === undefined) continue;
    if (/Semantic(?:=["']|>)GainMap/.test(packet.slice(opened, end))) yield [opened, behindBlanks(packet, end)];
    opened = undefined;
  }
}

/** Elements in the namespaces of the gain map. */
function* elements(packet: string, tags: readonly Tag[]): Generator<Range> {
  const openedAt = new Map<string, number>();
  for (const { name, start, end, opens, closes } of tags) {
    if (!/^(?:hdrgm|HDRGainMap):/.test(name)) continue;
    if (opens && !openedAt.has(name)) openedAt.set(name, start);
    const opened = openedAt.get(name);
    if (!closes || opened === undefined) continue;
    yield [opened, behindBlanks(packet, end)];
    openedAt.delete(name);
  }
}

/** Attributes in these namespaces, and the declarations of these. */
function* attributes(packet: string, tags: readonly Tag[]): Generator<Range> {
  for (const tag of tags) {
    for (const { 0: text, index } of tag.text.matchAll(/(?:xmlns:)?(?:hdrgm|HDRGainMap)(?::\w+)?=(?:"[^"]*"|'[^']*')/g)) {
      const start = beforeBlanks(packet, tag.start + index);
      // Without a blank before it, this is the end of another name.
      if (start < tag.start + index) yield [start, tag.start + index + text.length];
    }
  }
}

function behindBlanks(text: string, position: number): number {
  let end = position;
  while (isBlank(text[end])) end += 1;
  return end;
}

function beforeBlanks(text: string, position: number): number {
  let start = position;
  while (isBlank(text[start - 1])) start -= 1;
  return start;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
