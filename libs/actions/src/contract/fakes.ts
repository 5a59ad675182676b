import type { Condition, FieldValue, MembershipKind } from '@linkflow/contracts';
import type { CrmEffects, EffectContext, FollowUpSpec, RequestSpec } from '@linkflow/crm';
import { evaluateCondition, mergeText } from '@linkflow/workflow';
import type { ActionContext, ActionPorts, SimulationContext } from '../action-context';
import { createSay, type Say } from '../say';
import { abortableBy } from '../until-aborted';

const NOW = new Date('2027-03-12T13:30:00.000Z');
const CLICKED = new Date('2027-03-12T13:29:58.000Z');

/** What the fake click knows. `contact.timeZone` and its like may be overridden by a test. */
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

/** A CRM in memory that does once what carries the same key, as the real one does, and can be looked at afterwards. */
export class RecordingCrm implements CrmEffects {
  /** One entry for each effect that was really done. */
  readonly effects: { key: string; kind: string }[] = [];
  readonly state: Map<string, unknown>;
  readonly followUps: FollowUpSpec[] = [];
  readonly requests: RequestSpec[] = [];
  private readonly done = new Map<string, unknown>();

  constructor(state: ReadonlyMap<string, unknown> = new Map()) {
    this.state = new Map(state);
  }

  async setField(e: EffectContext, contactId: string, fieldId: string, value: FieldValue) {
    return this.once(e, 'setField', () => {
      const place = `${contactId}:field:${fieldId}`;
      // Nobody else writes under this kind of key.
      const previous = (this.state.get(place) ?? null) as FieldValue;
      this.state.set(place, value);
      return { applied: true, previous };
    });
  }

  async setMembership(
    e: EffectContext,
    contactId: string,
    kind: MembershipKind,
    targetId: string,
    active: boolean,
  ) {
    return this.once(e, 'setMembership', () => {
      const place = `${contactId}:${kind}:${targetId}`;
      const previous = this.state.get(place) === true;
      this.state.set(place, active);
      return { applied: true, previous };
    });
  }

  async createFollowUp(e: EffectContext, spec: FollowUpSpec) {
    return this.once(e, 'createFollowUp', () => {
      this.followUps.push(spec);
      const ends = new Date(e.now.getTime() + spec.durationMinutes * 60_000);
      return {
        id: e.key,
        ownerId: spec.createdById,
        ownerName: 'Ingrid Dahl',
        startsAt: e.now,
        endsAt: ends,
      };
    });
  }

  async createRequest(e: EffectContext, spec: RequestSpec) {
    return this.once(e, 'createRequest', () => {
      this.requests.push(spec);
      return { id: e.key, ownerId: null, ownerName: null };
    });
  }

  private once<T>({ key }: EffectContext, kind: string, effect: () => T): T {
    // What was kept under a key is what this very call gave before.
    if (this.done.has(key)) return this.done.get(key) as T;
    const result = effect();
    this.done.set(key, result);
    this.effects.push({ key, kind });
    return result;
  }
}

/** A CRM of which every call ends in the same way: an error, or a promise that never settles. */
export function crmThatAlways(answer: () => Promise<never>): CrmEffects {
  return { setField: answer, setMembership: answer, createFollowUp: answer, createRequest: answer };
}

/** A script port and a sandbox that need no thread: the script gives back what it was told. */
const SCRIPTS: Omit<ActionPorts, 'crm'> = {
  scripts: { sourceOf: async () => ({ name: 'Score', source: `return { value: linkHits }` }) },
  sandbox: {
    run: async ({ variables }) => ({ variables: { ...variables }, output: { value: '3' }, log: [] }),
    checkSyntax: async () => null,
    close: async () => undefined,
  },
};

export interface FakeClick extends Partial<Omit<ActionContext, 'ports' | 'facts' | 'untilAborted'>> {
  facts?: Record<string, unknown>;
  ports?: Partial<ActionPorts>;
}

/** A step of a run for one click, with everything that a test doesn't say. */
export function aContext({ facts, ports, signal, ...given }: FakeClick = {}): ActionContext {
  const known = { ...FACTS, ...facts };
  return {
    key: '66b0000000000000000000f0:n1',
    attempt: 1,
    ...abortableBy(signal ?? new AbortController().signal),
    now: NOW,
    clickedAt: CLICKED,
    contactId: '66b0000000000000000000c1',
    recipientId: '66b0000000000000000000c2',
    linkId: '66b0000000000000000000c3',
    mailingId: '66b0000000000000000000c4',
    source: {
      kind: 'run',
      runId: '66b0000000000000000000f0',
      nodeId: 'n1',
      linkId: '66b0000000000000000000c3',
      linkName: 'Ja, hold meg informert',
      mailingId: '66b0000000000000000000c4',
      mailingName: 'Nyhetsbrev mars',
      clickedAt: CLICKED,
    },
    house: { language: 'nb', timeZone: 'Europe/Oslo' },
    log: { info: () => undefined, warn: () => undefined },
    facts: async (names) =>
      Object.fromEntries(names.flatMap((name) => (name in known ? [[name, known[name]]] : []))),
    evaluate: (condition: Condition) => evaluateCondition(condition, known, NOW),
    merge: async (template) => mergeText(template, known, { escape: 'none' }),
    ...given,
    ports: { crm: new RecordingCrm(), ...SCRIPTS, ...ports },
  };
}

/** The same click, for a simulation. A CRM is there all the same, so that it shows when an action reaches for it. */
export function aSimulation(click: FakeClick = {}): SimulationContext & { ports: ActionPorts } {
  return { ...aContext(click), say: aSay() };
}

/** Names everything after its kind and the end of its id, so that a test can tell things apart. */
export function aSay(names: Record<string, string> = {}): Say {
  return createSay({
    nameOf: (kind, id) => ({ id, name: names[id] ?? `${kind} ${id.slice(-2)}` }),
    facts: [],
  });
}
