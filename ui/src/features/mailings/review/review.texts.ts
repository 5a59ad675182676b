import type { PlaceholderDialect } from '@linkflow/contracts';
import type { Texts } from '../../../i18n';

/** Names of the systems whose placeholders are recognised, where a system is known; names are the same in every language. */
export const DIALECT_NAMES: Partial<Record<PlaceholderDialect, string>> = {
  mailchimp: 'Mailchimp',
  liquid: 'Liquid / Jinja',
  handlebars: 'Handlebars',
  smarty: 'Smarty',
  sendgrid: 'SendGrid',
  salesforce: 'Salesforce',
  mailgun: 'Mailgun',
  activecampaign: 'ActiveCampaign',
};

export const reviewTexts = {
  title: { en: 'Review of the content', nb: 'Gjennomgang av innholdet' },
  errors: {
    en: '{count, plural, one {# error} other {# errors}}',
    nb: '{count, number} feil',
  },
  warnings: {
    en: '{count, plural, one {# warning} other {# warnings}}',
    nb: '{count, plural, one {# advarsel} other {# advarsler}}',
  },
  error: { en: 'Error', nb: 'Feil' },
  warning: { en: 'Warning', nb: 'Advarsel' },
  line: { en: 'Line {line}', nb: 'Linje {line}' },
  toLink: { en: 'Show the link', nb: 'Vis koblingen' },
  toBlock: { en: 'Show the block', nb: 'Vis blokken' },
  fields: {
    subject: { en: 'Subject', nb: 'Emne' },
    preheader: { en: 'Preheader', nb: 'Forhåndstekst' },
  },
  more: { en: 'Show all {count, number}', nb: 'Vis alle {count, number}' },
  removed: {
    title: {
      en: '{count, plural, one {# part is left out} other {# parts are left out}}',
      nb: '{count, plural, one {# del blir utelatt} other {# deler blir utelatt}}',
    },
    lead: {
      en: 'These parts are not in the message that people get. The document itself keeps them.',
      nb: 'Disse delene er ikke med i meldingen folk får. De blir stående i dokumentet.',
    },
  },
  placeholders: {
    title: {
      en: '{count, plural, one {# placeholder that nothing replaces} other {# placeholders that nothing replaces}}',
      nb: '{count, plural, one {# plassholder som ingenting erstatter} other {# plassholdere som ingenting erstatter}}',
    },
    lead: {
      en: 'Recipients would read them as they are written. Choose what to put there instead.',
      nb: 'Mottakerne ville lest dem slik de står. Velg hva som skal stå der i stedet.',
    },
    ours: { en: 'Merge field that does not exist', nb: 'Flettefelt som ikke finnes' },
    unknown: { en: 'Unknown system', nb: 'Ukjent system' },
    places: {
      en: '{count, plural, one {# place} other {# places}}',
      nb: '{count, plural, one {# sted} other {# steder}}',
    },
    replaceBy: { en: 'Replace {source} by', nb: 'Bytt {source} med' },
    keep: { en: 'Leave it', nb: 'La stå' },
    suggestion: { en: 'Suggestion', nb: 'Forslag' },
    links: { en: 'Links for each recipient', nb: 'Koblinger til mottakerens egne sider' },
    other: { en: 'Other', nb: 'Annet' },
    remove: { en: 'Nothing: remove it', nb: 'Ingenting: fjern den' },
    replaceAll: { en: 'Replace all suggestions', nb: 'Bytt alle forslag' },
    replace: {
      en: '{count, plural, one {Replace # placeholder} other {Replace # placeholders}}',
      nb: '{count, plural, one {Bytt # plassholder} other {Bytt # plassholdere}}',
    },
    done: {
      en: '{count, plural, one {# placeholder replaced} other {# placeholders replaced}}',
      nb: '{count, plural, one {# plassholder er byttet} other {# plassholdere er byttet}}',
    },
  },
} satisfies Texts;
