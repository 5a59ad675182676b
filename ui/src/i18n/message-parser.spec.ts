import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { parse } from './message-parser';

const reference = (message: string) => IntlMessageFormat.__parse?.(message, { ignoreTag: true });

/** All string literals with a brace in the sources of the project that are ICU messages. */
function messagesOfProject(): Set<string> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const files = globSync('{ui,libs/*,apps/*}/src/**/*.{ts,tsx}', { cwd: root });
  const messages = new Set<string>();
  for (const file of files) {
    const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    for (const [literal] of source.matchAll(
      /'(?:[^'\\\n]|\\.)*\{(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\{(?:[^"\\\n]|\\.)*"/g,
    )) {
      const message = literal.slice(1, -1).replace(/\\(.)/g, '$1');
      try {
        reference(message);
        messages.add(message);
      } catch {
        // Not an ICU message: a path, a merge field, a part of code.
      }
    }
  }
  return messages;
}

describe('parser of ICU messages', () => {
  it('reads every message of the project as the complete parser does', () => {
    const messages = messagesOfProject();
    expect(messages.size).toBeGreaterThan(400);
    for (const message of messages) expect(parse(message), message).toEqual(reference(message));
  });

  it.each([
    'plain',
    '',
    "It''s {name}'s",
    "'{name}' is {name}",
    "{n, plural, one {'#' is #} other {# of {m}}}",
    '{n, plural, offset:1 =0 {none} one {# item} other {{n, number} items}}',
    '{n, selectordinal, one {#st} other {#th}}',
    '{ kind , select , a {A {n, plural, one {one} other {#}}} other {#} }',
    '{at, date, medium} {at, time, short} {n, number, exact} {n,number}',
    '<b>{name}</b>',
    'a } b',
  ])('reads %j as the complete parser does', (message) => {
    expect(parse(message)).toEqual(reference(message));
  });

  it.each(['{', '{}', '{n, plural, one {a}}', '{n, list}', '{a b}', '{n, plural, other {a}'])(
    'rejects %j',
    (message) => {
      expect(() => reference(message)).toThrow(SyntaxError);
      expect(() => parse(message)).toThrow(SyntaxError);
    },
  );
});
