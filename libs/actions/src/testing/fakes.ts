import type { Condition } from '@linkflow/contracts';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { evaluateCondition, mergeText } from '@linkflow/workflow';
import { abortableBy, type ActionContext, type ActionPorts, type SimulationContext } from '../action-context';
import { createNames, type Names } from '@linkflow/workflow';

const NOW = new Date('2027-03-12T13:30:00.000Z');
const CLICKED = new Date('2027-03-12T13:29:58.000Z');

/** Facts of the fake click. Tests override single facts. */
export const FACTS: Record<string, unknown> = {
  'contact.name': 'Kari Nordmann',
  'contact.firstName': 'Kari',
  'contact.email': 'kari@example.no',
  'contact.country': 'NO',
  'contact.timeZone': 'Europe/Oslo',
  'link.url': 'https://example.com/',
  'link.hits': 3,
  'click.first': true,
};

/** Fake scripts, webhooks that answer 200, mailings that are open, and a fake sandbox. The sandbox starts no thread: it returns the variables of the script unchanged, and the value 3. */
const SCRIPTS: Omit<ActionPorts, 'crm'> = {
  scripts: {
    sourceOf: async () => ({ name: 'Score', source: `return { value: linkHits }`, outputs: [], params: [] }),
  },
  sandbox: {
    run: async ({ variables }) => ({ variables: { ...variables }, output: { value: '3' }, log: [] }),
    checkSyntax: async () => null,
    close: async () => undefined,
  },
  webhooks: {
    call: async () => ({
      kind: 'answered',
      status: 200,
      headers: {},
      body: '{}',
      bodyState: 'whole',
      retryAfter: null,
      pause: null,
    }),
  },
  mailings: { sendTo: async () => ({ state: 'queued' }) },
};

export interface FakeClick extends Partial<Omit<ActionContext, 'ports' | 'facts' | 'untilAborted'>> {
  facts?: Record<string, unknown>;
  ports?: Partial<ActionPorts>;
}

/** The context of a step, with defaults for everything that the test does not set. */
export function aContext({ facts, ports, signal, ...given }: FakeClick = {}): ActionContext {
  const known = { ...FACTS, ...facts };
  return {
    key: '66b0000000000000000000f0:n1',
    attempt: 1,
    isRepeat: false,
    ...abortableBy(signal ?? new AbortController().signal),
    now: NOW,
    occurredAt: CLICKED,
    contactId: '66b0000000000000000000c1',
    context: {
      recipientId: '66b0000000000000000000c2',
      linkId: '66b0000000000000000000c3',
      mailingId: '66b0000000000000000000c4',
    },
    source: {
      kind: 'run',
      runId: '66b0000000000000000000f0',
      nodeId: 'n1',
      trigger: 'click',
      linkId: '66b0000000000000000000c3',
      linkName: 'Ja, hold meg informert',
      mailingId: '66b0000000000000000000c4',
      mailingName: 'Nyhetsbrev mars',
      occurredAt: CLICKED,
    },
    organisation: { language: 'nb', timeZone: 'Europe/Oslo' },
    log: { info: () => undefined, warn: () => undefined },
    facts: async (names) =>
      Object.fromEntries(names.flatMap((name) => (name in known ? [[name, known[name]]] : []))),
    evaluate: (condition: Condition) =>
      evaluateCondition(condition, known, { now: NOW, timeZone: 'Europe/Oslo' }),
    merge: async (template) => mergeText(template, known, { escape: 'none' }),
    ...given,
    ports: { crm: new RecordingCrm(), ...SCRIPTS, ...ports },
  };
}

/** The context of a simulation. It contains a CRM, so that the test detects an action that uses it. */
export function aSimulation(click: FakeClick = {}): SimulationContext & { ports: ActionPorts } {
  return { ...aContext(click), names: fakeNames() };
}

/** Names every entity by its kind and the last two characters of its id. */
export function fakeNames(names: Record<string, string> = {}): Names {
  return createNames({
    nameOf: (kind, id) => ({ id, name: names[id] ?? `${kind} ${id.slice(-2)}` }),
    facts: [],
  });
}
