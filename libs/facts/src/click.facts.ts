import { defineFacts } from './define-facts';

/** Facts about the click that triggered the workflow, compared with earlier clicks of the same recipient. */
export const clickFacts = defineFacts('click', {
  first: {
    type: 'boolean',
    label: { en: 'The first click on this link', nb: 'Det første klikket på denne koblingen' },
    was: { en: 'It was the first click: {value}', nb: 'Det var første klikk: {value}' },
    /**
     * Whether this click is the recipient's first click on the link that starts a run. Clicks that started no run do not count, for example
     * because a confirm page was shown. True in a simulation, which has no recipient.
     */
    async load({ trigger, context: { linkId, recipientId } }, sources) {
      if (!linkId) return undefined;
      const firstId = recipientId ? await sources.firstClickOf({ linkId, recipientId }) : undefined;
      return firstId === undefined ? trigger.id === null : firstId === trigger.id;
    },
  },
});
