import { z } from 'zod';
import { Id, Instant, byId } from '../common';
import { Block, BlockDocument } from '../mail/blocks';
import { Name } from '../written-texts';
import type { SubjectSchemas } from './routes';

/** Id of a template: a word for a built-in one, such as `newsletter`, or the id of one that a colleague saved. */
export const MailTemplateId = z.string().regex(/^[a-z0-9-]{1,40}$/);
export type MailTemplateId = z.infer<typeof MailTemplateId>;

/** A mailing to begin with. Built-in templates belong to the release, and are written in the organisation's language. */
export const MailTemplate = z.object({
  id: MailTemplateId,
  name: z.string(),
  builtIn: z.boolean(),
  /** Null for built-in templates. */
  addedAt: Instant.nullable(),
});
export type MailTemplate = z.infer<typeof MailTemplate>;

export const MailTemplateDetail = MailTemplate.extend({
  subject: z.string(),
  preheader: z.string(),
  /** Null if the template is written in HTML. */
  blocks: BlockDocument.nullable(),
  /** Null if the template is made of blocks. */
  html: z.string().nullable(),
});
export type MailTemplateDetail = z.infer<typeof MailTemplateDetail>;

/** A block that a colleague saved, to use it again. Its local links are plain addresses. */
export const SavedBlock = z.object({ id: Id, name: z.string(), block: Block, addedAt: Instant });
export type SavedBlock = z.infer<typeof SavedBlock>;

export const mailTemplateRoutes = {
  mailTemplates: {
    list: {
      summary: 'Lists the templates of mailings, those of colleagues first',
      response: z.array(MailTemplate),
    },
    get: {
      summary: 'Returns a template with its content',
      params: { id: MailTemplateId },
      response: MailTemplateDetail,
    },
    create: {
      summary: 'Saves the content of a mailing as a template; its local links are kept with their addresses',
      body: z.object({ name: Name, mailingId: Id }),
      response: MailTemplateDetail,
      status: 201,
    },
    remove: { summary: 'Deletes a template that a colleague saved', params: byId },
  },
  savedBlocks: {
    list: { summary: 'Lists the saved blocks by name', response: z.array(SavedBlock) },
    create: {
      summary: 'Saves a block, to use it in other mailings',
      body: z.object({ name: Name, block: Block }),
      response: SavedBlock,
      status: 201,
    },
    remove: { summary: 'Deletes a saved block', params: byId },
  },
} satisfies SubjectSchemas<'mailTemplates' | 'savedBlocks'>;
