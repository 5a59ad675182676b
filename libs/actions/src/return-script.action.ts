import { z } from 'zod';
import { defineAction, refTo } from './define-action';
import { scriptValues } from './script-values';

export const returnScript = defineAction({
  kind: 'response',
  type: 'return-script',
  title: { en: 'Let a script answer', nb: 'La et skript svare' },
  summary: {
    en: 'Runs a short script while the recipient waits. By setting returnUrl it decides where the redirect leads; when it sets nothing, fails or takes too long, the redirect keeps its own address.',
    nb: 'Kjører et kort skript mens mottakeren venter. Ved å sette returnUrl bestemmer det hvor omdirigeringen går. Setter det ingenting, feiler det eller tar det for lang tid, beholder omdirigeringen sin egen adresse.',
  },
  icon: 'code',
  group: 'script',
  place: 2,
  params: z.object({
    scriptId: refTo('script', {
      label: { en: 'Script', nb: 'Skript' },
      missing: { en: 'Choose a script', nb: 'Velg et skript' },
      help: {
        en: 'It has 200 milliseconds, and knows who clicked, the link, the mailing, and how often the link was clicked.',
        nb: 'Det har 200 millisekunder og kjenner den som klikket, koblingen, utsendelsen og hvor mange ganger koblingen er klikket.',
      },
    }),
    values: scriptValues(),
  }),
  defaults: {},
  example: { scriptId: '66b0000000000000000000f1', values: { greeting: 'Hi {{contact.firstName}}' } },
  sentence: {
    cases: [
      {
        when: { values: 'given' },
        text: {
          en: 'To the address that the script {scriptId} chooses with {values}',
          nb: 'Til adressen som skriptet {scriptId} velger med {values}',
        },
      },
      {
        text: {
          en: 'To the address that the script {scriptId} chooses',
          nb: 'Til adressen som skriptet {scriptId} velger',
        },
      },
    ],
  },
});
