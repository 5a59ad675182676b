import { defineTexts } from '../../i18n';

/** What became of a step, on its card and in the timeline of a run. */
export const runTexts = defineTexts(
  'canvasRun',
  {
    status: {
      pending: 'To come',
      running: 'At work',
      waiting: 'Waiting',
      retrying: 'Trying again',
      succeeded: 'Done',
      failed: 'Failed',
      skipped: 'Skipped',
      cancelled: 'Cancelled',
      uncertain: 'Unclear',
    },
    waitsUntil: 'Goes on {{when}}',
    retriesAt: 'Attempt {{count}} {{when}}',
    retriesSoon: 'Tries again soon',
    attempts_one: '{{count}} attempt',
    attempts_other: '{{count}} attempts',
  },
  {
    status: {
      pending: 'Kommer',
      running: 'Arbeider',
      waiting: 'Venter',
      retrying: 'Prøver igjen',
      succeeded: 'Ferdig',
      failed: 'Feilet',
      skipped: 'Hoppet over',
      cancelled: 'Avbrutt',
      uncertain: 'Uavklart',
    },
    waitsUntil: 'Går videre {{when}}',
    retriesAt: 'Forsøk {{count}} {{when}}',
    retriesSoon: 'Prøver snart igjen',
    attempts_one: '{{count}} forsøk',
    attempts_other: '{{count}} forsøk',
  },
);
