import { expect, it } from 'vitest';
import type { Repeat } from '@linkflow/contracts';
import { repeatScope } from './step-runner';

type ScopedRun = Parameters<typeof repeatScope>[0];

const run = (more: Partial<ScopedRun> = {}): ScopedRun => ({
  workflow: { owner: 'o' },
  subject: { contactId: 'c' },
  context: { recipientId: 'r', mailingId: 'm' },
  ...more,
});

it.each<[Repeat, ScopedRun, string | null]>([
  [{ kind: 'every-click' }, run(), null],
  [{ kind: 'once-per-recipient' }, run(), 'o:n:c'],
  [{ kind: 'once-per-days', days: 7 }, run(), 'o:n:c'],
  [{ kind: 'once-per-mailing' }, run(), 'o:n:c:m'],
  // The run has no mailing, because a person started it.
  [{ kind: 'once-per-mailing' }, run({ context: {} }), 'o:n:c:'],
  [{ kind: 'once-per-recipient' }, run({ subject: { contactId: null } }), 'o:n:r'],
  [
    { kind: 'once-per-recipient' },
    run({ subject: { contactId: null, address: 'a@b.no' }, context: {} }),
    'o:n:a@b.no',
  ],
])('the scope of $kind', (repeat, scoped, key) => {
  expect(repeatScope(scoped, 'n', repeat)).toBe(key);
});
