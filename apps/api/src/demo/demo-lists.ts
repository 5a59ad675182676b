import type { AssignmentRule, FieldDefinition } from '@linkflow/contracts';
import type { ImportedEntries } from '@linkflow/crm';
import { INGRID, JONAS, KARI, OLA, PER, demoId, type DemoUser } from './demo-people';

type Entry<K extends keyof ImportedEntries> = ImportedEntries[K];

const named = (kind: string, name: string): { id: string; name: string } => ({
  id: demoId(`${kind} ${name}`),
  name,
});

export const INTEREST = {
  products: named('interest', 'Produktnyheter'),
  newsletter: named('interest', 'Nyhetsbrev'),
  events: named('interest', 'Arrangementer'),
  webinars: named('interest', 'Webinarer'),
} satisfies Record<string, Entry<'interest'>>;

export const SELECTION = {
  interested: { ...named('selection', 'Interessert – vår 2027'), kind: 'static' },
  fewerMails: { ...named('selection', 'Bare de viktigste nyhetene'), kind: 'static' },
  vip: { ...named('selection', 'VIP'), kind: 'static' },
  norwegians: {
    ...named('selection', 'Alle i Norge'),
    kind: 'dynamic',
    criteria: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
  },
} satisfies Record<string, Entry<'selection'>>;

export const PROJECT = {
  spring: named('project', 'Vårkampanje 2027'),
  customerDays: named('project', 'Kundedager 2027'),
} satisfies Record<string, Entry<'project'>>;

export const PRIORITY = {
  low: { ...named('priority', 'Lav'), rank: 1, isDefault: false },
  normal: { ...named('priority', 'Middels'), rank: 2, isDefault: true },
  high: { ...named('priority', 'Høy'), rank: 3, isDefault: false },
} satisfies Record<string, Entry<'priority'>>;

export const TASK_TYPE = {
  phone: { ...named('task type', 'Telefon ut'), kind: 'to-do' },
  task: { ...named('task type', 'Oppgave'), kind: 'to-do' },
  mail: { ...named('task type', 'E-post'), kind: 'to-do' },
  meeting: { ...named('task type', 'Møte'), kind: 'meeting' },
  internal: { ...named('task type', 'Møte (internt)'), kind: 'meeting' },
} satisfies Record<string, Entry<'task-type'>>;

const category = (
  name: string,
  rule: AssignmentRule,
  members: [DemoUser, weight: number][],
  more: Partial<Entry<'category'>> = {},
): Entry<'category'> => ({
  ...named('category', name),
  parentId: null,
  rule,
  ourContactFirst: false,
  members: members.map(([{ id: userId }, weight]) => ({ userId, weight })),
  ...more,
});
const support = category(
  'Support',
  'fewest-open',
  [
    [JONAS, 1],
    [OLA, 1],
  ],
  { ourContactFirst: true },
);

/** One category per assignment rule. Per is not active, so he is assigned no new requests. */
export const CATEGORY = {
  sales: category('Salg', 'even', [
    [KARI, 1],
    [JONAS, 1],
    [PER, 1],
  ]),
  marketing: category('Markedsføring', 'weighted', [
    [INGRID, 1],
    [KARI, 3],
  ]),
  support,
  invoices: category('Faktura', 'none', [[OLA, 1]], { parentId: support.id }),
};

const field = (
  key: string,
  name: string,
  type: FieldDefinition['type'],
  more: Partial<FieldDefinition> = {},
): FieldDefinition => ({ id: demoId(`field ${key}`), key, name, entity: 'contact', type, ...more });

export const FIELD = {
  satisfied: field('x_satisfied', 'Fornøyd kunde', 'boolean'),
  productLine: field('x_product_line', 'Produktlinje', 'list', { options: ['Sol', 'Vind', 'Vann', 'Varme'] }),
  customerSince: field('x_customer_since', 'Kunde siden', 'date'),
  score: field('x_score', 'Poeng', 'integer'),
  budget: field('x_budget', 'Budsjett (MNOK)', 'decimal'),
  callAfter: field('x_call_after', 'Ring etter', 'time'),
  visit: field('x_visit', 'Vanlig besøkstid', 'timespan'),
  lastTalk: field('x_last_talk', 'Sist snakket med', 'date-time'),
  nickname: field('x_nickname', 'Kallenavn', 'text'),
  note: field('x_note', 'Notat', 'long-text'),
  industry: field('x_industry', 'Bransje', 'list', {
    entity: 'company',
    options: ['Bygg', 'Energi', 'Handel', 'Offentlig'],
  }),
} satisfies Record<string, FieldDefinition>;

export const SCRIPT = {
  landingPage: {
    ...named('script', 'Velg landingsside'),
    description: 'Sender dem som klikker for første gang til velkomstsiden, og alle andre rett til nyhetene.',
    source: [
      '// firstHit er "1" ved mottakerens første klikk på koblingen, ellers "0".',
      "if (getVariable('firstHit') === '1') {",
      "  setVariable('returnUrl', 'https://example.com/velkommen');",
      '} else {',
      "  setVariable('returnUrl', 'https://example.com/nyheter');",
      '}',
      '',
    ].join('\n'),
    params: [],
    outputs: [],
  },
  score: {
    ...named('script', 'Regn ut poeng'),
    description:
      'Gir flere poeng jo færre som har klikket før. Senere steg kan bruke svaret i en betingelse.',
    source: [
      "const hits = Number(getVariable('linkHits'));",
      'const points = Math.max(1, params.first - Math.floor(hits / 100));',
      'console.log(`Klikk nummer ${hits} gir ${points} poeng`);',
      'return { points };',
      '',
    ].join('\n'),
    params: [{ name: 'first', label: 'Poeng til de første', type: 'number', required: true, default: 10 }],
    outputs: [{ name: 'points', type: 'number' }],
  },
} satisfies Record<string, Entry<'script'>>;
