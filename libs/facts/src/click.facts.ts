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
  verdict: {
    type: 'text',
    label: { en: 'Who clicked', nb: 'Hvem som klikket' },
    was: { en: 'It was clicked by: {value}', nb: 'Det ble klikket av: {value}' },
    options: [
      { value: 'human', label: { en: 'a person', nb: 'en person' } },
      { value: 'suspect', label: { en: 'unsure', nb: 'usikkert' } },
      { value: 'bot', label: { en: 'a machine', nb: 'en maskin' } },
    ],
    /** The verdict on the click so far. A click that is being answered or simulated has none yet and counts as a person's. */
    load: ({ trigger }, sources) => (trigger.id === null ? 'human' : sources.verdictOn(trigger.id)),
  },
  people: {
    type: 'number',
    label: { en: 'Clicks by people on the link', nb: 'Klikk fra personer på koblingen' },
    was: { en: 'The number of clicks by people was {value}', nb: 'Antall klikk fra personer var {value}' },
    load: ({ context: { linkId } }, sources) => (linkId ? sources.peopleOn(linkId) : undefined),
  },
});
