import {
  BLOCK_REASONS,
  formatValue,
  pick,
  type RecipientView,
  type ShownClicks,
  type Text,
} from '@linkflow/contracts';
import { EngineConfig } from '@linkflow/engine';
import { readConfig } from '@linkflow/platform';
import type { SignedInUser } from '../session/signed-in-user';

const TITLES = {
  name: { en: 'Name', nb: 'Navn' },
  email: { en: 'E-mail', nb: 'E-post' },
  added: { en: 'Added', nb: 'Lagt til' },
  state: { en: 'Gets the mailing', nb: 'Får utsendelsen' },
  clicks: { en: 'Clicks', nb: 'Klikk' },
  human: { en: 'Clicks by people', nb: 'Klikk fra personer' },
  suspect: { en: 'Unsure clicks', nb: 'Usikre klikk' },
  bot: { en: 'Clicks by machines', nb: 'Klikk fra maskiner' },
} satisfies Record<string, Text>;

const YES: Text = { en: 'Yes', nb: 'Ja' };

interface RecipientsCsv {
  /** Which clicks are counted: those of people, or each kind in a column of its own. */
  shown: ShownClicks;
  user: SignedInUser;
}

/** The rows of a file with the recipients of a mailing, the titles first. */
export async function* recipientsCsv(
  batches: AsyncIterable<readonly RecipientView[]>,
  { shown, user: { language } }: RecipientsCsv,
): AsyncGenerator<string[]> {
  const timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;
  const people = shown === 'people';
  const { name, email, added, state, clicks, human, suspect, bot } = TITLES;
  const counts = people ? [clicks] : [human, suspect, bot];
  yield [name, email, added, state, ...counts].map((title) => pick(title, language));
  for await (const batch of batches) {
    for (const recipient of batch) {
      const { clicks: all, humanClicks, suspectClicks, blocked } = recipient;
      yield [
        recipient.contact?.name ?? recipient.name,
        recipient.email,
        formatValue(recipient.addedAt, { type: 'date-time' }, { language, timeZone }),
        pick(blocked ? BLOCK_REASONS[blocked] : YES, language),
        String(humanClicks),
        ...(people ? [] : [String(suspectClicks), String(all - humanClicks - suspectClicks)]),
      ];
    }
  }
}
