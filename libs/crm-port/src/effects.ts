import type { EffectKind, FieldValue, FollowUpKind, MembershipKind } from '@linkflow/contracts';
import type { CrmTargetKind } from './errors';

/**
 * The effects that a step of a run can have on a CRM. Each is declared once, in {@link CRM_EFFECTS}; actions perform it by its name,
 * and every CRM adapter must implement it.
 */

/** What can happen when a CRM performs an effect twice with the same key; see {@link EffectImplementation}. */
export type Repeatability = Exclude<EffectKind, 'none'>;

/** A step of a run, as the origin of a change. The names are those at the time of the change. */
export interface RunSource {
  kind: 'run';
  runId: string;
  nodeId: string;
  /** Kind of the event that started the run: `click`, or `manual` when a person started it. */
  trigger: string;
  linkId: string;
  linkName: string;
  /** Absent when the event is not about a mailing. */
  mailingId?: string;
  mailingName?: string;
  /** When the event happened. */
  occurredAt: Date;
}

/** What is passed along with every effect. */
export interface EffectContext {
  /** Idempotency key, `<run id>:<node id>`. All attempts of a step have the same key. */
  key: string;
  /** When the event happened that started the run. A CRM must not let an older event override a newer one. */
  occurredAt: Date;
  /** When the step is executed. */
  now: Date;
  source: RunSource;
  /** An earlier attempt with this key may have performed the effect. */
  isRepeat?: boolean;
  /** Aborted when the attempt ends early. Effects that cannot be repeated check it just before they write. */
  readonly signal?: AbortSignal;
}

/**
 * An id of each kind, for examples: the field is a text field of contacts, the selection is static, the task type is for to-dos, and the
 * category assigns its requests.
 */
export type ExampleIds = Readonly<Record<CrmTargetKind, string>>;

interface EffectDeclaration<Input, Result> {
  /** The properties of the input that identify the state that the effect overwrites. Absent when the effect creates something. */
  target?: readonly (keyof Input & string)[];
  /** A valid input, for the contract suite. */
  example(ids: ExampleIds): Input;
  /**
   * The result of an accepted effect in memory, for test doubles.
   * @param before the last accepted input with the same target
   */
  sample(input: Input, context: EffectContext, before?: Input): Result;
}

const effect = <Input, Result>(declaration: EffectDeclaration<Input, Result>) => declaration;

export interface SetFieldInput {
  contactId: string;
  fieldId: string;
  /** Null clears the field. */
  value: FieldValue;
}

export interface SetMembershipInput {
  contactId: string;
  kind: MembershipKind;
  /** Id of the interest, the static selection or the project. */
  targetId: string;
  active: boolean;
}

/** `applied: false` when a newer event or a person had decided before, so that nothing was changed. */
export interface Applied {
  applied: boolean;
}

export interface CreateFollowUpInput {
  contactId: string;
  kind: FollowUpKind;
  taskTypeId: string;
  text: string;
  projectId: string | null;
  createdById: string;
  assignToOurContact: boolean;
  defaultRecipientId: string | null;
  durationMinutes: number;
  /** Days from `occurredAt` to the day a to-do is due. A meeting gets the next free time instead. */
  dueInDays: number;
}

export interface CreatedFollowUp {
  id: string;
  ownerId: string;
  ownerName: string;
  startsAt: Date;
  endsAt: Date;
}

export type RequestOwner = { kind: 'auto' } | { kind: 'unassigned' } | { kind: 'user'; userId: string };

export interface CreateRequestInput {
  contactId: string;
  title: string;
  /** The first message. When it is empty, the CRM writes one from the mailing, the link, the person and the time. */
  body: string;
  categoryId: string;
  priorityId: string;
  owner: RequestOwner;
}

export interface CreatedRequest {
  id: string;
  ownerId: string | null;
  ownerName: string | null;
}

/** The catalogue of effects. */
export const CRM_EFFECTS = {
  'set-field': effect<SetFieldInput, Applied & { previous: FieldValue }>({
    target: ['contactId', 'fieldId'],
    example: (ids) => ({ contactId: ids.contact, fieldId: ids.field, value: 'Ja' }),
    sample: (_, __, before) => ({ applied: true, previous: before?.value ?? null }),
  }),
  /** `previous`: whether it was active before. Absent when that is not known; the change cannot be undone then. */
  'set-membership': effect<SetMembershipInput, Applied & { previous?: boolean }>({
    target: ['contactId', 'kind', 'targetId'],
    example: (ids) => ({ contactId: ids.contact, kind: 'selection', targetId: ids.selection, active: true }),
    sample: (_, __, before) => ({ applied: true, previous: before?.active ?? false }),
  }),
  'create-follow-up': effect<CreateFollowUpInput, CreatedFollowUp>({
    example: (ids) => ({
      contactId: ids.contact,
      kind: 'to-do',
      taskTypeId: ids['task-type'],
      text: 'Ring Nora',
      projectId: ids.project,
      createdById: ids.user,
      assignToOurContact: false,
      defaultRecipientId: null,
      durationMinutes: 30,
      dueInDays: 0,
    }),
    sample: ({ createdById, durationMinutes }, { key, now }) => ({
      id: key,
      ownerId: createdById,
      ownerName: 'Ingrid Dahl',
      startsAt: now,
      endsAt: new Date(now.getTime() + durationMinutes * 60_000),
    }),
  }),
  'create-request': effect<CreateRequestInput, CreatedRequest>({
    example: (ids) => ({
      contactId: ids.contact,
      title: 'Ønsker informasjon',
      body: '',
      categoryId: ids.category,
      priorityId: ids.priority,
      owner: { kind: 'auto' },
    }),
    sample: (_, { key }) => ({ id: key, ownerId: null, ownerName: null }),
  }),
};

export type EffectName = keyof typeof CRM_EFFECTS;
export type EffectInput<N extends EffectName> = Parameters<(typeof CRM_EFFECTS)[N]['sample']>[0];
export type EffectResult<N extends EffectName> = ReturnType<(typeof CRM_EFFECTS)[N]['sample']>;

interface Performer<N extends EffectName> {
  /** @throws CrmError when a retry cannot help, CrmUnavailable when it can */
  perform(context: EffectContext, input: EffectInput<N>): Promise<EffectResult<N>>;
}

/**
 * How a CRM performs one effect, and what a repeated call with the same key does:
 *
 * - `idempotent`: the effect sets a state, so a repeat sets it again.
 * - `keyed`: the CRM accepts our key and ignores the repeat.
 * - `searchable`: a repeat would perform the effect again, but our key is stored with it. `find` returns the result of an earlier call.
 * - `atMostOnce`: a repeat would perform the effect again, and nothing shows whether an earlier call did. The engine never repeats it;
 *   a person decides.
 */
export type EffectImplementation<N extends EffectName> =
  | ({ readonly repeatability: Exclude<Repeatability, 'searchable'> } & Performer<N>)
  | ({
      readonly repeatability: 'searchable';
      find(key: string, input: EffectInput<N>): Promise<EffectResult<N> | null>;
    } & Performer<N>);

/** The map of a CRM adapter: every effect of the catalogue must be in it. */
export type EffectImplementations = { readonly [N in EffectName]: EffectImplementation<N> };

/** The effects of a CRM. An abstract class, so that it is its own injection token. An adapter provides the map. */
export abstract class Crm {
  /** The effects that every adapter performs. */
  static readonly catalogue = CRM_EFFECTS;

  protected abstract readonly effects: EffectImplementations;

  repeatability(name: EffectName): Repeatability {
    return this.effects[name].repeatability;
  }

  /**
   * Performs an effect. If it is `searchable` and an earlier attempt may have performed it, it is searched first.
   * @throws CrmError, CrmUnavailable
   */
  async perform<N extends EffectName>(
    name: N,
    context: EffectContext,
    input: EffectInput<N>,
  ): Promise<EffectResult<N>> {
    const implementation: EffectImplementation<N> = this.effects[name];
    if (context.isRepeat && implementation.repeatability === 'searchable') {
      const found = await implementation.find(context.key, input);
      if (found) return found;
    }
    return implementation.perform(context, input);
  }
}
