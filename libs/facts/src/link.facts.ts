import { defineFacts } from './define-facts';

/** The link that was clicked. */
export const linkFacts = defineFacts('link', {
  hits: {
    type: 'number',
    label: { en: 'Clicks on the link', nb: 'Klikk på koblingen' },
    /** Includes the click that triggered the workflow, stored or not. */
    async load({ trigger, context: { linkId } }, sources) {
      if (!linkId) return undefined;
      const stored = await sources.clicksOn(linkId);
      return trigger.id === null ? stored + 1 : stored;
    },
  },
});
