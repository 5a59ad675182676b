import {
  DELIVERY_STATE_TEXTS,
  DELIVERY_STATES,
  formatValue,
  pick,
  type ClickCountsByVerdict,
  type LINK_REPORT_PARTS,
  type LinkReport,
  type MailingReport,
  type REPORT_PARTS,
  type Text,
} from '@linkflow/contracts';
import { EngineConfig } from '@linkflow/engine';
import { readConfig } from '@linkflow/platform';
import type { SignedInUser } from '../session/signed-in-user';

const TITLES = {
  link: { en: 'Link', nb: 'Kobling' },
  address: { en: 'Address', nb: 'Adresse' },
  hour: { en: 'Hour from', nb: 'Time fra' },
  day: { en: 'Day', nb: 'Dag' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
  state: { en: 'Status', nb: 'Status' },
  messages: { en: 'Messages', nb: 'Meldinger' },
  human: { en: 'Clicks by people', nb: 'Klikk fra personer' },
  suspect: { en: 'Unsure clicks', nb: 'Usikre klikk' },
  bot: { en: 'Clicks by machines', nb: 'Klikk fra maskiner' },
  people: { en: 'People who clicked', nb: 'Personer som klikket' },
} satisfies Record<string, Text>;

type Part = (typeof REPORT_PARTS)[number];

/** The rows of a file with a part of a report, the titles first. The numbers are those of the page. */
export async function* reportCsv(
  report: MailingReport,
  { part, user: { language } }: { part: Part; user: SignedInUser },
): AsyncGenerator<string[]> {
  const titles = titlesIn(language);
  if (part === 'messages') {
    yield titles('state', 'messages');
    for (const state of DELIVERY_STATES)
      yield [pick(DELIVERY_STATE_TEXTS[state], language), String(report.messages[state])];
    return;
  }
  if (part === 'links') {
    yield titles('link', 'address', 'human', 'suspect', 'bot', 'people');
    for (const link of report.links)
      yield [link.name, link.url, ...byVerdict(link), String(link.humanClickers)];
    return;
  }
  const timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;
  yield titles('hour', 'human', 'suspect', 'bot');
  for (const hour of report.hours)
    yield [formatValue(hour.at, { type: 'date-time' }, { language, timeZone }), ...byVerdict(hour)];
}

/** The rows of a file with a part of the report of a link, the titles first. */
export async function* linkReportCsv(
  report: LinkReport,
  { part, user: { language } }: { part: (typeof LINK_REPORT_PARTS)[number]; user: SignedInUser },
): AsyncGenerator<string[]> {
  const titles = titlesIn(language);
  if (part === 'mailings') {
    yield titles('mailing', 'human', 'suspect', 'bot', 'people');
    for (const one of report.mailings) yield [one.mailing.name, ...byVerdict(one), String(one.humanClickers)];
    return;
  }
  yield titles('day', 'human', 'suspect', 'bot');
  for (const day of report.days) yield [day.day, ...byVerdict(day)];
}

const titlesIn =
  (language: SignedInUser['language']) =>
  (...names: (keyof typeof TITLES)[]): string[] =>
    names.map((name) => pick(TITLES[name], language));

const byVerdict = ({ clicks, humanClicks, suspectClicks }: ClickCountsByVerdict): string[] =>
  [humanClicks, suspectClicks, clicks - humanClicks - suspectClicks].map(String);
