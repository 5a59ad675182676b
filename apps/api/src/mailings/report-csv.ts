import {
  DELIVERY_STATE_TEXTS,
  DELIVERY_STATES,
  formatValue,
  pick,
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
  state: { en: 'State', nb: 'Status' },
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
  const titles = (...names: (keyof typeof TITLES)[]): string[] =>
    names.map((name) => pick(TITLES[name], language));
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

const byVerdict = ({
  clicks,
  humanClicks,
  suspectClicks,
}: MailingReport['hours'][number] | MailingReport['links'][number]): string[] =>
  [humanClicks, suspectClicks, clicks - humanClicks - suspectClicks].map(String);
