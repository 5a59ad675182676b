import type { ColumnContent, Text } from '@linkflow/contracts';
import { COMPANY, both, type TemplateSource, type TemplateWriter } from './template-writer';

const GREEN = '#14614b';
const CREAM = '#f6f1e7';

export const NEWSLETTER: TemplateSource = {
  id: 'newsletter',
  name: both('Newsletter', 'Nyhetsbrev'),
  subject: both('News from us this month', 'Nytt fra oss denne måneden'),
  preheader: both('The most important first, and two more stories', 'Det viktigste først, og to saker til'),
  styles: {
    font: 'Georgia',
    headingColour: '#123b30',
    linkColour: GREEN,
    buttonColour: GREEN,
    pageColour: CREAM,
  },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, background: GREEN, paddingX: 32, paddingY: 18, colour: '#ffffff' }),
    write.picture(),
    write.space(24),
    write.heading(both('The headline of your best story', 'Overskriften på den beste saken din'), {
      paddingX: 32,
    }),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nTell in two or three sentences what is new, and why it matters to the one who reads. Begin with the most important, as you would say it to somebody you meet.',
        'Hei {{contact.firstName|der}},\n\nFortell med to eller tre setninger hva som er nytt, og hvorfor det betyr noe for den som leser. Begynn med det viktigste, slik du ville sagt det til en du møter.',
      ),
      { paddingX: 32 },
    ),
    write.button(both('Read the whole story', 'Les hele saken'), { paddingX: 32, paddingY: 12 }),
    write.divider({ colour: '#e5ded0', paddingX: 32, paddingY: 24 }),
    write.columns(
      [
        { blocks: story(write, both('One more story', 'En sak til')) },
        { blocks: story(write, both('And a third one', 'Og en tredje')) },
      ],
      { paddingX: 32, paddingY: 0 },
    ),
    write.space(12),
    write.text(
      both(
        '**Did you know?** A short tip, or a number that people remember, is a good end.',
        '**Visste du?** Et kort råd, eller et tall som folk husker, er en god avslutning.',
      ),
      { background: '#e3efe9', paddingX: 32, paddingY: 20 },
    ),
    write.footer({ background: CREAM }),
  ],
};

const story = (write: TemplateWriter, title: Text): ColumnContent[] => [
  write.picture({ paddingY: 6 }),
  write.heading(title, { level: 3, paddingX: 0, paddingY: 4 }),
  write.text(
    both(
      'Two lines that tell what it is about, and who it is for.',
      'To linjer som forteller hva det handler om, og hvem det er for.',
    ),
    { paddingX: 0, paddingY: 4 },
  ),
  write.menu([both('Read more', 'Les mer')], { align: 'left', paddingX: 0, paddingY: 4 }),
  write.space(12),
];

const INDIGO = '#3346b8';

export const PRODUCT_NEWS: TemplateSource = {
  id: 'product-news',
  name: both('Product news', 'Produktnyhet'),
  subject: both('New: say in five words what it does', 'Nyhet: si med fem ord hva den gjør'),
  preheader: both('What is new, and what you get from it', 'Hva som er nytt, og hva du får igjen for det'),
  styles: {
    font: 'Trebuchet MS',
    headingColour: '#171c3f',
    linkColour: INDIGO,
    buttonColour: INDIGO,
    pageColour: '#eceffb',
  },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, paddingX: 32, paddingY: 20, align: 'center', colour: INDIGO }),
    write.heading(both('Here is what is new', 'Her er nyheten'), {
      background: '#171c3f',
      colour: '#ffffff',
      align: 'center',
      paddingX: 32,
      paddingY: 36,
    }),
    write.picture(),
    write.space(20),
    write.text(
      both(
        'Hi {{contact.firstName|there}}, say in one sentence what people can do now that they could not do before.',
        'Hei {{contact.firstName|der}}, si med én setning hva folk kan gjøre nå som de ikke kunne før.',
      ),
      { align: 'center', paddingX: 48 },
    ),
    write.button(both('See how it works', 'Se hvordan det virker'), { align: 'center', paddingY: 16 }),
    write.space(12),
    write.columns(
      [
        { blocks: advantage(write, '1', both('Faster', 'Raskere')) },
        { blocks: advantage(write, '2', both('Simpler', 'Enklere')) },
        { blocks: advantage(write, '3', both('Safer', 'Tryggere')) },
      ],
      { paddingX: 32, background: '#f6f7fd', paddingY: 20 },
    ),
    write.text(
      both(
        '“A sentence from a customer who has tried it says more than a page of ours.”\n\n**Name of the customer**, company',
        '«En setning fra en kunde som har prøvd, sier mer enn en hel side fra oss.»\n\n**Navnet på kunden**, firma',
      ),
      { align: 'center', paddingX: 48, paddingY: 28 },
    ),
    write.footer({ background: '#eceffb' }),
  ],
};

const advantage = (write: TemplateWriter, number: string, title: Text): ColumnContent[] => [
  write.heading(both(number, number), { paddingX: 0, paddingY: 0, align: 'center', colour: INDIGO }),
  write.heading(title, { level: 3, paddingX: 0, paddingY: 4, align: 'center' }),
  write.text(both('One sentence about what they gain.', 'Én setning om hva de får igjen for det.'), {
    align: 'center',
    paddingX: 0,
    paddingY: 4,
  }),
  write.space(8),
];

const RED = '#a8322a';

export const DIGEST: TemplateSource = {
  id: 'digest',
  name: both('Digest', 'Oppsummering'),
  subject: both('The week in five links', 'Uka på fem lenker'),
  preheader: both(
    'What you should have seen, read in two minutes',
    'Det du bør ha fått med deg, lest på to minutter',
  ),
  styles: {
    font: 'Georgia',
    headingColour: '#1c1917',
    linkColour: RED,
    buttonColour: RED,
    pageColour: '#f5f3f0',
  },
  blocks: (write) => [
    write.heading(both('The week', 'Uka'), { align: 'center', paddingY: 24 }),
    write.divider({ colour: '#1c1917', thickness: 2, paddingX: 32, paddingY: 0 }),
    write.menu([both('News', 'Nytt'), both('Tips', 'Råd'), both('Events', 'Arrangementer')], {
      paddingY: 12,
    }),
    write.divider({ colour: '#1c1917', paddingX: 32, paddingY: 0 }),
    write.space(12),
    write.text(
      both(
        'Hi {{contact.firstName|there}}, here are five things that are worth two minutes.',
        'Hei {{contact.firstName|der}}, her er fem ting som er verdt to minutter.',
      ),
      { align: 'center', paddingX: 48 },
    ),
    write.space(12),
    ...['1', '2', '3', '4', '5'].flatMap((number, index) => [
      ...(index === 0 ? [] : [write.divider({ colour: '#e2ddd6', paddingX: 32, paddingY: 8 })]),
      write.columns(
        [
          {
            share: 1,
            blocks: [write.heading(both(number, number), { paddingX: 0, paddingY: 4, colour: RED })],
          },
          { share: 8, blocks: headline(write) },
        ],
        { paddingX: 32, paddingY: 4 },
      ),
    ]),
    write.space(20),
    write.footer({ background: '#f5f3f0' }),
  ],
};

const headline = (write: TemplateWriter): ColumnContent[] => [
  write.heading(both('A headline that says what it is about', 'En overskrift som sier hva det handler om'), {
    level: 3,
    paddingX: 0,
    paddingY: 4,
  }),
  write.text(
    both('One sentence that tells why it is worth a click.', 'Én setning om hvorfor det er verdt et klikk.'),
    { paddingX: 0, paddingY: 0 },
  ),
  write.menu([both('Read more', 'Les mer')], { align: 'left', paddingX: 0, paddingY: 4 }),
];
