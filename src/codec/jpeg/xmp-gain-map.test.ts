import { expect, test } from 'vitest';
import { withoutGainMapStatements } from './xmp-gain-map.js';

test('withoutGainMapStatements removes the statements about the gain map, with the blanks around them, and nothing else', () => {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:Description xmlns:dc="d" xmlns:hdrgm="h"
      hdrgm:Version="1.0" dc:format='image/jpeg' HDRGainMap:HDRGainMapVersion='65536'>
    <hdrgm:GainMapMax><rdf:Seq><rdf:li>1.0</rdf:li></rdf:Seq></hdrgm:GainMapMax>
    <hdrgm:Gamma/>
    <Container:Directory><rdf:Seq>
      <rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary"/></rdf:li>
      <rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap"/></rdf:li>
      <rdf:li Item:Semantic='GainMap'/>
      <rdf:li><Item:Semantic>GainMap</Item:Semantic></rdf:li>
    </rdf:Seq></Container:Directory>
  </rdf:Description>
</x:xmpmeta>`;
  expect(withoutGainMapStatements(packet)).toBe(`<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:Description xmlns:dc="d" dc:format='image/jpeg'>
    <Container:Directory><rdf:Seq>
      <rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary"/></rdf:li>
      </rdf:Seq></Container:Directory>
  </rdf:Description>
</x:xmpmeta>`);
});

test.each([
  ['text without a tag', 'hdrgm:Version="1" Semantic="GainMap"'],
  ['attributes whose names only end alike', '<a xhdrgm:b="1" my:hdrgm="2"/>'],
  ['an element that is never closed', '<hdrgm:a><b></b>'],
  ['a tag that is never closed', '<rdf:li Semantic="GainMap"'],
])('withoutGainMapStatements leaves %s unchanged', (_, packet) => {
  expect(withoutGainMapStatements(packet)).toBe(packet);
});

// Each took minutes or hours while the time grew with the square or cube of the length.
test.each([
  ['blanks', ' '],
  ['blanks in a tag', ' ', '<a'],
  ['beginnings of tags', '<'],
  ['beginnings of entries', '<rdf:li>'],
  ['beginnings of entries of the gain map', '<rdf:li Semantic="GainMap">'],
  ['beginnings of elements', '<hdrgm:a>'],
  ['beginnings of elements, all different', '<hdrgm:a%>'],
  ['beginnings of attributes', ' hdrgm:a="', '<a'],
  ['attributes', ' hdrgm:a=""', '<a'],
  ['names', 'hdrgm:', '<a '],
  ['ends of entries', '</rdf:li>'],
])('withoutGainMapStatements reads a megabyte of %s in time', (_, unit, start = '') => {
  const times = Math.ceil(1_000_000 / unit.length);
  const hostile = start + Array.from({ length: times }, (__, index) => unit.replace('%', String(index))).join('');
  for (const packet of [hostile, `${hostile}>`]) expect(withoutGainMapStatements(packet).length).toBeLessThanOrEqual(packet.length);
});
