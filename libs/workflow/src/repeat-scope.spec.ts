import { expect, it } from 'vitest';
import type { Repeat } from '@linkflow/contracts';
import { repeatScope, type RepeatedStep } from './repeat-scope';

const step = (more: Partial<RepeatedStep> = {}): RepeatedStep => ({
  owner: 'o',
  nodeId: 'n',
  subject: { contactId: 'c' },
  context: { recipientId: 'r', mailingId: 'm' },
  ...more,
});

it.each<[Repeat, RepeatedStep, string | null]>([
  [{ kind: 'every-click' }, step(), null],
  [{ kind: 'once-per-recipient' }, step(), 'o:n:c'],
  [{ kind: 'once-per-days', days: 7 }, step(), 'o:n:c'],
  [{ kind: 'once-per-mailing' }, step(), 'o:n:c:m'],
  // The run has no mailing, because a person started it.
  [{ kind: 'once-per-mailing' }, step({ context: {} }), 'o:n:c:'],
  [{ kind: 'once-per-recipient' }, step({ subject: { contactId: null } }), 'o:n:r'],
  [
    { kind: 'once-per-recipient' },
    step({ subject: { contactId: null, address: 'a@b.no' }, context: {} }),
    'o:n:a@b.no',
  ],
])('the scope of $kind', (repeat, repeated, key) => {
  expect(repeatScope(repeat, repeated)).toBe(key);
});
