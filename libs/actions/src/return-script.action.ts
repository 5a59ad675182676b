import { z } from 'zod';
import { defineAction } from './define-action';
import { refTo } from './params';

export const returnScript = defineAction({
  kind: 'response',
  type: 'return-script',
  version: 1,
  title: { en: 'Let a script answer', nb: 'La et skript svare' },
  summary: {
    en: 'Runs a short script while the recipient waits. It decides where to send them by setting returnUrl; when it sets nothing, fails or takes too long, the next step answers.',
    nb: 'Kjører et kort skript mens mottakeren venter. Det bestemmer hvor mottakeren sendes, ved å sette returnUrl. Setter det ingenting, feiler det eller tar det for lang tid, svarer neste steg.',
  },
  icon: 'code',
  group: 'script',
  place: 2,
  params: z.object({
    scriptId: refTo('script', {
      label: { en: 'Script', nb: 'Skript' },
      missing: { en: 'Choose a script', nb: 'Velg et skript' },
      help: {
        en: 'It has 200 milliseconds and knows custId, linkId, shipmentId, linkUrl, linkHits and firstHit.',
        nb: 'Det har 200 millisekunder og kjenner custId, linkId, shipmentId, linkUrl, linkHits og firstHit.',
      },
    }),
  }),
  defaults: {},
  example: { scriptId: '66b0000000000000000000f1' },
  describe({ scriptId }, say) {
    const script = say.name('script', scriptId);
    return {
      en: `To where the script ${script.en} says`,
      nb: `Dit skriptet ${script.nb} bestemmer`,
    };
  },
});
