import { phrase, type Text } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';

interface Limit {
  max: number;
  /** What is too much, and what the user can do. */
  text: Text;
}

/** How many of each kind an installation can have. */
const LIMITS = {
  templates: {
    max: 500,
    text: {
      en: 'There are {max, number} templates, which is the most there can be. Delete one that is not used.',
      nb: 'Det er {max, number} maler, og flere er det ikke plass til. Slett en som ikke er i bruk.',
    },
  },
  'saved-blocks': {
    max: 500,
    text: {
      en: 'There are {max, number} saved blocks, which is the most there can be. Delete one that is not used.',
      nb: 'Det er {max, number} lagrede blokker, og flere er det ikke plass til. Slett en som ikke er i bruk.',
    },
  },
  // Pictures are not deleted, because mails that were sent show them.
  pictures: {
    max: 20_000,
    text: {
      en: 'There are {max, number} pictures, which is the most there can be. Use one of them.',
      nb: 'Det er {max, number} bilder, og flere er det ikke plass til. Bruk et av dem.',
    },
  },
  // People read all of them on one page.
  'subscription-types': {
    max: 30,
    text: {
      en: 'There are {max, number} types of e-mail, which is the most there can be. Take one out of use first.',
      nb: 'Det er {max, number} typer e-post, og flere er det ikke plass til. Ta en ut av bruk først.',
    },
  },
} satisfies Record<string, Limit>;

/**
 * Refuses one more of a kind if an installation has the most already.
 * @throws AppError limit.reached
 */
export function requireRoom(kind: keyof typeof LIMITS, count: number): void {
  const { max, text } = LIMITS[kind];
  if (count < max) return;
  const message = phrase(text, { max });
  throw new AppError('limit.reached', message.en, { issues: [{ code: `${kind}.too-many`, message }] });
}
