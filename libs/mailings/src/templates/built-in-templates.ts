import { pick, type BlockDocument, type Language } from '@linkflow/contracts';
import { DIGEST, NEWSLETTER, PRODUCT_NEWS } from './news.templates';
import { EVENT_PROGRAMME, INVITATION, REMINDER } from './event.templates';
import { PERSONAL_LETTER, SEASONS_GREETING, THANK_YOU, WELCOME } from './letter.templates';
import { OFFER, SURVEY } from './response.templates';
import { documentOf, type TemplateSource } from './template-writer';

/** A template that belongs to the release, in the organisation's language. */
export interface BuiltInTemplate {
  id: string;
  name: string;
  subject: string;
  preheader: string;
  blocks: BlockDocument;
}

/** The built-in templates in the order in which they are offered. */
const SOURCES: readonly TemplateSource[] = [
  NEWSLETTER,
  PRODUCT_NEWS,
  INVITATION,
  EVENT_PROGRAMME,
  REMINDER,
  OFFER,
  WELCOME,
  THANK_YOU,
  SURVEY,
  DIGEST,
  PERSONAL_LETTER,
  SEASONS_GREETING,
];

export const builtInTemplates = (language: Language): BuiltInTemplate[] =>
  SOURCES.map((source) => ({
    id: source.id,
    name: pick(source.name, language),
    subject: pick(source.subject, language),
    preheader: pick(source.preheader, language),
    blocks: documentOf(source, language),
  }));
