import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { MailTemplate, MailTemplateDetail, MailingFile } from '@linkflow/contracts';
import { LinksService, NAME_ORDER, type Author } from '@linkflow/links';
import { AppError, Clock, OrganisationConfig, collectionOf, newId, readConfig } from '@linkflow/platform';
import { contentOf, linkIdsIn, type PortableContent } from '../copies/portable-mailing';
import type { MailingDoc } from '../mailings.repository';
import { requireRoom } from '../stored-limits';
import { builtInTemplates, type BuiltInTemplate } from './built-in-templates';

/** Collection `mail_templates`: those that colleagues saved. */
export interface MailTemplateDoc {
  _id: string;
  name: string;
  subject: string;
  preheader: string;
  content: PortableContent;
  /** The local links in the content. A mailing that is made from the template gets links of its own in their place. */
  links: MailingFile['links'];
  addedAt: Date;
  addedBy: Author;
}

/** What a mailing takes from a template. */
export type TemplateContent = Pick<MailTemplateDoc, 'content' | 'links' | 'preheader'>;

/** Templates of mailings: built-in ones in the organisation's language, and those that colleagues saved. */
@Injectable()
export class MailTemplates {
  readonly documents: mongo.Collection<MailTemplateDoc>;
  private readonly builtIn = builtInTemplates(readConfig(OrganisationConfig).ORGANISATION_LANGUAGE);

  constructor(
    @InjectConnection() connection: Connection,
    private readonly links: LinksService,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, 'mail_templates');
  }

  /** Those of colleagues first, by name. */
  async list(): Promise<MailTemplate[]> {
    const saved = await this.documents
      .find({}, { projection: { content: 0, links: 0 } })
      .collation(NAME_ORDER)
      .sort({ name: 1 })
      .toArray();
    return [...saved.map(rowOf), ...this.builtIn.map(builtInRow)];
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<MailTemplateDetail> {
    const builtIn = this.builtIn.find((template) => template.id === id);
    if (builtIn) {
      const { subject, preheader, blocks } = builtIn;
      return { ...builtInRow(builtIn), subject, preheader, blocks, html: null };
    }
    const { content, ...template } = await this.saved(id);
    return { ...rowOf(template), subject: template.subject, preheader: template.preheader, ...content };
  }

  /** @throws AppError not-found */
  async content(id: string): Promise<TemplateContent> {
    const builtIn = this.builtIn.find((template) => template.id === id);
    if (!builtIn) return this.saved(id);
    return { content: { blocks: builtIn.blocks, html: null }, links: [], preheader: builtIn.preheader };
  }

  /** Saves the content of a mailing. @throws AppError limit.reached */
  async add(mailing: MailingDoc, { id = newId(), name, by }: NewTemplate): Promise<MailTemplateDetail> {
    requireRoom('templates', await this.documents.estimatedDocumentCount());
    const content = contentOf(mailing);
    const rows = (await this.links.rows(linkIdsIn(content))).filter(({ mailingId }) => mailingId !== null);
    const addresses = await this.links.addressesOf(rows);
    const { subject, preheader = '' } = mailing;
    await this.documents.insertOne({
      _id: id,
      name,
      subject,
      preheader,
      content,
      links: rows.map((row) => ({
        id: row._id,
        name: row.name,
        url: addresses.get(row._id) ?? row.draft.url,
      })),
      addedAt: this.clock.now(),
      addedBy: by,
    });
    return this.get(id);
  }

  /** @throws AppError not-found, also for a built-in template */
  async remove(id: string): Promise<void> {
    const { deletedCount } = await this.documents.deleteOne({ _id: id });
    if (deletedCount === 0) throw noSuchTemplate();
  }

  private async saved(id: string): Promise<MailTemplateDoc> {
    const template = await this.documents.findOne({ _id: id });
    if (!template) throw noSuchTemplate();
    return template;
  }
}

interface NewTemplate {
  id?: string;
  name: string;
  by: Author;
}

const rowOf = ({ _id, name, addedAt }: Pick<MailTemplateDoc, '_id' | 'name' | 'addedAt'>): MailTemplate => ({
  id: _id,
  name,
  builtIn: false,
  addedAt: addedAt.toISOString(),
});

const builtInRow = ({ id, name }: BuiltInTemplate): MailTemplate => ({
  id,
  name,
  builtIn: true,
  addedAt: null,
});

const noSuchTemplate = (): AppError => new AppError('not-found', 'The template does not exist.');
