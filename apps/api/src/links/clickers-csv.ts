import {
  VERDICT_NAMES,
  formatValue,
  pick,
  type ShownClicks,
  type Text,
  type Verdict,
} from '@linkflow/contracts';
import { EngineConfig } from '@linkflow/engine';
import { readConfig } from '@linkflow/platform';
import type { SignedInUser } from '../session/signed-in-user';
import type { LinkViews } from './link-views';

const TITLES = {
  name: { en: 'Name', nb: 'Navn' },
  email: { en: 'E-mail', nb: 'E-post' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
  first: { en: 'First click', nb: 'Første klikk' },
  last: { en: 'Last click', nb: 'Siste klikk' },
  clicks: { en: 'Clicks', nb: 'Klikk' },
  human: { en: 'Clicks by people', nb: 'Klikk fra personer' },
  suspect: { en: 'Unsure clicks', nb: 'Usikre klikk' },
  bot: { en: 'Clicks by machines', nb: 'Klikk fra maskiner' },
  verdict: { en: 'Verdict', nb: 'Vurdering' },
} satisfies Record<string, Text>;

interface ClickersCsv {
  linkId: string;
  /** Of this mailing only. */
  mailingId: string | undefined;
  shown: ShownClicks;
  /** Only clickers with this verdict, if all clicks are shown. */
  verdict: Verdict | undefined;
  user: SignedInUser;
}

/** The rows of a file with the recipients who clicked a link, the titles first. */
export async function* clickersCsv(
  views: LinkViews,
  { linkId, mailingId, shown, verdict: chosen, user: { language } }: ClickersCsv,
): AsyncGenerator<string[]> {
  const timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;
  const time = (at: string) => formatValue(at, { type: 'date-time' }, { language, timeZone });
  const people = shown === 'people';
  const { name, email, mailing, first, last, clicks, human, suspect, bot, verdict } = TITLES;
  const counts = people ? [clicks] : [human, suspect, bot, verdict];
  yield [name, email, mailing, first, last, ...counts].map((title) => pick(title, language));
  for await (const batch of views.allClickersOf(linkId, {
    mailingId,
    verdict: people ? 'human' : chosen,
  })) {
    for (const clicker of batch) {
      const { clicks: all, humanClicks, suspectClicks } = clicker;
      const { firstAt, lastAt } = (people && clicker.people) || clicker;
      yield [
        clicker.contact?.name ?? '',
        clicker.email,
        clicker.mailing.name,
        time(firstAt),
        time(lastAt),
        String(humanClicks),
        ...(people
          ? []
          : [
              String(suspectClicks),
              String(all - humanClicks - suspectClicks),
              pick(VERDICT_NAMES[clicker.verdict], language),
            ]),
      ];
    }
  }
}
