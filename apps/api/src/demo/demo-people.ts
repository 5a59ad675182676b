/** The colleagues, companies and contacts of the demo. All invented; the addresses are in domains that lead nowhere. */

export const COLLEAGUES = [
  { key: 'ingrid', name: 'Ingrid Dahl', email: 'ingrid@example.no', role: 'admin', active: true },
  { key: 'ola', name: 'Ola Nordmann', email: 'ola@example.no', role: 'ops', active: true },
  { key: 'kari', name: 'Kari Hansen', email: 'kari@example.no', role: 'marketer', active: true },
  { key: 'jonas', name: 'Jonas Berg', email: 'jonas@example.no', role: 'marketer', active: true },
  { key: 'siri', name: 'Siri Lund', email: 'siri@example.no', role: 'viewer', active: true },
  { key: 'per', name: 'Per Sluttet', email: 'per@example.no', role: 'marketer', active: false },
] as const;
export type ColleagueKey = (typeof COLLEAGUES)[number]['key'];

/** What every demo colleague signs in with. */
export const DEMO_PASSWORD = 'linkflow';

export const COMPANIES: readonly { name: string; country: string; ourContact: ColleagueKey }[] = [
  { name: 'Fjordkraft Verksted AS', country: 'NO', ourContact: 'kari' },
  { name: 'Nordlys Bakeri AS', country: 'NO', ourContact: 'jonas' },
  { name: 'Havblikk Regnskap AS', country: 'NO', ourContact: 'kari' },
  { name: 'Granåsen Hage og Tre AS', country: 'NO', ourContact: 'ingrid' },
  { name: 'Mälaren Konsult AB', country: 'SE', ourContact: 'jonas' },
  { name: 'Øresund Design ApS', country: 'DK', ourContact: 'kari' },
  { name: 'Hanse Werkzeugbau GmbH', country: 'DE', ourContact: 'ingrid' },
  { name: 'Thames & Moor Ltd', country: 'GB', ourContact: 'jonas' },
];

const names: Record<string, readonly [string, string][]> = {
  NO: [
    ['Astrid', 'Solberg'],
    ['Henrik', 'Aas'],
    ['Marte', 'Kvam'],
    ['Sindre', 'Haugen'],
    ['Ingvild', 'Moen'],
    ['Torbjørn', 'Nilsen'],
    ['Silje', 'Bakken'],
    ['Øyvind', 'Strand'],
    ['Åse', 'Lie'],
    ['Magnus', 'Eide'],
    ['Tuva', 'Hagen'],
    ['Eirik', 'Sætre'],
    ['Randi', 'Vik'],
    ['Kristoffer', 'Dahl'],
    ['Live', 'Brekke'],
    ['Bjørn Andreas', 'Fossum-Christiansen'],
  ],
  SE: [
    ['Linnea', 'Ekström'],
    ['Oskar', 'Lindqvist'],
    ['Maja', 'Sjöberg'],
    ['Axel', 'Nyström'],
  ],
  DK: [
    ['Freja', 'Mortensen'],
    ['Mikkel', 'Østergaard'],
    ['Signe', 'Holm'],
  ],
  DE: [
    ['Johanna', 'Krüger'],
    ['Felix', 'Weiß'],
    ['Greta', 'Hoffmann'],
  ],
  GB: [
    ['Amelia', 'Whitfield'],
    ['Rowan', 'Ashcroft'],
  ],
};

export interface DemoContact {
  firstName: string;
  lastName: string;
  email: string;
  country: string;
  company: string;
  language: 'en' | 'nb';
  timeZone: string;
}

const REPLACED: Record<string, string> = {
  æ: 'ae',
  ø: 'o',
  å: 'a',
  ä: 'a',
  ö: 'o',
  ü: 'u',
  ß: 'ss',
  ' ': '-',
};

const ZONES: Record<string, string> = {
  NO: 'Europe/Oslo',
  SE: 'Europe/Stockholm',
  DK: 'Europe/Copenhagen',
  DE: 'Europe/Berlin',
  GB: 'Europe/London',
};

/** Contacts, spread over the companies of their country in turn. */
export const CONTACTS: readonly DemoContact[] = Object.entries(names).flatMap(([country, people]) => {
  const companies = COMPANIES.filter((company) => company.country === country);
  return people.map(([firstName, lastName], index) => ({
    firstName,
    lastName,
    email: `${ascii(firstName)}.${ascii(lastName)}@example.com`,
    country,
    company: companies[index % companies.length]?.name ?? '',
    language: country === 'NO' || country === 'DK' || country === 'SE' ? ('nb' as const) : ('en' as const),
    timeZone: ZONES[country] ?? 'Europe/Oslo',
  }));
});

function ascii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[æøåäöüß\s]/g, (letter) => REPLACED[letter] ?? '')
    .replace(/[^a-z-]/g, '');
}
