import type { Block, ColumnContent, Text } from '@linkflow/contracts';
import { COMPANY, both, type TemplateSource, type TemplateWriter } from './template-writer';

const NAVY = '#12263f';
const GOLD = '#e9b949';
const SAND = '#f4f1ea';

export const INVITATION: TemplateSource = {
  id: 'invitation',
  name: both('Invitation', 'Invitasjon'),
  subject: both('You are invited: name of the event', 'Du er invitert: navnet på arrangementet'),
  preheader: both('Thursday 12 November at 18:00', 'Torsdag 12. november kl. 18.00'),
  styles: {
    font: 'Georgia',
    headingColour: NAVY,
    linkColour: '#1d4f91',
    buttonColour: GOLD,
    buttonTextColour: NAVY,
    pageColour: SAND,
  },
  blocks: (write) => [
    write.space(36, { background: NAVY }),
    write.text(both('YOU ARE INVITED', 'DU ER INVITERT'), {
      ...onNavy(GOLD),
      paddingY: 0,
    }),
    write.heading(both('An evening with us', 'En kveld med oss'), {
      background: NAVY,
      colour: '#ffffff',
      align: 'center',
      paddingY: 8,
    }),
    write.button(both('Yes, I will come', 'Ja, jeg kommer'), {
      background: NAVY,
      align: 'center',
      paddingY: 16,
    }),
    write.space(24, { background: NAVY }),
    write.columns(
      [
        {
          blocks: fact(
            write,
            both('When', 'Når'),
            both('Thursday 12 November\n18:00–21:00', 'Torsdag 12. november\nkl. 18.00–21.00'),
          ),
        },
        {
          blocks: fact(
            write,
            both('Where', 'Hvor'),
            both('Our office\n1 Street Name', 'Hos oss\nStorgata 1'),
          ),
        },
        { blocks: fact(write, both('Price', 'Pris'), both('Free\nFood included', 'Gratis\nMed servering')) },
      ],
      { paddingX: 32, paddingY: 14, background: '#faf8f4' },
    ),
    write.space(12),
    write.text(
      both(
        'Dear {{contact.firstName|friend}},\n\nTell in a few sentences what the evening is about, whom one will meet, and what one takes home.\n\n- Who speaks, and about what\n- What there is to see or try\n- What happens afterwards',
        'Kjære {{contact.firstName|venn}},\n\nFortell med noen få setninger hva kvelden handler om, hvem man møter, og hva man får med seg hjem.\n\n- Hvem som snakker, og om hva\n- Hva man kan se eller prøve\n- Hva som skjer etterpå',
      ),
      { paddingX: 32 },
    ),
    write.text(
      both(
        'Please answer by **1 November**. You can bring a colleague.',
        'Svar gjerne innen **1. november**. Du kan ta med en kollega.',
      ),
      { paddingX: 32 },
    ),
    write.button(both('Yes, I will come', 'Ja, jeg kommer'), { paddingX: 32, paddingY: 16 }),
    write.space(12),
    write.footer({ background: SAND }),
  ],
};

const onNavy = (colour: string) => ({ background: NAVY, align: 'center' as const, colour });

const fact = (write: TemplateWriter, title: Text, text: Text): ColumnContent[] => [
  write.heading(title, { level: 3, paddingX: 0, paddingY: 4 }),
  write.text(text, { paddingX: 0, paddingY: 4 }),
];

const TEAL = '#0b6b6b';

export const EVENT_PROGRAMME: TemplateSource = {
  id: 'event-programme',
  name: both('Programme of an event', 'Arrangementsprogram'),
  subject: both('The programme is ready', 'Programmet er klart'),
  preheader: both('What happens when, and how to get there', 'Hva som skjer når, og hvordan du kommer dit'),
  styles: { headingColour: '#10312f', linkColour: TEAL, buttonColour: TEAL, pageColour: '#e9f2f1' },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, paddingX: 32, paddingY: 18, colour: TEAL }),
    write.heading(both('The programme', 'Programmet'), {
      background: TEAL,
      colour: '#ffffff',
      paddingX: 32,
      paddingY: 24,
    }),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nWe look forward to seeing you on **Thursday 12 November**. This is the plan:',
        'Hei {{contact.firstName|der}},\n\nVi gleder oss til å se deg **torsdag 12. november**. Slik blir dagen:',
      ),
      { paddingX: 32, paddingY: 24 },
    ),
    ...point(write, '09:00', both('Coffee and registration', 'Kaffe og registrering')),
    ...point(write, '09:30', both('Welcome', 'Velkommen')),
    ...point(write, '10:00', both('The main talk', 'Hovedforedraget')),
    ...point(write, '12:00', both('Lunch', 'Lunsj')),
    ...point(write, '13:00', both('Workshops in groups', 'Verksteder i grupper')),
    write.divider({ colour: '#cfe0de', paddingX: 32, paddingY: 8 }),
    write.button(both('See the whole programme', 'Se hele programmet'), { paddingX: 32, paddingY: 20 }),
    write.text(
      both(
        '**How to get there**\nWrite the address, the nearest stop, and where to park.',
        '**Slik finner du fram**\nSkriv adressen, nærmeste holdeplass og hvor man kan parkere.',
      ),
      { background: '#f1f7f6', paddingX: 32, paddingY: 20 },
    ),
    write.footer({ background: '#e9f2f1' }),
  ],
};

const point = (write: TemplateWriter, time: string, title: Text): Block[] => [
  write.divider({ colour: '#cfe0de', paddingX: 32, paddingY: 8 }),
  write.columns(
    [
      {
        share: 1,
        blocks: [write.heading(both(time, time), { level: 3, paddingX: 0, paddingY: 2, colour: TEAL })],
      },
      {
        share: 4,
        blocks: [
          write.heading(title, { level: 3, paddingX: 0, paddingY: 2 }),
          write.text(both('Who, where, and about what.', 'Hvem, hvor og om hva.'), {
            paddingX: 0,
            paddingY: 0,
          }),
        ],
      },
    ],
    { paddingX: 32, paddingY: 2 },
  ),
];

const AMBER = '#8a4b08';

export const REMINDER: TemplateSource = {
  id: 'reminder',
  name: both('Reminder', 'Påminnelse'),
  subject: both('Remember: three days left', 'Husk: tre dager igjen'),
  preheader: both('It takes two minutes', 'Det tar to minutter'),
  styles: { headingColour: '#3b2503', linkColour: AMBER, buttonColour: AMBER, pageColour: '#f7f3ec' },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, paddingX: 32, paddingY: 20, colour: AMBER }),
    write.heading(both('Three days left', 'Tre dager igjen'), {
      background: '#fdf0d5',
      paddingX: 32,
      paddingY: 20,
    }),
    write.text(
      both(
        'The deadline is **Friday 20 November at 15:00**.',
        'Fristen er **fredag 20. november kl. 15.00**.',
      ),
      { background: '#fdf0d5', paddingX: 32, paddingY: 0 },
    ),
    write.space(24, { background: '#fdf0d5' }),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nSay what is still missing, and what happens if the deadline passes. Be brief: the one who reads this is busy.',
        'Hei {{contact.firstName|der}},\n\nSi hva som mangler, og hva som skjer hvis fristen går ut. Vær kort: den som leser dette, har det travelt.',
      ),
      { paddingX: 32, paddingY: 20 },
    ),
    write.button(both('Do it now', 'Gjør det nå'), { paddingX: 32, paddingY: 4 }),
    write.text(
      both(
        'Have you done it already? Then you need not do anything.',
        'Har du gjort det allerede? Da trenger du ikke gjøre noe.',
      ),
      { paddingX: 32, paddingY: 20 },
    ),
    write.footer({ background: '#f7f3ec' }),
  ],
};
