import type { Block, Text } from '@linkflow/contracts';
import { COMPANY, both, type TemplateSource, type TemplateWriter } from './template-writer';

const BLUE = '#1f5fbf';
const SKY = '#e8f0fb';

export const WELCOME: TemplateSource = {
  id: 'welcome',
  name: both('Welcome', 'Velkommen'),
  subject: both('Welcome, {{contact.firstName|and hello}}', 'Velkommen, {{contact.firstName|og hei}}'),
  preheader: both('Three steps to get started', 'Tre steg for å komme i gang'),
  styles: { headingColour: '#10294f', linkColour: BLUE, buttonColour: BLUE, pageColour: SKY },
  blocks: (write) => [
    write.heading(COMPANY, { level: 3, paddingX: 32, paddingY: 20, align: 'center', colour: BLUE }),
    write.heading(both('Good to have you here', 'Så fint at du er her'), {
      background: BLUE,
      colour: '#ffffff',
      align: 'center',
      paddingY: 32,
    }),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nThank you for choosing us. Here are three things that help you get started.',
        'Hei {{contact.firstName|der}},\n\nTakk for at du valgte oss. Her er tre ting som hjelper deg i gang.',
      ),
      { paddingX: 32, paddingY: 24 },
    ),
    step(write, '1', {
      title: both('Sign in', 'Logg inn'),
      text: both('Tell where, and what one needs at hand.', 'Fortell hvor, og hva man trenger for hånden.'),
    }),
    step(write, '2', {
      title: both('Look around', 'Se deg rundt'),
      text: both('The one page everybody should know.', 'Den ene siden alle bør kjenne.'),
    }),
    step(write, '3', {
      title: both('Ask us', 'Spør oss'),
      text: both('Who answers, and how fast.', 'Hvem som svarer, og hvor fort.'),
    }),
    write.button(both('Get started', 'Kom i gang'), { align: 'center', paddingY: 24 }),
    write.footer({ background: SKY }),
  ],
};

const step = (write: TemplateWriter, number: string, { title, text }: { title: Text; text: Text }): Block =>
  write.columns(
    [
      {
        share: 1,
        blocks: [write.heading(both(number, number), { paddingX: 0, paddingY: 0, colour: BLUE })],
      },
      {
        share: 8,
        blocks: [
          write.heading(title, { level: 3, paddingX: 0, paddingY: 2 }),
          write.text(text, { paddingX: 0, paddingY: 2 }),
        ],
      },
    ],
    { paddingX: 32, paddingY: 8 },
  );

const PLUM = '#6b2d5c';
const BLUSH = '#f8eef4';

export const THANK_YOU: TemplateSource = {
  id: 'thank-you',
  name: both('Thank you', 'Takk'),
  subject: both(
    'Thank you, {{contact.firstName|and a greeting}}',
    'Takk, {{contact.firstName|og en hilsen}}',
  ),
  preheader: both('It was good to see you', 'Det var fint å se deg'),
  styles: {
    font: 'Georgia',
    headingColour: PLUM,
    linkColour: PLUM,
    buttonColour: PLUM,
    pageColour: BLUSH,
  },
  blocks: (write) => [
    write.divider({ colour: PLUM, thickness: 6, paddingX: 0, paddingY: 0 }),
    write.picture(),
    write.space(40),
    write.heading(both('Thank you', 'Takk skal du ha'), { align: 'center' }),
    write.text(
      both(
        'Dear {{contact.firstName|friend}},\n\nSay what you are thankful for, in your own words. One detail that only you two know makes it personal.',
        'Kjære {{contact.firstName|venn}},\n\nSi hva du er takknemlig for, med dine egne ord. En detalj som bare dere to kjenner til, gjør det personlig.',
      ),
      { align: 'center', paddingX: 48, paddingY: 12 },
    ),
    write.button(both('See the pictures', 'Se bildene'), { align: 'center', paddingY: 16, radius: 24 }),
    write.text(both('Warm regards,\n**Your name**', 'Varm hilsen\n**Navnet ditt**'), {
      align: 'center',
      paddingY: 16,
    }),
    write.space(24),
    write.footer({ background: BLUSH }),
  ],
};

export const PERSONAL_LETTER: TemplateSource = {
  id: 'personal-letter',
  name: both('Personal letter', 'Personlig brev'),
  subject: both(
    'A question for you, {{contact.firstName|and your team}}',
    'Et spørsmål til deg, {{contact.firstName|og dere}}',
  ),
  preheader: both('It takes one minute to read', 'Det tar ett minutt å lese'),
  styles: { textColour: '#222222', headingColour: '#222222', pageColour: '#ffffff' },
  blocks: (write) => [
    write.space(16),
    write.text(
      both(
        'Hi {{contact.firstName|there}},\n\nA letter without pictures and colours is read as one from a person. Write as you speak, and to one reader.\n\nSay why you write, and what you ask for. If you ask for one thing only, more people answer.\n\nYou can answer this e-mail. It reaches me directly.',
        'Hei {{contact.firstName|der}},\n\nEt brev uten bilder og farger leses som et brev fra et menneske. Skriv slik du snakker, og til én leser.\n\nSi hvorfor du skriver, og hva du ber om. Ber du om bare én ting, er det flere som svarer.\n\nDu kan svare på denne e-posten. Svaret kommer rett til meg.',
      ),
    ),
    write.text(
      both(
        'Kind regards,\n**Your name**\nYour title, Your company',
        'Vennlig hilsen\n**Navnet ditt**\nTittelen din, Firmaet ditt',
      ),
    ),
    write.space(16),
    write.divider(),
    write.footer(),
  ],
};

const PINE = '#143d2f';
const FROST = '#edf2ef';
const GLOW = '#f3d9a0';

export const SEASONS_GREETING: TemplateSource = {
  id: 'seasons-greeting',
  name: both("Season's greeting", 'Julehilsen'),
  subject: both('A merry Christmas from all of us', 'God jul fra oss alle'),
  preheader: both('Thank you for the year that has been', 'Takk for året som har gått'),
  styles: {
    font: 'Georgia',
    textColour: '#f4f7f5',
    headingColour: GLOW,
    linkColour: GLOW,
    buttonColour: GLOW,
    buttonTextColour: PINE,
    messageColour: PINE,
    pageColour: FROST,
  },
  blocks: (write) => [
    write.picture(),
    write.space(56),
    write.heading(both('✶', '✶'), { align: 'center', paddingY: 0 }),
    write.heading(both('Merry Christmas', 'God jul'), { align: 'center', paddingY: 12 }),
    write.text(
      both(
        'Dear {{contact.firstName|friend}},\n\nThank you for the year that has been. We wish you quiet days, and look forward to the new year with you.',
        'Kjære {{contact.firstName|venn}},\n\nTakk for året som har gått. Vi ønsker deg rolige dager, og gleder oss til et nytt år sammen med deg.',
      ),
      { align: 'center', paddingX: 56, paddingY: 8 },
    ),
    write.text(both('**All of us at Your company**', '**Alle vi i Firmaet ditt**'), {
      align: 'center',
      paddingY: 16,
    }),
    write.space(56),
    write.footer({ background: FROST }),
  ],
};
