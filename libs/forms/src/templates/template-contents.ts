import {
  FormContent,
  pick,
  type Condition,
  type CreateForm,
  type Language,
  type Text,
} from '@linkflow/contracts';

/** A to-do with this text, for the submissions that the condition finds. */
interface TemplateFollowUp {
  kind: 'follow-up';
  text: string;
  when?: Condition;
}

/** The person is added to the selection that the marketer chooses. */
interface TemplateSelection {
  kind: 'selection';
}

/** What the workflow of a template does. */
export type TemplateStep = TemplateFollowUp | TemplateSelection;

interface Template {
  content: FormContent;
  /** Absent: the workflow does nothing. */
  then?: TemplateStep;
}

interface ContentOptions {
  name: string;
  language: Language;
  /** The subscription type that people sign up for, if the template has a consent to mail. */
  typeId?: string | undefined;
}

/**
 * The questions of a template, and what its workflow does, in a language. What the thank-you page says is what the consents and the workflow
 * do.
 */
export function contentOf(
  template: CreateForm['template'],
  { name, language, typeId }: ContentOptions,
): Template {
  const t = (en: string, nb: string): string => pick({ en, nb } satisfies Text, language);
  const person = [
    {
      type: 'text',
      name: 'firstName',
      label: t('First name', 'Fornavn'),
      bind: 'contact.firstName',
      width: 'half',
      required: true,
    },
    {
      type: 'text',
      name: 'lastName',
      label: t('Last name', 'Etternavn'),
      bind: 'contact.lastName',
      width: 'half',
      required: true,
    },
  ];
  const email = {
    type: 'email',
    name: 'email',
    label: t('E-mail address', 'E-postadresse'),
    bind: 'contact.email',
    required: true,
  };
  const thanks = (title: string, text: string) => ({ kind: 'page', title, text });
  const make = (blocks: unknown[], settings: Record<string, unknown>): FormContent =>
    FormContent.parse({ blocks, settings: { title: name, language, ...settings } });

  switch (template) {
    case 'empty':
      return { content: make([], {}) };
    case 'person':
      return {
        content: make(
          [
            ...person,
            email,
            { type: 'phone', name: 'phone', label: t('Phone', 'Telefon'), bind: 'contact.phone' },
            {
              type: 'text',
              name: 'message',
              label: t('What can we help you with?', 'Hva kan vi hjelpe deg med?'),
              multiline: true,
            },
          ],
          {
            layout: 'two',
            button: t('Send', 'Send'),
            thanks: thanks(
              t('Thank you', 'Takk'),
              t('We will be in touch within two working days.', 'Vi tar kontakt innen to virkedager.'),
            ),
          },
        ),
        then: {
          kind: 'follow-up',
          text: t(
            'Call {{contact.name|the person}}: {{form.field.message|no message}}',
            'Ring {{contact.name|personen}}: {{form.field.message|ingen melding}}',
          ),
        },
      };
    case 'newsletter':
      return {
        content: make(
          [
            {
              type: 'paragraph',
              name: 'intro',
              text: t(
                'News and offers, about once a month. You can stop it at any time.',
                'Nyheter og tilbud, omtrent én gang i måneden. Du kan melde deg av når du vil.',
              ),
            },
            email,
            {
              type: 'text',
              name: 'firstName',
              label: t('First name', 'Fornavn'),
              bind: 'contact.firstName',
            },
            {
              type: 'consent',
              name: 'consent',
              wording: t(
                'I would like to get the newsletter by e-mail.',
                'Jeg vil gjerne ha nyhetsbrevet på e-post.',
              ),
              required: true,
              typeId: typeId ?? null,
              forMail: true,
            },
          ],
          {
            button: t('Sign me up', 'Meld meg på'),
            doubleOptIn: true,
            thanks: thanks(
              t('Welcome', 'Velkommen'),
              t('You are signed up for our newsletter.', 'Du er meldt på nyhetsbrevet vårt.'),
            ),
          },
        ),
        then: { kind: 'selection' },
      };
    case 'survey':
      return {
        content: make(
          [
            {
              type: 'choice',
              name: 'score',
              label: t('How satisfied are you with us?', 'Hvor fornøyd er du med oss?'),
              required: true,
              options: [
                t('Very satisfied', 'Svært fornøyd'),
                t('Satisfied', 'Fornøyd'),
                t('Neither', 'Verken eller'),
                t('Dissatisfied', 'Misfornøyd'),
              ],
            },
            {
              type: 'text',
              name: 'reason',
              label: t('What should we do better?', 'Hva bør vi gjøre bedre?'),
              multiline: true,
            },
            {
              ...email,
              label: t('E-mail address, if we may answer you', 'E-postadresse, hvis vi kan svare deg'),
              required: false,
            },
          ],
          {
            thanks: thanks(
              t('Thank you for your answer', 'Takk for svaret'),
              t('It helps us to get better.', 'Det hjelper oss å bli bedre.'),
            ),
          },
        ),
        then: {
          kind: 'follow-up',
          when: {
            fact: 'form.field.score',
            operator: 'equal',
            value: t('Dissatisfied', 'Misfornøyd'),
          },
          text: t(
            'Talk to {{contact.name|the person}}, who is dissatisfied: {{form.field.reason|no reason given}}',
            'Snakk med {{contact.name|personen}}, som er misfornøyd: {{form.field.reason|ingen grunn oppgitt}}',
          ),
        },
      };
    case 'event':
      return {
        content: make(
          [
            ...person,
            email,
            {
              type: 'number',
              name: 'seats',
              label: t('Number of seats', 'Antall plasser'),
              required: true,
              min: 1,
              max: 10,
              width: 'half',
            },
            {
              type: 'choice',
              name: 'lunch',
              label: t('Will you join us for lunch?', 'Blir du med på lunsj?'),
              options: [t('Yes', 'Ja'), t('No', 'Nei')],
              width: 'half',
            },
            {
              type: 'text',
              name: 'needs',
              label: t('Allergies, or other things that we should know', 'Allergier eller annet vi bør vite'),
            },
          ],
          {
            layout: 'two',
            button: t('Register', 'Meld på'),
            duplicates: 'once',
            thanks: thanks(
              t('Thank you for registering', 'Takk for påmeldingen'),
              t('We will confirm your seats.', 'Vi bekrefter plassene dine.'),
            ),
          },
        ),
        then: {
          kind: 'follow-up',
          text: t(
            'Confirm {{form.field.seats}} seats for {{contact.name|the person}}',
            'Bekreft {{form.field.seats}} plasser for {{contact.name|personen}}',
          ),
        },
      };
  }
}
