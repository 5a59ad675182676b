import { z } from 'zod';
import { Text } from '../common';
import { OnError, Repeat } from './document';
import { NODE_GROUPS, REF_KINDS, WIDGETS } from './graph-parts';
import { SentenceSpec } from './sentence';

/** The lane in which a node may be: `respond` while the recipient waits, `then` in the background, or both. */
export const Lane = z.enum(['respond', 'then', 'both']);
export type Lane = z.infer<typeof Lane>;

/**
 * How much damage the action does if a machine clicked instead of a person. Depending on the verdict of the click, the engine executes,
 * holds or skips the step, and undoes a reversible one.
 */
export const Risk = z.enum(['harmless', 'reversible', 'costly']);
export type Risk = z.infer<typeof Risk>;

/**
 * What happens when the effect is repeated, from the safest kind to the most dangerous:
 * - `none`: there is no effect.
 * - `idempotent`: the repeat sets the same state again.
 * - `keyed`: the receiver recognises the key and ignores the repeat.
 * - `searchable`: the repeat would create a duplicate, so the receiver is first searched for the key.
 * - `atMostOnce`: the repeat may do damage and cannot be detected, so a person decides after a crash.
 */
export const EffectKind = z.enum(['none', 'idempotent', 'keyed', 'searchable', 'atMostOnce']);
export type EffectKind = z.infer<typeof EffectKind>;

/** Group in the palette, which also decides the colour of the node. */
export const NodeGroup = z.enum(NODE_GROUPS);
export type NodeGroup = z.infer<typeof NodeGroup>;

/** Kinds of entities that a parameter can refer to. `GET /api/lookups/:kind` finds them by name. */
export const RefKind = z.enum(REF_KINDS);
export type RefKind = z.infer<typeof RefKind>;

/** The input that the canvas shows for a parameter. */
export const Widget = z.enum(WIDGETS);
export type Widget = z.infer<typeof Widget>;

/** Texts and input of a parameter, stored as `ui` in its JSON Schema. */
export const FieldHint = z.object({
  label: Text,
  widget: Widget,
  help: Text.optional(),
  placeholder: Text.optional(),
  /** Shown on the node while the parameter is missing: "Choose a category". */
  missing: Text.optional(),
  /** For `ref`: the kind of the target. */
  of: RefKind.optional(),
  /** For `field-value`, `form-fields` and `script-values`: name of the parameter that contains the id of the field, form or script. */
  follows: z.string().optional(),
  /** For `choice`: the values to choose from. `formerly`: values with the same meaning that stored workflows contain. */
  options: z
    .array(z.object({ value: z.string(), label: Text, formerly: z.array(z.string()).optional() }))
    .optional(),
  /**
   * For `ref`: restricts the lookup, for example `{ type: '$kind' }`. A value that starts with $, here `$kind`, is replaced by the value of
   * that parameter, here `kind`.
   */
  filter: z.record(z.string(), z.string()).optional(),
  /**
   * For `ref`: what the parameter of a new node refers to: the user who adds the node, or the entry that the CRM uses by default. The
   * defaults of a node type contain it when the API serves the type.
   */
  prefill: z.enum(['active-user', 'default-entry']).optional(),
  /** The parameter is shown only while the parameter `field` has one of these values. */
  showWhen: z.object({ field: z.string(), in: z.array(z.unknown()) }).optional(),
  /** For a number: its maximum, by the value of the parameter `field`. */
  maxBy: z.object({ field: z.string(), max: z.record(z.string(), z.number()) }).optional(),
  /** For `duration`: the unit of the stored value. */
  unit: z.enum(['minutes', 'hours', 'days']).optional(),
});
export type FieldHint = z.infer<typeof FieldHint>;

export const PortLabel = z.object({ id: z.string(), label: Text });
export type PortLabel = z.infer<typeof PortLabel>;

/** The ports of a node type: one for each item (`{ id, label }`) of the list parameter `perItem.param`, then the fixed ones. */
export const PortsSpec = z.object({
  fixed: z.array(PortLabel),
  perItem: z.object({ param: z.string() }).optional(),
});
export type PortsSpec = z.infer<typeof PortsSpec>;

export const ResolvedPolicy = z.object({
  attempts: z.number().int(),
  backoff: z.object({ baseMs: z.number().int(), capMs: z.number().int() }),
  timeoutMs: z.number().int(),
  onError: OnError,
});
export type ResolvedPolicy = z.infer<typeof ResolvedPolicy>;

/** A node type as the API serves it, with everything that the canvas needs to draw, check and edit nodes. */
export const NodeDescriptor = z.object({
  type: z.string(),
  version: z.number().int(),
  title: Text,
  summary: Text,
  /** What a node of this type does, with its parameters. */
  sentence: SentenceSpec,
  /** Name of a Tabler icon in kebab-case, for example `calendar-plus`. */
  icon: z.string(),
  group: NodeGroup,
  lane: Lane,
  risk: Risk,
  effect: EffectKind,
  ports: PortsSpec,
  /** JSON Schema of the parameters, each with a `ui` hint. */
  params: z.record(z.string(), z.unknown()),
  /** Parameters of a new node. */
  defaults: z.record(z.string(), z.unknown()),
  /** JSON Schema of the output, which later conditions use as `steps.<node>.*`. */
  output: z.record(z.string(), z.unknown()),
  policy: ResolvedPolicy,
  /** Default of a node's `repeat`; null if nodes of this type have no such setting. */
  repeat: Repeat.nullable(),
  example: z.record(z.string(), z.unknown()),
});
export type NodeDescriptor = z.infer<typeof NodeDescriptor>;

export const DEFAULT_POLICY: ResolvedPolicy = {
  attempts: 5,
  backoff: { baseMs: 5_000, capMs: 600_000 },
  timeoutMs: 15_000,
  onError: 'continue',
};

/** Adds a hint to the schema of a parameter: `hinted(z.string(), { label, widget: 'text' })`. */
export function hinted<T extends z.ZodType>(schema: T, ui: FieldHint): T {
  return schema.meta({ ui });
}
