import { createHash } from 'node:crypto';
import type { FieldValue, Language, Role, SaveCompany } from '@linkflow/contracts';
import type { ImportedContact, ImportedUser } from '@linkflow/crm';

/** Derives the id of a demo entry from its name. The id is the same in each attempt, so an interrupted seed can be continued. */
export const demoId = (name: string): string =>
  createHash('sha256').update(`linkflow demo: ${name}`).digest('hex').slice(0, 24);

/** Password of every demo user. Shown on the sign-in page, so not a secret. */
export const DEMO_PASSWORD = 'linkflow';

export type DemoUser = Omit<ImportedUser, 'passwordHash'>;

const user = (name: string, role: Role, more: Partial<DemoUser> = {}): DemoUser => {
  const [firstName = ''] = name.toLowerCase().split(' ');
  return {
    id: demoId(`user ${firstName}`),
    name,
    email: `${firstName}@example.no`,
    roles: [role],
    language: 'nb',
    active: true,
    timeZone: 'Europe/Oslo',
    workday: { from: 8 * 60, to: 16 * 60 },
    ...more,
  };
};

export const INGRID = user('Ingrid Dahl', 'admin');
export const KARI = user('Kari Hansen', 'marketer');
export const JONAS = user('Jonas Berg', 'marketer', { workday: { from: 9 * 60, to: 17 * 60 } });
export const OLA = user('Ola Nordmann', 'ops');
/** A viewer: may read everything and change nothing. */
const SARA = user('Sara Lie', 'viewer');
/** Not active any more, but still the owner of older follow-ups and requests. */
export const PER = user('Per Olsen', 'marketer', { active: false });

export const DEMO_USERS: readonly DemoUser[] = [INGRID, KARI, JONAS, OLA, SARA, PER];

const company = (
  name: string,
  country: string,
  ourContact: { id: string } | null,
): SaveCompany & { id: string } => ({
  id: demoId(`company ${name}`),
  name,
  country,
  ourContactId: ourContact?.id ?? null,
});

export const COMPANY = {
  fjordlys: company('Fjordlys AS', 'NO', KARI),
  nordvik: company('Nordvik Solenergi AS', 'NO', KARI),
  tindevarme: company('Tinde Varme AS', 'NO', JONAS),
  skogheim: company('Skogheim kommune', 'NO', INGRID),
  havbris: company('Havbris Handel AS', 'NO', JONAS),
  malarvind: company('Mälarvind AB', 'SE', JONAS),
  granlund: company('Granlund & Söner AB', 'SE', null),
  rhein: company('Rheintal Energie GmbH', 'DE', JONAS),
  kystnaer: company('Kystnær Byg ApS', 'DK', KARI),
  saimaa: company('Saimaan Lämpö Oy', 'FI', null),
  brook: company('Brook & Hale Ltd', 'GB', KARI),
} satisfies Record<string, SaveCompany & { id: string }>;

/** Language and time zone by country. */
const PLACES = {
  NO: ['nb', 'Europe/Oslo'],
  SE: ['nb', 'Europe/Stockholm'],
  DK: ['nb', 'Europe/Copenhagen'],
  DE: ['en', 'Europe/Berlin'],
  FI: ['en', 'Europe/Helsinki'],
  GB: ['en', 'Europe/London'],
  US: ['en', 'America/New_York'],
} satisfies Record<string, [Language, string]>;

interface More {
  title?: string;
  phone?: string;
  email?: null;
  fields?: Record<string, FieldValue>;
}

const contact = (
  firstName: string,
  lastName: string,
  country: keyof typeof PLACES,
  companyKey: keyof typeof COMPANY | null,
  ourContact: { id: string } | null,
  { title, phone, email, fields = {} }: More = {},
): ImportedContact => {
  const [language, timeZone] = PLACES[country];
  const company = companyKey && COMPANY[companyKey];
  return {
    id: demoId(`contact ${firstName} ${lastName}`),
    firstName,
    lastName,
    email: email === null ? null : addressOf(firstName, lastName, company?.name ?? 'post'),
    title: title ?? null,
    phone: phone ?? null,
    country,
    language,
    timeZone,
    companyId: company?.id ?? null,
    ourContactId: ourContact?.id ?? null,
    fields,
  };
};

/** The domain `.example` is reserved, so no mail of the demo can reach a real person. */
function addressOf(firstName: string, lastName: string, company: string): string {
  const plain = (text: string): string =>
    text.toLowerCase().replace(/[æä]/g, 'a').replace(/[øö]/g, 'o').normalize('NFD').replace(/\p{M}/gu, '');
  const domain = plain(company).split(/[^a-z0-9]+/)[0] ?? 'post';
  const words = plain(`${firstName} ${lastName}`).match(/[a-z]+/g) ?? ['post'];
  return `${words.join('.')}@${domain}.example`;
}

/** The two contacts of the guided tour: one in Norway and one abroad. Each has an account manager (`ourContactId`). */
export const NORA = contact('Nora', 'Solberg', 'NO', 'fjordlys', KARI, {
  title: 'Innkjøpssjef',
  phone: '+47 22 55 01 10',
  fields: { x_product_line: 'Varme', x_customer_since: '2023-04-12', x_score: 40, x_call_after: 9 * 60 + 30 },
});
export const LARS = contact('Lars', 'Lindqvist', 'SE', 'malarvind', JONAS, {
  title: 'Verkställande direktör',
  phone: '+46 8 555 012 40',
  fields: { x_product_line: 'Vind', x_customer_since: '2024-09-01', x_score: 25 },
});

export const DEMO_CONTACTS: readonly ImportedContact[] = [
  NORA,
  LARS,
  contact('Henrik', 'Aas', 'NO', 'fjordlys', KARI, { title: 'Daglig leder', fields: { x_satisfied: true } }),
  contact('Silje', 'Østby', 'NO', 'fjordlys', KARI, { title: 'Markedssjef' }),
  contact('Mohammed', 'Rahimi', 'NO', 'fjordlys', null, { title: 'Prosjektleder' }),
  contact('Astrid', 'Nygård', 'NO', 'nordvik', KARI, { title: 'Salgssjef', fields: { x_budget: 2.5 } }),
  contact('Eirik', 'Haugen', 'NO', 'nordvik', KARI, { fields: { x_product_line: 'Sol' } }),
  contact('Ida', 'Moen', 'NO', 'nordvik', JONAS),
  contact('Thea', 'Kristiansen', 'NO', 'nordvik', null, { title: 'Lærling', email: null }),
  contact('Magnus', 'Bakke', 'NO', 'tindevarme', JONAS, { title: 'Driftssjef', fields: { x_visit: 90 } }),
  contact('Åse', 'Lunde', 'NO', 'tindevarme', JONAS, { fields: { x_product_line: 'Varme' } }),
  contact('Ørjan', 'Sæther', 'NO', 'tindevarme', JONAS, { title: 'Montør' }),
  contact('Camilla', 'Eide', 'NO', 'tindevarme', PER),
  contact('Bjørn', 'Åsen', 'NO', 'skogheim', INGRID, { title: 'Rådmann' }),
  contact('Gro', 'Myhre', 'NO', 'skogheim', INGRID, {
    title: 'Energirådgiver',
    fields: { x_satisfied: false },
  }),
  contact('Amina', 'Yusuf', 'NO', 'skogheim', null, { title: 'Innkjøper' }),
  contact('Kjetil', 'Strand', 'NO', 'skogheim', KARI),
  contact('Ragnhild', 'Ødegård', 'NO', 'havbris', JONAS, { title: 'Butikksjef' }),
  contact('Sindre', 'Holm', 'NO', 'havbris', JONAS),
  contact('Vilde', 'Jacobsen', 'NO', 'havbris', null),
  contact('Trygve', 'Rød', 'NO', null, null, { fields: { x_nickname: 'Tryggve' } }),
  contact('Marit', 'Fossum', 'NO', null, KARI, {
    fields: { x_note: 'Vil helst ha e-post.\nRing bare ved hast.' },
  }),
  contact('Ebba', 'Sjöström', 'SE', 'malarvind', JONAS, { title: 'Inköpschef' }),
  contact('Oskar', 'Nyström', 'SE', 'malarvind', null),
  contact('Linnea', 'Granlund', 'SE', 'granlund', KARI, { title: 'Ägare' }),
  contact('Axel', 'Söderberg', 'SE', 'granlund', null),
  contact('Katharina', 'Vogel', 'DE', 'rhein', JONAS, {
    title: 'Einkaufsleiterin',
    fields: { x_budget: 11.75 },
  }),
  contact('Jürgen', 'Weiß', 'DE', 'rhein', JONAS, { title: 'Geschäftsführer' }),
  contact('Anneliese', 'Krämer', 'DE', 'rhein', null),
  contact('Mikkel', 'Østergaard', 'DK', 'kystnaer', KARI, { title: 'Direktør' }),
  contact('Freja', 'Lund', 'DK', 'kystnaer', KARI),
  contact('Rasmus', 'Kjær', 'DK', 'kystnaer', null, { title: 'Byggeleder' }),
  contact('Aino', 'Virtanen', 'FI', 'saimaa', null, { title: 'Toimitusjohtaja' }),
  contact('Eetu', 'Mäkinen', 'FI', 'saimaa', JONAS),
  contact('Charlotte', 'Brook', 'GB', 'brook', KARI, { title: 'Managing director' }),
  contact('Oliver', 'Hale', 'GB', 'brook', KARI, { fields: { x_product_line: 'Vann' } }),
  contact('Priya', 'Nair', 'GB', 'brook', null, { title: 'Procurement' }),
  contact('James', 'Whitfield', 'GB', null, null),
  contact('Maya', 'Goldberg', 'US', null, INGRID, { title: 'Analyst' }),
  contact('Ethan', 'Carter', 'US', null, null),
  contact('Solveig', 'Bråthen', 'NO', 'havbris', KARI, {
    fields: { x_last_talk: '2026-10-05T11:30:00.000Z' },
  }),
];
