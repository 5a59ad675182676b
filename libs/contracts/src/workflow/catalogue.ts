import { z } from 'zod';
import { Text } from '../common';
import { NodePolicy, OnError, Repeat } from './document';

/** Which lane a node may stand in: answered while the recipient waits, done in the background, or either. */
export const Lane = z.enum(['respond', 'then', 'both']);
export type Lane = z.infer<typeof Lane>;

/** What it costs when a machine, not a person, clicked. */
export const Risk = z.enum(['harmless', 'reversible', 'costly']);
export type Risk = z.infer<typeof Risk>;

/** What a repeat of the effect would do: nothing, nothing when it carries our key, or perhaps harm. */
export const EffectKind = z.enum(['none', 'idempotent', 'keyed', 'atMostOnce']);
export type EffectKind = z.infer<typeof EffectKind>;

/** Where a node stands in the palette, and its colour. */
export const NodeGroup = z.enum(['trigger', 'response', 'data', 'work', 'script', 'flow']);
export type NodeGroup = z.infer<typeof NodeGroup>;

/** Kinds of things that a parameter can point to; `GET /api/lookups/:kind` finds them by name. */
export const RefKind = z.enum([
  'interest',
  'field',
  'selection',
  'project',
  'user',
  'category',
  'priority',
  'task-type',
  'script',
  'link',
  'mailing',
  'contact',
  'company',
]);
export type RefKind = z.infer<typeof RefKind>;

/** How the canvas draws one parameter. Absent, the JSON Schema type decides. */
export const Widget = z.enum([
  'text',
  'textarea',
  'rich-text',
  'url',
  'number',
  'duration',
  'choice',
  'switch',
  'ref',
  'field-value',
  'condition',
  'cases',
  'shares',
  'weekdays',
  'time',
  'owner',
]);
export type Widget = z.infer<typeof Widget>;

/** The hint beside one parameter, carried as `ui` in its JSON Schema. */
export const FieldHint = z.object({
  label: Text,
  widget: Widget,
  help: Text.optional(),
  placeholder: Text.optional(),
  /** What the node says while the parameter is missing: "Choose a category". */
  missing: Text.optional(),
  /** For `ref`: what is picked. For `field-value`: absent; it follows the parameter named in `follows`. */
  of: RefKind.optional(),
  follows: z.string().optional(),
  /** For `choice`. */
  options: z.array(z.object({ value: z.string(), label: Text })).optional(),
  /** For `ref`: narrows the lookup, for example `{ type: '$kind' }` (a value starting with $ is the value of another parameter). */
  filter: z.record(z.string(), z.string()).optional(),
  /** Shown only while the named parameter has one of these values. */
  showWhen: z.object({ field: z.string(), in: z.array(z.unknown()) }).optional(),
  /** For `duration`: the unit the value is stored in. */
  unit: z.enum(['minutes', 'hours', 'days']).optional(),
});
export type FieldHint = z.infer<typeof FieldHint>;

export const PortLabel = z.object({ id: z.string(), label: Text });
export type PortLabel = z.infer<typeof PortLabel>;

/** The outlets of a node type: fixed ones, and one for each item of a list parameter (`{ id, label }` items) before them. */
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

/** One node type as the API serves it. The canvas needs nothing else to offer, draw, check and edit it. */
export const NodeDescriptor = z.object({
  type: z.string(),
  version: z.number().int(),
  title: Text,
  summary: Text,
  /** Name of a Tabler icon in kebab-case, for example `calendar-plus`. */
  icon: z.string(),
  group: NodeGroup,
  lane: Lane,
  risk: Risk,
  effect: EffectKind,
  ports: PortsSpec,
  /** JSON Schema of the parameters, each with a `ui` hint. */
  params: z.record(z.string(), z.unknown()),
  /** Parameters of a freshly dropped node. */
  defaults: z.record(z.string(), z.unknown()),
  /** JSON Schema of what the step gives to later conditions as `steps.<id>.*`. */
  output: z.record(z.string(), z.unknown()),
  policy: ResolvedPolicy,
  /** The default; null where a repeat makes no difference and none is offered. */
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

/** Fills the gaps of a node's own policy from its type's. */
export function resolvePolicy(policy: NodePolicy | undefined, defaults: ResolvedPolicy): ResolvedPolicy {
  return {
    attempts: policy?.attempts ?? defaults.attempts,
    backoff: policy?.backoff ?? defaults.backoff,
    timeoutMs: policy?.timeoutMs ?? defaults.timeoutMs,
    onError: policy?.onError ?? defaults.onError,
  };
}

/** Puts a hint beside a parameter: `hinted(z.string(), { label, widget: 'text' })`. */
export function hinted<T extends z.ZodType>(schema: T, ui: FieldHint): T {
  return schema.meta({ ui });
}
