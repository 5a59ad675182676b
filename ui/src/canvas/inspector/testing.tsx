import { z } from 'zod';
import type { FieldHint, LookupItem, RefKind } from '@linkflow/contracts';
import type { SentRequest } from '../../testing';
import { aDescriptor, aDocument, aDraft, anEdge, aNode, paramsOf } from '../model/testing';
import { type CanvasOptions, renderCanvas } from '../testing';
import { NodeForm } from './node-form';

export const text = (en: string, nb = `${en} (nb)`) => ({ en, nb });
export const hint = (
  label: string,
  widget: FieldHint['widget'],
  part: Partial<FieldHint> = {},
): FieldHint => ({
  label: text(label),
  widget,
  ...part,
});

interface FormOptions extends CanvasOptions {
  /** The node's parameters before the test changes them. */
  params?: Record<string, unknown>;
  perItem?: string;
}

/** Renders the form of one node. `shape` declares the parameters of its node type. */
export function renderForm(
  shape: Record<string, z.ZodType>,
  { params = {}, perItem, ...options }: FormOptions = {},
) {
  const catalogue = [
    aDescriptor('click', {
      group: 'trigger',
      lane: 'both',
      ports: { fixed: [{ id: 'then', label: text('Then') }] },
    }),
    aDescriptor('step', {
      params: paramsOf(z.object(shape)),
      ports: {
        fixed: [{ id: 'next', label: text('Otherwise') }],
        ...(perItem && { perItem: { param: perItem } }),
      },
    }),
  ];
  const draft = aDraft(aDocument([aNode('a', 'step', params)], [anEdge('click', 'then', 'a')]));
  const rendered = renderCanvas(<NodeForm id="a" />, { catalogue, draft, selected: 'a', ...options });
  return { ...rendered, value: (name: string) => rendered.params('a')[name] };
}

/** Answers requests to `/api/lookups/…` from a fixed list of records, by ids or by search text, like the API. */
export const lookups = (items: Partial<Record<RefKind, LookupItem[]>>) => (request: SentRequest) => {
  const kind = /^\/api\/lookups\/(.+)$/.exec(request.path)?.[1] as RefKind | undefined;
  const all = kind && items[kind];
  if (!all) return undefined;
  const ids = request.query.get('ids')?.split(',');
  if (ids) return ids.map((id) => all.find((item) => item.id === id) ?? { id, label: '', missing: true });
  const q = request.query.get('q')?.toLowerCase() ?? '';
  return all.filter((item) => item.label.toLowerCase().includes(q));
};
