import { defineTexts } from '../../i18n/texts';

export const runStatusTexts = defineTexts(
  'run-status',
  {
    queued: 'Queued',
    running: 'At work',
    waiting: 'Waiting',
    retrying: 'Trying again',
    held: 'Held',
    succeeded: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    'needs-review': 'Needs a look',
  },
  {
    queued: 'I kø',
    running: 'Arbeider',
    waiting: 'Venter',
    retrying: 'Prøver igjen',
    held: 'Holdes',
    succeeded: 'Ferdig',
    failed: 'Feilet',
    cancelled: 'Avbrutt',
    'needs-review': 'Må ses på',
  },
);
