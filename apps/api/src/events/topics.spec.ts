import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '@linkflow/contracts';
import { eventFilter, presenceTopics } from './topics';

const at = '2027-03-01T10:00:00.000Z';
const [RUN, LINK, CONTACT, OTHER] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(24)) as [
  string,
  string,
  string,
  string,
];
const run: LiveEvent = {
  type: 'run',
  runId: RUN,
  subject: { contactId: CONTACT },
  workflow: { owner: LINK, version: 1 },
  status: 'running',
  at,
};
const step: LiveEvent = {
  type: 'step',
  runId: RUN,
  workflow: { owner: LINK, version: 1 },
  nodeId: 'n',
  status: 'running',
  attempt: 1,
  at,
};
const click: LiveEvent = {
  type: 'click',
  clickId: OTHER,
  linkId: LINK,
  mailingId: OTHER,
  recipientId: OTHER,
  at,
};
const link: LiveEvent = { type: 'link', linkId: LINK, change: 'draft', byUserId: OTHER, at };
const contact: LiveEvent = { type: 'contact', contactId: CONTACT, at };
const presence: LiveEvent = { type: 'presence', linkId: LINK, at };
const mailing: LiveEvent = { type: 'mailing', mailingId: OTHER, at };
const ALL = { run, step, click, link, contact, presence, mailing };

describe('topics of the event stream', () => {
  it.each([
    ['runs', ['run']],
    [`run:${RUN}`, ['run', 'step']],
    [`run:${OTHER}`, []],
    [`link:${LINK}`, ['run', 'step', 'click', 'link']],
    ['links', ['link']],
    [`presence:${LINK}`, ['presence']],
    [`presence:${OTHER}`, []],
    [`mailing:${OTHER}`, ['click', 'mailing']],
    [`mailing:${LINK}`, []],
    [`contact:${CONTACT}`, ['run', 'contact']],
    [`runs, contact:${CONTACT}`, ['run', 'contact']],
    ['clicks,contacts', ['click', 'contact']],
    ['', []],
    ['everything,run:,constructor,__proto__:x', []],
  ])('%j match events of the types %j', (topics, expected) => {
    const accepts = eventFilter(topics);
    expect(Object.entries(ALL).flatMap(([name, event]) => (accepts(event) ? [name] : []))).toEqual(expected);
  });
});

describe('topics that show the user of a stream', () => {
  it.each([
    [`link:${LINK},presence:${LINK}`, [LINK]],
    [`presence:${LINK}, presence:${LINK}`, [LINK]],
    [`link:${LINK}`, []],
    ['presence:nonsense,presence', []],
    [
      Array.from({ length: 9 }, (_, n) => `presence:${String(n).repeat(24)}`).join(),
      [0, 1, 2, 3, 4].map((n) => String(n).repeat(24)),
    ],
  ])('%s', (topics, expected) => {
    expect(presenceTopics(topics)).toEqual(expected);
  });
});
