import {
  CRM_EFFECTS,
  Crm,
  type EffectContext,
  type EffectImplementations,
  type EffectInput,
  type EffectName,
  type EffectResult,
} from '../effects';

export interface PerformedEffect {
  name: EffectName;
  key: string;
  input: unknown;
}

/** The names of all effects in the catalogue. */
export const EFFECT_NAMES = Object.keys(CRM_EFFECTS) as EffectName[];

/**
 * Identifies the state that an effect overwrites: the name of the effect and the values of its target properties. Undefined if the effect
 * creates something.
 */
export function targetOf<N extends EffectName>(name: N, input: EffectInput<N>): string | undefined {
  const { target } = CRM_EFFECTS[name] as { target?: readonly (keyof EffectInput<N>)[] };
  return target && [name, ...target.map((property) => String(input[property]))].join(':');
}

/**
 * An in-memory CRM for tests of actions. It accepts every effect and returns the sample result of the catalogue. A repeat with the same key
 * gets the first result and is not recorded again.
 */
export class RecordingCrm extends Crm {
  /** The accepted effects, in order. */
  readonly performed: PerformedEffect[] = [];
  /** The last accepted input of each target; see {@link targetOf}. */
  readonly state: Map<string, unknown>;
  private readonly results = new Map<string, unknown>();

  protected readonly effects = Object.fromEntries(
    EFFECT_NAMES.map((name) => [
      name,
      {
        repeatability: 'keyed',
        perform: (context: EffectContext, input: never) => this.once(name, context, input),
      },
    ]),
    // The cast is safe: there is one entry for each effect, and `once` returns the result type of that effect.
  ) as unknown as EffectImplementations;

  constructor(state: ReadonlyMap<string, unknown> = new Map()) {
    super();
    this.state = new Map(state);
  }

  /** The accepted inputs of one effect, in order. */
  inputs<N extends EffectName>(name: N): EffectInput<N>[] {
    const inputs = this.performed.filter((effect) => effect.name === name).map(({ input }) => input);
    return inputs as EffectInput<N>[];
  }

  private async once<N extends EffectName>(
    name: N,
    context: EffectContext,
    input: EffectInput<N>,
  ): Promise<EffectResult<N>> {
    const id = `${name}:${context.key}`;
    // The cast is safe: the id contains the name of the effect, which decides the type of the result.
    if (this.results.has(id)) return this.results.get(id) as EffectResult<N>;
    const target = targetOf(name, input);
    const sample = CRM_EFFECTS[name].sample as (
      input: EffectInput<N>,
      context: EffectContext,
      before: EffectInput<N> | undefined,
    ) => EffectResult<N>;
    // The cast is safe: the target contains the name of the effect, which decides the type of the input.
    const before = target === undefined ? undefined : (this.state.get(target) as EffectInput<N> | undefined);
    const result = sample(input, context, before);
    if (target !== undefined) this.state.set(target, input);
    this.results.set(id, result);
    this.performed.push({ name, key: context.key, input });
    return result;
  }
}

/**
 * A copy of the state of a RecordingCrm with the same targets and other values: booleans are inverted, every other value becomes the text
 * `before`.
 */
export function withOtherValues(state: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return new Map(
    [...state].map(([target, input]) => {
      const [name] = target.split(':') as [EffectName];
      const fixed: readonly string[] = (CRM_EFFECTS[name] as { target?: readonly string[] }).target ?? [];
      const entries = Object.entries(input as Record<string, unknown>).map(([property, value]) =>
        fixed.includes(property)
          ? [property, value]
          : [property, typeof value === 'boolean' ? !value : 'before'],
      );
      return [target, Object.fromEntries(entries)];
    }),
  );
}

/** A CRM in which every effect ends with the same answer: a rejection, or a promise that never settles. */
export class FailingCrm extends RecordingCrm {
  constructor(private readonly answer: () => Promise<never>) {
    super();
  }

  override perform(): Promise<never> {
    return this.answer();
  }
}
