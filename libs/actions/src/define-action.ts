import {
  DEFAULT_POLICY,
  NEXT_PORT,
  type EffectKind,
  type Lane,
  type NodeGroup,
  type PortsSpec,
  type Repeat,
  type ResolvedPolicy,
  type Risk,
  type Text,
} from '@linkflow/contracts';
import { MissingTarget } from '@linkflow/platform';
import { z } from 'zod';
import type { ActionContext, SimulationContext } from './action-context';
import { Permanent } from './failures';
import type { Say } from './say';
import type { Abortable } from './until-aborted';

/** Parameters of a node that is still being drawn: each is there and right, or absent. */
export type Draft<P extends z.ZodObject> = { [K in keyof z.output<P>]?: z.output<P>[K] | undefined };

/**
 * What a step came to. `port` is the outlet it leaves by; without one, `next`.
 * With `wait` the step is done but for the waiting: the engine keeps the time and goes on by `port` once it has come; `run` is not called again.
 */
export interface StepResult<Output = Record<string, unknown>> {
  output?: Output;
  port?: string;
  wait?: { until: Date };
}

/** What a step would come to, with one sentence that tells it. */
export interface Simulation<Output = Record<string, unknown>> extends StepResult<Output> {
  sentence: Text;
}
/** As an action gives it. Without a sentence, that of `describe` is told. */
export type Simulated<Output> = StepResult<Output> & { sentence?: Text };

interface Face<P extends z.ZodObject> {
  /** As in the document and in the file's name: `set-interest`. */
  type: string;
  /** Counts up when parameters change in a way that old documents don't fit. */
  version: number;
  title: Text;
  summary: Text;
  /** Name of a Tabler icon in kebab-case. */
  icon: string;
  group: NodeGroup;
  /** Its place within the group in the palette, low numbers first; without one it comes after those that have one. */
  place?: number;
  /** The outlets; one called `next` when absent. */
  ports?: PortsSpec;
  /** Every parameter carries its hint: `hinted(schema, ui)`. */
  params: P;
  /** Parameters of a freshly dropped node; what a person must choose is left out. */
  defaults: Partial<z.input<P>>;
  /** Complete and valid; shown in the palette and used by the contract suite. */
  example: z.input<P>;
  /** One plain sentence, also for a node that is only half filled in. */
  describe(params: Draft<P>, say: Say): Text;
}

/** Starts the workflow. There is one: `click`. */
export interface TriggerSpec<P extends z.ZodObject> extends Face<P> {
  kind: 'trigger';
}

/** Answers the recipient. apps/click carries it out by itself, so there is nothing to run here. */
export interface ResponseSpec<P extends z.ZodObject> extends Face<P> {
  kind: 'response';
}

/** Is carried out: an action, or a node that steers the walk. */
export interface StepSpec<P extends z.ZodObject, O extends z.ZodObject> extends Face<P> {
  kind: 'step';
  lane: Lane;
  risk: Risk;
  effect: EffectKind;
  /** What the step gives to later conditions as `steps.<id>.*`; JSON only. */
  output?: O;
  policy?: Partial<ResolvedPolicy>;
  /** When it happens again for a recipient who clicks again; null where that is not offered. */
  repeat: Repeat | null;
  run(ctx: ActionContext, params: z.output<P>): Promise<StepResult<z.input<O>>> | StepResult<z.input<O>>;
  /** What `run` would do, without doing it. Absent: the sentence of `describe`, and `next`. */
  simulate?(
    ctx: SimulationContext,
    params: z.output<P>,
  ): Promise<Simulated<z.input<O>>> | Simulated<z.input<O>>;
  /** Takes back what a run did, where the value is still ours. `output` is what that run gave; `ctx.key` is a key of its own. */
  undo?(ctx: ActionContext, params: z.output<P>, output: z.output<O>): Promise<void>;
}

/** What is common to all node types, as everybody else sees them: parameters come in as they were stored, and are parsed here. */
interface Known {
  readonly type: string;
  readonly version: number;
  readonly title: Text;
  readonly summary: Text;
  readonly icon: string;
  readonly group: NodeGroup;
  readonly place: number;
  readonly lane: Lane;
  readonly risk: Risk;
  readonly effect: EffectKind;
  readonly ports: PortsSpec;
  readonly params: z.ZodObject;
  readonly defaults: Record<string, unknown>;
  readonly output: z.ZodObject;
  readonly policy: ResolvedPolicy;
  readonly repeat: Repeat | null;
  readonly example: Record<string, unknown>;
  describe(params: Record<string, unknown>, say: Say): Text;
}

/** A node type that answers or starts; nothing here to run. */
export interface AnyAnswer extends Known {
  readonly kind: 'trigger' | 'response';
}

/** A node type that the engine carries out. */
export interface AnyStep extends Known {
  readonly kind: 'step';
  /**
   * @throws Retryable, Permanent (also for a missing target or parameters that don't fit), or the signal's reason when it was aborted.
   * Whatever else comes out is unforeseen.
   */
  run(ctx: ActionContext, params: Record<string, unknown>): Promise<StepResult>;
  simulate(ctx: SimulationContext, params: Record<string, unknown>): Promise<Simulation>;
  /** Absent where nothing can be taken back. */
  undo?(ctx: ActionContext, params: Record<string, unknown>, output: Record<string, unknown>): Promise<void>;
}

export type AnyAction = AnyAnswer | AnyStep;

const NEXT: PortsSpec = { fixed: [{ id: NEXT_PORT, label: { en: 'then', nb: 'så' } }] };
const NOTHING = z.object({});
const LAST = 1_000;

const defined = new WeakSet<object>();

/** True for what `defineAction` made. */
export function isAction(value: unknown): value is AnyAction {
  return typeof value === 'object' && value !== null && defined.has(value);
}

/**
 * Makes a node type out of what its file says; types of parameters and output follow from the schemas.
 * What comes out parses what was stored, ends with the signal, and knows no failures but those of {@link AnyStep.run}.
 */
export function defineAction<P extends z.ZodObject>(spec: TriggerSpec<P> | ResponseSpec<P>): AnyAnswer;
export function defineAction<P extends z.ZodObject, O extends z.ZodObject = z.ZodObject>(
  spec: StepSpec<P, O>,
): AnyStep;
export function defineAction<P extends z.ZodObject, O extends z.ZodObject>(
  spec: TriggerSpec<P> | ResponseSpec<P> | StepSpec<P, O>,
): AnyAction {
  const face = {
    type: spec.type,
    version: spec.version,
    title: spec.title,
    summary: spec.summary,
    icon: spec.icon,
    group: spec.group,
    place: spec.place ?? LAST,
    ports: spec.ports ?? NEXT,
    params: spec.params,
    defaults: spec.defaults,
    example: spec.example,
    describe: (params: Record<string, unknown>, say: Say) =>
      spec.describe(readDraft(spec.params, params), say),
  };
  const action: AnyAction = spec.kind === 'step' ? stepOf(face, spec) : answerOf(face, spec.kind);
  defined.add(action);
  return action;
}

type Common = Omit<Known, 'lane' | 'risk' | 'effect' | 'output' | 'policy' | 'repeat'>;

function answerOf(face: Common, kind: AnyAnswer['kind']): AnyAnswer {
  return {
    ...face,
    kind,
    lane: kind === 'trigger' ? 'both' : 'respond',
    risk: 'harmless',
    effect: 'none',
    output: NOTHING,
    policy: DEFAULT_POLICY,
    repeat: null,
  };
}

function stepOf<P extends z.ZodObject, O extends z.ZodObject>(face: Common, spec: StepSpec<P, O>): AnyStep {
  const output = spec.output ?? NOTHING;
  const { undo } = spec;
  return {
    ...face,
    kind: 'step',
    lane: spec.lane,
    risk: spec.risk,
    effect: spec.effect,
    output,
    policy: { ...DEFAULT_POLICY, ...spec.policy },
    repeat: spec.repeat,
    run: (ctx, params) => guarded(ctx, async () => spec.run(ctx, parse(spec.params, params))),
    simulate: (ctx, params) =>
      guarded(ctx, async () => {
        const read = parse(spec.params, params);
        const simulated = await spec.simulate?.(ctx, read);
        return { ...simulated, sentence: simulated?.sentence ?? face.describe(params, ctx.say) };
      }),
    ...(undo && {
      undo: (ctx, params, given) =>
        guarded(ctx, async () =>
          undo.call(
            spec,
            ctx,
            parse(spec.params, params),
            parse(spec.output ?? NOTHING, given) as z.output<O>,
          ),
        ),
    }),
  };
}

/** Ends when the attempt is cut off, and gives the failures of the CRM the shape that the engine knows. */
async function guarded<T>(ctx: Abortable, work: () => Promise<T>): Promise<T> {
  try {
    return await ctx.untilAborted(work);
  } catch (error) {
    if (error instanceof MissingTarget) {
      throw new Permanent({ code: error.code, message: error.text, cause: error });
    }
    throw error;
  }
}

/** Parameters of published versions, which never change, as they were parsed once. */
const parsed = new WeakMap<object, { schema: z.ZodObject; data: unknown }>();

function parse<P extends z.ZodObject>(schema: P, params: Record<string, unknown>): z.output<P> {
  const known = parsed.get(params);
  // Parsed by this very schema.
  if (known?.schema === schema) return known.data as z.output<P>;
  const read = schema.safeParse(params);
  if (read.success) {
    if (Object.isFrozen(params)) parsed.set(params, { schema, data: read.data });
    return read.data;
  }
  throw new Permanent({
    code: 'params.invalid',
    message: {
      en: 'The settings of this step are not complete',
      nb: 'Innstillingene for dette steget er ikke fullstendige',
    },
    cause: read.error,
  });
}

/** Keeps the parameters that are right on their own and drops the others, so that half a node can be described. */
function readDraft<P extends z.ZodObject>(schema: P, params: Record<string, unknown>): Draft<P> {
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const read = z.safeParse(field, params[name]);
    if (read.success) kept[name] = read.data;
  }
  // Each value was parsed by the schema of its own key, which is what Draft<P> says.
  return kept as Draft<P>;
}

/** Whether the engine carries nodes of this type out. */
export function isStep(action: AnyAction): action is AnyStep {
  return action.kind === 'step';
}
