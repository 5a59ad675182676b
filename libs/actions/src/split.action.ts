import { hinted, defineReasons } from '@linkflow/contracts';
import { stableShare } from '@linkflow/workflow';
import { z } from 'zod';
import { Permanent, type EventContext } from './action-context';
import { defineAction, labelled, type StepResult } from './define-action';

const Share = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  label: z.string().trim().max(60).default(''),
  weight: z.number().min(0).max(1_000_000),
});
type Share = z.infer<typeof Share>;

const reason = defineReasons({
  'split.no-share': { en: 'No share is above zero', nb: 'Ingen andel er over null' },
});

export const split = defineAction({
  kind: 'step',
  type: 'split',
  title: { en: 'Split', nb: 'Fordel' },
  summary: {
    en: 'Sends the recipients down different paths in fixed shares, for trying A against B. The same recipient always takes the same path.',
    nb: 'Sender mottakerne ulike veier i faste andeler, for å prøve A mot B. Den samme mottakeren går alltid samme vei.',
  },
  icon: 'percentage',
  group: 'flow',
  place: 3,
  lane: 'both',
  risk: 'harmless',
  policy: { onError: 'stop' },
  reasons: [reason],
  ports: { perItem: { param: 'shares' }, fixed: [] },
  params: z.object({
    shares: hinted(
      z
        .array(Share)
        .min(2)
        .max(10)
        .refine((shares) => shares.some(({ weight }) => weight > 0), {
          error: 'One share at least is above zero',
        }),
      {
        label: { en: 'Shares', nb: 'Andeler' },
        widget: 'shares',
        missing: { en: 'Add the shares', nb: 'Legg til andelene' },
      },
    ),
  }),
  defaults: {
    shares: [
      { id: 'a', label: 'A', weight: 50 },
      { id: 'b', label: 'B', weight: 50 },
    ],
  },
  example: {
    shares: [
      { id: 'a', label: 'A', weight: 80 },
      { id: 'b', label: 'B', weight: 20 },
    ],
  },
  output: z.object({ share: labelled(z.string(), { en: 'Share', nb: 'Andel' }) }),
  run: (ctx, { shares }) => shareOf(ctx, shares),
  simulate: (ctx, { shares }) => shareOf(ctx, shares),

  sentence: {
    cases: [
      { when: { shares: 'given' }, text: { en: '{shares}', nb: '{shares}' } },
      { text: { en: '(no shares yet)', nb: '(ingen andeler ennå)' } },
    ],
  },
});

/**
 * Selects the share of a recipient, always the same one. The hashed text contains the node id, so that two splits of one workflow divide
 * the recipients independently.
 */
function shareOf(ctx: EventContext, shares: readonly Share[]): StepResult<{ share: string }> {
  const id = stableShare(`${ctx.context.recipientId ?? ctx.contactId ?? ''}:${ctx.source.nodeId}`, shares);
  const share = shares.find((candidate) => candidate.id === id);
  if (!share) {
    throw new Permanent(reason('split.no-share'));
  }
  return { port: share.id, output: { share: share.label || share.id } };
}
