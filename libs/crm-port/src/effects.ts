import type { EffectKind, FieldValue, FollowUpKind, MembershipKind, RequestOwner } from '@linkflow/contracts';
import type { CrmTargetKind } from './errors';

/**
 * The effects that a step of a run can have on a CRM. Each effect is declared once, in {@link CRM_EFFECTS}. Actions perform an effect by
 * its name, and every CRM adapter must implement all of them.
 */

/** What can happen when a CRM performs an effect twice with the same key; see {@link EffectImplementation}. */
export type Repeatability = Exclude<EffectKind, 'none'>;

/** The origin of a change that a step of a run made. The names are those at the time of the change. */
export interface RunSource {
  kind: 'run';
  runId: string;
  nodeId: string;
  /** Kind of the event that started the run: `click`, `form`, or `manual` when a person started it. */
  trigger: string;
  /** The link whose workflow the run executes. Absent for the workflow of a form. */
  linkId?: string;
  linkName?: string;
  /** The form whose workflow the run executes. */
  formId?: string;
  formName?: string;
  /** Absent when the event is not about a mailing. */
  mailingId?: string;
  mailingName?: string;
  /** When the event happened. */
  occurredAt: Date;
}

/** The origin of a change that a bulk for people made. The names are those at the time of the start. */
export interface BulkSource {
  kind: 'bulk';
  bulkId: string;
  /** The user who started it. */
  userId: string;
  userName: string;
  /** The link and the mailing whose people they are. */
  linkId?: string;
  linkName?: string;
  mailingId?: string;
  mailingName?: string;
  /** When it was started. */
  occurredAt: Date;
}

/** What performs effects. */
export type EffectSource = RunSource | BulkSource;

/** An effect that is undone. */
export interface UndoneEffect {
  /** Its key. */
  key: string;
  /** The runs of its event: the one that the event started, and re-runs of it. */
  runIds: readonly string[];
}

/** Data that every effect gets, about the step and its event, or about a bulk for people. */
export interface EffectContext<S extends EffectSource = RunSource> {
  /**
   * Idempotency key `<run id>:<node id>`, or `<bulk id>:<contact id>`; the same for all attempts. In a re-run, the run id may be that of the original run, so
   * that an effect which the original run has performed is not repeated.
   */
  key: string;
  /** When the event happened that started the run. A CRM must not let an older event override a newer one. */
  occurredAt: Date;
  /** When the attempt started. */
  now: Date;
  source: S;
  /** True if an earlier attempt with this key may have performed the effect. */
  isRepeat?: boolean;
  /**
   * Set if the effect restores the value from before an earlier effect. It must then change nothing unless the value is still that of the
   * earlier effect or of a later one of the same event, and nobody else has set it since, not even at the same time.
   */
  undoes?: UndoneEffect;
  /**
   * Aborted when the attempt must end early, for example after a timeout. An effect that is `atMostOnce` checks it just before it writes.
   */
  readonly signal?: AbortSignal;
}

/**
 * Ids of existing entities, one of each kind, for the examples of effects. The field is a text field of contacts, the selection is static,
 * the task type is for to-dos, and the category has a rule that assigns its requests.
 */
export type ExampleIds = Readonly<Record<CrmTargetKind, string>>;

interface EffectDeclaration<Input, Result> {
  /** The properties of the input that identify the state that the effect overwrites. Absent when the effect creates something. */
  target?: readonly (keyof Input & string)[];
  /** A valid input, for the contract suite. */
  example(ids: ExampleIds): Input;
  /**
   * The result of the effect, made without a CRM, for test doubles.
   * @param before input of the previous effect with the same target; undefined if there was none
   */
  sample(input: Input, context: EffectContext<EffectSource>, before?: Input): Result;
}

const effect = <Input, Result>(declaration: EffectDeclaration<Input, Result>) => declaration;

export interface SetFieldInput {
  contactId: string;
  fieldId: string;
  /** Null clears the field. */
  value: FieldValue;
}

export interface SetFormerEmployeeInput {
  contactId: string;
  /** Whether the person has left the company. */
  former: boolean;
}

export interface SetMembershipInput {
  contactId: string;
  kind: MembershipKind;
  /** Id of the interest, the static selection or the project. */
  targetId: string;
  active: boolean;
}

/** `applied` is false if nothing was changed, because a newer event or a later change by a user had already set the state. */
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
  /** Days from `occurredAt` to the due day of a to-do. Not used for a meeting, which gets the next free time. */
  dueInDays: number;
}

export interface CreatedFollowUp {
  id: string;
  ownerId: string;
  ownerName: string;
  startsAt: Date;
  endsAt: Date;
}

export interface CreateRequestInput {
  contactId: string;
  title: string;
  /** The first message. If it is empty, the CRM writes one from the mailing, the link, the contact and the time. */
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
  'set-former-employee': effect<SetFormerEmployeeInput, Applied & { previous: boolean }>({
    target: ['contactId'],
    example: (ids) => ({ contactId: ids.contact, former: true }),
    sample: (_, __, before) => ({ applied: true, previous: before?.former ?? false }),
  }),
  /** `previous`: whether the contact was an active member before. Absent if this is not known; then the change cannot be undone. */
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
  perform(context: EffectContext<EffectSource>, input: EffectInput<N>): Promise<EffectResult<N>>;
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

/** The implementations of all effects in a CRM adapter, by effect name. */
export type EffectImplementations = { readonly [N in EffectName]: EffectImplementation<N> };

/**
 * Performs the effects of a CRM. It is an abstract class instead of an interface, so that it is also its injection token. An adapter
 * extends it and defines `effects`.
 */
export abstract class Crm {
  /** The effects that every adapter performs. */
  static readonly catalogue = CRM_EFFECTS;

  protected abstract readonly effects: EffectImplementations;

  repeatability(name: EffectName): Repeatability {
    return this.effects[name].repeatability;
  }

  /**
   * Performs an effect. For a `searchable` effect that an earlier attempt may have performed (`isRepeat`), first searches for the result of
   * that attempt and returns it if it is found.
   * @throws CrmError, CrmUnavailable
   */
  async perform<N extends EffectName>(
    name: N,
    context: EffectContext<EffectSource>,
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
