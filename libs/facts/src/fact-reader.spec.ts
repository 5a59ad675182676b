import { beforeEach, describe, expect, it } from 'vitest';
import type { CrmFactReader, FactValues } from '@linkflow/crm-port';
import type { FactRequest } from './define-facts';
import { FactReader, type FactReaderOptions } from './fact-reader';

const NOW = new Date('2027-03-07T23:30:00Z');

/** Calls of the fake sources, one line per call. */
let calls: string[];
let cards: Map<string, FactValues>;
let hits: Map<string, number>;
/** Ids of first clicks, by `<link>:<recipient>`. */
let firstClicks: Map<string, string>;
let reader: FactReader;

beforeEach(() => {
  calls = [];
  cards = new Map([['kari', { 'contact.country': 'NO', 'contact.fields.x_size': 7, 'company.name': null }]]);
  hits = new Map([['l1', 4]]);
  firstClicks = new Map();
  reader = readerWith({});
});

function readerWith(more: Partial<FactReaderOptions>): FactReader {
  const crm: CrmFactReader = {
    load: async (ids, names) => {
      calls.push(`crm ${ids.join()} ${names.join()}`);
      return cards;
    },
    texts: async (values, { language }) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, `${String(value)} in ${language}`]),
      ),
  };
  const counts: FactReaderOptions['counts'] = {
    hitsOf: async (ids) => {
      calls.push(`hits ${ids.join()}`);
      return hits;
    },
    peopleOf: async (ids) => {
      calls.push(`people ${ids.join()}`);
      return hits;
    },
  };
  const clicks: FactReaderOptions['clicks'] = {
    firstClicksOf: async (pairs) => {
      calls.push(`first ${pairs.map(({ linkId, recipientId }) => `${linkId}:${recipientId}`).join()}`);
      return pairs.map(({ linkId, recipientId }) => firstClicks.get(`${linkId}:${recipientId}`));
    },
    verdictsOf: async (ids) => {
      calls.push(`verdicts ${ids.join()}`);
      return ids.map(() => 'suspect');
    },
  };
  return new FactReader({ crm, counts, clicks, timeZone: 'Europe/Oslo', ...more });
}

/** A recorded click of Kari on link 1. */
const click = (more: Partial<FactRequest> = {}): FactRequest => ({
  trigger: { type: 'click', id: 'c1', at: NOW },
  subject: { contactId: 'kari' },
  context: { linkId: 'l1', recipientId: 'r1', mailingId: 'm1' },
  now: NOW,
  ...more,
});
const unstored = { type: 'click', id: null, at: NOW };

describe('facts of the contact and the company', () => {
  it('come from the CRM, null if they are empty and absent if they are unknown', async () => {
    const names = ['contact.country', 'contact.fields.x_size', 'company.name', 'contact.title'];
    expect(await reader.load(click(), names)).toEqual({
      'contact.country': 'NO',
      'contact.fields.x_size': 7,
      'company.name': null,
    });
  });

  it('are unknown without a contact card', async () => {
    const names = ['contact.country'];
    expect(await reader.load(click({ subject: { contactId: null } }), names)).toEqual({});
    expect(await reader.load(click({ subject: { contactId: 'ola' } }), names)).toEqual({});
    expect(calls).toEqual(['crm ola contact.country']);
  });

  it('of concurrent requests are read together', async () => {
    cards.set('ola', { 'contact.country': 'SE' });
    const ola = click({ subject: { contactId: 'ola' } });
    const values = await Promise.all([
      reader.load(click(), ['contact.country', 'company.name']),
      reader.load(ola, ['contact.country']),
      reader.load(ola, ['contact.country']),
    ]);
    expect(values.map((value) => value['contact.country'])).toEqual(['NO', 'SE', 'SE']);
    expect(calls).toEqual(['crm kari,ola contact.country,company.name']);
  });
});

describe('the number of clicks on the link', () => {
  it.each([
    ['counts a stored click once', click(), 4],
    ['includes a click that is not stored yet', click({ trigger: unstored }), 5],
    ['is 0 on a link without clicks', click({ context: { linkId: 'l2' } }), 0],
    ['is unknown without a link', click({ context: {} }), undefined],
  ])('%s', async (_what, request, expected) => {
    expect(await reader.load(request, ['link.hits'])).toEqual(
      expected === undefined ? {} : { 'link.hits': expected },
    );
  });
});

describe('the first click', () => {
  it.each([
    ['is the first one if it is the earliest that started a run', 'c1', click(), true],
    ['is not the first one after an earlier click', 'c0', click(), false],
    ['is not the first one if none is recorded any more', undefined, click(), false],
    [
      'is the first one if it is not stored yet and none is recorded',
      undefined,
      click({ trigger: unstored }),
      true,
    ],
    [
      'is not the first one if it is not stored yet and another is recorded',
      'c0',
      click({ trigger: unstored }),
      false,
    ],
    ['is the first one in a simulation', 'c0', click({ trigger: unstored, context: { linkId: 'l1' } }), true],
  ])('%s', async (_what, recorded, request, expected) => {
    if (recorded) firstClicks.set('l1:r1', recorded);
    expect(await reader.load(request, ['click.first'])).toEqual({ 'click.first': expected });
  });

  it('is unknown without a link', async () => {
    expect(await reader.load(click({ context: {} }), ['click.first'])).toEqual({});
  });
});

describe('the mailing', () => {
  it('is that of the context, and unknown if the context has none', async () => {
    expect(await reader.load(click(), ['mailing.id'])).toEqual({ 'mailing.id': 'm1' });
    const later = click({ context: { mailingId: Promise.resolve('m2') } });
    expect(await reader.load(later, ['mailing.id'])).toEqual({ 'mailing.id': 'm2' });
    expect(await reader.load(click({ context: { mailingId: null } }), ['mailing.id'])).toEqual({});
  });
});

describe('the current time', () => {
  const names = ['now.weekday', 'now.hour', 'now.date'];

  it('is the local time of the organisation', async () => {
    expect(await reader.load(click(), names)).toEqual({
      'now.weekday': 'mon',
      'now.hour': 0,
      'now.date': '2027-03-08',
    });
    expect(await readerWith({ timeZone: 'America/New_York' }).load(click(), names)).toEqual({
      'now.weekday': 'sun',
      'now.hour': 18,
      'now.date': '2027-03-07',
    });
  });

  it('needs no source, and reads no part of the request that is given by a getter', async () => {
    const request: FactRequest = {
      ...click(),
      get subject(): never {
        throw new Error('not needed');
      },
    };
    expect(await reader.load(request, names)).toMatchObject({ 'now.hour': 0 });
    expect(calls).toEqual([]);
  });
});

describe('the texts of facts', () => {
  it('come from the CRM for its facts, and from the registry for the others', async () => {
    const values = {
      'contact.country': 'NO',
      'now.weekday': 'mon',
      'now.date': '2027-03-08',
      'click.first': true,
    };
    expect(await reader.texts(values, 'nb')).toEqual({
      'contact.country': 'NO in nb',
      'now.weekday': 'Mandag',
      'now.date': '8. mars 2027',
      'click.first': 'Ja',
    });
  });

  it('are those of the given formats for outputs of steps', async () => {
    const formats = new Map([['steps.a.at', { type: 'time' as const }]]);
    expect(await reader.texts({ 'steps.a.at': 870, 'steps.a.n': 870 }, 'en', formats)).toEqual({
      'steps.a.at': '14:30',
      'steps.a.n': '870',
    });
  });
});

describe('reading', () => {
  it('ignores names that are not facts', async () => {
    expect(await reader.load(click(), ['contact.search', 'steps.a.b', '__proto__', ''])).toEqual({});
  });

  it('rejects if a source fails', async () => {
    const hitsOf = () => Promise.reject(new Error('MongoDB is down'));
    const failing = readerWith({ counts: { hitsOf, peopleOf: hitsOf } });
    await expect(failing.load(click(), ['link.hits', 'contact.country'])).rejects.toThrow('MongoDB is down');
  });

  it('within a budget leaves out facts that fail or are late, and reports their errors', async () => {
    const slow = readerWith({
      counts: {
        hitsOf: () => Promise.reject(new Error('MongoDB is down')),
        peopleOf: () => Promise.reject(new Error('MongoDB is down')),
      },
      clicks: {
        firstClicksOf: () => new Promise(() => undefined),
        verdictsOf: () => new Promise(() => undefined),
      },
    });
    const errors: string[] = [];
    const values = await slow.loadInTime(
      click(),
      ['link.hits', 'click.first', 'contact.country', 'now.hour'],
      {
        budgetMs: 20,
        onMissing: (error) => errors.push(error instanceof Error ? error.name : ''),
      },
    );
    expect(values).toEqual({ 'contact.country': 'NO', 'now.hour': 0 });
    expect(errors.sort()).toEqual(['Error', 'TimeoutError']);
  });
});
