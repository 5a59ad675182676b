import { defineFacts } from './define-facts';

/** Facts about the link that was clicked. */
export const linkFacts = defineFacts('link', {
  hits: {
    type: 'number',
    label: { en: 'All clicks on the link', nb: 'Alle klikk på koblingen' },
    was: { en: 'The number of clicks was {value}', nb: 'Antall klikk var {value}' },
    /** Number of clicks on the link, including the one that triggered the workflow, even if it is not stored yet. */
    async load({ trigger, context: { linkId } }, sources) {
      if (!linkId) return undefined;
      const stored = await sources.clicksOn(linkId);
      return trigger.id === null ? stored + 1 : stored;
    },
  },
});
