import { Id, type LiveEvent } from '@linkflow/contracts';

/** Returns true for events that belong to the topics of a stream. */
export type EventFilter = (event: LiveEvent) => boolean;

/**
 * Parses a list of topics, separated by commas: `runs,run:<id>,link:<id>,form:<id>,contact:<id>,mailing:<id>,presence:<id>`. `run:<id>` includes the run's steps; `link:<id>`
 * includes the link's changes, clicks, runs and steps. Unknown topics match no event.
 */
export function eventFilter(topics: string): EventFilter {
  const tests = topics
    .split(',')
    .map((topic) => topic.trim())
    .flatMap((topic) => {
      const at = topic.indexOf(':');
      return at < 0
        ? (OF_KIND.get(topic) ?? [])
        : (ABOUT.get(topic.slice(0, at))?.(topic.slice(at + 1)) ?? []);
    });
  return (event) => tests.some((test) => test(event));
}

/** Most links at which one stream shows its user. */
const MAX_PRESENCES = 5;

/** The ids of the links in topics of the form `presence:<id>`. */
export function presenceTopics(topics: string): string[] {
  const ids = topics.split(',').flatMap((topic) => {
    const [kind, id] = topic.trim().split(':');
    return kind === 'presence' && Id.safeParse(id).success ? [id ?? ''] : [];
  });
  return [...new Set(ids)].slice(0, MAX_PRESENCES);
}

const isType =
  (type: LiveEvent['type']): EventFilter =>
  (event) =>
    event.type === type;

const OF_KIND = new Map<string, EventFilter>(
  Object.entries({
    runs: isType('run'),
    links: isType('link'),
    forms: isType('form'),
    clicks: isType('click'),
    contacts: isType('contact'),
    ops: isType('ops'),
  }),
);

const ABOUT = new Map<string, (id: string) => EventFilter>(
  Object.entries({
    run: (id) => (event) => (event.type === 'run' || event.type === 'step') && event.runId === id,
    link: (id) => (event) =>
      ('linkId' in event && event.type !== 'presence' && event.linkId === id) ||
      ('workflow' in event && event.workflow.owner === id),
    form: (id) => (event) =>
      (event.type === 'form' && event.formId === id) || ('workflow' in event && event.workflow.owner === id),
    presence: (id) => (event) => event.type === 'presence' && event.linkId === id,
    mailing: (id) => (event) =>
      (event.type === 'mailing' || event.type === 'click') && event.mailingId === id,
    contact: (id) => (event) =>
      (event.type === 'contact' && event.contactId === id) ||
      (event.type === 'run' && event.subject.contactId === id),
  }),
);
