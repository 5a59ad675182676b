import { describe, expect, it } from 'vitest';
import { HEADER, Networks, builtInNetworks } from '@linkflow/links';
import { evidenceInWords } from './click-evidence';

const networks = new Networks(builtInNetworks);

const inWords = (...given: Parameters<typeof evidenceInWords>) =>
  Object.fromEntries(evidenceInWords(...given).map(({ label, value }) => [label.en, value.en]));

describe('the evidence of a click in words', () => {
  it('names program, network, headers and what else the address did', () => {
    const h = HEADER.acceptLanguage | HEADER.clientHints;
    const click = {
      seen: { h, n: 'amazon', g: 7, c: 3, p: 0, s: true as const },
      agent: { kind: 'browser', family: 'chromium', version: 138, os: 'windows' } as const,
    };
    expect(inWords(click, networks)).toEqual({
      Program: 'Chromium 138 (Windows), a browser',
      Network: expect.stringMatching(/^Amazon.*, data centre$/),
      'The browser told': 'languages, browser hints',
      'Other recipients whose links the same address opened': '3–5',
      'Other recipients for whom it pressed buttons': 'none',
      Link: 'changed before it was opened',
    });
  });

  it('says what is not known', () => {
    expect(inWords({ seen: { h: 0 }, agent: { kind: 'none' } }, networks)).toEqual({
      Program: 'not given',
      Network: 'in none of the lists',
      'The browser told': 'nothing',
    });
    expect(inWords({ seen: { h: 0, n: 'gone' } }, networks)).toMatchObject({
      Network: 'no longer in the lists (gone)',
    });
    expect(evidenceInWords({}, networks)).toEqual([]);
  });
});
