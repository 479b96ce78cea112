/**
 * A packet of XMP without the statements of the gain map's namespaces and without the gain map's entry in Google's directory of items.
 * Every step reads the packet once from front to back, as it may be written to make a search slow.
 */
export function withoutGainMapStatements(packet) {
    const tags = Array.from(packet.matchAll(/<[^<>]*>/g), ({ 0: text, index }) => tagOf(text, index));
    const leftOut = [...items(packet, tags), ...elements(packet, tags), ...attributes(packet, tags)].sort(([one], [other]) => one - other);
    const parts = [];
    let position = 0;
    for (const [start, end] of leftOut) {
        // What lies within another is out already.
        parts.push(packet.slice(position, Math.max(start, position)));
        position = Math.max(end, position);
    }
    return parts.join('') + packet.slice(position);
}
function tagOf(text, start) {
    const [, name = ''] = /^<\/?([^\s/>]*)/.exec(text) ?? [];
    const isEndTag = text.startsWith('</');
    return { name, text, start, end: start + text.length, opens: !isEndTag, closes: isEndTag || text.endsWith('/>') };
}
/** Entries of the gain map in lists; of entries within entries, the innermost. */
function* items(packet, tags) {
    let opened;
    for (const { name, start, end, opens, closes } of tags) {
        if (name !== 'rdf:li')
            continue;
        if (opens)
            opened = start;
        if (!closes || opened === undefined)
            continue;
        if (/Semantic(?:=["']|>)GainMap/.test(packet.slice(opened, end)))
            yield [opened, behindBlanks(packet, end)];
        opened = undefined;
    }
}
/** Elements of the gain map's namespaces. */
function* elements(packet, tags) {
    const openedAt = new Map();
    for (const { name, start, end, opens, closes } of tags) {
        if (!/^(?:hdrgm|HDRGainMap):/.test(name))
            continue;
        if (opens && !openedAt.has(name))
            openedAt.set(name, start);
        const opened = openedAt.get(name);
        if (!closes || opened === undefined)
            continue;
        yield [opened, behindBlanks(packet, end)];
        openedAt.delete(name);
    }
}
/** Attributes of these namespaces, and those that declare them. */
function* attributes(packet, tags) {
    for (const tag of tags) {
        for (const { 0: text, index } of tag.text.matchAll(/(?:xmlns:)?(?:hdrgm|HDRGainMap)(?::\w+)?=(?:"[^"]*"|'[^']*')/g)) {
            const start = beforeBlanks(packet, tag.start + index);
            // Without a blank before, it is the end of another name.
            if (start < tag.start + index)
                yield [start, tag.start + index + text.length];
        }
    }
}
function behindBlanks(text, position) {
    let end = position;
    while (isBlank(text[end]))
        end += 1;
    return end;
}
function beforeBlanks(text, position) {
    let start = position;
    while (isBlank(text[start - 1]))
        start -= 1;
    return start;
}
function isBlank(character) {
    return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
