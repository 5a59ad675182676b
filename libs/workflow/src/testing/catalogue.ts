import { Condition, hinted, HttpUrl, Id, ScriptParamValues } from '@linkflow/contracts';
import type { FactDescriptor, FieldHint, NodeDescriptor, RefKind } from '@linkflow/contracts';
import { z } from 'zod';
import { aNodeType, port } from './builders';

const field = <T extends z.ZodType>(
  schema: T,
  hint: Partial<FieldHint> & Pick<FieldHint, 'widget'>,
  name = 'Field',
) => hinted(schema, { label: { en: name, nb: `${name} (nb)` }, ...hint });

const target = (kind: RefKind) =>
  z.object({
    target: field(
      Id,
      { widget: 'ref', of: kind, missing: { en: `Choose a ${kind}`, nb: `Velg ${kind}` } },
      'Target',
    ),
  });

const text = (name: string) => field(z.string().trim().min(1).max(20), { widget: 'text' }, name);

/** Node types like those of the real catalogue, with few parameters. */
export const CATALOGUE: NodeDescriptor[] = [
  aNodeType('click', { lane: 'both', group: 'trigger', ports: { fixed: [port('respond'), port('then')] } }),
  aNodeType('condition', {
    lane: 'both',
    group: 'flow',
    effect: 'none',
    ports: { fixed: [port('yes'), port('no')] },
    schema: z.object({ condition: field(Condition, { widget: 'condition' }, 'Condition') }),
  }),
  aNodeType('choose', {
    lane: 'both',
    group: 'flow',
    effect: 'none',
    ports: { fixed: [port('otherwise')], perItem: { param: 'cases' } },
    schema: z.object({
      cases: field(
        z.array(z.object({ id: z.string(), label: z.string(), condition: Condition })).min(1),
        { widget: 'cases' },
        'Cases',
      ),
    }),
  }),
  aNodeType('split', {
    lane: 'both',
    group: 'flow',
    effect: 'none',
    ports: { fixed: [], perItem: { param: 'shares' } },
    schema: z.object({
      shares: field(
        z.array(z.object({ id: z.string(), label: z.string(), weight: z.number().min(0) })).min(2),
        { widget: 'shares' },
        'Shares',
      ),
    }),
  }),
  aNodeType('wait', { group: 'flow', effect: 'none' }),
  aNodeType('stop', { lane: 'both', group: 'flow', effect: 'none', ports: { fixed: [] } }),
  aNodeType('redirect', {
    lane: 'respond',
    group: 'response',
    ports: { fixed: [] },
    schema: z.object({ url: field(HttpUrl, { widget: 'url' }, 'Address') }),
  }),
  aNodeType('show-text', {
    lane: 'respond',
    group: 'response',
    ports: { fixed: [] },
    schema: z.object({ html: field(z.string().min(1), { widget: 'rich-text' }, 'Text') }),
  }),
  aNodeType('confirm', {
    lane: 'respond',
    group: 'response',
    ports: { fixed: [port('confirmed')] },
    schema: z.object({ title: text('Title'), html: z.string(), button: text('Button') }),
  }),
  aNodeType('return-script', {
    lane: 'respond',
    group: 'response',
    schema: z.object({
      scriptId: field(Id, { widget: 'ref', of: 'script' }, 'Script'),
      values: field(
        ScriptParamValues.default({}),
        { widget: 'script-values', follows: 'scriptId' },
        'Parameters',
      ),
    }),
  }),
  aNodeType('set-interest', { schema: target('interest') }),
  aNodeType('remove-interest', { schema: target('interest') }),
  aNodeType('create-request', {
    group: 'work',
    risk: 'costly',
    effect: 'keyed',
    repeat: { kind: 'once-per-mailing' },
    schema: z.object({
      title: text('Title'),
      days: field(z.number().int().min(1).max(365).default(1), { widget: 'number' }, 'Days'),
      owner: field(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('auto') }),
          z.object({ kind: z.literal('user'), userId: Id }),
        ]),
        { widget: 'owner', missing: { en: 'Choose an owner', nb: 'Velg en eier' } },
        'Owner',
      ),
    }),
    output: z.toJSONSchema(
      z.object({
        ownerId: z.string().nullable(),
        createdAt: z.iso.datetime(),
        tries: z.int(),
        parts: z.object({}),
      }),
    ),
  }),
];

export const FACTS: FactDescriptor[] = [
  {
    name: 'contact.country',
    type: 'text',
    group: 'contact',
    label: { en: 'Country', nb: 'Land' },
    options: [
      { value: 'NO', label: { en: 'Norway', nb: 'Norge' } },
      { value: 'SE', label: { en: 'Sweden', nb: 'Sverige' } },
    ],
  },
  { name: 'contact.firstName', type: 'text', group: 'contact', label: { en: 'First name', nb: 'Fornavn' } },
  { name: 'contact.since', type: 'date', group: 'contact', label: { en: 'Since', nb: 'Siden' } },
  {
    name: 'contact.interests',
    type: 'list',
    group: 'contact',
    label: { en: 'Interests', nb: 'Interesser' },
    of: 'interest',
  },
  { name: 'click.count', type: 'number', group: 'click', label: { en: 'Clicks', nb: 'Klikk' } },
  { name: 'click.first', type: 'boolean', group: 'click', label: { en: 'First click', nb: 'Første klikk' } },
];
