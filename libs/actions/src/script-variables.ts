import type { ClickContext } from './action-context';

/** The facts that scripts are told, each with the name that a script knows it by. */
const FACTS = { linkUrl: 'link.url', linkHits: 'link.hits', firstHit: 'click.first' } as const;

/** What a script knows of the click. Always text, as the product that we replace has it: `firstHit` is 1 or 0. */
export async function scriptVariables(ctx: ClickContext): Promise<Record<string, string>> {
  const facts = await ctx.facts(Object.values(FACTS));
  return {
    custId: ctx.contactId ?? '',
    linkId: ctx.linkId,
    shipmentId: ctx.mailingId,
    linkUrl: text(facts[FACTS.linkUrl]),
    linkHits: text(facts[FACTS.linkHits]),
    firstHit: text(facts[FACTS.firstHit]),
  };
}

function text(fact: unknown): string {
  if (typeof fact === 'boolean') return fact ? '1' : '0';
  return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : '';
}
