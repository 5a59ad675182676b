import type { Texts } from '../../i18n';

/** Step statuses, on cards and in the timeline of a run. */
export const runTexts = {
  status: {
    pending: { en: 'To come', nb: 'Kommer' },
    running: { en: 'Running', nb: 'Pågår' },
    waiting: { en: 'Waiting', nb: 'Venter' },
    retrying: { en: 'Trying again', nb: 'Prøver igjen' },
    succeeded: { en: 'Done', nb: 'Ferdig' },
    failed: { en: 'Failed', nb: 'Feilet' },
    skipped: { en: 'Skipped', nb: 'Hoppet over' },
    cancelled: { en: 'Cancelled', nb: 'Avbrutt' },
    uncertain: { en: 'Unclear', nb: 'Uavklart' },
  },
  waitsUntil: { en: 'Waits until {when}', nb: 'Venter til {when}' },
  retriesAt: { en: 'Attempt {count} {when}', nb: 'Forsøk {count} {when}' },
  retriesSoon: { en: 'Tries again soon', nb: 'Prøver snart igjen' },
  attempts: { en: '{count, plural, one {# attempt} other {# attempts}}', nb: '{count, number} forsøk' },
} satisfies Texts;
