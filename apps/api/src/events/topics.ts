import type { LiveEvent } from '@linkflow/contracts';

/** Tells whether an event is for somebody. */
export type Wanted = (event: LiveEvent) => boolean;

/**
 * Reads `runs,run:<id>,link:<id>,contact:<id>`. `run:<id>` brings its steps too, `link:<id>` everything about the link:
 * its changes, clicks, runs and their steps. Topics that nobody knows bring nothing.
 */
export function wantedBy(topics: string): Wanted {
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

const isType =
  (type: LiveEvent['type']): Wanted =>
  (event) =>
    event.type === type;

const OF_KIND = new Map<string, Wanted>(
  Object.entries({
    runs: isType('run'),
    links: isType('link'),
    clicks: isType('click'),
    contacts: isType('contact'),
    ops: isType('ops'),
  }),
);

const ABOUT = new Map<string, (id: string) => Wanted>(
  Object.entries({
    run: (id) => (event) => (event.type === 'run' || event.type === 'step') && event.runId === id,
    link: (id) => (event) => 'linkId' in event && event.linkId === id,
    contact: (id) => (event) => (event.type === 'contact' || event.type === 'run') && event.contactId === id,
  }),
);
