import {
  DEFAULT_POLICY,
  NEXT_PORT,
  Id,
  hinted,
  type AnyReasonTable,
  type EffectKind,
  type FieldHint,
  type Lane,
  type NodeGroup,
  type PortsSpec,
  type RefKind,
  type Repeat,
  type ResolvedPolicy,
  type Risk,
  type SentenceSpec,
  type Text,
  type TextParams,
} from '@linkflow/contracts';
import { CRM_UNAVAILABLE, CrmError, CrmUnavailable, crmReason, type EffectName } from '@linkflow/crm-port';
import { describeNode, sentenceOf, type Names } from '@linkflow/workflow';
import { z } from 'zod';
import {
  COMMON_REASONS,
  NotApplicable,
  Permanent,
  Retryable,
  type Abortable,
  type ActionContext,
  type EventContext,
  type SimulationContext,
} from './action-context';

/**
 * Result of a step. `port` is the output port that the run follows; `next` if absent. With `wait`, the engine pauses the run until that
 * time and then follows `port`; `run` is not called again.
 */
export interface StepResult<Output = Record<string, unknown>> {
  output?: Output;
  port?: string;
  wait?: { until: Date };
}

/** Expected result of a step, with one sentence that describes it. */
export interface Simulation<Output = Record<string, unknown>> extends StepResult<Output> {
  sentence: Text;
}
/** Return value of `simulate`. Without a sentence, the sentence of `describe` is used. */
export type Simulated<Output> = StepResult<Output> & { sentence?: Text };

/**
 * Kinds of effects on another system than the CRM. `searchable` is excluded, because only the CRM port can search for an effect of an
 * earlier attempt.
 */
type OtherEffect = Exclude<EffectKind, 'none' | 'searchable'>;

interface CommonSpec<P extends z.ZodObject> {
  /** Name in workflow documents, for example `set-interest`. A file `<type>.action.ts` must have the same name. Never changes. */
  type: string;
  /** Incremented when the schema of the parameters changes so that stored documents no longer fit it; 1 if absent. */
  version?: number;
  title: Text;
  summary: Text;
  /** Name of a Tabler icon in kebab-case. */
  icon: string;
  group: NodeGroup;
  /** Position in the action's group of the palette, lowest first. Actions without a position come last. */
  place?: number;
  /** The output ports; a single one called `next` if absent. */
  ports?: PortsSpec;
  /** Schema of the parameters. Each parameter must have a hint: `hinted(schema, ui)`. */
  params: P;
  /** Parameters of a new node. Parameters that a person must choose are absent. */
  defaults?: Partial<z.input<P>>;
  /** Complete and valid parameters, shown in the palette and used by the contract suite. */
  example: z.input<P>;
  /**
   * One plain sentence about the node, finished or not, as a message or as cases; see `SentenceSpec`. It is data, so that the canvas makes
   * the sentence while people type.
   */
  sentence: Text | SentenceSpec;
}

/** Starts the workflow: `click` that of a link, `form-submitted` that of a form. */
export interface TriggerSpec<P extends z.ZodObject> extends CommonSpec<P> {
  kind: 'trigger';
}

/** Answers the recipient. apps/click executes it, so it has no `run`. */
export interface ResponseSpec<P extends z.ZodObject> extends CommonSpec<P> {
  kind: 'response';
}

/** A node that the engine executes: an action, or a node that selects the output port that the run follows. */
export interface StepSpec<P extends z.ZodObject, O extends z.ZodObject> extends CommonSpec<P> {
  kind: 'step';
  lane: Lane;
  /**
   * Damage if a machine clicked instead of a person. `harmless`: changes nothing that a person would have to repair. `reversible`:
   * changes data, and `undo` restores it. `costly`: creates work for a colleague or has an effect outside the system. The engine holds
   * costly steps while the click is not clearly human, and undoes reversible ones if the click turns out to be a machine's.
   */
  risk: Risk;
  /**
   * The step takes the person off something, for example an interest. After a pressed button it is executed whatever the verdict of the
   * click, and stays: a person who leaves must not depend on a classifier. False if absent.
   */
  withdraws?: boolean;
  /** The effects on the CRM that `run` and `undo` perform; none if absent. The CRM's adapter declares how each can be repeated. */
  effects?: readonly EffectName[];
  /**
   * Kind of an effect on a system other than the CRM, such as sending a message: what happens if it is repeated. See {@link EffectKind}.
   */
  otherEffect?: OtherEffect;
  /** Schema of the step's output, which must be JSON. Later conditions use its values as facts `steps.<node>.*`. */
  output?: O;
  /** Tables of the reasons for which `run` and `simulate` fail, in addition to those that all actions share. */
  reasons?: readonly AnyReasonTable[];
  policy?: Partial<ResolvedPolicy>;
  /** What the step does when the recipient clicks again. If absent, the node offers no choice. Required for actions with effects. */
  repeat?: Repeat;
  run(ctx: ActionContext, params: z.output<P>): Promise<StepResult<z.input<O>>> | StepResult<z.input<O>>;
  /**
   * Computes the result that `run` would have, without effects. If absent, a simulation has the sentence of `describe` and the port
   * `next`.
   */
  simulate?(
    ctx: SimulationContext,
    params: z.output<P>,
  ): Promise<Simulated<z.input<O>>> | Simulated<z.input<O>>;
  /**
   * Undoes an earlier `run`: restores the value that it overwrote. The CRM ignores this if a newer event has changed the value since.
   * Required for reversible actions.
   * @param ctx its `key` differs from the key of the `run` that is undone
   * @param output the output of that `run`
   * @returns whether anything was changed
   */
  undo?(ctx: ActionContext, params: z.output<P>, output: z.output<O>): Promise<boolean>;
}

/** The part of a node type that all kinds share. Its functions take stored parameters and parse them. */
interface ActionBase {
  readonly type: string;
  readonly version: number;
  readonly title: Text;
  readonly summary: Text;
  readonly icon: string;
  readonly group: NodeGroup;
  readonly place: number;
  readonly lane: Lane;
  readonly risk: Risk;
  readonly effects: readonly EffectName[];
  readonly otherEffect?: OtherEffect;
  readonly ports: PortsSpec;
  readonly params: z.ZodObject;
  readonly defaults: Record<string, unknown>;
  readonly output: z.ZodObject;
  readonly policy: ResolvedPolicy;
  readonly repeat: Repeat | null;
  readonly example: Record<string, unknown>;
  readonly sentence: SentenceSpec;
  /** JSON Schema of the parameters, with their hints. */
  readonly paramsSchema: Record<string, unknown>;
  /**
   * The sentence about a node with these parameters.
   * @param given words in place of those for the parameters and parts of the sentence
   */
  describe(params: Record<string, unknown>, names: Names, given?: TextParams): Text;
}

/** A trigger or a response: a node type without `run`. */
export interface AnyAnswer extends ActionBase {
  readonly kind: 'trigger' | 'response';
}

/** A node type that the engine executes. */
export interface AnyStep extends ActionBase {
  readonly kind: 'step';
  readonly withdraws: boolean;
  readonly reasons: readonly AnyReasonTable[];
  /**
   * @throws Retryable
   * @throws Permanent also for a missing target and for invalid parameters
   * @throws the signal's reason when the attempt is aborted; every other error is unexpected
   */
  run(ctx: ActionContext, params: Record<string, unknown>): Promise<StepResult>;
  simulate(ctx: SimulationContext, params: Record<string, unknown>): Promise<Simulation>;
  /** Absent if the effect cannot be undone. */
  undo?(
    ctx: ActionContext,
    params: Record<string, unknown>,
    output: Record<string, unknown>,
  ): Promise<boolean>;
}

export type AnyAction = AnyAnswer | AnyStep;

const NEXT: PortsSpec = { fixed: [{ id: NEXT_PORT, label: { en: 'then', nb: 'så' } }] };
const NO_OUTPUT = z.object({});
/** Position in the palette of actions without a `place`. */
const LAST_PLACE = 1_000;

const defined = new WeakSet<object>();

/** True for a node type made by `defineAction`. */
export function isAction(value: unknown): value is AnyAction {
  return typeof value === 'object' && value !== null && defined.has(value);
}

/**
 * Makes a node type from its specification; the types of parameters and output follow from the schemas. The functions of the result parse
 * stored parameters, reject when the signal is aborted, and throw the errors listed at {@link AnyStep.run}.
 */
export function defineAction<P extends z.ZodObject>(spec: TriggerSpec<P> | ResponseSpec<P>): AnyAnswer;
export function defineAction<P extends z.ZodObject, O extends z.ZodObject = z.ZodObject>(
  spec: StepSpec<P, O>,
): AnyStep;
export function defineAction<P extends z.ZodObject, O extends z.ZodObject>(
  spec: TriggerSpec<P> | ResponseSpec<P> | StepSpec<P, O>,
): AnyAction {
  const action = spec.kind === 'step' ? stepOf(spec) : answerOf(spec);
  defined.add(action);
  return action;
}

function commonOf<P extends z.ZodObject>(spec: CommonSpec<P>) {
  const described = { params: jsonSchema(spec.params, 'input'), sentence: sentenceOf(spec.sentence) };
  return {
    version: spec.version ?? 1,
    place: spec.place ?? LAST_PLACE,
    ports: spec.ports ?? NEXT,
    defaults: spec.defaults ?? {},
    sentence: described.sentence,
    paramsSchema: described.params,
    describe: (params: Record<string, unknown>, names: Names, given?: TextParams) =>
      describeNode(described, { params }, names, given),
  };
}

function answerOf<P extends z.ZodObject>(spec: TriggerSpec<P> | ResponseSpec<P>): AnyAnswer {
  return {
    ...spec,
    ...commonOf(spec),
    lane: spec.kind === 'trigger' ? 'both' : 'respond',
    risk: 'harmless',
    effects: [],
    output: NO_OUTPUT,
    policy: DEFAULT_POLICY,
    repeat: null,
  };
}

function stepOf<P extends z.ZodObject, O extends z.ZodObject>(spec: StepSpec<P, O>): AnyStep {
  const common = commonOf(spec);
  const output = spec.output ?? NO_OUTPUT;
  const { undo } = spec;
  return {
    ...spec,
    ...common,
    withdraws: spec.withdraws ?? false,
    effects: spec.effects ?? [],
    output,
    policy: { ...DEFAULT_POLICY, ...spec.policy },
    repeat: spec.repeat ?? null,
    reasons: spec.reasons ?? [],
    run: (ctx, params) => guarded(ctx, async () => spec.run(ctx, parse(spec.params, params))),
    simulate: (ctx, params) =>
      guarded(ctx, async () => {
        const simulated = await spec.simulate?.(ctx, parse(spec.params, params));
        return { ...simulated, sentence: simulated?.sentence ?? common.describe(params, ctx.names) };
      }),
    undo:
      undo &&
      ((ctx, params, given) =>
        guarded(ctx, async () =>
          undo.call(spec, ctx, parse(spec.params, params), parse(output, given) as z.output<O>),
        )),
  };
}

/** Rejects when the attempt is aborted, and converts the errors of the CRM into `Permanent` and `Retryable`. */
async function guarded<T>(ctx: Abortable, work: () => Promise<T>): Promise<T> {
  try {
    return await ctx.untilAborted(work);
  } catch (error) {
    if (error instanceof CrmError) {
      throw new Permanent({ ...crmReason(error), cause: error });
    }
    if (error instanceof CrmUnavailable) {
      throw new Retryable({ code: CRM_UNAVAILABLE, after: error.after, cause: error });
    }
    throw error;
  }
}

/** Cache of parsed parameters. Only frozen parameters are cached: those of published versions, which never change. */
const parsed = new WeakMap<object, { schema: z.ZodObject; data: unknown }>();

function parse<P extends z.ZodObject>(schema: P, params: Record<string, unknown>): z.output<P> {
  const known = parsed.get(params);
  // The cached value was parsed by the same schema, so it has the schema's output type.
  if (known?.schema === schema) return known.data as z.output<P>;
  const read = schema.safeParse(params);
  if (read.success) {
    if (Object.isFrozen(params)) parsed.set(params, { schema, data: read.data });
    return read.data;
  }
  throw new Permanent({ ...COMMON_REASONS('params.invalid'), cause: read.error });
}

/** The JSON Schema of a zod schema, as sent over HTTP. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The JSON round trip removes undefined values, as sending the schema over HTTP would.
  return JSON.parse(JSON.stringify(rest)) as Record<string, unknown>;
}

/** Whether the engine executes nodes of this type. */
export function isStep(action: AnyAction): action is AnyStep {
  return action.kind === 'step';
}

/**
 * The contact that an action changes.
 * @throws NotApplicable when the recipient has no contact card
 */
export function contactOf({ contactId }: Pick<EventContext, 'contactId'>): string {
  if (contactId === null) throw new NotApplicable(COMMON_REASONS('recipient.not-a-contact'));
  return contactId;
}

type RefHint = Pick<FieldHint, 'label' | 'help' | 'missing' | 'filter' | 'showWhen' | 'prefill'>;

/** A parameter that refers to an entity by id; people pick it by name. */
export function refTo(kind: RefKind, hint: RefHint) {
  return hinted(Id, { ...hint, widget: 'ref', of: kind });
}

/** Like {@link refTo}, but the parameter may be null. */
export function optionalRefTo(kind: RefKind, hint: RefHint) {
  return hinted(Id.nullable().default(null), { ...hint, widget: 'ref', of: kind });
}

/** Sets the label of one value of a step's output. Conditions show this label. */
export function labelled<T extends z.ZodType>(schema: T, label: Text, more: { follows?: string } = {}): T {
  return schema.meta({ ui: { label, ...more } });
}
