import type { LiveEvent } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { topicTakes } from './live';

const at = '2027-03-14T12:00:00.000Z';
const run: LiveEvent = {
  type: 'run',
  runId: 'r1',
  subject: { contactId: 'c1' },
  workflow: { owner: 'l1', version: 1 },
  status: 'running',
  at,
};
const step: LiveEvent = {
  type: 'step',
  runId: 'r1',
  workflow: { owner: 'l1', version: 1 },
  nodeId: 'n1',
  status: 'running',
  attempt: 1,
  at,
};
const click: LiveEvent = {
  type: 'click',
  clickId: 'k1',
  linkId: 'l1',
  mailingId: 'm1',
  recipientId: 'p1',
  at,
};
const mailing: LiveEvent = { type: 'mailing', mailingId: 'm1', at };
const contact: LiveEvent = { type: 'contact', contactId: 'c1', at };
const link: LiveEvent = { type: 'link', linkId: 'l1', change: 'published', byUserId: 'u1', at };

describe('topics of live events', () => {
  it.each([
    ['runs', [run]],
    ['run:r1', [run, step]],
    ['run:r2', []],
    ['link:l1', [run, step, link, click]],
    ['link', [link]],
    ['mailing:m1', [click, mailing]],
    ['mailing:m2', []],
    ['contact:c1', [run, contact]],
    ['contact:c2', []],
    ['nonsense', []],
  ])('topic %s receives only its own events', (topic, wanted) => {
    expect([run, step, contact, link, click, mailing].filter((event) => topicTakes(topic, event))).toEqual(
      wanted,
    );
  });
});
