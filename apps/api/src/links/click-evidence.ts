import {
  phrase,
  verbatim,
  type AgentClass,
  type AgentKind,
  type ClickDetail,
  type RequestEvidence,
  type Text,
} from '@linkflow/contracts';
import { HEADER, Networks, type ClickDoc, type NetworkScope } from '@linkflow/links';

type Evidence = ClickDetail['evidence'][number];

const KINDS: Record<AgentKind, Text> = {
  browser: { en: 'a browser', nb: 'en nettleser' },
  'in-app': { en: 'the browser inside an app', nb: 'nettleseren inne i en app' },
  mail: { en: 'a mail program', nb: 'et e-postprogram' },
  preview: { en: 'a program that makes previews', nb: 'et program som lager forhåndsvisninger' },
  gateway: { en: 'a program that checks mail', nb: 'et program som sjekker e-post' },
  tool: { en: 'a tool for programmers', nb: 'et verktøy for programmerere' },
  crawler: { en: 'a robot that names itself', nb: 'en robot som oppgir navnet sitt' },
  headless: { en: 'a browser without a screen', nb: 'en nettleser uten skjerm' },
  none: { en: 'not given', nb: 'ikke oppgitt' },
  unknown: { en: 'an unknown program', nb: 'et ukjent program' },
};
const FAMILIES: Record<NonNullable<AgentClass['family']>, string> = {
  chromium: 'Chromium',
  firefox: 'Firefox',
  safari: 'Safari',
  ie: 'Internet Explorer',
};
const SYSTEMS: Record<NonNullable<AgentClass['os']>, string> = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS',
  android: 'Android',
  linux: 'Linux',
  chromeos: 'ChromeOS',
};

const SCOPES: Record<NetworkScope, Text> = {
  'mail-scanner': { en: 'checks mail', nb: 'sjekker e-post' },
  isolation: { en: 'machines and people', nb: 'maskiner og personer' },
  training: { en: 'tests staff', nb: 'tester ansatte' },
  cloud: { en: 'data centre', nb: 'datasenter' },
  relay: { en: 'hides addresses', nb: 'skjuler adresser' },
  access: { en: 'internet for people', nb: 'internett for folk' },
};

/** Names of the headers that a click sent or did not send. */
const HEADERS: readonly (readonly [bit: number, name: Text])[] = [
  [HEADER.acceptLanguage, { en: 'languages', nb: 'språk' }],
  [HEADER.acceptHtml, { en: 'wants a page', nb: 'vil ha en side' }],
  [HEADER.acceptEncoding, { en: 'compression', nb: 'komprimering' }],
  [HEADER.fetchNavigate, { en: 'opens a page', nb: 'åpner en side' }],
  [HEADER.fetchUser, { en: 'somebody clicked', nb: 'noen klikket' }],
  [HEADER.clientHints, { en: 'browser hints', nb: 'nettleserhint' }],
  [HEADER.upgradeInsecure, { en: 'prefers https', nb: 'foretrekker https' }],
  [HEADER.referer, { en: 'the page before', nb: 'siden før' }],
  [HEADER.via, { en: 'a proxy', nb: 'en mellomtjener' }],
  [HEADER.doNotTrack, { en: 'do not track', nb: 'ikke spor' }],
  [HEADER.prefetch, { en: 'fetched in advance', nb: 'hentet på forhånd' }],
];

/** The classes of `RequestEvidence.c`, by their number. */
const OTHERS: readonly Text[] = [
  { en: 'none', nb: 'ingen' },
  verbatim('1'),
  verbatim('2'),
  verbatim('3–5'),
  verbatim('6–20'),
  { en: 'more than 20', nb: 'flere enn 20' },
];

const LABELS = {
  program: { en: 'Program', nb: 'Program' },
  network: { en: 'Network', nb: 'Nett' },
  headers: { en: 'The browser told', nb: 'Nettleseren fortalte' },
  clicked: {
    en: 'Other recipients whose links the same address opened',
    nb: 'Andre mottakere som samme adresse åpnet koblinger for',
  },
  pressed: {
    en: 'Other recipients for whom it pressed buttons',
    nb: 'Andre mottakere den trykket på knapper for',
  },
  changed: { en: 'Link', nb: 'Kobling' },
} satisfies Record<string, Text>;

/** What was kept of the request of a click, in words. Empty for clicks of early releases. There is no address among it. */
export function evidenceInWords(
  { seen, agent }: Pick<ClickDoc, 'seen' | 'agent'>,
  networks: Networks,
): Evidence[] {
  if (!seen) return [];
  return [
    ...(agent ? [{ label: LABELS.program, value: programOf(agent) }] : []),
    { label: LABELS.network, value: networkOf(seen, networks) },
    { label: LABELS.headers, value: headersOf(seen) },
    ...othersOf(LABELS.clicked, seen.c),
    ...othersOf(LABELS.pressed, seen.p),
    ...(seen.s
      ? [
          {
            label: LABELS.changed,
            value: { en: 'changed before it was opened', nb: 'endret før den ble åpnet' },
          },
        ]
      : []),
  ];
}

/** A name and what it is. */
const NAMED: Text = { en: '{name}, {what}', nb: '{name}, {what}' };

function programOf({ kind, family, version, os }: AgentClass): Text {
  const name = [family && FAMILIES[family], version, os && `(${SYSTEMS[os]})`].filter(Boolean).join(' ');
  return name === '' ? KINDS[kind] : phrase(NAMED, { name, what: KINDS[kind] });
}

function networkOf({ n }: RequestEvidence, networks: Networks): Text {
  const network = networks.ofId(n);
  if (n === undefined) return { en: 'in none of the lists', nb: 'ikke på noen av listene' };
  if (!network)
    return phrase({ en: 'no longer in the lists ({id})', nb: 'ikke lenger på listene ({id})' }, { id: n });
  return phrase(NAMED, { name: network.name, what: SCOPES[network.scope] });
}

function headersOf({ h }: RequestEvidence): Text {
  const told = HEADERS.filter(([bit]) => (h & bit) !== 0).map(([, name]) => name);
  if (told.length === 0) return { en: 'nothing', nb: 'ingenting' };
  return { en: told.map(({ en }) => en).join(', '), nb: told.map(({ nb }) => nb).join(', ') };
}

const othersOf = (label: Text, number: number | undefined): Evidence[] => {
  const value = number === undefined ? undefined : OTHERS[number];
  return value ? [{ label, value }] : [];
};
