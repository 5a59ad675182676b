import { describe, expect, it } from 'vitest';
import type { RecipientView } from '@linkflow/contracts';
import type { SignedInUser } from '../session/signed-in-user';
import { recipientsCsv } from './recipients-csv';

const user = { language: 'nb' } as SignedInUser; // only the language is used
const kari: RecipientView = {
  id: 'r1',
  email: 'kari@example.no',
  name: 'Kari Nordmann',
  contact: { id: 'c1', name: 'Kari Nordmann' },
  addedAt: '2026-11-02T09:30:00.000Z',
  blocked: null,
  clicks: 5,
  humanClicks: 2,
  suspectClicks: 1,
};
const unknown: RecipientView = {
  ...kari,
  id: 'r2',
  contact: null,
  name: '',
  blocked: 'erased',
  clicks: 0,
  humanClicks: 0,
  suspectClicks: 0,
};

async function rowsOf(shown: 'people' | 'all'): Promise<string[][]> {
  const batches = (async function* () {
    yield [kari];
    yield [unknown];
  })();
  const rows: string[][] = [];
  for await (const row of recipientsCsv(batches, { shown, user })) rows.push(row);
  return rows;
}

describe('the file of the recipients of a mailing', () => {
  it('counts the clicks of people', async () => {
    const [titles, first, second] = await rowsOf('people');
    expect(titles).toEqual(['Navn', 'E-post', 'Lagt til', 'Får utsendelsen', 'Klikk']);
    expect([first?.[0], first?.[1], ...(first?.slice(3) ?? [])]).toEqual([
      'Kari Nordmann',
      'kari@example.no',
      'Ja',
      '2',
    ]);
    expect(second?.at(-1)).toBe('0');
    expect(second?.[3]).not.toBe('Ja');
  });

  it('counts all clicks apart when they are shown', async () => {
    const [titles, first] = await rowsOf('all');
    expect(titles?.slice(4)).toEqual(['Klikk fra personer', 'Usikre klikk', 'Klikk fra maskiner']);
    expect(first?.slice(4)).toEqual(['2', '1', '2']);
  });
});
