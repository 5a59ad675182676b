import type { ColumnContent, Text } from '@linkflow/contracts';
import { COMPANY, both, type TemplateSource, type TemplateWriter } from './template-writer';

const CORAL = '#b83a24';
const PEACH = '#fdf1ec';

export const OFFER: TemplateSource = {
  id: 'offer',
  name: both('Offer', 'Tilbud'),
  subject: both('Until Sunday: 20 % off', 'Til og med søndag: 20 % avslag'),
  preheader: both('For you who are a customer already', 'For deg som allerede er kunde'),
  styles: {
    font: 'Trebuchet MS',
    headingColour: '#3a130b',
    linkColour: CORAL,
    buttonColour: CORAL,
    pageColour: PEACH,
  },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, align: 'center', paddingY: 20, colour: CORAL }),
    write.picture(),
    write.space(28, { background: CORAL }),
    write.heading(both('20 % off', '20 % avslag'), {
      background: CORAL,
      colour: '#ffffff',
      align: 'center',
      paddingY: 4,
    }),
    write.heading(both('until Sunday 22 November', 'til og med søndag 22. november'), {
      level: 3,
      background: CORAL,
      colour: '#ffffff',
      align: 'center',
      paddingY: 4,
    }),
    write.space(28, { background: CORAL }),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nSay what the offer is, whom it is for, and why now. Then make it easy to say yes.',
        'Hei {{contact.firstName|der}},\n\nSi hva tilbudet er, hvem det er for, og hvorfor nå. Gjør det deretter lett å si ja.',
      ),
      { paddingX: 32, paddingY: 24 },
    ),
    write.columns(
      [
        { blocks: product(write, both('Product one', 'Produkt én')) },
        { blocks: product(write, both('Product two', 'Produkt to')) },
      ],
      { paddingX: 32, paddingY: 0 },
    ),
    write.button(both('Use the offer', 'Bruk tilbudet'), { width: 'column', paddingX: 32, paddingY: 12 }),
    write.text(
      both(
        'The discount is taken off when you pay. It cannot be combined with other offers.',
        'Avslaget trekkes fra når du betaler. Det kan ikke kombineres med andre tilbud.',
      ),
      { align: 'center', paddingX: 48, paddingY: 8 },
    ),
    write.space(20),
    write.footer({ background: PEACH }),
  ],
};

const product = (write: TemplateWriter, name: Text): ColumnContent[] => [
  write.picture({ background: PEACH }),
  write.heading(name, { level: 3, paddingX: 16, paddingY: 12, background: PEACH }),
  write.text(both('**NOK 799** – before 999', '**799 kr** – før 999'), {
    paddingX: 16,
    paddingY: 0,
    background: PEACH,
  }),
  write.menu([both('See it', 'Se nærmere')], {
    align: 'left',
    paddingX: 16,
    paddingY: 12,
    background: PEACH,
  }),
  write.space(12),
];

const VIOLET = '#5b3fa8';
const LILAC = '#f1eefa';

export const SURVEY: TemplateSource = {
  id: 'survey',
  name: both('Survey', 'Spørreundersøkelse'),
  subject: both('One question for you', 'Ett spørsmål til deg'),
  preheader: both('One click is enough', 'Ett klikk er nok'),
  styles: { headingColour: '#2a1c52', linkColour: VIOLET, buttonColour: VIOLET, pageColour: LILAC },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, align: 'center', paddingY: 20, colour: VIOLET }),
    write.divider({ colour: VIOLET, thickness: 4, paddingX: 0, paddingY: 0 }),
    write.space(28),
    write.heading(both('How satisfied are you with us?', 'Hvor fornøyd er du med oss?'), {
      align: 'center',
    }),
    write.text(
      both(
        'Hi {{contact.firstName|there}}, one click is your answer. Afterwards you can tell us why, if you like.',
        'Hei {{contact.firstName|der}}, ett klikk er svaret ditt. Etterpå kan du fortelle oss hvorfor, hvis du vil.',
      ),
      { align: 'center', paddingX: 48 },
    ),
    write.space(8),
    write.columns(
      [
        { blocks: [answer(write, both('Very', 'Svært'), '#1f7a4d')] },
        { blocks: [answer(write, both('Quite', 'Ganske'), '#3c6e71')] },
        { blocks: [answer(write, both('Not so', 'Lite'), '#8a5a00')] },
        { blocks: [answer(write, both('Not at all', 'Ikke'), '#a33a2c')] },
      ],
      { paddingX: 32, paddingY: 4 },
    ),
    write.text(
      both(
        'We read every answer. It takes less than a minute.',
        'Vi leser alle svar. Det tar under ett minutt.',
      ),
      { align: 'center', paddingX: 48, paddingY: 20 },
    ),
    write.footer({ background: LILAC }),
  ],
};

const answer = (write: TemplateWriter, text: Text, colour: string): ColumnContent =>
  write.button(text, { width: 'column', colour, paddingX: 0, paddingY: 4 });
